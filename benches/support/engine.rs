//! The engine as a client: a session that runs a text and writes NDJSON to nowhere.

use std::io;
use std::sync::{Arc, Mutex};

use rebe_shell::effect::OutcomeKind;
use rebe_shell::fleet::{FleetSettings, KnownKey};
use rebe_shell::render::{Form, Format, Look, Screen};
use rebe_shell::session::{Mode, Options, Session};

use super::Failure;
use super::roster::Roster;

const TEXT: &str = "hosts | discover cpu | where cores > 4";

/// A session that knows the hosts.
pub struct Rebe(Session);

impl Rebe {
    /// Nothing is started yet.
    pub fn new(roster: &Roster, fan_out: usize) -> Result<Self, Failure> {
        let fleet = FleetSettings {
            known_keys: vec![KnownKey { host: None, key: roster.host_key()? }],
            identity: Some(roster.client_key()?),
            ..FleetSettings::default()
        };
        let targets = Some(roster.engine_targets());
        let mut options = Options { targets, fleet, ..Options::default() };
        options.limits.parallel = fan_out;
        Ok(Self(Session::new(options)))
    }

    /// Run the text once; the number of hosts that answered well.
    pub fn ask(&mut self) -> Result<usize, Failure> {
        let prepared = self.0.prepare("bench", TEXT, Mode::Run);
        if prepared.is_wrong() {
            return Err(format!("{:?}", prepared.diagnostics).into());
        }
        let screen = Screen::new(Form::Data(Format::Ndjson), Look::plain(), Box::new(io::sink()));
        let report = self.0.run(&prepared, Arc::new(Mutex::new(screen)));
        if let Some(error) = report.errors.first() {
            return Err(error.message.clone().into());
        }
        if let Some(failed) = report.outcomes.iter().find(|outcome| outcome.kind.is_failure()) {
            return Err(format!("{}: {}", failed.host, failed.message).into());
        }
        Ok(report.all.iter().filter(|outcome| outcome.kind == OutcomeKind::Ok).count())
    }
}

//! The engine as a client: a session that runs a text and writes NDJSON.

use std::io::{self, Write};
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
        let rows = Counter::default();
        let screen = Screen::new(Form::Data(Format::Ndjson), Look::plain(), Box::new(rows.clone()));
        let report = self.0.run(&prepared, Arc::new(Mutex::new(screen)));
        let lines = *rows.0.lock().map_err(|_| "the writer failed")?;
        if lines == 0 || !report.errors.is_empty() {
            return Err(format!("{lines} rows, {:?}", report.errors).into());
        }
        if let Some(failed) = report.outcomes.iter().find(|outcome| outcome.kind.is_failure()) {
            return Err(format!("{}: {}", failed.host, failed.message).into());
        }
        Ok(report.all.iter().filter(|outcome| outcome.kind == OutcomeKind::Ok).count())
    }
}

/// A writer that counts lines and keeps nothing.
#[derive(Clone, Default)]
struct Counter(Arc<Mutex<usize>>);

impl Write for Counter {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        let mut lines = self.0.lock().map_err(|_| io::Error::other("poisoned"))?;
        *lines += data.iter().filter(|byte| **byte == b'\n').count();
        Ok(data.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

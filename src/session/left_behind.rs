//! Files that a run leaves behind for other programs, and for the run after it.

use std::collections::HashSet;
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};

use serde_json::Value as Json;

use super::{Report, Session};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::real::RealFiles;
use crate::effect::{Files, Outcome, OutcomeKind, World};
use crate::render::{junit_of_hosts, outcomes};

/// What runs, and since when.
#[derive(Debug)]
pub struct Begun<'a> {
    name: &'a str,
    at: SystemTime,
    since: Duration,
}

impl<'a> Begun<'a> {
    /// The text called `name` begins now.
    pub fn now(name: &'a str, world: &World) -> Self {
        Self { name, at: world.clock.now(), since: world.clock.monotonic() }
    }
}

impl Session {
    /// Write all outcomes of a run to `path`, as NDJSON.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn save_outcomes(&self, report: &Report, path: &Path) -> Result<()> {
        let written = self.world().files.create(path).and_then(|mut file| {
            outcomes::write_json(&report.all, &mut file)?;
            file.commit()
        });
        written.map_err(|error| unwritable("the outcomes", path, &error))
    }

    /// Write how a run ended for its hosts to `path`, as JUnit XML.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn save_junit_of_hosts(
        &self,
        report: &Report,
        begun: &Begun<'_>,
        path: &Path,
    ) -> Result<()> {
        let elapsed = self.world().clock.monotonic().saturating_sub(begun.since);
        let xml = junit_of_hosts(begun.name, report, begun.at, elapsed, &self.sources());
        let written = self.world().files.create(path).and_then(|mut file| {
            file.write_all(xml.as_bytes())?;
            file.commit()
        });
        written.map_err(|error| unwritable("the report", path, &error))
    }
}

/// The hosts that a run has left to be done, by the outcomes that it has written to `path`: those
/// on which any of its commands failed, or that it put off.
///
/// # Errors
/// The file cannot be read, or is no such file; the diagnostic says in which line.
pub fn hosts_left(path: &Path) -> Result<Vec<String>> {
    let name = path.display();
    let help = "give the file that `--outcomes FILE` of the earlier run has written";
    let bytes = RealFiles.read(path).map_err(|error| {
        let why = match error.kind() {
            io::ErrorKind::NotFound => "there is no such file".to_owned(),
            _ => error.to_string(),
        };
        let message = format!("`{name}` cannot be read: {why}");
        Box::new(Diagnostic::error(codes::FILE_ACCESS, message).help(help))
    })?;
    let (mut left, mut seen) = (Vec::new(), HashSet::new());
    for (at, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let outcome = outcome(line).map_err(|why| {
            let message = format!("line {} of `{name}` is no outcome: {why}", at + 1);
            Box::new(Diagnostic::error(codes::FORMAT, message).help(help))
        })?;
        if outcome.is_left() && seen.insert(outcome.host.clone()) {
            left.push(outcome.host);
        }
    }
    Ok(left)
}

/// As much of an outcome as tells whether its host is done.
fn outcome(line: &[u8]) -> std::result::Result<Outcome, String> {
    let json = serde_json::from_slice::<Json>(line).map_err(|error| error.to_string())?;
    let text = |name: &str| match json.get(name).and_then(Json::as_str) {
        Some(text) => Ok(text.to_owned()),
        None => Err(format!("it has no text `{name}`")),
    };
    let kind = text("outcome")?;
    let known = OutcomeKind::of(&kind, None, None);
    let kind = known.ok_or_else(|| format!("`{}` is no outcome", kind.escape_debug()))?;
    let (host, message) = (text("host")?, text("message").unwrap_or_default());
    Ok(Outcome { host, kind, message, attempts: 0, elapsed: Duration::ZERO })
}

/// `what` cannot be written to the file at `path`.
pub(super) fn unwritable(what: &str, path: &Path, error: &io::Error) -> Box<Diagnostic> {
    let reason = match error.kind() {
        io::ErrorKind::NotFound => "its folder is not there".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        io::ErrorKind::PermissionDenied => "you may not write there".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        _ => error.to_string(),
    };
    let message = format!("{what} cannot be written to `{}`: {reason}", path.display());
    Diagnostic::error(codes::FILE_ACCESS, message).into()
}

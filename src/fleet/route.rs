//! How a target is reached: the settings of the user, with what they want to know of this machine.

use std::collections::HashMap;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::process::Command;
use tokio::time::{Instant, timeout};

use super::classify::Trouble;
use super::fleet::Core;
use super::group::Groups;
use crate::diag::Diagnostic;
use crate::effect::{Route, Routed, Target};

/// How long a command that a `Match exec` runs may take.
const DEADLINE: Duration = Duration::from_secs(10);

/// How long its answer is believed: it may be about where this machine is.
const FRESH: Duration = Duration::from_secs(60);

/// Answers that are kept.
const MOST: usize = 10_000;

/// How commands ended that a `Match exec` asked about.
#[derive(Debug, Default)]
pub(super) struct Answers {
    known: Mutex<HashMap<String, (Instant, bool)>>,
    /// One command at a time, so that a fleet does not ask a thousand times at once.
    turn: tokio::sync::Mutex<()>,
}

impl Answers {
    fn get(&self, command: &str) -> Option<bool> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let (asked, answer) = known.get(command)?;
        (asked.elapsed() < FRESH).then_some(*answer)
    }

    /// Run `command`, unless somebody did so meanwhile. It and all that it started end with its
    /// deadline.
    async fn find_out(&self, command: String, groups: &Groups) {
        let _turn = self.turn.lock().await;
        if self.get(&command).is_some() {
            return;
        }
        let child = Command::new("/bin/sh")
            .arg("-c")
            .arg(&command)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .kill_on_drop(true)
            .spawn();
        let answer = match child {
            Ok(mut child) => {
                let mut group = groups.of(child.id());
                let ended = timeout(DEADLINE, child.wait()).await;
                if ended.is_ok() {
                    group.release();
                }
                matches!(ended, Ok(Ok(status)) if status.success())
            }
            Err(_) => false,
        };
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(command, (Instant::now(), answer));
    }
}

/// The route to `target`.
pub(super) async fn find(core: &Arc<Core>, target: &Target) -> Result<Route, Trouble> {
    // What the command line says beats the files.
    let named = match (&target.user, &core.settings.user) {
        (None, Some(user)) => Some(Target { user: Some(user.clone()), ..target.clone() }),
        _ => None,
    };
    let target = named.as_ref().unwrap_or(target);
    loop {
        let routed = core.routes.route(target, &|command| core.answers.get(command));
        match routed.map_err(|problem| wrong(&problem))? {
            Routed::Route(route) => return Ok(*route),
            Routed::Ask(command) => core.answers.find_out(command, &core.groups).await,
        }
    }
}

/// Settings that make no sense for this target.
fn wrong(problem: &Diagnostic) -> Trouble {
    let help = problem.help.as_deref().map_or_else(String::new, |help| format!("; {help}"));
    Trouble::unreachable(format!("by the SSH configuration, {}{help}", problem.message))
}

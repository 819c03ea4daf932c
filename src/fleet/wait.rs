//! Waiting for a host: the command is run again and again until it ends well, and a host that is not
//! there yet is waited for like one that is not ready.

use std::sync::Arc;
use std::time::Duration;

use super::classify::Trouble;
use super::deadline::Deadlines;
use super::fleet::Core;
use super::host::{Work, attempt, failed};
use super::output::{Exit, Output};
use super::reach::{self, Wish};
use super::{auth, local, route};
use crate::effect::{OutcomeKind, Phase, Target, Transport};

/// How much of what the command said last is told, in characters.
const TOLD: usize = 200;

/// Try every so often until the deadline of the host as a whole. What no waiting mends ends it at
/// once: a login that was refused, above all, for that would lock the account out.
pub(super) async fn until(
    core: &Arc<Core>,
    work: &Work,
    target: &Target,
    deadlines: &mut Deadlines,
    attempts: &mut u32,
    output: &mut Output,
    every: Duration,
) -> Result<Exit, Trouble> {
    use OutcomeKind as Kind;
    let total = deadlines.phase(Phase::Total);
    let mut last = None;
    loop {
        output.clear();
        let tried = once(core, work, target, deadlines, attempts, output).await;
        last = match tried {
            Ok(Exit::Code(code)) if code != 0 => Some(said(code, output)),
            Ok(ended) => return Ok(ended),
            Err(Trouble { kind: Kind::Timeout(Phase::Total), .. }) => last,
            Err(Trouble {
                kind: Kind::Unreachable | Kind::Timeout(_) | Kind::BreakerOpen,
                message,
                ..
            }) => Some(message),
            Err(trouble) => return Err(trouble),
        };
        if let Err(trouble) = deadlines.within(total, tokio::time::sleep(every)).await {
            return Err(match (trouble.kind, last) {
                (Kind::Timeout(_), Some(last)) => {
                    let limit = work.job.limits.total.as_secs_f64();
                    let message =
                        format!("it did not come about within {limit} s; the last time: {last}");
                    Trouble { message, ..trouble }
                }
                _ => trouble,
            });
        }
    }
}

/// One try.
async fn once(
    core: &Arc<Core>,
    work: &Work,
    target: &Target,
    deadlines: &mut Deadlines,
    attempts: &mut u32,
    output: &mut Output,
) -> Result<Exit, Trouble> {
    if target.transport == Transport::Local {
        *attempts += 1;
        return local::run(core, &work.job.task, output, deadlines).await;
    }
    let total = deadlines.phase(Phase::Total);
    let route = deadlines.within(total, route::find(core, target)).await??;
    let named = deadlines.within(total, auth::named_keys(core, target)).await??;
    let pass = core.breakers.anyway(&reach::key(core, &route));
    let pace = &work.pace;
    let mut wish = Wish { core, job: work.number, pace, deadlines, gate: None, named };
    let ended = attempt(&mut wish, work, target, &route, attempts, output).await;
    if ended.is_ok() {
        pass.succeeded();
    }
    ended
}

/// How the command ended, with the last line that it said about it.
fn said(code: i32, output: &Output) -> String {
    match last_line(&output.stderr).or_else(|| last_line(&output.stdout)) {
        Some(line) => {
            let line = line.chars().take(TOLD).collect::<String>();
            format!("`{line}` (exit code {code})")
        }
        None => failed(code),
    }
}

fn last_line(said: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(said);
    let line = text.lines().map(str::trim).rfind(|line| !line.is_empty());
    line.map(str::to_owned)
}

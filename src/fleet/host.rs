//! One target from start to end: it always ends in exactly one reply.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::time::Instant;

use super::classify::Trouble;
use super::deadline::Deadlines;
use super::exec::NoChannel;
use super::fleet::Core;
use super::output::{Exit, Output};
use super::pool::{Key, Lease};
use super::{auth, connect, exec, local};
use crate::effect::{Cancel, Job, Outcome, OutcomeKind, Phase, Reply, Target, Transport};

/// A job and what belongs to it.
pub(super) struct Work {
    pub(super) job: Job,
    /// Its number.
    pub(super) number: u64,
    pub(super) cancel: Cancel,
}

/// Do the work on `target`. A panic ends the work on this host alone.
pub(super) async fn ask(core: Arc<Core>, work: Arc<Work>, target: Arc<Target>) -> Reply {
    let start = Instant::now();
    let mut attempts = 0;
    let mut output = Output::new(work.job.limits.max_output);
    let answer = answer(&core, &work, &target, start, &mut attempts, &mut output);
    let answer = AssertUnwindSafe(answer).catch_unwind().await;
    let answer = answer.unwrap_or_else(|_| Err(Trouble::internal()));
    let (kind, message, exit_code) = match answer {
        Ok(Exit::Code(0)) => (OutcomeKind::Ok, String::new(), Some(0)),
        Ok(Exit::Code(code)) => (OutcomeKind::Failed(code), failed(code), Some(code)),
        Ok(Exit::Truncated) => {
            let Trouble { kind, message } = Trouble::truncated(work.job.limits.max_output);
            (kind, message, None)
        }
        Err(Trouble { kind, message }) => (kind, message, None),
    };
    let host = target.name.clone();
    let outcome = Outcome { host, kind, message, attempts, elapsed: start.elapsed() };
    Reply { target, outcome, exit_code, stdout: output.stdout, stderr: output.stderr }
}

/// The reply of a target that was not tried.
pub(super) fn untried(target: Arc<Target>, trouble: Trouble) -> Reply {
    let Trouble { kind, message } = trouble;
    let host = target.name.clone();
    let outcome = Outcome { host, kind, message, attempts: 0, elapsed: Duration::ZERO };
    Reply { target, outcome, exit_code: None, stdout: Vec::new(), stderr: Vec::new() }
}

fn failed(code: i32) -> String {
    match code {
        126 => "the command cannot be executed on the host (exit code 126)".to_owned(),
        127 => "the command is not there on the host (exit code 127); is it installed?".to_owned(),
        code if (129..160).contains(&code) => {
            format!("the command was ended by signal {} (exit code {code})", code - 128)
        }
        code => format!("the command ended with exit code {code}; its stderr may say why"),
    }
}

async fn answer(
    core: &Arc<Core>,
    work: &Work,
    target: &Target,
    start: Instant,
    attempts: &mut u32,
    output: &mut Output,
) -> Result<Exit, Trouble> {
    let mut deadlines = Deadlines::new(&work.job.limits, work.cancel.clone(), start);
    match target.transport {
        Transport::Local => {
            *attempts = 1;
            local::run(&work.job, output, &deadlines).await
        }
        Transport::Ssh => over_ssh(core, work, target, &mut deadlines, attempts, output).await,
    }
}

/// A connection of the pool may turn out to be dead; then, and only when nothing was started on
/// it, a new one takes its place.
async fn over_ssh(
    core: &Arc<Core>,
    work: &Work,
    target: &Target,
    deadlines: &mut Deadlines,
    attempts: &mut u32,
    output: &mut Output,
) -> Result<Exit, Trouble> {
    loop {
        let lease = lease(core, work, target, deadlines, attempts).await?;
        let until = deadlines.phase(Phase::Exec);
        let connection = Arc::clone(&lease.connection);
        match exec::open(&connection, lease.fresh, deadlines, until).await {
            Ok((channel, _place)) => {
                return exec::run(lease, channel, &work.job, output, deadlines, until).await;
            }
            Err(NoChannel::Stale) => lease.retire(),
            Err(NoChannel::Trouble(trouble)) => {
                lease.retire();
                return Err(trouble);
            }
        }
    }
}

/// A connection that is logged in: one of the pool, or a new one.
async fn lease(
    core: &Arc<Core>,
    work: &Work,
    target: &Target,
    deadlines: &mut Deadlines,
    attempts: &mut u32,
) -> Result<Lease, Trouble> {
    let total = deadlines.phase(Phase::Total);
    let named = deadlines.within(total, auth::named_keys(core, target)).await??;
    let user = target.user.as_ref().or(core.settings.user.as_ref()).unwrap_or(&core.user);
    let (address, port) = (&target.address, target.port);
    let claim = core.pool.claim(Key { user: user.clone(), address: address.clone(), port });
    let turn = deadlines.within(total, claim.turn()).await?;
    *attempts += 1;
    if let Some(connection) = claim.live() {
        return Ok(claim.reuse(connection));
    }
    let permit = deadlines.within(total, core.pool.permit()).await??;
    let until = deadlines.phase(Phase::Connect);
    let link = connect::connect(&core.configs, &core.trust, address, port);
    let mut link = deadlines.within(until, link).await??;
    auth::login(core, work.number, user, named, &mut link, deadlines).await?;
    link.settle();
    let lease = claim.open(link, permit);
    // Whoever waited for the turn now finds the connection.
    drop(turn);
    Ok(lease)
}

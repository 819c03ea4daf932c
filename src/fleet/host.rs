//! One target from start to end: it always ends in exactly one reply.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::sync::mpsc::Sender;
use tokio::time::Instant;

use super::breaker::Pass;
use super::classify::Trouble;
use super::deadline::Deadlines;
use super::exec::NoChannel;
use super::fleet::Core;
use super::output::{Exit, Output, To};
use super::pace::Pace;
use super::reach::{self, Wish};
use super::retry::Budget;
use super::sudo::Entrance;
use super::transfer::Ferry;
use super::{auth, exec, local, route, transfer, wait};
use crate::effect::{
    Cancel, Job, Outcome, OutcomeKind, Phase, RemoteCommand, RemoteEvent, Reply, Route, Target,
    Task, Transport,
};

/// A job and what belongs to it.
pub(super) struct Work {
    pub(super) job: Job,
    /// Its number.
    pub(super) number: u64,
    pub(super) cancel: Cancel,
    /// Takes output as it comes, where it is to be told so.
    pub(super) events: Option<Sender<RemoteEvent>>,
    /// How often its hosts may be tried again.
    pub(super) budget: Budget,
    /// How many of them are worked on at once.
    pub(super) pace: Pace,
    /// Bytes of files that have come over.
    pub(super) bytes: AtomicU64,
}

/// Do the work on `target`. A panic ends the work on this host alone.
pub(super) async fn ask(core: Arc<Core>, work: Arc<Work>, target: Arc<Target>) -> Reply {
    let start = Instant::now();
    let mut attempts = 0;
    let to = work.events.clone().map(|events| To::new(Arc::clone(&target), events));
    let mut output = Output::new(work.job.limits.max_output, to);
    let answer = answer(&core, &work, &target, start, &mut attempts, &mut output);
    let answer = AssertUnwindSafe(answer).catch_unwind().await;
    let answer = answer.unwrap_or_else(|_| Err(Trouble::internal()));
    let (kind, message, exit_code) = match answer {
        Ok(Exit::Code(0)) => (OutcomeKind::Ok, String::new(), Some(0)),
        Ok(Exit::Code(code)) => (OutcomeKind::Failed(code), failed(code), Some(code)),
        Ok(Exit::Truncated) => {
            let Trouble { kind, message, .. } = Trouble::truncated(work.job.limits.max_output);
            (kind, message, None)
        }
        Err(Trouble { kind, message, .. }) => (kind, message, None),
    };
    let host = target.name.clone();
    let outcome = Outcome { host, kind, message, attempts, elapsed: start.elapsed() };
    let Output { stdout, stderr, files, .. } = output;
    Reply { target, outcome, exit_code, stdout, stderr, files }
}

/// The reply of a target that was not tried.
pub(super) fn untried(target: Arc<Target>, trouble: Trouble) -> Reply {
    let Trouble { kind, message, .. } = trouble;
    let host = target.name.clone();
    let outcome = Outcome { host, kind, message, attempts: 0, elapsed: Duration::ZERO };
    let (stdout, stderr, files) = Default::default();
    Reply { target, outcome, exit_code: None, stdout, stderr, files }
}

/// The message of a command that ended with `code`.
pub(super) fn failed(code: i32) -> String {
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
    if let Task::Command(RemoteCommand { every: Some(every), .. }) = &work.job.task {
        return wait::until(core, work, target, &mut deadlines, attempts, output, *every).await;
    }
    match target.transport {
        Transport::Local => {
            *attempts = 1;
            local::run(core, &work.job.task, output, &mut deadlines).await
        }
        Transport::Ssh => over_ssh(core, work, target, &mut deadlines, attempts, output).await,
    }
}

/// Try, and try again while what went wrong may be over by then.
async fn over_ssh(
    core: &Arc<Core>,
    work: &Work,
    target: &Target,
    deadlines: &mut Deadlines,
    attempts: &mut u32,
    output: &mut Output,
) -> Result<Exit, Trouble> {
    let total = deadlines.phase(Phase::Total);
    let route = deadlines.within(total, route::find(core, target)).await??;
    let named = deadlines.within(total, auth::named_keys(core, target)).await??;
    let pass = core.breakers.enter(&reach::key(core, &route), Instant::now());
    let pass = pass.map_err(|left| Trouble::breaker_open("the host", left))?;
    work.budget.add_host();
    let pace = &work.pace;
    let mut wish = Wish { core, job: work.number, pace, deadlines, gate: None, named };
    let (mut tries, mut before) = (0, None);
    let ended = loop {
        tries += 1;
        let ended = attempt(&mut wish, work, target, &route, attempts, output).await;
        // That a host on the way is left alone by now says less than why it failed.
        let ended = match (ended, before.take()) {
            (Err(Trouble { kind: OutcomeKind::BreakerOpen, .. }), Some(before)) => Err(before),
            (ended, _) => ended,
        };
        let again = ended.as_ref().is_err_and(|trouble| trouble.transient);
        let crowded = ended.as_ref().is_err_and(|trouble| trouble.crowded);
        let crowded = crowded && work.pace.is_crowded();
        if !again || !work.budget.take(tries, crowded) {
            break ended;
        }
        if crowded {
            wish.gate = Some(work.pace.gate());
        }
        before = ended.err();
        output.clear();
        let total = wish.deadlines.phase(Phase::Total);
        let pause = tokio::time::sleep(core.dice.pause(tries));
        if let Err(trouble) = wish.deadlines.within(total, pause).await {
            break Err(trouble);
        }
    };
    judge(pass, ended.as_ref().map(|_| ()));
    ended
}

/// Tell the breaker how it ended. What the host is not to blame for is no verdict.
pub(super) fn judge(pass: Pass, ended: Result<(), &Trouble>) {
    use OutcomeKind as Kind;
    match ended {
        Ok(()) => pass.succeeded(),
        Err(trouble) if trouble.elsewhere => drop(pass),
        Err(trouble) => match trouble.kind {
            Kind::Unreachable | Kind::AuthFailed | Kind::Timeout(Phase::Connect | Phase::Auth) => {
                pass.failed(Instant::now())
            }
            _ => drop(pass),
        },
    }
}

/// One attempt. A connection of the pool may turn out to be dead; then, and only when nothing was
/// started on it, a new one takes its place.
pub(super) async fn attempt(
    wish: &mut Wish<'_>,
    work: &Work,
    target: &Target,
    route: &Route,
    attempts: &mut u32,
    output: &mut Output,
) -> Result<Exit, Trouble> {
    loop {
        let lease = reach::reach(wish, route, attempts).await?;
        let mut until = wish.deadlines.phase(Phase::Exec);
        let sudo = match &work.job.task {
            Task::Command(command) => command.sudo.as_ref(),
            Task::Upload(_) | Task::Download(_) => None,
        };
        let entrance = Entrance::new(wish.core, sudo, wish.deadlines, &mut until).await?;
        let connection = Arc::clone(&lease.connection);
        match exec::open(&connection, lease.fresh, wish.deadlines, until).await {
            Ok((channel, _place)) => {
                let deadlines = &*wish.deadlines;
                return match &work.job.task {
                    Task::Command(command) => {
                        exec::run(lease, channel, command, entrance, output, deadlines, until).await
                    }
                    task => {
                        let (files, bytes) = (&wish.core.files, &work.bytes);
                        let ferry = Ferry { task, target, files, bytes };
                        let carried = &mut output.files;
                        let ended =
                            transfer::carry(lease, channel, ferry, carried, deadlines, until);
                        ended.await.map(|()| Exit::Code(0))
                    }
                };
            }
            Err(NoChannel::Stale) => lease.retire(),
            // The next lease is one of another connection.
            Err(NoChannel::Full) => {}
            Err(NoChannel::Trouble(trouble)) => {
                lease.retire();
                return Err(trouble);
            }
        }
    }
}

//! The scheduler of one job: it starts hosts as places become free, and hands on their replies.
//!
//! Invariants: at most `parallel` hosts are under way or have a reply that nobody took yet, so a
//! slow consumer stops the run instead of filling memory; a reply waits 100 ms at most while the
//! consumer keeps up.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use tokio::sync::mpsc::Sender;
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;

use super::classify::Trouble;
use super::fleet::Core;
use super::host::{self, Work};
use crate::effect::{Load, RemoteEvent, Reply, Target};

/// Replies of one event at most.
const BATCH: usize = 1024;

/// Bytes of output in one event, about; one reply may be larger.
const BATCH_BYTES: usize = 8 << 20;

/// The age of a reply at most, and the time between two reports of progress.
const TICK: Duration = Duration::from_millis(100);

/// Nobody takes the events any more.
struct Gone;

/// Replies that wait to be handed on.
#[derive(Default)]
struct Batch {
    replies: Vec<Reply>,
    bytes: usize,
}

impl Batch {
    fn push(&mut self, reply: Reply) {
        self.bytes += reply.stdout.len() + reply.stderr.len();
        self.replies.push(reply);
    }

    fn is_full(&self) -> bool {
        self.replies.len() >= BATCH || self.bytes >= BATCH_BYTES
    }

    async fn flush(&mut self, events: &Sender<RemoteEvent>) -> Result<(), Gone> {
        if self.replies.is_empty() {
            return Ok(());
        }
        self.bytes = 0;
        let replies = std::mem::take(&mut self.replies);
        events.send(RemoteEvent::Replies(replies)).await.map_err(|_| Gone)
    }
}

/// Do the work on all `targets`.
pub(super) async fn run(
    core: Arc<Core>,
    work: Arc<Work>,
    targets: BoxStream<'static, Arc<Target>>,
    events: Sender<RemoteEvent>,
) {
    let mut hosts = JoinSet::new();
    if schedule(&core, &work, targets, &events, &mut hosts).await.is_err() {
        // Hosts under way end at once by this, and stop what they started.
        work.cancel.cancel();
        while hosts.join_next().await.is_some() {}
    }
}

async fn schedule(
    core: &Arc<Core>,
    work: &Arc<Work>,
    mut targets: BoxStream<'static, Arc<Target>>,
    events: &Sender<RemoteEvent>,
    hosts: &mut JoinSet<Reply>,
) -> Result<(), Gone> {
    let pace = &work.pace;
    let mut batch = Batch::default();
    let mut ticks = tokio::time::interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut exhausted = false;
    while !(exhausted && hosts.is_empty()) {
        let cancelled = work.cancel.is_cancelled();
        tokio::select! {
            () = events.closed() => return Err(Gone),
            // Wakes the loop, which then drains the targets without starting any.
            () = work.cancel.cancelled(), if !cancelled => {}
            Some(ended) = hosts.join_next() => {
                // A host's task neither panics nor is aborted: there is no other case.
                if let Ok(reply) = ended {
                    batch.push(reply);
                }
            }
            next = targets.next(), if !exhausted && (cancelled || hosts.len() < pace.limit()) => {
                match next {
                    None => exhausted = true,
                    Some(target) if cancelled => {
                        batch.push(host::untried(target, Trouble::not_started()));
                    }
                    Some(target) => {
                        hosts.spawn(host::ask(Arc::clone(core), Arc::clone(work), target));
                    }
                }
            }
            _ = ticks.tick() => {
                batch.flush(events).await?;
                let waiting = if exhausted { 0 } else { targets.size_hint().0 };
                // A consumer that is behind needs no report of progress.
                let (in_flight, limit, most) = (hosts.len(), pace.limit(), pace.most());
                let carried = work.bytes.load(Ordering::Relaxed);
                let load = Load { in_flight, waiting, limit, most, carried };
                let _ = events.try_send(RemoteEvent::Progress(load));
            }
        }
        if batch.is_full() {
            batch.flush(events).await?;
        }
    }
    batch.flush(events).await
}

//! One job on each host: replies become rows and outcomes.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{self, Poll};
use std::time::Duration;

use futures_util::stream::{BoxStream, Stream, StreamExt};

use super::feed::Feed;
use super::gate::{Enough, Gate};
use super::waves::waves;
use crate::command::{Args, Checking, Context, ENOUGH, Flag, Shape};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{
    Job, Limits, Outcome, OutcomeKind, Piece, RemoteEvent, Reply, Target, Transport,
};
use crate::value::{Chunk, ChunkStream, Data, Rows, Schema, Type, Value};

/// The flags that every command which fans out has.
pub const PARALLEL: Flag = Flag {
    name: "parallel",
    short: None,
    shape: Some(Shape::Count),
    doc: "how many hosts are worked on at once, 256 unless said otherwise",
};

/// The deadline of the remote command.
pub const TIMEOUT: Flag = Flag {
    name: "timeout",
    short: Some('t'),
    shape: Some(Shape::Value(&Type::Duration)),
    doc: "deadline of the remote command on each host, 60s unless said otherwise",
};

/// Say what is wrong with the flags of a call, and with the settings by which hosts are reached.
pub fn check(checking: &mut Checking<'_>) {
    let over_ssh =
        |targets: Vec<Arc<Target>>| targets.iter().any(|target| target.transport == Transport::Ssh);
    let world = checking.world;
    if world.directory.all().is_ok_and(over_ssh)
        && let Err(problem) = world.routes.prepare()
    {
        checking.problem(*problem);
    }
    let none = checking.args.count(PARALLEL.name) == Some(0);
    if let (true, Some(arg)) = (none, checking.args.first(PARALLEL.name)) {
        let message = format!("`{}` has to be a count from 1", PARALLEL.name);
        let problem = Diagnostic::error(codes::BAD_ARGUMENT, message).at(arg.span, "");
        checking.problem(problem.help("with 0 no host would ever be asked"));
    }
}

/// The bounds of the context as the flags of a call change them.
pub fn limits(args: &Args, context: &Context) -> Limits {
    let mut limits = context.limits.clone();
    if let Some(timeout) = args.duration(TIMEOUT.name) {
        limits.exec = timeout;
        limits.total = limits.total.max(timeout + limits.connect + limits.auth);
    }
    if let Some(parallel) = args.count(PARALLEL.name) {
        limits.parallel = parallel.max(1);
    }
    limits
}

/// What a reply comes to: the cells of its rows, and its outcome if that differs
/// from what the transport found.
pub struct Verdict {
    /// Rows with their cells in the order of the schema.
    pub rows: Vec<Vec<Value>>,
    /// Another outcome, with its message.
    pub outcome: Option<(OutcomeKind, String)>,
}

/// Judges what comes from hosts.
pub trait Judge: Send {
    /// The rows of output that is told as it comes, if any are; they have the schema of the fan-out.
    ///
    /// # Errors
    /// Only by a defect.
    fn piece(&mut self, _piece: &Piece) -> Result<Option<Chunk>> {
        Ok(None)
    }

    /// What a reply comes to.
    fn reply(&mut self, reply: &Reply) -> Verdict;
}

impl<F: FnMut(&Reply) -> Verdict + Send> Judge for F {
    fn reply(&mut self, reply: &Reply) -> Verdict {
        self(reply)
    }
}

/// Run `job` on the hosts of `input`; rows have `schema`. `args` may tell how many rows are wanted,
/// and how many hosts are worked on before others.
pub fn fan_out(
    input: ChunkStream,
    job: Job,
    schema: Schema,
    judge: Box<dyn Judge>,
    args: &Args,
    context: &Context,
) -> Data {
    let enough = args.count(ENOUGH).map(Enough::of);
    let gate = Gate::new(enough, waves(args), context.cancel.clone());
    let feed = Feed::new(input, Arc::clone(&context.world.directory), gate);
    let targets = feed.clone().boxed();
    let events = context.world.remote.run(job, targets, context.cancel.clone());
    let schema = Arc::new(schema);
    let rows = FanOut {
        events: Some(events),
        feed,
        schema: Arc::clone(&schema),
        judge,
        context: context.clone(),
        ready: VecDeque::new(),
        quiet: false,
    };
    Data::Chunks(ChunkStream::new(schema, rows))
}

/// The rows of a fleet command as they come. However it ends, when it is dropped every target has
/// exactly one outcome.
struct FanOut {
    /// None once they have ended.
    events: Option<BoxStream<'static, RemoteEvent>>,
    feed: Feed,
    schema: Arc<Schema>,
    judge: Box<dyn Judge>,
    context: Context,
    ready: VecDeque<Result<Chunk>>,
    /// Whether nobody has ended since progress was reported.
    quiet: bool,
}

impl FanOut {
    fn chunk(&mut self, replies: Vec<Reply>) -> Result<Chunk> {
        let (ended, mut failed) = (replies.len(), 0);
        let mut rows = Rows::new(Arc::clone(&self.schema));
        for mut reply in replies {
            if !self.feed.ended(&reply.target.name) {
                continue;
            }
            let mut verdict = self.judge.reply(&reply);
            for row in &verdict.rows {
                if let Err(problem) = rows.push(row) {
                    verdict.outcome = Some((OutcomeKind::Invalid, problem.message));
                }
            }
            if let Some((kind, message)) = verdict.outcome {
                reply.outcome.kind = kind;
                reply.outcome.message = message;
            }
            failed += usize::from(reply.outcome.kind.is_failure());
            self.context.report(reply.outcome);
        }
        self.feed.stand(ended, failed, rows.len());
        rows.finish()
    }

    fn give(&mut self, chunk: Result<Chunk>) {
        if !matches!(&chunk, Ok(chunk) if chunk.height() == 0) {
            self.ready.push_back(chunk);
        }
    }

    fn settle(&mut self) {
        let (kind, message) = if self.context.cancel.is_cancelled() {
            (OutcomeKind::Cancelled, "the run was cancelled first".to_owned())
        } else {
            let why = self.feed.stopped();
            (OutcomeKind::Skipped, why.unwrap_or_else(|| Outcome::NOT_NEEDED.to_owned()))
        };
        for host in self.feed.owed() {
            let message = message.clone();
            let elapsed = Duration::ZERO;
            self.context.report(Outcome { host, kind, message, attempts: 0, elapsed });
        }
    }
}

impl Stream for FanOut {
    type Item = Result<Chunk>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut task::Context<'_>,
    ) -> Poll<Option<Result<Chunk>>> {
        loop {
            if let Some(chunk) = self.ready.pop_front() {
                return Poll::Ready(Some(chunk));
            }
            let Some(events) = &mut self.events else { return Poll::Ready(None) };
            match events.as_mut().poll_next(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Some(RemoteEvent::Progress(load))) => {
                    self.context.observer.progress(load);
                    self.context.ledger.slow_down(load);
                    // There is one report a tick: between this one and the last nobody has ended.
                    if std::mem::replace(&mut self.quiet, true) {
                        self.feed.widen();
                    }
                }
                Poll::Ready(Some(RemoteEvent::Replies(replies))) => {
                    self.quiet = false;
                    let chunk = self.chunk(replies);
                    self.give(chunk);
                }
                Poll::Ready(Some(RemoteEvent::Output(piece))) => {
                    self.quiet = false;
                    if let Some(chunk) = self.judge.piece(&piece).transpose() {
                        let rows = chunk.as_ref().map_or(0, Chunk::height);
                        self.feed.stand(0, 0, rows);
                        self.give(chunk);
                    }
                }
                Poll::Ready(None) => {
                    self.events = None;
                    if let Some(error) = self.feed.error() {
                        self.ready.push_back(Err(error));
                    }
                    self.settle();
                }
            }
        }
    }
}

impl Drop for FanOut {
    fn drop(&mut self) {
        self.events = None;
        self.settle();
    }
}

//! A stage of a pipeline at work: rows in, rows out, with an instance for itself.

use std::collections::VecDeque;
use std::sync::Arc;

use futures_util::stream::{self, BoxStream};
use futures_util::{StreamExt, TryStreamExt};
use wasmtime::component::ResourceAny;

use super::arguments::invocation;
use super::commands::Called;
use super::failure::Failure;
use super::guest::{Guest, drive};
use super::wit::{ColumnType, Given, Invocation};
use super::{input, limits, notation, rows};
use crate::command::{Args, Context};
use crate::diag::{Diagnostic, Result, codes};
use crate::value::{Chunk, ChunkStream, Data, Schema};

/// One stage.
struct Stage {
    guest: Guest,
    call: Invocation,
    columns: Vec<ColumnType>,
    schema: Arc<Schema>,
    opened: Option<ResourceAny>,
    /// What comes in; none for a command that begins a pipeline, and after the last chunk.
    input: Option<BoxStream<'static, Result<Chunk>>>,
    /// Rows that came in and are not pushed yet.
    waiting: VecDeque<Chunk>,
    /// Rows that came back and are not taken yet.
    ready: VecDeque<Chunk>,
    /// Whether it has more to give before more is pushed.
    more: bool,
    /// How often it had nothing to give and said that there is more.
    empty: u32,
    finished: bool,
    /// Whether it has to know the hosts in its rows.
    hosts: bool,
}

/// What comes out of the command when `data` goes in.
pub(super) fn run(called: &Called, data: Data, args: &Args, context: &Context) -> Result<Data> {
    let who = called.who();
    // Checked before, where the grants were known then; what was taken back meanwhile is gone.
    called.plugin.missing(&called.uses).map_or(Ok(()), Err)?;
    let columns = notation::given(&data.ty())?;
    let call = invocation(&called.signature, args);
    let (Some(columns), Some(call)) = (columns, call) else {
        let message = format!("{who} was run with something that is not known");
        return Err(Diagnostic::error(codes::INTERNAL, message).into());
    };
    let services = called.plugin.services(&called.uses, context);
    let hosts = services.needs_hosts();
    let cancel = context.cancel.clone();
    // What was promised is what its rows are held against. It has no services before it has said that.
    let asked = drive(async {
        let mut guest = called.plugin.guest(cancel).await?;
        let schema = match called.known(&call, &columns) {
            Some(schema) => schema,
            None => called.ask(&mut guest, &call, &columns).await?,
        };
        guest.allow(services);
        Ok((guest, schema))
    });
    let (guest, schema) = asked.map_err(|failure: Failure| failure.diagnostic(&who, Some(args)))?;
    let stage = Stage {
        guest,
        call,
        columns,
        schema: Arc::clone(&schema),
        opened: None,
        input: input::chunks(data)?,
        waiting: VecDeque::new(),
        ready: VecDeque::new(),
        more: false,
        empty: 0,
        finished: false,
        hosts,
    };
    let args = args.clone();
    let chunks = stream::try_unfold(stage, |mut stage| async move {
        let next = stage.next().await?;
        Ok(next.map(|chunk| (chunk, stage)))
    });
    let chunks = chunks
        .map_err(move |failure: Failure| failure.diagnostic(&who, Some(&args)).or_at(args.span));
    Ok(Data::Chunks(ChunkStream::new(schema, chunks)))
}

impl Stage {
    /// The next rows that came back; none at the end.
    async fn next(&mut self) -> std::result::Result<Option<Chunk>, Failure> {
        loop {
            if let Some(chunk) = self.ready.pop_front() {
                return Ok(Some(chunk));
            }
            if self.finished && !self.more {
                return Ok(None);
            }
            let opened = match self.opened {
                Some(opened) => opened,
                None => self.guest.open(&self.call, &self.columns).await?,
            };
            self.opened = Some(opened);
            if let Some(given) = self.step(opened).await? {
                self.more = given.more;
                self.ready = rows::chunks(given.batches, &self.schema)?;
                let nothing = self.more && self.ready.is_empty();
                self.empty = if nothing { self.empty + 1 } else { 0 };
                if self.empty > limits::EMPTY {
                    let what = format!("nothing, {} times, and always more to come", limits::EMPTY);
                    return Err(Failure::Forged(what));
                }
            }
        }
    }

    /// One call; none where rows had to be cut before.
    async fn step(&mut self, opened: ResourceAny) -> std::result::Result<Option<Given>, Failure> {
        if self.more {
            return self.guest.more(opened).await.map(Some);
        }
        let Some(piece) = self.piece().await? else {
            self.finished = true;
            return self.guest.finish(opened).await.map(Some);
        };
        match rows::batch(&piece)? {
            Ok(batch) => {
                if let (true, Some(services)) = (self.hosts, self.guest.services()) {
                    services.may_ask(piece.texts("host").unwrap_or_default());
                }
                self.guest.push(opened, batch).await.map(Some)
            }
            Err([first, second]) => {
                self.waiting.push_front(second);
                self.waiting.push_front(first);
                Ok(None)
            }
        }
    }

    /// The next rows to be pushed; none after the last.
    async fn piece(&mut self) -> Result<Option<Chunk>> {
        loop {
            if let Some(piece) = self.waiting.pop_front() {
                return Ok(Some(piece));
            }
            let Some(input) = &mut self.input else { return Ok(None) };
            match input.next().await.transpose()? {
                Some(chunk) => self.waiting = rows::pieces(chunk),
                None => self.input = None,
            }
        }
    }
}

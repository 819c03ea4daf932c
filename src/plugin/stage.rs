//! A stage of a pipeline at work: rows in, rows out, with an instance for itself.

use std::collections::VecDeque;
use std::sync::Arc;

use futures_util::stream::{self, BoxStream};
use futures_util::{StreamExt, TryStreamExt};
use wasmtime::component::ResourceAny;

use super::arguments::invocation;
use super::commands::Loaded;
use super::failure::Failure;
use super::guest::{Guest, drive};
use super::wit::{ColumnType, Invocation};
use super::{input, notation, rows};
use crate::command::{Args, Context, Signature};
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
    finished: bool,
}

/// What comes out of the command `signature` of `plugin` when `data` goes in.
pub fn run(
    plugin: &Loaded,
    signature: &Signature,
    data: Data,
    args: &Args,
    context: &Context,
) -> Result<Data> {
    let who = format!("the command `{}`", signature.name);
    let columns = notation::given(&data.ty(), &who)?;
    let call = invocation(signature, args);
    let (Some(columns), Some(call)) = (columns, call) else {
        let message = format!("{who} was run with something that is not known");
        return Err(Diagnostic::error(codes::INTERNAL, message).into());
    };
    let cancel = context.cancel.clone();
    // The instance is asked once more: what it promises now is what its rows are held against.
    let asked = drive(async {
        let mut guest = Guest::new(&plugin.component, cancel).await?;
        let promised = guest.output(&call, &columns).await?;
        let schema = notation::promised(promised, &columns).map_err(Failure::Forged)?;
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
        finished: false,
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
            if self.finished {
                return Ok(None);
            }
            let opened = match self.opened {
                Some(opened) => opened,
                None => self.guest.open(&self.call, &self.columns).await?,
            };
            self.opened = Some(opened);
            let given = match self.piece().await? {
                Some(piece) => match rows::batch(&piece)? {
                    Ok(batch) => self.guest.push(opened, &batch).await?,
                    Err([first, second]) => {
                        self.waiting.push_front(second);
                        self.waiting.push_front(first);
                        continue;
                    }
                },
                None => {
                    self.finished = true;
                    self.guest.finish(opened).await?
                }
            };
            self.ready = rows::chunks(given, &self.schema)?;
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
                Some(chunk) => self.waiting = rows::pieces(&chunk),
                None => self.input = None,
            }
        }
    }
}

//! A body applied to what flows in.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{self, Poll};

use futures_util::stream::{self, BoxStream, Stream};
use futures_util::{FutureExt, StreamExt, future};

use super::Stored;
use crate::command::{Args, Body, Command, Context, Input};
use crate::diag::{Diagnostic, Result, codes};
use crate::plan::Typed;
use crate::source::Span;
use crate::value::spill::Room;
use crate::value::{Chunk, ChunkStream, Data, Frame, Rows, Schema, Type, Value, scalar, type_of};

/// What comes out when `command` takes `input`, which is no pending value.
pub fn apply(command: &Command, input: Data, args: Args, context: &Context) -> Result<Data> {
    let input = normalise(command.signature.input, input)?;
    match (command.body, input) {
        (Body::Rows(run), Data::Frame(frame)) => Ok(Data::Frame(run(frame, &args)?)),
        (Body::Rows(run), Data::Chunks(chunks)) => {
            let schema = run(Frame::empty(chunks.schema)?, &args)?.schema;
            let each = move |chunk: Result<Chunk>| run(Frame::of(chunk?), &args)?.collect();
            let chunks = chunks.chunks.map(each).filter(|chunk| {
                let empty = matches!(chunk, Ok(chunk) if chunk.height() == 0);
                std::future::ready(!empty)
            });
            Ok(Data::Chunks(ChunkStream::new(schema, chunks)))
        }
        (Body::Whole(run), Data::Frame(frame)) => Ok(Data::Frame(run(frame, &args)?)),
        (Body::Whole(run), Data::Chunks(chunks)) => {
            let schema = run(Frame::empty(Arc::clone(&chunks.schema))?, &args)?.schema;
            let whole = chunks.collect();
            let computed = whole.map(move |chunk| run(Frame::of(chunk?), &args)?.collect());
            Ok(Data::Chunks(ChunkStream::new(schema, stream::once(computed))))
        }
        (Body::Large { spill, .. }, input @ (Data::Frame(_) | Data::Chunks(_))) => {
            let files = Arc::clone(&context.world.files);
            let room = Room::new(context.limits.memory, move || files.scratch());
            spill(input, &args, room)
        }
        (Body::Limit(rows), Data::Frame(frame)) => Ok(Data::Frame(frame.limit(rows(&args)))),
        (Body::Limit(rows), Data::Chunks(chunks)) => {
            let limited = Limited { chunks: Some(chunks.chunks), left: rows(&args) };
            Ok(Data::Chunks(ChunkStream::new(chunks.schema, limited)))
        }
        (Body::Limit(rows), Data::Value(Value::List { vals, .. })) => {
            let items = vals.iter().take(rows(&args)).cloned();
            Ok(Data::Value(scalar::list(items.collect())))
        }
        (Body::Stream(run), input) => match run(input, &args, context)? {
            Data::Value(value) => tabulate(value),
            other => Ok(other),
        },
        (Body::Rows(run) | Body::Whole(run) | Body::Large { run, .. }, Data::Value(value)) => {
            over_value(run, command, value, &args, context)
        }
        (Body::Scalar(_) | Body::Fold { .. }, Data::Value(value)) => {
            tabulate(command.compute(value, &args)?)
        }
        (Body::Fold { narrow, run }, Data::Frame(frame)) => {
            let chunk = future::lazy(move |_| Ok((narrow(frame, &args)?.collect()?, args)));
            let folded = chunk.map(move |c: Result<_>| c.and_then(|(c, a)| run(c.to_value(), &a)));
            Ok(Data::Pending(Type::Unknown, folded.boxed()))
        }
        (Body::Fold { narrow, run }, Data::Chunks(chunks)) => {
            let schema = narrow(Frame::empty(chunks.schema)?, &args)?.schema;
            let narrowing = args.clone();
            let each = move |chunk: Result<Chunk>| narrow(Frame::of(chunk?), &narrowing)?.collect();
            let whole = ChunkStream::new(schema, chunks.chunks.map(each)).collect();
            let folded = whole.map(move |chunk| run(chunk?.to_value(), &args));
            Ok(Data::Pending(Type::Unknown, folded.boxed()))
        }
        (_, other) => Ok(other),
    }
}

/// Input in the one shape that a command sees: a list of records is a table where rows are wanted.
fn normalise(wanted: Input, input: Data) -> Result<Data> {
    match input {
        Data::Value(value) if !wanted.is_single() => tabulate(value),
        other => Ok(other),
    }
}

/// A list of records as a table, any other value as it is.
pub fn tabulate(value: Value) -> Result<Data> {
    match type_of(&value) {
        Type::Table(schema) => Ok(Data::table(Chunk::of(&value, schema)?)),
        _ => Ok(Data::Value(value)),
    }
}

/// A command on tables given a list, which is a table of one column to it, or given a record, which
/// is one row; what comes out is a list or a record again.
fn over_value(
    run: fn(Frame, &Args) -> Result<Frame>,
    command: &Command,
    value: Value,
    args: &Args,
    context: &Context,
) -> Result<Data> {
    match (command.signature.input, type_of(&value)) {
        (Input::Rows | Input::Members, Type::List(_)) => {
            let mut rows = Rows::new(Arc::new(Schema::of([("item", context.item(&value))])));
            for item in value.into_list().unwrap_or_default() {
                rows.push(&[item])?;
            }
            let items = run(Frame::of(rows.finish()?), args)?.collect()?;
            Ok(Data::Value(scalar::list(items.column("item"))))
        }
        (_, Type::Record(schema)) if command.takes_records() => {
            let row = run(Frame::of(Chunk::of(&value, schema)?), args)?.collect()?.to_value();
            let row = row.into_list().unwrap_or_default().into_iter().next();
            Ok(Data::Value(row.unwrap_or_else(scalar::null)))
        }
        _ => Ok(Data::Value(value)),
    }
}

/// What `for` goes through.
pub fn items_of(items: Stored, over: &Typed) -> Result<Box<dyn Iterator<Item = Value>>> {
    match items {
        Stored::Value(Value::List { vals, .. }) => Ok(Box::new(vals.into_owned().into_iter())),
        Stored::Value(range @ Value::Range { .. }) => {
            Ok(Box::new(scalar::numbers(&range).into_iter().flatten().map(scalar::int)))
        }
        Stored::Table(chunk) => {
            let names = chunk.schema().names().into_iter().map(str::to_owned).collect::<Vec<_>>();
            let rows = (0..chunk.height())
                .map(move |at| scalar::record(names.iter().cloned().zip(chunk.row(at))));
            Ok(Box::new(rows))
        }
        other => {
            let message = format!("a {} has no items to go through", other.ty());
            Err(Diagnostic::error(codes::TYPE_CLASH, message).at(over.span, "").into())
        }
    }
}

/// The first rows; what feeds them is dropped as soon as they stand.
struct Limited {
    chunks: Option<BoxStream<'static, Result<Chunk>>>,
    left: usize,
}

impl Stream for Limited {
    type Item = Result<Chunk>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut task::Context<'_>,
    ) -> Poll<Option<Result<Chunk>>> {
        if self.left == 0 {
            self.chunks = None;
        }
        let Some(chunks) = &mut self.chunks else { return Poll::Ready(None) };
        match chunks.as_mut().poll_next(context) {
            Poll::Ready(Some(Ok(chunk))) => {
                let chunk = chunk.head(self.left);
                self.left -= chunk.height();
                if self.left == 0 {
                    self.chunks = None;
                }
                Poll::Ready(Some(Ok(chunk)))
            }
            other => other,
        }
    }
}

/// How many numbers of a range are held at once at most.
const MOST_NUMBERS: usize = 10_000_000;

/// The numbers of a range as a list.
pub(super) fn numbers(range: &Value, span: Span) -> Result<Data> {
    if !scalar::is_bounded(range) {
        let message = "a range without an end cannot flow through a pipeline";
        return Err(Diagnostic::error(codes::TOO_MUCH, message)
            .at(span, "")
            .help("give it an end, such as `1..100`, or go through it with `for`")
            .into());
    }
    let numbers = scalar::numbers(range).into_iter().flatten().take(MOST_NUMBERS + 1);
    let numbers = numbers.map(scalar::int).collect::<Vec<_>>();
    if numbers.len() > MOST_NUMBERS {
        let message = format!("this range has more than {MOST_NUMBERS} numbers");
        let problem = Diagnostic::error(codes::TOO_MUCH, message).at(span, "");
        return Err(problem.help("go through it with `for`, which holds one at a time").into());
    }
    Ok(Data::Value(scalar::list(numbers)))
}

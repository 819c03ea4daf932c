//! What flows into a stage, as chunks. A plan is computed piece by piece, so that a table that does
//! not fit into memory can go through a plugin.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread;

use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use tokio::sync::mpsc;

use super::limits;
use crate::diag::{Diagnostic, Result, codes};
use crate::value::{Chunk, Data, Frame, Rows, Schema, Type, Value, scalar};

/// Pieces that wait for a slow plugin.
const WAITING: usize = 2;

/// What polars computes, and that it is done: a thread that just vanished must not look like the
/// end of a table.
enum Piece {
    Rows(Chunk),
    End(Result<()>),
}

/// The chunks of `data`; none where nothing flows in.
///
/// # Errors
/// The system gives no thread.
pub fn chunks(data: Data) -> Result<Option<BoxStream<'static, Result<Chunk>>>> {
    match data {
        Data::Frame(frame) => pieces(frame).map(Some),
        Data::Value(value) => bytes(&value).map(Some),
        Data::Pending(_, value) => {
            let chunks =
                stream::once(value).map(|value| match value.and_then(|value| bytes(&value)) {
                    Ok(chunks) => chunks,
                    Err(problem) => stream::once(std::future::ready(Err(problem))).boxed(),
                });
            Ok(Some(chunks.flatten().boxed()))
        }
        other => Ok(other.into_chunks().ok().map(|chunks| chunks.chunks)),
    }
}

/// A text or bytes as a table of pieces.
fn bytes(value: &Value) -> Result<BoxStream<'static, Result<Chunk>>> {
    let bytes = match value {
        Value::String { val, .. } => val.as_bytes(),
        Value::Binary { val, .. } => val.as_slice(),
        _ => &[],
    };
    let mut rows = Rows::new(Arc::new(Schema::of([("bytes", Type::Binary)])));
    for piece in bytes.chunks(limits::BATCH) {
        rows.push(&[scalar::binary(piece.to_vec())])?;
    }
    let chunk = rows.finish()?;
    Ok(stream::once(std::future::ready(Ok(chunk))).boxed())
}

fn pieces(frame: Frame) -> Result<BoxStream<'static, Result<Chunk>>> {
    let (sender, receiver) = mpsc::channel(WAITING);
    let work = move || {
        let rows = NonZeroUsize::new(limits::BATCH_ROWS).unwrap_or(NonZeroUsize::MIN);
        let pieces = sender.clone();
        let ended = frame.each(rows, move |chunk| pieces.blocking_send(Piece::Rows(chunk)).is_ok());
        // Nobody may wait any more.
        let _ = sender.blocking_send(Piece::End(ended));
    };
    // It ends when its receiver is gone.
    thread::Builder::new().name("plugin input".to_owned()).spawn(work).map_err(|error| {
        let message = format!("the system gives no thread to feed a plugin with: {error}");
        Diagnostic::error(codes::PLUGIN_LIMIT, message)
    })?;
    let next = |receiver: Option<mpsc::Receiver<Piece>>| async move {
        let mut receiver = receiver?;
        match receiver.recv().await {
            Some(Piece::Rows(chunk)) => Some((Ok(chunk), Some(receiver))),
            Some(Piece::End(Ok(()))) => None,
            Some(Piece::End(Err(problem))) => Some((Err(problem), None)),
            None => {
                let message = "what computes the input of a plugin has crashed";
                Some((Err(Diagnostic::error(codes::INTERNAL, message).into()), None))
            }
        }
    };
    Ok(stream::unfold(Some(receiver), next).boxed())
}

//! What flows from one stage of a pipeline to the next.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use futures_util::stream::{self, BoxStream};
use futures_util::{FutureExt, StreamExt, TryStreamExt, future};
use nu_protocol::Value;

use super::pieces::Pieces;
use super::{Chunk, Frame, Schema, Type, whole};
use crate::diag::Result;

/// Chunks of one table as they come, with the schema that they share.
pub struct ChunkStream {
    /// Their columns; closed.
    pub schema: Arc<Schema>,
    /// The chunks; after an error nothing more comes.
    pub chunks: BoxStream<'static, Result<Chunk>>,
}

/// What flows from one stage of a pipeline to the next.
#[expect(clippy::large_enum_variant, reason = "there is one a stage, not one a row")]
pub enum Data {
    /// Nothing: the first stage has no input, and `save` yields none.
    Nothing,
    /// A value that is no table.
    Value(Value),
    /// A value that is still to be computed, and its type.
    Pending(Type, BoxFuture<'static, Result<Value>>),
    /// A table as a plan.
    Frame(Frame),
    /// A table as it comes.
    Chunks(ChunkStream),
}

impl ChunkStream {
    /// `chunks`, which all have `schema`.
    pub fn new(
        schema: Arc<Schema>,
        chunks: impl stream::Stream<Item = Result<Chunk>> + Send + 'static,
    ) -> Self {
        Self { schema, chunks: chunks.boxed() }
    }

    /// All chunks as one, once the last has come.
    pub fn collect(self) -> BoxFuture<'static, Result<Chunk>> {
        let Self { schema, chunks } = self;
        let chunks = chunks.try_collect::<Vec<_>>();
        chunks.map(|chunks| whole(schema, chunks?)).boxed()
    }
}

impl Data {
    /// A table of rows that are known already.
    pub fn table(chunk: Chunk) -> Self {
        Self::Frame(Frame::of(chunk))
    }

    /// Its type.
    pub fn ty(&self) -> Type {
        match self {
            Self::Nothing => Type::Nothing,
            Self::Value(value) => super::type_of(value),
            Self::Pending(ty, _) => ty.clone(),
            Self::Frame(frame) => Type::Table(frame.schema.as_ref().clone()),
            Self::Chunks(chunks) => Type::Table(chunks.schema.as_ref().clone()),
        }
    }

    /// A table as chunks; a plan yields one chunk, when it is first polled, or pieces where it is
    /// read from files. Anything else comes back as it was.
    #[expect(clippy::result_large_err, reason = "the other side is no error but the data itself")]
    pub fn into_chunks(self) -> Result<ChunkStream, Self> {
        match self {
            Self::Frame(frame) if !frame.origins.is_empty() => {
                let schema = Arc::clone(&frame.schema);
                Ok(ChunkStream::new(schema, stream::iter(Pieces::new(frame))))
            }
            Self::Frame(frame) => {
                let schema = Arc::clone(&frame.schema);
                Ok(ChunkStream::new(schema, stream::once(future::lazy(|_| frame.collect()))))
            }
            Self::Chunks(chunks) => Ok(chunks),
            other => Err(other),
        }
    }
}

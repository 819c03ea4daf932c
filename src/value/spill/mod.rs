//! Tables that are larger than memory: rows that have to be at hand at once go to files without
//! names and come back from there.
//!
//! A sort cuts what comes into runs that fit, sorts each, and merges them. A join cuts both tables
//! by a hash of the key into parts that fit, joins each part with its twin, and merges the results
//! into the order that they would have had.

mod join;
mod merge;
mod order;
mod run;
mod sort;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{self, ErrorKind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use join::Join;
pub use order::Order;

use super::cell::internal;
use super::frame::goes_on;
use super::pieces::ROWS;
use super::{Chunk, Frame};
use crate::diag::{Diagnostic, Result, codes};

/// Gives files without names, which are gone when they are closed.
type Scratch = Arc<dyn Fn() -> io::Result<File> + Send + Sync>;

/// How much memory the rows may take that one stage has to have at hand at once, and where the
/// others go.
#[derive(Clone)]
pub struct Room {
    bytes: usize,
    scratch: Scratch,
}

impl Room {
    /// So many bytes, and files from `scratch` for the rest.
    pub fn new(
        bytes: usize,
        scratch: impl Fn() -> io::Result<File> + Send + Sync + 'static,
    ) -> Self {
        Self { bytes, scratch: Arc::new(scratch) }
    }

    /// Whether `frame` is likely to fit, by the files that it is read from.
    pub fn holds(&self, frame: &Frame) -> bool {
        frame.size() <= self.bytes as u64
    }

    /// Bytes of a run. To sort it there are the rows as they came, as one piece, and in order; the
    /// next ones come meanwhile, and what is freed does not go back to the system at once.
    fn run(&self) -> usize {
        self.bytes / 8
    }

    /// Bytes of a batch of a run in its file: as many runs as are merged at once have to fit.
    fn batch(&self) -> usize {
        self.run() / merge::MOST
    }

    fn file(&self) -> Result<File> {
        (self.scratch)().map_err(|error| no_room(&error))
    }
}

/// Give the rows of `frame` to `push`, piece by piece; what it has become of them all. It ends with the
/// run for which the files are read.
///
/// # Errors
/// Those of `push`, or the rows cannot be computed.
fn fill<T: Send + 'static>(
    frame: Frame,
    into: T,
    push: impl Fn(&mut T, Chunk) -> Result<()> + Send + Sync + 'static,
) -> Result<T> {
    let origins = frame.origins.clone();
    let filling = Arc::new(Mutex::new(Some((into, Ok(())))));
    let fill = Arc::clone(&filling);
    frame.each(ROWS, move |chunk| match &mut *lock(&fill) {
        Some((into, ended)) => {
            *ended = goes_on(&origins).and_then(|()| push(into, chunk));
            ended.is_ok()
        }
        None => false,
    })?;
    let filled = lock(&filling).take();
    let (into, ended) = filled.ok_or_else(|| internal("rows came to nobody"))?;
    ended.map(|()| into)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What is wrong with writing rows to a file without a name, or with reading them again.
fn no_room(error: &io::Error) -> Box<Diagnostic> {
    let reason = match error.kind() {
        ErrorKind::StorageFull => "the disk is full".to_owned(),
        _ => error.to_string(),
    };
    let message = format!(
        "a table that is larger than memory has no room in the folder for temporary files: {reason}"
    );
    Diagnostic::error(codes::FILE_ACCESS, message)
        .help(
            "make room, name another folder by the environment variable TMPDIR, or let more rows \
             stay in memory with `--memory`",
        )
        .into()
}

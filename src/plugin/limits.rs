//! What a plugin may use up.

use std::fmt;
use std::time::Duration;

use wasmtime::ResourceLimiter;

/// Bytes of a component. Compiling takes time and memory in proportion to it.
pub const COMPONENT: usize = 32 << 20;
/// How long compiling may take. The compiler cannot be stopped: what takes longer is given up, and
/// its thread ends with the process.
pub const COMPILE: Duration = Duration::from_secs(60);
/// A guest is looked after this often while it runs.
pub const TICK: Duration = Duration::from_millis(10);
/// How long `describe` and `output` may take, in ticks: a second.
pub const ASK: u32 = 100;
/// How long `open`, `push` and `finish` may take, in ticks: five seconds.
pub const WORK: u32 = 500;
/// Bytes of all memories of an instance.
pub const MEMORY: usize = 256 << 20;
/// Elements of all tables of an instance.
pub const TABLE: usize = 100_000;
/// Instances that there is room for in the pool: a stage of a pipeline has one. Setting it aside takes
/// about 10 µs for each.
pub const INSTANCES: u32 = 64;
/// Core instances, memories and tables that a component may be made of.
pub const PARTS: u32 = 64;
/// Handles of resources that an instance may hold.
pub const HANDLES: usize = 1_000;
/// Bytes that may come back from `describe`, `output` and `open`.
pub const ANSWER: usize = 1 << 20;
/// Bytes that a guest may hand over in one call of `open`, `push`, `finish` or `more`: to services,
/// and what comes back.
pub const CROSSING: usize = 96 << 20;
/// Bytes that may come back from `push`, `finish` and `more`.
pub const GIVEN: usize = 32 << 20;
/// Rows that may come back from each.
pub const GIVEN_ROWS: usize = 1_000_000;
/// Batches that may come back from each.
pub const GIVEN_BATCHES: usize = 64;
/// How often a stage may have nothing to give and say that there is more.
pub const EMPTY: u32 = 1_000;
/// Rows of a batch that is pushed.
pub const BATCH_ROWS: usize = 10_000;
/// Bytes of a batch that is pushed, unless a single row has more.
pub const BATCH: usize = 1 << 20;
/// Bytes of a request to a web server, and of its answer.
pub const WEB: usize = 8 << 20;
/// Bytes of a file that is read or written.
pub const FILE: usize = 16 << 20;
/// Columns that a table may have on its way back.
pub const COLUMNS: usize = 1_000;

/// Why a guest was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// The run was cancelled.
    Cancelled,
    /// It took too long.
    Time,
    /// It wanted too much memory.
    Memory,
    /// It wanted tables that are too large.
    Table,
    /// It is made of too many parts.
    Parts,
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cancelled => "the run was cancelled",
            Self::Time => "it took too long",
            Self::Memory => "it wanted too much memory",
            Self::Table => "it wanted too large a table",
            Self::Parts => "it is made of too many parts",
        })
    }
}

impl std::error::Error for Stop {}

/// Counts what one instance uses. Growing beyond the bounds stops the guest, so that the error
/// says what happened.
#[derive(Debug, Default)]
pub struct Usage {
    memory: usize,
    table: usize,
}

impl ResourceLimiter for Usage {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        _: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let used = self.memory.saturating_add(desired.saturating_sub(current));
        if used > MEMORY {
            return Err(wasmtime::Error::new(Stop::Memory));
        }
        self.memory = used;
        Ok(true)
    }

    fn table_growing(
        &mut self,
        current: usize,
        desired: usize,
        _: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let used = self.table.saturating_add(desired.saturating_sub(current));
        if used > TABLE {
            return Err(wasmtime::Error::new(Stop::Table));
        }
        self.table = used;
        Ok(true)
    }

    fn instances(&self) -> usize {
        PARTS as usize
    }

    fn tables(&self) -> usize {
        PARTS as usize
    }

    fn memories(&self) -> usize {
        PARTS as usize
    }
}

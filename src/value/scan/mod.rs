//! Files of tables as lazy plans, so that polars reads only what a query needs.

mod csv;
mod eight;
mod even;
mod narrow;
mod sift;
mod stored;
mod within;

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

use polars::prelude::{PlRefPath, ScanSources};

use csv::rows as csv_rows;
pub use csv::{Guess, SNIFF, TYPES, csv, guess};
pub use even::even;
pub use narrow::{Narrow, typed};
pub use sift::{Bad, find, sift};
pub use stored::{arrow, parquet};

use crate::diag::{Diagnostic, Result, codes};

/// Where the bytes of tables are that share their columns.
#[derive(Debug, Clone)]
pub enum Source {
    /// Files that are read by their paths, in this order.
    Paths(Vec<PathBuf>),
    /// Open files without names, in this order; they are closed when no plan needs them any more.
    Files(Arc<[File]>),
    /// The beginning of a file, to look at.
    Bytes(Vec<u8>),
}

impl Source {
    /// # Errors
    /// A path is not Unicode.
    fn into_sources(self) -> Result<ScanSources> {
        Ok(match self {
            Self::Paths(paths) => {
                let paths = paths.iter().map(|path| path.to_str().map(PlRefPath::new));
                let paths = paths.collect::<Option<Vec<_>>>().ok_or_else(|| {
                    let message = "the path is not Unicode, which files of tables need here";
                    Diagnostic::error(codes::FORMAT, message)
                })?;
                ScanSources::Paths(paths.into_iter().collect())
            }
            Self::Files(files) => ScanSources::Files(files),
            Self::Bytes(bytes) => ScanSources::Buffers(Arc::new([bytes.into()])),
        })
    }
}

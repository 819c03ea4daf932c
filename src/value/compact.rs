//! Texts that hold no more memory than they need.
//!
//! A column of polars that is a choice from another one shares its texts: of ten rows from a file
//! of many gigabytes, each keeps all texts in memory that were read together with it.

use polars::prelude::{
    AllowedOptimizations, BinaryChunked, DataFrame, DataType, IntoColumn, IntoSeries, LazyFrame,
    OptFlags, PolarsResult, StringChunked,
};
use polars_arrow::array::{BinaryViewArrayGeneric, ViewType};

/// Bytes that a column may hold in vain.
const SPARE: usize = 1 << 16;

/// The same rows, of which each piece is copied that holds much more than it needs.
pub fn compact(lazy: LazyFrame) -> LazyFrame {
    let allowed = AllowedOptimizations::default() | OptFlags::STREAMING;
    lazy.map(copied, allowed, None, Some("compact"))
}

/// The same rows; columns that hold much more than they need are copied.
pub fn copied(mut frame: DataFrame) -> PolarsResult<DataFrame> {
    for at in 0..frame.width() {
        let Some(column) = frame.columns().get(at) else { continue };
        let series = match column.dtype() {
            DataType::String => {
                let cells = column.str()?;
                if !cells.downcast_iter().any(is_wasteful) {
                    continue;
                }
                let arrays = cells.downcast_iter().map(lean);
                StringChunked::from_chunk_iter(cells.name().clone(), arrays).into_series()
            }
            DataType::Binary => {
                let cells = column.binary()?;
                if !cells.downcast_iter().any(is_wasteful) {
                    continue;
                }
                let arrays = cells.downcast_iter().map(lean);
                BinaryChunked::from_chunk_iter(cells.name().clone(), arrays).into_series()
            }
            _ => continue,
        };
        frame.replace_column(at, series.into_column())?;
    }
    Ok(frame)
}

fn is_wasteful<T: ViewType + ?Sized>(cells: &BinaryViewArrayGeneric<T>) -> bool {
    cells.total_buffer_len() > SPARE + 4 * cells.total_bytes_len()
}

fn lean<T: ViewType + ?Sized>(cells: &BinaryViewArrayGeneric<T>) -> BinaryViewArrayGeneric<T> {
    if is_wasteful(cells) { cells.clone().gc() } else { cells.clone() }
}

//! Files that hold columns and their types: Parquet and Arrow.

use polars::prelude::{
    DataType, Expr, Field, HiveOptions, IpcScanOptions, LazyFrame, PolarsError, PolarsResult,
    ScanArgsParquet, Schema as Physical, TimeUnit, UnifiedScanArgs, col,
};

use super::Source;
use super::within::within;
use crate::diag::{Diagnostic, Result, codes};
use crate::value::frame::guarded;
use crate::value::{Column, Frame, Schema, Type, physical};

/// The Parquet files of `source`, which errors call `name`. Every column may hold nulls; integers
/// of any width are ints, decimals floats, days instants at midnight and times of a day durations
/// since midnight; instants without a zone are taken for UTC.
///
/// # Errors
/// It is no such file, or has a column of a type that there is none for here.
pub fn parquet(source: Source, name: &str) -> Result<Frame> {
    guarded(|| within(&source).map_err(|reason| unreadable(name, "Parquet", &reason).into()))?;
    let sources = source.into_sources()?;
    stored(name, "Parquet", || {
        let hive_options = HiveOptions::new_disabled();
        let args = ScanArgsParquet { glob: false, hive_options, ..ScanArgsParquet::default() };
        LazyFrame::scan_parquet_sources(sources, args)
    })
}

/// The same of Arrow's IPC files, which are called Feather too.
///
/// # Errors
/// As for [`parquet`].
pub fn arrow(source: Source, name: &str) -> Result<Frame> {
    let sources = source.into_sources()?;
    stored(name, "Arrow IPC", || {
        let hive_options = HiveOptions::new_disabled();
        let args = UnifiedScanArgs { glob: false, hive_options, ..UnifiedScanArgs::default() };
        LazyFrame::scan_ipc_sources(sources, IpcScanOptions::default(), args)
    })
}

/// What is wrong with a file that is not in its format.
fn unreadable(name: &str, format: &str, reason: &str) -> Diagnostic {
    let reason = reason.lines().next().unwrap_or(reason);
    let message = format!("`{name}` cannot be read as {format}: {reason}");
    Diagnostic::error(codes::FORMAT, message)
        .help("is it whole, and of the format that its name says?")
}

fn stored(
    name: &str,
    format: &str,
    scan: impl FnOnce() -> PolarsResult<LazyFrame>,
) -> Result<Frame> {
    let wrong = |error: PolarsError| unreadable(name, format, &error.to_string());
    guarded(|| {
        let mut lazy = scan().map_err(wrong)?;
        let found = lazy.collect_schema().map_err(wrong)?;
        frame(lazy, &found, name)
    })
}

fn frame(lazy: LazyFrame, found: &Physical, name: &str) -> Result<Frame> {
    let mut columns = Vec::new();
    let mut wanted = Vec::new();
    for (column, dtype) in found.iter() {
        let ty = logical(dtype).ok_or_else(|| {
            let message =
                format!("column `{column}` of `{name}` is of type {dtype}, which has no like here");
            Diagnostic::error(codes::FORMAT, message)
                .help("write the file anew with another type for it, or without it")
        })?;
        let ty = ty.nullable();
        let dtype_wanted = physical(&ty);
        if dtype_wanted != *dtype {
            wanted.push(converted(col(column.clone()), dtype, dtype_wanted));
        }
        columns.push(Column::new(column.as_str(), ty));
    }
    let lazy = if wanted.is_empty() { lazy } else { lazy.with_columns(wanted) };
    Ok(Frame::with(lazy, Schema::closed(columns)))
}

/// What does not fit is an error and never null.
fn converted(column: Expr, dtype: &DataType, wanted: DataType) -> Expr {
    match dtype {
        DataType::Time => column.strict_cast(DataType::Duration(TimeUnit::Nanoseconds)),
        _ => column.strict_cast(wanted),
    }
}

fn logical(dtype: &DataType) -> Option<Type> {
    Some(match dtype {
        DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::Int64 => Type::Int,
        DataType::UInt8 | DataType::UInt16 | DataType::UInt32 | DataType::UInt64 => Type::Int,
        DataType::Float32 | DataType::Float64 | DataType::Decimal(..) => Type::Float,
        DataType::String | DataType::Categorical(..) | DataType::Enum(..) => Type::String,
        DataType::Boolean => Type::Bool,
        DataType::Binary => Type::Binary,
        DataType::Date | DataType::Datetime(..) => Type::Date,
        DataType::Duration(_) | DataType::Time => Type::Duration,
        DataType::Null => Type::Nothing,
        DataType::List(item) => match item.as_ref() {
            DataType::Struct(fields) => Type::Table(schema(fields)?),
            item => Type::List(Box::new(logical(item)?.nullable())),
        },
        DataType::Struct(fields) => Type::Record(schema(fields)?),
        _ => return None,
    })
}

fn schema(fields: &[Field]) -> Option<Schema> {
    let column =
        |field: &Field| Some(Column::new(field.name.as_str(), logical(&field.dtype)?.nullable()));
    Some(Schema::closed(fields.iter().map(column).collect::<Option<_>>()?))
}

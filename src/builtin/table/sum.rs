//! Sums of whole numbers that say when they do not fit, for those of polars wrap around.
//!
//! A number is added up in two halves of 32 bits, which cannot overflow for any number of rows that
//! a table can have; the two sums are put together at the end.

use polars::prelude::{
    Column, DataType, Expr, Field, Int64Chunked, IntoColumn, IntoSeries, NewChunkedArray,
    PlSmallStr, PolarsError, PolarsResult, Schema, col, map_multiple,
};

/// The sums of both halves of the column `name`, to be computed of each group.
pub fn halves(name: &str, output: &str) -> [Expr; 2] {
    cut(name, output).map(|(half, part)| half.sum().alias(part))
}

/// Both halves of the numbers of the column `name`, and what the sums of them are called.
pub fn cut(name: &str, output: &str) -> [(Expr, PlSmallStr); 2] {
    let half = |cut: fn(i64) -> i64, suffix| {
        let cut = move |columns: &mut [Column]| match columns {
            [cells] => whole(cells, cut),
            _ => Err(PolarsError::ComputeError("one column is cut in halves".into())),
        };
        let cells = col(PlSmallStr::from_str(name)).cast(DataType::Int64);
        (map_multiple(cut, [cells], int), part(output, suffix))
    };
    [half(|cell| cell >> 32, HIGH), half(|cell| cell & 0xffff_ffff, LOW)]
}

/// The sum called `output` of its two halves, of type `wanted`.
pub fn joined(output: &str, wanted: DataType) -> Expr {
    let name = output.to_owned();
    let join = move |columns: &mut [Column]| match columns {
        [high, low] => {
            let (high, low) = (high.cast(&DataType::Int64)?, low.cast(&DataType::Int64)?);
            let halves = high.i64()?.iter().zip(low.i64()?.iter());
            let sums = halves.map(|(high, low)| {
                let (Some(high), Some(low)) = (high, low) else { return Ok(None) };
                let sum = i64::try_from((i128::from(high) << 32) + i128::from(low));
                sum.map(Some).map_err(|_| too_large(&name))
            });
            let sums = sums.collect::<PolarsResult<Vec<_>>>()?;
            Ok(cells(high.name(), sums))
        }
        _ => Err(PolarsError::ComputeError("a sum has two halves".into())),
    };
    let parts = [HIGH, LOW].map(|suffix| col(part(output, suffix)));
    map_multiple(join, parts, int).cast(wanted).alias(PlSmallStr::from_str(output))
}

/// No column of a table has such a name.
const HIGH: &str = "\0high";
const LOW: &str = "\0low";

fn part(output: &str, suffix: &str) -> PlSmallStr {
    PlSmallStr::from_string(format!("{output}{suffix}"))
}

fn whole(column: &Column, compute: impl Fn(i64) -> i64) -> PolarsResult<Column> {
    let numbers = column.cast(&DataType::Int64)?;
    let computed = numbers.i64()?.iter().map(|cell| cell.map(&compute));
    Ok(cells(column.name(), computed.collect()))
}

fn cells(name: &PlSmallStr, cells: Vec<Option<i64>>) -> Column {
    Int64Chunked::from_iter_options(name.clone(), cells.into_iter()).into_series().into_column()
}

fn int(_: &Schema, fields: &[Field]) -> PolarsResult<Field> {
    let name = fields.first().map_or(PlSmallStr::EMPTY, |field| field.name().clone());
    Ok(Field::new(name, DataType::Int64))
}

/// The prefix tells an error of ours from one of polars.
fn too_large(output: &str) -> PolarsError {
    PolarsError::ComputeError(format!("arithmetic: `{output}` does not fit in 64 bits").into())
}

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
    let half = |cut: fn(i64) -> i64, suffix| {
        let cut = move |columns: &mut [Column]| match columns {
            [cells] => whole(cells, |cell| Ok(cut(cell))),
            _ => Err(PolarsError::ComputeError("one column is cut in halves".into())),
        };
        let cells = col(PlSmallStr::from_str(name)).cast(DataType::Int64);
        map_multiple(cut, [cells], int).sum().alias(part(output, suffix))
    };
    [half(|cell| cell >> 32, HIGH), half(|cell| cell & 0xffff_ffff, LOW)]
}

/// The sum called `output` of its two halves, of type `wanted`.
pub fn joined(output: &str, wanted: DataType) -> Expr {
    let name = output.to_owned();
    let join = move |columns: &mut [Column]| match columns {
        [high, low] => {
            let low = low.cast(&DataType::Int64)?;
            let mut low = low.i64()?.iter();
            whole(high, |high| {
                let low = low.next().flatten().unwrap_or(0);
                i64::try_from((i128::from(high) << 32) + i128::from(low))
                    .map_err(|_| too_large(&name))
            })
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

fn whole(
    cells: &Column,
    mut compute: impl FnMut(i64) -> PolarsResult<i64>,
) -> PolarsResult<Column> {
    let name = cells.name().clone();
    let cells = cells.cast(&DataType::Int64)?;
    let computed = cells.i64()?.iter().map(|cell| cell.map(&mut compute).transpose());
    let computed = computed.collect::<PolarsResult<Vec<_>>>()?;
    Ok(Int64Chunked::from_iter_options(name, computed.into_iter()).into_series().into_column())
}

fn int(_: &Schema, fields: &[Field]) -> PolarsResult<Field> {
    let name = fields.first().map_or(PlSmallStr::EMPTY, |field| field.name().clone());
    Ok(Field::new(name, DataType::Int64))
}

/// The prefix tells an error of ours from one of polars.
fn too_large(output: &str) -> PolarsError {
    PolarsError::ComputeError(format!("arithmetic: `{output}` does not fit in 64 bits").into())
}

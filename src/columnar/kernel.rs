//! Arithmetic over whole columns.

use polars::prelude::{
    ChunkedArray, Column, DataType, Float64Type, Int64Type, IntoColumn, IntoSeries,
    NewChunkedArray, PlSmallStr, PolarsDataType, PolarsError, PolarsNumericType, PolarsResult,
};

use super::arithmetic::{self, Domain};
use crate::syntax::ast::Binary;
use crate::value::{Type, physical};

/// `left operator right`, cell by cell; a column of one cell stands for all rows. A null operand
/// makes a null.
pub fn binary(
    operator: Binary,
    domain: Domain,
    result: &Type,
    left: &Column,
    right: &Column,
) -> PolarsResult<Column> {
    let name = left.name().clone();
    let computed = match domain {
        Domain::Float => {
            let (a, b) = (left.cast(&DataType::Float64)?, right.cast(&DataType::Float64)?);
            let cells = zip(a.f64()?, b.f64()?, |a, b| arithmetic::float(operator, a, b))?;
            if *result.non_null() == Type::Float {
                column::<Float64Type>(name, cells)
            } else {
                let round = |cell: Option<f64>| cell.map(arithmetic::amount).transpose();
                let cells = cells.into_iter().map(round).collect::<Result<Vec<_>, _>>();
                column::<Int64Type>(name, cells.map_err(failed)?)
            }
        }
        Domain::Int | Domain::Text => {
            let (a, b) = (left.cast(&DataType::Int64)?, right.cast(&DataType::Int64)?);
            let cells = zip(a.i64()?, b.i64()?, |a, b| arithmetic::int(operator, a, b))?;
            column::<Int64Type>(name, cells)
        }
    };
    computed.cast(&physical(result))
}

/// `-column`.
pub fn negate(result: &Type, operand: &Column) -> PolarsResult<Column> {
    if *result.non_null() == Type::Float {
        let cells = operand.f64()?.iter().map(|cell| cell.map(|value| -value)).collect();
        return Ok(column::<Float64Type>(operand.name().clone(), cells));
    }
    let cells = operand.cast(&DataType::Int64)?;
    let negated = cells.i64()?.iter().map(|cell| {
        let minus = |value| arithmetic::int(Binary::Subtract, 0, value);
        cell.map(minus).transpose().map_err(failed)
    });
    let negated = negated.collect::<PolarsResult<Vec<_>>>()?;
    column::<Int64Type>(operand.name().clone(), negated).cast(&physical(result))
}

fn zip<T: PolarsNumericType, U>(
    left: &ChunkedArray<T>,
    right: &ChunkedArray<T>,
    compute: impl Fn(T::Native, T::Native) -> Result<U, String>,
) -> PolarsResult<Vec<Option<U>>> {
    let cell = |pair: (Option<T::Native>, Option<T::Native>)| match pair {
        (Some(a), Some(b)) => compute(a, b).map(Some).map_err(failed),
        _ => Ok(None),
    };
    match (left.len(), right.len()) {
        (rows, 1) if rows != 1 => left.iter().map(|a| cell((a, right.get(0)))).collect(),
        (1, rows) if rows != 1 => right.iter().map(|b| cell((left.get(0), b))).collect(),
        _ => left.iter().zip(right.iter()).map(cell).collect(),
    }
}

fn column<T: PolarsDataType + PolarsNumericType>(
    name: PlSmallStr,
    cells: Vec<Option<T::Native>>,
) -> Column
where
    ChunkedArray<T>: IntoSeries + NewChunkedArray<T, T::Native>,
{
    ChunkedArray::<T>::from_iter_options(name, cells.into_iter()).into_series().into_column()
}

/// The prefix is what tells an error of ours from one of polars.
fn failed(message: String) -> PolarsError {
    PolarsError::ComputeError(format!("arithmetic: {message}").into())
}

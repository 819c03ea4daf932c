//! Between values of the language and cells of polars.

use nu_protocol::Value;
use polars::prelude::{AnyValue, Field, PlSmallStr, Series, TimeUnit};

use super::frame::physical;
use super::{Schema, Type, scalar};
use crate::diag::{Diagnostic, Result, codes};

/// `value` as a cell of a column of type `ty`.
///
/// # Errors
/// The value is not of that type.
pub fn to_cell(value: &Value, ty: &Type) -> Result<AnyValue<'static>> {
    Ok(match (value, ty.non_null()) {
        (Value::Nothing { .. }, _) => AnyValue::Null,
        (Value::Int { val, .. }, Type::Int) => AnyValue::Int64(*val),
        #[expect(clippy::cast_precision_loss, reason = "ints fit where floats are wanted")]
        (Value::Int { val, .. }, Type::Float) => AnyValue::Float64(*val as f64),
        (Value::Float { val, .. }, Type::Float) => AnyValue::Float64(*val),
        (Value::String { val, .. }, Type::String) => AnyValue::StringOwned(val.as_str().into()),
        (Value::Bool { val, .. }, Type::Bool) => AnyValue::Boolean(*val),
        (Value::Duration { val, .. }, Type::Duration) => {
            AnyValue::Duration(*val, TimeUnit::Nanoseconds)
        }
        (Value::Filesize { val, .. }, Type::Filesize) => AnyValue::Int64(val.get()),
        (Value::Binary { val, .. }, Type::Binary) => AnyValue::BinaryOwned(val.as_ref().to_vec()),
        (Value::Date { val, .. }, Type::Date) => {
            let nanoseconds = val.timestamp_nanos_opt().ok_or_else(|| clash(value, ty))?;
            AnyValue::Datetime(nanoseconds, TimeUnit::Nanoseconds, None)
        }
        (Value::List { vals, .. }, Type::List(item)) => AnyValue::List(series(vals, item)?),
        (Value::List { vals, .. }, Type::Table(schema)) => {
            AnyValue::List(series(vals, &Type::Record(schema.clone()))?)
        }
        (Value::Record { val, .. }, Type::Record(schema)) => {
            let null = scalar::null();
            let cells = schema
                .columns()
                .iter()
                .map(|column| to_cell(val.get(&column.name).unwrap_or(&null), &column.ty));
            let cells = cells.collect::<Result<Vec<_>>>()?;
            AnyValue::StructOwned(Box::new((cells, fields(schema))))
        }
        _ => return Err(clash(value, ty)),
    })
}

/// A cell of a column of type `ty` as a value.
pub fn from_cell(cell: &AnyValue<'_>, ty: &Type) -> Value {
    let ty = ty.non_null();
    match cell {
        AnyValue::Boolean(val) => scalar::boolean(*val),
        AnyValue::Int64(val) if *ty == Type::Filesize => scalar::filesize(*val),
        AnyValue::Int64(val) => scalar::int(*val),
        AnyValue::UInt32(val) => scalar::int(i64::from(*val)),
        AnyValue::Float64(val) => scalar::float(*val),
        AnyValue::String(val) => scalar::text(*val),
        AnyValue::StringOwned(val) => scalar::text(val.as_str()),
        AnyValue::Duration(val, _) => scalar::duration(*val),
        AnyValue::Datetime(val, _, _) | AnyValue::DatetimeOwned(val, _, _) => scalar::date(*val),
        AnyValue::Binary(val) => scalar::binary(val.to_vec()),
        AnyValue::BinaryOwned(val) => scalar::binary(val.clone()),
        AnyValue::List(items) => match ty {
            Type::List(item) => list(items, item),
            Type::Table(schema) => list(items, &Type::Record(schema.clone())),
            _ => scalar::null(),
        },
        AnyValue::Struct(..) => record(cell._iter_struct_av(), ty),
        // What a column of one value for all rows gives.
        AnyValue::StructOwned(owned) => record(owned.0.iter().cloned(), ty),
        _ => scalar::null(),
    }
}

fn record<'a>(cells: impl Iterator<Item = AnyValue<'a>>, ty: &Type) -> Value {
    let Type::Record(schema) = ty else { return scalar::null() };
    let columns = schema.columns().iter().zip(cells);
    scalar::record(columns.map(|(c, cell)| (c.name.clone(), from_cell(&cell, &c.ty))))
}

fn list(items: &Series, item: &Type) -> Value {
    scalar::list(items.iter().map(|cell| from_cell(&cell, item)).collect())
}

fn series(values: &[Value], item: &Type) -> Result<Series> {
    let cells = values.iter().map(|value| to_cell(value, item)).collect::<Result<Vec<_>>>()?;
    Series::from_any_values_and_dtype(PlSmallStr::EMPTY, &cells, &physical(item), true)
        .map_err(|error| internal(&error.to_string()))
}

fn fields(schema: &Schema) -> Vec<Field> {
    let columns = schema.columns().iter();
    columns.map(|column| Field::new(column.name.as_str().into(), physical(&column.ty))).collect()
}

fn clash(value: &Value, ty: &Type) -> Box<Diagnostic> {
    let found = super::type_of(value);
    Diagnostic::error(codes::FORMAT, format!("found a value of type {found}, expected {ty}")).into()
}

pub(super) fn internal(what: &str) -> Box<Diagnostic> {
    Diagnostic::error(codes::INTERNAL, what)
        .help("this is a defect of rebe; please report it with the text that you ran")
        .into()
}

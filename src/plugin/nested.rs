//! Lists, records and tables as JSON texts, by their type, and back.

use data_encoding::BASE64;
use serde_json::{Map, Number, Value as Json};

use crate::value::{Schema, Type, Value, scalar};

/// How deep JSON may be: its reader stops at 128.
const MOST: usize = 32;

/// `value` as JSON; the type says what stands for what.
pub fn encode(value: &Value) -> Json {
    match value {
        Value::Bool { val, .. } => (*val).into(),
        Value::Int { val, .. } | Value::Duration { val, .. } => (*val).into(),
        Value::Filesize { val, .. } => val.get().into(),
        Value::Float { val, .. } => float(*val),
        Value::String { val, .. } => val.as_str().into(),
        Value::Date { val, .. } => val.timestamp_nanos_opt().map_or(Json::Null, Json::from),
        Value::Binary { val, .. } => BASE64.encode(val).into(),
        Value::List { vals, .. } => vals.iter().map(encode).collect(),
        Value::Record { val, .. } => val
            .iter()
            .map(|(name, value)| (name.clone(), encode(value)))
            .collect::<Map<_, _>>()
            .into(),
        _ => Json::Null,
    }
}

/// JSON has no names for these.
fn float(value: f64) -> Json {
    match Number::from_f64(value) {
        Some(number) => number.into(),
        None if value.is_nan() => "nan".into(),
        None if value > 0.0 => "inf".into(),
        None => "-inf".into(),
    }
}

/// The value of type `ty` in the JSON text `text`, which nobody vouches for.
///
/// # Errors
/// What was found in place of what, as a fragment for people.
pub fn decode(text: &[u8], ty: &Type) -> Result<Value, String> {
    let json = serde_json::from_slice::<Json>(text).map_err(|error| format!("no JSON: {error}"))?;
    value(&json, ty, MOST)
}

fn value(json: &Json, ty: &Type, depth: usize) -> Result<Value, String> {
    let wrong = || format!("{} where a value of type {ty} should be", kind(json));
    let depth = depth.checked_sub(1).ok_or_else(wrong)?;
    if json.is_null() {
        return if ty.is_nullable() { Ok(scalar::null()) } else { Err(wrong()) };
    }
    let int = |of: fn(i64) -> Value| json.as_i64().map(of).ok_or_else(wrong);
    match ty.non_null() {
        Type::Int => int(scalar::int),
        Type::Duration => int(scalar::duration),
        Type::Filesize => int(scalar::filesize),
        Type::Date => int(scalar::date),
        Type::Float => match json.as_str() {
            Some("nan") => Ok(scalar::float(f64::NAN)),
            Some("inf") => Ok(scalar::float(f64::INFINITY)),
            Some("-inf") => Ok(scalar::float(f64::NEG_INFINITY)),
            _ => json.as_f64().map(scalar::float).ok_or_else(wrong),
        },
        Type::Bool => json.as_bool().map(scalar::boolean).ok_or_else(wrong),
        Type::String => json.as_str().map(scalar::text).ok_or_else(wrong),
        Type::Binary => {
            let bytes = json.as_str().and_then(|text| BASE64.decode(text.as_bytes()).ok());
            bytes.map(scalar::binary).ok_or_else(wrong)
        }
        Type::List(item) => {
            let items = json.as_array().ok_or_else(wrong)?.iter();
            let items = items.map(|json| value(json, item, depth)).collect::<Result<_, _>>()?;
            Ok(scalar::list(items))
        }
        Type::Record(schema) => record(json, schema, depth).ok_or_else(wrong)?,
        Type::Table(schema) => {
            let rows = json.as_array().ok_or_else(wrong)?.iter();
            let rows = rows.map(|row| record(row, schema, depth).unwrap_or_else(|| Err(wrong())));
            Ok(scalar::list(rows.collect::<Result<_, _>>()?))
        }
        _ => Err(wrong()),
    }
}

/// The record in `json`; none where it is none. Its fields are those of `schema`, in that order.
fn record(json: &Json, schema: &Schema, depth: usize) -> Option<Result<Value, String>> {
    let fields = json.as_object()?;
    if let Some(name) = fields.keys().find(|name| schema.get(name).is_none()) {
        return Some(Err(format!("a field `{}` that was not promised", name.escape_debug())));
    }
    let cells = schema.columns().iter().map(|column| {
        let json = fields.get(&column.name).unwrap_or(&Json::Null);
        Ok((column.name.clone(), value(json, &column.ty, depth)?))
    });
    Some(cells.collect::<Result<Vec<_>, _>>().map(scalar::record))
}

fn kind(json: &Json) -> &'static str {
    match json {
        Json::Null => "null",
        Json::Bool(_) => "a truth value",
        Json::Number(_) => "a number",
        Json::String(_) => "a text",
        Json::Array(_) => "a list",
        Json::Object(_) => "a record",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::type_of;

    #[test]
    fn values_go_there_and_back() {
        let list = |values: Vec<Value>| scalar::list(values);
        let record = |fields: Vec<(&str, Value)>| {
            scalar::record(fields.into_iter().map(|(name, value)| (name.to_owned(), value)))
        };
        for value in [
            list(vec![scalar::int(i64::MIN), scalar::int(i64::MAX)]),
            list(vec![scalar::float(0.1), scalar::float(f64::INFINITY)]),
            list(vec![scalar::text("é\"\u{0}"), scalar::null()]),
            list(vec![scalar::binary(vec![0, 255])]),
            record(vec![("a b", scalar::duration(3)), ("d", scalar::date(-5))]),
            list(vec![record(vec![("s", scalar::filesize(4)), ("b", scalar::boolean(true))])]),
        ] {
            let (ty, text) = (type_of(&value), encode(&value).to_string());
            assert_eq!(decode(text.as_bytes(), &ty), Ok(value), "{text}");
        }
    }

    #[test]
    fn what_is_none_is_told() {
        let told = |text: &str, ty: &Type| decode(text.as_bytes(), ty).unwrap_err();
        let ints = Type::List(Box::new(Type::Int));
        assert!(told("[1", &ints).starts_with("no JSON"));
        assert_eq!(told("[null]", &ints), "null where a value of type int should be");
        assert_eq!(told("[1.5]", &ints), "a number where a value of type int should be");
        assert_eq!(told("1", &ints), "a number where a value of type list<int> should be");
        let record = Type::Record(Schema::of([("a", Type::Int)]));
        assert_eq!(told("{\"a\": 1, \"b\": 2}", &record), "a field `b` that was not promised");
        assert_eq!(told("{}", &record), "null where a value of type int should be");
        assert!(told(&"[".repeat(100_000), &ints).starts_with("no JSON"));
    }
}

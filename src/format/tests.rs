//! Tables through each format and back, by readers that were written elsewhere.

mod fuzz;
mod suites;

use proptest::prelude::*;

use super::{Format, csv_cell, encoder, to_json};
use crate::value::any::any_table;
use crate::value::{Schema, Type, Value, scalar};

fn encoded(format: Format, schema: &Schema, rows: &[Vec<Value>]) -> String {
    let mut out = Vec::new();
    let mut writer = encoder(format);
    writer.begin(&mut out, schema).unwrap();
    for batch in rows.chunks(2) {
        writer.rows(&mut out, &mut batch.iter().cloned()).unwrap();
    }
    writer.end(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn rows_as_json() {
    let schema = Schema::of([("a", Type::Int), ("b", Type::Unknown)]);
    let rows = [
        vec![scalar::int(i64::MAX), scalar::float(f64::NAN)],
        vec![scalar::int(i64::MIN), scalar::binary(b"\xff\x00".to_vec())],
        vec![scalar::filesize(1024)],
    ];
    let wanted = "\
[
  {\"a\":9223372036854775807,\"b\":null},
  {\"a\":-9223372036854775808,\"b\":\"ff00\"},
  {\"a\":1024,\"b\":null}
]
";
    assert_eq!(encoded(Format::Json, &schema, &rows), wanted);
    let lines = "{\"a\":9223372036854775807,\"b\":null}\n";
    assert_eq!(encoded(Format::Ndjson, &schema, &rows[..1]), lines);
    assert_eq!(encoded(Format::Json, &schema, &[]), "[]\n");
    assert_eq!(encoded(Format::Ndjson, &schema, &[]), "");
    let date = Value::test_date("2026-11-24T17:56:57+01:00".parse().unwrap());
    assert_eq!(to_json(&date), serde_json::json!("2026-11-24T16:56:57Z"));
}

#[test]
fn rows_as_csv() {
    let schema = Schema::of([("a,b", Type::String), ("n", Type::Unknown)]);
    let rows = [
        vec![scalar::text("say \"hi\"\r\n"), scalar::null()],
        vec![scalar::text(""), scalar::list(vec![scalar::int(1), scalar::text("x")])],
        vec![scalar::text("\u{1b}é"), scalar::duration(-5)],
    ];
    let wanted = "\"a,b\",n\n\"say \"\"hi\"\"\r\n\",\n\"\",\"[1,\"\"x\"\"]\"\n\u{1b}é,-5\n";
    assert_eq!(encoded(Format::Csv, &schema, &rows), wanted);
    assert_eq!(encoded(Format::Csv, &schema, &[]), "\"a,b\",n\n");
}

/// What `value` is when it has gone through JSON.
fn same(value: &Value, json: &serde_json::Value) -> bool {
    match value {
        Value::Nothing { .. } => json.is_null(),
        Value::Bool { val, .. } => json.as_bool() == Some(*val),
        Value::Int { val, .. } | Value::Duration { val, .. } => json.as_i64() == Some(*val),
        Value::Filesize { val, .. } => json.as_i64() == Some(val.get()),
        Value::Float { val, .. } if !val.is_finite() => json.is_null(),
        Value::Float { val, .. } => json.as_f64() == Some(*val),
        Value::String { val, .. } => json.as_str() == Some(val),
        Value::List { vals, .. } => json.as_array().is_some_and(|items| {
            items.len() == vals.len() && vals.iter().zip(items).all(|(a, b)| same(a, b))
        }),
        Value::Record { val, .. } => json.as_object().is_some_and(|object| {
            object.len() == val.len()
                && val.iter().zip(object).all(|((a, x), (b, y))| a == b && same(x, y))
        }),
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn json_comes_back_equal((schema, rows) in any_table()) {
        let array = encoded(Format::Json, &schema, &rows);
        let array: Vec<serde_json::Value> = serde_json::from_str(&array).unwrap();
        let lines = encoded(Format::Ndjson, &schema, &rows);
        let lines = lines.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        prop_assert_eq!(&array, &lines.collect::<Vec<_>>());
        prop_assert_eq!(array.len(), rows.len());
        for (object, row) in array.iter().zip(&rows) {
            for (column, cell) in schema.columns().iter().zip(row) {
                prop_assert!(same(cell, &object[&column.name]), "{:?} {}", cell, object);
            }
        }
    }

    #[test]
    fn csv_comes_back_with_its_fields((schema, rows) in any_table()) {
        let text = encoded(Format::Csv, &schema, &rows);
        // A reader that was written elsewhere: that of the `csv` crate.
        let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        let mut records = reader.records().map(|record| {
            record.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()
        });
        prop_assert_eq!(records.next().unwrap(), schema.names());
        for row in &rows {
            let wanted = row.iter().map(csv_cell).collect::<Vec<_>>();
            prop_assert_eq!(records.next().unwrap(), wanted);
        }
        prop_assert!(records.next().is_none());
    }
}

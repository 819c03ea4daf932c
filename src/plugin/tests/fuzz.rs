//! Batches and manifests that no SDK makes, made of those that one does: each is taken as what it is,
//! or refused in words, without a panic.
//!
//! `cargo test --lib plugin::tests::fuzz` tries a few, always the same. `REBE_FUZZ_SECONDS=60` tries new
//! ones for so long; the seed is printed, and `REBE_FUZZ_SEED` sets it.
#![expect(clippy::disallowed_methods, reason = "it is set by variables, and looks at a clock")]

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value as Json, json};

use crate::command::Registry;
use crate::plugin::manifest::{check, wants};
use crate::plugin::wit::{Batch, Bytes, Cells, Column as Sent, Manifest};
use crate::plugin::{notation, rows};
use crate::value::{Chunk, Column, Rows, Schema, Type, scalar};

/// How many of each are tried when nobody says how long.
const FEW: u64 = 3_000;

/// Random numbers (Marsaglia's xorshift64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % bound.max(1)
    }

    /// A number near a bound of something.
    fn odd(&mut self) -> u32 {
        match self.below(6) {
            0 => u32::MAX,
            1 => 1 << 31,
            2 => 0,
            _ => u32::try_from(self.below(40)).unwrap(),
        }
    }
}

/// Try `one` for as long as is wanted; what it is given is printed where it panics.
fn each(what: &str, mut one: impl FnMut(&mut Dice)) {
    let set = |name| std::env::var(name).ok().map(|text| text.parse::<u64>().unwrap());
    let seconds = set("REBE_FUZZ_SECONDS").map(|all| Duration::from_secs(all) / 2);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |time| time.as_secs());
    let seed = set("REBE_FUZZ_SEED").unwrap_or(if seconds.is_some() { now } else { 1 });
    println!("fuzz of {what}: seed {seed}");
    let (begun, mut dice, mut count) = (Instant::now(), Dice(seed.max(1)), 0_u64);
    while seconds.map_or(count < FEW, |all| begun.elapsed() < all) {
        one(&mut dice);
        count += 1;
    }
    println!("{count} {what}, {:.1?}", begun.elapsed());
}

fn schema() -> Arc<Schema> {
    let record = Schema::of([("a", Type::Int), ("b", Type::Date.nullable())]);
    let list = Type::List(Box::new(Type::String.nullable()));
    Arc::new(Schema::closed(vec![
        Column::new("i", Type::Int),
        Column::new("f", Type::Float.nullable()),
        Column::new("b", Type::Bool.nullable()),
        Column::new("s", Type::String.nullable()),
        Column::new("t", Type::String),
        Column::new("y", Type::Binary.nullable()),
        Column::new("l", list.nullable()),
        Column::new("r", Type::Record(record)),
    ]))
}

fn good(schema: &Arc<Schema>, count: usize) -> Chunk {
    let mut rows = Rows::new(Arc::clone(schema));
    for at in 0..count {
        let n = i64::try_from(at).unwrap();
        let gap = |value| if at % 3 == 1 { scalar::null() } else { value };
        let record = [("a".to_owned(), scalar::int(n)), ("b".to_owned(), scalar::null())];
        rows.push(&[
            scalar::int(n),
            gap(scalar::float(0.5)),
            gap(scalar::boolean(at % 2 == 0)),
            gap(scalar::text("é漢")),
            scalar::text("x".repeat(at)),
            gap(scalar::binary(vec![0xff, 0])),
            gap(scalar::list(vec![scalar::text("a"), scalar::null()])),
            scalar::record(record),
        ])
        .unwrap();
    }
    rows.finish().unwrap()
}

/// Make something of a batch wrong.
fn spoil(batch: &mut Batch, dice: &mut Dice) {
    let at = dice.below(batch.columns.len());
    let Some(column) = batch.columns.get_mut(at) else { return };
    match dice.below(12) {
        0 => batch.rows = dice.odd(),
        1 => drop(batch.columns.remove(at)),
        2 => batch.columns.swap(at, 0),
        3 => batch.columns.push(Sent { validity: None, cells: Cells::Ints(vec![1]) }),
        4 => column.validity = Some(vec![0xaa; dice.below(8)]),
        5 => column.validity = None,
        6 => column.cells = Cells::Floats(vec![f64::NAN; dice.below(12)]),
        _ => match &mut column.cells {
            Cells::Ints(cells) => cells.truncate(dice.below(8)),
            Cells::Floats(cells) => cells.resize(dice.below(20), f64::INFINITY),
            Cells::Bools(bitmap) => bitmap.resize(dice.below(4), 0xff),
            Cells::Bytes(Bytes { offsets, data }) => {
                let place = dice.below(offsets.len());
                match dice.below(4) {
                    0 => offsets.truncate(place),
                    1 => offsets.push(dice.odd()),
                    2 => offsets.iter_mut().skip(place).take(1).for_each(|end| *end = dice.odd()),
                    _ => {
                        let place = dice.below(data.len());
                        let byte = u8::try_from(dice.below(256)).unwrap();
                        data.iter_mut().skip(place).take(1).for_each(|old| *old = byte);
                    }
                }
            }
        },
    }
}

#[test]
fn any_batch_is_a_chunk_or_refused() {
    let schema = schema();
    let (mut taken, mut refused) = (0, 0);
    each("batches", |dice| {
        let count = dice.below(9);
        let mut batch = rows::batch(&good(&schema, count)).unwrap().ok().unwrap();
        for _ in 0..dice.below(4) {
            spoil(&mut batch, dice);
        }
        let promised = batch.rows;
        match rows::chunks(vec![batch], &schema) {
            // All that was taken can be read, and sent again.
            Ok(chunks) => {
                taken += 1;
                for chunk in chunks {
                    assert_eq!(chunk.height(), promised as usize);
                    chunk.rows().for_each(|row| assert_eq!(row.len(), 8));
                    assert!(rows::batch(&chunk).is_ok());
                }
            }
            Err(_) => refused += 1,
        }
    });
    assert!(taken > 100 && refused > 100, "{taken} taken, {refused} refused");
}

fn manifest() -> Json {
    let column = |name: &str, ty: &str| json!({"name": name, "ty": ty});
    let command = |name: &str, input: &str| {
        json!({
            "name": name, "summary": "does it", "details": "more\nlines", "input": input,
            "output": [column("a", "int"), column("b", "list<record<c: string?, \"d e\": int>>")],
            "params": [], "flags": [
                {"name": "strict", "short": "s", "doc": "a switch", "shape": null},
                {"name": "by", "short": null, "doc": "a value", "shape": {"Value": "int"}},
            ],
            "uses": ["ReadFiles"],
            "examples": [{"doc": "so", "text": "x | y", "prints": "{}"}],
        })
    };
    let mut parser = command("p read", "Bytes");
    parser["uses"] = json!([]);
    let param = json!({"name": "to", "doc": "where", "shape": "Column", "arity": "One"});
    let mut table = command("p", "Table");
    table["params"] = json!([param]);
    json!({
        "name": "p", "version": "1.0.0", "summary": "some",
        "commands": [parser, table, command("p all", "Nothing")],
        "probes": [{"name": "load", "summary": "it", "script": "uptime", "parser": "p read"}],
        "formats": [{
            "name": "f", "summary": "it", "extensions": ["f", "tar.f"], "reader": "p read",
            "writer": null,
        }],
        "inventories": [{"name": "all", "summary": "it", "source": "p all"}],
        "wants": [
            {"service": "ReadFiles", "scope": ["/a", "~/b"], "reason": "to read", "optional": true},
            {"service": "QueryNetwork", "scope": ["https://a/", "*"], "reason": "x", "optional": false},
        ],
    })
}

/// Texts that mean something somewhere, or are too long.
fn odd_text(dice: &mut Dice) -> String {
    const TEXTS: &[&str] = &[
        "",
        " ",
        "where",
        "select x",
        "p read",
        "A",
        "a b c",
        "-",
        "é",
        "\u{1b}[2J",
        "\u{202e}",
        "a\nb",
        "int",
        "list<list<list<int>>>",
        "record<a: int",
        "record<\"\\u0000\": int>",
        "list<",
        "??",
        "https://*.a/",
        "https://[::1]:99999/",
        "10.0.0.0/8",
        "/a/../b",
        "~",
        "*",
        "a,b",
        "ReadFiles",
        "Cache",
        "Bytes",
        "One",
        "Any",
        "\u{0}",
    ];
    match dice.below(12) {
        0 => "x".repeat(dice.below(20_000)),
        1 => "list<".repeat(dice.below(5_000)),
        2 => "é\u{301}".repeat(dice.below(200)),
        _ => TEXTS[dice.below(TEXTS.len())].to_owned(),
    }
}

/// Make something somewhere in `json` another thing.
fn change(json: &mut Json, dice: &mut Dice) {
    match json {
        Json::Array(items) => {
            let at = dice.below(items.len());
            match dice.below(6) {
                0 if !items.is_empty() => drop(items.remove(at)),
                1 if !items.is_empty() => {
                    let again = items[at].clone();
                    items.extend(std::iter::repeat_n(again, 1 + dice.below(80)));
                }
                2 => items.push(odd_text(dice).into()),
                _ => items.iter_mut().skip(at).take(1).for_each(|item| change(item, dice)),
            }
        }
        Json::Object(fields) => change_field(fields, dice),
        Json::Bool(value) => *value = !*value,
        other => {
            *other = match dice.below(5) {
                0 => Json::Null,
                _ => odd_text(dice).into(),
            }
        }
    }
}

fn change_field(fields: &mut Map<String, Json>, dice: &mut Dice) {
    let at = dice.below(fields.len());
    if let Some((_, value)) = fields.iter_mut().nth(at) {
        change(value, dice);
    }
}

#[test]
fn any_manifest_is_fit_or_refused() {
    let (mut fit, mut wrong, mut unread) = (0, 0, 0);
    let good = manifest();
    each("manifests", |dice| {
        let mut json = good.clone();
        for _ in 0..dice.below(4) {
            change(&mut json, dice);
        }
        let Ok(manifest) = serde_json::from_value::<Manifest>(json) else {
            unread += 1;
            return;
        };
        match check(&manifest, Registry::new(&[])) {
            Err(told) => {
                wrong += 1;
                assert!(!told.is_empty());
            }
            // All that is shown of it is plain, and its types are types.
            Ok(()) => {
                fit += 1;
                let wants = wants(&manifest).unwrap();
                assert!(wants.iter().all(|want| !want.reason.chars().any(char::is_control)));
                for command in &manifest.commands {
                    let shown = [&command.name, &command.summary];
                    assert!(shown.iter().all(|text| !text.chars().any(char::is_control)));
                    for column in command.output.iter().flatten() {
                        let ty = notation::parse(&column.ty).unwrap();
                        assert_eq!(notation::parse(&notation::write(&ty).unwrap()), Some(ty));
                    }
                }
            }
        }
    });
    println!("{fit} fit, {wrong} wrong, {unread} unread");
    assert!(fit > 100 && wrong > 100 && unread > 100, "{fit} {wrong} {unread}");
}

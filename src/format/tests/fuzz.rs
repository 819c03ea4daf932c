//! Bytes that no program writes, made of those that some do: every reader takes them or refuses them
//! in words, without a panic and without growing beyond bounds.
//!
//! `cargo test --lib fuzz` tries a few, always the same. `REBE_FUZZ_SECONDS=60` tries new ones for
//! so long in all, shared by the readers; the seed is printed, and `REBE_FUZZ_SEED` sets it. Bytes
//! that end the process, or never end, are those in `target/fuzz/reader.bin`.
#![expect(clippy::disallowed_methods, reason = "it is set by variables, and saves what it tries")]

use std::io::{Read, Write};
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::diag::Result;
use crate::format::workbook::tests::book;
use crate::format::{
    Base, Format, Log, MAGIC, Packer, Packing, encoder, from_fixed, from_xlsx, read, to_bytes,
};
use crate::value::scan::{self, Source};
use crate::value::{Column, Rows, Schema, Stored, Type, scalar};

/// How many inputs each reader is given when nobody says how long.
const FEW: u64 = 150;

/// The longest input, and what a packed one may unpack to.
const LONGEST: usize = 64 << 10;
const UNPACKED: u64 = 64 << 20;

/// What takes longer than this does not end: a thousand times what the slowest input takes.
const HANGS: Duration = Duration::from_secs(60);

/// What a reader makes of bytes; only that it comes back counts.
type Reader = Box<dyn Fn(&[u8])>;

/// What is in a sheet of a workbook.
const SHEET: &str = "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>a</v></c><c r=\"B1\" \
                     t=\"inlineStr\"><is><t>b</t></is></c></row><row r=\"3\"><c r=\"A3\"><v>1.5</v></c>\
                     <c r=\"C3\" t=\"b\"><v>1</v></c><c r=\"D3\" t=\"d\"><v>2026-01-02</v></c></row>";

fn database(bytes: &[u8]) {
    let read = || -> Result<()> {
        let base = Base::of(bytes, "some.db")?;
        for table in base.tables()? {
            let schema = base.columns(&table, 0)?;
            base.rows(&table, &schema, |_| Ok(true))?;
        }
        Ok(())
    };
    let _ = read();
}

/// Every reader, with what it takes well.
fn readers() -> Vec<(&'static str, Vec<Vec<u8>>, Reader)> {
    let mut readers: Vec<(&str, Vec<Vec<u8>>, Reader)> = Vec::new();
    for (name, format) in Format::ALL {
        if !format.is_read() {
            continue;
        }
        if let Some(stored) = format.stored() {
            readers.push((
                name,
                vec![table(format)],
                Box::new(move |bytes| columns(bytes, stored)),
            ));
            continue;
        }
        if format == Format::Sqlite {
            readers.push((name, vec![table(format)], Box::new(database)));
            continue;
        }
        let mut seeds = texts(format);
        if format != Format::Toml && format.is_written() {
            seeds.push(table(format));
        }
        readers.push((name, seeds, Box::new(move |bytes| value(bytes, format))));
        if let Some(separator) = format.separator() {
            let read = move |bytes: &[u8]| cells(bytes, separator);
            readers.push(("scan", vec![table(format)], Box::new(read)));
        }
    }
    // Archives have checksums, which what is within would not get past.
    let read = |bytes: &[u8]| {
        let _ = from_xlsx(&book(&String::from_utf8_lossy(bytes)), None);
    };
    readers.push(("sheet", vec![SHEET.into()], Box::new(read)));
    let fixed =
        [&b"NAME    READY  AGE\nweb one   1/1    7\n\xc3\xa4         0/2  120\n"[..], b"a\n"];
    let read = |bytes: &[u8]| {
        let _ =
            from_fixed(bytes, None).and_then(|_| from_fixed(bytes, Some(&[3, 1, usize::MAX, 5])));
    };
    readers.push(("fixed", fixed.map(<[u8]>::to_vec).to_vec(), Box::new(read)));
    for packing in [Packing::Gzip, Packing::Zstd, Packing::Xz, Packing::Bzip2] {
        let seeds = [&b"host,cores\na,4\n"[..], &[0; 100_000], b""];
        let seeds = seeds.map(|text| {
            let mut packer = Packer::new(Some(packing), Vec::new()).unwrap();
            packer.write_all(text).unwrap();
            packer.finish().unwrap()
        });
        let read = move |bytes: &[u8]| {
            let _ = Packing::of_bytes(bytes.get(..MAGIC).unwrap_or(bytes));
            let mut out = Vec::new();
            if let Ok(reader) = packing.unpack(bytes) {
                let _ = reader.take(UNPACKED).read_to_end(&mut out);
            }
        };
        readers.push((packing.name(), seeds.to_vec(), Box::new(read)));
    }
    readers
}

/// A small table in `format`.
fn table(format: Format) -> Vec<u8> {
    let record = Schema::of([("a", Type::Int), ("b", Type::String.nullable())]);
    let columns = vec![
        Column::new("host", Type::String),
        Column::new("cores", Type::Int.nullable()),
        Column::new("load", Type::Float.nullable()),
        Column::new("up", Type::Bool.nullable()),
        Column::new("seen", Type::Date.nullable()),
        Column::new("tags", Type::List(Box::new(Type::String))),
        Column::new("os", Type::Record(record)),
    ];
    let schema = Arc::new(Schema::closed(columns));
    let mut rows = Rows::new(Arc::clone(&schema));
    for at in 0..40 {
        let os = [("a".to_owned(), scalar::int(at)), ("b".to_owned(), scalar::null())];
        let row = [
            scalar::text(format!("host{at}, \"é\"")),
            if at % 3 == 0 { scalar::null() } else { scalar::int(at * 1_000_003) },
            scalar::float(f64::from(i32::try_from(at).unwrap()) / 7.0),
            scalar::boolean(at % 2 == 0),
            scalar::date(1_700_000_000_000_000_000 + at),
            scalar::list(vec![scalar::text("x"), scalar::text("")]),
            scalar::record(os),
        ];
        rows.push(&row).unwrap();
    }
    let mut out = Vec::new();
    let mut encoder = encoder(format);
    encoder.begin(&mut out, &schema).unwrap();
    encoder.chunk(&mut out, &rows.finish().unwrap()).unwrap();
    encoder.end(&mut out).unwrap();
    out
}

/// Documents with what is special in `format`.
fn texts(format: Format) -> Vec<Vec<u8>> {
    let texts: &[&str] = match format {
        Format::Json => &[
            r#"{"a": [1, -0.5e+3, true, null, "\ud83d\ude00\n"], "b": {"c": {}}, "a": 2}"#,
            "[[[[[[[[1]]]]]]]]",
        ],
        Format::Ndjson => &["{\"a\":1}\n\n{\"a\":2.5,\"b\":[]}\r\n{\"c\":{\"d\":null}}\n"],
        Format::Toml => &[
            "a = 1_000\nb = 0xff\nc.d = [1.5, inf]\n[t]\nx = '''y'''\n[[u]]\nd = 1979-05-27T07:32:00Z\n[[u]]\n",
        ],
        Format::Yaml => &[
            "a: &x {b: [1, 0x1f, ~], c: |-\n    text\n  }\n",
            "%YAML 1.2\n---\n- &a [x]\n- <<: [{b: 1}]\n  c: *a\n- !!str 5\n- >+\n  folded\n\n...\n---\n? k\n: v\n",
        ],
        Format::Nuon => &[
            "# c\n{a: [1 0xff -2.5e3], 'b': \"x\\u{e9}\", c: 0x[ff 00], d: r#'q'#}",
            "[[a, b]; [10KiB 90sec] [2026-01-02T03:04:05Z `x y`]]",
            "1..3..9",
        ],
        Format::Ini => &["top = 1\n; c\n[a]\nx = C:\\new\ny: \"two\"\n[b.c]\nx=\n[b.c]\n"],
        Format::Xml => &[
            "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'ha'>]><a:r xmlns:a='u' n='1'> x <b/>&a;</a:r>",
            "<a><b k=\"&amp;\"><![CDATA[<z>]]></b><!-- c --><?p i?></a>",
        ],
        Format::Xlsx => return vec![book(SHEET)],
        Format::Msgpack => return msgpacks(),
        Format::Log(Log::Clf) => &[
            "a - b [10/Oct/2026:13:55:36 +0200] \"GET /a HTTP/1.1\" 200 1 \"-\" \"c \\\"x\\\"\"\n",
            "::1 - - [10/Oct/2026:13:55:37 +0200] \"\\x16\" 400 -\n",
        ],
        Format::Log(Log::Logfmt) => &["a=1 b=\"x \\\"y\\\" \\u00e9\" c d=\n\na=2.5 e=/f?g=h\n"],
        Format::Log(Log::Syslog) => &[
            "<34>Oct 11 22:14:15 h su[7]: x\n2026-11-30T03:55:41.25+01:00 h k: y\n",
            "<165>1 2026-11-30T02:00:00Z h app - ID47 [e@1 a=\"\\]]\"][f] An event\n",
        ],
        _ => &["a,b\n1,\"x\ny\"\n,\"\"\"\"\n", "a\tb\n1\t2\n"],
    };
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

fn msgpacks() -> Vec<Vec<u8>> {
    let mut timestamp = vec![0xd7, 0xff];
    timestamp.extend(((3_u64 << 34) | 2).to_be_bytes());
    let all =
        b"\x83\xa1a\x93\x01\xcb\x40\x04\0\0\0\0\0\0\xc0\xa1b\xc4\x02\0\xff\xa1c\xd9\x02\xc3\xb1";
    vec![all.to_vec(), timestamp, b"\xdd\0\0\0\x02\x80\x81\xa0\xc3".to_vec()]
}

fn value(bytes: &[u8], format: Format) {
    let Ok(value) = read(bytes, format) else { return };
    // What was read can be written, and read again.
    if format.refuses(&crate::value::type_of(&value)).is_none()
        && format.separator().is_none()
        && let Ok(written) = to_bytes(&value, format)
        && format != Format::Ndjson
    {
        let text = String::from_utf8_lossy(&written);
        assert!(read(&written, format).is_ok(), "what was written cannot be read:\n{text}");
    }
}

fn cells(bytes: &[u8], separator: u8) {
    let guess = scan::guess(bytes, separator, 10, "x.csv", |error| panic!("{error}"));
    if scan::even(bytes, separator).is_ok()
        && let Ok(guess) = guess
        && let Ok(frame) = scan::csv(Source::Bytes(bytes.to_vec()), &guess, "x.csv")
        && let Ok(chunk) = frame.collect()
    {
        chunk.rows().for_each(drop);
    }
}

fn columns(bytes: &[u8], stored: Stored) {
    let source = Source::Bytes(bytes.to_vec());
    let frame = match stored {
        Stored::Parquet => scan::parquet(source, "x"),
        Stored::Arrow => scan::arrow(source, "x"),
    };
    if let Ok(frame) = frame
        && let Ok(chunk) = frame.collect()
    {
        chunk.rows().for_each(drop);
    }
}

/// Random numbers (Marsaglia's xorshift64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % bound.max(1)
    }
}

/// Bytes that mean something somewhere, and numbers that are too large.
const PIECES: &[&[u8]] = &[
    b"\"",
    b"\\",
    b"\n",
    b"\r\n",
    b",",
    b"\t",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b"- ",
    b"&a ",
    b"*a",
    b"<<: *a",
    b"!!str ",
    b"'",
    b"#",
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"1e999",
    b"-9223372036854775809",
    b"\xff\xff\xff\xff",
    b"\xff\xff\xff\x7f",
    b"\x80\x80\x80\x80",
    b"nan",
    b"\xc2\x85",
    b"\xe2\x80\xa8",
    b"|\n",
    b"? ",
    b"---\n",
    b"[[a]]",
    b"a.b.c=1",
];

fn mutated(seeds: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seeds[dice.below(seeds.len())].clone();
    for _ in 0..=dice.below(6) {
        let at = dice.below(bytes.len() + 1);
        let to = (at + dice.below(40)).min(bytes.len());
        match dice.below(9) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..to)),
            2 => drop(bytes.splice(at..at, PIECES[dice.below(PIECES.len())].iter().copied())),
            3 => {
                let part = bytes[at..to].repeat(1 + dice.below(300));
                drop(bytes.splice(at..at, part));
            }
            4 => {
                let other = &seeds[dice.below(seeds.len())];
                let from = dice.below(other.len() + 1);
                drop(bytes.splice(at..to, other[from..].iter().copied()));
            }
            5 if at < to => bytes[at..to].reverse(),
            // The ends of files of columns say where everything is.
            6 if bytes.len() > 64 => {
                let near = bytes.len() - 1 - dice.below(64);
                bytes[near] ^= 1 << dice.below(8);
            }
            _ if at < bytes.len() => bytes[at] ^= u8::try_from(dice.below(256)).unwrap(),
            _ => bytes.push(u8::try_from(dice.below(256)).unwrap()),
        }
    }
    bytes.truncate(LONGEST);
    bytes
}

/// A number that somebody has set.
fn set(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} has to be a number, found `{text}`")))
}

#[test]
fn any_bytes_are_read_or_refused() {
    let seconds = set("REBE_FUZZ_SECONDS");
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |time| time.as_secs());
    let seed = set("REBE_FUZZ_SEED").unwrap_or(if seconds.is_some() { now } else { 1 });
    println!("fuzz of readers: seed {seed}");
    let target = std::env::current_exe().unwrap().ancestors().nth(3).unwrap().join("fuzz");
    std::fs::create_dir_all(&target).unwrap();
    let last: PathBuf = target.join("reader.bin");
    // What polars and calamine panic about is caught, and is no failure.
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |told| {
        let place = told.location().map_or("", |place| place.file());
        if !["/polars-", "/calamine-"].iter().any(|reader| place.contains(reader)) {
            usual(told);
        }
    }));
    let mut readers = readers();
    if let Ok(only) = std::env::var("REBE_FUZZ_READER") {
        readers.retain(|(name, ..)| *name == only);
    }
    let share =
        seconds.map(|all| Duration::from_secs(all) / u32::try_from(readers.len().max(1)).unwrap());
    let mut failed = Vec::new();
    for (name, seeds, read) in readers {
        for seed in &seeds {
            read(seed);
        }
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let begin = Instant::now();
        let mut tried = 0;
        while share.map_or(tried < FEW, |share| begin.elapsed() < share) {
            let bytes = mutated(&seeds, &mut dice);
            std::fs::write(&last, &bytes).unwrap();
            let start = Instant::now();
            let ended = catch_unwind(AssertUnwindSafe(|| read(&bytes)));
            tried += 1;
            if ended.is_err() || start.elapsed() > HANGS {
                let kept = target.join(format!("reader-{name}-{tried}.bin"));
                std::fs::write(&kept, &bytes).unwrap();
                failed.push(format!("{name}: {}", kept.display()));
                break;
            }
        }
        println!("fuzz of readers: {name}: {tried} inputs in {:.1?}", begin.elapsed());
    }
    let _ = std::fs::remove_file(last);
    assert!(failed.is_empty(), "{failed:#?}");
}

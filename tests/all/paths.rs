//! An expression has one meaning: over columns in polars and row by row it gives the same results,
//! or an error both times.
//!
//! Expressions are written as text, well-typed by construction, and planned as people's are, so
//! that the types are those that the checker finds. `REBE_CASES` says how many are tried.

use std::sync::Arc;

use polars::prelude::PlSmallStr;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rebe_shell::columnar::{Names, compile, evaluate};
use rebe_shell::command::Mode;
use rebe_shell::effect::memory::MemoryFiles;
use rebe_shell::exec::Stored;
use rebe_shell::plan::{PlannedArg, StageKind, Typed, TypedKind};
use rebe_shell::value::{
    Chunk, Column, Frame, Rows, Schema, Type, Value, from_cell, scalar, to_cell,
};

use crate::words::session;

/// Draws from a tape of numbers, so that a failing case gets small when its tape does.
struct Tape<'a>(std::slice::Iter<'a, u16>);

impl Tape<'_> {
    fn below(&mut self, count: usize) -> usize {
        usize::from(self.0.next().copied().unwrap_or(0)) % count
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

/// What an expression is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Int,
    Float,
    Text,
    Truth,
    Duration,
    Filesize,
    Date,
    Ints,
    Texts,
}

use Kind::{Date, Duration, Filesize, Float, Int, Ints, Text, Texts, Truth};

const FLAT: &[Kind] = &[Int, Float, Text, Truth, Duration, Filesize, Date];

/// The columns of a kind; the first one has no nulls.
fn columns(kind: Kind) -> &'static [&'static str] {
    match kind {
        Int => &["i", "i0"],
        Float => &["f", "f0"],
        Text => &["s", "s0"],
        Truth => &["b", "b0"],
        Duration => &["d", "d0"],
        Filesize => &["m", "m0"],
        Date => &["t", "t0"],
        Ints => &["l", "l0"],
        Texts => &["w", "w0"],
    }
}

fn literal(kind: Kind, tape: &mut Tape<'_>) -> Option<String> {
    let texts: &[&str] = match kind {
        Int => &["0", "1", "2", "-1", "3", "7", "-5", "9223372036854775807", "63", "null"],
        Float => &["0.0", "1.5", "-0.0", "2.0", "1e308", "-2.25", "0.1", "null"],
        Text => &["\"\"", "\"a\"", "\"web\"", "\"ab\"", "\"ä\"", "\"a.\"", "null"],
        Truth => &["true", "false", "null"],
        Duration => &["0s", "1ns", "30s", "-5min", "100wk", "null"],
        Filesize => &["0B", "1B", "4GiB", "-2KiB", "8000PiB", "null"],
        Ints => &["[]", "[1]", "[1, 2, null]", "[0, 7]", "[-1, 2]"],
        Texts => &["[]", "[\"a\"]", "[\"web\", null]", "[\"ab\", \"\"]"],
        Date => return None,
    };
    Some(tape.one(texts).to_owned())
}

fn expression(kind: Kind, depth: usize, tape: &mut Tape<'_>) -> String {
    if depth == 0 || tape.below(4) == 0 {
        let column = tape.one(columns(kind)).to_owned();
        return if tape.below(3) > 0 { column } else { literal(kind, tape).unwrap_or(column) };
    }
    let mut of = |kind| expression(kind, depth - 1, tape);
    let (text, number) = (of(Text), of(Int));
    let left = of(kind);
    let right = of(kind);
    let amount = if tape.below(2) == 0 { Duration } else { Filesize };
    match kind {
        Int => match tape.below(8) {
            0..4 => format!("({left} {} {right})", tape.one(&["+", "-", "*", "//", "mod"])),
            4 => format!("({left} ** {})", tape.one(&["2", "0", "-1", "63", "i0"])),
            5 => format!("(-{left})"),
            _ => {
                let (a, b) = (expression(amount, 1, tape), expression(amount, 1, tape));
                format!("({a} // {b})")
            }
        },
        Float => match tape.below(6) {
            0..2 => format!("({left} {} {right})", tape.one(&["+", "-", "*", "/", "//", "mod"])),
            2 => format!("({left} {} {number})", tape.one(&["+", "*", "/", "**", "mod"])),
            3 => format!("({number} / {number})"),
            4 => format!("(-{left})"),
            _ => {
                let (a, b) = (expression(amount, 1, tape), expression(amount, 1, tape));
                format!("({a} / {b})")
            }
        },
        Text => format!("({left} + {right})"),
        Truth => truth(depth, &text, tape),
        Duration | Filesize => match tape.below(6) {
            0..3 => format!("({left} {} {right})", tape.one(&["+", "-", "mod"])),
            3 => format!("({left} {} {number})", tape.one(&["*", "/", "//"])),
            4 => {
                let factor = expression(Float, 1, tape);
                format!("({left} {} {factor})", tape.one(&["*", "/", "//"]))
            }
            _ => format!("(-{left})"),
        },
        Date => {
            let by = expression(Duration, 1, tape);
            format!("({left} {} {by})", tape.one(&["+", "-"]))
        }
        Ints | Texts => format!("({left} + {right})"),
    }
}

fn truth(depth: usize, text: &str, tape: &mut Tape<'_>) -> String {
    let of = |kind, tape: &mut Tape<'_>| expression(kind, depth - 1, tape);
    match tape.below(12) {
        0..2 | 10.. => {
            // A right side that can fail tells whether both paths look at it for the same rows.
            let right = if tape.below(2) == 0 {
                let (divisor, operator) = (of(Int, tape), tape.one(&["/", "//", "mod"]));
                format!("(7 {operator} {divisor} > 1)")
            } else {
                of(Truth, tape)
            };
            format!("({} {} {right})", of(Truth, tape), tape.one(&["and", "or"]))
        }
        2 => format!("(not {})", of(Truth, tape)),
        3..6 => {
            let kind = tape.one(FLAT);
            // Ints and floats meet in comparisons.
            let other = if kind == Int && tape.below(3) == 0 { Float } else { kind };
            let (left, right) = (of(kind, tape), of(other, tape));
            format!("({left} {} {right})", tape.one(&["==", "!=", "<", "<=", ">", ">="]))
        }
        6 => {
            let (left, right) = (of(Ints, tape), of(Ints, tape));
            format!("({left} {} {right})", tape.one(&["==", "!="]))
        }
        7 => {
            let (item, list) = tape.one(&[(Int, Ints), (Text, Texts)]);
            let (item, list) = (of(item, tape), of(list, tape));
            format!("({item} {} {list})", tape.one(&["in", "not in"]))
        }
        8 => format!("({text} {} {})", tape.one(&["in", "not in"]), of(Text, tape)),
        _ => {
            let pattern = tape.one(&["\"a\"", "\"^w\"", "\"b$\"", "\".\"", "s0", "\"(?i)A\""]);
            format!("({text} {} {pattern})", tape.one(&["=~", "!~"]))
        }
    }
}

fn ty(kind: Kind) -> Type {
    match kind {
        Int => Type::Int,
        Float => Type::Float,
        Text => Type::String,
        Truth => Type::Bool,
        Duration => Type::Duration,
        Filesize => Type::Filesize,
        Date => Type::Date,
        Ints => Type::List(Box::new(Type::Int.nullable())),
        Texts => Type::List(Box::new(Type::String.nullable())),
    }
}

fn cell(kind: Kind, tape: &mut Tape<'_>) -> Value {
    let ints = [0, 1, -1, 2, 3, 7, -5, 64, i64::MAX, i64::MIN];
    match kind {
        Int => scalar::int(tape.one(&ints)),
        Float => scalar::float(tape.one(&[
            0.0,
            -0.0,
            1.0,
            1.5,
            -2.25,
            f64::NAN,
            1e300,
            f64::INFINITY,
            0.1,
        ])),
        Text => scalar::text(tape.one(&["", "a", "web", "ab", "ä", "web01", "A", "("])),
        Truth => scalar::boolean(tape.below(2) == 0),
        Duration => scalar::duration(tape.one(&[0, 1, -1, 30_000_000_000, i64::MAX])),
        Filesize => scalar::filesize(tape.one(&[0, 1, 1024, 4 << 30, i64::MAX])),
        Date => scalar::date(tape.one(&[0, 1_700_000_000_000_000_001, -5])),
        Ints => list(Int, tape),
        Texts => list(Text, tape),
    }
}

fn list(of: Kind, tape: &mut Tape<'_>) -> Value {
    let items = (0..tape.below(3)).map(|_| match tape.below(5) {
        0 => scalar::null(),
        _ => cell(of, tape),
    });
    scalar::list(items.collect())
}

/// A table of up to four rows with all columns.
fn table(tape: &mut Tape<'_>) -> Chunk {
    let kinds = [Int, Float, Text, Truth, Duration, Filesize, Date, Ints, Texts];
    let of = |kind| {
        let [whole, gaps] = columns(kind) else { panic!("two columns a kind") };
        [Column::new(*whole, ty(kind)), Column::new(*gaps, ty(kind).nullable())]
    };
    let schema = Schema::closed(kinds.into_iter().flat_map(of).collect());
    let mut rows = Rows::new(Arc::new(schema));
    // One row is where an error is not hidden by another one.
    for _ in 0..tape.one(&[1, 1, 1, 2, 3, 4]) {
        let mut row = Vec::new();
        for kind in kinds {
            row.push(cell(kind, tape));
            row.push(if tape.below(3) == 0 { scalar::null() } else { cell(kind, tape) });
        }
        rows.push(&row).unwrap();
    }
    rows.finish().unwrap()
}

/// `text` as the checker types it over the columns of `table`; none where it does not fit.
fn typed(text: &str, table: &Chunk) -> Result<Typed, String> {
    let mut session = session(Arc::new(MemoryFiles::default()));
    session.set("t", Stored::Table(table.clone()));
    let prepared = session.prepare("t", &format!("$t | where ({text}) == null"), Mode::Run);
    if let Some(problem) = prepared.diagnostics.first() {
        return Err(problem.message.clone());
    }
    let stage = prepared.plan.statements.last().unwrap().pipeline().unwrap().stages.last().unwrap();
    let StageKind::Call(_, args) = &stage.kind else { panic!("`where` is a call") };
    match args.entries.first().unwrap().1.first().unwrap() {
        PlannedArg::Columns(Typed { kind: TypedKind::Binary(_, left, _), .. }) => {
            Ok((**left).clone())
        }
        _ => panic!("a comparison"),
    }
}

fn by_columns(typed: &Typed, table: &Chunk) -> Result<Vec<Value>, String> {
    let compiled = compile(typed).map_err(|problem| problem.message)?;
    let frame = Frame::of(table.clone());
    let mut columns = table.schema().columns().to_vec();
    columns.push(Column::new("x", typed.ty.clone()));
    let name = PlSmallStr::from_static("x");
    let lazy = frame.lazy.with_columns([compiled.0.alias(name)]);
    let frame = Frame::with(lazy, Schema::closed(columns));
    Ok(frame.collect().map_err(|problem| problem.message)?.column("x"))
}

fn row_by_row(typed: &Typed, table: &Chunk) -> Result<Vec<Value>, String> {
    let names = table.schema().names();
    let rows = table.rows().map(|row| {
        let cell = |name: &str| {
            names
                .iter()
                .position(|known| *known == name)
                .map_or(scalar::null(), |at| row[at].clone())
        };
        let value = evaluate(typed, Names { column: &cell, ..Names::NONE })
            .map_err(|problem| problem.message)?;
        // An int that a float was wanted of is one as soon as it stands in a column.
        let cell = to_cell(&value, &typed.ty).map_err(|problem| problem.message)?;
        Ok(from_cell(&cell, &typed.ty))
    });
    rows.collect()
}

/// The same to the bit, but for the sign of zero and the bits of NaN.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Float { val: a, .. }, Value::Float { val: b, .. }) => {
            a == b || (a.is_nan() && b.is_nan())
        }
        (Value::List { vals: a, .. }, Value::List { vals: b, .. }) => {
            a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| same(a, b))
        }
        (a, b) => a == b,
    }
}

#[test]
fn columns_and_rows_agree() {
    let cases = std::env::var("REBE_CASES").ok().and_then(|cases| cases.parse().ok());
    let config =
        Config { cases: cases.unwrap_or(400), failure_persistence: None, ..Config::default() };
    let planned = std::cell::Cell::new(0);
    let results = std::cell::Cell::new(0);
    let tapes = proptest::collection::vec(any::<u16>(), 40..400);
    let tested = TestRunner::new(config).run(&tapes, |numbers| {
        let mut tape = Tape(numbers.iter());
        let kind =
            tape.one(&[Int, Float, Text, Truth, Truth, Truth, Duration, Filesize, Date, Ints]);
        let depth = 1 + tape.below(3);
        let text = expression(kind, depth, &mut tape);
        let table = table(&mut tape);
        // Literals of null alone have operators that nothing is known of.
        let Ok(typed) = typed(&text, &table) else { return Ok(()) };
        planned.set(planned.get() + 1);
        let (columns, rows) = (by_columns(&typed, &table), row_by_row(&typed, &table));
        let agree = match (&columns, &rows) {
            (Ok(a), Ok(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
            (Err(_), Err(_)) => true,
            _ => false,
        };
        results.set(results.get() + i32::from(columns.is_ok()));
        prop_assert!(agree, "{text}\n{}\n{columns:?}\n{rows:?}\n{:?}", typed.ty, table.to_value());
        Ok(())
    });
    if let Err(error) = tested {
        panic!("{error}");
    }
    let total = cases.unwrap_or(400);
    // Null is no operand of arithmetic, and a part of the columns may be null.
    assert!(planned.get() > total / 2, "only {} of {total} were well typed", planned.get());
    assert!(results.get() > total as i32 / 4, "only {} had results", results.get());
}

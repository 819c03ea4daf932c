//! Pipelines of all kinds over tables that are written out: optimised or not, the same comes of
//! them, rows and errors alike.

use std::cell::RefCell;
use std::fmt::Write as _;

use proptest::prelude::*;
use rebe_shell::command::Mode;

use crate::optimiser::{run, session};

/// What may stand in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Int,
    MaybeInt,
    Text,
}

/// Builds a text out of numbers, of which there are always enough.
struct Builder<'n> {
    numbers: &'n [u32],
    at: usize,
    columns: Vec<(String, Kind)>,
    text: String,
}

impl Builder<'_> {
    fn below(&mut self, most: usize) -> usize {
        let number = self.numbers[self.at % self.numbers.len()] as usize + self.at;
        self.at += 1;
        number % most
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    fn column(&mut self) -> (String, Kind) {
        let at = self.below(self.columns.len());
        self.columns[at].clone()
    }

    fn columns_of(&self, kind: Kind) -> Vec<String> {
        let some = self.columns.iter().filter(|(_, known)| *known == kind);
        some.map(|(name, _)| name.clone()).collect()
    }

    /// A condition over the columns, which may fail for some rows.
    fn condition(&mut self, depth: usize) -> String {
        if depth > 0 && self.below(3) == 0 {
            let (left, right) = (self.condition(depth - 1), self.condition(depth - 1));
            return match self.below(4) {
                0 | 1 => format!("({left}) and ({right})"),
                2 => format!("({left}) or ({right})"),
                _ => format!("not ({left})"),
            };
        }
        let (name, kind) = self.column();
        let number = self.below(4);
        match (kind, self.below(6)) {
            (_, 5) => self.pick(&["1 + 1 == 2", "2 > 3", "true", "\"a\" in [\"b\"]"]).to_owned(),
            (Kind::Int, 0) => format!("10 // {name} > {number}"),
            (Kind::Int, 1) => format!("{name} in [0, {number}]"),
            (Kind::Int, _) => {
                format!("{name} {} {number} + 1", self.pick(&[">", "<=", "==", "!="]))
            }
            (Kind::MaybeInt, 0) => format!("{name} != null"),
            (Kind::MaybeInt, 1) => format!("{name} == null"),
            (Kind::MaybeInt, 2) => format!("({name} ?? 0) > {number}"),
            (Kind::MaybeInt, _) => format!("{name} > {number}"),
            (Kind::Text, 0) => format!("{name} =~ \"[a-b]\""),
            (Kind::Text, _) => format!("{name} {} \"b\"", self.pick(&["==", ">", "!="])),
        }
    }

    fn stage(&mut self) {
        let _ = match self.below(20) {
            0..4 => {
                let condition = self.condition(2);
                write!(self.text, " | where {condition}")
            }
            4 => {
                let (name, _) = self.column();
                let reverse = self.pick(&["", " --reverse"]);
                write!(self.text, " | sort-by {name}{reverse}")
            }
            5 => write!(self.text, " | reverse"),
            6 if self.columns.len() > 1 => {
                let at = self.below(self.columns.len());
                let (name, _) = self.columns.remove(at);
                write!(self.text, " | reject {name}")
            }
            7 if self.columns.len() > 1 => {
                let at = self.below(self.columns.len());
                self.columns.rotate_left(at);
                self.columns.truncate(2);
                let names = self.columns.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>();
                write!(self.text, " | select {}", names.join(" "))
            }
            8 | 9 => {
                let Some(of) = self.columns_of(Kind::Int).pop() else { return };
                let name = format!("n{}", self.at);
                let value = self.pick(&["+ 1", "// 2", "* 3", "- 1"]);
                let value = match self.below(3) {
                    0 => format!("10 // {of}"),
                    1 => format!("{of} {value}"),
                    _ => of,
                };
                self.columns.push((name.clone(), Kind::Int));
                write!(self.text, " | insert {name} {value}")
            }
            10 => {
                let Some(name) = self.columns_of(Kind::MaybeInt).pop() else { return };
                for column in self.columns.iter_mut().filter(|(known, _)| *known == name) {
                    column.1 = Kind::Int;
                }
                let how = self.pick(&["default 1", "compact"]);
                write!(self.text, " | {how} {name}")
            }
            11 => {
                let at = self.below(self.columns.len());
                let new = format!("r{}", self.at);
                let old = std::mem::replace(&mut self.columns[at].0, new.clone());
                write!(self.text, " | rename {old} \"{new}\"")
            }
            12 => {
                let count = self.below(4);
                write!(self.text, " | first {count} + 1")
            }
            13 => {
                let (how, count) = (self.pick(&["last", "skip", "drop"]), self.below(3));
                write!(self.text, " | {how} {count}")
            }
            14 => {
                let at = self.below(self.columns.len());
                write!(self.text, " | uniq-by {}", self.columns[at].0)
            }
            16 | 17 => {
                let (name, kind) = self.column();
                let number = self.below(4);
                let condition = match (kind, self.below(4)) {
                    (Kind::Int, 0) => format!("10 // $r.{name} > {number}"),
                    (Kind::Int, _) => format!("$r.{name} > {number} or $r.{name} in [0]"),
                    (Kind::MaybeInt, 0) => format!("$r.{name} == null"),
                    (Kind::MaybeInt, _) => format!("($r.{name} ?? {number}) < 3"),
                    (Kind::Text, _) => format!("$r.{name} =~ \"[a-b]\" and {number} < 3"),
                };
                write!(self.text, " | filter {{|r| {condition} }}")
            }
            18 => {
                let mut made = Vec::<(String, Kind)>::new();
                let mut fields = Vec::new();
                for _ in 0..=self.below(3) {
                    let (of, kind) = self.column();
                    let name = match self.below(3) {
                        0 => format!("e{}", self.at),
                        1 => of.clone(),
                        _ => self.column().0,
                    };
                    if made.iter().any(|(known, _)| *known == name) {
                        continue;
                    }
                    let (value, kind) = match (kind, self.below(3)) {
                        (Kind::MaybeInt, 0) => (format!("($r.{of} ?? 7)"), Kind::Int),
                        (Kind::Int, 0) => (format!("($r.{of} * 2)"), Kind::Int),
                        _ => (format!("$r.{of}"), kind),
                    };
                    fields.push(format!("{name}: {value}"));
                    made.push((name, kind));
                }
                self.columns = made;
                write!(self.text, " | each {{|r| {{{}}} }}", fields.join(", "))
            }
            _ => {
                let (name, _) = self.column();
                let place = self.pick(&["first", "last"]);
                write!(self.text, " | move {name} --{place}")
            }
        };
    }
}

fn text(numbers: &[u32]) -> String {
    let mut builder = Builder { numbers, at: 0, columns: Vec::new(), text: String::new() };
    let kinds = [("a", Kind::Int), ("b", Kind::Int), ("m", Kind::MaybeInt), ("t", Kind::Text)];
    builder.columns = kinds.map(|(name, kind)| (name.to_owned(), kind)).into();
    builder.text.push_str("[[a, b, m, t]; ");
    for _ in 0..=builder.below(5) + 1 {
        let (a, b) = (builder.below(4), builder.below(3));
        let (m, t) =
            (builder.pick(&["null", "1", "2"]), builder.pick(&["\"a\"", "\"b\"", "\"c\""]));
        let _ = write!(builder.text, "[{a}, {b}, {m}, {t}], ");
    }
    // So that `m` has both in any table.
    builder.text.push_str("[1, 2, null, \"z\"], [2, 1, 5, \"y\"]]");
    for _ in 0..=builder.below(7) {
        builder.stage();
    }
    let end = builder.pick(&["", "", "", " | length", " | group-by COLUMN", " | get COLUMN"]);
    let (name, _) = builder.column();
    builder.text + &end.replace("COLUMN", &name)
}

#[test]
fn the_same_comes_of_any_pipeline() {
    let counts = RefCell::new([0; 3]);
    let sessions = RefCell::new((session(true), session(false)));
    let config =
        ProptestConfig { failure_persistence: None, cases: 400, ..ProptestConfig::default() };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let numbers = prop::collection::vec(any::<u32>(), 24..60);
    let outcome = runner.run(&numbers, |numbers| {
        let text = text(&numbers);
        let (plain, quick) = &mut *sessions.borrow_mut();
        let Some(wanted) = run(plain, &text) else { return Ok(()) };
        let found = run(quick, &text).unwrap();
        prop_assert_eq!(&found, &wanted, "{}", text);
        let prepared = quick.prepare("test", &text, Mode::Run);
        let is_changed = !quick.explain(&prepared).rewrites.is_empty();
        let [tried, changed, failed] = &mut *counts.borrow_mut();
        *tried += 1;
        *changed += usize::from(is_changed);
        *failed += usize::from(!wanted.errors.is_empty());
        Ok(())
    });
    outcome.unwrap();
    let [tried, changed, failed] = *counts.borrow();
    assert!(tried > 300 && changed > 100 && failed > 10, "{tried} {changed} {failed}");
}

//! Tables that people read as text: lines of hosts as they come, and hosts that answered the same.
//!
//! A table is shown so when it has just the columns that `run --stream`, or `run --gather` and
//! `run --diff` give; whatever takes, adds or renames one makes a table of it like any other. All
//! text is that of hosts and is defused.

use std::io::{self, Write};

use super::Look;
use super::human::human;
use super::look::Role;
use super::text::{defuse, defuse_lines};
use crate::value::{Chunk, Schema, Value};

/// A table that is shown row by row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    /// `host: line`, and `host (stderr): line`.
    Lines,
    /// A heading with the hosts, and below it what they answered.
    Groups {
        /// Whether a row has been shown.
        begun: bool,
    },
}

const LINES: [&str; 3] = ["host", "stream", "line"];
const GROUPS: [&str; 5] = ["hosts", "count", "exit_code", "stdout", "stderr"];
const DIFF: &str = "diff";

impl View {
    /// How a table with these columns is shown, if not as a table.
    pub(super) fn of(schema: &Schema) -> Option<Self> {
        let names = schema.names();
        let groups = Some(Self::Groups { begun: false });
        match names.strip_prefix(&GROUPS) {
            Some([] | [DIFF]) if !schema.is_open() => groups,
            _ => (names == LINES && !schema.is_open()).then_some(Self::Lines),
        }
    }

    /// Show the rows of `chunk`.
    pub(super) fn rows(
        &mut self,
        chunk: &Chunk,
        look: &Look,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        // What hosts print may be long, and is written as it lies in the columns.
        if let (Self::Lines, [Some(hosts), Some(streams), Some(lines)]) =
            (*self, LINES.map(|name| chunk.texts(name)))
        {
            let mut rows = hosts.into_iter().zip(streams).zip(lines);
            return rows.try_for_each(|((host, stream), line)| {
                self::line(host, stream, &defuse(line), look, out)
            });
        }
        chunk.rows().try_for_each(|row| self.row(chunk.schema(), &row, look, out))
    }

    /// Show one row.
    fn row(
        &mut self,
        schema: &Schema,
        row: &[Value],
        look: &Look,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let cell = |name: &str| schema.index(name).and_then(|at| row.get(at));
        match self {
            Self::Lines => {
                let [host, stream, line] = LINES.map(|name| cell(name).map(human));
                let text = |cell: Option<String>| cell.unwrap_or_default();
                self::line(&text(host), &text(stream), &text(line), look, out)
            }
            Self::Groups { begun } => {
                let before = if std::mem::replace(begun, true) { "\n" } else { "" };
                writeln!(out, "{before}{}", heading(&cell, look))?;
                match cell(DIFF).map(text).filter(|diff| !diff.is_empty()) {
                    Some(diff) => self::diff(&diff, look, out)?,
                    None => lines(&cell("stdout").map(text).unwrap_or_default(), "", out)?,
                }
                let stderr = look.paint(Role::Bad, "stderr: ");
                lines(&cell("stderr").map(text).unwrap_or_default(), &stderr, out)
            }
        }
    }

    /// All rows have been shown.
    pub(super) fn end(self, look: &Look, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Groups { begun: false } => {
                writeln!(out, "{}", look.paint(Role::Faint, "(no rows)"))
            }
            Self::Groups { begun: true } | Self::Lines => Ok(()),
        }
    }
}

/// The hosts of a row, their number, and how it ended for them.
fn heading<'a>(cell: &impl Fn(&str) -> Option<&'a Value>, look: &Look) -> String {
    let hosts = cell("hosts").map(human).unwrap_or_default();
    let count = match cell("count") {
        Some(Value::Int { val: 1, .. }) => "1 host".to_owned(),
        count => format!("{} hosts", count.map(human).unwrap_or_default()),
    };
    let code = match cell("exit_code") {
        Some(Value::Int { val: 0, .. }) => String::new(),
        Some(Value::Int { val, .. }) => look.paint(Role::Bad, &format!(", exit code {val}")),
        _ => look.paint(Role::Bad, ", cut"),
    };
    let dashes = look.paint(Role::Faint, if look.unicode { "──" } else { "--" });
    format!("{dashes} {} ({count}{code}) {dashes}", look.paint(Role::Heading, &hosts))
}

/// A line of a host; `line` is defused.
fn line(host: &str, stream: &str, line: &str, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let host = defuse(host);
    let (role, label) = match stream {
        "stderr" => (Role::Bad, format!("{host} (stderr):")),
        _ => (Role::Heading, format!("{host}:")),
    };
    for part in [&look.paint(role, &label), " ", line, "\n"] {
        out.write_all(part.as_bytes())?;
    }
    Ok(())
}

/// A cell as text of several lines.
fn text(cell: &Value) -> String {
    match cell {
        Value::String { val, .. } => defuse_lines(val),
        other => human(other),
    }
}

fn lines(text: &str, before: &str, out: &mut dyn Write) -> io::Result<()> {
    text.lines().try_for_each(|line| writeln!(out, "{before}{line}"))
}

fn diff(diff: &str, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    diff.lines().try_for_each(|line| {
        let role = match line.chars().next() {
            Some('+') => Role::Good,
            Some('-') => Role::Bad,
            Some('@') => Role::Faint,
            _ => Role::Plain,
        };
        writeln!(out, "{}", look.paint(role, &defuse(line)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Type, scalar};

    fn shown(schema: &Schema, rows: &[Vec<Value>]) -> String {
        let mut view = View::of(schema).unwrap();
        let mut out = Vec::new();
        for row in rows {
            view.row(schema, row, &Look::plain(), &mut out).unwrap();
        }
        view.end(&Look::plain(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn texts(texts: &[&str]) -> Vec<Value> {
        texts.iter().map(|text| scalar::text(*text)).collect()
    }

    #[test]
    fn lines_have_their_host_and_are_defused() {
        let schema = Schema::of(LINES.map(|name| (name, Type::String)));
        let rows = [texts(&["web1", "stdout", "a\u{1b}[2Jb"]), texts(&["web1", "stderr", "bad"])];
        assert_eq!(shown(&schema, &rows), "web1: a␛[2Jb\nweb1 (stderr): bad\n");
        assert_eq!(shown(&schema, &[]), "");
    }

    #[test]
    fn groups_have_a_heading_and_differences_in_place_of_output() {
        let mut schema = Schema::of(GROUPS.map(|name| (name, Type::String)));
        assert_eq!(shown(&schema, &[]), "(no rows)\n");
        schema.put(crate::value::Column::new(DIFF, Type::String));
        let row = |hosts: &str, count, code, stdout: &str, stderr: &str, diff: &str| {
            let [hosts, stdout, stderr, diff] = [hosts, stdout, stderr, diff].map(scalar::text);
            vec![hosts, scalar::int(count), scalar::int(code), stdout, stderr, diff]
        };
        let rows = [
            row("web[1-3]", 3, 0, "a\nb", "", ""),
            row("web4", 1, 2, "a\nc", "no\u{7}", "@@ -1,2 +1,2 @@\n a\n-b\n+c"),
        ];
        let wanted = "── web[1-3] (3 hosts) ──\na\nb\n\n── web4 (1 host, exit code 2) ──\n@@ -1,2 +1,2 \
                      @@\n a\n-b\n+c\nstderr: no␇\n";
        assert_eq!(shown(&schema, &rows), wanted);
    }
}

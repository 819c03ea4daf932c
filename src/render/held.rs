//! Rows of a table that are held until it is drawn, and how many that are.
//!
//! For a terminal only the rows are kept that it will show: those at the beginning and those at the
//! end. Elsewhere all are shown: the first ten thousand say how wide columns are, and what comes
//! behind them is written as it comes.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::Arc;

use super::Look;
use super::table::{Drawing, Drawn};
use crate::value::{Chunk, Schema, Value};

/// Rows that say how wide columns are.
const MEASURED: usize = 10_000;

/// A table that comes in chunks.
pub(super) struct Held {
    schema: Arc<Schema>,
    first: Vec<Vec<Value>>,
    last: VecDeque<Vec<Value>>,
    /// Rows that came.
    total: usize,
    /// How it goes on once its beginning is written.
    drawing: Option<Drawing>,
}

impl Held {
    /// No rows yet.
    pub fn new(schema: Arc<Schema>) -> Self {
        Self { schema, first: Vec::new(), last: VecDeque::new(), total: 0, drawing: None }
    }

    /// These rows come next.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn add(&mut self, chunk: &Chunk, look: &Look, out: &mut dyn Write) -> io::Result<()> {
        self.total += chunk.height();
        if !look.terminal {
            return self.go_on(chunk, look, out);
        }
        // One that is just whole is not cut in two.
        let room = look.rows.saturating_sub(self.first.len()).min(chunk.height());
        self.first.extend((0..room).map(|at| chunk.row(at)));
        let end = look.rows.div_ceil(2);
        let from = room.max(chunk.height().saturating_sub(end));
        self.last.extend((from..chunk.height()).map(|at| chunk.row(at)));
        self.last.drain(..self.last.len().saturating_sub(end));
        Ok(())
    }

    /// Write what has come once it is much.
    fn go_on(&mut self, chunk: &Chunk, look: &Look, out: &mut dyn Write) -> io::Result<()> {
        if let Some(drawing) = &self.drawing {
            let rows = chunk.rows().collect::<Vec<_>>();
            return drawing.more(&rows, look, out);
        }
        self.first.extend(chunk.rows());
        if self.first.len() >= MEASURED {
            let rows = std::mem::take(&mut self.first);
            self.drawing = Some(Drawn::all(&self.schema, &rows).begin(look, out)?);
        }
        Ok(())
    }

    /// No more rows come.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn end(mut self, look: &Look, out: &mut dyn Write) -> io::Result<()> {
        if self.drawing.is_some() {
            return Ok(());
        }
        let mut last = Vec::new();
        if look.terminal && self.total > look.rows {
            last = self.first.split_off(look.rows / 2);
            last.extend(self.last);
            last.drain(..last.len().saturating_sub(look.rows.div_ceil(2)));
        }
        let (first, total) = (&self.first, self.total);
        let drawn = Drawn { schema: &self.schema, first, last: &last, total };
        drawn.write(look, out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Rows, Type, scalar};

    fn shown(total: i64, step: i64, look: &Look) -> String {
        let schema = Arc::new(Schema::of([("n", Type::Int)]));
        let mut held = Held::new(Arc::clone(&schema));
        let mut out = Vec::new();
        for from in (0..total).step_by(usize::try_from(step).unwrap()) {
            let mut rows = Rows::new(Arc::clone(&schema));
            for n in from..total.min(from + step) {
                rows.push(&[scalar::int(n)]).unwrap();
            }
            held.add(&rows.finish().unwrap(), look, &mut out).unwrap();
        }
        held.end(look, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn numbers(text: &str) -> Vec<String> {
        let lines = text.lines().skip(4).filter_map(|line| line.strip_prefix("│ "));
        lines.map(|line| line.trim_end_matches(" │").trim().to_owned()).collect()
    }

    #[test]
    fn a_terminal_shows_the_beginning_and_the_end() {
        for step in [1, 3, 100] {
            let look = Look { rows: 5, ..Look::terminal(60, false) };
            assert_eq!(numbers(&shown(5, step, &look)), ["0", "1", "2", "3", "4"]);
            let text = shown(1234, step, &look);
            assert_eq!(numbers(&text), ["0", "1", "…", "1231", "1232", "1233"]);
            let wanted = "1,234 rows, of which the first 2 and the last 3 are shown";
            assert!(text.ends_with(&format!("{wanted} (`--rows 0`: all)\n")), "{text}");
            let all = Look { rows: usize::MAX, ..look };
            assert_eq!(numbers(&shown(50, step, &all)).len(), 50);
        }
    }

    #[test]
    fn elsewhere_all_rows_are_shown() {
        let text = shown(30_000, 7000, &Look::plain());
        let lines = text.lines().map(str::trim).collect::<Vec<_>>();
        assert_eq!(lines.len(), 30_001);
        assert_eq!((lines[0], lines[1], lines[30_000]), ("n", "0", "29999"));
        assert!(text.starts_with("    n\n    0\n"));
    }
}

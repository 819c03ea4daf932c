//! Cells of text to lines: with borders for a person at a terminal, in bare columns otherwise.

use std::borrow::Cow;
use std::io::{self, Write};

use super::Look;
use super::layout::{Fit, Wish, fit};
use super::look::Role;
use super::text::{CUT, cut, width};

/// The least width that a text is cut to before columns are dropped.
const LEAST: usize = 8;

/// The narrowest terminal that is drawn for.
const NARROWEST: usize = 12;

/// One cell, ready to be shown.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    /// Defused, one line.
    pub text: String,
    /// Whether it stands to the right, as numbers do.
    pub right: bool,
    /// Its colour.
    pub role: Role,
}

/// The cells of a table, all lines of equal length.
pub(super) struct Grid {
    /// Names of columns, absent for a record.
    pub header: Option<Vec<Cell>>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
    /// Number of columns.
    pub columns: usize,
}

impl Grid {
    /// Write it, each line ended.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, look: &Look, out: &mut dyn Write) -> io::Result<()> {
        if look.terminal { self.bordered(look, out) } else { self.bare(look, out) }
    }

    fn lines(&self) -> impl Iterator<Item = &[Cell]> {
        self.header.iter().chain(&self.rows).map(Vec::as_slice)
    }

    /// What each column asks for: texts may be cut, and headings; numbers may not.
    fn wishes(&self) -> Vec<Wish> {
        let mut wishes = vec![Wish { natural: 1, least: 1 }; self.columns];
        for line in &self.rows {
            for (wish, cell) in wishes.iter_mut().zip(line) {
                let width = width(&cell.text);
                wish.natural = wish.natural.max(width);
                wish.least = wish.least.max(if cell.right { width } else { width.min(LEAST) });
            }
        }
        for (wish, cell) in wishes.iter_mut().zip(self.header.iter().flatten()) {
            let width = width(&cell.text);
            wish.natural = wish.natural.max(width);
            wish.least = wish.least.max(width.min(LEAST));
        }
        wishes
    }

    fn bare(&self, look: &Look, out: &mut dyn Write) -> io::Result<()> {
        let widths = self.wishes();
        for line in self.lines() {
            let mut text = String::new();
            for (at, (cell, wish)) in line.iter().zip(&widths).enumerate() {
                text.push_str(if at == 0 { "" } else { "  " });
                text.push_str(&padded(cell, wish.natural, look));
            }
            writeln!(out, "{}", text.trim_end_matches(' '))?;
        }
        Ok(())
    }

    fn bordered(&self, look: &Look, out: &mut dyn Write) -> io::Result<()> {
        let wishes = self.wishes();
        let Fit { mut widths, dropped } = match look.width {
            Some(width) => fit(&wishes, width.max(NARROWEST)),
            None => Fit { widths: wishes.iter().map(|wish| wish.natural).collect(), dropped: 0 },
        };
        if dropped > 0 {
            widths.push(1);
        }
        let signs = if look.unicode { &ROUND } else { &ASCII };
        let side = look.paint(Role::Faint, signs.side);
        let rule = |ends: &[&str; 3]| {
            let [left, middle, right] = ends;
            let bars = widths.iter().map(|width| signs.bar.repeat(width + 2)).collect::<Vec<_>>();
            look.paint(Role::Faint, &format!("{left}{}{right}", bars.join(middle)))
        };
        let more = Cell { text: CUT.to_owned(), right: false, role: Role::Faint };
        let write = |line: &[Cell], out: &mut dyn Write| {
            // The last width belongs to the `…` that stands for the dropped columns.
            let kept = widths.len() - usize::from(dropped > 0);
            let cells = line.iter().take(kept).chain((dropped > 0).then_some(&more));
            let cells = cells.zip(&widths).map(|(cell, width)| padded(cell, *width, look));
            let cells = cells.collect::<Vec<_>>().join(&format!(" {side} "));
            writeln!(out, "{side} {cells} {side}")
        };
        writeln!(out, "{}", rule(&signs.top))?;
        if let Some(header) = &self.header {
            write(header, out)?;
            if !self.rows.is_empty() {
                writeln!(out, "{}", rule(&signs.middle))?;
            }
        }
        for line in &self.rows {
            write(line, out)?;
        }
        writeln!(out, "{}", rule(&signs.bottom))?;
        if dropped > 0 {
            let columns = if dropped == 1 { "column" } else { "columns" };
            writeln!(out, "{}", look.paint(Role::Faint, &format!("… +{dropped} {columns}")))?;
        }
        Ok(())
    }
}

/// The signs that borders are made of.
struct Signs {
    top: [&'static str; 3],
    middle: [&'static str; 3],
    bottom: [&'static str; 3],
    bar: &'static str,
    side: &'static str,
}

const ROUND: Signs = Signs {
    top: ["╭", "┬", "╮"],
    middle: ["├", "┼", "┤"],
    bottom: ["╰", "┴", "╯"],
    bar: "─",
    side: "│",
};

const ASCII: Signs = Signs {
    top: ["+", "+", "+"],
    middle: ["+", "+", "+"],
    bottom: ["+", "+", "+"],
    bar: "-",
    side: "|",
};

/// The text of `cell`, cut and filled up to `limit` columns.
fn padded(cell: &Cell, limit: usize, look: &Look) -> String {
    let text: Cow<'_, str> = cut(&cell.text, limit);
    let space = " ".repeat(limit.saturating_sub(width(&text)));
    let text = look.paint(cell.role, &text);
    if cell.right { format!("{space}{text}") } else { format!("{text}{space}") }
}

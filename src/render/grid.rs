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
    /// Types of columns, for terminals.
    pub types: Option<Vec<Cell>>,
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
        if look.terminal { self.bordered(look, out) } else { self.bare(&self.widths(), look, out) }
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

    /// The same with room for the types of columns.
    fn with_types(&self, wishes: &[Wish]) -> Vec<Wish> {
        let mut wishes = wishes.to_vec();
        for (wish, cell) in wishes.iter_mut().zip(self.types.iter().flatten()) {
            wish.natural = wish.natural.max(width(&cell.text));
        }
        wishes
    }

    /// How wide columns are where nothing is cut.
    pub fn widths(&self) -> Vec<usize> {
        self.wishes().iter().map(|wish| wish.natural).collect()
    }

    /// Write it without borders, in columns of these widths, or wider where a text is.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn bare(&self, widths: &[usize], look: &Look, out: &mut dyn Write) -> io::Result<()> {
        for line in self.header.iter().chain(&self.rows) {
            let mut text = String::new();
            for (at, (cell, limit)) in line.iter().zip(widths).enumerate() {
                text.push_str(if at == 0 { "" } else { "  " });
                text.push_str(&padded(cell, width(&cell.text).max(*limit), look));
            }
            writeln!(out, "{}", text.trim_end_matches(' '))?;
        }
        Ok(())
    }

    fn bordered(&self, look: &Look, out: &mut dyn Write) -> io::Result<()> {
        let wishes = self.wishes();
        let limit = look.width.map_or(usize::MAX, |width| width.max(NARROWEST));
        // Types get room of their own only where nothing else is cut for it.
        let typed = self.with_types(&wishes);
        let roomy = fit(&typed, limit);
        let is_whole = typed.iter().map(|wish| wish.natural).eq(roomy.widths.iter().copied());
        let Fit { mut widths, dropped } = if is_whole { roomy } else { fit(&wishes, limit) };
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
            if let Some(types) = &self.types {
                write(types, out)?;
            }
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

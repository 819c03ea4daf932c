//! Tables as Markdown and as HTML, to be read by people.

use std::io::{self, Write};

use super::csv;
use super::encoder::{Encoder, Rows};
use super::xml::content;
use crate::value::{Schema, Type, Value};

/// A table of GitHub's Markdown; numbers are aligned.
#[derive(Default)]
pub struct Markdown {
    width: usize,
}

/// An HTML table, as a part of a page.
#[derive(Default)]
pub struct Html {
    width: usize,
}

/// The texts of `width` cells; null is empty.
fn cells(row: &[Value], width: usize) -> impl Iterator<Item = std::borrow::Cow<'_, str>> {
    (0..width).map(|at| row.get(at).map_or("".into(), csv::cell))
}

impl Encoder for Markdown {
    fn begin(&mut self, out: &mut dyn Write, schema: &Schema) -> io::Result<()> {
        self.width = schema.columns().len();
        let names = schema.names().into_iter().map(marked).collect::<Vec<_>>();
        let lines = schema.columns().iter().map(|column| match column.ty.non_null() {
            Type::Int | Type::Float | Type::Filesize | Type::Duration => "---:",
            _ => "---",
        });
        let lines = lines.collect::<Vec<_>>();
        writeln!(out, "| {} |\n| {} |", names.join(" | "), lines.join(" | "))
    }

    fn rows(&mut self, out: &mut dyn Write, rows: Rows<'_>) -> io::Result<()> {
        for row in rows {
            let cells = cells(&row, self.width).map(|cell| marked(&cell));
            writeln!(out, "| {} |", cells.collect::<Vec<_>>().join(" | "))?;
        }
        Ok(())
    }

    fn end(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// A text that stays a text in a cell of a Markdown table.
fn marked(text: &str) -> String {
    let mut marked = String::with_capacity(text.len());
    for char in text.trim().chars() {
        match char {
            '\n' => marked.push_str("<br>"),
            '\r' => {}
            '&' => marked.push_str("&amp;"),
            '<' => marked.push_str("&lt;"),
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' => marked.extend(['\\', char]),
            other => marked.push(other),
        }
    }
    marked
}

impl Encoder for Html {
    fn begin(&mut self, out: &mut dyn Write, schema: &Schema) -> io::Result<()> {
        self.width = schema.columns().len();
        out.write_all(b"<table>\n<thead>\n<tr>")?;
        for name in schema.names() {
            write!(out, "<th>{}</th>", content(name))?;
        }
        out.write_all(b"</tr>\n</thead>\n<tbody>\n")
    }

    fn rows(&mut self, out: &mut dyn Write, rows: Rows<'_>) -> io::Result<()> {
        for row in rows {
            out.write_all(b"<tr>")?;
            for cell in cells(&row, self.width) {
                write!(out, "<td>{}</td>", content(&cell))?;
            }
            out.write_all(b"</tr>\n")?;
        }
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"</tbody>\n</table>\n")
    }
}

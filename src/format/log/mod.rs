//! Logs: a row a line.

mod clf;
mod logfmt;
mod syslog;

use std::borrow::Cow;

use crate::diag::{Diagnostic, Result, codes};
use crate::value::scan::{Narrow, typed};
use crate::value::{Column, Schema, Value, scalar};

/// A format of logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Log {
    /// The Common Log Format of web servers, and the Combined one with two more fields.
    Clf,
    /// Pairs of `key=value`.
    Logfmt,
    /// Syslog by RFC 5424 or RFC 3164, or as rsyslog writes it to files.
    Syslog,
}

/// The texts of a line by the names of their columns; none for what it leaves out.
pub type Fields<'a> = Vec<(Cow<'a, str>, Option<Cow<'a, str>>)>;

impl Log {
    /// The columns, where they do not depend on what is in the log.
    pub fn schema(self) -> Option<Schema> {
        match self {
            Self::Clf => Some(clf::schema()),
            Self::Logfmt => None,
            Self::Syslog => Some(syslog::schema()),
        }
    }

    /// The fields of `line`, which is not blank and has no line feed.
    ///
    /// # Errors
    /// What is wrong with the line, in words.
    pub fn fields(self, line: &str) -> std::result::Result<Fields<'_>, String> {
        match self {
            Self::Clf => clf::fields(line),
            Self::Logfmt => logfmt::fields(line),
            Self::Syslog => syslog::fields(line),
        }
    }
}

/// The columns that lines have, as they are met.
#[derive(Debug, Default)]
pub struct Met(Vec<(String, Narrow)>);

impl Met {
    /// Look at the fields of a line too.
    pub fn see(&mut self, fields: &Fields<'_>) {
        for (at, (name, text)) in fields.iter().enumerate() {
            // Lines mostly have the same fields in the same order.
            let is_it = |(known, _): &(String, Narrow)| known == name;
            let there = self.0.get(at).is_some_and(is_it).then_some(at);
            let place = there.or_else(|| self.0.iter().position(is_it));
            let place = place.unwrap_or_else(|| {
                self.0.push((name.clone().into_owned(), Narrow::default()));
                self.0.len() - 1
            });
            if let (Some((_, narrow)), Some(text)) = (self.0.get_mut(place), text) {
                narrow.see(text.as_bytes());
            }
        }
    }

    /// The columns in the order in which they were met.
    pub fn schema(self) -> Schema {
        let column = |(name, narrow): (String, Narrow)| Column::new(name, narrow.ty().nullable());
        Schema::closed(self.0.into_iter().map(column).collect())
    }
}

/// The rows of a log, a record each.
///
/// # Errors
/// It is no UTF-8, or a line does not follow the format.
pub fn from_log(bytes: &[u8], log: Log) -> Result<Value> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| Diagnostic::error(codes::FORMAT, "this is no text in UTF-8"))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let lines = lines.map(|(at, line)| log.fields(line).map_err(|problem| wrong(at + 1, &problem)));
    let lines = lines.collect::<Result<Vec<_>>>()?;
    let schema = log.schema().unwrap_or_else(|| {
        let mut met = Met::default();
        lines.iter().for_each(|fields| met.see(fields));
        met.schema()
    });
    let rows = lines.iter().map(|fields| {
        let cell = |column: &Column| {
            let field = fields.iter().find(|(name, _)| *name == column.name);
            let text = field.and_then(|(_, text)| text.as_deref());
            let value = text.map_or_else(scalar::null, |text| typed(text, column.ty.non_null()));
            (column.name.clone(), value)
        };
        scalar::record(schema.columns().iter().map(cell))
    });
    Ok(scalar::list(rows.collect()))
}

fn wrong(line: usize, problem: &str) -> Box<Diagnostic> {
    Diagnostic::error(codes::FORMAT, format!("line {line}: {problem}")).into()
}

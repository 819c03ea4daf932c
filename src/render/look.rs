//! What the other end of a writer can show.

use nu_ansi_term::{Color, Style};

use crate::value::Value;

/// What the other end of a writer can show. The caller finds out; nothing here asks a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Columns of a terminal; `None` is as wide as need be.
    pub width: Option<usize>,
    /// Whether colours are wanted.
    pub color: bool,
    /// Whether a person watches: tables get borders and are cut to the width.
    pub terminal: bool,
    /// Whether lines and signs beyond ASCII may be drawn. Text itself is always UTF-8.
    pub unicode: bool,
    /// The most rows of a table that are shown at a terminal.
    pub rows: usize,
}

/// As many rows of a table are shown, unless it is said otherwise.
pub const ROWS: usize = 100;

/// The roles that text can have, each with one colour everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The name of a column, a label.
    Heading,
    /// Lines and signs that are no data.
    Faint,
    /// Good news.
    Good,
    /// Bad news.
    Bad,
    /// A number, an amount, a length of time.
    Number,
    /// True or false.
    Truth,
    /// An instant.
    Time,
    /// As it is.
    Plain,
}

impl Role {
    /// That of a cell.
    pub fn of(value: &Value) -> Self {
        match value {
            Value::Nothing { .. } => Self::Faint,
            Value::Int { .. }
            | Value::Float { .. }
            | Value::Filesize { .. }
            | Value::Duration { .. } => Self::Number,
            Value::Bool { .. } => Self::Truth,
            Value::Date { .. } => Self::Time,
            _ => Self::Plain,
        }
    }
}

impl Look {
    /// No terminal: no colours, no borders, as wide as need be.
    pub fn plain() -> Self {
        Self { width: None, color: false, terminal: false, unicode: true, rows: usize::MAX }
    }

    /// A terminal of this width.
    pub fn terminal(width: usize, color: bool) -> Self {
        Self { width: Some(width), color, terminal: true, unicode: true, rows: ROWS }
    }

    /// `text` in the colour of `role`, when colours are wanted.
    pub(super) fn paint(&self, role: Role, text: &str) -> String {
        let style = match role {
            Role::Heading => Style::new().fg(Color::Green).bold(),
            Role::Faint => Style::new().dimmed(),
            Role::Good => Style::new().fg(Color::Green),
            Role::Bad => Style::new().fg(Color::Red).bold(),
            Role::Number => Style::new().fg(Color::Cyan),
            Role::Truth => Style::new().fg(Color::Yellow),
            Role::Time => Style::new().fg(Color::Magenta),
            Role::Plain => return text.to_owned(),
        };
        if self.color { style.paint(text).to_string() } else { text.to_owned() }
    }
}

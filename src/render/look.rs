//! What the other end of a writer can show.

use nu_ansi_term::{Color, Style};

/// What the other end of a writer can show. The caller finds out; nothing here asks a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Look {
    /// Columns of a terminal; `None` is as wide as need be.
    pub width: Option<usize>,
    /// Whether colours are wanted.
    pub color: bool,
    /// Whether a person watches: tables get borders and are cut to the width.
    pub terminal: bool,
    /// Whether lines and signs beyond ASCII may be drawn. Text itself is always UTF-8.
    pub unicode: bool,
}

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
    /// As it is.
    Plain,
}

impl Look {
    /// No terminal: no colours, no borders, as wide as need be.
    pub fn plain() -> Self {
        Self { width: None, color: false, terminal: false, unicode: true }
    }

    /// A terminal of this width.
    pub fn terminal(width: usize, color: bool) -> Self {
        Self { width: Some(width), color, terminal: true, unicode: true }
    }

    /// `text` in the colour of `role`, when colours are wanted.
    pub(super) fn paint(&self, role: Role, text: &str) -> String {
        let style = match role {
            Role::Heading => Style::new().fg(Color::Green).bold(),
            Role::Faint => Style::new().dimmed(),
            Role::Good => Style::new().fg(Color::Green),
            Role::Bad => Style::new().fg(Color::Red).bold(),
            Role::Plain => return text.to_owned(),
        };
        if self.color { style.paint(text).to_string() } else { text.to_owned() }
    }
}

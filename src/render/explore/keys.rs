//! What keys mean.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use tui_input::InputRequest;

/// What a person wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    /// So many rows down, or up.
    Rows(isize),
    /// So many screens down, or up.
    Screens(isize),
    /// So many columns to the right, or to the left.
    Columns(isize),
    /// To the first or to the last row.
    Edge(Edge),
    /// To the first or to the last column.
    Side(Edge),
    /// Into the cell.
    Enter,
    /// Back to where it came from.
    Back,
    /// Sort by the column.
    Sort { reverse: bool },
    /// Only rows that have the value of the cell, or only the others.
    Like { not: bool },
    /// How often each value of the column is there.
    Counts,
    /// The profile of the table.
    Profile,
    /// Type a pipeline.
    Pipeline,
    /// Type what is looked for.
    Search,
    /// To the next place, or the one before.
    Again { back: bool },
    /// What the keys mean.
    Help,
    /// Leave.
    Leave,
    /// Leave, and end the run.
    Cancel,
}

/// One end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    First,
    Last,
}

/// The keys and what they do, as people read it.
pub(super) const HELP: &[(&str, &str)] = &[
    ("arrows, h j k l", "move"),
    ("Page Up, Page Down, Space", "a screen up or down"),
    ("Home, End, g, G", "the first or the last row"),
    ("0, $", "the first or the last column"),
    ("Enter", "into the cell: a record, a list, a table or a long text"),
    ("Esc, Backspace", "back"),
    ("s, S", "sort by the column, smallest or largest first"),
    ("=, -", "only rows with this value, or without it"),
    ("F", "how often each value of the column is there"),
    ("p", "a profile of the table"),
    ("|", "a pipeline, such as `where cores > 4`"),
    ("/, n, N", "search, the next place, the one before"),
    ("q", "leave"),
    ("Ctrl-C", "leave and end the run"),
];

/// What `key` means where nothing is typed.
pub(super) fn action(key: &KeyEvent) -> Option<Action> {
    use Action as A;
    if key.kind == KeyEventKind::Release {
        return None;
    }
    if key.modifiers.contains(KeyModifiers::CONTROL) {
        return match key.code {
            KeyCode::Char('c') => Some(A::Cancel),
            KeyCode::Char('f') => Some(A::Screens(1)),
            KeyCode::Char('b') => Some(A::Screens(-1)),
            _ => None,
        };
    }
    Some(match key.code {
        KeyCode::Down | KeyCode::Char('j') => A::Rows(1),
        KeyCode::Up | KeyCode::Char('k') => A::Rows(-1),
        KeyCode::Right | KeyCode::Char('l') | KeyCode::Tab => A::Columns(1),
        KeyCode::Left | KeyCode::Char('h') | KeyCode::BackTab => A::Columns(-1),
        KeyCode::PageDown | KeyCode::Char(' ') => A::Screens(1),
        KeyCode::PageUp => A::Screens(-1),
        KeyCode::Home | KeyCode::Char('g') => A::Edge(Edge::First),
        KeyCode::End | KeyCode::Char('G') => A::Edge(Edge::Last),
        KeyCode::Char('0' | '^') => A::Side(Edge::First),
        KeyCode::Char('$') => A::Side(Edge::Last),
        KeyCode::Enter => A::Enter,
        KeyCode::Esc | KeyCode::Backspace => A::Back,
        KeyCode::Char('s') => A::Sort { reverse: false },
        KeyCode::Char('S') => A::Sort { reverse: true },
        KeyCode::Char('=') => A::Like { not: false },
        KeyCode::Char('-') => A::Like { not: true },
        KeyCode::Char('F') => A::Counts,
        KeyCode::Char('p') => A::Profile,
        KeyCode::Char('|' | ':') => A::Pipeline,
        KeyCode::Char('/') => A::Search,
        KeyCode::Char('n') => A::Again { back: false },
        KeyCode::Char('N') => A::Again { back: true },
        KeyCode::Char('?') => A::Help,
        KeyCode::Char('q') => A::Leave,
        _ => return None,
    })
}

/// What `key` does to the line that is typed.
pub(super) fn edit(key: &KeyEvent) -> Option<InputRequest> {
    use InputRequest as R;
    if key.kind == KeyEventKind::Release {
        return None;
    }
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    Some(match key.code {
        KeyCode::Char('a') if control => R::GoToStart,
        KeyCode::Char('e') if control => R::GoToEnd,
        KeyCode::Char('u') if control => R::DeleteFromStart,
        KeyCode::Char('k') if control => R::DeleteTillEnd,
        KeyCode::Char('w') if control => R::DeletePrevWord,
        KeyCode::Left if control => R::GoToPrevWord,
        KeyCode::Right if control => R::GoToNextWord,
        KeyCode::Char(_) if control => return None,
        KeyCode::Char(char) => R::InsertChar(char),
        KeyCode::Left => R::GoToPrevChar,
        KeyCode::Right => R::GoToNextChar,
        KeyCode::Home => R::GoToStart,
        KeyCode::End => R::GoToEnd,
        KeyCode::Backspace => R::DeletePrevChar,
        KeyCode::Delete => R::DeleteNextChar,
        _ => return None,
    })
}

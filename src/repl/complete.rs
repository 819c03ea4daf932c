//! Completion: what the session knows, as the editor wants it.

use std::sync::{Arc, Mutex, PoisonError};

use nu_ansi_term::{Color, Style};
use reedline::{Completer, CompletionResult, Span, Suggestion};

use crate::session::{Choice, Session};

/// Completes from what the session knows. It looks at files and the inventory and contacts no host.
pub(super) struct ByPlan {
    /// The session, which runs nothing while a line is typed.
    pub session: Arc<Mutex<Session>>,
    /// Whether colours are wanted.
    pub color: bool,
}

impl Completer for ByPlan {
    fn complete(&mut self, line: &str, cursor: usize) -> CompletionResult {
        let session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        let completed = session.complete(line, cursor);
        let style = |choice: &Choice| match choice.value.as_bytes().first() {
            _ if !self.color => None,
            Some(b'-') => Some(Style::new().fg(Color::Blue)),
            Some(b'$') => Some(Style::new().fg(Color::Purple)),
            _ => Some(Style::new().fg(Color::Cyan)),
        };
        let (start, end) = (completed.start, completed.end);
        let suggestions = completed.choices.into_iter().map(|choice| Suggestion {
            style: style(&choice),
            append_whitespace: choice.whole,
            description: Some(choice.about).filter(|about| !about.is_empty()),
            value: choice.value,
            span: Span { start, end },
            ..Suggestion::default()
        });
        CompletionResult::fresh(suggestions.collect::<Vec<_>>())
    }
}

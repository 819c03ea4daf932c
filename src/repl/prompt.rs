//! The prompt, and what the last run left to be seen at the right edge.

use std::borrow::Cow;
use std::time::Duration;

use nu_ansi_term::{Color, Style};
use reedline::{Prompt, PromptEditMode, PromptHistorySearch, PromptHistorySearchStatus};

use crate::effect::Outcome;

/// What stands before a line.
pub(super) const FIRST: &str = "rebe> ";
/// What stands before the lines that continue it; as wide as the first.
pub(super) const NEXT: &str = "....> ";

/// The prompt.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// How the last run went.
    pub status: String,
    /// Whether it went badly.
    pub bad: bool,
    /// Whether colours are wanted.
    pub color: bool,
}

impl Shown {
    fn paint(&self, style: Style, text: &'static str) -> Cow<'_, str> {
        if self.color { Cow::Owned(style.paint(text).to_string()) } else { Cow::Borrowed(text) }
    }
}

impl Prompt for Shown {
    fn render_prompt_left(&self) -> Cow<'_, str> {
        self.paint(Style::new().fg(Color::Green).bold(), FIRST)
    }

    fn render_prompt_right(&self) -> Cow<'_, str> {
        let style = if self.bad { Style::new().fg(Color::Red) } else { Style::new().dimmed() };
        match self.color {
            true if !self.status.is_empty() => {
                Cow::Owned(style.paint(self.status.as_str()).to_string())
            }
            _ => Cow::Borrowed(&self.status),
        }
    }

    fn render_prompt_indicator(&self, _: PromptEditMode) -> Cow<'_, str> {
        Cow::Borrowed("")
    }

    fn render_prompt_multiline_indicator(&self) -> Cow<'_, str> {
        self.paint(Style::new().dimmed(), NEXT)
    }

    fn get_prompt_multiline_color(&self) -> Color {
        Color::Default
    }

    fn get_prompt_right_color(&self) -> Color {
        Color::Default
    }

    fn render_prompt_history_search_indicator(&self, search: PromptHistorySearch) -> Cow<'_, str> {
        Cow::Owned(match search.status {
            PromptHistorySearchStatus::Passing => format!("history `{}`: ", search.term),
            PromptHistorySearchStatus::Failing => format!("nothing in history `{}`: ", search.term),
        })
    }
}

/// How a run went, in a few words: the hosts, if there were any, and the time, if it was felt.
pub(super) fn status(outcomes: &[Outcome], elapsed: Duration) -> String {
    let failed = outcomes.iter().filter(|outcome| outcome.kind.is_failure()).count();
    let hosts = match (outcomes.len(), failed) {
        (0, _) => String::new(),
        (1, 0) => "1 host".to_owned(),
        (all, 0) => format!("{all} hosts"),
        (all, failed) => format!("{failed} of {all} failed"),
    };
    let felt = elapsed >= Duration::from_secs(1) || !hosts.is_empty();
    let time = if felt { format!("{:.1}s", elapsed.as_secs_f64()) } else { String::new() };
    let space = if hosts.is_empty() || time.is_empty() { "" } else { "  " };
    format!("{hosts}{space}{time}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_felt_is_told() {
        assert_eq!(status(&[], Duration::from_millis(900)), "");
        assert_eq!(status(&[], Duration::from_millis(1250)), "1.2s");
    }
}

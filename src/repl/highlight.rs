//! The colours of the line that is being typed.

use nu_ansi_term::{Color, Style};
use reedline::{Highlighter, StyledText};

use super::run::LEAVE;
use crate::command::Registry;
use crate::plan::AGGREGATES;
use crate::source::SourceId;
use crate::syntax::{self, Kind};

/// Colours a line by its tokens, and its commands by whether there are such.
#[derive(Clone, Copy)]
pub(super) struct ByTokens {
    /// The commands that there are.
    pub registry: Registry,
}

impl Highlighter for ByTokens {
    fn highlight(&self, line: &str, cursor: usize) -> StyledText {
        let mut styled = StyledText::new();
        let mut done = 0;
        let mut push = |style, from: usize, to: usize| {
            if let Some(text) = line.get(from..to).filter(|text| !text.is_empty()) {
                styled.push((style, text.to_owned()));
            }
        };
        for (style, from, to) in self.styles(line, cursor) {
            push(Style::new(), done, from);
            push(style, from, to);
            done = to;
        }
        push(Style::new(), done, line.len());
        styled
    }
}

impl ByTokens {
    /// Styles and the bytes that have them, in order and without overlap.
    fn styles(&self, line: &str, cursor: usize) -> Vec<(Style, usize, usize)> {
        let tokens = syntax::tokens(SourceId::default(), line);
        let mut styles = Vec::with_capacity(tokens.len());
        let mut depth = 0_usize;
        let mut rest = tokens.as_slice();
        while let Some(((kind, span), after)) = rest.split_first() {
            let text = line.get(span.start..span.end).unwrap_or_default();
            let (mut end, mut style) = (span.end, style(*kind, text));
            rest = after;
            match kind {
                Kind::Bracket if matches!(text, "(" | "[" | "{") => depth += 1,
                Kind::Bracket => depth = depth.saturating_sub(1),
                Kind::Command => {
                    let second = after.first().filter(|(kind, _)| *kind == Kind::Word);
                    let both = second.and_then(|(_, next)| line.get(span.start..next.end));
                    if both.is_some_and(|both| self.registry.find(both).is_some()) {
                        end = second.map_or(end, |(_, next)| next.end);
                        rest = after.split_first().map_or(after, |(_, later)| later);
                    }
                    let typing = cursor == span.end;
                    style = self.command(text, depth > 0, typing);
                }
                _ => {}
            }
            styles.push((style, span.start, end));
        }
        styles
    }

    /// The style of the first word of a stage. A word that may still become a command while it is
    /// typed is no mistake yet, and one in brackets may be a column.
    fn command(&self, word: &str, inside: bool, typing: bool) -> Style {
        let known = self.registry.find(word).is_some() || !self.registry.below(word).is_empty();
        let known = known || (!inside && LEAVE.contains(&word));
        let known = known || (inside && AGGREGATES.contains(&word));
        let names = self.registry.names();
        let begun = typing && names.iter().chain(LEAVE).any(|name| name.starts_with(word));
        match (known, inside || begun) {
            (true, _) => Style::new().fg(Color::Cyan).bold(),
            (false, true) => Style::new(),
            (false, false) => wrong(),
        }
    }
}

fn style(kind: Kind, text: &str) -> Style {
    match kind {
        Kind::Command | Kind::Word | Kind::Bracket => Style::new(),
        Kind::Keyword => Style::new().fg(Color::Blue).bold(),
        Kind::Operator | Kind::Pipe => Style::new().bold(),
        Kind::Number => Style::new().fg(Color::Magenta),
        Kind::String => Style::new().fg(Color::Yellow),
        Kind::Variable => Style::new().fg(Color::Purple),
        Kind::Flag => Style::new().fg(Color::Blue),
        Kind::Comment => Style::new().dimmed(),
        // A text whose end is not typed yet is no mistake.
        Kind::Error if text.starts_with(['"', '\'']) => Style::new().fg(Color::Yellow),
        Kind::Error if matches!(text, "$" | "-" | "--" | "`") => Style::new(),
        Kind::Error => wrong(),
    }
}

fn wrong() -> Style {
    Style::new().fg(Color::Red).underline()
}

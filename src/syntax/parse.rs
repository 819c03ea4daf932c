//! The passes in their order: tokens, brackets, statements, mending, grammar.

use std::cell::LazyCell;

use chumsky::Parser;
use chumsky::input::Input;

use super::again::{self, Earlier, Look};
use super::ast::{Program, Spanned, Statement};
use super::grammar::{self, Rule};
use super::layout::Lines;
use super::sink::Sink;
use super::{Parsed, brackets, docs, explain, layout, lexer, mend};
use crate::source::{SourceId, Span};

/// Parse `text`, which `source` names in the spans.
///
/// It takes time in proportion to the text, and a stack that does not grow with it.
pub fn parse(source: SourceId, text: &str) -> Parsed {
    run(source, text, None)
}

/// What is known of a statement before the grammar sees it.
enum Before<'t> {
    /// All.
    Known(Spanned<Statement>),
    /// Its tokens are mended; what it looks like is worth keeping if nothing is wrong with it.
    New(Option<Look<'t>>),
}

/// Parse `text`; statements that stand in `earlier` as they are are taken from there.
pub(super) fn run(source: SourceId, text: &str, mut earlier: Option<&mut Earlier>) -> Parsed {
    let mut sink = Sink::default();
    let tokens = lexer::lex(source, text, 0);
    let balanced = brackets::balance(&tokens, &mut sink);
    let mut all = layout::statements(balanced.tokens);
    let mut before = Vec::with_capacity(all.len());
    for lines in &mut all {
        let look = earlier.as_ref().and_then(|_| again::look(lines, text));
        let known = look.as_ref().zip(earlier.as_deref_mut());
        if let Some(known) = known.and_then(|(look, earlier)| earlier.find(look, source)) {
            before.push(Before::Known(known));
            continue;
        }
        let told = sink.told();
        mend::mend(lines, text, &mut sink);
        layout::bound_depth(lines, &mut sink);
        before.push(Before::New(look.filter(|_| sink.told() == told)));
    }
    let rule = LazyCell::new(grammar::statement);
    let mut statements = Vec::with_capacity(all.len());
    for (lines, before) in all.iter().zip(before) {
        let look = match before {
            Before::Known(statement) => {
                statements.push(statement);
                continue;
            }
            Before::New(look) => look,
        };
        let told = sink.told();
        let statement = statement(&rule, lines, text, &mut sink);
        if let (Some(look), Some(earlier)) = (look, earlier.as_deref_mut())
            && sink.told() == told
        {
            earlier.keep(look, &statement);
        }
        statements.push(statement);
    }
    let mut program = Program { statements, comments: balanced.comments };
    docs::attach(&mut program, text);
    Parsed { program, diagnostics: sink.finish() }
}

fn statement<'t>(
    rule: &Rule<'t, Spanned<Statement>>,
    lines: &'t Lines<'t>,
    text: &str,
    sink: &mut Sink,
) -> Spanned<Statement> {
    let end = lines.tokens.last().map_or(Span::default(), |(_, span)| span.after());
    let input = lines.tokens.as_slice().split_token_span(end);
    let (statement, troubles) = rule.parse(input).into_output_errors();
    for trouble in troubles {
        if let Some(diagnostic) = explain::explain(trouble, lines, text) {
            sink.push_loud(diagnostic);
        }
    }
    // The grammar takes any tokens; if it ever did not, the statement would be an error.
    statement.unwrap_or_else(|| Spanned::new(grammar::unread(end), end))
}

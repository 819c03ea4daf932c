//! The passes in their order: tokens, brackets, statements, mending, grammar.

use chumsky::Parser;
use chumsky::input::Input;

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
    let mut sink = Sink::default();
    let tokens = lexer::lex(source, text, 0);
    let balanced = brackets::balance(&tokens, &mut sink);
    let mut all = layout::statements(balanced.tokens);
    for lines in &mut all {
        mend::mend(lines, text, &mut sink);
        layout::bound_depth(lines, &mut sink);
    }
    let rule = grammar::statement();
    let statements: Vec<_> =
        all.iter().map(|lines| statement(&rule, lines, text, &mut sink)).collect();
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

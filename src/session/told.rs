//! What is told of all that is wrong with a text: a mistake that only follows from another one is
//! left out.

use crate::diag::{Code, Diagnostic, codes};
use crate::plan::goes_on;
use crate::source::Span;
use crate::syntax::ast::Program;

/// Names that are wrong stay wrong when the syntax around them is mended; any other mistake of a
/// statement that could not be read may only follow from how it was misread.
const NAMES: &[Code] = &[
    codes::UNKNOWN_COMMAND,
    codes::UNKNOWN_COLUMN,
    codes::UNKNOWN_VARIABLE,
    codes::UNKNOWN_FLAG,
    codes::UNKNOWN_PROBE,
];

/// Whether nothing ends a stage between two places of `text`.
fn same_stage(text: &str, from: usize, to: usize) -> bool {
    text.get(from..to).is_some_and(|between| !between.contains(['|', ';', '\n']))
}

/// Whether `problem` is one of what stands at `span`.
fn within(problem: &Diagnostic, span: Span) -> bool {
    problem.labels.first().is_some_and(|label| {
        let at = label.span;
        problem.is_error()
            && at.source == span.source
            && at.start >= span.start
            && at.start <= span.end
    })
}

/// What to tell of `text`, when parsing it to `program` has found `diagnostics`, and planning that
/// has found `planned`.
pub(super) fn told(
    text: &str,
    program: &Program,
    mut diagnostics: Vec<Diagnostic>,
    planned: Vec<Diagnostic>,
) -> Vec<Diagnostic> {
    let broken = diagnostics.iter().any(Diagnostic::is_error);
    let unknown = planned.iter().filter(|d| d.code == codes::UNKNOWN_COMMAND);
    let unknown = unknown.filter_map(|d| Some(d.labels.first()?.span)).collect::<Vec<_>>();
    // Who takes a word of another language for a command goes on in that language. What more
    // text would mend stays, for the shell waits for that text.
    diagnostics.retain(|d| {
        let at = d.labels.first().map_or(0, |label| label.span.start);
        d.partial || !unknown.iter().any(|word| same_stage(text, word.end, at))
    });
    let statements = program.statements.iter().map(|statement| statement.span);
    let misread = statements.filter(|span| diagnostics.iter().any(|d| within(d, *span)));
    let misread = misread.collect::<Vec<_>>();
    // `then`, `do` and their like go on with what another shell would have begun.
    let goes_on = |span: &Span| {
        let word = text.get(span.start..).unwrap_or_default().split_whitespace().next();
        broken && word.is_some_and(goes_on)
    };
    let rest = program.statements.iter().map(|statement| statement.span).filter(goes_on);
    let rest = rest.collect::<Vec<_>>();
    let told = diagnostics.iter().filter_map(|d| Some(d.labels.first()?.span.start));
    let told = told.collect::<Vec<_>>();
    for problem in planned {
        let follows = !NAMES.contains(&problem.code)
            && misread.iter().any(|statement| within(&problem, *statement));
        let at = problem.labels.first().map(|label| label.span.start);
        let again =
            problem.code == codes::UNKNOWN_COMMAND && at.is_some_and(|at| told.contains(&at));
        let follows = follows || again || rest.iter().any(|statement| within(&problem, *statement));
        if !follows && !diagnostics.contains(&problem) {
            diagnostics.push(problem);
        }
    }
    if broken {
        diagnostics.sort_by_key(|d| d.labels.first().map(|label| label.span.start));
    }
    diagnostics
}

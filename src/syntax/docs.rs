//! Comments that document: those in the lines right above a `def`, and the one behind a parameter.

use super::ast::{Def, Program, Spanned, Statement};
use crate::source::Span;

/// Give each `def` of `program` the comments that belong to it.
pub(super) fn attach(program: &mut Program, text: &str) {
    for statement in &mut program.statements {
        if let Spanned { node: Statement::Def(def), span } = statement {
            document(def, *span, &program.comments, text);
        }
    }
}

fn document(def: &mut Def, span: Span, comments: &[Span], text: &str) {
    def.doc = above(span, comments, text);
    let params = def.params.iter().map(|param| param.name.span.end).collect::<Vec<_>>();
    for (at, param) in def.params.iter_mut().enumerate() {
        let next = params.get(at + 1).copied().unwrap_or(def.body.span.start);
        let after = comments.partition_point(|comment| comment.start < param.name.span.end);
        let behind = comments.get(after).filter(|comment| {
            let between = text.get(param.name.span.end..comment.start);
            comment.start < next && between.is_some_and(|between| !between.contains('\n'))
        });
        param.doc = behind.map_or_else(String::new, |comment| content(*comment, text).to_owned());
    }
}

/// The comments in the lines right above `span`, joined.
fn above(span: Span, comments: &[Span], text: &str) -> String {
    let mut lines = Vec::new();
    let mut start = span.start;
    let before = comments.partition_point(|comment| comment.start < span.start);
    for comment in comments.iter().take(before).rev() {
        let between = text.get(comment.end..start).unwrap_or("x");
        let alone = text.get(..comment.start).unwrap_or_default();
        let alone = alone.rsplit('\n').next().is_some_and(|line| line.trim().is_empty());
        if !alone || !between.trim().is_empty() || between.matches('\n').count() != 1 {
            break;
        }
        lines.push(content(*comment, text));
        start = comment.start;
    }
    lines.reverse();
    // The first line of a script tells the system what runs it, and people nothing.
    lines.retain(|line| !line.starts_with('!'));
    lines.join("\n")
}

/// A comment without its `#` and one space.
fn content(comment: Span, text: &str) -> &str {
    let text = text.get(comment.start..comment.end).unwrap_or_default();
    let text = text.trim_start_matches('#');
    text.strip_prefix(' ').unwrap_or(text).trim_end()
}

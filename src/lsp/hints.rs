//! Types that are not written, shown where they could be.

use lsp_types::{InlayHint, InlayHintKind, InlayHintLabel, InlayHintParams, InlayHintTooltip};

use super::describe::short;
use super::state::State;
use super::wire::Failure;
use crate::plan::Fact;
use crate::source::Span;
use crate::syntax::ast::{Closure, Expr, Param, Pattern, Statement};
use crate::syntax::walk::{Node, walk};
use crate::value::Type;

/// The most characters of a type that are shown beside a name.
const MOST: usize = 48;

/// The types of names in the range of `params` that have none written: of `let` and `const`, of
/// `for`, of the parameters of closures, and of patterns.
pub(super) fn hints(state: &State, params: &InlayHintParams) -> Result<Vec<InlayHint>, Failure> {
    let document = state.document(&params.text_document.uri)?;
    let (study, file) = (state.study(document), state.file_of(document));
    let range = document.lines.bytes(&document.text, params.range);
    let mut names = Vec::<Span>::new();
    walk(&file.program, &mut |node| match node {
        Node::Statement(Statement::Let(one) | Statement::Const(one), _) if one.ty.is_none() => {
            names.push(one.name.span);
        }
        Node::Statement(Statement::For { name, .. }, _) => names.push(name.span),
        Node::Expr(Expr::Closure(closure), _) => {
            let Closure { params, .. } = closure.as_ref();
            let plain = params.iter().filter(|Param { ty, .. }| ty.is_none());
            names.extend(plain.map(|param| param.name.span));
        }
        Node::Pattern(Pattern::Name(_), span) => names.push(span),
        _ => {}
    });
    let wanted = |span: &Span| range.start <= span.end && span.end <= range.end;
    let hint = |span: Span| {
        let Some(Fact::Value(ty)) = study.facts.at(span) else { return None };
        // That nothing is known is nothing to tell; that something is a closure can be seen.
        if matches!(ty, Type::Unknown | Type::Closure) {
            return None;
        }
        let (label, whole) = (short(ty, MOST), ty.to_string());
        let tooltip = (label != whole).then_some(InlayHintTooltip::String(whole));
        Some(InlayHint {
            position: document.lines.position(&document.text, span.end),
            label: InlayHintLabel::String(format!(": {label}")),
            kind: Some(InlayHintKind::TYPE),
            text_edits: None,
            tooltip,
            padding_left: None,
            padding_right: None,
            data: None,
        })
    };
    Ok(names.into_iter().filter(wanted).filter_map(hint).collect())
}

//! What a text names, as an outline.

use lsp_types::{DocumentSymbol, DocumentSymbolParams, DocumentSymbolResponse, SymbolKind};

use super::describe::short;
use super::state::{File, State};
use super::wire::Failure;
use crate::plan::{Fact, Facts, usage};
use crate::source::Span;
use crate::syntax::ast::{Block, Spanned, Statement};

/// The most characters of a type in an outline.
const MOST: usize = 60;

/// The outline of a text.
pub(super) fn symbols(
    state: &State,
    params: &DocumentSymbolParams,
) -> Result<DocumentSymbolResponse, Failure> {
    let document = state.document(&params.text_document.uri)?;
    let (study, file) = (state.study(document), state.file_of(document));
    let all = of_statements(&file, &study.facts, &file.program.statements);
    Ok(DocumentSymbolResponse::Nested(all))
}

fn of_statements(
    file: &File,
    facts: &Facts,
    statements: &[Spanned<Statement>],
) -> Vec<DocumentSymbol> {
    let symbol = |name: &Spanned<String>, kind, detail, whole: Span, inner: Option<&Block>| {
        let inner = inner.map(|block| of_statements(file, facts, &block.statements));
        #[expect(deprecated, reason = "a field of the protocol that has to be given")]
        DocumentSymbol {
            // The protocol wants none that is empty.
            name: if name.node.is_empty() { "…".to_owned() } else { name.node.clone() },
            detail,
            kind,
            tags: None,
            deprecated: None,
            range: file.range(whole),
            selection_range: file.range(name.span),
            children: inner.filter(|inner| !inner.is_empty()),
        }
    };
    let ty = |span: Span| match facts.at(span) {
        Some(Fact::Value(ty)) => Some(short(ty, MOST)),
        _ => None,
    };
    let of = |statement: &Spanned<Statement>| {
        let whole = statement.span;
        Some(match &statement.node {
            Statement::Let(one) => {
                symbol(&one.name, SymbolKind::VARIABLE, ty(one.name.span), whole, None)
            }
            Statement::Const(one) => {
                symbol(&one.name, SymbolKind::CONSTANT, ty(one.name.span), whole, None)
            }
            Statement::Def(def) => {
                let detail = Some(usage(def));
                symbol(&def.name, SymbolKind::FUNCTION, detail, whole, Some(&def.body))
            }
            Statement::Use(one) => symbol(&one.path, SymbolKind::MODULE, None, whole, None),
            Statement::Test { name, body } => {
                let detail = Some("test".to_owned());
                symbol(name, SymbolKind::METHOD, detail, whole, Some(body))
            }
            _ => return None,
        })
    };
    statements.iter().filter_map(of).collect()
}

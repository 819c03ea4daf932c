//! What each word of a text is, for its colour.
//!
//! | type | what has it |
//! |---|---|
//! | `comment`, `string`, `number`, `operator`, `keyword` | what they say; `\|` and `;` are operators |
//! | `function` | the name of a command; `defaultLibrary` unless a script defines it |
//! | `variable` | `$name` and the name behind `let`; `readonly` for a constant |
//! | `parameter` | a parameter, where it is declared and used; a flag of a call |
//! | `property` | a column, and a field of a value |
//! | `namespace` | the name of a module |
//! | `type` | a type behind a `:` |
//!
//! `definition` marks the place where something gets its name. Other words, such as hosts and paths,
//! have no type, nor have brackets.

use std::collections::HashMap;

use lsp_types::{
    SemanticToken, SemanticTokenModifier, SemanticTokenType, SemanticTokens, SemanticTokensLegend,
    SemanticTokensParams, SemanticTokensResult,
};

use super::hover::command;
use super::names::{Kind as Named, Names, Target};
use super::state::{File, State};
use super::wire::Failure;
use crate::plan::{Fact, Facts};
use crate::source::{SourceId, Span};
use crate::syntax::ast::{Expr, Stage};
use crate::syntax::walk::{Node, walk};
use crate::syntax::{self, Kind};

/// The types of tokens, by number.
const TYPES: [SemanticTokenType; 11] = [
    SemanticTokenType::COMMENT,
    SemanticTokenType::STRING,
    SemanticTokenType::NUMBER,
    SemanticTokenType::OPERATOR,
    SemanticTokenType::KEYWORD,
    SemanticTokenType::FUNCTION,
    SemanticTokenType::VARIABLE,
    SemanticTokenType::PARAMETER,
    SemanticTokenType::PROPERTY,
    SemanticTokenType::NAMESPACE,
    SemanticTokenType::TYPE,
];

/// The modifiers, by the number of their bit.
const MODIFIERS: [SemanticTokenModifier; 3] = [
    SemanticTokenModifier::DEFINITION,
    SemanticTokenModifier::READONLY,
    SemanticTokenModifier::DEFAULT_LIBRARY,
];

/// A type and the bits of its modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Look {
    ty: u32,
    modifiers: u32,
}

const fn look(ty: u32) -> Look {
    Look { ty, modifiers: 0 }
}

const COMMENT: Look = look(0);
const STRING: Look = look(1);
const NUMBER: Look = look(2);
const OPERATOR: Look = look(3);
const KEYWORD: Look = look(4);
const FUNCTION: Look = look(5);
const VARIABLE: Look = look(6);
const PARAMETER: Look = look(7);
const PROPERTY: Look = look(8);
const NAMESPACE: Look = look(9);
const TYPE: Look = look(10);

const DEFINITION: u32 = 1;
const READONLY: u32 = 2;
const DEFAULT_LIBRARY: u32 = 4;

/// What the numbers of types and modifiers mean.
pub(super) fn legend() -> SemanticTokensLegend {
    SemanticTokensLegend { token_types: TYPES.to_vec(), token_modifiers: MODIFIERS.to_vec() }
}

/// All tokens of a text.
pub(super) fn tokens(
    state: &State,
    params: &SemanticTokensParams,
) -> Result<SemanticTokensResult, Failure> {
    let document = state.document(&params.text_document.uri)?;
    let (study, file) = (state.study(document), state.file_of(document));
    let known = known(state, &file, &study.facts);
    let mut looks = Vec::new();
    for (kind, span) in syntax::tokens(SourceId::default(), &file.text) {
        let is_field = file.slice(span).starts_with('.');
        looks.extend(looked(&known, kind, span, is_field));
    }
    let encoded = encoded(&file, &looks);
    Ok(SemanticTokensResult::Tokens(SemanticTokens { result_id: None, data: encoded }))
}

/// What is known of places beyond what their tokens tell, by their first byte.
type Known = HashMap<usize, Look>;

fn known(state: &State, file: &File, facts: &Facts) -> Known {
    let mut known = Known::new();
    walk(&file.program, &mut |node| match node {
        Node::Stage(Stage::Call(call), _) => {
            if let Some((_, span)) = command(state, call) {
                put(&mut known, file, span, Look { modifiers: DEFAULT_LIBRARY, ..FUNCTION });
            }
        }
        Node::Expr(Expr::Word(_), span) | Node::Name(_, span) => {
            if matches!(facts.at(span), Some(Fact::Column(_))) {
                known.insert(span.start, PROPERTY);
            }
        }
        Node::Type(_, span) => {
            known.insert(span.start, TYPE);
        }
        _ => {}
    });
    let names = &file.names;
    for one in &names.definitions {
        let look = of_kind(one.kind);
        put(&mut known, file, one.span, Look { modifiers: look.modifiers | DEFINITION, ..look });
    }
    for one in &names.references {
        put(&mut known, file, one.span, of_target(names, &one.target));
    }
    known
}

/// Each word at `span` has `look`: a name may have two.
fn put(known: &mut Known, file: &File, span: Span, look: Look) {
    let mut start = span.start;
    for word in file.slice(span).split_inclusive(char::is_whitespace) {
        known.insert(start, look);
        start += word.len();
    }
}

fn of_kind(kind: Named) -> Look {
    match kind {
        Named::Variable => VARIABLE,
        Named::Constant => Look { modifiers: READONLY, ..VARIABLE },
        Named::Def => FUNCTION,
        Named::Parameter(_) => PARAMETER,
    }
}

fn of_target(names: &Names, target: &Target) -> Look {
    match target {
        Target::Local(number) => {
            names.definitions.get(*number).map_or(VARIABLE, |one| of_kind(one.kind))
        }
        Target::Foreign(foreign) if foreign.flag.is_some() => PARAMETER,
        Target::Foreign(_) => FUNCTION,
        Target::Module(_) => NAMESPACE,
    }
}

/// How a token looks; nothing when it has no type. `$`, dots and dashes belong to the name behind.
fn looked(known: &Known, kind: Kind, span: Span, is_field: bool) -> Option<(Span, Look)> {
    let plain = match kind {
        Kind::Comment => COMMENT,
        Kind::String => STRING,
        Kind::Number => NUMBER,
        Kind::Operator | Kind::Pipe => OPERATOR,
        Kind::Keyword => KEYWORD,
        Kind::Flag => PARAMETER,
        Kind::Variable => VARIABLE,
        Kind::Command | Kind::Word => return known.get(&span.start).map(|look| (span, *look)),
        Kind::Bracket | Kind::Error => return None,
    };
    let look = match kind {
        // `$name`, and `.name` behind a value.
        Kind::Variable => match known.get(&(span.start + 1)) {
            // What a module exports and is used like a variable is a constant.
            Some(&FUNCTION) => Look { modifiers: READONLY, ..VARIABLE },
            Some(look) => *look,
            None if is_field => PROPERTY,
            None => plain,
        },
        Kind::String => known.get(&span.start).copied().unwrap_or(plain),
        _ => plain,
    };
    Some((span, look))
}

/// The numbers that the protocol wants: each place from the one before, and no token over several
/// lines.
fn encoded(file: &File, looks: &[(Span, Look)]) -> Vec<SemanticToken> {
    let (mut all, mut before) = (Vec::with_capacity(looks.len()), (0, 0));
    for (span, look) in looks {
        let mut start = span.start;
        for line in file.slice(*span).split_inclusive('\n') {
            let content = line.trim_end_matches(['\n', '\r']);
            let place = file.lines.position(&file.text, start);
            start += line.len();
            if content.is_empty() {
                continue;
            }
            let delta_line = place.line.saturating_sub(before.0);
            let from = if delta_line == 0 { before.1 } else { 0 };
            all.push(SemanticToken {
                delta_line,
                delta_start: place.character.saturating_sub(from),
                length: file.lines.encoding().length(content),
                token_type: look.ty,
                token_modifiers_bitset: look.modifiers,
            });
            before = (place.line, place.character);
        }
    }
    all
}

//! What holds for any text: it is read, and every place in what comes of it lies in the text.

use proptest::prelude::*;

use super::{programs, read};
use crate::source::{SourceId, Span};
use crate::syntax::ast::{Argument, Expr, Pipeline, Stage, Statement};
use crate::syntax::{Parsed, dump, tokens};

/// Every span of the tree, a parent before its children.
fn spans(parsed: &Parsed) -> Vec<Span> {
    let mut all = parsed.program.comments.clone();
    for statement in &parsed.program.statements {
        all.push(statement.span);
        match &statement.node {
            Statement::Let { name, value } => {
                all.extend([name.span, value.span]);
                of_pipeline(&value.node, value.span, &mut all);
            }
            Statement::Pipeline(value) => of_pipeline(value, statement.span, &mut all),
        }
    }
    all
}

fn within(inner: Span, outer: Span) {
    assert!(outer.start <= inner.start && inner.end <= outer.end, "{inner:?} lies in {outer:?}");
}

fn of_pipeline(pipeline: &Pipeline, outer: Span, all: &mut Vec<Span>) {
    for stage in &pipeline.stages {
        within(stage.span, outer);
        all.push(stage.span);
        match &stage.node {
            Stage::Call(call) => {
                within(call.name.span, stage.span);
                for argument in &call.arguments {
                    within(argument.span, stage.span);
                    all.push(argument.span);
                    match &argument.node {
                        Argument::Positional(expr) => of_expr(expr, argument.span, all),
                        Argument::Flag { name, value, .. } => {
                            within(name.span, argument.span);
                            if let Some(value) = value {
                                within(value.span, argument.span);
                                of_expr(&value.node, value.span, all);
                            }
                        }
                    }
                }
            }
            Stage::Expr(expr) => of_expr(expr, stage.span, all),
            Stage::Error => {}
        }
    }
}

fn of_expr(expr: &Expr, outer: Span, all: &mut Vec<Span>) {
    let children: Vec<_> = match expr {
        Expr::List(items) => items.iter().collect(),
        Expr::Record(entries) => entries.iter().map(|(_, value)| value).collect(),
        Expr::Binary { left, right, .. } => vec![left.as_ref(), right.as_ref()],
        Expr::Unary { operand, .. } => vec![operand.as_ref()],
        Expr::Field { base, .. } => vec![base.as_ref()],
        Expr::Group(inner) => {
            within(inner.span, outer);
            return of_pipeline(&inner.node, inner.span, all);
        }
        _ => Vec::new(),
    };
    for child in children {
        within(child.span, outer);
        all.push(child.span);
        of_expr(&child.node, child.span, all);
    }
}

/// What holds for any text at all.
fn check_any(text: &str) {
    let parsed = read(text);
    let sound = |span: Span| {
        assert!(span.start <= span.end && span.end <= text.len(), "{span:?} of {text:?}");
        assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end), "{span:?}");
    };
    spans(&parsed).into_iter().for_each(sound);
    for one in &parsed.diagnostics {
        assert!(!one.labels.is_empty() && one.help.is_some(), "{one:?}");
        one.labels.iter().for_each(|label| sound(label.span));
        one.edit.iter().for_each(|edit| sound(edit.span));
    }
    let tree = dump(&parsed.program, "");
    assert!(!tree.contains("<error>") || !parsed.diagnostics.is_empty(), "{text:?}: {tree}");
    let mut end = 0;
    for (_, span) in tokens(SourceId::default(), text) {
        sound(span);
        let between = &text[end..span.start];
        assert!(span.start >= end && between.chars().all(|c| c.is_whitespace() || c == '\u{feff}'));
        end = span.end;
    }
}

/// Pieces that mean something, so that their mixture reaches every corner of the parser.
const PIECES: &[&str] = &[
    "hosts", "where", "let", "x", "$x", "$", "1", "-5", "2.5", "30s", "4GiB", "5parsecs", "0x",
    "\"a\"", "'b'", "\"", "'", "`", "`a b`", "\"\\q\"", "(", ")", "[", "]", "{", "}", "{a: 1}",
    "{a:1", "|", "||", "&&", ",", ";", ":", "=", "==", "<", ">=", "=~", "!", "!~", "+", "-", "*",
    "**", "//", "and", "or", "not", "in", "mod", "null", "true", "--flag", "--f=", "-x", ".a", "#",
    "\n", "\r\n", " ", "web[1-3]", "95%", "C:\\x", "“", "\u{200b}", "é", "🚀", "\u{feff}", "\0",
];

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 512,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        check_any(&text);
    }

    #[test]
    fn any_text_of_ascii_is_read(text in "[ -~\n]{0,80}") {
        check_any(&text);
    }

    #[test]
    fn any_mixture_of_tokens_is_read(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40),
        tight in any::<bool>(),
    ) {
        check_any(&pieces.join(if tight { "" } else { " " }));
    }
}

#[test]
fn any_beginning_of_a_good_program_is_read() {
    for (_, program) in programs("ok") {
        for (_, span) in tokens(SourceId::default(), &program) {
            check_any(&program[..span.start]);
            check_any(&program[..span.end]);
        }
    }
}

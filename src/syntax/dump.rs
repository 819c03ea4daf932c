//! The tree as text, for tests: compact, stable, without places.

use super::ast::{Argument, Expr, Pipeline, Program, Spanned, Stage, Statement, Unary};

/// The tree of `program` as S-expressions, one statement a line; then the comments that stand in
/// `text`, one a line.
pub fn dump(program: &Program, text: &str) -> String {
    let statements = program.statements.iter().map(|statement| match &statement.node {
        Statement::Let { name, value } => format!("(let {} {})", name.node, pipeline(&value.node)),
        Statement::Pipeline(value) => pipeline(value),
    });
    let comments = program
        .comments
        .iter()
        .map(|span| text.get(span.start..span.end).unwrap_or_default().to_owned());
    statements.chain(comments).collect::<Vec<_>>().join("\n")
}

fn pipeline(pipeline: &Pipeline) -> String {
    let stages: Vec<String> = pipeline.stages.iter().map(|one| stage(&one.node)).collect();
    match stages.as_slice() {
        [only] => only.clone(),
        stages => format!("(| {})", stages.join(" ")),
    }
}

fn stage(stage: &Stage) -> String {
    match stage {
        Stage::Call(call) => {
            let name = std::iter::once(word(&call.name.node));
            let arguments = call.arguments.iter().map(|one| argument(&one.node));
            format!("(call {})", name.chain(arguments).collect::<Vec<_>>().join(" "))
        }
        Stage::Expr(one) => expr(one),
        Stage::Error => "<error>".to_owned(),
    }
}

fn argument(argument: &Argument) -> String {
    match argument {
        Argument::Positional(one) => expr(one),
        Argument::Flag { name, value, short } => {
            let dashes = if *short { "-" } else { "--" };
            let value =
                value.as_ref().map_or(String::new(), |value| format!("={}", expr(&value.node)));
            format!("{dashes}{}{value}", name.node)
        }
    }
}

fn expr(one: &Expr) -> String {
    match one {
        Expr::Null => "null".to_owned(),
        Expr::Bool(value) => value.to_string(),
        Expr::Int(value) => value.to_string(),
        Expr::Float(value) => format!("{value:?}"),
        Expr::String(value) => format!("{value:?}"),
        Expr::Duration(value) => format!("{value}ns"),
        Expr::Filesize(value) => format!("{value}b"),
        Expr::Word(value) => word(value),
        Expr::Variable(name) => format!("${name}"),
        Expr::List(items) => format!("[{}]", exprs(items)),
        Expr::Record(entries) => {
            let entries = entries
                .iter()
                .map(|(name, value)| format!("{}: {}", word(&name.node), expr(&value.node)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        Expr::Group(inner) => format!("(group {})", pipeline(&inner.node)),
        Expr::Binary { left, operator, right } => {
            format!("({} {} {})", operator.node.text(), expr(&left.node), expr(&right.node))
        }
        Expr::Unary { operator, operand } => {
            let operator = match operator.node {
                Unary::Not => "not",
                Unary::Negate => "-",
            };
            format!("({operator} {})", expr(&operand.node))
        }
        Expr::Field { base, name } => format!("(. {} {})", expr(&base.node), name.node),
        Expr::Error => "<error>".to_owned(),
    }
}

fn exprs(items: &[Spanned<Expr>]) -> String {
    items.iter().map(|item| expr(&item.node)).collect::<Vec<_>>().join(" ")
}

/// A word, in backticks when it could be taken for something else.
fn word(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "_-./~@%:*?^+\\[],#".contains(c);
    let keyword = matches!(word, "null" | "true" | "false" | "not" | "and" | "or" | "in" | "mod");
    let digit = word.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    if word.chars().all(plain) && !word.is_empty() && !keyword && !digit {
        word.to_owned()
    } else {
        format!("`{word}`")
    }
}

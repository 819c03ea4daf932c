//! The tree as text, for tests: compact, stable, without places.

use super::ast::{
    Argument, Block, Def, Else, Entry, Expr, Fields, If, Param, ParamKind, Pattern, Piece,
    Pipeline, Program, Spanned, Stage, Statement, Try, TypeExpr, Unary, UseNames,
};

/// The tree of `program` as S-expressions, one statement a line; then the comments that stand in
/// `text`, one a line.
pub fn dump(program: &Program, text: &str) -> String {
    let statements = program.statements.iter().map(|one| statement(&one.node));
    let comments = program
        .comments
        .iter()
        .map(|span| text.get(span.start..span.end).unwrap_or_default().to_owned());
    statements.chain(comments).collect::<Vec<_>>().join("\n")
}

fn statement(statement: &Statement) -> String {
    let export = |export: &Option<_>| if export.is_some() { "export " } else { "" };
    match statement {
        Statement::Let(one) | Statement::Const(one) => {
            let word = if matches!(statement, Statement::Let(_)) { "let" } else { "const" };
            let ty = one.ty.as_ref().map_or(String::new(), |one| format!(": {}", ty(&one.node)));
            let value = pipeline(&one.value.node);
            format!("({}{word} {}{ty} {value})", export(&one.export), one.name.node)
        }
        Statement::Def(one) => format!("({}def {})", export(&one.export), def(one)),
        Statement::Use(one) => {
            let names = match &one.names {
                UseNames::Prefixed => String::new(),
                UseNames::All => " *".to_owned(),
                UseNames::Some(names) => {
                    let names = names.iter().map(|name| name.node.as_str()).collect::<Vec<_>>();
                    format!(" [{}]", names.join(" "))
                }
            };
            format!("(use {}{names})", word(&one.path.node))
        }
        Statement::For { name, over, body } => {
            format!("(for {} {} {})", name.node, expr(&over.node), block(body))
        }
        Statement::While { condition, body } => {
            format!("(while {} {})", expr(&condition.node), block(body))
        }
        Statement::Break => "(break)".to_owned(),
        Statement::Continue => "(continue)".to_owned(),
        Statement::Return(None) => "(return)".to_owned(),
        Statement::Return(Some(value)) => format!("(return {})", pipeline(&value.node)),
        Statement::Test { name, body } => format!("(test {:?} {})", name.node, block(body)),
        Statement::Pipeline(value) => pipeline(value),
    }
}

/// The statements of a block in braces.
fn block(block: &Block) -> String {
    let statements = block.statements.iter().map(|one| statement(&one.node));
    format!("{{{}}}", statements.collect::<Vec<_>>().join("; "))
}

fn def(def: &Def) -> String {
    let types = match (&def.input, &def.output) {
        (Some(input), Some(output)) => format!(": {} -> {}", ty(&input.node), ty(&output.node)),
        (_, Some(output)) => format!(": {}", ty(&output.node)),
        _ => String::new(),
    };
    let doc = if def.doc.is_empty() { String::new() } else { format!(" {:?}", def.doc) };
    format!("{}{doc} [{}]{types} {}", word(&def.name.node), params(&def.params), block(&def.body))
}

fn params(params: &[Param]) -> String {
    params.iter().map(param).collect::<Vec<_>>().join(" ")
}

fn param(param: &Param) -> String {
    let name = &param.name.node;
    let mut text = match param.kind {
        ParamKind::Required => name.clone(),
        ParamKind::Optional => format!("{name}?"),
        ParamKind::Rest => format!("...{name}"),
        ParamKind::Flag | ParamKind::Switch => format!("--{name}"),
    };
    if let Some(short) = param.short {
        text.push_str(&format!("(-{short})"));
    }
    if let Some(one) = &param.ty {
        text.push_str(&format!(": {}", ty(&one.node)));
    }
    if let Some(default) = &param.default {
        text.push_str(&format!(" = {}", expr(&default.node)));
    }
    if !param.doc.is_empty() {
        text.push_str(&format!(" {:?}", param.doc));
    }
    text
}

fn ty(one: &TypeExpr) -> String {
    let fields = |Fields { fields, open }: &Fields| {
        let fields = fields.iter().map(|(name, one)| format!("{}: {}", name.node, ty(&one.node)));
        let more = open.then(|| "...".to_owned());
        fields.chain(more).collect::<Vec<_>>().join(", ")
    };
    match one {
        TypeExpr::Name(name) => name.clone(),
        TypeExpr::List(item) => format!("list<{}>", ty(&item.node)),
        TypeExpr::Record(inner) => format!("record<{}>", fields(inner)),
        TypeExpr::Table(inner) => format!("table<{}>", fields(inner)),
        TypeExpr::Nullable(inner) => format!("{}?", ty(&inner.node)),
        TypeExpr::Error => "<error>".to_owned(),
    }
}

fn if_else(one: &If) -> String {
    let otherwise = match &one.otherwise {
        None => String::new(),
        Some(Else::Block(body)) => format!(" {}", block(body)),
        Some(Else::If(next)) => format!(" {}", if_else(&next.node)),
    };
    format!("(if {} {}{otherwise})", expr(&one.condition.node), block(&one.then))
}

fn attempt(one: &Try) -> String {
    let handlers = one.handlers.iter().map(|handler| {
        let kinds = handler.kinds.iter().map(|kind| format!(" {}", kind.node));
        let name = handler.name.as_ref().map_or(String::new(), |name| format!(" |{}|", name.node));
        format!(" (catch{}{name} {})", kinds.collect::<String>(), block(&handler.body))
    });
    let finally = one.finally.as_ref().map(|body| format!(" (finally {})", block(body)));
    format!("(try {}{})", block(&one.body), handlers.chain(finally).collect::<String>())
}

fn pattern(one: &Pattern) -> String {
    let many = |patterns: &[Spanned<Pattern>]| {
        patterns.iter().map(|one| pattern(&one.node)).collect::<Vec<_>>()
    };
    match one {
        Pattern::Any => "_".to_owned(),
        Pattern::Name(name) => format!("${name}"),
        Pattern::Type(None, one) => ty(&one.node),
        Pattern::Type(Some(name), one) => format!("${}: {}", name.node, ty(&one.node)),
        Pattern::Value(value) => expr(value),
        Pattern::List(items, rest) => {
            let rest = rest.as_ref().map(|rest| match &rest.node {
                Some(name) => format!("...${name}"),
                None => "...".to_owned(),
            });
            format!("[{}]", many(items).into_iter().chain(rest).collect::<Vec<_>>().join(" "))
        }
        Pattern::Record(fields) => {
            let fields =
                fields.iter().map(|(name, one)| format!("{}: {}", name.node, pattern(&one.node)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
        Pattern::Error => "<error>".to_owned(),
    }
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
        Expr::Date(nanoseconds) => format!("date({nanoseconds})"),
        Expr::Bytes(bytes) => {
            format!("0x[{}]", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
        }
        Expr::Interpolation(pieces) => {
            let pieces = pieces.iter().map(|piece| match &piece.node {
                Piece::Text(text) => format!(" {text:?}"),
                Piece::Value(value) => format!(" {}", pipeline(value)),
            });
            format!("(text{})", pieces.collect::<String>())
        }
        Expr::Range(range) => {
            let end = |end: &Option<Spanned<Expr>>| {
                end.as_ref().map_or(String::new(), |end| format!(" {}", expr(&end.node)))
            };
            let dots = if range.inclusive { ".." } else { "..<" };
            let next =
                range.next.as_ref().map_or(String::new(), |_| format!("{} ..", end(&range.next)));
            format!("({dots} {}{next}{})", expr(&range.start.node), end(&range.end))
        }
        Expr::Table { columns, rows } => {
            let rows = rows.iter().map(|row| format!(" [{}]", exprs(&row.node)));
            format!("(table [{}]{})", exprs(columns), rows.collect::<String>())
        }
        Expr::Spread(inner) => format!("...{}", expr(&inner.node)),
        Expr::Closure(one) => format!("(closure [{}] {})", params(&one.params), block(&one.body)),
        Expr::If(one) => if_else(one),
        Expr::Match(one) => {
            let arms = one.arms.iter().map(|arm| {
                let patterns = arm.patterns.iter().map(|one| pattern(&one.node));
                let guard = arm.guard.as_ref();
                let guard = guard.map_or(String::new(), |one| format!(" if {}", expr(&one.node)));
                let patterns = patterns.collect::<Vec<_>>().join(" | ");
                format!(" ({patterns}{guard} => {})", block(&arm.body))
            });
            format!("(match {}{})", expr(&one.value.node), arms.collect::<String>())
        }
        Expr::Try(one) => attempt(one),
        Expr::Record(entries) => {
            let entries = entries.iter().map(|entry| match entry {
                Entry::Field(name, value) => format!("{}: {}", word(&name.node), expr(&value.node)),
                Entry::Spread(value) => format!("...{}", expr(&value.node)),
            });
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
        Expr::Field { base, name, optional } => {
            let mark = if *optional { "?" } else { "" };
            format!("(. {} {}{mark})", expr(&base.node), name.node)
        }
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

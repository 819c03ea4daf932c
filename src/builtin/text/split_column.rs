//! `split column`: split texts at a separator into the columns of a table.

use super::pattern;
use crate::builtin::given;
use crate::command::{
    Args, Arity, Body, Checking, Command, Context, Example, Flag, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::{Column, Data, Rows, Schema, Type, Value, scalar};
use std::sync::Arc;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "split column",
        summary: "split texts at a separator into the columns of a table",
        details: "A text with too few or too many parts is an error, unless `--fill` or `--rest` \
say what to do. All columns are texts; `update port (port | into int)` makes \
numbers of them.",
        input: Input::Texts,
        params: &[
            Param {
                name: "separator",
                shape: Shape::Text,
                arity: Arity::One,
                doc: "what stands between the parts",
            },
            Param {
                name: "columns",
                shape: Shape::NewColumn,
                arity: Arity::Some,
                doc: "the names of the columns",
            },
        ],
        flags: &[
            Flag {
                name: "fill",
                short: None,
                shape: None,
                doc: "put null where a part is missing",
            },
            Flag {
                name: "regex",
                short: Some('r'),
                shape: None,
                doc: "the separator is a regular expression",
            },
            Flag {
                name: "rest",
                short: None,
                shape: None,
                doc: "leave what is left over in the last column",
            },
        ],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "a column each part",
                text: "[\"web01:22\" \"db01:5432\"] | split column \":\" \"host\" \"port\"",
                prints: "{\"host\":\"web01\",\"port\":\"22\"}\n{\"host\":\"db01\",\"port\":\"5432\"}",
            },
            Example {
                doc: "one text",
                text: "\"a=b=c\" | split column \"=\" \"k\" \"v\" --rest",
                prints: "{\"k\":\"a\",\"v\":\"b=c\"}",
            },
            Example {
                doc: "parts that are missing",
                text: "[\"a,b\" \"c\"] | split column \",\" \"x\" \"y\" --fill",
                prints: "{\"x\":\"a\",\"y\":\"b\"}\n{\"x\":\"c\",\"y\":null}",
            },
        ],
    },
    output: &output,
    body: Body::Stream(&run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    let args = checking.args;
    if args.switch("regex") {
        pattern::check(checking, "separator");
    }
    if args.all("columns").iter().any(|name| name.text().is_none()) {
        return Type::Unknown;
    }
    let columns = columns(args);
    let mut seen = Vec::new();
    for (name, span) in args.texts("columns") {
        if seen.contains(&name) {
            let message = format!("the table would have two columns `{name}`");
            checking.problem(Diagnostic::error(codes::DUPLICATE_NAME, message).at(span, ""));
        }
        seen.push(name);
    }
    Type::Table(columns)
}

fn columns(args: &Args) -> Schema {
    let names = args.texts("columns").map(|(name, _)| name).collect::<Vec<_>>();
    let columns = names.iter().enumerate().map(|(at, name)| {
        // Each text has a first part.
        let may_lack = args.switch("fill") && at > 0;
        Column::new(*name, if may_lack { Type::String.nullable() } else { Type::String })
    });
    Schema::closed(columns.collect())
}

fn run(input: Data, args: &Args, _: &Context) -> Result<Data> {
    let Data::Value(value) = input else { return Ok(input) };
    let schema = columns(args);
    let width = schema.columns().len();
    let most = if args.switch("rest") { width } else { usize::MAX };
    let separator = args.text("separator").unwrap_or_default();
    let pattern = match args.switch("regex") {
        true => Some(pattern::of(args, "separator")?),
        false => None,
    };
    let mut rows = Rows::new(Arc::new(schema));
    for text in given::texts(&value)? {
        let parts: Vec<Value> = match &pattern {
            Some(pattern) => pattern.splitn(text, most).map(scalar::text).collect(),
            None => text.splitn(most, separator).map(scalar::text).collect(),
        };
        if parts.len() > width || (parts.len() < width && !args.switch("fill")) {
            return Err(uneven(text, parts.len(), width).at(args.span, "").into());
        }
        rows.push(&parts)?;
    }
    Ok(Data::table(rows.finish()?))
}

fn uneven(text: &str, parts: usize, width: usize) -> Diagnostic {
    let shown = given::shown(text);
    let noun = if parts == 1 { "part" } else { "parts" };
    let message = format!("{shown} has {parts} {noun}, there are names for {width}");
    Diagnostic::error(codes::FORMAT, message).help(if parts > width {
        "name more columns, or leave what is left over in the last one with `--rest`"
    } else {
        "name fewer columns, or put null where a part is missing with `--fill`"
    })
}

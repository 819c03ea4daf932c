//! `split row`: split a text at a separator into a list.

use super::pattern;
use crate::builtin::given;
use crate::command::{
    Args, Arity, Body, Checking, Command, Example, Flag, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "split row",
        summary: "split a text at a separator into a list",
        details: "For lines use `lines`, for characters `split chars`.",
        input: Input::Text,
        params: &[Param {
            name: "separator",
            shape: Shape::Text,
            arity: Arity::One,
            doc: "what stands between the parts",
        }],
        flags: &[
            Flag {
                name: "number",
                short: Some('n'),
                shape: Some(Shape::Count),
                doc: "make at most so many parts, the last one with the rest",
            },
            Flag {
                name: "regex",
                short: Some('r'),
                shape: None,
                doc: "the separator is a regular expression",
            },
        ],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "at commas",
                text: "\"a,b,,c\" | split row \",\" | to json",
                prints: "\"[\\\"a\\\",\\\"b\\\",\\\"\\\",\\\"c\\\"]\"",
            },
            Example {
                doc: "at a pattern",
                text: "\"a  b c\" | split row --regex \" +\" | to json",
                prints: "\"[\\\"a\\\",\\\"b\\\",\\\"c\\\"]\"",
            },
            Example {
                doc: "at most so many parts",
                text: "\"key=a=b\" | split row \"=\" --number 2 | to json",
                prints: "\"[\\\"key\\\",\\\"a=b\\\"]\"",
            },
        ],
    },
    output: &output,
    body: Body::Scalar(run),
};

fn run(input: Value, args: &Args) -> Result<Value> {
    let text = given::text(&input)?;
    let most = args.count("number").unwrap_or(usize::MAX);
    let separator = args.text("separator").unwrap_or_default();
    let parts: Vec<Value> = if args.switch("regex") {
        pattern::of(args, "separator")?.splitn(text, most).map(scalar::text).collect()
    } else {
        text.splitn(most, separator).map(scalar::text).collect()
    };
    Ok(scalar::list(parts))
}

fn output(checking: &mut Checking<'_>) -> Type {
    if checking.args.switch("regex") {
        pattern::check(checking, "separator");
    }
    if let Some(("", span)) = checking.args.texts("separator").next() {
        let problem = Diagnostic::error(codes::BAD_ARGUMENT, "nothing cannot stand between parts");
        checking.problem(problem.at(span, "").help("`split chars` makes a list of the characters"));
    }
    Type::List(Box::new(Type::String))
}

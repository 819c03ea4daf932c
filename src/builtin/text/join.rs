//! `str join`: make one text of a list.

use crate::builtin::given;
use crate::command::{
    Args, Arity, Body, Checking, Command, Example, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::{Type, Value, plain_scalar, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "str join",
        summary: "make one text of a list",
        details: "A null among the items is an error, for its absence would not be seen in the \
text.",
        input: Input::List,
        params: &[Param {
            name: "between",
            shape: Shape::Text,
            arity: Arity::Optional,
            doc: "what stands between the items, nothing when it is left out",
        }],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "with something between",
                text: "[\"web01\" \"web02\"] | str join \", \"",
                prints: "\"web01, web02\"",
            },
            Example {
                doc: "numbers are written as they are shown",
                text: "[1 2 3] | str join \"+\"",
                prints: "\"1+2+3\"",
            },
            Example { doc: "an empty list", text: "[] | str join \",\"", prints: "\"\"" },
        ],
    },
    output: &output,
    body: Body::Scalar(run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    if let Type::List(item) = checking.input.non_null()
        && given::has_parts(item)
    {
        let message = format!("items of type {item} cannot be put into one text");
        checking.problem(given::clash(message, checking.args.span));
    }
    Type::String
}

fn run(input: Value, args: &Args) -> Result<Value> {
    let between = args.text("between").unwrap_or_default();
    let items = given::items(input)?;
    let texts = items.iter().enumerate().map(|(at, item)| {
        plain_scalar(item).ok_or_else(|| {
            let message = format!("item {} is null, which has no text", at + 1);
            let problem = Diagnostic::error(codes::FORMAT, message).at(args.span, "");
            Box::new(
                problem
                    .help("`compact` leaves nulls out, `default \"-\"` puts a text in their place"),
            )
        })
    });
    Ok(scalar::text(texts.collect::<Result<Vec<_>>>()?.join(between)))
}

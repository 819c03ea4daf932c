//! `str starts-with`: tell whether a text begins with another one.

use crate::builtin::given;
use crate::command::{Args, Arity, Body, Command, Example, Flag, Input, Param, Shape, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "str starts-with",
        summary: "tell whether a text begins with another one",
        details: "",
        input: Input::Text,
        params: &[Param {
            name: "beginning",
            shape: Shape::Text,
            arity: Arity::One,
            doc: "what to look for",
        }],
        flags: &[Flag {
            name: "ignore-case",
            short: Some('i'),
            shape: None,
            doc: "take capitals and small letters for the same",
        }],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "a beginning",
                text: "\"web01\" | str starts-with \"web\"",
                prints: "true",
            },
            Example {
                doc: "with either case",
                text: "\"Web01\" | str starts-with \"web\" -i",
                prints: "true",
            },
        ],
    },
    output: &|_| Type::Bool,
    body: Body::Scalar(run),
};

fn run(input: Value, args: &Args) -> Result<Value> {
    let text = given::text(&input)?;
    let wanted = args.text("beginning").unwrap_or_default();
    let found = if args.switch("ignore-case") {
        text.to_lowercase().starts_with(&wanted.to_lowercase())
    } else {
        text.starts_with(wanted)
    };
    Ok(scalar::boolean(found))
}

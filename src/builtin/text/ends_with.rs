//! `str ends-with`: tell whether a text ends with another one.

use crate::builtin::given;
use crate::command::{Args, Arity, Body, Command, Example, Flag, Input, Param, Shape, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "str ends-with",
        summary: "tell whether a text ends with another one",
        details: "",
        input: Input::Text,
        params: &[Param {
            name: "end",
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
                doc: "an end",
                text: "\"backup.tar.gz\" | str ends-with \".gz\"",
                prints: "true",
            },
            Example {
                doc: "every text ends with nothing",
                text: "\"a\" | str ends-with \"\"",
                prints: "true",
            },
        ],
    },
    output: &|_| Type::Bool,
    body: Body::Scalar(run),
};

fn run(input: Value, args: &Args) -> Result<Value> {
    let text = given::text(&input)?;
    let wanted = args.text("end").unwrap_or_default();
    let found = if args.switch("ignore-case") {
        text.to_lowercase().ends_with(&wanted.to_lowercase())
    } else {
        text.ends_with(wanted)
    };
    Ok(scalar::boolean(found))
}

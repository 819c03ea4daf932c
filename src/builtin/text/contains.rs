//! `str contains`: tell whether a text has another one in it.

use crate::builtin::given;
use crate::command::{Args, Arity, Body, Command, Example, Flag, Input, Param, Shape, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "str contains",
        summary: "tell whether a text has another one in it",
        details: "",
        input: Input::Text,
        params: &[Param {
            name: "part",
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
                doc: "a part",
                text: "\"web01.example.org\" | str contains \"example\"",
                prints: "true",
            },
            Example {
                doc: "with either case",
                text: "\"ERROR: disk\" | str contains \"error\" --ignore-case",
                prints: "true",
            },
            Example {
                doc: "the items of a list are taken one by one",
                text: "[\"web01\" null \"db01\"] | str contains \"web\" | to json",
                prints: "\"[true,null,false]\"",
            },
        ],
    },
    output: &|_| Type::Bool,
    body: Body::Scalar(run),
};

fn run(input: Value, args: &Args) -> Result<Value> {
    let text = given::text(&input)?;
    let wanted = args.text("part").unwrap_or_default();
    let found = if args.switch("ignore-case") {
        text.to_lowercase().contains(&wanted.to_lowercase())
    } else {
        text.contains(wanted)
    };
    Ok(scalar::boolean(found))
}

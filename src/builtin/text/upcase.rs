//! `str upcase`: turn letters into capitals.

use crate::builtin::given;
use crate::command::{Args, Body, Command, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "str upcase",
        summary: "turn letters into capitals",
        details: "It follows Unicode and no language: `ß` becomes `SS`.",
        input: Input::Text,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example { doc: "a text", text: "\"Zürich\" | str upcase", prints: "\"ZÜRICH\"" },
            Example {
                doc: "the items of a list are taken one by one",
                text: "[\"a\" null \"b\"] | str upcase | to json",
                prints: "\"[\\\"A\\\",null,\\\"B\\\"]\"",
            },
        ],
    },
    output: &|_| Type::String,
    body: Body::Scalar(run),
};

fn run(input: Value, _: &Args) -> Result<Value> {
    let text = given::text(&input)?;
    Ok(scalar::text(text.to_uppercase()))
}

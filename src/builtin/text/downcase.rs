//! `str downcase`: turn letters into small ones.

use crate::builtin::given;
use crate::command::{Args, Body, Command, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "str downcase",
        summary: "turn letters into small ones",
        details: "",
        input: Input::Text,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example { doc: "a text", text: "\"WEB01\" | str downcase", prints: "\"web01\"" },
            Example { doc: "an empty text", text: "\"\" | str downcase", prints: "\"\"" },
        ],
    },
    output: &|_| Type::String,
    body: Body::Scalar(run),
};

fn run(input: Value, _: &Args) -> Result<Value> {
    let text = given::text(&input)?;
    Ok(scalar::text(text.to_lowercase()))
}

//! `is-not-empty`: tell whether there is something in it.

use crate::builtin::given;
use crate::command::{Args, Body, Command, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Frame, Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "is-not-empty",
        summary: "tell whether there is something in it",
        details: "A table without rows, a list without items, a record without fields, an empty \
text and null are empty; a number never is.",
        input: Input::Any,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example { doc: "rows", text: "[{n: 1}] | where n > 0 | is-not-empty", prints: "true" },
            Example { doc: "a text", text: "\"\" | is-not-empty", prints: "false" },
        ],
    },
    output: &|_| Type::Bool,
    body: Body::Fold { narrow, run },
};

fn narrow(frame: Frame, _: &Args) -> Result<Frame> {
    Ok(frame.limit(1))
}

fn run(input: Value, _: &Args) -> Result<Value> {
    Ok(scalar::boolean(!given::is_empty(&input)))
}

//! `from json`: JSON text as a value.

use crate::command::{Args, Body, Command, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::format::from_json;
use crate::value::{Type, Value, conform, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "from json",
        summary: "turn JSON text into a value",
        details: "An array of objects becomes a table; a field that some of them lack is null \
                  there. Items of one array must have one type.",
        input: Input::Text,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "a table",
            text: "'[{\"n\": 1}, {\"n\": 2}]' | from json | where n > 1",
            prints: "{\"n\":2}",
        }],
    },
    output: &|_| Type::Unknown,
    body: Body::Scalar(run),
};

fn run(input: Value, args: &Args) -> Result<Value> {
    let Value::String { val, .. } = input else { return Ok(scalar::null()) };
    let value = from_json(val.as_bytes()).map_err(|error| error.or_at(args.span))?;
    conform(&value).map_err(|error| error.or_at(args.span))?;
    Ok(value)
}

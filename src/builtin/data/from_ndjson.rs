//! `from ndjson`: turn lines of JSON into a table or a list.

use crate::builtin::given;
use crate::command::{Args, Body, Command, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::format::from_ndjson;
use crate::value::{Type, Value, conform};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "from ndjson",
        summary: "turn lines of JSON into a table or a list",
        details: "One document a line; blank lines are passed over. Objects become rows; a field \
that some of them lack is null there.",
        input: Input::Text,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "a table",
            text: "'{\"n\": 1}\n{\"n\": 2}' | from ndjson | where n > 1",
            prints: "{\"n\":2}",
        }],
    },
    output: &|_| Type::Unknown,
    body: Body::Scalar(run),
};

fn run(input: Value, _: &Args) -> Result<Value> {
    let value = from_ndjson(given::text(&input)?.as_bytes())?;
    conform(&value)?;
    Ok(value)
}

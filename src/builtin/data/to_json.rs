//! `to json`: a value as JSON text.

use super::written;
use crate::command::{Args, Body, Command, Context, Example, Flag, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::format::to_json_text;
use crate::value::{Data, Type};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "to json",
        summary: "turn a value into JSON text",
        details: "Filesizes become bytes and durations nanoseconds. A table becomes an array of \
                  objects.",
        input: Input::Any,
        params: &[],
        flags: &[Flag {
            name: "pretty",
            short: Some('p'),
            shape: None,
            doc: "on several lines, indented",
        }],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "a record",
            text: "{a: 1, b: [4KiB, null]} | to json",
            prints: "\"{\\\"a\\\":1,\\\"b\\\":[4096,null]}\"",
        }],
    },
    output: &|_| Type::String,
    body: Body::Stream(&run),
};

fn run(input: Data, args: &Args, _: &Context) -> Result<Data> {
    let pretty = args.switch("pretty");
    written::whole(input, move |value| Ok(to_json_text(value, pretty)))
}

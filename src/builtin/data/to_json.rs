//! `to json`: a value as JSON text.

use futures_util::FutureExt;

use crate::command::{Args, Body, Command, Context, Example, Flag, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::format::to_json_text;
use crate::value::{Data, Type, Value, scalar};

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
    let text = move |value: &Value| scalar::text(to_json_text(value, pretty));
    Ok(match input.into_chunks() {
        Ok(chunks) => {
            let whole = chunks.collect();
            let written = whole.map(move |chunk| chunk.map(|chunk| text(&chunk.to_value())));
            Data::Pending(Type::String, written.boxed())
        }
        Err(Data::Value(value)) => Data::Value(text(&value)),
        Err(other) => other,
    })
}

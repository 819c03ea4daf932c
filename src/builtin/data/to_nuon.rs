//! `to nuon`: a value as the language writes it.

use futures_util::FutureExt;

use crate::command::{Args, Body, Command, Context, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Data, Type, literal_text, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "to nuon",
        summary: "turn a value into text as the language writes it",
        details: "Unlike JSON it keeps units and dates. A table becomes a table literal.",
        input: Input::Anything,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "a record",
                text: "{disk: 4GiB, up: 90s, name: \"a b\"} | to nuon",
                prints: "\"{disk: 4GiB, up: 90s, name: \\\"a b\\\"}\"",
            },
            Example {
                doc: "a table",
                text: "[{host: \"a\", n: 1}] | to nuon",
                prints: "\"[[host, n]; [\\\"a\\\", 1]]\"",
            },
        ],
    },
    output: &|_| Type::String,
    body: Body::Stream(&run),
};

fn run(input: Data, _: &Args, _: &Context) -> Result<Data> {
    Ok(match input.into_chunks() {
        Ok(chunks) => {
            let written = chunks
                .collect()
                .map(|chunk| chunk.map(|chunk| scalar::text(literal_text(&chunk.to_value()))));
            Data::Pending(Type::String, written.boxed())
        }
        Err(Data::Value(value)) => Data::Value(scalar::text(literal_text(&value))),
        Err(_) => Data::Value(scalar::text(literal_text(&scalar::null()))),
    })
}

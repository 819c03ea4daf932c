//! `describe`: tell the type of a value.

use crate::command::{Args, Body, Command, Context, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Data, Type, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "describe",
        summary: "tell the type of a value",
        details: "It looks at nothing but the type: what would be computed before it is not.",
        input: Input::Any,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example { doc: "a value", text: "4KiB | describe", prints: "\"filesize\"" },
            Example {
                doc: "a table",
                text: "[{host: \"a\", cores: 4}] | describe",
                prints: "\"table<host: string, cores: int>\"",
            },
            Example {
                doc: "a list with a gap",
                text: "[1 null] | describe",
                prints: "\"list<int?>\"",
            },
        ],
    },
    output: &|_| Type::String,
    body: Body::Stream(&run),
};

fn run(input: Data, _: &Args, _: &Context) -> Result<Data> {
    Ok(Data::Value(scalar::text(input.ty().to_string())))
}

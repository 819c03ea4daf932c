//! `to msgpack`: turn a value into MessagePack.

use super::written;
use crate::command::{Body, Command, Example, Input, Signature};
use crate::effect::Effects;
use crate::format::to_msgpack;
use crate::value::{Type, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "to msgpack",
        summary: "turn a value into MessagePack",
        details: "Dates become timestamps, filesizes bytes and durations nanoseconds. A table becomes \
                  a list of maps.",
        input: Input::Any,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "a record",
            text: "{a: 1} | to msgpack | encode hex",
            prints: "\"81a16101\"",
        }],
    },
    output: &|_| Type::Binary,
    body: Body::Stream(&|input, _, _| {
        written::made(input, Type::Binary, |value| Ok(scalar::binary(to_msgpack(value))))
    }),
};

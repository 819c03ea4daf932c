//! `decode base64`: read the bytes that are written in Base64.

use super::outcome;
use crate::builtin::given;
use crate::command::{Args, Body, Command, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};
use data_encoding::BASE64;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "decode base64",
        summary: "read the bytes that are written in Base64",
        details: "RFC 4648, with padding; blanks and line ends around it are passed over.",
        input: Input::Text,
        params: &[],
        flags: &[outcome::OR_NULL],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "and the text that they are",
            text: "\"cmViZQ==\" | decode base64 | decode utf-8",
            prints: "\"rebe\"",
        }],
    },
    output: &|checking| outcome::output(checking, Type::Binary, &[Type::String]),
    body: Body::Scalar(run),
};

fn run(input: Value, args: &Args) -> Result<Value> {
    let bytes = BASE64.decode(given::text(&input)?.trim().as_bytes()).ok().map(scalar::binary);
    outcome::or_else(bytes, &input, "text in Base64", args, "look at where it comes from")
}

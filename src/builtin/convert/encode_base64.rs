//! `encode base64`: write a text or bytes in Base64.

use crate::builtin::given;
use crate::command::{Args, Body, Command, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};
use data_encoding::BASE64;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "encode base64",
        summary: "write a text or bytes in Base64",
        details: "RFC 4648, with padding.",
        input: Input::Bytes,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "the bytes of a text in UTF-8",
            text: "\"rebe\" | encode base64",
            prints: "\"cmViZQ==\"",
        }],
    },
    output: &|_| Type::String,
    body: Body::Scalar(run),
};

fn run(input: Value, _: &Args) -> Result<Value> {
    let bytes = given::bytes(&input)?;
    Ok(scalar::text(BASE64.encode(bytes)))
}

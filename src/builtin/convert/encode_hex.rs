//! `encode hex`: write a text or bytes in hexadecimal digits.

use crate::builtin::given;
use crate::command::{Args, Body, Command, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};
use data_encoding::HEXLOWER;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "encode hex",
        summary: "write a text or bytes in hexadecimal digits",
        details: "Two digits a byte.",
        input: Input::Bytes,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "the bytes of a text in UTF-8",
            text: "\"né\" | encode hex",
            prints: "\"6ec3a9\"",
        }],
    },
    output: &|_| Type::String,
    body: Body::Scalar(run),
};

fn run(input: Value, _: &Args) -> Result<Value> {
    let bytes = given::bytes(&input)?;
    Ok(scalar::text(HEXLOWER.encode(bytes)))
}

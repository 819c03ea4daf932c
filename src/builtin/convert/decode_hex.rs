//! `decode hex`: read the bytes that are written in hexadecimal digits.

use super::outcome;
use crate::builtin::given;
use crate::command::{Args, Body, Command, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};
use data_encoding::HEXLOWER_PERMISSIVE;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "decode hex",
        summary: "read the bytes that are written in hexadecimal digits",
        details: "Two digits a byte; blanks and line ends around it are passed over.",
        input: Input::Text,
        params: &[],
        flags: &[outcome::OR_NULL],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "bytes",
            text: "\"6EC3A9\" | decode hex",
            prints: "\"6ec3a9\"",
        }],
    },
    output: &|checking| outcome::output(checking, Type::Binary, &[Type::String]),
    body: Body::Scalar(run),
};

fn run(input: Value, args: &Args) -> Result<Value> {
    let bytes =
        HEXLOWER_PERMISSIVE.decode(given::text(&input)?.trim().as_bytes()).ok().map(scalar::binary);
    outcome::or_else(
        bytes,
        &input,
        "text in hexadecimal digits",
        args,
        "look at where it comes from",
    )
}

//! `hash sha256`: the SHA-256 of a text or bytes.

use crate::builtin::given;
use crate::command::{Args, Body, Command, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "hash sha256",
        summary: "compute the SHA-256 of a text or bytes",
        details: "In hexadecimal digits, as `sha256sum` prints it. A text is taken in UTF-8.",
        input: Input::Bytes,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "a text",
            text: "\"abc\" | hash sha256",
            prints: "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"",
        }],
    },
    output: &|_| Type::String,
    body: Body::Scalar(run),
};

fn run(input: Value, _: &Args) -> Result<Value> {
    let bytes = given::bytes(&input)?;
    Ok(scalar::text(HEXLOWER.encode(&Sha256::digest(bytes))))
}

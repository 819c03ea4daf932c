//! `hash sha512`: the SHA-512 of a text or bytes.

use crate::builtin::given;
use crate::command::{Args, Body, Command, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha512};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "hash sha512",
        summary: "compute the SHA-512 of a text or bytes",
        details: "In hexadecimal digits, as `sha512sum` prints it. A text is taken in UTF-8.",
        input: Input::Bytes,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "a text",
            text: "\"abc\" | hash sha512",
            prints: "\"ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f\"",
        }],
    },
    output: &|_| Type::String,
    body: Body::Scalar(run),
};

fn run(input: Value, _: &Args) -> Result<Value> {
    let bytes = given::bytes(&input)?;
    Ok(scalar::text(HEXLOWER.encode(&Sha512::digest(bytes))))
}

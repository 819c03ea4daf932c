//! `path extension`: take the extension of a path.

use crate::builtin::given;
use crate::command::{Args, Body, Command, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};
use std::ffi::OsStr;
use std::path::Path;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "path extension",
        summary: "take the extension of a path",
        details: "",
        input: Input::Text,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "the last one",
                text: "\"backup.tar.gz\" | path extension",
                prints: "\"gz\"",
            },
            Example {
                doc: "null when there is none",
                text: "[\"a.txt\" \"b\"] | path extension | to json",
                prints: "\"[\\\"txt\\\",null]\"",
            },
        ],
    },
    output: &|_| Type::String.nullable(),
    body: Body::Scalar(run),
};

fn run(input: Value, _: &Args) -> Result<Value> {
    let path = Path::new(given::text(&input)?);
    Ok(scalar::or_null(path.extension().and_then(OsStr::to_str), scalar::text))
}

//! `path basename`: take the last part of a path.

use crate::builtin::given;
use crate::command::{Args, Body, Command, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};
use std::ffi::OsStr;
use std::path::Path;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "path basename",
        summary: "take the last part of a path",
        details: "It looks at the text alone, not at files.",
        input: Input::Text,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "a file",
                text: "\"/var/log/syslog\" | path basename",
                prints: "\"syslog\"",
            },
            Example {
                doc: "a list",
                text: "[\"/a/b.txt\" \"/\"] | path basename | to json",
                prints: "\"[\\\"b.txt\\\",\\\"\\\"]\"",
            },
        ],
    },
    output: &|_| Type::String,
    body: Body::Scalar(run),
};

fn run(input: Value, _: &Args) -> Result<Value> {
    let path = Path::new(given::text(&input)?);
    Ok(scalar::text(path.file_name().and_then(OsStr::to_str).unwrap_or_default()))
}

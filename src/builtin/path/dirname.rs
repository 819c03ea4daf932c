//! `path dirname`: take the folder of a path.

use crate::builtin::given;
use crate::command::{Args, Body, Command, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};
use std::path::Path;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "path dirname",
        summary: "take the folder of a path",
        details: "It looks at the text alone, not at files.",
        input: Input::Text,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "a file",
                text: "\"/var/log/syslog\" | path dirname",
                prints: "\"/var/log\"",
            },
            Example { doc: "a name alone", text: "\"syslog\" | path dirname", prints: "\"\"" },
        ],
    },
    output: &|_| Type::String,
    body: Body::Scalar(run),
};

fn run(input: Value, _: &Args) -> Result<Value> {
    let path = Path::new(given::text(&input)?);
    Ok(scalar::text(path.parent().and_then(Path::to_str).unwrap_or_default()))
}

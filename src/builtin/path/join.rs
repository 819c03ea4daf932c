//! `path join`: put more parts behind a path.

use crate::builtin::given;
use crate::command::{Args, Arity, Body, Command, Example, Input, Param, Shape, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};
use std::path::Path;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "path join",
        summary: "put more parts behind a path",
        details: "",
        input: Input::Text,
        params: &[Param {
            name: "parts",
            shape: Shape::Path,
            arity: Arity::Some,
            doc: "the parts",
        }],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "a name",
                text: "\"/etc\" | path join \"ssh\" \"sshd_config\"",
                prints: "\"/etc/ssh/sshd_config\"",
            },
            Example {
                doc: "an absolute one begins anew",
                text: "\"/etc\" | path join \"/tmp\"",
                prints: "\"/tmp\"",
            },
        ],
    },
    output: &|_| Type::String,
    body: Body::Scalar(run),
};

fn run(input: Value, args: &Args) -> Result<Value> {
    let path = Path::new(given::text(&input)?);
    let joined = args.texts("parts").fold(path.to_owned(), |path, (part, _)| path.join(part));
    Ok(scalar::text(joined.to_string_lossy()))
}

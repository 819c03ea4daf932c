//! `lines`: split a text into its lines.

use crate::builtin::given;
use crate::command::{Args, Body, Command, Example, Flag, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "lines",
        summary: "split a text into its lines",
        details: "",
        input: Input::Text,
        params: &[],
        flags: &[Flag {
            name: "skip-empty",
            short: Some('s'),
            shape: None,
            doc: "leave out lines that are blank",
        }],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "lines of either ending",
                text: "\"a\\r\\nb\\n\" | lines | to json",
                prints: "\"[\\\"a\\\",\\\"b\\\"]\"",
            },
            Example { doc: "blank lines stay", text: "\"a\\n\\nb\" | lines | length", prints: "3" },
            Example {
                doc: "without blank ones",
                text: "\"a\\n \\nb\" | lines --skip-empty | length",
                prints: "2",
            },
            Example {
                doc: "an empty text has no line",
                text: "\"\" | lines | length",
                prints: "0",
            },
        ],
    },
    output: &|_| Type::List(Box::new(Type::String)),
    body: Body::Scalar(run),
};

fn run(input: Value, args: &Args) -> Result<Value> {
    let text = given::text(&input)?;
    let skip = args.switch("skip-empty");
    let lines = text.lines().filter(|line| !skip || !line.trim().is_empty());
    Ok(scalar::list(lines.map(scalar::text).collect()))
}

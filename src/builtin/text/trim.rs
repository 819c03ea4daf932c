//! `str trim`: take blanks and line ends off both ends.

use crate::builtin::given;
use crate::command::{Args, Body, Command, Example, Flag, Input, Shape, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "str trim",
        summary: "take blanks and line ends off both ends",
        details: "",
        input: Input::Text,
        params: &[],
        flags: &[
            Flag {
                name: "char",
                short: Some('c'),
                shape: Some(Shape::Text),
                doc: "take off these characters instead of blanks",
            },
            Flag { name: "left", short: Some('l'), shape: None, doc: "at the beginning alone" },
            Flag { name: "right", short: Some('r'), shape: None, doc: "at the end alone" },
        ],
        effects: Effects::NONE,
        examples: &[
            Example { doc: "both ends", text: "\"  a b \\n\" | str trim", prints: "\"a b\"" },
            Example { doc: "one end", text: "\"  a \" | str trim --left", prints: "\"a \"" },
            Example {
                doc: "another character",
                text: "\"--a--\" | str trim --char \"-\"",
                prints: "\"a\"",
            },
        ],
    },
    output: &|_| Type::String,
    body: Body::Scalar(run),
};

fn run(input: Value, args: &Args) -> Result<Value> {
    let text = given::text(&input)?;
    let wanted = args.text("char");
    let cut = |c: char| wanted.map_or_else(|| c.is_whitespace(), |wanted| wanted.contains(c));
    let both = args.switch("left") == args.switch("right");
    let text = if both || args.switch("left") { text.trim_start_matches(cut) } else { text };
    let text = if both || args.switch("right") { text.trim_end_matches(cut) } else { text };
    Ok(scalar::text(text))
}

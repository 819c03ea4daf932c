//! `str replace`: put another text in the place of a part.

use super::pattern;
use crate::builtin::given;
use crate::command::{
    Args, Arity, Body, Checking, Command, Example, Flag, Input, Param, Shape, Signature,
};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "str replace",
        summary: "put another text in the place of a part",
        details: "Without `--all` only the first one is replaced. In the new text of a pattern \
`$1` or `${name}` is what a group has matched; `$$` is a dollar sign.",
        input: Input::Text,
        params: &[
            Param {
                name: "find",
                shape: Shape::Text,
                arity: Arity::One,
                doc: "the part to replace",
            },
            Param {
                name: "with",
                shape: Shape::Text,
                arity: Arity::One,
                doc: "what stands there afterwards",
            },
        ],
        flags: &[
            Flag { name: "all", short: Some('a'), shape: None, doc: "replace each of them" },
            Flag {
                name: "regex",
                short: Some('r'),
                shape: None,
                doc: "`find` is a regular expression",
            },
        ],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "the first one",
                text: "\"a-b-c\" | str replace \"-\" \"+\"",
                prints: "\"a+b-c\"",
            },
            Example {
                doc: "all of them",
                text: "\"a-b-c\" | str replace --all \"-\" \"\"",
                prints: "\"abc\"",
            },
            Example {
                doc: "a pattern with a group",
                text: "\"web01\" | str replace --regex \"([a-z]+)([0-9]+)\" \"$2-$1\"",
                prints: "\"01-web\"",
            },
        ],
    },
    output: &output,
    body: Body::Scalar(run),
};

fn run(input: Value, args: &Args) -> Result<Value> {
    let text = given::text(&input)?;
    let find = args.text("find").unwrap_or_default();
    let with = args.text("with").unwrap_or_default();
    let all = args.switch("all");
    Ok(scalar::text(match (args.switch("regex"), all) {
        (true, true) => pattern::of(args, "find")?.replace_all(text, with).into_owned(),
        (true, false) => pattern::of(args, "find")?.replace(text, with).into_owned(),
        (false, true) => text.replace(find, with),
        (false, false) => text.replacen(find, with, 1),
    }))
}

fn output(checking: &mut Checking<'_>) -> Type {
    if checking.args.switch("regex") {
        pattern::check(checking, "find");
    }
    Type::String
}

//! `append`: add rows or items at the end.

use super::stack;
use crate::command::{Body, Command, Example, Input, Signature};
use crate::effect::Effects;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "append",
        summary: "add rows or items at the end",
        details: "The columns must be the same, in any order; with `--fill` a column that one of \
them lacks is null there. Nushell fills in silently.",
        input: Input::Rows,
        params: &[stack::OTHER],
        flags: &[stack::FILL],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "a row",
                text: "[{host: \"a\", n: 1}] | append {host: \"b\", n: 2}",
                prints: "{\"host\":\"a\",\"n\":1}\n{\"host\":\"b\",\"n\":2}",
            },
            Example {
                doc: "a table with other columns",
                text: "let more = [{host: \"b\"}]; [{host: \"a\", n: 1}] | append $more --fill",
                prints: "{\"host\":\"a\",\"n\":1}\n{\"host\":\"b\",\"n\":null}",
            },
            Example {
                doc: "a list",
                text: "[1 2] | append [3 4] | to json",
                prints: "\"[1,2,3,4]\"",
            },
            Example {
                doc: "an item",
                text: "[\"a\"] | append \"b\" | to json",
                prints: "\"[\\\"a\\\",\\\"b\\\"]\"",
            },
        ],
    },
    output: &stack::output,
    body: Body::Stream(&|input, args, _| stack::run(input, args, true)),
};

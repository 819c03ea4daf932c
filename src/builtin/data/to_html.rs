//! `to html`: a value as HTML text.

use super::written;
use crate::command::{Body, Command, Example, Input, Signature};
use crate::effect::Effects;
use crate::format::Format;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "to html",
        summary: "turn a table into HTML",
        details: "A `table` element, to be put into a page. Whatever is in a cell stays a text; null \
                  is an empty cell.",
        input: Input::Any,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "a table",
            text: "[{host: \"a\", n: 1}] | to html",
            prints: "\"<table>\\n<thead>\\n<tr><th>host</th><th>n</th></tr>\\n</thead>\\n<tbody>\\n<tr><td>a</td><td>1</td></tr>\\n</tbody>\\n</table>\\n\"",
        }],
    },
    output: &written::output,
    body: Body::Stream(&|input, _, _| written::run(input, Format::Html)),
};

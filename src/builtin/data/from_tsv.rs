//! `from tsv`: TSV text as a value.

use super::written;
use crate::command::{Body, Command, Example, Input, Signature};
use crate::effect::Effects;
use crate::format::Format;
use crate::value::Type;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "from tsv",
        summary: "turn TSV text into a table",
        details: "CSV with tabs between the cells: the first line has the names of the columns. A column whose \
                  cells are all whole numbers is an int, and so for floats and for true and false; an \
                  empty cell is null. A cell with a tab or a line feed in it stands in double quotes.",
        input: Input::Text,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "types are told by the cells",
            text: "\"host\\tcores\\nweb01\\t4\\nweb02\\t\" | from tsv",
            prints: "{\"host\":\"web01\",\"cores\":4}\n{\"host\":\"web02\",\"cores\":null}",
        }],
    },
    output: &|_| Type::Unknown,
    body: Body::Scalar(|input, args| written::read(&input, args, Format::Tsv)),
};

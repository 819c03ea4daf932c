//! `from xml`: turn an XML document into a record.

use super::written;
use crate::command::{Body, Command, Example, Input, Signature};
use crate::effect::Effects;
use crate::format::Format;
use crate::value::Type;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "from xml",
        summary: "turn an XML document into a record",
        details: "An element is a record of `tag`, `attributes`, `text` and `children`, which are such records. `text` is all of its own text, null where there is none. Prefixes of names, comments and instructions are left out; entities that grow are refused, and nothing is loaded.",
        input: Input::Text,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "what is in it",
            text: "'<racks><rack id=\"r1\">web01</rack><rack id=\"r2\">db01</rack></racks>' | from xml | get children | get text",
            prints: "[\"web01\",\"db01\"]",
        }],
    },
    output: &|_| Type::Unknown,
    body: Body::Scalar(|input, args| written::read(&input, args, Format::Xml)),
};

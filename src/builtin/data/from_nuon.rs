//! `from nuon`: NUON text as a value.

use super::written;
use crate::command::{Body, Command, Example, Input, Signature};
use crate::effect::Effects;
use crate::format::Format;
use crate::value::Type;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "from nuon",
        summary: "turn text as Nushell writes values, and `to nuon`, into a value",
        details: "It is JSON with units, dates, bytes, tables, comments, and texts without quotes. A \
                  date without a zone is taken for UTC. Variables and calculations are refused. Items \
                  of one list must have one type.",
        input: Input::Text,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "units, and a text without quotes",
            text: "\"{disk: 4GiB, up: 90sec, os: debian}\" | from nuon | get disk",
            prints: "4294967296",
        }],
    },
    output: &|_| Type::Unknown,
    body: Body::Scalar(|input, args| written::read(&input, args, Format::Nuon)),
};

//! `from logfmt`: turn lines of `key=value` into a table.

use super::written;
use crate::command::{Body, Checking, Command, Example, Input, Signature};
use crate::effect::Effects;
use crate::format::{Format, Log};
use crate::value::{Schema, Type};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "from logfmt",
        summary: "turn lines of `key=value` into a table",
        details: "A value with spaces stands in double quotes, a key without `=` is `true`, and one with nothing behind it is null. Types are told by the values, as for CSV.",
        input: Input::Text,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "slow requests",
            text: "'level=info path=/a ms=7\nlevel=warn path=\"/b c\" ms=1250' | from logfmt | where ms > 1000",
            prints: "{\"level\":\"warn\",\"path\":\"/b c\",\"ms\":1250}",
        }],
    },
    output: &output,
    body: Body::Scalar(|input, args| written::read(&input, args, Format::Log(Log::Logfmt))),
};

fn output(_: &mut Checking<'_>) -> Type {
    Type::Table(Log::Logfmt.schema().unwrap_or_else(Schema::open))
}

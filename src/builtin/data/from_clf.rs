//! `from clf`: turn the log of a web server into a table.

use super::written;
use crate::command::{Body, Checking, Command, Example, Input, Signature};
use crate::effect::Effects;
use crate::format::{Format, Log};
use crate::value::{Schema, Type};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "from clf",
        summary: "turn the log of a web server into a table",
        details: "The Common Log Format, and the Combined one, which has the referer and the agent behind it: lines of `host ident user [time] \"request\" status size`. `-` is null. A request that is not made of a method, a path and a protocol is all in `path`.",
        input: Input::Text,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "who was refused",
            text: "'10.0.0.7 - - [10/Oct/2026:13:55:36 +0200] \"GET /admin HTTP/1.1\" 403 153' | from clf | select host time path status",
            prints: "{\"host\":\"10.0.0.7\",\"time\":\"2026-10-10T11:55:36Z\",\"path\":\"/admin\",\"status\":403}",
        }],
    },
    output: &output,
    body: Body::Scalar(|input, args| written::read(&input, args, Format::Log(Log::Clf))),
};

fn output(_: &mut Checking<'_>) -> Type {
    Type::Table(Log::Clf.schema().unwrap_or_else(Schema::open))
}

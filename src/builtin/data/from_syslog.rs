//! `from syslog`: turn lines of syslog into a table.

use super::written;
use crate::command::{Body, Checking, Command, Example, Input, Signature};
use crate::effect::Effects;
use crate::format::{Format, Log};
use crate::value::{Schema, Type};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "from syslog",
        summary: "turn lines of syslog into a table",
        details: "Lines by RFC 5424 or RFC 3164, or as rsyslog writes them to files, which have no priority and so no facility and no severity. `stamp` is the time as it is written; `time` is null where that does not say the year.",
        input: Input::Text,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "who came in",
            text: "'2026-11-30T03:55:41.5+00:00 web01 sshd[812]: Accepted publickey for ada' | from syslog | select time host app message",
            prints: "{\"time\":\"2026-11-30T03:55:41.500Z\",\"host\":\"web01\",\"app\":\"sshd\",\"message\":\"Accepted publickey for ada\"}",
        }],
    },
    output: &output,
    body: Body::Scalar(|input, args| written::read(&input, args, Format::Log(Log::Syslog))),
};

fn output(_: &mut Checking<'_>) -> Type {
    Type::Table(Log::Syslog.schema().unwrap_or_else(Schema::open))
}

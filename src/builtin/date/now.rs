//! `date now`: the time that it is.

use crate::command::{Args, Body, Command, Context, Example, Input, Signature};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::{Data, Type, scalar};
use std::time::UNIX_EPOCH;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "date now",
        summary: "the time that it is",
        details: "By the clock of the machine that runs rebe, in UTC.",
        input: Input::Nothing,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example { doc: "its type", text: "date now | describe", prints: "\"date\"" },
            Example {
                doc: "it goes on",
                text: "(date now) > (\"2020-01-01\" | into datetime)",
                prints: "true",
            },
        ],
    },
    output: &|_| Type::Date,
    body: Body::Stream(&run),
};

fn run(_: Data, args: &Args, context: &Context) -> Result<Data> {
    let since = context.world.clock.now().duration_since(UNIX_EPOCH).ok();
    let nanoseconds = since.and_then(|since| i64::try_from(since.as_nanos()).ok());
    let nanoseconds = nanoseconds.ok_or_else(|| {
        let message = "the clock of this machine is not set";
        Diagnostic::error(codes::ARITHMETIC, message).at(args.span, "")
    })?;
    Ok(Data::Value(scalar::date(nanoseconds)))
}

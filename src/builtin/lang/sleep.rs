//! `sleep`: wait.

use crate::command::{
    Args, Arity, Body, Command, Context, Example, Input, Param, Shape, Signature,
};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Data, Type};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "sleep",
        summary: "wait for some time",
        details: "Ctrl-C and the deadline of the run end it early.",
        input: Input::Nothing,
        params: &[Param {
            name: "time",
            shape: Shape::Value(&Type::Duration),
            arity: Arity::One,
            doc: "how long",
        }],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "a pause between two steps",
            text: "sleep 1ms; 'go on'",
            prints: "\"go on\"",
        }],
    },
    output: &|_| Type::Nothing,
    body: Body::Stream(&run),
};

fn run(_: Data, args: &Args, context: &Context) -> Result<Data> {
    let time = args.duration("time").unwrap_or_default();
    context.world.clock.wait(time, &context.cancel);
    Ok(Data::Nothing)
}

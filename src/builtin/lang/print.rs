//! `print`: show a value from within a block.

use crate::command::{
    Args, Arity, Body, Command, Context, Example, Input, Param, Shape, Signature,
};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Data, Type};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "print",
        summary: "show a value where it is not the result",
        details: "A statement of a script shows its result anyway; inside of a `def` or of a closure \
                  `print` does.",
        input: Input::Nothing,
        params: &[Param {
            name: "value",
            shape: Shape::Any,
            arity: Arity::One,
            doc: "what is shown",
        }],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "say what is going on",
            text: "def f [n: int] { print $\"($n) to go\"; $n }; f 3",
            prints: "\"3 to go\"\n3",
        }],
    },
    output: &|_| Type::Nothing,
    body: Body::Stream(&run),
};

fn run(_: Data, args: &Args, context: &Context) -> Result<Data> {
    if let Some(value) = args.first("value").and_then(crate::command::Arg::to_value) {
        context.observer.show(&value);
    }
    Ok(Data::Nothing)
}

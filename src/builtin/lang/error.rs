//! `error`: end with an error.

use crate::command::{
    Args, Arity, Body, Command, Context, Example, Flag, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::{Data, Type};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "error",
        summary: "end with an error, unless `catch` takes it",
        details: "Its kind is `raised`.",
        input: Input::Nothing,
        params: &[Param {
            name: "message",
            shape: Shape::Text,
            arity: Arity::One,
            doc: "what is wrong",
        }],
        flags: &[Flag {
            name: "help",
            short: None,
            shape: Some(Shape::Text),
            doc: "what to do next",
        }],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "take an error as a value",
            text: "try { error 'too few disks' } catch {|e| $e.message }",
            prints: "\"too few disks\"",
        }],
    },
    output: &|_| Type::Nothing,
    body: Body::Stream(&run),
};

fn run(_: Data, args: &Args, _: &Context) -> Result<Data> {
    let message = args.text("message").unwrap_or_default();
    let problem = Diagnostic::error(codes::RAISED, message).at(args.span, "");
    Err(problem.maybe_help(args.text("help").map(str::to_owned)).into())
}

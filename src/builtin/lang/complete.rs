//! `complete`: how a program ended, as data.

use crate::command::{Args, Body, Checking, Command, Context, Example, Input, Signature};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::{Data, Schema, Type};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "complete",
        summary: "take how a program ended as data: its exit code and what it wrote",
        details: "It stands right behind a program of this machine. Without it a program whose exit \
                  code is not 0 is an error.",
        input: Input::Any,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "an exit code",
            text: "(^sh -c 'exit 3' | complete).exit_code",
            prints: "3",
        }],
    },
    output: &output,
    body: Body::Stream(&run),
};

fn misplaced(args: &Args) -> Diagnostic {
    Diagnostic::error(codes::MISPLACED, "`complete` stands right behind a program")
        .at(args.span, "")
        .help("write `^program … | complete`")
}

/// Behind a program the planner takes both for one stage, so that it is only asked elsewhere.
fn output(checking: &mut Checking<'_>) -> Type {
    if !matches!(checking.input, Type::String | Type::Unknown) {
        let problem = misplaced(checking.args);
        checking.problem(problem);
    }
    Type::Record(Schema::of([
        ("exit_code", Type::Int),
        ("stdout", Type::String),
        ("stderr", Type::String),
    ]))
}

fn run(_: Data, args: &Args, _: &Context) -> Result<Data> {
    Err(misplaced(args).into())
}

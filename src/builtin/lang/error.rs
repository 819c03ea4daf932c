//! `error`: end with an error.

use crate::command::{
    Args, Arity, Body, Command, Context, Example, Flag, Input, Param, Shape, Signature,
};
use crate::diag::{Code, Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::{Data, Type};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "error",
        summary: "end with an error, unless `catch` takes it",
        details: "Its kind is `raised`. An error that `catch` has taken is raised again as what it \
                  was when `--code` is given its code. In a `def` of a module the call of that \
                  `def` is pointed at, for that is what has to be changed.",
        input: Input::Nothing,
        params: &[Param {
            name: "message",
            shape: Shape::Text,
            arity: Arity::One,
            doc: "what is wrong",
        }],
        flags: &[
            Flag {
                name: "code",
                short: None,
                shape: Some(Shape::Text),
                doc: "the code of the error that was caught, as in `--code $e.code`",
            },
            Flag { name: "help", short: None, shape: Some(Shape::Text), doc: "what to do next" },
        ],
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
    let code = match args.text("code") {
        None => codes::RAISED,
        Some(id) => {
            codes::ALL.iter().find(|code| is_caught(code) && code.id == id).copied().ok_or_else(
                || {
                    let problem = Diagnostic::error(codes::RAISED, message).at(args.span, "");
                    problem.help(format!(
                        "its code was given as `{id}`, which no error has that is caught"
                    ))
                },
            )?
        }
    };
    let problem = Diagnostic::error(code, message).at(args.span, "");
    let help = args.text("help").filter(|help| !help.is_empty());
    Err(problem.maybe_help(help.map(str::to_owned)).into())
}

/// Whether `catch` may have taken an error of this code.
fn is_caught(code: &Code) -> bool {
    ![codes::DEADLINE, codes::INTERNAL, codes::DENIED].contains(code)
}

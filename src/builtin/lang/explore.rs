//! `explore`: look through data at the terminal.

use crate::command::{Args, Body, Command, Context, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::{Effect, Effects};
use crate::value::{Data, Type};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "explore",
        summary: "look through data at the terminal",
        details: "Rows are there as they come, as many as `--memory` holds. Arrows, Page Up, Page Down, \
                  Home and End move; Enter goes into a cell and Escape back; `s` and `S` sort by the \
                  column, `=` and `-` keep the rows with this value or without it, `F` counts the values \
                  of the column, `p` profiles the table, `/` searches, and `|` takes a pipeline such as \
                  `where cores > 4`. `?` names all keys and `q` leaves. What was done to the rows is told \
                  at the end as a pipeline. It needs a terminal and yields nothing.",
        input: Input::Any,
        params: &[],
        flags: &[],
        effects: Effects::of(&[Effect::UseTerminal]),
        examples: &[Example {
            doc: "look at processors, and at those that answer later as they do",
            text: "hosts | discover cpu | explore",
            prints: "",
        }],
    },
    output: &|_| Type::Nothing,
    body: Body::Stream(&run),
};

fn run(input: Data, _: &Args, context: &Context) -> Result<Data> {
    context.observer.explore(input)?;
    Ok(Data::Nothing)
}

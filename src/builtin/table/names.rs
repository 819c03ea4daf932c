//! `columns`: list the names of columns or fields.

use crate::command::{Args, Body, Command, Context, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Data, Type, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "columns",
        summary: "list the names of columns or fields",
        details: "They are known before anything runs: hosts are not contacted for it.",
        input: Input::Row,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "a table",
                text: "[{host: \"a\", cores: 4}] | columns | to json",
                prints: "\"[\\\"host\\\",\\\"cores\\\"]\"",
            },
            Example {
                doc: "a record",
                text: "{a: 1} | columns | to json",
                prints: "\"[\\\"a\\\"]\"",
            },
        ],
    },
    output: &|_| Type::List(Box::new(Type::String)),
    body: Body::Stream(&run),
};

fn run(input: Data, _: &Args, _: &Context) -> Result<Data> {
    let names = match input.ty() {
        Type::Table(schema) | Type::Record(schema) => {
            schema.names().into_iter().map(scalar::text).collect()
        }
        _ => Vec::new(),
    };
    Ok(Data::Value(scalar::list(names)))
}

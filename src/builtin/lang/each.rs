//! `each`: call a closure with each item.

use crate::command::{
    Arity, Body, Calling, Checking, Command, Example, Input, Param, Shape, Signature,
};
use crate::effect::Effects;
use crate::value::Type;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "each",
        summary: "call a closure with each row or item, and keep what it yields",
        details: "A row is a record in the closure: `{|row| $row.host }`. Records that come out make \
                  a table. Where a command for whole tables does, it is faster and is understood \
                  better: `where`, `select`, `insert`.",
        input: Input::Rows,
        params: &[Param {
            name: "closure",
            shape: Shape::ItemClosure,
            arity: Arity::One,
            doc: "what is called",
        }],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "double numbers",
                text: "[1 2 3] | each {|n| $n * 2 }",
                prints: "[2,4,6]",
            },
            Example {
                doc: "make other rows of rows",
                text: "[[host, cores]; [\"a\", 2]] | each {|row| {name: $row.host, twice: ($row.cores * 2)} }",
                prints: "{\"name\":\"a\",\"twice\":4}",
            },
        ],
    },
    output: &output,
    body: Body::Call(Calling::Each),
};

/// The type of what a closure yields for each item.
pub(super) fn output(checking: &mut Checking<'_>) -> Type {
    match checking.args.first("closure").map(crate::command::Arg::ty) {
        Some(Type::Record(schema)) => Type::Table(schema),
        Some(Type::Nothing) => Type::Nothing,
        Some(Type::Unknown) | None => Type::Unknown,
        Some(item) => Type::List(Box::new(item)),
    }
}

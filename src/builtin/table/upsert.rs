//! `upsert`: compute the values of a column, which is added if it is not there.

use super::set;
use crate::command::{Arity, Body, Command, Example, Input, Param, Shape, Signature};
use crate::diag::Diagnostic;
use crate::effect::Effects;
use crate::value::Schema;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "upsert",
        summary: "compute the values of a column, which is added if it is not there",
        details: "Where it is known which of the two is meant, `insert` and `update` find more \
mistakes.",
        input: Input::Row,
        params: &[
            Param {
                name: "column",
                shape: Shape::NewColumn,
                arity: Arity::One,
                doc: "the name of the column",
            },
            set::VALUE,
        ],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example { doc: "it is there", text: "[{n: 1}] | upsert n n + 1", prints: "{\"n\":2}" },
            Example {
                doc: "it is not",
                text: "[{n: 1}] | upsert \"m\" n + 1",
                prints: "{\"n\":1,\"m\":2}",
            },
        ],
    },
    output: &|checking| set::output(checking, check),
    body: Body::Rows(set::run),
};

fn check(_: &Schema, _: &str) -> Option<Diagnostic> {
    None
}

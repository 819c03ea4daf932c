//! `update`: compute the values of a column anew.

use super::set;
use crate::command::{Arity, Body, Command, Example, Input, Param, Shape, Signature};
use crate::diag::Diagnostic;
use crate::effect::Effects;
use crate::value::Schema;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "update",
        summary: "compute the values of a column anew",
        details: "The column keeps its place; its type may change. A column that is not there is \
an error.",
        input: Input::Row,
        params: &[
            Param {
                name: "column",
                shape: Shape::Column,
                arity: Arity::One,
                doc: "the column to change",
            },
            set::VALUE,
        ],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "of its old ones",
                text: "[{n: 1} {n: 2}] | update n n * 10",
                prints: "{\"n\":10}\n{\"n\":20}",
            },
            Example {
                doc: "another type",
                text: "[{n: 1, m: 2}] | update n \"one\"",
                prints: "{\"n\":\"one\",\"m\":2}",
            },
        ],
    },
    output: &|checking| set::output(checking, check),
    body: Body::Rows(set::run),
};

fn check(_: &Schema, _: &str) -> Option<Diagnostic> {
    None
}

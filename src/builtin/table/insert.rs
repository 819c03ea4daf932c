//! `insert`: add a column that is computed of each row.

use super::columns::taken;
use super::set;
use crate::command::{Arity, Body, Command, Example, Input, Param, Shape, Signature};
use crate::diag::Diagnostic;
use crate::effect::Effects;
use crate::value::Schema;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "insert",
        summary: "add a column that is computed of each row",
        details: "Bare words in the expression are columns, as in `where`. A column of that name \
that is there already is an error.",
        input: Input::Row,
        params: &[
            Param {
                name: "column",
                shape: Shape::NewColumn,
                arity: Arity::One,
                doc: "the name of the new column",
            },
            set::VALUE,
        ],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "of other columns",
                text: "[{cores: 2, sockets: 1} {cores: 8, sockets: 2}] | insert \"each\" cores / sockets",
                prints: "{\"cores\":2,\"sockets\":1,\"each\":2.0}\n{\"cores\":8,\"sockets\":2,\"each\":4.0}",
            },
            Example {
                doc: "the same value in each row",
                text: "[{n: 1}] | insert \"site\" \"ulm\"",
                prints: "{\"n\":1,\"site\":\"ulm\"}",
            },
            Example {
                doc: "what it is where a value is unknown",
                text: "[{n: 1} {n: null}] | insert \"m\" (n ?? 0) + 1",
                prints: "{\"n\":1,\"m\":2}\n{\"n\":null,\"m\":1}",
            },
            Example {
                doc: "a field of a record",
                text: "{n: 2} | insert \"m\" n * 2",
                prints: "{\"n\":2,\"m\":4}",
            },
        ],
    },
    output: &|checking| set::output(checking, check),
    body: Body::Rows(set::run),
};

fn check(schema: &Schema, name: &str) -> Option<Diagnostic> {
    let help = format!("`update {name}` changes it, `upsert {name}` does either");
    schema.get(name).map(|_| taken(name).help(help))
}

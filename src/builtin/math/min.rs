//! `math min`: find the least of values.

use std::cmp::Ordering;

use super::statistics;
use crate::command::{Arity, Body, Command, Example, Input, Param, Shape, Signature};
use crate::effect::Effects;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "math min",
        summary: "find the least of values",
        details: "Nulls are passed over. Texts are ordered by code point. Of nothing it is null.",
        input: Input::Rows,
        params: &[Param {
            name: "column",
            shape: Shape::Column,
            arity: Arity::Optional,
            doc: "the column of a table",
        }],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example { doc: "a list", text: "[3 1 2] | math min", prints: "1" },
            Example {
                doc: "a column",
                text: "[{host: \"b\"} {host: \"a\"}] | math min host",
                prints: "\"a\"",
            },
            Example { doc: "of nothing there is none", text: "[] | math min", prints: "null" },
        ],
    },
    output: &|checking| statistics::extreme_type(checking, "math min"),
    body: Body::Fold {
        narrow: statistics::narrow,
        run: |input, args| statistics::extreme(input, args, Ordering::Less),
    },
};

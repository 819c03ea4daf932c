//! `math max`: find the greatest of values.

use std::cmp::Ordering;

use super::statistics;
use crate::command::{Arity, Body, Command, Example, Input, Param, Shape, Signature};
use crate::effect::Effects;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "math max",
        summary: "find the greatest of values",
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
            Example { doc: "a list", text: "[2min 90s] | math max", prints: "120000000000" },
            Example {
                doc: "a column",
                text: "[{cores: 2} {cores: null}] | math max cores",
                prints: "2",
            },
        ],
    },
    output: &|checking| statistics::extreme_type(checking, "math max"),
    body: Body::Fold {
        narrow: statistics::narrow,
        run: |input, args| statistics::extreme(input, args, Ordering::Greater),
    },
};

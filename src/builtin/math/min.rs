//! `math min`: find the least of values.

use super::statistics;
use crate::command::{
    Args, Arity, Body, Checking, Command, Example, Input, Param, Shape, Signature,
};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};

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
    output: &output,
    body: Body::Fold { narrow: statistics::narrow, run },
};

fn output(checking: &mut Checking<'_>) -> Type {
    let item = statistics::item(
        checking,
        "math min",
        "numbers, texts and other values that have an order",
        statistics::is_ordered,
    );
    item.nullable()
}

fn run(input: Value, args: &Args) -> Result<Value> {
    let items = statistics::items(input, args)?;
    let mut found: Option<Value> = None;
    for item in items {
        let better = found.as_ref().and_then(|so_far| item.partial_cmp(so_far));
        if found.is_none() || better.is_some_and(std::cmp::Ordering::is_lt) {
            found = Some(item);
        }
    }
    Ok(found.unwrap_or_else(scalar::null))
}

//! `math max`: find the greatest of values.

use super::statistics;
use crate::command::{
    Args, Arity, Body, Checking, Command, Example, Input, Param, Shape, Signature,
};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};

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
    output: &output,
    body: Body::Fold { narrow: statistics::narrow, run },
};

fn output(checking: &mut Checking<'_>) -> Type {
    let item = statistics::item(
        checking,
        "math max",
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
        if found.is_none() || better.is_some_and(std::cmp::Ordering::is_gt) {
            found = Some(item);
        }
    }
    Ok(found.unwrap_or_else(scalar::null))
}

//! `math mean`: compute the mean of numbers.

use super::statistics;
use super::statistics::Numbers;
use crate::command::{
    Args, Arity, Body, Checking, Command, Example, Input, Param, Shape, Signature,
};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "math mean",
        summary: "compute the mean of numbers",
        details: "Nulls are passed over. Of nothing the mean is null.",
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
            Example { doc: "a list", text: "[1 2 6] | math mean", prints: "3.0" },
            Example {
                doc: "a column",
                text: "[{cores: 2} {cores: 5}] | math mean cores",
                prints: "3.5",
            },
            Example { doc: "of nothing there is none", text: "[] | math mean", prints: "null" },
        ],
    },
    output: &output,
    body: Body::Fold { narrow: statistics::narrow, run },
};

fn output(checking: &mut Checking<'_>) -> Type {
    let item = statistics::item(checking, "math mean", statistics::AMOUNTS, statistics::is_amount);
    statistics::mean_type(item)
}

fn run(input: Value, args: &Args) -> Result<Value> {
    let items = statistics::items(input, args)?;
    let numbers = Numbers::of(&items)?;
    if items.is_empty() {
        return Ok(scalar::null());
    }
    numbers.make(statistics::mean(&numbers.floats()))
}

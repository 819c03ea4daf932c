//! `math median`: compute the middle of numbers.

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
        name: "math median",
        summary: "compute the middle of numbers",
        details: "Nulls are passed over. Half of the numbers are not above it, half are not \
below it. Of nothing it is null.",
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
            Example { doc: "the one in the middle", text: "[9 1 2] | math median", prints: "2.0" },
            Example {
                doc: "the mean of two",
                text: "[1ms 2ms 4ms 8ms] | math median",
                prints: "3000000",
            },
        ],
    },
    output: &output,
    body: Body::Fold { narrow: statistics::narrow, run },
};

fn output(checking: &mut Checking<'_>) -> Type {
    let item =
        statistics::item(checking, "math median", statistics::AMOUNTS, statistics::is_amount);
    statistics::mean_type(item)
}

fn run(input: Value, args: &Args) -> Result<Value> {
    let items = statistics::items(input, args)?;
    let numbers = Numbers::of(&items)?;
    let mut floats = numbers.floats();
    floats.sort_by(f64::total_cmp);
    let middle = floats.len() / 2;
    let above = floats.get(middle).copied();
    let below = middle.checked_sub(1).and_then(|at| floats.get(at)).copied();
    match (above, below) {
        (Some(above), Some(below)) if floats.len() % 2 == 0 => numbers.make(below.midpoint(above)),
        (Some(above), _) => numbers.make(above),
        (None, _) => Ok(scalar::null()),
    }
}

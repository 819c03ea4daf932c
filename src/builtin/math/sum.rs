//! `math sum`: add numbers up.

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
        name: "math sum",
        summary: "add numbers up",
        details: "Nulls are passed over. A sum that does not fit in 64 bits is an error.",
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
            Example { doc: "a list", text: "[1 2 3.5] | math sum", prints: "6.5" },
            Example {
                doc: "a column",
                text: "[{host: \"a\", memory: 2GiB} {host: \"b\", memory: null}] | math sum memory",
                prints: "2147483648",
            },
            Example { doc: "nothing adds up to nothing", text: "[] | math sum", prints: "0" },
        ],
    },
    output: &output,
    body: Body::Fold { narrow: statistics::narrow, run },
};

fn output(checking: &mut Checking<'_>) -> Type {
    let item = statistics::item(checking, "math sum", statistics::AMOUNTS, statistics::is_amount);
    if item == Type::Nothing { Type::Int } else { item }
}

fn run(input: Value, args: &Args) -> Result<Value> {
    let items = statistics::items(input, args)?;
    match Numbers::of(&items)? {
        Numbers::Whole(numbers, make) => {
            let sum = numbers.iter().map(|number| i128::from(*number)).sum();
            statistics::fitting(sum, "sum").map(make)
        }
        Numbers::Float(numbers) => Ok(scalar::float(numbers.iter().sum())),
    }
}

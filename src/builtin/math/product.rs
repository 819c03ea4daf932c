//! `math product`: multiply numbers.

use super::statistics;
use super::statistics::Numbers;
use crate::command::{
    Args, Arity, Body, Checking, Command, Example, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "math product",
        summary: "multiply numbers",
        details: "Nulls are passed over. A product that does not fit in 64 bits is an error.",
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
            Example { doc: "a list", text: "[2 3 4] | math product", prints: "24" },
            Example { doc: "of nothing it is 1", text: "[] | math product", prints: "1" },
        ],
    },
    output: &output,
    body: Body::Fold { narrow: statistics::narrow, run },
};

fn output(checking: &mut Checking<'_>) -> Type {
    let item = statistics::item(checking, "math product", "numbers", Type::is_number);
    if item == Type::Nothing { Type::Int } else { item }
}

fn run(input: Value, args: &Args) -> Result<Value> {
    let items = statistics::items(input, args)?;
    match Numbers::of(&items)? {
        Numbers::Whole(numbers, _) => {
            let product = numbers.iter().try_fold(1_i64, |so_far, next| so_far.checked_mul(*next));
            let product = product.ok_or_else(|| {
                let message = "the product does not fit in 64 bits";
                Diagnostic::error(codes::ARITHMETIC, message).at(args.span, "")
            })?;
            Ok(scalar::int(product))
        }
        Numbers::Float(numbers) => Ok(scalar::float(numbers.iter().product())),
    }
}

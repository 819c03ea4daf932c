//! `math stddev`: compute how far numbers are spread.

use super::statistics;
use super::statistics::Numbers;
use crate::command::{
    Args, Arity, Body, Checking, Command, Example, Flag, Input, Param, Shape, Signature,
};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "math stddev",
        summary: "compute how far numbers are spread",
        details: "Nulls are passed over. The standard deviation: the root of the mean square of \
the distance from the mean. Of too few numbers it is null.",
        input: Input::Rows,
        params: &[Param {
            name: "column",
            shape: Shape::Column,
            arity: Arity::Optional,
            doc: "the column of a table",
        }],
        flags: &[Flag {
            name: "sample",
            short: Some('s'),
            shape: None,
            doc: "they are a sample: divide by one less than their number",
        }],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "of all there are",
                text: "[2 4 4 4 5 5 7 9] | math stddev",
                prints: "2.0",
            },
            Example {
                doc: "of a sample",
                text: "[1 3] | math stddev --sample | math round --precision 3",
                prints: "1.414",
            },
        ],
    },
    output: &output,
    body: Body::Fold { narrow: statistics::narrow, run },
};

fn output(checking: &mut Checking<'_>) -> Type {
    let item =
        statistics::item(checking, "math stddev", statistics::AMOUNTS, statistics::is_amount);
    statistics::mean_type(item)
}

fn run(input: Value, args: &Args) -> Result<Value> {
    let items = statistics::items(input, args)?;
    let numbers = Numbers::of(&items)?;
    let floats = numbers.floats();
    let divisor = floats.len().saturating_sub(usize::from(args.switch("sample")));
    if divisor == 0 {
        return Ok(scalar::null());
    }
    let mean = statistics::mean(&floats);
    let squares = floats.iter().map(|number| (number - mean).powi(2)).sum::<f64>();
    #[expect(clippy::cast_precision_loss, reason = "a count of items in memory")]
    numbers.make((squares / divisor as f64).sqrt())
}

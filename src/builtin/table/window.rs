//! `window`: each row or item together with those behind it.

use super::parts;
use crate::command::{Args, Arity, Body, Command, Example, Flag, Input, Param, Shape, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::Value;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "window",
        summary: "take each row or item together with those behind it",
        details: "Every part has the same size; where fewer are left there is none. It compares \
                  neighbours, such as measurements that follow each other.",
        input: Input::Rows,
        params: &[Param {
            name: "size",
            shape: Shape::Count,
            arity: Arity::One,
            doc: "how many rows or items a part has",
        }],
        flags: &[Flag {
            name: "stride",
            short: Some('s'),
            shape: Some(Shape::Count),
            doc: "how far the next part begins, 1 when it is left out",
        }],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "neighbours",
                text: "[1 2 4] | window 2 | to json",
                prints: "\"[[1,2],[2,4]]\"",
            },
            Example {
                doc: "how much more it became each time",
                text: "[10 12 17] | window 2 | each {|two| $two.1 - $two.0 }",
                prints: "[2,5]",
            },
            Example {
                doc: "every second part",
                text: "[1 2 3 4 5] | window 3 --stride 2 | to json",
                prints: "\"[[1,2,3],[3,4,5]]\"",
            },
        ],
    },
    output: &parts::output,
    body: Body::Fold { narrow: parts::whole, run },
};

fn run(input: Value, args: &Args) -> Result<Value> {
    let (size, stride) = (parts::size(args)?, args.count("stride").unwrap_or(1).max(1));
    parts::of(input, |items| items.windows(size).step_by(stride).map(<[Value]>::to_vec).collect())
}

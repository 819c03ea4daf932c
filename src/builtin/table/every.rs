//! `every`: keep every so many rows or items.

use super::columns::{all, named};
use crate::command::{
    Args, Arity, Body, Checking, Command, Example, Flag, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::{Frame, Type};
use polars::prelude::{DataType, lit};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "every",
        summary: "keep every so many rows or items",
        details: "The first one is kept, then one after each so many.",
        input: Input::Rows,
        params: &[Param {
            name: "stride",
            shape: Shape::Count,
            arity: Arity::One,
            doc: "how many rows there are from one that is kept to the next",
        }],
        flags: &[Flag {
            name: "skip",
            short: Some('s'),
            shape: None,
            doc: "leave these out and keep the others",
        }],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "each third",
                text: "[1 2 3 4 5 6 7] | every 3 | to json",
                prints: "\"[1,4,7]\"",
            },
            Example {
                doc: "the others",
                text: "[1 2 3 4 5] | every 2 --skip | to json",
                prints: "\"[2,4]\"",
            },
            Example {
                doc: "rows",
                text: "[{n: 1} {n: 2} {n: 3}] | every 2",
                prints: "{\"n\":1}\n{\"n\":3}",
            },
        ],
    },
    output: &output,
    body: Body::Whole(run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    let args = checking.args;
    if let (Some(0), Some(arg)) = (args.count("stride"), args.first("stride")) {
        let problem =
            Diagnostic::error(codes::BAD_ARGUMENT, "with a stride of 0 there is no next row");
        checking.problem(problem.at(arg.span, "").help("give a count of 1 or more"));
    }
    checking.input.clone()
}

fn run(frame: Frame, args: &Args) -> Result<Frame> {
    let stride = args.count("stride").unwrap_or(1).max(1);
    let stride = i64::try_from(stride).unwrap_or(i64::MAX);
    let lazy = frame.lazy.with_row_index(PLACE, None);
    let first = (named(PLACE).cast(DataType::Int64) % lit(stride)).eq(lit(0));
    let lazy = lazy.filter(if args.switch("skip") { first.not() } else { first });
    Ok(Frame { lazy: lazy.select(all(&frame.schema)), ..frame }.compact())
}

/// No column of a table has such a name.
const PLACE: &str = "\0place";

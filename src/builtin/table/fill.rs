//! `fill`: put what stands near into the place of nulls.

use super::columns::named;
use crate::command::{
    Args, Arity, Body, Checking, Command, Example, Flag, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::Frame;
use polars::prelude::FillNullStrategy;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "fill",
        summary: "put what stands near into the place of nulls",
        details: "The cell above, or with `--backward` the one below. Nulls at the end that it \
                  begins from stay, so the columns may still have some. `default` puts one value \
                  everywhere.",
        input: Input::Table,
        params: &[Param {
            name: "columns",
            shape: Shape::Column,
            arity: Arity::Some,
            doc: "the columns that are filled",
        }],
        flags: &[
            Flag {
                name: "backward",
                short: Some('b'),
                shape: None,
                doc: "from the next cell that is there, not from the last one",
            },
            Flag {
                name: "most",
                short: None,
                shape: Some(Shape::Count),
                doc: "fill so many in a row and no more",
            },
        ],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "from above",
                text: "[{rack: 7, host: \"a\"} {rack: null, host: \"b\"} {rack: 8, host: \"c\"}] | fill rack",
                prints: "{\"rack\":7,\"host\":\"a\"}\n{\"rack\":7,\"host\":\"b\"}\n\
                         {\"rack\":8,\"host\":\"c\"}",
            },
            Example {
                doc: "from below",
                text: "[{n: null} {n: 2}] | fill n --backward",
                prints: "{\"n\":2}\n{\"n\":2}",
            },
        ],
    },
    output: &output,
    body: Body::Whole(run),
};

fn output(checking: &mut Checking<'_>) -> crate::value::Type {
    let schema = checking.schema();
    let args = checking.args.clone();
    for (name, span) in args.texts("columns") {
        if schema.get(name).is_some_and(|column| !column.ty.is_nullable()) {
            let message = format!("`{name}` has no nulls");
            checking.problem(Diagnostic::error(codes::BAD_ARGUMENT, message).at(span, ""));
        }
    }
    checking.input.clone()
}

fn run(frame: Frame, args: &Args) -> Result<Frame> {
    let most = args.count("most").and_then(|most| most.try_into().ok());
    let strategy = match args.switch("backward") {
        true => FillNullStrategy::Backward(most),
        false => FillNullStrategy::Forward(most),
    };
    let columns = args.texts("columns");
    let columns = columns.map(|(name, _)| named(name).fill_null_with_strategy(strategy));
    let lazy = frame.lazy.with_columns(columns.collect::<Vec<_>>());
    Ok(Frame { lazy, ..frame })
}

//! `plot line`: draw columns over another one, the points joined.

use super::{Marks, Plot, points, surface};
use crate::builtin::given;
use crate::command::{
    Args, Arity, Body, Checking, Command, Example, Input, Param, Shape, Signature,
};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "plot line",
        summary: "draw columns over another one, the points joined",
        details: "Points are joined in the order of the rows, so sort them first; a null breaks the \
                  line. It is text unless `--as` makes a picture of it, which `save` writes to a file.",
        input: Input::Table,
        params: &PARAMS,
        flags: &surface::FLAGS,
        effects: Effects::NONE,
        examples: &[Example {
            doc: "a picture",
            text: "[{t: 1sec load: 0.5} {t: 2sec load: 0.9}] | plot line t load --as svg | str contains \"</svg>\"",
            prints: "true",
        }],
    },
    output: &|checking| output(checking, "plot line"),
    body: Body::Fold { narrow: points::narrow, run },
};

/// The columns of a plot of points.
pub(super) const PARAMS: [Param; 2] = [
    Param {
        name: "x",
        shape: Shape::Column,
        arity: Arity::One,
        doc: "the column along the x axis: numbers, durations, filesizes or dates",
    },
    Param {
        name: "y",
        shape: Shape::Column,
        arity: Arity::Some,
        doc: "the columns along the y axis, all of one kind",
    },
];

/// The type of a plot of points.
pub(super) fn output(checking: &mut Checking<'_>, command: &str) -> Type {
    points::kind(checking, command, "x");
    points::kind(checking, command, "y");
    surface::output(checking)
}

fn run(input: Value, args: &Args) -> Result<Value> {
    drawn(&given::items(input)?, args, Marks::Lines)
}

/// A plot of points.
pub(super) fn drawn(
    rows: &[Value],
    args: &Args,
    marks: fn(Vec<points::Series>) -> Marks,
) -> Result<Value> {
    let series = points::series(rows, args);
    let (x, y) = points::axes(&series, rows, args, surface::marks(args));
    let title = surface::title(args, format!("{} by {}", y.name, x.name));
    surface::draw(&Plot { title, x, y, marks: marks(series) }, args, None)
}

//! `plot bar`: draw the numbers of a column as bars, each with its label.

use super::axis::{Axis, Kind, place};
use super::{Bar, Marks, Plot, points, surface};
use crate::builtin::given;
use crate::command::{
    Args, Arity, Body, Checking, Command, Example, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::{Type, Value, plain_scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "plot bar",
        summary: "draw the numbers of a column as bars, each with its label",
        details: "A bar a row, below each other, from zero to its number; a null has none. It is text \
                  unless `--as` makes a picture of it, which `save` writes to a file. `draw-bars` puts \
                  bars into the table.",
        input: Input::Table,
        params: &[
            Param {
                name: "label",
                shape: Shape::Column,
                arity: Arity::One,
                doc: "the column of labels, one a bar",
            },
            Param {
                name: "value",
                shape: Shape::Column,
                arity: Arity::One,
                doc: "the column of numbers, durations or filesizes",
            },
        ],
        flags: &surface::FLAGS,
        effects: Effects::NONE,
        examples: &[Example {
            doc: "hosts by system",
            text: "[{os: \"debian\" n: 8} {os: \"alpine\" n: 3}] | plot bar os n --width 20",
            prints: "\"n by os\\ndebian ██████████  8\\nalpine ███▊        3\\n\"",
        }],
    },
    output: &output,
    body: Body::Fold { narrow: points::narrow, run },
};

/// The most bars.
const MOST: usize = 400;

/// Pixels that a bar and the room beside it take, and those above and below all of them.
const PIXELS: (usize, usize) = (24, 90);

fn output(checking: &mut Checking<'_>) -> Type {
    if points::kind(checking, "plot bar", "value") == Some(Kind::Date) {
        let args = checking.args.clone();
        if let Some((name, span)) = args.texts("value").next() {
            let message = format!("`{name}` holds dates, and a bar begins at zero");
            let help = "`plot scatter` draws dates";
            checking.problem(given::clash(message, span).help(help));
        }
    }
    let args = checking.args.clone();
    if let Some((name, span)) = args.texts("label").next()
        && let Some(column) = checking.schema().get(name)
        && given::has_parts(column.ty.non_null())
    {
        let message = format!("`{name}` is of type {}, and a label is one value", column.ty);
        checking.problem(given::clash(message, span));
    }
    surface::output(checking)
}

fn run(input: Value, args: &Args) -> Result<Value> {
    let rows = given::items(input)?;
    let (label, value) =
        (args.text("label").unwrap_or_default(), args.text("value").unwrap_or_default());
    let bars = points::cells(&rows, label).zip(points::cells(&rows, value));
    let bars = bars.filter_map(|(label, value)| {
        let label = label.and_then(plain_scalar).unwrap_or_else(|| "null".to_owned());
        Some(Bar { label, value: place(value?)? })
    });
    let bars = bars.collect::<Vec<_>>();
    if bars.len() > MOST {
        let message = format!("{} bars are more than {MOST}", bars.len());
        let help = "take some of the rows, such as `first 50`, or count them with `group-by`";
        return Err(Diagnostic::error(codes::TOO_MUCH, message)
            .at(args.span, "")
            .help(help)
            .into());
    }
    let places = bars.iter().map(|bar| bar.value).chain([0.0]);
    let x = Axis::new(value, points::kind_of(&rows, value), places, surface::marks(args).0);
    let y = Axis::new(label, Kind::Number, std::iter::empty(), 1);
    let title = surface::title(args, format!("{value} by {label}"));
    let high = bars.len() * PIXELS.0 + PIXELS.1;
    surface::draw(&Plot { title, x, y, marks: Marks::Bars(bars) }, args, Some(high))
}

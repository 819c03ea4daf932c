//! `plot histogram`: draw how often the numbers of a column are in which range.

use super::axis::{Axis, Kind, place};
use super::{Bin, Marks, Plot, points, size, surface, whole};
use crate::builtin::given;
use crate::command::{
    Args, Arity, Body, Checking, Command, Example, Flag, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::{Type, Value};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "plot histogram",
        summary: "draw how often the numbers of a column are in which range",
        details: "The range of the numbers is cut into parts that begin and end at round places, about \
                  ten of them unless `--bins` says otherwise. A number where two parts meet is in the \
                  later one; nulls are not counted. It is text unless `--as` makes a picture of it, \
                  which `save` writes to a file. `histogram` gives the counts as a table.",
        input: Input::Table,
        params: &[Param {
            name: "column",
            shape: Shape::Column,
            arity: Arity::One,
            doc: "the column of numbers, durations, filesizes or dates",
        }],
        flags: &[
            surface::FLAGS[0],
            Flag {
                name: "bins",
                short: Some('b'),
                shape: Some(Shape::Count),
                doc: "about how many parts there are, 10 unless said otherwise",
            },
            surface::FLAGS[1],
            surface::FLAGS[2],
            surface::FLAGS[3],
        ],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "sizes",
            text: "[{size: 1} {size: 3} {size: 4} {size: 11}] | plot histogram size --bins 3 --width 24",
            prints: "\"size\\n0 to 5   ████████████  3\\n5 to 10                0\\n10 to 15 ████          1\\n\"",
        }],
    },
    output: &output,
    body: Body::Fold { narrow: points::narrow, run },
};

/// The most parts.
const MOST: usize = 400;

fn output(checking: &mut Checking<'_>) -> Type {
    points::kind(checking, "plot histogram", "column");
    let args = checking.args.clone();
    if let Some(bins) = args.first("bins")
        && args.count("bins").is_some_and(|bins| !(1..=MOST).contains(&bins))
    {
        let message = format!("there have to be from 1 to {MOST} bins");
        checking.problem(Diagnostic::error(codes::BAD_ARGUMENT, message).at(bins.span, ""));
    }
    surface::output(checking)
}

fn run(input: Value, args: &Args) -> Result<Value> {
    let rows = given::items(input)?;
    let name = args.text("column").unwrap_or_default();
    let wanted = args.count("bins").unwrap_or(10).clamp(1, MOST);
    let places = points::cells(&rows, name).flatten().filter_map(place).collect::<Vec<_>>();
    let x = Axis::new(name, points::kind_of(&rows, name), places.iter().copied(), wanted);
    let marks = x.marks();
    let ends = marks.iter().skip(1);
    let mut bins = marks.iter().zip(ends).map(|(from, to)| Bin { from: *from, to: *to, count: 0 });
    let mut bins = bins.by_ref().collect::<Vec<_>>();
    for place in places {
        let at = whole((place - x.from) / (x.to - x.from) * size(bins.len()), bins.len());
        // Dividing may round a place out of the part that it is in.
        let from = at.saturating_sub(1);
        let in_it = |bin: &&mut Bin| place >= bin.from && place < bin.to;
        let last = bins.len().saturating_sub(1);
        let found = bins.iter_mut().skip(from).take(3).find(in_it).map(|bin| bin.count += 1);
        if found.is_none()
            && let Some(bin) = bins.get_mut(last)
        {
            bin.count += 1;
        }
    }
    let counts = bins.iter().map(|bin| size(bin.count)).chain([0.0]);
    let y = Axis::new("count", Kind::Number, counts, surface::marks(args).1);
    let title = surface::title(args, name.to_owned());
    surface::draw(&Plot { title, x, y, marks: Marks::Bins(bins) }, args, None)
}

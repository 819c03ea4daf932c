//! Columns of rows as what is drawn of them.

use std::collections::HashSet;

use super::axis::{Axis, Kind, place};
use super::{size, whole};
use crate::builtin::given;
use crate::command::{Args, Checking};
use crate::diag::{Diagnostic, Result, codes};
use crate::value::{Frame, Value};

/// Points of one column.
pub(super) struct Series {
    pub name: String,
    /// In the order of the rows; none where a row has no such point, and a line is broken.
    pub points: Vec<Option<(f64, f64)>>,
}

/// The most series of a plot.
const MOST: usize = 8;

/// What `column` measures, by its type. What stands on no axis is reported.
pub(super) fn kind(checking: &mut Checking<'_>, command: &str, parameter: &str) -> Option<Kind> {
    let args = checking.args.clone();
    let schema = checking.schema();
    let mut kinds = Vec::new();
    for (name, span) in args.texts(parameter) {
        let Some(column) = schema.get(name) else { continue };
        let Some(kind) = Kind::of(&column.ty) else {
            let message = format!(
                "`{command}` draws numbers, durations, filesizes and dates; `{name}` is of type {}",
                column.ty
            );
            checking.problem(given::clash(message, span));
            return None;
        };
        if let Some((other, first)) = kinds.first()
            && *other != kind
        {
            let message = format!("`{first}` and `{name}` do not stand on one axis");
            let problem = given::clash(message, span);
            checking.problem(problem.help("draw them in two plots, or convert one of them"));
            return None;
        }
        kinds.push((kind, name));
    }
    if let Some((_, span)) = args.texts(parameter).nth(MOST) {
        let message = format!("a plot has {MOST} columns at most");
        checking.problem(Diagnostic::error(codes::EXTRA_ARGUMENT, message).at(span, ""));
    }
    kinds.first().map(|(kind, _)| *kind)
}

/// Of a table only the columns that are drawn.
pub(super) fn narrow(frame: Frame, args: &Args) -> Result<Frame> {
    let named =
        ["x", "y", "label", "value", "column"].into_iter().flat_map(|name| args.texts(name));
    let mut names = named.map(|(name, _)| name).collect::<Vec<_>>();
    let mut seen = HashSet::new();
    names.retain(|name| seen.insert(*name));
    frame.columns(&names)
}

/// The cells of the column called `name`, of rows that are records.
pub(super) fn cells<'a>(
    rows: &'a [Value],
    name: &'a str,
) -> impl Iterator<Item = Option<&'a Value>> {
    rows.iter().map(move |row| match row {
        Value::Record { val, .. } => val.get(name),
        _ => None,
    })
}

/// What the cells of `name` measure.
pub(super) fn kind_of(rows: &[Value], name: &str) -> Kind {
    let known = cells(rows, name).flatten().find(|value| !value.is_nothing());
    known.and_then(|value| Kind::of(&crate::value::type_of(value))).unwrap_or(Kind::Number)
}

/// The points of the columns `y` over the column `x`.
pub(super) fn series(rows: &[Value], args: &Args) -> Vec<Series> {
    let x = args.text("x").unwrap_or_default();
    let of = |name: &str| {
        let points = cells(rows, x).zip(cells(rows, name));
        let points = points.map(|(x, y)| Some((place(x?)?, place(y?)?))).collect();
        Series { name: name.to_owned(), points }
    };
    args.texts("y").take(MOST).map(|(name, _)| of(name)).collect()
}

/// The axes of `series`.
pub(super) fn axes(
    series: &[Series],
    rows: &[Value],
    args: &Args,
    marks: (usize, usize),
) -> (Axis, Axis) {
    let known = || series.iter().flat_map(|one| one.points.iter().flatten());
    let x = args.text("x").unwrap_or_default();
    let names = series.iter().map(|one| one.name.as_str()).collect::<Vec<_>>();
    let kind = names.first().map_or(Kind::Number, |name| kind_of(rows, name));
    let across = Axis::new(x, kind_of(rows, x), known().map(|(x, _)| *x), marks.0);
    (across, Axis::new(names.join(", "), kind, known().map(|(_, y)| *y), marks.1))
}

/// What of a line shows in `columns` dots: of those that share a column the first, the least, the
/// greatest and the last.
pub(super) fn thinned(
    points: &[Option<(f64, f64)>],
    x: &Axis,
    columns: usize,
) -> Vec<Option<(f64, f64)>> {
    if points.len() <= columns * 4 {
        return points.to_vec();
    }
    let column =
        |x_place: f64| whole((x_place - x.from) / (x.to - x.from) * size(columns), columns);
    let mut kept = Vec::new();
    let mut rest = points.iter().peekable();
    while let Some(first) = rest.next() {
        let Some(first) = *first else {
            kept.push(None);
            continue;
        };
        let here = column(first.0);
        let (mut least, mut most, mut last) = (first, first, first);
        while let Some(Some(next)) = rest.peek()
            && column(next.0) == here
        {
            least = if next.1 < least.1 { *next } else { least };
            most = if next.1 > most.1 { *next } else { most };
            last = *next;
            rest.next();
        }
        kept.extend([first, least, most, last].map(Some));
    }
    kept
}

/// The points of which each has a dot of its own, of `columns` by `rows` dots.
pub(super) fn apart(
    points: &[Option<(f64, f64)>],
    (x, y): (&Axis, &Axis),
    (columns, rows): (usize, usize),
) -> Vec<(f64, f64)> {
    let mut seen = HashSet::new();
    let dot = |axis: &Axis, place: f64, dots| {
        whole((place - axis.from) / (axis.to - axis.from) * size(dots), dots)
    };
    let points = points.iter().flatten().copied();
    points.filter(|(a, b)| seen.insert((dot(x, *a, columns), dot(y, *b, rows)))).collect()
}

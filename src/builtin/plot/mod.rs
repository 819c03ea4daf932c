//! Plots: lines, points, bars and counts, as text for a terminal or as a picture for a file.
//!
//! A command reads its columns into a [`Plot`], which knows no output; [`drawn`] makes text of it
//! and [`picture`] SVG or PNG. Nothing is written: `save` does that as for any other value.

mod axis;
pub mod bar;
mod blocks;
mod drawn;
pub mod histogram;
pub mod line;
mod picture;
mod points;
pub mod scatter;
mod surface;
#[cfg(test)]
mod tests;

pub use blocks::bar as blocks;

use self::axis::Axis;
use self::points::Series;

/// What is drawn.
struct Plot {
    /// The line above it.
    title: String,
    x: Axis,
    y: Axis,
    marks: Marks,
}

/// How it is drawn.
enum Marks {
    /// Points that are joined.
    Lines(Vec<Series>),
    /// Points alone.
    Points(Vec<Series>),
    /// Bars below each other, from zero to their value along the x axis.
    Bars(Vec<Bar>),
    /// Parts of the x axis, as high as their count.
    Bins(Vec<Bin>),
}

/// A bar.
struct Bar {
    label: String,
    value: f64,
}

/// A part of a range, and how many values are in it.
struct Bin {
    from: f64,
    to: f64,
    count: usize,
}

/// `number` as a float; beyond 2^53 the nearest one.
#[expect(clippy::cast_precision_loss, reason = "no pixel shows the difference")]
fn float(number: i64) -> f64 {
    number as f64
}

/// `count` as a float.
fn size(count: usize) -> f64 {
    float(i64::try_from(count).unwrap_or(i64::MAX))
}

/// The whole number below `number`, in the range of `0..=most`.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is in the range")]
fn whole(number: f64, most: usize) -> usize {
    if number.is_nan() { 0 } else { number.clamp(0.0, size(most)) as usize }
}

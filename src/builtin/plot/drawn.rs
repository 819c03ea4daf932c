//! A plot as text: lines and points in dots of Braille, bars in blocks.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::symbols::Marker;
use ratatui::widgets::{Axis as Side, Chart, Dataset, GraphType, Widget};
use unicode_width::UnicodeWidthStr;

use super::axis::Axis;
use super::blocks::bar;
use super::points::{Series, apart, thinned};
use super::{Bar, Bin, Marks, Plot, size, whole};

/// How the series of a plot are told apart, with the sign that stands for each beside its name.
const MARKERS: [(Marker, char); 8] = [
    (Marker::Braille, '⣿'),
    (Marker::Dot, '•'),
    (Marker::Custom('×'), '×'),
    (Marker::Custom('○'), '○'),
    (Marker::Custom('+'), '+'),
    (Marker::Custom('◆'), '◆'),
    (Marker::Custom('□'), '□'),
    (Marker::Custom('▲'), '▲'),
];

/// Dots of Braille in a character.
const DOTS: (usize, usize) = (2, 4);

/// `plot` in lines of at most `width` characters; one of points has `height` lines below its title.
pub(super) fn text(plot: &Plot, width: usize, height: usize) -> String {
    let mut lines = vec![plot.title.clone()];
    match &plot.marks {
        Marks::Lines(series) | Marks::Points(series) => {
            if series.len() > 1 {
                let signs = series.iter().zip(MARKERS);
                let names = signs.map(|(series, (_, sign))| format!("{sign} {}", series.name));
                lines.push(names.collect::<Vec<_>>().join("  "));
            }
            lines.extend(chart(plot, series, width, height));
        }
        Marks::Bars(bars) => lines.extend(beside(bars, &plot.x, width)),
        Marks::Bins(bins) => lines.extend(counted(bins, &plot.x, width)),
    }
    let lines = lines.into_iter().map(|line| format!("{}\n", line.trim_end()));
    lines.collect()
}

fn chart(plot: &Plot, series: &[Series], width: usize, height: usize) -> Vec<String> {
    let joined = matches!(plot.marks, Marks::Lines(_));
    let (x, y) = (&plot.x, &plot.y);
    let dots = (width * DOTS.0, height * DOTS.1);
    // A dataset is one line, so a line with a gap is several.
    let mut parts = Vec::new();
    for (one, (marker, _)) in series.iter().zip(MARKERS) {
        if !joined {
            parts.push((marker, apart(&one.points, (x, y), dots)));
            continue;
        }
        let points = thinned(&one.points, x, dots.0);
        let runs = points.split(Option::is_none).filter(|run| !run.is_empty());
        parts.extend(runs.map(|run| (marker, run.iter().flatten().copied().collect())));
    }
    let kind = if joined { GraphType::Line } else { GraphType::Scatter };
    let sets = parts.iter().map(|(marker, points)| {
        // A point that is joined to nothing would not be seen as a line.
        let kind = if points.len() == 1 { GraphType::Scatter } else { kind };
        Dataset::default().marker(*marker).graph_type(kind).data(points)
    });
    let chart = Chart::new(sets.collect()).x_axis(side(x)).y_axis(side(y)).legend_position(None);
    let measure = |size: usize| u16::try_from(size).unwrap_or(u16::MAX);
    let area = Rect::new(0, 0, measure(width), measure(height));
    let mut buffer = Buffer::empty(area);
    chart.render(area, &mut buffer);
    let cell = |x: u16, y: u16| buffer.cell((x, y)).map_or(" ", |cell| cell.symbol()).to_owned();
    (0..area.height).map(|y| (0..area.width).map(|x| cell(x, y)).collect()).collect()
}

/// An axis with its marks, all as far from each other.
fn side(axis: &Axis) -> Side<'static> {
    let labels = axis.marks().into_iter().map(|place| axis.label(place));
    Side::default().bounds([axis.from, axis.to]).labels(labels.collect::<Vec<_>>())
}

/// `text` in `width` columns, at the left of them.
fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// The beginning of `text`, where it is wider than `most`.
fn cut(text: &str, most: usize) -> String {
    let text =
        text.chars().map(|char| if char.is_control() { '·' } else { char }).collect::<String>();
    if text.width() <= most {
        return text;
    }
    let mut kept = String::new();
    for char in text.chars() {
        if format!("{kept}{char}…").width() > most {
            break;
        }
        kept.push(char);
    }
    kept + "…"
}

/// Bars from zero, those below it to the left.
fn beside(bars: &[Bar], x: &Axis, width: usize) -> Vec<String> {
    let labels = bars.iter().map(|bar| cut(&bar.label, width / 3)).collect::<Vec<_>>();
    let values = bars.iter().map(|bar| x.value(bar.value)).collect::<Vec<_>>();
    let widest = |texts: &[String]| texts.iter().map(|text| text.width()).max().unwrap_or(0);
    let (label_room, value_room) = (widest(&labels), widest(&values));
    let room = width.saturating_sub(label_room + value_room + 3).max(4);
    let least = bars.iter().map(|bar| bar.value).fold(0.0, f64::min);
    let most = bars.iter().map(|bar| bar.value).fold(0.0, f64::max);
    let range = if most > least { most - least } else { 1.0 };
    let below = whole((-least / range * size(room)).round(), room);
    let rows = bars.iter().zip(labels).zip(values);
    rows.map(|((one, label), value)| {
        let drawn = if one.value < 0.0 {
            let blocks = whole((one.value / least * size(below)).round(), below);
            format!("{}{}", " ".repeat(below - blocks), "█".repeat(blocks))
        } else {
            format!("{}{}", " ".repeat(below), bar(one.value / most, room - below))
        };
        let gap = " ".repeat(value_room.saturating_sub(value.width()));
        format!("{} {}  {gap}{value}", padded(&label, label_room), padded(&drawn, room))
    })
    .collect()
}

/// Bars of counts.
fn counted(bins: &[Bin], x: &Axis, width: usize) -> Vec<String> {
    let bars = bins.iter().map(|bin| Bar {
        label: format!("{} to {}", x.label(bin.from), x.label(bin.to)),
        value: size(bin.count),
    });
    let counts = bins.iter().map(|bin| size(bin.count));
    let count = Axis::new("", super::axis::Kind::Number, counts, 1);
    beside(&bars.collect::<Vec<_>>(), &count, width)
}

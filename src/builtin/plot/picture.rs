//! A plot as a picture: SVG, or PNG.

use std::ops::Range;
use std::sync::LazyLock;

use epaint_default_fonts::UBUNTU_LIGHT;
use plotters::coord::Shift;
use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint, Ranged};
use plotters::prelude::*;
use plotters::style::register_font;

use super::axis::Axis;
use super::points::{Series, apart, thinned};
use super::{Bar, Bin, Marks, Plot, size, whole};
use crate::diag::{Diagnostic, Result, codes};

/// The name that the font has in a picture; one that is looked at elsewhere has one of this kind.
const FONT: &str = "sans-serif";

/// Colours that can be told apart by those, too, who do not see all of them: the set of Okabe and Ito.
const COLORS: [RGBColor; 8] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
    RGBColor(120, 94, 240),
    RGBColor(90, 90, 90),
];

/// Pixels of a letter, about, and the most of a label that are drawn.
const LETTER: usize = 7;
const LONGEST: usize = 30;

/// Pixels from one mark to the next at least, along x and along y.
const MARK: (usize, usize) = (60, 20);

static HAS_FONT: LazyLock<bool> =
    LazyLock::new(|| register_font(FONT, FontStyle::Normal, UBUNTU_LIGHT).is_ok());

/// How large a picture is, in pixels.
pub(super) struct Picture {
    pub width: usize,
    pub height: usize,
}

impl Picture {
    /// `plot` as SVG.
    ///
    /// # Errors
    /// Only by a defect.
    pub fn svg(&self, plot: &Plot) -> Result<String> {
        let mut text = String::new();
        let (width, height) = self.pixels();
        self.draw(plot, SVGBackend::with_string(&mut text, (width, height)))?;
        Ok(text)
    }

    /// `plot` as PNG.
    ///
    /// # Errors
    /// Only by a defect.
    pub fn png(&self, plot: &Plot) -> Result<Vec<u8>> {
        let (width, height) = self.pixels();
        let mut pixels = vec![0; self.width * self.height * 3];
        self.draw(plot, BitMapBackend::with_buffer(&mut pixels, (width, height)))?;
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        let written =
            encoder.write_header().and_then(|mut writer| writer.write_image_data(&pixels));
        written.map_err(|error| internal(&error))?;
        Ok(bytes)
    }

    fn pixels(&self) -> (u32, u32) {
        let pixels = |size: usize| u32::try_from(size).unwrap_or(u32::MAX);
        (pixels(self.width), pixels(self.height))
    }

    fn draw<B: DrawingBackend>(&self, plot: &Plot, backend: B) -> Result<()> {
        if !*HAS_FONT {
            return Err(Diagnostic::error(codes::INTERNAL, "the font cannot be read").into());
        }
        let root = backend.into_drawing_area();
        let drawn = self.draw_on(plot, &root).and_then(|()| root.present());
        drawn.map_err(|error| internal(&error))
    }

    fn draw_on<B: DrawingBackend>(&self, plot: &Plot, root: &Area<B>) -> Drawn<B> {
        root.fill(&WHITE)?;
        let (x, y) = (&plot.x, &plot.y);
        let mut builder = ChartBuilder::on(root);
        builder.margin(12).margin_right(28).caption(&plot.title, (FONT, 20)).x_label_area_size(44);
        let wide = match &plot.marks {
            Marks::Bars(bars) => bars.iter().map(|bar| label(&bar.label).chars().count()).max(),
            _ => y.marks().into_iter().map(|place| y.label(place).chars().count()).max(),
        };
        let wide = (wide.unwrap_or(0) * LETTER + 30).min(self.width / 2);
        builder.y_label_area_size(u32::try_from(wide).unwrap_or(100));
        if let Marks::Bars(bars) = &plot.marks {
            return self.bars(bars, x, &mut builder);
        }
        let across = Scale::of(x, self.width / MARK.0);
        let up = Scale::of(y, self.height / MARK.1);
        let mut chart = builder.build_cartesian_2d(across, up)?;
        let mut mesh = chart.configure_mesh();
        mesh.x_desc(&x.name).y_desc(&y.name).axis_desc_style((FONT, 15)).label_style((FONT, 13));
        mesh.light_line_style(TRANSPARENT).bold_line_style(BLACK.mix(0.12));
        let (beside_x, beside_y) = (|place: &f64| x.label(*place), |place: &f64| y.label(*place));
        mesh.x_label_formatter(&beside_x).y_label_formatter(&beside_y);
        mesh.draw()?;
        let colors = COLORS.iter().cycle().copied();
        match &plot.marks {
            Marks::Lines(series) => {
                for (one, color) in series.iter().zip(colors) {
                    let points = thinned(&one.points, x, self.width);
                    let runs = points.split(Option::is_none).filter(|run| !run.is_empty());
                    for run in runs {
                        let points = run.iter().flatten().copied();
                        chart
                            .draw_series(LineSeries::new(points.clone(), color.stroke_width(2)))?;
                        if run.len() == 1 {
                            let dot = |at| Circle::new(at, 2, color.filled());
                            chart.draw_series(points.map(dot))?;
                        }
                    }
                }
                self.legend(series, root)
            }
            Marks::Points(series) => {
                for (one, color) in series.iter().zip(colors) {
                    let points = apart(&one.points, (x, y), (self.width, self.height));
                    let dot = |at| Circle::new(at, 3, color.mix(0.7).filled());
                    chart.draw_series(points.into_iter().map(dot))?;
                }
                self.legend(series, root)
            }
            Marks::Bins(bins) => {
                let [color, ..] = COLORS;
                let part = |bin: &Bin| {
                    let mut part = Rectangle::new(
                        [(bin.from, 0.0), (bin.to, size(bin.count))],
                        color.mix(0.8).filled(),
                    );
                    part.set_margin(0, 0, 1, 0);
                    part
                };
                chart.draw_series(bins.iter().map(part)).map(|_| ())
            }
            Marks::Bars(_) => Ok(()),
        }
    }

    /// The names of several series, with their colours, at the top on the right.
    fn legend<B: DrawingBackend>(&self, series: &[Series], root: &Area<B>) -> Drawn<B> {
        if series.len() < 2 {
            return Ok(());
        }
        let longest = series.iter().map(|one| label(&one.name).chars().count()).max().unwrap_or(0);
        let right = i32::try_from(self.width.saturating_sub(longest * LETTER + 40)).unwrap_or(0);
        for ((at, one), color) in (0..).zip(series).zip(COLORS.iter().cycle()) {
            let top = 44 + at * 18;
            let sign = Rectangle::new([(right, top), (right + 12, top + 10)], color.filled());
            root.draw(&sign)?;
            root.draw(&Text::new(label(&one.name), (right + 18, top - 2), (FONT, 14)))?;
        }
        Ok(())
    }

    fn bars<B: DrawingBackend>(
        &self,
        bars: &[Bar],
        x: &Axis,
        builder: &mut ChartBuilder<'_, '_, B>,
    ) -> Drawn<B> {
        let across = Scale::of(x, self.width / MARK.0);
        // The first one is at the top.
        let count = size(bars.len().max(1));
        let middle = |at: usize| count - size(at) - 0.5;
        let down = Scale { from: 0.0, to: count, marks: (0..bars.len()).map(middle).collect() };
        let mut chart = builder.build_cartesian_2d(across, down)?;
        let name = |place: &f64| {
            let bar = bars.get(whole(count - place, bars.len()));
            bar.map(|bar| label(&bar.label)).unwrap_or_default()
        };
        let mut mesh = chart.configure_mesh();
        mesh.disable_y_mesh().y_label_formatter(&name);
        mesh.x_desc(&x.name).axis_desc_style((FONT, 15)).label_style((FONT, 13));
        mesh.light_line_style(TRANSPARENT).bold_line_style(BLACK.mix(0.12));
        mesh.x_label_formatter(&|place| x.label(*place)).draw()?;
        let [color, ..] = COLORS;
        let drawn = bars.iter().enumerate().map(|(at, bar)| {
            let (above, below) = (middle(at) + 0.5, middle(at) - 0.5);
            let ends = [(0.0, above), (bar.value, below)];
            let mut drawn = Rectangle::new(ends, color.mix(0.8).filled());
            drawn.set_margin(3, 3, 0, 0);
            drawn
        });
        chart.draw_series(drawn).map(|_| ())
    }
}

/// From where to where an axis goes, and where its marks are.
struct Scale {
    from: f64,
    to: f64,
    marks: Vec<f64>,
}

impl Scale {
    /// That of `axis`, with so many marks at most.
    fn of(axis: &Axis, most: usize) -> Self {
        let marks = axis.marks();
        let every = marks.len().div_ceil(most.max(1)).max(1);
        Self { from: axis.from, to: axis.to, marks: marks.into_iter().step_by(every).collect() }
    }
}

impl Ranged for Scale {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, place: &f64, (first, last): (i32, i32)) -> i32 {
        let share = (place - self.from) / (self.to - self.from);
        #[expect(clippy::cast_possible_truncation, reason = "a pixel of the picture")]
        let pixel = (share.clamp(-1.0, 2.0) * f64::from(last - first)).round() as i32;
        first + pixel
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        if hint.weight().allow_light_points() { Vec::new() } else { self.marks.clone() }
    }

    fn range(&self) -> Range<f64> {
        self.from..self.to
    }
}

type Area<B> = DrawingArea<B, Shift>;

type Drawn<B> = std::result::Result<(), DrawingAreaErrorKind<<B as DrawingBackend>::ErrorType>>;

/// A label as it is drawn: what no letter is drawn for is a dot, and what is too long is cut.
fn label(text: &str) -> String {
    let char = |char: char| if char.is_control() { '·' } else { char };
    let short = text.chars().take(LONGEST).map(char).collect::<String>();
    if text.chars().nth(LONGEST).is_some() { short + "…" } else { short }
}

fn internal(error: &dyn std::fmt::Display) -> Box<Diagnostic> {
    let message = format!("the picture cannot be drawn: {error}");
    Diagnostic::error(codes::INTERNAL, message).into()
}

//! What a plot is drawn on, as the flags say that all plots have.

use super::picture::Picture;
use super::{Plot, drawn};
use crate::command::{Args, Checking, Flag, Shape};
use crate::diag::{Diagnostic, Result, codes, did_you_mean};
use crate::value::{Type, Value, scalar};

/// The flags that all plots have.
pub(super) const FLAGS: [Flag; 4] = [
    Flag {
        name: "as",
        short: None,
        shape: Some(Shape::Text),
        doc: "`text` for a terminal, unless it is `svg` or `png` for a file",
    },
    Flag {
        name: "height",
        short: None,
        shape: Some(Shape::Count),
        doc: "lines of a text (20 unless said otherwise), pixels of a picture (480)",
    },
    Flag { name: "title", short: None, shape: Some(Shape::Text), doc: "the line above it" },
    Flag {
        name: "width",
        short: Some('w'),
        shape: Some(Shape::Count),
        doc: "characters of a text (72 unless said otherwise), pixels of a picture (800)",
    },
];

/// What a plot becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Text,
    Svg,
    Png,
}

const FORMS: [(&str, Form); 3] = [("text", Form::Text), ("svg", Form::Svg), ("png", Form::Png)];

impl Form {
    fn named(name: &str) -> Option<Self> {
        FORMS.iter().find(|(known, _)| *known == name).map(|(_, form)| *form)
    }

    fn of(args: &Args) -> Self {
        args.text("as").and_then(Self::named).unwrap_or(Self::Text)
    }

    /// The least, the usual and the greatest width.
    fn width(self) -> [usize; 3] {
        if self == Self::Text { [20, 72, 1000] } else { [100, 800, 10_000] }
    }

    /// The least, the usual and the greatest height.
    fn height(self) -> [usize; 3] {
        if self == Self::Text { [5, 20, 1000] } else { [100, 480, 10_000] }
    }
}

/// The type of what a plot becomes. Wrong flags are reported.
pub(super) fn output(checking: &mut Checking<'_>) -> Type {
    let args = checking.args.clone();
    if let Some((name, span)) = args.texts("as").next()
        && Form::named(name).is_none()
    {
        let names = FORMS.map(|(name, _)| name);
        let problem = Diagnostic::error(codes::BAD_ARGUMENT, format!("a plot is no `{name}`"));
        let help = did_you_mean(name, "forms", &names);
        checking.problem(problem.at(span, "").maybe_help(help));
        return Type::Unknown;
    }
    let form = Form::of(&args);
    for (name, [least, _, most]) in [("width", form.width()), ("height", form.height())] {
        if let Some(arg) = args.first(name)
            && let Some(count) = args.count(name)
            && !(least..=most).contains(&count)
        {
            let unit = match (form, name) {
                (Form::Text, "width") => "characters wide",
                (Form::Text, _) => "lines high",
                (_, "width") => "pixels wide",
                _ => "pixels high",
            };
            let message = format!("this plot can be from {least} to {most} {unit}");
            checking.problem(Diagnostic::error(codes::BAD_ARGUMENT, message).at(arg.span, ""));
        }
    }
    match args.first("as") {
        Some(form) if form.text().is_none() => Type::Unknown,
        _ if form == Form::Png => Type::Binary,
        _ => Type::String,
    }
}

/// About as many marks as there is room for, along x and along y.
pub(super) fn marks(args: &Args) -> (usize, usize) {
    let (width, height) = measures(args);
    match Form::of(args) {
        Form::Text => ((width / 18).max(1), (height / 5).max(1)),
        Form::Svg | Form::Png => ((width / 130).max(1), (height / 70).max(1)),
    }
}

fn measures(args: &Args) -> (usize, usize) {
    let form = Form::of(args);
    let measure = |name, [least, usual, most]: [usize; 3]| {
        args.count(name).unwrap_or(usual).clamp(least, most)
    };
    (measure("width", form.width()), measure("height", form.height()))
}

/// `plot` as `args` want it. Where they do not say how high it is, `high` may, in pixels.
///
/// # Errors
/// Only by a defect.
pub(super) fn draw(plot: &Plot, args: &Args, high: Option<usize>) -> Result<Value> {
    let (width, height) = measures(args);
    let form = Form::of(args);
    let height = match high {
        Some(high) if args.count("height").is_none() => {
            high.clamp(form.height()[0], form.height()[2])
        }
        _ => height,
    };
    Ok(match form {
        Form::Text => scalar::text(drawn::text(plot, width, height)),
        Form::Svg => scalar::text(Picture { width, height }.svg(plot)?),
        Form::Png => scalar::binary(Picture { width, height }.png(plot)?),
    })
}

/// The line above a plot: as it is said, or else what it shows.
pub(super) fn title(args: &Args, shown: String) -> String {
    args.text("title").map_or(shown, str::to_owned)
}

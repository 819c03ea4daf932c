//! An axis: what is measured along it, from where to where, and what is written beside it.

use super::{float, size, whole};
use crate::value::{Type, Value, scalar};

/// What is measured along an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    /// Bytes.
    Filesize,
    /// Nanoseconds.
    Duration,
    /// Nanoseconds since 1970, in UTC.
    Date,
}

impl Kind {
    /// That of values of type `ty`; none where they stand nowhere on an axis.
    pub fn of(ty: &Type) -> Option<Self> {
        match ty.non_null() {
            Type::Int | Type::Float | Type::Unknown | Type::Nothing => Some(Self::Number),
            Type::Filesize => Some(Self::Filesize),
            Type::Duration => Some(Self::Duration),
            Type::Date => Some(Self::Date),
            _ => None,
        }
    }
}

/// Where `value` stands on an axis; none for null, for what is no number, and for what is endless.
pub(super) fn place(value: &Value) -> Option<f64> {
    let place = match value {
        Value::Int { val, .. } | Value::Duration { val, .. } => float(*val),
        Value::Filesize { val, .. } => float(val.get()),
        Value::Float { val, .. } => *val,
        Value::Date { val, .. } => float(val.timestamp_nanos_opt()?),
        _ => return None,
    };
    place.is_finite().then_some(place)
}

/// An axis.
pub(super) struct Axis {
    /// What is written along it.
    pub name: String,
    kind: Kind,
    /// The first and the last place.
    pub from: f64,
    pub to: f64,
    /// From one mark to the next.
    step: f64,
}

const SECOND: f64 = 1e9;
const DAY: f64 = 86_400.0 * SECOND;

/// Steps of time that people count in, in seconds.
const TIMES: [f64; 24] = [
    1.0,
    2.0,
    5.0,
    10.0,
    15.0,
    30.0,
    60.0,
    120.0,
    300.0,
    600.0,
    900.0,
    1800.0,
    3600.0,
    7200.0,
    10_800.0,
    21_600.0,
    43_200.0,
    86_400.0,
    172_800.0,
    604_800.0,
    1_209_600.0,
    2_592_000.0,
    7_776_000.0,
    31_536_000.0,
];

/// Units of data, with the bytes of one.
const DATA: [(&str, f64); 6] = [
    ("PiB", 1_125_899_906_842_624.0),
    ("TiB", 1_099_511_627_776.0),
    ("GiB", 1_073_741_824.0),
    ("MiB", 1_048_576.0),
    ("KiB", 1024.0),
    ("B", 1.0),
];

/// Units of time, with the nanoseconds of one.
const TIME: [(&str, f64); 7] = [
    ("day", DAY),
    ("hr", 3600.0 * SECOND),
    ("min", 60.0 * SECOND),
    ("s", SECOND),
    ("ms", 1e6),
    ("us", 1e3),
    ("ns", 1.0),
];

impl Axis {
    /// An axis on which all of `places` are, with about as many marks as `marks`, at round places.
    pub fn new(
        name: impl Into<String>,
        kind: Kind,
        places: impl Iterator<Item = f64>,
        marks: usize,
    ) -> Self {
        let (least, most) = places
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), place| {
                (least.min(place), most.max(place))
            });
        let (least, most) = if least > most { (0.0, 1.0) } else { (least, most) };
        // One place alone stands in the middle.
        let around = if kind == Kind::Date { SECOND } else { least.abs().max(2.0) / 2.0 };
        let (least, most) =
            if least < most { (least, most) } else { (least - around, most + around) };
        let step = kind.step((most - least) / size(marks.max(1)), least.abs().max(most.abs()));
        let (from, to) = ((least / step).floor() * step, (most / step).ceil() * step);
        let (from, to) = if from < to { (from, to) } else { (least, most) };
        Self { name: name.into(), kind, from, to, step }
    }

    /// The places of the marks, both ends among them.
    pub fn marks(&self) -> Vec<f64> {
        let count = whole(((self.to - self.from) / self.step).round(), 1000);
        (0..=count).map(|at| self.from + size(at) * self.step).collect()
    }

    /// What stands beside the mark at `place`.
    pub fn label(&self, place: f64) -> String {
        match self.kind {
            Kind::Number => number(place, self.step),
            Kind::Filesize => in_unit(place, self, &DATA),
            Kind::Duration => in_unit(place, self, &TIME),
            Kind::Date => self.date(place),
        }
    }

    fn date(&self, place: f64) -> String {
        // Cut to seconds where it is counted in them, for a float holds no nanosecond of today.
        let second = (place / SECOND).round();
        let shown = if self.step < SECOND { place } else { second * SECOND };
        #[expect(clippy::cast_possible_truncation, reason = "beyond the range it is at its end")]
        let Value::Date { val, .. } = scalar::date(shown as i64) else { return String::new() };
        let wide = self.to - self.from >= DAY;
        let form = match self.step {
            step if step < SECOND => "%H:%M:%S%.3f",
            step if step < 60.0 * SECOND => "%H:%M:%S",
            step if step < DAY && wide => "%m-%d %H:%M",
            step if step < DAY => "%H:%M",
            _ => "%Y-%m-%d",
        };
        val.format(form).to_string()
    }

    /// A value of the axis, written for itself.
    pub fn value(&self, place: f64) -> String {
        match self.kind {
            Kind::Number if place.fract() == 0.0 => number(place, 1.0),
            Kind::Number => number(place, place.abs() / 100.0),
            _ => Self { step: place.abs() / 100.0, from: place, to: place, ..self.named() }
                .label(place),
        }
    }

    fn named(&self) -> Self {
        let Self { kind, from, to, step, .. } = *self;
        Self { name: String::new(), kind, from, to, step }
    }
}

impl Kind {
    /// The round step that is at least `least`, on an axis whose largest place is `most`.
    fn step(self, least: f64, most: f64) -> f64 {
        match self {
            Self::Number => round(least),
            Self::Filesize => {
                let unit = unit_of(most, &DATA).1;
                round(least / unit) * unit
            }
            Self::Duration | Self::Date if least < SECOND => round(least),
            Self::Duration | Self::Date => {
                let seconds = least / SECOND;
                let year = TIMES.last().copied().unwrap_or(1.0);
                let known = TIMES.iter().copied().find(|step| *step >= seconds);
                known.unwrap_or_else(|| round(seconds / year) * year) * SECOND
            }
        }
    }
}

/// 1, 2 or 5 times a power of ten, at least `least`.
fn round(least: f64) -> f64 {
    let power = 10_f64.powf(least.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|times| times * power);
    step.into_iter().find(|step| *step >= least * (1.0 - 1e-9)).unwrap_or(least)
}

/// The largest unit that `most` is one of.
fn unit_of<'a>(most: f64, units: &'a [(&'a str, f64)]) -> (&'a str, f64) {
    let found = units.iter().find(|(_, one)| most >= *one).or(units.last());
    found.copied().unwrap_or(("", 1.0))
}

fn in_unit(place: f64, axis: &Axis, units: &[(&str, f64)]) -> String {
    let (name, one) = unit_of(axis.from.abs().max(axis.to.abs()), units);
    format!("{} {name}", number(place / one, axis.step / one))
}

/// `value` with as many digits as steps of `step` need.
fn number(value: f64, step: f64) -> String {
    let value = if value.abs() < step / 1e6 { 0.0 } else { value };
    if value.abs() >= 1e15 || (step > 0.0 && step < 1e-6) {
        return format!("{value:e}");
    }
    let digits = if step > 0.0 { whole((-step.log10()).ceil().max(0.0), 9) } else { 0 };
    let text = format!("{value:.digits$}");
    if digits > 0 { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(kind: Kind, places: &[f64]) -> Vec<String> {
        let axis = Axis::new("", kind, places.iter().copied(), 5);
        axis.marks().into_iter().map(|place| axis.label(place)).collect()
    }

    #[test]
    fn marks_are_round_in_the_unit_of_the_axis() {
        assert_eq!(labels(Kind::Number, &[1.0, 99.0]), ["0", "20", "40", "60", "80", "100"]);
        assert_eq!(labels(Kind::Number, &[-0.1, 0.1]), ["-0.1", "-0.05", "0", "0.05", "0.1"]);
        assert_eq!(labels(Kind::Filesize, &[0.0, 5.0 * 1_073_741_824.0]).last().unwrap(), "5 GiB");
        assert_eq!(labels(Kind::Duration, &[0.0, 90.0 * SECOND]).last().unwrap(), "1.5 min");
        assert_eq!(labels(Kind::Date, &[0.0, 2.0 * DAY])[1], "01-01 12:00");
        assert_eq!(labels(Kind::Date, &[0.0, 300.0 * DAY]).first().unwrap(), "1970-01-01");
    }

    #[test]
    fn any_range_has_marks() {
        let ends = [0.0, 1.0, -1.0, 1e-300, f64::MIN, f64::MAX, 1e15 + 1.0, f64::MIN_POSITIVE];
        for kind in [Kind::Number, Kind::Filesize, Kind::Duration, Kind::Date] {
            for from in ends {
                for to in ends {
                    let axis = Axis::new("", kind, [from, to].into_iter(), 5);
                    let marks = axis.marks();
                    assert!(!marks.is_empty() && marks.len() <= 1001, "{kind:?} {from} {to}");
                    let written = |at: f64| axis.label(at) + &axis.value(at);
                    assert!(marks.into_iter().all(|at| !written(at).is_empty()));
                }
            }
        }
        assert!(!Axis::new("", Kind::Number, std::iter::empty(), 5).marks().is_empty());
    }
}

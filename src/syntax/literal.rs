//! What numbers are worth, with their units. It is given the text of one literal and knows nothing
//! of what stands around it; strings are in [`super::escape`].

/// The value of a number, with or without a unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Literal {
    Int(i64),
    Float(f64),
    /// In nanoseconds.
    Duration(i64),
    /// In bytes.
    Filesize(i64),
}

impl Literal {
    /// The same value with the other sign, when it is negative and has one.
    pub(super) fn without_sign(self) -> Option<Self> {
        match self {
            Self::Int(value) if value < 0 => value.checked_neg().map(Self::Int),
            Self::Float(value) if value.is_sign_negative() => Some(Self::Float(-value)),
            Self::Duration(value) if value < 0 => value.checked_neg().map(Self::Duration),
            Self::Filesize(value) if value < 0 => value.checked_neg().map(Self::Filesize),
            _ => None,
        }
    }
}

/// Why the text of a number has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NumberProblem {
    /// An integer past 64 bits.
    IntRange,
    /// A float past the largest one.
    FloatRange,
    /// A duration past 64 bits of nanoseconds.
    DurationRange,
    /// A size past 64 bits of bytes.
    FilesizeRange,
    /// Letters after the number that are no unit.
    Unit,
    /// A digit that the base of `0x`, `0o` or `0b` does not have.
    Digit(u32),
    /// No digits behind `0x` or `0o`.
    NoDigits(u32),
}

/// Units of time and their nanoseconds.
pub(super) const DURATIONS: &[(&str, i64)] = &[
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("μs", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("sec", 1_000_000_000),
    ("min", 60_000_000_000),
    ("h", 3_600_000_000_000),
    ("hr", 3_600_000_000_000),
    ("d", 86_400_000_000_000),
    ("day", 86_400_000_000_000),
    ("wk", 604_800_000_000_000),
];

/// Units of data, in lower case, and their bytes: an `i` makes powers of 1,024 of those of 1,000.
pub(super) const FILESIZES: &[(&str, i64)] = &[
    ("b", 1),
    ("kb", 1_000),
    ("mb", 1_000_000),
    ("gb", 1_000_000_000),
    ("tb", 1_000_000_000_000),
    ("pb", 1_000_000_000_000_000),
    ("kib", 1 << 10),
    ("mib", 1 << 20),
    ("gib", 1 << 30),
    ("tib", 1 << 40),
    ("pib", 1 << 50),
];

/// The value of `text`, which the lexer has found to look like a number.
pub(super) fn number(text: &str) -> Result<Literal, NumberProblem> {
    let digits = text.trim_start_matches('-');
    let base = match digits.get(..2).map(str::to_ascii_lowercase).as_deref() {
        Some("0x") => Some(16),
        Some("0o") => Some(8),
        // `0b` alone is zero bytes.
        Some("0b") if digits.len() > 2 => Some(2),
        _ => None,
    };
    match base {
        Some(base) => based(text, base),
        None => decimal(text),
    }
}

fn based(text: &str, base: u32) -> Result<Literal, NumberProblem> {
    let sign = if text.starts_with('-') { "-" } else { "" };
    let digits = text.trim_start_matches('-').get(2..).unwrap_or_default().replace('_', "");
    if digits.is_empty() {
        return Err(NumberProblem::NoDigits(base));
    }
    if !digits.chars().all(|digit| digit.is_digit(base)) {
        return Err(NumberProblem::Digit(base));
    }
    i64::from_str_radix(&format!("{sign}{digits}"), base)
        .map(Literal::Int)
        .map_err(|_| NumberProblem::IntRange)
}

fn decimal(text: &str) -> Result<Literal, NumberProblem> {
    let (mantissa, unit) = text.split_at(unit_start(text));
    let mantissa = mantissa.replace('_', "");
    if unit.is_empty() {
        return plain(&mantissa);
    }
    if let Some(factor) = factor(DURATIONS, unit) {
        return scale(&mantissa, factor).map(Literal::Duration).ok_or(NumberProblem::DurationRange);
    }
    match factor(FILESIZES, &unit.to_ascii_lowercase()) {
        Some(factor) => {
            scale(&mantissa, factor).map(Literal::Filesize).ok_or(NumberProblem::FilesizeRange)
        }
        None => Err(NumberProblem::Unit),
    }
}

/// Where the letters at the end begin. The `e` of an exponent is followed by a digit, so that it
/// is never among them.
fn unit_start(text: &str) -> usize {
    text.trim_end_matches(|letter: char| letter.is_alphabetic()).len()
}

fn plain(text: &str) -> Result<Literal, NumberProblem> {
    if text.contains(['.', 'e', 'E']) {
        let value = text.parse::<f64>().ok().filter(|value| value.is_finite());
        return value.map(Literal::Float).ok_or(NumberProblem::FloatRange);
    }
    text.parse().map(Literal::Int).map_err(|_| NumberProblem::IntRange)
}

fn factor(units: &[(&str, i64)], unit: &str) -> Option<i64> {
    units.iter().find(|(name, _)| *name == unit).map(|(_, factor)| *factor)
}

fn scale(mantissa: &str, factor: i64) -> Option<i64> {
    if let Ok(whole) = mantissa.parse::<i128>() {
        return whole.checked_mul(i128::from(factor)).and_then(|value| i64::try_from(value).ok());
    }
    let value = (mantissa.parse::<f64>().ok()? * factor as f64).round();
    // The largest i64 is no f64, the next power of two is; it must not be reached.
    (value >= i64::MIN as f64 && value < i64::MAX as f64).then_some(value as i64)
}

/// Whether `word` is a unit of time or data.
pub fn is_unit(word: &str) -> bool {
    factor(DURATIONS, word).or_else(|| factor(FILESIZES, &word.to_ascii_lowercase())).is_some()
}

/// The unit that `unit` was most likely meant to be, for the help.
pub(super) fn likely_unit(unit: &str) -> Option<&'static str> {
    Some(match unit {
        "m" | "mins" | "minute" | "minutes" => "min",
        "hour" | "hours" | "hrs" | "H" => "hr",
        "days" => "day",
        "w" | "week" | "weeks" => "wk",
        "S" | "secs" | "second" | "seconds" => "sec",
        "k" | "K" => "kb",
        "M" => "mb",
        "g" | "G" => "gb",
        "t" | "T" => "tb",
        "Ki" | "ki" => "kib",
        "Mi" | "mi" => "mib",
        "Gi" | "gi" => "gib",
        "Ti" | "ti" => "tib",
        _ => return None,
    })
}

/// Whether `word` has the form of a date, such as `2024-01-31` or `2024-01-31T10:00:00Z`.
pub(super) fn is_date(word: &str) -> bool {
    let form =
        |(at, c): (usize, u8)| if matches!(at, 4 | 7) { c == b'-' } else { c.is_ascii_digit() };
    word.len() >= 10
        && word.bytes().take(10).enumerate().all(form)
        && word.as_bytes().get(10).is_none_or(|c| matches!(c, b'T' | b't'))
}

/// The date `word` in nanoseconds since 1970 in UTC, which it is in unless it says otherwise.
pub(super) fn date(word: &str) -> Option<i64> {
    let day = word.get(..10)?.parse::<chrono::NaiveDate>().ok()?;
    let time = word.get(11..).unwrap_or_default();
    let instant = if time.is_empty() {
        day.and_time(chrono::NaiveTime::MIN).and_utc()
    } else if let Ok(instant) = chrono::DateTime::parse_from_rfc3339(word) {
        instant.to_utc()
    } else {
        day.and_time(time.parse::<chrono::NaiveTime>().ok()?).and_utc()
    };
    instant.timestamp_nanos_opt()
}

/// The bytes of `text`, two hexadecimal digits each.
pub(super) fn bytes(text: &str) -> Option<Vec<u8>> {
    let digits = text.chars().filter(|c| !c.is_whitespace()).collect::<Vec<_>>();
    let pairs = digits.chunks(2).map(|pair| match pair {
        [high, low] => Some((high.to_digit(16)? * 16 + low.to_digit(16)?) as u8),
        _ => None,
    });
    pairs.collect()
}

/// Split the text of a number into its digits and its unit.
pub(super) fn split_unit(text: &str) -> (&str, &str) {
    text.split_at(unit_start(text))
}

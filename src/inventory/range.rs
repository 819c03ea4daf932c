//! Ranges of host names: `web[01-20,33].dc[1-2]` stands for 42 names, `web[0-10/2]` for every second
//! one. Pure text to text.

use std::ops::Range;

/// A name with ranges in it, checked but not yet expanded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Text(String),
    Numbers(Vec<Run>),
    /// One of these.
    Letters(Vec<char>),
}

/// Every `step`th of the numbers `first..=last`, with zeros in front up to `width` digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    pub first: u64,
    pub last: u64,
    pub step: u64,
    pub width: usize,
}

/// Why a text is no pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RangeError {
    /// The place, in bytes of the text.
    pub at: Range<usize>,
    /// What was found and what was expected.
    pub message: String,
    /// The next step.
    pub help: &'static str,
}

const EXAMPLE: &str = "write a range as `web[1-20]`, `web[01-20]` or `web[1-3,7]`";

impl Pattern {
    /// Read `text`. One without brackets stands for itself.
    ///
    /// # Errors
    /// Brackets that do not match or nest, and ranges that are empty, run backwards, are not made
    /// of digits, or whose two ends are padded with zeros differently.
    pub fn parse(text: &str) -> Result<Self, RangeError> {
        let mut parts = Vec::new();
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let Some(bracket) = rest.find(['[', ']']) else {
                parts.push(Part::Text(rest.to_owned()));
                break;
            };
            let (before, tail) = rest.split_at(bracket);
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            let open = at + bracket;
            if tail.starts_with(']') {
                return Err(error(open..open + 1, "a `]` without a `[` before it"));
            }
            let inner = tail.get(1..).unwrap_or_default();
            let inside = match inner.split_once(']') {
                Some((inside, _)) if !inside.contains('[') => inside,
                _ => return Err(error(open..open + 1, "this `[` is never closed")),
            };
            parts.push(Part::Numbers(runs(inside, open + 1)?));
            at = open + inside.len() + 2;
        }
        Ok(Self { parts })
    }

    /// One of these parts, none of which stands for nothing.
    pub(super) fn of(parts: Vec<Part>) -> Self {
        Self { parts }
    }

    /// Number of names that it stands for; `usize::MAX` when that is too many to count.
    pub fn len(&self) -> usize {
        self.parts.iter().fold(1, |count, part| match part {
            Part::Text(_) => count,
            Part::Letters(letters) => letters.len().saturating_mul(count),
            Part::Numbers(runs) => runs
                .iter()
                .fold(0, |sum: usize, run| sum.saturating_add(run.len()))
                .saturating_mul(count),
        })
    }

    /// Whether it stands for `name` alone.
    pub fn names_one(&self, name: &str) -> bool {
        matches!(self.parts.as_slice(), [Part::Text(text)] if text == name)
    }

    /// Never: a pattern stands for one name at least.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// Whether it has a range in it.
    pub fn is_range(&self) -> bool {
        self.parts.iter().any(|part| !matches!(part, Part::Text(_)))
    }

    /// The names, the last range running fastest. Look at [`Self::len`] first: all of them are
    /// made.
    pub fn names(&self) -> Vec<String> {
        let mut names = vec![String::new()];
        for part in &self.parts {
            match part {
                Part::Text(text) => names.iter_mut().for_each(|name| name.push_str(text)),
                Part::Letters(letters) => {
                    names = names
                        .iter()
                        .flat_map(|name| letters.iter().map(move |char| format!("{name}{char}")))
                        .collect();
                }
                Part::Numbers(runs) => {
                    names = names
                        .iter()
                        .flat_map(|name| {
                            runs.iter().flat_map(move |run| {
                                let width = run.width;
                                let step = usize::try_from(run.step).unwrap_or(usize::MAX);
                                (run.first..=run.last)
                                    .step_by(step)
                                    .map(move |number| format!("{name}{number:0width$}"))
                            })
                        })
                        .collect();
                }
            }
        }
        names
    }
}

impl Run {
    fn len(self) -> usize {
        let steps = (self.last - self.first) / self.step.max(1);
        usize::try_from(steps).unwrap_or(usize::MAX).saturating_add(1)
    }
}

fn error(at: Range<usize>, message: impl Into<String>) -> RangeError {
    RangeError { at, message: message.into(), help: EXAMPLE }
}

/// What stands between brackets, of which the first byte is `offset` of the whole text.
fn runs(inner: &str, offset: usize) -> Result<Vec<Run>, RangeError> {
    let mut at = offset;
    let mut runs = Vec::new();
    for item in inner.split(',') {
        runs.push(run(item).map_err(|message| error(at..at + item.len(), message))?);
        at += item.len() + 1;
    }
    Ok(runs)
}

fn run(item: &str) -> Result<Run, String> {
    if item.is_empty() {
        return Err("a number or a range such as `1-20` is missing here".to_owned());
    }
    let (range, step) = match item.split_once('/') {
        Some((range, step)) => (range, number(step, item)?),
        None => (item, 1),
    };
    if step == 0 {
        return Err(format!("the range `{item}` has steps of 0"));
    }
    let (low, high) = range.split_once('-').unwrap_or((range, range));
    let (first, last) = (number(low, item)?, number(high, item)?);
    if last < first {
        return Err(format!("the range `{item}` runs backwards"));
    }
    let padded = |digits: &str| digits.len() > 1 && digits.starts_with('0');
    let width = match (padded(low), padded(high)) {
        (false, false) => 0,
        (true, false) if high.len() >= low.len() => low.len(),
        (true, true) if high.len() == low.len() => low.len(),
        _ => return Err(format!("the two ends of `{item}` are padded with zeros differently")),
    };
    Ok(Run { first, last, step, width })
}

fn number(digits: &str, item: &str) -> Result<u64, String> {
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("`{item}` is no range of numbers"));
    }
    digits
        .parse()
        .ok()
        .filter(|number| *number <= 999_999_999_999)
        .ok_or_else(|| format!("`{digits}` is too large a number for a range"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn names(text: &str) -> Vec<String> {
        Pattern::parse(text).unwrap().names()
    }

    fn fails(text: &str) -> (Range<usize>, String) {
        let error = Pattern::parse(text).unwrap_err();
        (error.at, error.message)
    }

    #[test]
    fn ranges_expand_in_order_and_keep_their_zeros() {
        assert_eq!(names("web"), ["web"]);
        assert_eq!(names("web[08-10]"), ["web08", "web09", "web10"]);
        assert_eq!(names("web[99-101]"), ["web99", "web100", "web101"]);
        assert_eq!(names("web[098-101]"), ["web098", "web099", "web100", "web101"]);
        assert_eq!(names("a[1,3]b[1-2]"), ["a1b1", "a1b2", "a3b1", "a3b2"]);
        assert_eq!(names("[1-2]"), ["1", "2"]);
        assert_eq!(names("n[0-5/2,08-10/2]"), ["n0", "n2", "n4", "n08", "n10"]);
        assert_eq!(names("é[0-1]é"), ["é0é", "é1é"]);
        assert_eq!(Pattern::parse("web[01-20,33].dc[1-2]").unwrap().len(), 42);
    }

    #[test]
    fn wrong_ranges_are_named_where_they_are() {
        let backwards = "the range `9-1` runs backwards".to_owned();
        assert_eq!(fails("web[9-1]"), (4..7, backwards));
        assert_eq!(fails("web[a-b]"), (4..7, "`a-b` is no range of numbers".to_owned()));
        assert_eq!(fails("web[1-2"), (3..4, "this `[` is never closed".to_owned()));
        assert_eq!(fails("web[1[2]]"), (3..4, "this `[` is never closed".to_owned()));
        assert_eq!(fails("web1]"), (4..5, "a `]` without a `[` before it".to_owned()));
        assert_eq!(fails("web[1,,2]").0, 6..6);
        assert_eq!(fails("web[]").0, 4..4);
        assert_eq!(fails("web[1-9/0]").1, "the range `1-9/0` has steps of 0");
        assert_eq!(fails("web[1-9/x]").0, 4..9);
        assert_eq!(fails("web[1-020]").0, 4..9);
        assert_eq!(fails("web[1-2-3]").0, 4..9);
        assert_eq!(fails("web[1-99999999999999999999]").0, 4..26);
    }

    #[test]
    fn a_huge_pattern_is_counted_without_being_made() {
        let text = "[1-999999999]".repeat(9);
        assert_eq!(Pattern::parse(&text).unwrap().len(), usize::MAX);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn any_text_is_read_or_refused_inside_its_bounds(text in "[a-c0-2\\[\\],é-]{0,16}") {
            match Pattern::parse(&text) {
                Ok(pattern) if pattern.len() < 10_000 => {
                    prop_assert_eq!(pattern.names().len(), pattern.len());
                }
                Ok(_) => {}
                Err(error) => {
                    prop_assert!(error.at.start <= error.at.end && error.at.end <= text.len());
                    prop_assert!(text.get(error.at).is_some());
                }
            }
        }

        #[test]
        fn a_padded_range_counts_up_at_one_width(first in 0u64..500, more in 0u64..400) {
            let last = first + more;
            let made = names(&format!("h[{first:05}-{last:05}]"));
            let wanted = (first..=last).map(|n| format!("h{n:05}")).collect::<Vec<_>>();
            prop_assert_eq!(made, wanted);
        }
    }
}

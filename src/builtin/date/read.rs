//! Texts as instants, and the signs in which they are written.

use chrono::format::{Item, StrftimeItems};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime};

use crate::command::Checking;
use crate::diag::{Diagnostic, codes};

/// The forms of a day and a time of it that people and programs write.
const TIMES: &[&str] = &[
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M:%S%.f",
    "%Y/%m/%d %H:%M",
];

/// The forms of a day.
const DAYS: &[&str] = &["%Y-%m-%d", "%Y/%m/%d"];

/// The instant that `text` names in one of the usual forms; UTC where it names no offset.
pub fn usual(text: &str) -> Option<DateTime<FixedOffset>> {
    let text = text.trim();
    let exact = DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_rfc2822(text));
    let exact = exact.or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f %z"));
    if let Ok(instant) = exact {
        return Some(instant);
    }
    let time = TIMES.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    let day = || DAYS.iter().find_map(|form| NaiveDate::parse_from_str(text, form).ok());
    time.or_else(|| Some(day()?.and_time(NaiveTime::MIN))).map(|at| at.and_utc().fixed_offset())
}

/// The instant that `text` names in the form `format`; UTC where it names no offset, and midnight
/// where it names no time.
pub fn formed(text: &str, format: &str) -> Option<DateTime<FixedOffset>> {
    if let Ok(instant) = DateTime::parse_from_str(text, format) {
        return Some(instant);
    }
    let time = NaiveDateTime::parse_from_str(text, format).ok();
    let day = || NaiveDate::parse_from_str(text, format).ok();
    time.or_else(|| Some(day()?.and_time(NaiveTime::MIN))).map(|at| at.and_utc().fixed_offset())
}

/// The offset from UTC that `text` names, such as `+02:00`.
pub fn offset(text: &str) -> Option<FixedOffset> {
    if matches!(text, "utc" | "UTC" | "Z") {
        return FixedOffset::east_opt(0);
    }
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let digits = text.get(1..)?.replace(':', "");
    let (hours, minutes) = match digits.len() {
        2 => (digits.as_str(), "0"),
        4 => digits.split_at(2),
        _ => return None,
    };
    let (hours, minutes) = (hours.parse::<u32>().ok()?, minutes.parse::<u32>().ok()?);
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    if hours > 14 || minutes > 59 { None } else { FixedOffset::east_opt(sign * seconds) }
}

/// Whether all signs in `format` are known.
pub fn is_format(format: &str) -> bool {
    !StrftimeItems::new(format).any(|item| matches!(item, Item::Error))
}

/// See that the arguments `format` and `offset` can be read, where they are known already.
pub fn check(checking: &mut Checking<'_>) {
    let args = checking.args;
    if let Some((format, span)) = args.texts("format").next()
        && !is_format(format)
    {
        let message = format!("`{format}` has a sign that no date has");
        checking.problem(Diagnostic::error(codes::BAD_ARGUMENT, message).at(span, "").help(
            "signs are `%Y` year, `%m` month, `%d` day, `%H` hour, `%M` minute, `%S` second, `%%` \
             a per cent sign",
        ));
    }
    if let Some((text, span)) = args.texts("offset").next()
        && offset(text).is_none()
    {
        let message = format!("`{text}` is no offset from UTC");
        let problem = Diagnostic::error(codes::BAD_ARGUMENT, message).at(span, "");
        checking.problem(problem.help("write it such as \"+02:00\"; names of zones are not known"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_forms() {
        let same = [
            "2026-03-01T12:30:00Z",
            "2026-03-01T13:30:00+01:00",
            "2026-03-01 12:30:00",
            "2026-03-01T12:30",
            "2026/03/01 12:30",
            "Sun, 01 Mar 2026 12:30:00 +0000",
            "2026-03-01 12:30:00 +0000",
        ];
        for text in same {
            assert_eq!(usual(text).unwrap().timestamp(), 1_772_368_200, "{text}");
        }
        for text in ["", "tomorrow", "2026-02-30", "12:30", "1772368200"] {
            assert!(usual(text).is_none(), "{text}");
        }
    }

    #[test]
    fn offsets() {
        assert_eq!(offset("+05:30").unwrap().local_minus_utc(), 19_800);
        assert_eq!(offset("-0800").unwrap().local_minus_utc(), -28_800);
        assert_eq!(offset("+02").unwrap().local_minus_utc(), 7200);
        assert!(offset("CET").is_none() && offset("+2").is_none() && offset("+15:00").is_none());
    }
}

//! Syslog: RFC 5424, RFC 3164, and what rsyslog writes to files, which is the latter with a whole
//! time and without a priority.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDateTime, SecondsFormat};

use super::Fields;
use crate::value::{Column, Schema, Type};

const NAMES: [&str; 10] =
    ["time", "stamp", "host", "app", "pid", "facility", "severity", "msgid", "data", "message"];

const FACILITIES: [&str; 24] = [
    "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv",
    "ftp", "ntp", "audit", "alert", "clock", "local0", "local1", "local2", "local3", "local4",
    "local5", "local6", "local7",
];

const SEVERITIES: [&str; 8] =
    ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"];

/// `time stamp host app pid facility severity msgid data message`. `stamp` is the time as it is
/// written, and `time` is null where that has no year.
pub fn schema() -> Schema {
    let ty = |name: &str| if name == "time" { Type::Date } else { Type::String };
    let column = |name: &str| Column::new(name, ty(name).nullable());
    Schema::closed(NAMES.into_iter().map(column).collect())
}

/// A line in its parts.
#[derive(Default)]
struct Parts<'a> {
    stamp: &'a str,
    host: &'a str,
    app: &'a str,
    pid: &'a str,
    msgid: &'a str,
    data: &'a str,
    message: &'a str,
}

pub fn fields(line: &str) -> Result<Fields<'_>, String> {
    let (priority, rest) = priority(line)?;
    let parts = match rest.strip_prefix("1 ") {
        Some(rest) if priority.is_some() => modern(rest)?,
        _ => old(rest)?,
    };
    let time = match parts.stamp {
        "" => None,
        stamp if stamp.starts_with(|first: char| first.is_ascii_digit()) => {
            let time = DateTime::parse_from_rfc3339(stamp)
                .map_err(|_| format!("`{stamp}` is no time by RFC 3339"))?;
            Some(time.to_utc().to_rfc3339_opts(SecondsFormat::AutoSi, true))
        }
        _ => None,
    };
    let text = |text: &'static str| Some(Cow::Borrowed(text));
    let some = |text: &'_ str| (!text.is_empty() && text != "-").then(|| text.to_owned());
    let part = |part| some(part).map(Cow::Owned);
    let [facility, severity] = match priority {
        Some(priority) => [FACILITIES.get(priority / 8), SEVERITIES.get(priority % 8)],
        None => [None, None],
    };
    let texts = [
        time.map(Cow::Owned),
        part(parts.stamp),
        part(parts.host),
        part(parts.app),
        part(parts.pid),
        facility.and_then(|name| text(name)),
        severity.and_then(|name| text(name)),
        part(parts.msgid),
        part(parts.data),
        Some(Cow::Borrowed(parts.message)),
    ];
    Ok(NAMES.into_iter().map(Cow::Borrowed).zip(texts).collect())
}

/// The number in `<…>` at the beginning, if there is one.
fn priority(line: &str) -> Result<(Option<usize>, &str), String> {
    let Some(rest) = line.strip_prefix('<') else { return Ok((None, line)) };
    let (number, rest) = rest.split_once('>').ok_or("its priority never ends")?;
    match number.parse::<usize>() {
        Ok(priority) if priority < FACILITIES.len() * 8 => Ok((Some(priority), rest)),
        _ => Err(format!("`{number}` is no priority, which is a number below 192")),
    }
}

/// RFC 5424, behind its version.
fn modern(line: &str) -> Result<Parts<'_>, String> {
    let mut rest = line;
    let mut word = |what: &str| {
        let (word, behind) = rest.split_once(' ').ok_or_else(|| format!("it has no {what}"))?;
        rest = behind;
        Ok::<_, String>(word)
    };
    let stamp = word("time")?;
    let [host, app] = [word("host")?, word("name of a program")?];
    let [pid, msgid] = [word("process")?, word("message id")?];
    let (data, rest) = match rest.strip_prefix('-') {
        Some(rest) => ("", rest),
        None => rest.split_at(data(rest).ok_or("its structured data never end")?),
    };
    let message = rest.strip_prefix(' ').unwrap_or(rest).trim_start_matches('\u{feff}');
    let stamp = if stamp == "-" { "" } else { stamp };
    Ok(Parts { stamp, host, app, pid, msgid, data, message })
}

/// How long the structured data at the beginning of `text` are: `[…]` once or more, where a `]`
/// in quotes is no end.
fn data(text: &str) -> Option<usize> {
    let (mut is_within, mut is_quoted, mut is_escaped) = (false, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' if is_within => is_quoted = !is_quoted,
            '[' if !is_within => is_within = true,
            ']' if is_within && !is_quoted => is_within = false,
            _ if !is_within => return (at > 0).then_some(at),
            _ => {}
        }
    }
    (!is_within && !text.is_empty()).then_some(text.len())
}

/// A time, a host, a tag with `:` behind it, and the message.
fn old(line: &str) -> Result<Parts<'_>, String> {
    let no_time = "it does not begin with a time such as `Nov 30 03:55:41` or by RFC 3339";
    let end = match line.get(..15) {
        // Any year that has a 29th of February.
        Some(stamp)
            if NaiveDateTime::parse_from_str(&format!("2000 {stamp}"), "%Y %b %e %H:%M:%S")
                .is_ok() =>
        {
            15
        }
        _ if line.starts_with(|first: char| first.is_ascii_digit()) => {
            line.find(' ').ok_or(no_time)?
        }
        _ => return Err(no_time.to_owned()),
    };
    let (stamp, rest) = line.split_at(end);
    let rest = rest.strip_prefix(' ').ok_or("it has no host")?;
    let (host, rest) = rest.split_once(' ').ok_or("it has no message")?;
    // What is no tag is part of the message.
    let tag = rest.split_once(':').filter(|(tag, _)| !tag.contains(' '));
    let Some((tag, message)) = tag else {
        return Ok(Parts { stamp, host, message: rest, ..Parts::default() });
    };
    let message = message.strip_prefix(' ').unwrap_or(message);
    let (app, pid) = match tag.strip_suffix(']').and_then(|tag| tag.split_once('[')) {
        Some((app, pid)) => (app, pid),
        None => (tag, ""),
    };
    Ok(Parts { stamp, host, app, pid, message, ..Parts::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(line: &str) -> String {
        let texts = fields(line).unwrap().into_iter();
        let texts = texts.map(|(_, text)| text.map_or("∅".to_owned(), Cow::into_owned));
        texts.collect::<Vec<_>>().join("|")
    }

    #[test]
    fn every_form_is_read() {
        for (line, wanted) in [
            (
                "<34>Oct 11 22:14:15 mymachine su[7]: 'su root' failed",
                "∅|Oct 11 22:14:15|mymachine|su|7|auth|crit|∅|∅|'su root' failed",
            ),
            (
                "Feb  9 22:14:15 web01 kernel: [1.5] x: y",
                "∅|Feb  9 22:14:15|web01|kernel|∅|∅|∅|∅|∅|[1.5] x: y",
            ),
            (
                "2026-11-30T03:55:41.25+01:00 web01 sshd[12]: Accepted",
                "2026-11-30T02:55:41.250Z|2026-11-30T03:55:41.25+01:00|web01|sshd|12|∅|∅|∅|∅|Accepted",
            ),
            (
                "<165>1 2003-10-11T22:14:15.003Z h evntslog - ID47 [e@1 a=\"x\\]] y\"][f] \u{feff}An event",
                "2003-10-11T22:14:15.003Z|2003-10-11T22:14:15.003Z|h|evntslog|∅|local4|notice|ID47|[e@1 a=\"x\\]] y\"][f]|An event",
            ),
            ("<13>1 - - - - - -", "∅|∅|∅|∅|∅|user|notice|∅|∅|"),
            (
                "Oct 11 22:14:15 h last message repeated",
                "∅|Oct 11 22:14:15|h|∅|∅|∅|∅|∅|∅|last message repeated",
            ),
        ] {
            assert_eq!(texts(line), wanted);
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        let problem = |line: &str| fields(line).unwrap_err();
        assert_eq!(problem("<192>x"), "`192` is no priority, which is a number below 192");
        assert!(problem("    at java.lang").starts_with("it does not begin with a time"));
        assert_eq!(problem("<1>1 - h a p m [x"), "its structured data never end");
        assert_eq!(problem("2026-11-30 x y"), "`2026-11-30` is no time by RFC 3339");
        assert!(problem("Feb 30 22:14:15 h x: y").starts_with("it does not begin"));
    }
}

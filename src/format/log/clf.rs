//! The logs of web servers: Common Log Format, and Combined with referer and agent behind it.

use std::borrow::Cow;

use chrono::{DateTime, SecondsFormat};

use super::Fields;
use crate::value::{Column, Schema, Type};

const NAMES: [&str; 11] = [
    "host", "ident", "user", "time", "method", "path", "protocol", "status", "size", "referer",
    "agent",
];

/// `host ident user time method path protocol status size referer agent`; of a request that is not
/// made of three words, all is in `path`.
pub fn schema() -> Schema {
    let column = |name: &str| {
        let ty = match name {
            "time" => Type::Date,
            "status" => Type::Int,
            "size" => Type::Filesize,
            _ => Type::String,
        };
        Column::new(name, ty.nullable())
    };
    Schema::closed(NAMES.into_iter().map(column).collect())
}

pub fn fields(line: &str) -> Result<Fields<'_>, String> {
    let mut rest = line;
    let mut word = |what: &str| {
        let (word, behind) = rest.split_once(' ').ok_or_else(|| format!("it has no {what}"))?;
        rest = behind;
        Ok::<_, String>(word)
    };
    let [host, ident, user] = [word("host")?, word("ident")?, word("user")?];
    let stamp = rest.strip_prefix('[').and_then(|rest| rest.split_once("] "));
    let (stamp, rest) = stamp.ok_or("it has no time in brackets")?;
    let time = DateTime::parse_from_str(stamp, "%d/%b/%Y:%H:%M:%S %z")
        .map_err(|_| format!("`{stamp}` is no time such as `10/Oct/2000:13:55:36 -0700`"))?;
    let time = time.to_utc().to_rfc3339_opts(SecondsFormat::Secs, true);
    let (request, rest) = quoted(rest).ok_or("it has no request in quotes")?;
    let (status, rest) = rest.trim_start().split_once(' ').ok_or("it has no size")?;
    if status.parse::<u16>().is_err() {
        return Err(format!("`{status}` is no status"));
    }
    let (size, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    if size != "-" && size.parse::<i64>().is_err() {
        return Err(format!("`{size}` is no size"));
    }
    let [referer, agent] = combined(rest)?;
    let [method, path, protocol] = words(request);
    let texts = [
        known(host),
        known(ident),
        known(user),
        Some(time.into()),
        method,
        path,
        protocol,
        Some(status.into()),
        known(size),
        referer,
        agent,
    ];
    Ok(NAMES.into_iter().map(Cow::Borrowed).zip(texts).collect())
}

/// What the Combined format has behind the Common one.
fn combined(rest: &str) -> Result<[Option<Cow<'_, str>>; 2], String> {
    if rest.trim().is_empty() {
        return Ok([None, None]);
    }
    let more = || format!("there is more behind its size, which is no referer and agent: `{rest}`");
    let (referer, rest) = quoted(rest).ok_or_else(more)?;
    let (agent, rest) = quoted(rest.trim_start()).ok_or_else(more)?;
    if !rest.trim().is_empty() {
        return Err(format!("there is more behind its agent: `{}`", rest.trim()));
    }
    Ok([some(referer), some(agent)])
}

/// A text, unless `-` stands for none.
fn known(text: &str) -> Option<Cow<'_, str>> {
    (text != "-").then_some(Cow::Borrowed(text))
}

fn some(text: Cow<'_, str>) -> Option<Cow<'_, str>> {
    (text != "-").then_some(text)
}

/// Method, path and protocol of a request.
fn words(request: Cow<'_, str>) -> [Option<Cow<'_, str>>; 3] {
    let mut words = request.split(' ');
    let three = (words.next(), words.next(), words.next(), words.next());
    match three {
        (Some(method), Some(path), Some(protocol), None) if protocol.starts_with("HTTP/") => {
            [method, path, protocol].map(|word| Some(Cow::Owned(word.to_owned())))
        }
        _ => [None, some(request), None],
    }
}

/// The text in quotes at the beginning of `text`, and what is behind it. In it `\"` stands for a
/// quote and `\\` for a backslash.
fn quoted(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let inner = text.strip_prefix('"')?;
    let mut is_escaped = false;
    let end = inner.find(|c| {
        let ends = c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        ends
    })?;
    let (inner, rest) = (inner.get(..end)?, inner.get(end + 1..)?);
    let inner = match inner.contains('\\') {
        true => Cow::Owned(inner.replace("\\\"", "\"").replace("\\\\", "\\")),
        false => Cow::Borrowed(inner),
    };
    Some((inner, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(line: &str) -> Vec<String> {
        let texts = fields(line).unwrap().into_iter();
        texts.map(|(_, text)| text.map_or("∅".to_owned(), Cow::into_owned)).collect()
    }

    #[test]
    fn both_formats_are_read() {
        let common =
            r#"127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /a.gif HTTP/1.0" 200 2326"#;
        let wanted = "127.0.0.1 ∅ frank 2000-10-10T20:55:36Z GET /a.gif HTTP/1.0 200 2326 ∅ ∅";
        assert_eq!(texts(common).join(" "), wanted);
        let combined = format!(r#"{common} "http://x/" "Moz \"5\" (a b)""#);
        assert_eq!(texts(&combined)[9..], ["http://x/", "Moz \"5\" (a b)"]);
        let garbage = r#"::1 - - [10/Oct/2000:13:55:36 +0000] "\x16\x03" 400 - "-" "-""#;
        assert_eq!(texts(garbage)[4..], ["∅", r"\x16\x03", "∅", "400", "∅", "∅", "∅"]);
    }

    #[test]
    fn what_is_wrong_is_said() {
        let problem = |line: &str| fields(line).unwrap_err();
        assert_eq!(problem("nothing"), "it has no host");
        assert_eq!(problem("a - - x"), "it has no time in brackets");
        let time = "a - - [31/Feb/2000:13:55:36 -0700] \"GET / HTTP/1.0\" 200 1";
        assert!(problem(time).contains("is no time such as"));
        let more = "a - - [10/Oct/2000:13:55:36 -0700] \"GET / HTTP/1.0\" 200 1 \"-\" \"-\" 0.5";
        assert_eq!(problem(more), "there is more behind its agent: `0.5`");
    }
}

//! Hosts as Ansible names them: `web[01:20:2].example.net:2222`, `db-[a:f]`.

use std::ops::Range;

use crate::inventory::name;
use crate::inventory::range::{Part, Pattern, Run};

/// The letters of a range, in the order in which Ansible counts them.
const LETTERS: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// Why a text names no hosts.
#[derive(Debug)]
pub(super) struct Wrong {
    /// The place, in bytes of the text.
    pub at: Range<usize>,
    pub message: String,
    pub help: &'static str,
}

const EXAMPLE: &str = "write a range as `web[1:20]`, `web[01:20:2]` or `db[a:f]`";

const ELSEWHERE: &str = "give it another name, and write what to connect to as `ansible_host`";

/// The hosts that `text` names, and the port behind them.
pub(super) fn parse(text: &str) -> Result<(Pattern, Option<u16>), Wrong> {
    let (host, start, port) = split_port(text)?;
    let mut parts = Vec::new();
    let mut sample = String::new();
    let mut at = 0;
    while let Some(rest) = host.get(at..).filter(|rest| !rest.is_empty()) {
        let (before, tail) = rest.split_at(rest.find('[').unwrap_or(rest.len()));
        if !before.is_empty() {
            parts.push(Part::Text(before.to_owned()));
            sample.push_str(before);
        }
        at += before.len();
        let Some(inner) = tail.strip_prefix('[') else { continue };
        let open = start + at;
        let Some((inner, _)) = inner.split_once(']').filter(|(inner, _)| !inner.contains('['))
        else {
            return Err(wrong(open..open + 1, "this `[` is never closed", EXAMPLE));
        };
        let place = open + 1..open + 1 + inner.len();
        parts.push(range(inner).map_err(|message| wrong(place, message, EXAMPLE))?);
        sample.push('1');
        at += inner.len() + 2;
    }
    if let Some(complaint) = name::complaint(&sample) {
        let message = format!("the name of this host {complaint}");
        let help = if sample.contains(':') {
            ELSEWHERE
        } else {
            "use letters, digits, `.`, `_` and `-`; what to connect to goes into `ansible_host`"
        };
        return Err(wrong(0..text.len(), message, help));
    }
    Ok((Pattern::of(parts), port))
}

/// The host in `text`, its first byte, and the port.
fn split_port(text: &str) -> Result<(&str, usize, Option<u16>), Wrong> {
    let is_number = |port: &str| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit());
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, port),
        _ => return Ok((text, 0, None)),
    };
    let at = host.len() + 1..text.len();
    if port.is_empty() {
        let help = "write a number after the `:`, or take it out";
        return Err(wrong(host.len()..text.len(), "no port follows this `:`", help));
    }
    // `[name]:22`; a range is no name.
    let inner = host.strip_prefix('[').and_then(|inner| inner.strip_suffix(']'));
    let inner = inner.filter(|inner| !inner.contains(':') && !inner.contains(['[', ']']));
    let is_plain = !outside(host).contains(':');
    if host.strip_prefix('[').is_some_and(|rest| rest.contains("::")) {
        let message = "the name of this host is an IPv6 address";
        return Err(wrong(0..text.len(), message, ELSEWHERE));
    }
    if !is_number(port) || !(is_plain || inner.is_some()) {
        // An IPv6 address, or something else that is no name.
        return Ok((text, 0, None));
    }
    let Some(port) = port.parse().ok().filter(|port| *port > 0) else {
        let help = "a port is a number from 1 to 65535";
        return Err(wrong(at, format!("`{port}` is no port"), help));
    };
    match inner {
        Some(inner) => Ok((inner, 1, Some(port))),
        None => Ok((host, 0, Some(port))),
    }
}

/// `text` without what stands in brackets.
fn outside(text: &str) -> String {
    let mut inside = false;
    let keep = |char: &char| {
        inside = (inside || *char == '[') && *char != ']';
        !inside
    };
    text.chars().filter(keep).collect()
}

/// What stands between brackets.
fn range(inner: &str) -> Result<Part, String> {
    let bounds = inner.split(':').collect::<Vec<_>>();
    let (first, last, step) = match bounds.as_slice() {
        [first, last] => (*first, *last, "1"),
        [first, last, step] => (*first, *last, *step),
        _ => return Err(format!("`{inner}` is no range")),
    };
    if last.is_empty() {
        return Err(format!("the range `{inner}` has no end"));
    }
    let first = if first.is_empty() { "0" } else { first };
    let number = |text: &str| match text.parse::<u64>() {
        Ok(number) if text.bytes().all(|byte| byte.is_ascii_digit()) => Ok(number),
        _ => Err(format!("`{inner}` is no range of numbers or letters")),
    };
    let step = match number(step)? {
        0 => return Err(format!("the range `{inner}` has steps of 0")),
        step => step,
    };
    let backwards = || format!("the range `{inner}` runs backwards");
    if let (Some(from), Some(to)) = (letter(first), letter(last)) {
        let count = to.checked_sub(from).ok_or_else(backwards)? + 1;
        let step = usize::try_from(step).unwrap_or(usize::MAX);
        return Ok(Part::Letters(LETTERS.chars().skip(from).take(count).step_by(step).collect()));
    }
    let width = if first.starts_with('0') && first.len() > 1 { first.len() } else { 0 };
    if width > 0 && width != last.len() {
        return Err(format!("the ends of the range `{inner}` do not have the same length"));
    }
    let (first, last) = (number(first)?, number(last)?);
    if last < first {
        return Err(backwards());
    }
    Ok(Part::Numbers(vec![Run { first, last, step, width }]))
}

/// The place of a single letter among all.
fn letter(text: &str) -> Option<usize> {
    let mut chars = text.chars();
    let char = chars.next().filter(char::is_ascii_alphabetic)?;
    if chars.next().is_some() { None } else { LETTERS.find(char) }
}

fn wrong(at: Range<usize>, message: impl Into<String>, help: &'static str) -> Wrong {
    Wrong { at, message: message.into(), help }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_and_ports() {
        let names = |text: &str| {
            let (pattern, port) = parse(text).unwrap_or_else(|wrong| panic!("{text}: {wrong:?}"));
            let port = port.map_or_else(String::new, |port| format!(":{port}"));
            format!("{}{port}", pattern.names().join(" "))
        };
        assert_eq!(names("web[08:10].a:22"), "web08.a web09.a web10.a:22");
        assert_eq!(names("[y:B]"), "y z A B");
        assert_eq!(names("[1:5:2][a:b]"), "1a 1b 3a 3b 5a 5b");
        assert_eq!(names("n[:1]"), "n0 n1");
        assert_eq!(names("[name]:24"), "name:24");
        let fails = |text: &str| parse(text).map(drop).unwrap_err().message;
        assert_eq!(fails("a:"), "no port follows this `:`");
        assert_eq!(fails("a:0"), "`0` is no port");
        assert_eq!(fails("::1"), "the name of this host holds `:`");
        assert_eq!(fails("[fd00::7]:22"), "the name of this host is an IPv6 address");
        assert_eq!(fails("w[1:2"), "this `[` is never closed");
        assert_eq!(fails("w[1:b]"), "`1:b` is no range of numbers or letters");
        assert_eq!(fails("w[3:1]"), "the range `3:1` runs backwards");
        assert_eq!(fails("w[1:2:0]"), "the range `1:2:0` has steps of 0");
    }
}

//! Addresses as people write them: `host`, `user@host:port`, `[v6]:port`, a bare IPv6 address.

use std::net::Ipv6Addr;

/// The parts of a written address.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Address<'a> {
    pub user: Option<&'a str>,
    pub host: &'a str,
    pub port: Option<u16>,
}

/// Take `text` apart; the error is a sentence's end that begins with the text.
pub(super) fn parse(text: &str) -> Result<Address<'_>, String> {
    let (user, rest) = match text.rsplit_once('@') {
        Some((user, rest)) => (Some(user), rest),
        None => (None, text),
    };
    let (host, port) = split_port(rest)?;
    let strange = |part: &str| part.chars().any(|char| char.is_control() || char.is_whitespace());
    for (what, part) in [("account", user.unwrap_or("x")), ("host", host)] {
        if part.is_empty() {
            return Err(format!("lacks the name of the {what}"));
        }
        if part.starts_with('-') || strange(part) {
            let article = if what == "account" { "an" } else { "a" };
            return Err(format!("has {article} {what} that is no name"));
        }
    }
    if host.contains(['[', ']', '*', '?', ',', '/']) {
        return Err("is no name of a host".to_owned());
    }
    Ok(Address { user, host, port })
}

fn split_port(rest: &str) -> Result<(&str, Option<u16>), String> {
    if let Some(inner) = rest.strip_prefix('[') {
        let (host, after) = inner.split_once(']').ok_or("has a `[` that is never closed")?;
        if !is_v6(host) {
            return Err("has something in brackets that is no IPv6 address".to_owned());
        }
        return match after.strip_prefix(':') {
            Some(port) => Ok((host, Some(number(port)?))),
            None if after.is_empty() => Ok((host, None)),
            None => Err("goes on after the `]`".to_owned()),
        };
    }
    if is_v6(rest) {
        return Ok((rest, None));
    }
    match rest.split_once(':') {
        Some((host, port)) => Ok((host, Some(number(port)?))),
        None => Ok((rest, None)),
    }
}

/// Whether `text` is an IPv6 address, with or without a zone such as `%eth0`.
pub(super) fn is_v6(text: &str) -> bool {
    text.split('%').next().is_some_and(|address| address.parse::<Ipv6Addr>().is_ok())
}

fn number(port: &str) -> Result<u16, String> {
    match port.parse() {
        Ok(0) | Err(_) => Err(format!("has the port `{port}`; a port is a number from 1 to 65535")),
        Ok(port) => Ok(port),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_forms_come_apart() {
        let check = |text, user, host, port| {
            assert_eq!(parse(text), Ok(Address { user, host, port }), "{text}");
        };
        check("web1", None, "web1", None);
        check("ops@web1:2222", Some("ops"), "web1", Some(2222));
        check("a@b@web1", Some("a@b"), "web1", None);
        check("fd00::7", None, "fd00::7", None);
        check("[fd00::7]:22", None, "fd00::7", Some(22));
        check("ops@[fe80::1%eth0]", Some("ops"), "fe80::1%eth0", None);
        for bad in
            ["", "@h", "u@", ":22", "h:", "h:0", "h:99999", "[::1", "[x]:1", "[::1]x", "-h", "a b"]
        {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}

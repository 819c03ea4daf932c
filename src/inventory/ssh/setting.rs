//! The values of single settings.

use std::time::Duration;

use super::document::{Jump, Placed, Setting, Strictness};
use super::read::Lines;
use super::words::{Line, Word};
use crate::effect::{Family, Method};
use crate::inventory::address;

/// The most files with known hosts that one line names.
const MOST_FILES: usize = 32;

/// The setting `name` of `line`; none when something is wrong with its value.
pub(super) fn read(
    lines: &mut Lines<'_, '_>,
    name: &'static str,
    line: &Line<'_>,
    words: &[Word],
) -> Option<Setting> {
    match name {
        // The rest of the line is a text for a shell, quotes and all.
        "ProxyCommand" => return Some(Setting::ProxyCommand(rest(lines, line))),
        "ProxyJump" => return jump(lines, line),
        "UserKnownHostsFile" => {
            return files(lines, line, name, words).map(Setting::UserKnownHostsFile);
        }
        "GlobalKnownHostsFile" => {
            return files(lines, line, name, words).map(Setting::GlobalKnownHostsFile);
        }
        _ => {}
    }
    let [word] = lines.exactly(line, name, words)?;
    let text = || word.text.clone();
    let placed = |lines: &Lines<'_, '_>| Placed { text: text(), span: lines.span(word.at.clone()) };
    Some(match name {
        "HostName" => Setting::HostName(placed(lines)),
        "User" => Setting::User(text()),
        "Port" => Setting::Port(port(lines, word)?),
        "Tag" => Setting::Tag(text()),
        "IdentityFile" => Setting::IdentityFile(placed(lines)),
        "CertificateFile" => Setting::CertificateFile(placed(lines)),
        "IdentityAgent" => Setting::IdentityAgent(agent(lines, word)?),
        "RevokedHostKeys" => Setting::RevokedHostKeys(placed(lines)),
        "HostKeyAlias" => Setting::HostKeyAlias(text()),
        "BindAddress" => Setting::BindAddress(text()),
        "IdentitiesOnly" => Setting::IdentitiesOnly(choice(lines, word, name, FLAG)?),
        "HashKnownHosts" => Setting::HashKnownHosts(choice(lines, word, name, FLAG)?),
        "PubkeyAuthentication" => {
            Setting::PubkeyAuthentication(choice(lines, word, name, PUBLIC_KEY)?)
        }
        "PasswordAuthentication" => {
            Setting::PasswordAuthentication(choice(lines, word, name, FLAG)?)
        }
        "KbdInteractiveAuthentication" => {
            Setting::KbdInteractiveAuthentication(choice(lines, word, name, FLAG)?)
        }
        "StrictHostKeyChecking" => {
            Setting::StrictHostKeyChecking(choice(lines, word, name, STRICTNESS)?)
        }
        "AddressFamily" => Setting::AddressFamily(choice(lines, word, name, FAMILIES)?),
        "ServerAliveInterval" => Setting::ServerAliveInterval(time(lines, word)?),
        "ConnectTimeout" => Setting::ConnectTimeout(time(lines, word)?),
        "ServerAliveCountMax" => match word.text.parse() {
            Ok(count) => Setting::ServerAliveCountMax(count),
            Err(_) => {
                let message = format!("expected a number, found `{}`", word.text.escape_debug());
                lines.problem(word.at.clone(), message, "write a count such as 3");
                return None;
            }
        },
        "PreferredAuthentications" => {
            let named = word.text.split(',');
            let known = |name| Method::ALL.into_iter().find(|method| method.name() == name);
            Setting::PreferredAuthentications(named.filter_map(known).collect())
        }
        // Every keyword that is honoured is here or is read elsewhere.
        _ => return None,
    })
}

/// All of the rest of `line`.
fn rest(lines: &Lines<'_, '_>, line: &Line<'_>) -> Placed {
    let bare = line.rest.trim_start_matches(['=', ' ', '\t']);
    let start = line.rest_at + line.rest.len() - bare.len();
    Placed { text: bare.to_owned(), span: lines.span(start..start + bare.len()) }
}

fn jump(lines: &mut Lines<'_, '_>, line: &Line<'_>) -> Option<Setting> {
    let mut place = rest(lines, line);
    if let Some((before, _)) = place.text.split_once('#') {
        place.text = before.trim_end().to_owned();
    }
    if place.text.eq_ignore_ascii_case("none") {
        return Some(Setting::ProxyJump { jumps: Vec::new(), place });
    }
    let read = place.text.split(',').map(|host| {
        let host = host.strip_prefix("ssh://").map_or(host, |rest| rest.trim_end_matches('/'));
        let parts = address::parse(host).map_err(|complaint| format!("`{host}` {complaint}"))?;
        let (user, port) = (parts.user.map(str::to_owned), parts.port);
        Ok(Jump { host: parts.host.to_owned(), user, port })
    });
    match read.collect::<Result<Vec<_>, String>>() {
        Ok(jumps) => Some(Setting::ProxyJump { jumps, place }),
        Err(message) => {
            let at = place.span.start..place.span.end;
            let help = "write hosts as `user@host:port`, with commas between, or `none`";
            lines.problem(at, message, help);
            None
        }
    }
}

fn files(
    lines: &mut Lines<'_, '_>,
    line: &Line<'_>,
    name: &str,
    words: &[Word],
) -> Option<Vec<Placed>> {
    let wrong = words.iter().find(|word| {
        word.text.is_empty() || (word.text.eq_ignore_ascii_case("none") && words.len() > 1)
    });
    if let Some(word) = wrong.or_else(|| words.get(MOST_FILES)) {
        let message = format!("`{name}` cannot name this beside other files");
        let help = "write paths with blanks between them, or `none` alone";
        lines.problem(word.at.clone(), message, help);
        return None;
    }
    let placed =
        |word: &Word| Placed { text: word.text.clone(), span: lines.span(word.at.clone()) };
    let files = words.iter().map(placed).collect::<Vec<_>>();
    if files.is_empty() {
        lines.problem(line.at.clone(), format!("`{name}` says nothing"), "write one or more paths");
        return None;
    }
    Some(files)
}

fn port(lines: &mut Lines<'_, '_>, word: &Word) -> Option<u16> {
    let port = word.text.parse::<u16>().ok().filter(|port| *port > 0);
    let port = port.or_else(|| (word.text == "ssh").then_some(22));
    if port.is_none() {
        let message = format!("`{}` is no port", word.text.escape_debug());
        lines.problem(word.at.clone(), message, "write a number from 1 to 65535");
    }
    port
}

fn agent(lines: &mut Lines<'_, '_>, word: &Word) -> Option<Placed> {
    let variable = word.text.strip_prefix('$').filter(|rest| !rest.starts_with('{'));
    let fits = |char: char| char.is_ascii_alphanumeric() || char == '_';
    if variable.is_some_and(|name| name.is_empty() || !name.chars().all(fits)) {
        let message = format!("`{}` names no variable", word.text.escape_debug());
        lines.problem(word.at.clone(), message, "write a path, `none`, or `$VARIABLE`");
        return None;
    }
    Some(Placed { text: word.text.clone(), span: lines.span(word.at.clone()) })
}

const FLAG: &[(&str, bool)] = &[("yes", true), ("no", false), ("true", true), ("false", false)];

const PUBLIC_KEY: &[(&str, bool)] = &[
    ("yes", true),
    ("no", false),
    ("true", true),
    ("false", false),
    ("unbound", true),
    ("host-bound", true),
];

const STRICTNESS: &[(&str, Strictness)] = &[
    ("yes", Strictness::Yes),
    ("no", Strictness::No),
    ("ask", Strictness::Ask),
    ("accept-new", Strictness::AcceptNew),
    ("true", Strictness::Yes),
    ("false", Strictness::No),
    ("off", Strictness::No),
];

const FAMILIES: &[(&str, Family)] =
    &[("any", Family::Any), ("inet", Family::V4), ("inet6", Family::V6)];

/// Which of `choices` the word is, in any case.
fn choice<T: Copy>(
    lines: &mut Lines<'_, '_>,
    word: &Word,
    name: &str,
    choices: &[(&str, T)],
) -> Option<T> {
    let found = choices.iter().find(|(text, _)| text.eq_ignore_ascii_case(&word.text));
    if found.is_none() {
        let all = choices.iter().map(|(text, _)| *text).collect::<Vec<_>>().join(", ");
        let message = format!("`{name}` cannot be `{}`", word.text.escape_debug());
        lines.problem(word.at.clone(), message, &format!("write one of {all}"));
    }
    found.map(|(_, value)| *value)
}

/// A time such as `90`, `1m30s` or `none`; the inner one is absent for `none`.
#[expect(clippy::option_option, reason = "wrong, never and how long are three answers")]
fn time(lines: &mut Lines<'_, '_>, word: &Word) -> Option<Option<Duration>> {
    if word.text == "none" {
        return Some(None);
    }
    let seconds = seconds(&word.text);
    if seconds.is_none() {
        let message = format!("`{}` is no time", word.text.escape_debug());
        lines.problem(word.at.clone(), message, "write seconds, or a time such as `1m30s`");
    }
    Some(Some(Duration::from_secs(seconds?)))
}

/// The sum of numbers with units: weeks, days, hours, minutes, and seconds, which need none.
fn seconds(text: &str) -> Option<u64> {
    let mut rest = text;
    let mut sum = 0_u64;
    while !rest.is_empty() {
        let digits = rest.find(|char: char| !char.is_ascii_digit()).unwrap_or(rest.len());
        let (number, after) = rest.split_at(digits);
        let mut after = after.chars();
        let unit = match after.next() {
            None | Some('s' | 'S') => 1,
            Some('m' | 'M') => 60,
            Some('h' | 'H') => 3600,
            Some('d' | 'D') => 86_400,
            Some('w' | 'W') => 604_800,
            Some(_) => return None,
        };
        sum = sum.checked_add(number.parse::<u64>().ok()?.checked_mul(unit)?)?;
        rest = after.as_str();
    }
    (!text.is_empty() && i32::try_from(sum).is_ok()).then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn times_add_up() {
        for (text, wanted) in [
            ("90", Some(90)),
            ("1m30", Some(90)),
            ("1H", Some(3600)),
            ("1w2d", Some(777_600)),
            ("", None),
            ("-1", None),
            ("1x", None),
            ("m", None),
            ("99999999999", None),
        ] {
            assert_eq!(seconds(text), wanted, "{text}");
        }
    }
}

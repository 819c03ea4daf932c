//! How it ended on each host: a summary for people, one object a host for robots.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::net::{IpAddr, SocketAddr};

use serde_json::{Value as Json, json as object};

use super::Look;
use super::look::Role;
use super::text::{defuse, width, wrapped};
use crate::effect::{Load, Outcome, OutcomeKind, fold};

/// Names and ranges that are shown of one group.
const SHOWN: usize = 5;

/// Groups that are shown.
const GROUPS: usize = 20;

/// The version of the form for robots.
const VERSION: u32 = 1;

/// Write what did not go well, for the end of a run; nothing when every host is `ok`.
///
/// ```text
/// 987 of 1000 hosts answered; 13 failed:
///   timeout(connect)  8 hosts: edge[003-007], edge017, edge022 and 1 more
///       no answer within 10s
/// ```
///
/// Hosts come together when they have the same outcome and say the same, their own name and
/// addresses aside. The largest group comes first.
///
/// # Errors
/// Those of `out`.
pub fn summary(outcomes: &[Outcome], look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let count = |kind: fn(&OutcomeKind) -> bool| outcomes.iter().filter(|o| kind(&o.kind)).count();
    let failed = count(|kind| kind.is_failure());
    let skipped = count(|kind| *kind == OutcomeKind::Skipped);
    if failed + skipped == 0 {
        return Ok(());
    }
    let answered = count(|kind| *kind == OutcomeKind::Ok);
    let answered = format!("{answered} of {}", hosts(outcomes.len()));
    write!(out, "{} answered", look.paint(Role::Good, &answered))?;
    if failed > 0 {
        write!(out, "; {}", look.paint(Role::Bad, &format!("{failed} failed")))?;
    }
    if skipped > 0 {
        write!(out, "; {skipped} skipped")?;
    }
    let told = outcomes.iter().any(is_told);
    if !told {
        return writeln!(out, ", for enough rows stood without them");
    }
    writeln!(out, ":")?;
    let groups = groups(outcomes);
    let widest = groups.iter().take(GROUPS).map(|group| width(&group.label)).max().unwrap_or(0);
    for group in groups.iter().take(GROUPS) {
        let space = " ".repeat(widest.saturating_sub(width(&group.label)));
        let role = if group.skipped { Role::Faint } else { Role::Bad };
        let label = look.paint(role, &group.label);
        writeln!(out, "  {label}{space}  {}: {}", hosts(group.hosts.len()), named(&group.hosts))?;
        if !group.message.is_empty() {
            let room = look.width.map_or(usize::MAX, |width| width.saturating_sub(INDENT.len()));
            for line in wrapped(&defuse(&group.message), room) {
                writeln!(out, "{INDENT}{line}")?;
            }
        }
    }
    if let Some(rest) = groups.get(GROUPS..).filter(|rest| !rest.is_empty()) {
        let left = rest.iter().map(|group| group.hosts.len()).sum();
        let more = format!("… and {} more kinds of failure on {}", rest.len(), hosts(left));
        writeln!(out, "  {}", look.paint(Role::Faint, &more))?;
    }
    Ok(())
}

/// Write that fewer hosts were worked on at once for a while.
///
/// # Errors
/// Those of `out`.
pub fn write_slowed(load: Load, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let line = format!(
        "connections were broken off or slow, so fewer hosts were worked on at once for a while: {} \
         instead of {}",
        load.limit, load.most
    );
    writeln!(out, "{}", look.paint(Role::Faint, &line))
}

/// The same for robots, as one JSON object in a line.
///
/// # Errors
/// Those of `out`.
pub fn write_slowed_json(load: Load, out: &mut dyn Write) -> io::Result<()> {
    let (limit, most) = (load.limit, load.most);
    let line = object!({"version": VERSION, "type": "slowed", "limit": limit, "most": most});
    writeln!(out, "{line}")
}

/// What `who` says on the way, in one line; for robots as a JSON object.
///
/// # Errors
/// Those of `out`.
pub fn write_note(who: &str, text: &str, json: bool, out: &mut dyn Write) -> io::Result<()> {
    if json {
        let line = object!({"version": VERSION, "type": "note", "from": who, "text": text});
        return writeln!(out, "{line}");
    }
    writeln!(out, "{}: {}", defuse(who), defuse(text))
}

/// What stands before the message of a group.
const INDENT: &str = "      ";

/// Hosts that ended alike.
pub(super) struct Group<'a> {
    pub label: String,
    pub message: String,
    pub hosts: Vec<&'a str>,
    pub skipped: bool,
}

/// Whether an outcome is told of one by one: failures are, and hosts that somebody chose to skip.
fn is_told(outcome: &Outcome) -> bool {
    let chosen = outcome.kind == OutcomeKind::Skipped
        && !["", Outcome::NOT_NEEDED].contains(&outcome.message.as_str());
    outcome.kind.is_failure() || chosen
}

/// The hosts that are told of, those that ended alike together, the largest group first.
pub(super) fn groups(outcomes: &[Outcome]) -> Vec<Group<'_>> {
    let mut groups: BTreeMap<(String, String), Group<'_>> = BTreeMap::new();
    for outcome in outcomes.iter().filter(|outcome| is_told(outcome)) {
        let key = (outcome.label(), pattern(&outcome.message, &outcome.host));
        let group = groups.entry(key).or_insert_with_key(|(label, _)| Group {
            label: label.clone(),
            message: outcome.message.clone(),
            hosts: Vec::new(),
            skipped: outcome.kind == OutcomeKind::Skipped,
        });
        group.hosts.push(&outcome.host);
    }
    let mut groups = groups
        .into_iter()
        .map(|((_, pattern), group)| match group.hosts.len() {
            // One host alone is quoted; for several, what differs is left out.
            1 => group,
            _ => Group { message: pattern, ..group },
        })
        .collect::<Vec<_>>();
    groups.sort_by_key(|group| std::cmp::Reverse(group.hosts.len()));
    groups
}

/// `message` with `HOST` for the name of the host, `ADDRESS` for network addresses, and `N` for the
/// number of a line.
fn pattern(message: &str, host: &str) -> String {
    let mut pattern = String::with_capacity(message.len());
    let mut after_line = false;
    for word in message.split_inclusive(char::is_whitespace) {
        let start = word.find(|char: char| char.is_alphanumeric() || matches!(char, '[' | ':'));
        let bare = word.get(start.unwrap_or(0)..).unwrap_or(word);
        let bare = bare.trim_end_matches(|char: char| !char.is_alphanumeric() && char != ']');
        let sign = if bare == host {
            Some("HOST")
        } else if is_address(bare) {
            Some("ADDRESS")
        } else if after_line && bare.parse::<u64>().is_ok() {
            Some("N")
        } else {
            None
        };
        after_line = bare == "line";
        match sign {
            Some(sign) => pattern.push_str(&word.replacen(bare, sign, 1)),
            None => pattern.push_str(word),
        }
    }
    pattern
}

/// An IP address, perhaps in brackets and with a port.
fn is_address(word: &str) -> bool {
    let unbracketed = || word.replacen('[', "", 1).replacen(']', "", 1);
    word.parse::<IpAddr>().is_ok()
        || word.parse::<SocketAddr>().is_ok()
        || (word.starts_with('[') && unbracketed().parse::<SocketAddr>().is_ok())
}

/// The first of `names`, folded, and how many more there are.
pub(super) fn named(names: &[&str]) -> String {
    let folded = fold(names.iter().copied());
    let shown = folded.iter().take(SHOWN).map(|(name, _)| defuse(name)).collect::<Vec<_>>();
    let left = folded.iter().skip(SHOWN).map(|(_, count)| count).sum::<usize>();
    let more = if left == 0 { String::new() } else { format!(" and {left} more") };
    format!("{}{more}", shown.join(", "))
}

/// How many.
pub(super) fn hosts(count: usize) -> String {
    if count == 1 { "1 host".to_owned() } else { format!("{count} hosts") }
}

/// Write one object a line; [`json`] says what is in it.
///
/// # Errors
/// Those of `out`.
pub fn write_json(outcomes: &[Outcome], out: &mut dyn Write) -> io::Result<()> {
    for outcome in outcomes {
        serde_json::to_writer(&mut *out, &json(outcome))?;
        writeln!(out)?;
    }
    Ok(())
}

/// One outcome: `version`, `host`, `outcome` (its stable name without parentheses), `phase` (of a
/// time-out, else null), `exit_code` (of the remote command where it ended, else null), `message`,
/// `attempts` and `elapsed_ms`.
pub fn json(outcome: &Outcome) -> Json {
    let phase = match outcome.kind {
        OutcomeKind::Timeout(phase) => Some(phase.name()),
        _ => None,
    };
    let exit_code = match outcome.kind {
        OutcomeKind::Ok => Some(0),
        OutcomeKind::Failed(code) => Some(code),
        _ => None,
    };
    object!({
        "version": VERSION,
        "host": outcome.host,
        "outcome": outcome.kind.name(),
        "phase": phase,
        "exit_code": exit_code,
        "message": outcome.message,
        "attempts": outcome.attempts,
        "elapsed_ms": u64::try_from(outcome.elapsed.as_millis()).unwrap_or(u64::MAX),
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::effect::Phase;

    fn outcome(host: &str, kind: OutcomeKind, message: &str) -> Outcome {
        let elapsed = Duration::from_millis(1500);
        Outcome { host: host.into(), kind, message: message.into(), attempts: 2, elapsed }
    }

    fn summarised(outcomes: &[Outcome], look: &Look) -> String {
        let mut out = Vec::new();
        summary(outcomes, look, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn hosts_that_failed_alike_come_together() {
        let mut all = (0..987)
            .map(|at| outcome(&format!("web{at:03}"), OutcomeKind::Ok, ""))
            .collect::<Vec<_>>();
        for at in [3, 4, 5, 6, 7, 17, 22, 30, 40, 50] {
            let kind = OutcomeKind::Timeout(Phase::Connect);
            all.push(outcome(&format!("edge{at:03}"), kind, "no answer within 10s"));
        }
        let refused = |host: &str, address: &str| {
            let message = format!("`{host}` ({address}:22) refused the connection");
            outcome(host, OutcomeKind::Unreachable, &message)
        };
        all.push(refused("a", "10.0.0.1"));
        all.push(refused("b", "10.0.0.2"));
        all.push(outcome("db1", OutcomeKind::Failed(2), "df: /x\u{1b}[31m: no such file\n"));
        all.push(outcome("db2", OutcomeKind::Skipped, ""));
        let wanted = "\
987 of 1001 hosts answered; 13 failed; 1 skipped:
  timeout(connect)  10 hosts: edge[003-007], edge017, edge022, edge030, edge040 and 1 more
      no answer within 10s
  unreachable       2 hosts: a, b
      `HOST` (ADDRESS) refused the connection
  failed(2)         1 host: db1
      df: /x␛[31m: no such file↵
";
        assert_eq!(summarised(&all, &Look::plain()), wanted);
    }

    #[test]
    fn what_differs_from_host_to_host_is_left_out() {
        let changed = |line: usize, address: &str| {
            format!("hosts line {line} differs; `ssh-keygen -R '[{address}]:22'` removes it")
        };
        let one = pattern(&changed(8, "10.0.0.1"), "a");
        assert_eq!(one, "hosts line N differs; `ssh-keygen -R 'ADDRESS'` removes it");
        assert_eq!(one, pattern(&changed(9, "10.0.0.2"), "b"));
    }

    #[test]
    fn hosts_that_somebody_chose_to_skip_are_told_of() {
        let skipped = |host: &str, message: &str| {
            let (kind, message) = (OutcomeKind::Skipped, message.to_owned());
            Outcome { host: host.to_owned(), kind, message, attempts: 0, elapsed: Duration::ZERO }
        };
        let told =
            [skipped("a", "not contacted: 1 host failed"), skipped("b", Outcome::NOT_NEEDED)];
        let text = "0 of 2 hosts answered; 2 skipped:\n  skipped  1 host: a\n      \
                    not contacted: 1 host failed\n";
        let mut out = Vec::new();
        summary(&told, &Look::plain(), &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), text);
    }

    #[test]
    fn good_news_is_no_news() {
        let all = [outcome("a", OutcomeKind::Ok, "")];
        assert_eq!(summarised(&all, &Look::plain()), "");
        assert_eq!(summarised(&[], &Look::plain()), "");
        let all = [outcome("a", OutcomeKind::Ok, ""), outcome("b", OutcomeKind::Skipped, "")];
        let wanted = "1 of 2 hosts answered; 1 skipped, for enough rows stood without them\n";
        assert_eq!(summarised(&all, &Look::plain()), wanted);
    }

    #[test]
    fn failures_are_red_when_colours_are_wanted() {
        let all = [outcome("a", OutcomeKind::AuthFailed, "")];
        let wanted = "\u{1b}[32m0 of 1 host\u{1b}[0m answered; \u{1b}[1;31m1 failed\u{1b}[0m:\n  \
                      \u{1b}[1;31mauth_failed\u{1b}[0m  1 host: a\n";
        assert_eq!(summarised(&all, &Look::terminal(80, true)), wanted);
    }

    #[test]
    fn robots_get_one_object_a_line() {
        let mut out = Vec::new();
        let all = [
            outcome("a", OutcomeKind::Timeout(Phase::Auth), "slow"),
            outcome("b", OutcomeKind::Failed(137), "killed\n"),
        ];
        write_json(&all, &mut out).unwrap();
        let wanted = r#"{"version":1,"host":"a","outcome":"timeout","phase":"auth","exit_code":null,"message":"slow","attempts":2,"elapsed_ms":1500}
{"version":1,"host":"b","outcome":"failed","phase":null,"exit_code":137,"message":"killed\n","attempts":2,"elapsed_ms":1500}
"#;
        assert_eq!(String::from_utf8(out).unwrap(), wanted);
    }
}

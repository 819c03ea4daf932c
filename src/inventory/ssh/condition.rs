//! The conditions of a `Match` line.

use super::document::{Condition, Criterion, Placed};
use super::read::Lines;
use super::words::{Line, Word};
use crate::diag::did_you_mean;
use crate::effect::PatternList;
use crate::source::Span;

/// Conditions that take an argument.
const WITH_ARGUMENT: [&str; 7] =
    ["exec", "host", "localuser", "originalhost", "sessiontype", "tagged", "user"];

/// Conditions that do not.
const ALONE: [&str; 3] = ["all", "canonical", "final"];

/// Conditions of newer versions of SSH that nobody here can judge.
const BEYOND: [&str; 3] = ["command", "localnetwork", "version"];

/// The conditions in `words`; none when something is wrong with them.
pub(super) fn read(
    lines: &mut Lines<'_, '_>,
    line: &Line<'_>,
    words: &[Word],
) -> Option<Vec<Condition>> {
    let mut conditions = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let (negated, bare) = match word.text.strip_prefix('!') {
            Some(bare) => (true, bare),
            None => (false, word.text.as_str()),
        };
        let (name, inline) = match bare.split_once('=') {
            Some((name, argument)) => (name.to_ascii_lowercase(), Some(argument)),
            None => (bare.to_ascii_lowercase(), None),
        };
        let criterion = match name.as_str() {
            "all" if conditions.len() > 1 || words.next().is_some() => {
                let message = "`all` stands beside other conditions";
                let help = "write `Match all` alone, or leave it out";
                lines.problem(word.at.clone(), message, help);
                return None;
            }
            "all" => Criterion::All,
            "final" => Criterion::Final,
            "canonical" => Criterion::Canonical,
            name if !WITH_ARGUMENT.contains(&name) => {
                unknown(lines, word, name);
                return None;
            }
            name => {
                let (argument, at) = match inline {
                    Some(argument) => (argument, &word.at),
                    None => words.next().map_or(("", &word.at), |next| (&next.text, &next.at)),
                };
                if argument.is_empty() {
                    let message = format!("the condition `{name}` lacks what to compare with");
                    lines.problem(word.at.clone(), message, "write it behind it");
                    return None;
                }
                with_argument(name, argument, lines.span(at.clone()))
            }
        };
        conditions.push(Condition { negated, criterion });
    }
    if conditions.is_empty() {
        let help = "write a condition such as `host web*`, or `all`";
        lines.problem(line.at.clone(), "`Match` has no condition", help);
        return None;
    }
    Some(conditions)
}

/// The condition `name`, one of those with an argument.
fn with_argument(name: &str, argument: &str, span: Span) -> Criterion {
    let list = || PatternList::new(argument);
    let lower = || PatternList::new(&argument.to_ascii_lowercase());
    match name {
        "host" => Criterion::Host(lower()),
        "originalhost" => Criterion::OriginalHost(lower()),
        "user" => Criterion::User(list()),
        "localuser" => Criterion::LocalUser(list()),
        "tagged" => Criterion::Tagged(list()),
        "sessiontype" => Criterion::SessionType(list()),
        _ => Criterion::Exec(Placed { text: argument.to_owned(), span }),
    }
}

/// Complain about a condition that there is not, or not here.
fn unknown(lines: &mut Lines<'_, '_>, word: &Word, name: &str) {
    if BEYOND.contains(&name) {
        let message = format!("rebe cannot judge the condition `{name}`");
        let help = "use `host`, `originalhost`, `user`, `localuser` or `exec`, or move the block to \
                    a file that rebe does not read and name another one with --ssh-config";
        return lines.problem(word.at.clone(), message, help);
    }
    let names = [&ALONE[..], &WITH_ARGUMENT[..]].concat();
    let message = format!("`Match` has no condition called `{}`", name.escape_debug());
    let help = did_you_mean(name, "conditions", &names).unwrap_or_default();
    lines.problem(word.at.clone(), message, &help);
}

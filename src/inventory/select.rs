//! Patterns that name targets: hosts, groups, tags, ranges and wildcards, put together as sets.

use std::collections::HashSet;
use std::sync::Arc;

use super::Catalog;
use super::range::Pattern;
use crate::diag::{Diagnostic, Result, codes, did_you_mean};
use crate::effect::{Target, wildcard_matches};

/// The most names that a range in a pattern may stand for.
const MOST: usize = 1_000_000;

/// How many names are searched for a near one; more would be felt as a delay.
const SEARCHED: usize = 20_000;

impl Catalog {
    /// The targets that `pattern` names, each once, in the order in which they are first named.
    ///
    /// # Errors
    /// A part that names nothing, with did-you-mean, and a range that cannot be read.
    pub fn select(&self, pattern: &str) -> Result<Vec<Arc<Target>>> {
        let mut chosen = Vec::new();
        let parts = parts(pattern);
        if let [(_, ""), (sign, _), ..] = parts.as_slice() {
            let message = format!("the pattern `{}` begins with a sign", shown(pattern));
            let help =
                format!("write before the `{}` which hosts are meant, such as `*`", sign.text());
            return Err(Box::new(Diagnostic::error(codes::UNKNOWN_HOST, message).help(help)));
        }
        for (sign, part) in parts {
            let named = self.part(part)?;
            let before = HashSet::<usize>::from_iter(chosen.iter().copied());
            let these = HashSet::<usize>::from_iter(named.iter().copied());
            match sign {
                Sign::And | Sign::Either => {}
                Sign::Both => chosen.retain(|at| these.contains(at)),
                Sign::Without => chosen.retain(|at| !these.contains(at)),
            }
            if sign == Sign::Either {
                chosen.retain(|at| !these.contains(at));
            }
            if matches!(sign, Sign::And | Sign::Either) {
                chosen.extend(named.into_iter().filter(|at| !before.contains(at)));
            }
        }
        let target = |at| self.targets().get(at).map(Arc::clone);
        Ok(chosen.into_iter().filter_map(target).collect())
    }

    /// Places of the targets that one part of a pattern names.
    fn part(&self, part: &str) -> Result<Vec<usize>> {
        if let Some(group) = part.strip_prefix('@') {
            let names = self.group_names().collect::<Vec<_>>();
            return self.group(group).map(<[_]>::to_vec).ok_or_else(|| {
                unknown(format!("no group is called `{}`", shown(group)), group, "groups", &names)
            });
        }
        if let Some(tag) = part.strip_prefix("tag:") {
            let names = self.tag_names().collect::<Vec<_>>();
            return self.tag(tag).map(<[_]>::to_vec).ok_or_else(|| {
                unknown(format!("no host has the tag `{}`", shown(tag)), tag, "tags", &names)
            });
        }
        if let Some(at) = self.place(part) {
            return Ok(vec![at]);
        }
        if let Some(places) = self.group(part) {
            return Ok(places.to_vec());
        }
        match (part.contains(['*', '?']), part.contains(['[', ']'])) {
            (false, false) => Err(self.nothing(part)),
            (true, false) => self.wildcard(part),
            (false, true) => self.range(part),
            (true, true) => {
                let message = format!("`{}` mixes a range and a wildcard", shown(part));
                let help = "use one of the two, or several patterns with commas between";
                Err(Box::new(Diagnostic::error(codes::UNKNOWN_HOST, message).help(help)))
            }
        }
    }

    fn range(&self, part: &str) -> Result<Vec<usize>> {
        let pattern = Pattern::parse(part).map_err(|error| {
            let message = format!("in the pattern `{}`: {}", shown(part), error.message);
            Box::new(Diagnostic::error(codes::UNKNOWN_HOST, message).help(error.help))
        })?;
        if pattern.len() > MOST {
            let message = format!("the range `{}` stands for more than {MOST} names", shown(part));
            let help = "make the range smaller";
            return Err(Box::new(Diagnostic::error(codes::UNKNOWN_HOST, message).help(help)));
        }
        pattern
            .names()
            .iter()
            .map(|name| self.place(name).ok_or_else(|| self.nothing(name)))
            .collect()
    }

    fn wildcard(&self, part: &str) -> Result<Vec<usize>> {
        let names = self.targets().iter().map(|target| target.name.as_str());
        let found = names.enumerate().filter(|(_, name)| wildcard_matches(part, name));
        let found = found.map(|(at, _)| at).collect::<Vec<_>>();
        if found.is_empty() {
            let message = format!("no host matches `{}`", shown(part));
            let help = "`*` stands for any characters and `?` for one; `hosts` shows all names";
            return Err(Box::new(Diagnostic::error(codes::UNKNOWN_HOST, message).help(help)));
        }
        Ok(found)
    }

    fn nothing(&self, name: &str) -> Box<Diagnostic> {
        if name.is_empty() {
            let help = "name a host, a group, `tag:NAME`, or a pattern such as `web*`";
            let message = "an empty name where a host was expected";
            return Box::new(Diagnostic::error(codes::UNKNOWN_HOST, message).help(help));
        }
        let hosts = self.targets().iter().map(|target| target.name.as_str()).take(SEARCHED);
        let names = self.group_names().chain(hosts).collect::<Vec<_>>();
        let message = format!("no host or group is called `{}`", shown(name));
        unknown(message, name, "hosts and groups", &names)
    }
}

fn unknown(message: String, word: &str, what: &str, names: &[&str]) -> Box<Diagnostic> {
    let help =
        did_you_mean(word, what, names).unwrap_or_else(|| format!("the inventory has no {what}"));
    Box::new(Diagnostic::error(codes::UNKNOWN_HOST, message).help(help))
}

fn shown(text: &str) -> std::str::EscapeDebug<'_> {
    text.escape_debug()
}

/// What becomes of the hosts before it and those behind it, read from left to right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// `,`: those before and those behind.
    And,
    /// `&`: those that are before and behind.
    Both,
    /// `!`: those before that are not behind.
    Without,
    /// `^`: those that are on one side alone.
    Either,
}

impl Sign {
    fn of(char: char) -> Option<Self> {
        match char {
            ',' => Some(Self::And),
            '&' => Some(Self::Both),
            '!' => Some(Self::Without),
            '^' => Some(Self::Either),
            _ => None,
        }
    }

    fn text(self) -> char {
        match self {
            Self::And => ',',
            Self::Both => '&',
            Self::Without => '!',
            Self::Either => '^',
        }
    }
}

/// `pattern` cut at the signs that are outside of brackets, each part with the sign before it. In
/// `a,!b` the comma says nothing.
fn parts(pattern: &str) -> Vec<(Sign, &str)> {
    let (mut parts, mut sign, mut start, mut inside) = (Vec::new(), Sign::And, 0, false);
    for (at, char) in pattern.char_indices() {
        inside = (inside || char == '[') && char != ']';
        let Some(next) = Sign::of(char).filter(|_| !inside) else { continue };
        let part = pattern.get(start..at).unwrap_or_default().trim();
        let silent = part.is_empty() && !parts.is_empty() && sign == Sign::And && next != Sign::And;
        if !silent {
            parts.push((sign, part));
        }
        (sign, start) = (next, at + char.len_utf8());
    }
    parts.push((sign, pattern.get(start..).unwrap_or_default().trim()));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_inside_brackets_do_not_part() {
        let cut = |pattern| {
            let told = |(sign, part): (Sign, &str)| format!("{}{part}", sign.text());
            parts(pattern).into_iter().map(told).collect::<Vec<_>>()
        };
        assert_eq!(cut("web[1-3,5],db1"), [",web[1-3,5]", ",db1"]);
        assert_eq!(cut("a & b!c ^d"), [",a", "&b", "!c", "^d"]);
        assert_eq!(cut("a,!b"), [",a", "!b"]);
        assert_eq!(cut("a,,b"), [",a", ",", ",b"]);
        assert_eq!(cut("!b"), [",", "!b"]);
        assert_eq!(cut("a&"), [",a", "&"]);
        assert_eq!(cut(""), [","]);
    }
}

//! Inventories of Ansible in INI: sections with hosts, children and variables.

use std::collections::BTreeMap;
use std::ops::Range;

use super::model::{Model, UNGROUPED, Vars};
use super::python;
use super::words::{Unclosed, Word, words};
use crate::diag::{Diagnostic, codes, did_you_mean};
use crate::inventory::document::Placed;
use crate::inventory::name;
use crate::source::{SourceId, Span};

/// Read `text`, which `source` names in the spans, into `model`.
pub(super) fn read(source: SourceId, text: &str, model: &mut Model) {
    let mut reader = Reader {
        source,
        model,
        group: UNGROUPED,
        kind: Kind::Hosts,
        pending: Vec::new(),
        stated: BTreeMap::new(),
    };
    let mut start = text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len();
    for line in text.get(start..).unwrap_or_default().split('\n') {
        let inner = line.trim();
        let at = start + (line.len() - line.trim_start().len());
        reader.line(inner, at);
        start += line.len() + 1;
    }
    reader.finish();
}

/// What a section holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Hosts,
    Children,
    Vars,
}

const KINDS: [(&str, Kind); 3] =
    [("hosts", Kind::Hosts), ("children", Kind::Children), ("vars", Kind::Vars)];

struct Reader<'a> {
    source: SourceId,
    model: &'a mut Model,
    group: usize,
    kind: Kind,
    /// Children that may be declared further down, with the group that contains each.
    pending: Vec<(usize, Placed<String>)>,
    /// Groups that a section says something about, with the place of its name; and whether one
    /// other than `:vars` does, for that alone makes a group.
    stated: BTreeMap<String, (Span, bool)>,
}

impl Reader<'_> {
    fn span(&self, at: Range<usize>) -> Span {
        Span::new(self.source, at)
    }

    /// The line `line`, without blanks around it, that begins at `at`.
    fn line(&mut self, line: &str, at: usize) {
        if line.is_empty() || line.starts_with(['#', ';']) {
            return;
        }
        match header(line) {
            Header::Section { group, kind } => self.section(group, kind, at),
            Header::Broken => self.model.wrong(
                self.span(at..at + line.len()),
                "this is no header of a section",
                "write it as `[group]`, `[group:children]` or `[group:vars]`, without blanks in the brackets",
            ),
            Header::None => match self.kind {
                Kind::Hosts => self.hosts(line, at),
                Kind::Children => self.child(line, at),
                Kind::Vars => self.variable(line, at),
            },
        }
    }

    fn section(&mut self, name: &str, kind: Option<&str>, at: usize) {
        let place = self.span(at + 1..at + 1 + name.len());
        let known = KINDS.iter().find(|(word, _)| *word == kind.unwrap_or("hosts"));
        let Some((_, kind)) = known else {
            let word = kind.unwrap_or_default();
            let start = at + 2 + name.len();
            let message = format!("no section of a group is called `{word}`");
            let help = did_you_mean(word, "sections", &KINDS.map(|(word, _)| word));
            let problem = Diagnostic::error(codes::INVENTORY, message);
            let problem = problem.at(self.span(start..start + word.len()), "");
            self.model.diagnostics.push(problem.maybe_help(help));
            // What follows belongs to nothing that is known.
            self.kind = Kind::Vars;
            return;
        };
        if let Some(complaint) = name::complaint(name) {
            let message = format!("the name of this group {complaint}");
            self.model.wrong(place, message, "use letters, digits and `_`");
        }
        self.kind = *kind;
        self.group = self.model.group(name);
        let stated = self.stated.entry(name.to_owned()).or_insert((place, false));
        stated.1 |= *kind != Kind::Vars;
    }

    fn hosts(&mut self, line: &str, at: usize) {
        let words = match words(line) {
            Ok(words) => words,
            Err(unclosed) => {
                let (place, message, help) = match unclosed {
                    Unclosed::Quote(place) => {
                        (place, "this quote is never closed", "close it in the same line")
                    }
                    Unclosed::Backslash(place) => (
                        place,
                        "a backslash at the end of a line",
                        "write `\\\\` for a backslash; a line does not go on in the next one",
                    ),
                };
                let place = self.span(at + place.start..at + place.end);
                return self.model.wrong(place, message, help);
            }
        };
        let Some((host, rest)) = words.split_first() else { return };
        if host.text.starts_with("---") {
            let help =
                "if it is YAML, call the file `….yml` or say `--inventory-format ansible-yaml`";
            let place = self.span(at + host.at.start..at + host.at.end);
            return self.model.wrong(place, "`---` is no name of a host", help);
        }
        let mut vars = Vars::new();
        for word in rest {
            let place = self.span(at + word.at.start..at + word.at.end);
            match self.assignment(word, place) {
                Some((name, value)) => drop(vars.insert(name, value)),
                None => return,
            }
        }
        let place = self.span(at + host.at.start..at + host.at.end);
        self.model.name_hosts(&host.text, place, self.group, vars);
    }

    fn assignment(
        &mut self,
        word: &Word,
        place: Span,
    ) -> Option<(String, Placed<crate::value::Value>)> {
        let Some((name, value)) = word.text.split_once('=') else {
            let message = format!("`{}` has no `=` in it", word.text.escape_debug());
            let help = "a variable behind a host is `name=value`; a value with blanks needs quotes";
            self.model.wrong(place, message, help);
            return None;
        };
        Some((name.to_owned(), Placed { value: python::value(value), span: place }))
    }

    fn child(&mut self, line: &str, at: usize) {
        let name = line.split('#').next().unwrap_or_default().trim_end();
        let place = self.span(at..at + name.len());
        if name.is_empty() || name.contains([':', ']']) || name.contains(char::is_whitespace) {
            let help = "write one name on a line; variables go into a section `[group:vars]`";
            return self.model.wrong(place, "this is no name of a group", help);
        }
        let child = Placed { value: name.to_owned(), span: place };
        self.pending.push((self.group, child));
    }

    fn variable(&mut self, line: &str, at: usize) {
        let place = self.span(at..at + line.len());
        let Some((name, value)) = line.split_once('=') else {
            let help = "a variable is `name=value`";
            return self.model.wrong(place, "there is no `=` in this line", help);
        };
        let value = Placed { value: python::value(value.trim()), span: place };
        self.model.set(self.group, name.trim().to_owned(), value);
    }

    /// Look up what was declared further down.
    fn finish(mut self) {
        for (group, child) in std::mem::take(&mut self.pending) {
            let stated = self.stated.get(&child.value).is_some_and(|(_, stated)| *stated);
            let known = self.model.known_group(&child.value);
            match known.filter(|at| stated || *at <= UNGROUPED) {
                Some(at) => self.model.contain(group, at, child),
                None => self.stranger(&child),
            }
        }
        for (name, (place, stated)) in &self.stated {
            if !stated && !matches!(name.as_str(), "all" | "ungrouped") {
                let message = format!("there is no group `{name}` for these variables");
                let names = self.names();
                let help = did_you_mean(name, "groups", &names);
                let problem = Diagnostic::error(codes::INVENTORY, message).at(*place, "");
                self.model.diagnostics.push(problem.maybe_help(help));
            }
        }
    }

    fn names(&self) -> Vec<&str> {
        let stated = self.stated.iter().filter(|(_, (_, stated))| *stated);
        stated.map(|(name, _)| name.as_str()).collect()
    }

    fn stranger(&mut self, child: &Placed<String>) {
        let message = format!("no group is called `{}`", child.value.escape_debug());
        let help = if self.model.has_host(&child.value) {
            Some("that is a host: name it in the section of the group itself".to_owned())
        } else {
            did_you_mean(&child.value, "groups", &self.names())
        };
        let problem = Diagnostic::error(codes::INVENTORY, message).at(child.span, "");
        self.model.diagnostics.push(problem.maybe_help(help));
    }
}

/// What a line is as a header.
enum Header<'a> {
    Section {
        group: &'a str,
        kind: Option<&'a str>,
    },
    /// It has brackets around it, and is none.
    Broken,
    None,
}

fn header(line: &str) -> Header<'_> {
    let found = line.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let broken =
        if line.starts_with('[') && line.ends_with(']') { Header::Broken } else { Header::None };
    let Some((inner, behind)) = found else { return broken };
    let (group, kind) = match inner.split_once(':') {
        Some((group, kind)) => (group, Some(kind)),
        None => (inner, None),
    };
    let behind = behind.trim_start();
    let is_word = |kind: &str| {
        !kind.is_empty() && kind.chars().all(|char| char.is_alphanumeric() || char == '_')
    };
    let good = !group.is_empty()
        && !group.contains(char::is_whitespace)
        && kind.is_none_or(is_word)
        && (behind.is_empty() || behind.starts_with('#'));
    if good { Header::Section { group, kind } } else { broken }
}

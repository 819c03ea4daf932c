//! Groups that say different things about one host, though neither is above the other.

use std::collections::HashSet;

use super::document::{Document, Group, Placed, Settings};
use super::nesting::Nesting;
use crate::diag::{Diagnostic, codes};
use crate::source::Span;

/// Looks for disagreements, and tells each once.
pub(super) struct Disagreements<'a> {
    document: &'a Document,
    nesting: &'a Nesting,
    /// The pairs of groups that were complained about, and what.
    told: HashSet<(usize, usize, String)>,
    pub found: Vec<Diagnostic>,
}

impl<'a> Disagreements<'a> {
    pub fn new(document: &'a Document, nesting: &'a Nesting) -> Self {
        Self { document, nesting, told: HashSet::new(), found: Vec::new() }
    }

    /// Look at the host called `name`, which has its own table `entry` and is in `groups`, of which
    /// children come before their parents.
    pub fn of(&mut self, name: &str, groups: &[usize], entry: Option<usize>) {
        if groups.len() < 2 {
            return;
        }
        let own = entry.and_then(|entry| self.document.entries.get(entry));
        let host = Host { name, groups, own };
        self.compare(&host, "`user`", |settings| placed(settings.user.as_ref()));
        self.compare(&host, "`port`", |settings| placed(settings.port.as_ref()));
        self.compare(&host, "`identity`", |settings| placed(settings.identities.as_ref()));
        self.compare(&host, "`transport`", |settings| placed(settings.transport.as_ref()));
        let mut seen = HashSet::new();
        let all = groups.iter().filter_map(|at| self.document.groups.get(*at));
        for (var, _) in all.flat_map(|group| &group.settings.vars) {
            if !seen.insert(&var.value) {
                continue;
            }
            self.compare(&host, &format!("the variable `{}`", var.value), |settings| {
                let mut vars = settings.vars.iter();
                let (name, value) = vars.find(|(name, _)| name.value == var.value)?;
                Some((value, name.span))
            });
        }
    }

    fn compare<T: PartialEq + 'a>(
        &mut self,
        host: &Host<'_, 'a>,
        what: &str,
        setting: impl Fn(&'a Settings) -> Option<(&'a T, Span)>,
    ) {
        let document = self.document;
        let said = |at: usize| -> Option<(usize, &'a Group, (&'a T, Span))> {
            let group = document.groups.get(at)?;
            Some((at, group, setting(&group.settings)?))
        };
        let saying = host.groups.iter().filter_map(|at| said(*at)).collect::<Vec<_>>();
        // Nothing is below the first of them that says something about it.
        let Some(((first, a, (one, here)), others)) = saying.split_first() else { return };
        let differs = |(_, _, (other, _)): &&(usize, &Group, (&T, Span))| other != one;
        for (at, b, (_, there)) in others.iter().filter(differs) {
            let mut below = saying.iter().map(|(lower, ..)| *lower);
            if below.any(|lower| self.nesting.is_above(*at, lower)) {
                continue;
            }
            let pair = (*first.min(at), *first.max(at), what.to_owned());
            if host.own.is_some_and(|own| setting(own).is_some()) || !self.told.insert(pair) {
                continue;
            }
            let name = host.name;
            // The later one in the file is to blame.
            let ((a, here), (b, there)) =
                if first < at { ((a, here), (b, there)) } else { ((b, there), (a, here)) };
            let message = format!("two groups disagree about {what} of the host `{name}`");
            self.found.push(
                Diagnostic::error(codes::INVENTORY, message)
                    .at(*there, format!("the group `{}` says this", b.name.value))
                    .at(*here, format!("the group `{}` says this", a.name.value))
                    .help(format!("say which one counts, under `[hosts.\"{name}\"]`")),
            );
        }
    }
}

/// The host that is looked at.
struct Host<'h, 'a> {
    name: &'h str,
    groups: &'h [usize],
    own: Option<&'a Settings>,
}

fn placed<T>(setting: Option<&Placed<T>>) -> Option<(&T, Span)> {
    setting.map(|setting| (&setting.value, setting.span))
}

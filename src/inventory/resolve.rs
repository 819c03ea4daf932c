//! From what a file says to the targets: ranges expand, settings come down to each host.

use std::collections::HashMap;
use std::sync::Arc;

use super::catalog::{Catalog, plain};
use super::disagreement::Disagreements;
use super::document::{Document, Mention, Origin, Placed, Settings};
use super::nesting::Nesting;
use crate::diag::{Diagnostic, codes};
use crate::effect::{Target, Transport};
use crate::value::Record;

/// The most hosts that one inventory may name, one named twice counting twice.
pub(super) const MOST: usize = 1_000_000;

/// Work out the targets of `document`; the diagnostics say what contradicts itself.
pub(super) fn resolve(document: &Document) -> (Catalog, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let nesting = Nesting::of(document, &mut diagnostics);
    let mut resolver =
        Resolver { document, nesting, hosts: Vec::new(), index: HashMap::new(), diagnostics };
    resolver.gather();
    resolver.groups_are_no_hosts();
    let targets = resolver.targets();
    let mut catalog = Catalog::new(targets, resolver.target("", &[], None));
    for group in &document.groups {
        catalog.add_group(&group.name.value);
    }
    (catalog, resolver.diagnostics)
}

struct Resolver<'a> {
    document: &'a Document,
    nesting: Nesting,
    hosts: Vec<Host>,
    index: HashMap<String, usize>,
    diagnostics: Vec<Diagnostic>,
}

/// One host, as far as the mentions of it have been seen.
struct Host {
    name: String,
    /// The last mention of it: its place in the document.
    mention: usize,
    /// Places of the groups that name it, in the order of the file.
    groups: Vec<usize>,
    /// The place of its own table.
    entry: Option<usize>,
}

impl<'a> Resolver<'a> {
    /// Expand every mention, and complain about a list that names a host twice.
    fn gather(&mut self) {
        let mut left = MOST;
        for (at, mention) in self.document.mentions.iter().enumerate() {
            let Some(rest) = left.checked_sub(mention.pattern.len()) else {
                let message = format!("the inventory names more than {MOST} hosts");
                self.diagnostics.push(
                    Diagnostic::error(codes::INVENTORY, message)
                        .at(mention.text.span, "this goes over the bound")
                        .help("make the range smaller, or split the inventory into several files"),
                );
                return;
            };
            left = rest;
            self.expand(at, mention);
        }
    }

    fn expand(&mut self, at: usize, mention: &Mention) {
        let mut complained = false;
        for name in mention.pattern.names() {
            let place = self.index.get(&name).copied().unwrap_or(self.hosts.len());
            if place == self.hosts.len() {
                self.index.insert(name.clone(), place);
                self.hosts.push(Host { name, mention: at, groups: Vec::new(), entry: None });
            } else if let Some(host) = self.hosts.get_mut(place) {
                let first = self
                    .document
                    .mentions
                    .get(host.mention)
                    .filter(|first| same_list(first.origin, mention.origin));
                // One complaint for two mentions is enough, however many hosts they share.
                if let Some(first) = first.filter(|_| !complained) {
                    complained = true;
                    self.diagnostics.push(
                        Diagnostic::error(
                            codes::INVENTORY,
                            format!("the host `{}` is named twice", host.name),
                        )
                        .at(mention.text.span, "")
                        .at(first.text.span, "named here already")
                        .help("take it out of one of the two"),
                    );
                }
                host.mention = at;
            }
            let Some(host) = self.hosts.get_mut(place) else { continue };
            match mention.origin {
                Origin::Flat => {}
                Origin::Group(group) if host.groups.last() != Some(&group) => {
                    host.groups.push(group);
                }
                Origin::Group(_) => {}
                Origin::Entry(entry) => host.entry = host.entry.or(Some(entry)),
            }
        }
    }

    fn groups_are_no_hosts(&mut self) {
        for group in &self.document.groups {
            let Some(host) = self.index.get(&group.name.value).and_then(|at| self.hosts.get(*at))
            else {
                continue;
            };
            let message = format!("`{}` is both a group and a host", group.name.value);
            let mut diagnostic = Diagnostic::error(codes::INVENTORY, message)
                .at(group.name.span, "the group")
                .help("give one of the two another name, so that it is clear which one is meant");
            if let Some(mention) = self.document.mentions.get(host.mention) {
                diagnostic = diagnostic.at(mention.text.span, "the host");
            }
            self.diagnostics.push(diagnostic);
        }
    }

    fn targets(&mut self) -> Vec<Target> {
        let hosts = std::mem::take(&mut self.hosts);
        let mut disagreements = Disagreements::new(self.document, &self.nesting);
        // Hosts with the same groups and the same table differ in their names alone.
        let mut alike = HashMap::<(Vec<usize>, Option<usize>), Target>::new();
        let mut targets = Vec::with_capacity(hosts.len());
        for host in hosts {
            let key = (host.groups, host.entry);
            let template = match alike.get(&key) {
                Some(known) => known.clone(),
                None => {
                    let groups = self.nesting.closure(&key.0);
                    disagreements.of(&host.name, &groups, key.1);
                    let template = self.target("", &groups, key.1);
                    alike.insert(key, template.clone());
                    template
                }
            };
            let is_named = template.address.is_empty();
            let address = if is_named { host.name.clone() } else { template.address };
            targets.push(Target { name: host.name, address, ..template });
        }
        let mut found = disagreements.found;
        self.diagnostics.append(&mut found);
        targets
    }

    /// The target called `name`, with the settings of its table, its groups (children before their
    /// parents) and the defaults.
    fn target(&self, name: &str, groups: &[usize], entry: Option<usize>) -> Target {
        let mut target = plain(name, Transport::Ssh);
        let groups = || groups.iter().filter_map(|group| self.document.groups.get(*group));
        let own = entry.and_then(|entry| self.document.entries.get(entry));
        // From the strongest to the weakest.
        let layers = own
            .into_iter()
            .chain(groups().map(|group| &group.settings))
            .chain([&self.document.defaults])
            .collect::<Vec<_>>();
        target.user = pick(&layers, |settings| settings.user.as_ref());
        target.port = pick(&layers, |settings| settings.port.as_ref());
        target.address =
            pick(&layers, |settings| settings.address.as_ref()).unwrap_or(target.address);
        target.identities =
            pick(&layers, |settings| settings.identities.as_ref()).unwrap_or_default();
        target.transport =
            pick(&layers, |settings| settings.transport.as_ref()).unwrap_or(target.transport);
        target.groups = groups().map(|group| group.name.value.clone()).collect();
        target.groups.sort();
        target.tags = layers.iter().flat_map(|layer| layer.tags.iter().cloned()).collect();
        target.tags.sort();
        target.tags.dedup();
        let mut vars = Record::new();
        for (name, value) in layers.iter().rev().flat_map(|layer| &layer.vars) {
            vars.insert(name.value.clone(), value.clone());
        }
        target.vars = (!vars.is_empty()).then(|| Arc::new(vars));
        target
    }
}

/// Whether two mentions stand in one list; all tables of `[hosts]` are one list.
fn same_list(a: Origin, b: Origin) -> bool {
    a == b || matches!((a, b), (Origin::Entry(_), Origin::Entry(_)))
}

fn pick<T: Clone>(
    layers: &[&Settings],
    setting: impl Fn(&Settings) -> Option<&Placed<T>>,
) -> Option<T> {
    layers.iter().find_map(|layer| setting(layer)).map(|placed| placed.value.clone())
}

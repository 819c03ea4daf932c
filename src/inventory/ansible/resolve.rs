//! From groups, hosts and variables to targets, by the precedence of Ansible.
//!
//! For each host: the variables of `all` and of its groups in the inventory, from the upper groups to
//! the lower, of equally deep ones those with a lower `ansible_group_priority` first and then by
//! name; the files `group_vars` in the same order; its own variables as they come in the inventory;
//! its files `host_vars`. Later ones beat earlier ones.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use super::connection::{Merged, apply, is_secret};
use super::model::{ALL, Host, Model, UNGROUPED, Vars};
use crate::diag::Diagnostic;
use crate::effect::{Target, Transport};
use crate::inventory::catalog::{Catalog, plain};
use crate::inventory::nesting::Nesting;
use crate::source::Span;

/// Work out the targets of `model`, or all that is wrong with it.
pub(super) fn resolve(model: Model, home: Option<&Path>) -> Result<Catalog, Vec<Diagnostic>> {
    let children = model.groups.iter().map(|group| {
        group.children.iter().map(|(child, place)| (*child, place)).collect::<Vec<_>>()
    });
    let (nesting, circle) = Nesting::new(&children.collect::<Vec<_>>());
    let mut resolver = Resolver {
        depths: depths(&model, &nesting),
        model: &model,
        nesting,
        home,
        told: HashSet::new(),
        found: circle.into_iter().collect(),
    };
    let targets = resolver.targets();
    let defaults = resolver.target(&[], &[]);
    let mut found = resolver.found;
    found.splice(..0, model.diagnostics);
    if !found.is_empty() {
        return Err(found);
    }
    let mut catalog = Catalog::new(targets, defaults);
    for group in &model.groups {
        catalog.add_group(&group.name);
    }
    catalog.fill_group("all");
    Ok(catalog)
}

/// How far each group is from the one above all, by the longest way.
fn depths(model: &Model, nesting: &Nesting) -> Vec<usize> {
    let mut depths = vec![1; model.groups.len()];
    let all = (0..model.groups.len()).collect::<Vec<_>>();
    for group in nesting.closure(&all).into_iter().rev() {
        let above = nesting.parents(group).iter().filter_map(|parent| depths.get(*parent));
        let depth = above.max().map_or(1, |depth| depth + 1);
        if let Some(place) = depths.get_mut(group) {
            *place = if group == ALL { 0 } else { depth };
        }
    }
    depths
}

struct Resolver<'a> {
    model: &'a Model,
    nesting: Nesting,
    depths: Vec<usize>,
    home: Option<&'a Path>,
    /// Complaints that were made, for hosts share variables.
    told: HashSet<(Span, String)>,
    found: Vec<Diagnostic>,
}

impl Resolver<'_> {
    fn targets(&mut self) -> Vec<Target> {
        let model = self.model;
        // Hosts with the same groups and the same variables differ in their names alone.
        let mut alike = HashMap::<(Vec<usize>, Vec<*const Vars>), Target>::new();
        let mut targets = Vec::with_capacity(model.hosts.len());
        for host in &model.hosts {
            let groups = members(host);
            let key = (groups, host.layers.iter().map(Arc::as_ptr).collect());
            let template = match alike.get(&key) {
                Some(known) => known.clone(),
                None => {
                    let template = self.target(&key.0, &host.layers);
                    alike.insert(key, template.clone());
                    template
                }
            };
            let is_named = template.address.is_empty();
            let address = if is_named { host.name.clone() } else { template.address };
            targets.push(Target { name: host.name.clone(), address, ..template });
        }
        targets
    }

    /// A target without a name, in these groups and with these variables of its own.
    fn target(&mut self, groups: &[usize], layers: &[Arc<Vars>]) -> Target {
        let model = self.model;
        let mut all = self.nesting.closure(groups);
        let names = all.iter().filter_map(|at| model.groups.get(*at));
        let mut names = names.map(|group| group.name.clone()).collect::<Vec<_>>();
        names.sort();
        all.push(ALL);
        let order = |at: &usize| {
            let group = model.groups.get(*at)?;
            Some((self.depths.get(*at)?, group.priority, &group.name))
        };
        all.sort_by_key(order);
        let above = || all.iter().filter_map(|at| model.groups.get(*at));
        let own = layers.iter().map(AsRef::as_ref);
        let layers = above().map(|group| &group.vars).chain(above().map(|group| &group.files));
        let mut merged = Merged::new();
        for (name, value) in layers.chain(own).flatten() {
            merged.insert(name, value);
        }
        let mut target = Target { groups: names, ..plain("", Transport::Ssh) };
        let (told, found) = (&mut self.told, &mut self.found);
        apply(&mut target, &merged, self.home, &mut |problem| {
            let span = problem.labels.first().map(|label| label.span);
            if span.is_none_or(|span| told.insert((span, problem.message.clone()))) {
                found.push(problem);
            }
        });
        let vars = merged.into_iter().filter(|(name, _)| !is_secret(name));
        let vars = vars.map(|(name, value)| (name.to_owned(), value.value.clone()));
        let vars = vars.collect::<crate::value::Record>();
        target.vars = (!vars.is_empty()).then(|| Arc::new(vars));
        target
    }
}

/// The groups that name `host`: the one above all aside, and `ungrouped` where there is no other.
pub(super) fn members(host: &Host) -> Vec<usize> {
    let groups = host.groups.iter().copied().filter(|group| *group > UNGROUPED);
    let mut groups = groups.collect::<Vec<_>>();
    groups.sort_unstable();
    if groups.is_empty() {
        groups.push(UNGROUPED);
    }
    groups
}

//! The machines of an inventory, indexed by name, group and tag.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use super::address;
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{Target, Transport, schema_of};
use crate::value::Schema;

/// All targets and the ways to name them.
#[derive(Debug, Clone)]
pub struct Catalog {
    targets: Vec<Arc<Target>>,
    by_name: HashMap<String, usize>,
    groups: BTreeMap<String, Vec<usize>>,
    tags: BTreeMap<String, Vec<usize>>,
    /// The variables of all of them together, once somebody asks.
    variables: OnceLock<Schema>,
    /// What an address gets that is no host of the inventory.
    defaults: Target,
}

impl Catalog {
    /// A catalog of these targets. Of several with one name the first is kept. `defaults` lends
    /// all but its name, address and groups to addresses that are not listed.
    pub fn new(all: Vec<Target>, defaults: Target) -> Self {
        let mut catalog = Self {
            targets: Vec::with_capacity(all.len()),
            by_name: HashMap::with_capacity(all.len()),
            groups: BTreeMap::new(),
            tags: BTreeMap::new(),
            variables: OnceLock::new(),
            defaults,
        };
        for target in all {
            let at = catalog.targets.len();
            if catalog.by_name.contains_key(&target.name) {
                continue;
            }
            catalog.by_name.insert(target.name.clone(), at);
            for group in &target.groups {
                put(&mut catalog.groups, group, at);
            }
            for tag in &target.tags {
                put(&mut catalog.tags, tag, at);
            }
            catalog.targets.push(Arc::new(target));
        }
        catalog
    }

    /// Keep `name` as a group even though no host is in it.
    pub(super) fn add_group(&mut self, name: &str) {
        self.groups.entry(name.to_owned()).or_default();
    }

    /// Have the group `name` contain all hosts, though none of them says so.
    pub(super) fn fill_group(&mut self, name: &str) {
        self.groups.insert(name.to_owned(), (0..self.targets.len()).collect());
    }

    /// All targets, in order.
    pub fn targets(&self) -> &[Arc<Target>] {
        &self.targets
    }

    /// The variables of all targets together.
    pub fn variables(&self) -> &Schema {
        self.variables.get_or_init(|| schema_of(&self.targets))
    }

    /// The target called `name`.
    pub fn find(&self, name: &str) -> Option<&Arc<Target>> {
        self.targets.get(*self.by_name.get(name)?)
    }

    /// Places of the hosts of a group.
    pub(super) fn group(&self, name: &str) -> Option<&[usize]> {
        self.groups.get(name).map(Vec::as_slice)
    }

    /// Places of the hosts with a tag.
    pub(super) fn tag(&self, name: &str) -> Option<&[usize]> {
        self.tags.get(name).map(Vec::as_slice)
    }

    /// The place of the target called `name`.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// The names of all groups, sorted.
    pub(super) fn group_names(&self) -> impl Iterator<Item = &str> {
        self.groups.keys().map(String::as_str)
    }

    /// The names of all tags, sorted.
    pub(super) fn tag_names(&self) -> impl Iterator<Item = &str> {
        self.tags.keys().map(String::as_str)
    }

    /// The target called `name`, else the one at the address `name`, with the defaults. A known
    /// host before a port or after an account keeps its other settings.
    ///
    /// # Errors
    /// `name` is no address.
    pub fn get(&self, name: &str) -> Result<Arc<Target>> {
        if let Some(target) = self.find(name) {
            return Ok(Arc::clone(target));
        }
        let written = address::parse(name).map_err(|complaint| {
            let message = format!("`{}` {complaint}", name.escape_debug());
            let help = "write a host of the inventory, or an address as `host`, `user@host:port` or `[fd00::7]:22`";
            Box::new(Diagnostic::error(codes::UNKNOWN_HOST, message).help(help))
        })?;
        let mut target = match self.find(written.host) {
            Some(known) => Target::clone(known),
            None => Target {
                address: written.host.to_owned(),
                groups: Vec::new(),
                ..self.defaults.clone()
            },
        };
        target.name = name.to_owned();
        target.user = written.user.map(str::to_owned).or(target.user);
        target.port = written.port.or(target.port);
        Ok(Arc::new(target))
    }
}

fn put(index: &mut BTreeMap<String, Vec<usize>>, key: &str, at: usize) {
    match index.get_mut(key) {
        Some(places) => places.push(at),
        None => drop(index.insert(key.to_owned(), vec![at])),
    }
}

/// A target called `name` about which nothing else is known.
pub(super) fn plain(name: &str, transport: Transport) -> Target {
    Target {
        name: name.to_owned(),
        address: name.to_owned(),
        port: None,
        user: None,
        identities: Vec::new(),
        transport,
        groups: Vec::new(),
        tags: Vec::new(),
        vars: None,
    }
}

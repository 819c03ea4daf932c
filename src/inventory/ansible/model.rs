//! Groups, hosts and their variables as an inventory of Ansible says them, before they are put
//! together for each host.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::hosts;
use crate::diag::{Diagnostic, codes};
use crate::inventory::document::Placed;
use crate::inventory::resolve::MOST;
use crate::source::Span;
use crate::value::Value;

/// Variables by their names.
pub(super) type Vars = BTreeMap<String, Placed<Value>>;

/// The group above all.
pub(super) const ALL: usize = 0;

/// The group of hosts that are in no other.
pub(super) const UNGROUPED: usize = 1;

/// A group.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub name: String,
    pub children: Vec<(usize, Placed<String>)>,
    pub vars: Vars,
    /// Those of its files.
    pub files: Vars,
    /// Of groups that are equally deep the one with the greatest counts.
    pub priority: i64,
}

/// A host.
#[derive(Debug)]
pub(super) struct Host {
    pub name: String,
    /// Groups that name it.
    pub groups: Vec<usize>,
    /// Variables of its own, the later ones beating the earlier.
    pub layers: Vec<Arc<Vars>>,
}

/// A whole inventory.
pub(super) struct Model {
    pub groups: Vec<Group>,
    pub hosts: Vec<Host>,
    pub diagnostics: Vec<Diagnostic>,
    /// Whether lists of names are as good as mappings of them, and variables of hosts may stand
    /// apart: so it is in JSON.
    pub lists: bool,
    by_group: HashMap<String, usize>,
    by_host: HashMap<String, usize>,
    /// How many more hosts may be named.
    left: usize,
}

impl Model {
    /// An inventory without hosts.
    pub fn new() -> Self {
        let mut model = Self {
            groups: Vec::new(),
            hosts: Vec::new(),
            diagnostics: Vec::new(),
            lists: false,
            by_group: HashMap::new(),
            by_host: HashMap::new(),
            left: MOST,
        };
        model.group("all");
        model.group("ungrouped");
        model
    }

    /// The group called `name`, which is there from now on.
    pub fn group(&mut self, name: &str) -> usize {
        if let Some(known) = self.by_group.get(name) {
            return *known;
        }
        let at = self.groups.len();
        self.by_group.insert(name.to_owned(), at);
        self.groups.push(Group { name: name.to_owned(), priority: 1, ..Group::default() });
        at
    }

    /// The group called `name`, if there is one.
    pub fn known_group(&self, name: &str) -> Option<usize> {
        self.by_group.get(name).copied()
    }

    /// Whether a host is called `name`.
    pub fn has_host(&self, name: &str) -> bool {
        self.by_host.contains_key(name)
    }

    /// Have `group` contain the group `child`.
    pub fn contain(&mut self, group: usize, child: usize, place: Placed<String>) {
        if child == ALL {
            let help = "take it out: `all` is above every group without being told";
            return self.wrong(place.span, "the group `all` is in no other", help);
        }
        // The group above all contains the others anyway.
        if group != ALL
            && let Some(group) = self.groups.get_mut(group)
            && group.children.iter().all(|(known, _)| *known != child)
        {
            group.children.push((child, place));
        }
    }

    /// Have `group` contain the hosts that `text` at `span` names, with these variables.
    pub fn name_hosts(&mut self, text: &str, span: Span, group: usize, vars: Vars) {
        let (pattern, port) = match hosts::parse(text) {
            Ok(parsed) => parsed,
            Err(wrong) => {
                // Where quotes were resolved, the whole of it is shown.
                let exact = span.end - span.start == text.len();
                let at = span.start + wrong.at.start..span.start + wrong.at.end;
                let span = if exact { Span::new(span.source, at) } else { span };
                return self.wrong(span, wrong.message, wrong.help);
            }
        };
        let Some(left) = self.left.checked_sub(pattern.len()) else {
            let message = format!("the inventory names more than {MOST} hosts");
            let help = "make the range smaller, or split the inventory into several files";
            return self.wrong(span, message, help);
        };
        self.left = left;
        let vars = (!vars.is_empty()).then(|| Arc::new(vars));
        // A port behind a name counts where the host is named first.
        let port = port.map(|port| {
            let value = Placed { value: crate::value::scalar::int(i64::from(port)), span };
            Arc::new(Vars::from([("ansible_port".to_owned(), value)]))
        });
        for name in pattern.names() {
            let at = self.by_host.get(&name).copied().unwrap_or(self.hosts.len());
            if at == self.hosts.len() {
                self.by_host.insert(name.clone(), at);
                let layers = port.iter().cloned().collect();
                self.hosts.push(Host { name, groups: Vec::new(), layers });
            }
            let Some(host) = self.hosts.get_mut(at) else { continue };
            if !host.groups.contains(&group) {
                host.groups.push(group);
            }
            host.layers.extend(vars.clone());
        }
    }

    /// Give the host called `name` these variables of its own. False where there is no such host.
    pub fn add_vars(&mut self, name: &str, vars: Vars) -> bool {
        let host = self.by_host.get(name).and_then(|at| self.hosts.get_mut(*at));
        let layer = (!vars.is_empty()).then(|| Arc::new(vars));
        host.map(|host| host.layers.extend(layer)).is_some()
    }

    /// Set a variable of `group`.
    pub fn set(&mut self, group: usize, name: String, value: Placed<Value>) {
        if name != "ansible_group_priority" {
            if let Some(group) = self.groups.get_mut(group) {
                group.vars.insert(name, value);
            }
            return;
        }
        let priority = match &value.value {
            Value::Int { val, .. } => Some(*val),
            Value::String { val, .. } => val.trim().parse().ok(),
            _ => None,
        };
        match (priority, self.groups.get_mut(group)) {
            (Some(priority), Some(group)) => group.priority = priority,
            _ => self.wrong(
                value.span,
                "`ansible_group_priority` has to be a whole number",
                "groups have the priority 1 unless it says otherwise; the greatest counts",
            ),
        }
    }

    /// Complain about `span`.
    pub fn wrong(&mut self, span: Span, message: impl Into<String>, help: &str) {
        let problem = Diagnostic::error(codes::INVENTORY, message).at(span, "").help(help);
        self.diagnostics.push(problem);
    }
}

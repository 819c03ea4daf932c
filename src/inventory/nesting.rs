//! How the groups of an inventory nest, and the complaints about what cannot be.

use std::collections::{HashMap, HashSet};

use super::document::{Document, Placed};
use crate::diag::{Diagnostic, codes, did_you_mean};

/// Which groups are above which; groups are places in [`Document::groups`].
pub(super) struct Nesting {
    /// For each group those that name it as a child.
    parents: Vec<Vec<usize>>,
    /// For each group its place in an order in which children come before their parents.
    rank: Vec<usize>,
}

impl Nesting {
    /// How the groups of `document` nest. A child that is no group, one that is named twice, and
    /// groups that contain themselves become `diagnostics`.
    pub fn of(document: &Document, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let groups = &document.groups;
        let names = groups.iter().enumerate().map(|(at, group)| (group.name.value.as_str(), at));
        let index = names.collect::<HashMap<_, _>>();
        let mut parents = vec![Vec::new(); groups.len()];
        let mut children = vec![Vec::new(); groups.len()];
        for (at, group) in groups.iter().enumerate() {
            let mut seen = HashMap::new();
            for child in &group.children {
                if let Some(first) = seen.insert(child.value.as_str(), child.span) {
                    let message = format!("the group `{}` is named twice", child.value);
                    let problem = Diagnostic::error(codes::INVENTORY, message).at(child.span, "");
                    let problem = problem.at(first, "named here already");
                    diagnostics.push(problem.help("take it out of one of the two places"));
                    continue;
                }
                let Some(below) = index.get(child.value.as_str()) else {
                    diagnostics.push(stranger(document, child));
                    continue;
                };
                if let Some(list) = parents.get_mut(*below) {
                    list.push(at);
                }
                if let Some(list) = children.get_mut(at) {
                    list.push((*below, child));
                }
            }
        }
        let rank = ranks(&parents, &children, |at, path: &[&Placed<String>]| {
            let name = groups.get(at).map_or("", |group| group.name.value.as_str());
            diagnostics.push(circle(name, path));
        });
        Self { parents, rank }
    }

    /// `groups` and all that are above them, children before their parents.
    pub fn closure(&self, groups: &[usize]) -> Vec<usize> {
        let mut open = groups.to_vec();
        let mut seen = groups.iter().copied().collect::<HashSet<_>>();
        let mut all = Vec::new();
        while let Some(group) = open.pop() {
            all.push(group);
            let above = self.parents.get(group).into_iter().flatten();
            open.extend(above.filter(|parent| seen.insert(**parent)));
        }
        all.sort_by_key(|group| self.rank.get(*group));
        all
    }

    /// Whether `upper` is above `lower`.
    pub fn is_above(&self, upper: usize, lower: usize) -> bool {
        upper != lower && self.closure(&[lower]).contains(&upper)
    }
}

/// The order of the groups. `complain` gets a group that contains itself and the children by which
/// one comes back to it.
fn ranks<'a>(
    parents: &[Vec<usize>],
    children: &[Vec<(usize, &'a Placed<String>)>],
    complain: impl FnOnce(usize, &[&'a Placed<String>]),
) -> Vec<usize> {
    let mut rank = vec![usize::MAX; parents.len()];
    let mut waiting = children.iter().map(Vec::len).collect::<Vec<_>>();
    let ready = waiting.iter().enumerate().rev().filter(|(_, below)| **below == 0);
    let mut ready = ready.map(|(at, _)| at).collect::<Vec<_>>();
    let mut next = 0;
    while let Some(group) = ready.pop() {
        if let Some(rank) = rank.get_mut(group) {
            *rank = next;
        }
        next += 1;
        for parent in parents.get(group).into_iter().flatten() {
            let Some(below) = waiting.get_mut(*parent) else { continue };
            *below -= 1;
            if *below == 0 {
                ready.push(*parent);
            }
        }
    }
    // Each group that is left has a child that is left, so that following them comes to a circle.
    if let Some(mut at) = rank.iter().position(|rank| *rank == usize::MAX) {
        let mut path = Vec::<(usize, &Placed<String>)>::new();
        loop {
            if let Some(start) = path.iter().position(|(group, _)| *group == at) {
                let circle = path.iter().skip(start).map(|(_, child)| *child).collect::<Vec<_>>();
                complain(at, &circle);
                break;
            }
            let is_left = |below: &usize| rank.get(*below) == Some(&usize::MAX);
            let mut below = children.get(at).into_iter().flatten();
            let Some((next, child)) = below.find(|(below, _)| is_left(below)) else { break };
            path.push((at, child));
            at = *next;
        }
    }
    rank
}

fn circle(name: &str, path: &[&Placed<String>]) -> Diagnostic {
    let names = path.iter().map(|child| format!("`{}`", child.value)).collect::<Vec<_>>();
    let message = match names.as_slice() {
        [_] => format!("the group `{name}` is its own child"),
        _ => format!("groups contain each other: `{name}` > {}", names.join(" > ")),
    };
    let mut problem = Diagnostic::error(codes::INVENTORY, message);
    for child in path.iter().rev() {
        problem = problem.at(child.span, "");
    }
    problem.help("take one of them out of the `children` of the other")
}

fn stranger(document: &Document, child: &Placed<String>) -> Diagnostic {
    let names = document.groups.iter().map(|group| group.name.value.as_str()).collect::<Vec<_>>();
    let is_host = document.mentions.iter().any(|mention| mention.pattern.names_one(&child.value));
    let message = format!("no group is called `{}`", child.value.escape_debug());
    let help = if is_host {
        Some("that is a host: name it in `hosts` of the group".to_owned())
    } else {
        did_you_mean(&child.value, "groups", &names)
    };
    Diagnostic::error(codes::INVENTORY, message).at(child.span, "").maybe_help(help)
}

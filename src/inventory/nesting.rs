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
        let mut children = vec![Vec::new(); groups.len()];
        for (group, children) in groups.iter().zip(&mut children) {
            let mut seen = HashMap::new();
            for child in &group.children {
                if let Some(first) = seen.insert(child.value.as_str(), child.span) {
                    let message = format!("the group `{}` is named twice", child.value);
                    let problem = Diagnostic::error(codes::INVENTORY, message).at(child.span, "");
                    let problem = problem.at(first, "named here already");
                    diagnostics.push(problem.help("take it out of one of the two places"));
                    continue;
                }
                match index.get(child.value.as_str()) {
                    Some(below) => children.push((*below, child)),
                    None => diagnostics.push(stranger(document, child)),
                }
            }
        }
        let (nesting, circle) = Self::new(&children);
        diagnostics.extend(circle);
        nesting
    }

    /// How groups nest of which each has these children, by their places and names. What is wrong
    /// is that one contains itself.
    pub fn new(children: &[Vec<(usize, &Placed<String>)>]) -> (Self, Option<Diagnostic>) {
        let mut parents = vec![Vec::new(); children.len()];
        for (at, below) in children.iter().enumerate() {
            for (child, _) in below {
                if let Some(list) = parents.get_mut(*child) {
                    list.push(at);
                }
            }
        }
        let rank = ranks(&parents, children);
        let circle = circle(&rank, children);
        (Self { parents, rank }, circle)
    }

    /// Those right above `group`.
    pub fn parents(&self, group: usize) -> &[usize] {
        self.parents.get(group).map_or(&[], Vec::as_slice)
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

/// The order of the groups; the largest number for those that contain themselves or such groups.
fn ranks(parents: &[Vec<usize>], children: &[Vec<(usize, &Placed<String>)>]) -> Vec<usize> {
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
    rank
}

/// The complaint about groups without a place in the order. Each has a child that is like that, so
/// that following them comes to a circle.
fn circle(rank: &[usize], children: &[Vec<(usize, &Placed<String>)>]) -> Option<Diagnostic> {
    let mut at = rank.iter().position(|rank| *rank == usize::MAX)?;
    let mut path = Vec::<(usize, &Placed<String>)>::new();
    let start = loop {
        if let Some(start) = path.iter().position(|(group, _)| *group == at) {
            break start;
        }
        let mut below = children.get(at)?.iter();
        let (next, child) = below.find(|(below, _)| rank.get(*below) == Some(&usize::MAX))?;
        path.push((at, child));
        at = *next;
    };
    let path = path.iter().skip(start).map(|(_, child)| *child).collect::<Vec<_>>();
    let names = path.iter().map(|child| format!("`{}`", child.value)).collect::<Vec<_>>();
    let message = match names.as_slice() {
        [name] => format!("the group {name} is its own child"),
        // The last of them is the group that the first belongs to.
        names => format!(
            "groups contain each other: {} > {}",
            names.last().map_or("", String::as_str),
            names.join(" > ")
        ),
    };
    let mut problem = Diagnostic::error(codes::INVENTORY, message);
    for child in path.iter().rev() {
        problem = problem.at(child.span, "");
    }
    Some(problem.help("take one of them out of the `children` of the other"))
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

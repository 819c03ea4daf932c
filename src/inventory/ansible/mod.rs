//! Inventories of Ansible, as `ansible-inventory --list` understands them.
//!
//! `words` and `python` take lines of INI apart for `ini`; `yaml` and `scalar` make a tree of nodes
//! for `groups`, which takes those of JSON too; both fill a `model`, to which `folders` adds `group_vars` and `host_vars`.
//! `resolve` puts together what counts for each host, and `connection` reads from it how the host
//! is reached. No template is evaluated, nothing is decrypted, and no program is run.
//!
//! # What is read
//!
//! - INI: hosts with ports, ranges and variables; `[group]`, `[group:children]`, `[group:vars]`.
//! - YAML: groups with `hosts`, `children` and `vars`, in each other as deep as they like. Scalars
//!   without quotes are those of YAML 1.1: `no` is false, `0644` is 420.
//! - `ansible_host`, `ansible_port`, `ansible_user` and `ansible_ssh_private_key_file`, and the other
//!   names that they have; `ansible_connection: local` is this machine itself, and any other
//!   connection is SSH. All of them are among the variables of the host too, `ansible_become` and the
//!   rest with them; passwords are not.
//! - Variables come down by the precedence of Ansible, which is that of [`resolve`].
//! - Every host has the groups that it is in, with those above them. A pattern `all` names all hosts;
//!   `ungrouped` those that are in no other group.
//!
//! # Where it differs from Ansible
//!
//! What would be passed over in silence, or mean something that nobody meant, is an error: a range
//! that runs backwards, a key that stands twice in a mapping, a group that is no mapping, a name that
//! is an IPv6 address. A template or an encrypted text in a variable of the connection is an error,
//! for it would be taken for an address; in others both are kept as they are, an encrypted text as a
//! record with the field `__ansible_vault`. Files of variables that are encrypted as a whole are an
//! error. Complex numbers and integers of more than 64 bits are texts.

mod connection;
#[cfg(test)]
mod corpus;
mod folders;
mod groups;
mod hosts;
mod ini;
mod model;
mod python;
mod resolve;
mod scalar;
#[cfg(test)]
mod tests;
mod words;
mod yaml;

use std::path::Path;

use model::Model;

use crate::diag::{Diagnostic, codes};
use crate::effect::Files;
use crate::inventory::Catalog;
use crate::inventory::load::Register;
use crate::inventory::node::Node;
use crate::source::{SourceId, Span};

/// An inventory to be read, and what is around it.
pub(super) struct Given<'a> {
    pub source: SourceId,
    pub text: &'a str,
    /// The folder that it is in.
    pub folder: &'a Path,
    /// Whether `group_vars` and `host_vars` are looked for there.
    pub has_folders: bool,
    /// The user's home, for `~/`.
    pub home: Option<&'a Path>,
    pub files: &'a dyn Files,
    pub register: &'a Register,
}

type Read = Result<Catalog, Vec<Diagnostic>>;

/// Read an inventory in INI.
pub(super) fn ini(given: &Given<'_>) -> Read {
    let mut model = Model::new();
    ini::read(given.source, given.text, &mut model);
    finish(model, given)
}

/// Read an inventory in YAML.
pub(super) fn yaml(given: &Given<'_>) -> Read {
    let mut model = Model::new();
    let place = Span::new(given.source, 0..0);
    match yaml::read(given.source, given.text) {
        Ok(Some(node)) => groups::read(&node, &mut model),
        Ok(None) => model.wrong(place, "there is nothing in this file", "begin it with `all:`"),
        Err(problem) => model.diagnostics.push(*problem),
    }
    finish(model, given)
}

/// Read the object `root` of an inventory in JSON.
pub(super) fn json(root: &Node, given: &Given<'_>) -> Read {
    let mut model = Model::new();
    model.lists = true;
    groups::read(root, &mut model);
    settle(model, given)
}

fn finish(mut model: Model, given: &Given<'_>) -> Read {
    if given.has_folders && model.diagnostics.is_empty() {
        folders::read(given.folder, given.files, given.register, &mut model);
    }
    settle(model, given)
}

/// Work out what counts for each host.
fn settle(model: Model, given: &Given<'_>) -> Read {
    let mut read = resolve::resolve(model, given.home);
    if let Err(problems) = &mut read {
        // Those of other files come last.
        problems.sort_by_key(|problem| {
            let span = problem.labels.first().map(|label| label.span);
            (span.is_none_or(|span| span.source != given.source), span.map(|span| span.start))
        });
        problems.iter_mut().filter(|problem| problem.help.is_none()).for_each(|problem| {
            problem.help = Some(format!("`rebe help {}` says more", codes::INVENTORY.id));
        });
    }
    read
}

//! Inventories in JSON: lists of hosts, and what programs for Ansible print.
//!
//! A list holds names, ranges such as `web[01-20]`, and objects with what there is to say of a host
//! (see `hosts`), so that what `hosts | to json` prints is read back. An object is
//! an inventory of Ansible in the form of `ansible-inventory --list`: groups with `hosts`, `children`
//! and `vars`, and `_meta` with the variables of hosts. Its precedence is that of
//! [`super::ansible`]; files beside it are not looked at.

mod hosts;
mod parse;

use super::ansible::{self, Given};
use super::node::Kind;
use super::read::Base;
use super::{Catalog, load};
use crate::diag::{Diagnostic, codes};

/// Read an inventory in JSON.
pub(super) fn read(given: &Given<'_>) -> Result<Catalog, Vec<Diagnostic>> {
    let root = parse::parse(given.source, given.text).map_err(|problem| vec![*problem])?;
    match &root.kind {
        Kind::List(items) => {
            let base = Base { home: given.home, folder: given.folder };
            load::settle(hosts::read(items, &base))
        }
        Kind::Map(_) => ansible::json(&root, given),
        _ => {
            let message = format!("an inventory is a list or an object, found {}", root.what());
            let help = "write a list of names, as `[\"web1\", \"web2\"]`";
            let problem = Diagnostic::error(codes::INVENTORY, message).at(root.span, "");
            Err(vec![problem.help(help)])
        }
    }
}

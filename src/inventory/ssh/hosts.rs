//! The hosts that an SSH configuration names, as an inventory.

use std::collections::HashSet;
use std::path::Path;

use super::document::{Document, Item};
use super::read::{Origin, Reader};
use crate::diag::Diagnostic;
use crate::effect::{Files, Target, Transport};
use crate::inventory::catalog::{Catalog, plain};
use crate::inventory::load::Register;
use crate::inventory::name;

/// The hosts that the file at `path`, and those that it includes, name in their `Host` lines: the
/// names without wildcards that may be names of hosts, in the order of the text; none where there is
/// no such file. How they are reached is for the configuration to say, so nothing else is known.
///
/// # Errors
/// All that is wrong with the files.
pub(in crate::inventory) fn hosts(
    path: &Path,
    files: &dyn Files,
    home: Option<&Path>,
    register: &Register,
) -> Result<Option<Catalog>, Vec<Diagnostic>> {
    let own = home.map(|home| home.join(".ssh"));
    let folder = own.as_deref().unwrap_or(Path::new("/etc/ssh"));
    let mut reader = Reader { files, home, register, diagnostics: Vec::new(), read: 0 };
    let document = reader.file(path, Origin { folder, guarded: false, depth: 0 });
    if !reader.diagnostics.is_empty() {
        return Err(reader.diagnostics);
    }
    let Some(document) = document else { return Ok(None) };
    let (mut names, mut seen) = (Vec::new(), HashSet::new());
    gather(&document, &mut names);
    names.retain(|name| seen.insert(name.to_owned()));
    let target = |name: &str| {
        let plain = plain(name, Transport::Ssh);
        Target { address: name.to_owned(), ..plain }
    };
    let targets = names.into_iter().map(target).collect();
    Ok(Some(Catalog::new(targets, plain("", Transport::Ssh))))
}

fn gather<'a>(document: &'a Document, names: &mut Vec<&'a str>) {
    for item in &document.items {
        match item {
            Item::Host(patterns) => {
                names.extend(patterns.plain().filter(|name| name::complaint(name).is_none()));
            }
            Item::Include(documents) => documents.iter().for_each(|one| gather(one, names)),
            Item::Match(_) | Item::Setting(_) => {}
        }
    }
}

//! Newer versions of what is installed.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex};

use super::Chosen;
use super::table::tell;
use crate::diag::{Diagnostic, Result, codes};
use crate::exec::Sink;
use crate::package::{Index, Pinned, Record};
use crate::session::Session;
use crate::value::{Schema, Type, scalar};

/// What came of an update, or would come of one.
#[derive(Default)]
pub struct Updates {
    rows: Vec<Updated>,
    /// What went wrong, one for each plugin that stays as it was because of it.
    pub problems: Vec<Diagnostic>,
}

/// One plugin.
struct Updated {
    name: String,
    version: String,
    newest: Option<String>,
    state: &'static str,
}

type Read = HashMap<String, Result<(Pinned, Index)>>;

impl Session {
    /// Put the newest version in the place of each plugin of `names`, or of all, that came from an
    /// index. What was granted stays so; who asks for more is asked about. With `look` nothing is
    /// changed.
    ///
    /// # Errors
    /// There is no plugin of one of these names.
    pub fn update_plugins(&self, names: &[String], chosen: &Chosen, look: bool) -> Result<Updates> {
        let shelf = self.plugins()?;
        let all = if names.is_empty() { shelf.names() } else { names.to_vec() };
        let records = all.iter().map(|name| shelf.record(name)).collect::<Vec<_>>();
        let (mut updates, mut read) = (Updates::default(), Read::new());
        for record in records {
            let record = match record {
                Ok(record) => record,
                // Somebody has named it.
                Err(problem) if !names.is_empty() => return Err(problem),
                Err(problem) => {
                    updates.problems.push(*problem);
                    continue;
                }
            };
            let mut updated = Updated {
                name: record.manifest.name.clone(),
                version: record.manifest.version.clone(),
                newest: None,
                state: "not of an index",
            };
            if let Err(problem) = self.update(&record, chosen, look, &mut read, &mut updated) {
                updated.state = "failed";
                updates.problems.push(*problem);
            }
            updates.rows.push(updated);
        }
        Ok(updates)
    }

    fn update(
        &self,
        record: &Record,
        chosen: &Chosen,
        look: bool,
        read: &mut Read,
        updated: &mut Updated,
    ) -> Result<()> {
        let Some(name) = &record.origin.index else { return Ok(()) };
        // Each index is asked once.
        let known = read.entry(name.clone()).or_insert_with(|| {
            let indexes = self.indexes()?;
            let kept = indexes.get(name)?;
            let index = indexes.current(&kept)?;
            Ok((kept, index))
        });
        let (kept, index) = known.as_ref().map_err(Clone::clone)?;
        let plugin = &record.manifest.name;
        let own = semver::Version::parse(&record.manifest.version).ok();
        let listed = index.versions(plugin).find(|listed| listed.sha256 == record.digest);
        let withdrawn = listed.and_then(|listed| listed.withdrawn.as_ref());
        let Some(newest) = index.newest(plugin) else {
            updated.state = "gone";
            let message = format!("the index `{name}` has no `{plugin}` any more");
            return Err(Diagnostic::error(codes::PLUGIN_UNKNOWN, message)
                .help("what is installed stays as it is")
                .into());
        };
        updated.newest = Some(newest.version.to_string());
        if own.is_some_and(|own| newest.version <= own) {
            updated.state = if withdrawn.is_some() { "withdrawn" } else { "current" };
            let Some(reason) = withdrawn else { return Ok(()) };
            let message = format!("`{plugin} {}` was withdrawn: {reason}", updated.version);
            let help = format!(
                "`rebe plugin install {plugin}@{} --replace` puts the newest in its place",
                newest.version
            );
            return Err(Diagnostic::error(codes::PLUGIN_UNTRUSTED, message).help(help).into());
        }
        if look {
            updated.state = "available";
            return Ok(());
        }
        let source = self.of_index(kept, newest)?;
        self.put(source, chosen, Some(record))?;
        updated.state = "updated";
        Ok(())
    }
}

impl Updates {
    /// Give it to `sink` as a table.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn tell(&self, sink: &Arc<Mutex<dyn Sink>>) -> Result<io::Result<()>> {
        let schema = Schema::of([
            ("name", Type::String),
            ("version", Type::String),
            ("newest", Type::String.nullable()),
            ("state", Type::String),
        ]);
        let rows = self.rows.iter().map(|Updated { name, version, newest, state }| {
            let newest = newest.as_ref().map_or_else(scalar::null, scalar::text);
            vec![scalar::text(name), scalar::text(version), newest, scalar::text(*state)]
        });
        tell(schema, &rows.collect::<Vec<_>>(), sink)
    }
}

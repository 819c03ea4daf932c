//! What is told of plugins that are installed, and of files that could be.

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::native::Missed;
use super::table;
use crate::diag::{Diagnostic, Result};
use crate::effect::{Capability, Grants};
use crate::exec::{Event, Sink};
use crate::package::{NativeProgram, Origin, Record};
use crate::plugin::{Want, plain, wants};
use crate::session::Session;
use crate::value::{Schema, Type, Value, scalar};

/// What is known of a plugin.
pub struct PluginPage {
    record: Record,
    wants: Vec<Want>,
    grants: Grants,
    /// Whether it is on the shelf, and no file.
    installed: bool,
    /// Commands of a program that are not to be had.
    missed: Vec<Missed>,
}

impl Session {
    /// What is known of the plugin called `name`, or of that in the file of this path.
    ///
    /// # Errors
    /// There is neither.
    pub fn plugin_page(&self, name: &str) -> Result<PluginPage> {
        let shelf = self.plugins()?;
        let is_path = name.contains('/') || name.ends_with(".wasm");
        if is_path && !shelf.names().iter().any(|known| known == name) {
            let bytes = self.component(Path::new(name))?;
            let looked = shelf.look(name, bytes, crate::builtin::REGISTRY)?;
            let origin = Origin::of(name.to_owned());
            let record = Record::new(looked.described, origin, &Grants::default());
            return Ok(PluginPage::of(record, false));
        }
        let record = shelf.record(name)?;
        let missed = if record.native.is_some() { self.missed(&record) } else { Vec::new() };
        Ok(PluginPage { missed, ..PluginPage::of(record, true) })
    }

    /// Give the plugins that are installed to `sink` as a table. What is wrong with others comes back.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn list_plugins(&self, sink: &Arc<Mutex<dyn Sink>>) -> Result<io::Result<Vec<Diagnostic>>> {
        let shelf = self.plugins()?;
        let schema = Schema::of([
            ("name", Type::String),
            ("version", Type::String),
            ("kind", Type::String),
            ("summary", Type::String),
            ("commands", Type::List(Box::new(Type::String))),
            ("grants", Type::List(Box::new(Type::String))),
        ]);
        let (mut rows, mut problems) = (Vec::new(), Vec::new());
        for name in shelf.names() {
            match shelf.record(&name) {
                Ok(record) => {
                    let commands = record.manifest.commands.iter().map(|one| &one.name);
                    let grants = record.grants();
                    let grants = grants.iter().map(ToString::to_string);
                    rows.push(vec![
                        scalar::text(&record.manifest.name),
                        scalar::text(&record.manifest.version),
                        scalar::text(kind(&record)),
                        scalar::text(&record.manifest.summary),
                        scalar::list(commands.map(scalar::text).collect()),
                        scalar::list(grants.map(scalar::text).collect()),
                    ]);
                }
                Err(problem) => problems.push(*problem),
            }
        }
        Ok(table::tell(schema, &rows, sink)?.map(|()| problems))
    }
}

impl PluginPage {
    fn of(record: Record, installed: bool) -> Self {
        let wants = wants(&record.manifest).unwrap_or_default();
        let grants = record.grants();
        Self { record, wants, grants, installed, missed: Vec::new() }
    }

    /// Whether its component imports what `capability` needs.
    fn can(&self, capability: Capability) -> bool {
        let interface = match capability {
            Capability::QueryNetwork | Capability::ChangeNetwork => "network",
            other => other.name(),
        };
        self.record.imports.iter().any(|import| import == interface)
    }

    /// Give it to `sink` as a record, for programs.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn tell(&self, sink: &Arc<Mutex<dyn Sink>>) -> io::Result<()> {
        let manifest = &self.record.manifest;
        let texts = |texts: &[String]| scalar::list(texts.iter().map(scalar::text).collect());
        let asked = self.wants.iter().map(|want| {
            let capability = want.grant.capability;
            scalar::record([
                ("capability".to_owned(), scalar::text(capability.name())),
                ("asked".to_owned(), texts(&want.grant.scope)),
                ("optional".to_owned(), scalar::boolean(want.optional)),
                ("reason".to_owned(), scalar::text(&want.reason)),
                ("imported".to_owned(), scalar::boolean(self.can(capability))),
                ("granted".to_owned(), scalar::boolean(self.grants.has(capability))),
                ("scope".to_owned(), texts(self.grants.scope(capability))),
            ])
        });
        let commands = manifest.commands.iter().map(|one| scalar::text(&one.name)).collect();
        let record = scalar::record([
            ("name".to_owned(), scalar::text(&manifest.name)),
            ("version".to_owned(), scalar::text(&manifest.version)),
            ("kind".to_owned(), scalar::text(kind(&self.record))),
            ("summary".to_owned(), scalar::text(&manifest.summary)),
            ("installed".to_owned(), scalar::boolean(self.installed)),
            ("from".to_owned(), scalar::text(&self.record.origin.from)),
            ("at".to_owned(), scalar::text(&self.record.origin.at)),
            ("digest".to_owned(), scalar::text(&self.record.digest)),
            ("index".to_owned(), optional(self.record.origin.index.as_ref())),
            ("key".to_owned(), optional(self.record.origin.key.as_ref())),
            ("commands".to_owned(), scalar::list(commands)),
            ("capabilities".to_owned(), scalar::list(asked.collect())),
        ]);
        tell(record, sink)
    }

    /// It as a page for people.
    pub fn page(&self) -> String {
        let manifest = &self.record.manifest;
        let mut lines = vec![
            format!("{} {}: {}", manifest.name, manifest.version, manifest.summary),
            String::new(),
        ];
        let from = &self.record.origin.from;
        lines.push(match self.installed {
            true => format!("installed  {} from {}", self.record.origin.at, plain(from, 300)),
            false => format!("file       {}, not installed", plain(from, 300)),
        });
        lines.push(format!("digest     sha256:{}", self.record.digest));
        let Origin { index, key, .. } = &self.record.origin;
        lines.extend(index.iter().map(|index| format!("index      {index}")));
        lines.extend(key.iter().map(|key| format!("signed by  {key}")));
        let is_missed = |name: &String| self.missed.iter().any(|missed| missed.name == *name);
        for command in manifest.commands.iter().filter(|command| !is_missed(&command.name)) {
            lines.push(format!("command    {}: {}", command.name, command.summary));
        }
        lines.extend(
            self.missed.iter().map(|missed| format!("left out   {}: {}", missed.name, missed.why)),
        );
        for probe in &manifest.probes {
            lines.push(format!("probe      {}: {}; on hosts it runs", probe.name, probe.summary));
            lines.extend(
                probe.script.lines().map(|line| format!("             {}", plain(line, 300))),
            );
        }
        for format in &manifest.formats {
            lines.push(format!("format     {}: {}", format.name, format.summary));
        }
        for inventory in &manifest.inventories {
            lines.push(format!("inventory  {}: {}", inventory.name, inventory.summary));
        }
        lines.push(String::new());
        lines.push(self.rights());
        lines.join("\n")
    }

    /// What it may do, for people.
    pub fn rights(&self) -> String {
        if let Some(NativeProgram { path, .. }) = &self.record.native {
            let path = plain(&path.display().to_string(), 300);
            return format!(
                "It is native, the program {path}, and not held back: it may do anything that you may."
            );
        }
        if self.wants.is_empty() {
            return "It asks for nothing and can do nothing but compute.".to_owned();
        }
        self.capabilities().join("\n")
    }

    /// What it asks for, what it can, and what it was granted, as columns.
    fn capabilities(&self) -> Vec<String> {
        let head = ["asks for", "can", "granted", "reason"].map(str::to_owned);
        let rows = self.wants.iter().map(|want| {
            let capability = want.grant.capability;
            let optional = if want.optional { " (optional)" } else { "" };
            let granted = match self.grants.has(capability) {
                true if capability.is_whole() => "yes".to_owned(),
                true => plain(&self.grants.scope(capability).join(","), 200),
                false => "no".to_owned(),
            };
            let can = if self.can(capability) { "yes" } else { "no" };
            let asks = format!("{}{optional}", plain(&want.grant.to_string(), 200));
            [asks, can.to_owned(), granted, plain(&want.reason, 200)]
        });
        let rows = std::iter::once(head).chain(rows).collect::<Vec<_>>();
        let width = |at: usize| {
            let cells = rows.iter().filter_map(|row| row.get(at));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths = [0, 1, 2].map(width);
        let line = |[asks, can, granted, reason]: &[String; 4]| {
            let [first, second, third] = widths;
            format!("{asks:first$}  {can:second$}  {granted:third$}  {reason}")
        };
        rows.iter().map(|row| line(row).trim_end().to_owned()).collect()
    }
}

/// How it runs.
fn kind(record: &Record) -> &'static str {
    if record.native.is_some() { "native" } else { "component" }
}

fn optional(text: Option<&String>) -> Value {
    text.map_or_else(scalar::null, scalar::text)
}

fn tell(record: Value, sink: &Arc<Mutex<dyn Sink>>) -> io::Result<()> {
    let ty = crate::value::type_of(&record);
    let mut sink = sink.lock().unwrap_or_else(PoisonError::into_inner);
    sink.event(Event::Value(record, ty))
}

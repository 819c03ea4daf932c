//! The plugins of a session, loaded once at its start: those that were installed, and the files that
//! its options name.

mod index;
mod install;
mod inventory;
mod locked;
mod native;
mod page;
mod project;
mod source;
mod table;
mod update;

pub use index::Publishing;
pub use install::Chosen;
pub(super) use inventory::lister;
pub use locked::Unlocked;
use native::{Missed, no_program};
pub use page::PluginPage;
pub use project::Tried;
pub use update::Updates;

use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::Arc;

use super::{Options, Session};
use crate::builtin::{PluggedProbe, discover_by, is_probe};
use crate::command::{Command, FileFormat, Registry};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{Grant, Grants};
use crate::format::Format;
use crate::package::{self, All, Shelf, UserSettings};
use crate::plugin::{self, Granted, Manifest, Plugged};
use crate::syntax::begins_with_keyword;

/// More of a file is not read: it is too large by then.
const MOST: u64 = 33 << 20;

impl Session {
    /// Add the commands of the plugins that its options name, and of those that were installed,
    /// but for those that were named, too. What is wrong with one that was installed is a warning: the
    /// shell is there without it.
    ///
    /// # Errors
    /// A file that was named cannot be read, is no plugin, or has a command that there is already; or
    /// something is granted that none of these files asks for.
    pub fn load_plugins(&mut self) -> Result<Vec<Diagnostic>> {
        let mut manifests = Vec::new();
        for path in self.options().plugins.clone() {
            let granted = self.granted(&path)?;
            manifests.push(granted.manifest.clone());
            self.load(granted)?;
        }
        self.options().grants.iter().try_for_each(|grant| is_for_one(grant, &manifests))?;
        let named = manifests.into_iter().map(|manifest| manifest.name).collect::<Vec<_>>();
        let mut warnings = Vec::new();
        for path in self.options().nushell_plugins.clone() {
            let missed = self.load_program(&path)?;
            warnings.extend(left_out(&path, &missed));
        }
        if self.options().installed {
            warnings.extend(self.load_installed(&named));
        }
        Ok(warnings)
    }

    fn load_installed(&mut self, named: &[String]) -> Vec<Diagnostic> {
        let Some(shelf) = Shelf::of(self.world()) else { return Vec::new() };
        let All { components, native, broken } = shelf.all();
        let mut warnings = Vec::new();
        let mut warn = |name: &str, problem: Diagnostic| {
            let message = format!("the plugin `{name}` is left out: {}", problem.message);
            let help = format!("`rebe plugin info {name}` tells more; `rebe plugin remove {name}`");
            warnings.push(Diagnostic::warning(problem.code, message).help(help));
        };
        broken.into_iter().for_each(|broken| warn(&broken.name, broken.problem));
        for granted in components.into_iter().filter(|granted| !named.contains(&granted.name)) {
            let name = granted.name.clone();
            if let Err(problem) = self.load(granted) {
                warn(&name, *problem);
            }
        }
        for record in native {
            if let Err(problem) = self.load_native(&record) {
                warn(&record.manifest.name, *problem);
            }
        }
        warnings
    }

    /// The component in the file at `path`, with what the options grant it.
    fn granted(&self, path: &Path) -> Result<Granted> {
        let name = path.display().to_string();
        no_program(&name, "`--nu-plugin` adds its commands")?;
        let bytes = self.component(path)?;
        let described = plugin::describe(&name, bytes.clone(), self.world(), self.registry())?;
        let settings = Arc::new(UserSettings::new(self.world()));
        Ok(Granted {
            name,
            manifest: described.manifest,
            digest: described.digest,
            bytes: Box::new(move || Ok(bytes.clone())),
            grants: Grants::of(self.options().grants.iter().cloned()),
            way: "--grant".to_owned(),
            settings,
        })
    }

    /// The bytes of the file at `path`, as far as a component may go.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn component(&self, path: &Path) -> Result<Vec<u8>> {
        let bytes = self.world().files.read_at_most(path, MOST);
        bytes.map_err(|error| unreadable(&path.display().to_string(), &error))
    }

    fn load(&mut self, granted: Granted) -> Result<()> {
        let (name, registry) = (granted.name.clone(), self.registry());
        reachable(&name, &granted.manifest)?;
        let plugged = plugin::commands(granted, self.world(), registry)?;
        let commands = [plugged.commands.clone(), probes(&plugged)].concat();
        let extended = registry.extended(&commands);
        let extended = extended.and_then(|registry| registry.with_formats(&formats(&plugged)));
        let extended = extended.map_err(|taken| {
            let message = format!("`{name}` brings `{taken}`, which there is already");
            Diagnostic::error(codes::PLUGIN_MANIFEST, message)
        })?;
        self.set_registry(extended.with_allowed(&plugged.allowed));
        self.add_inventories(&plugged.manifest().inventories);
        Ok(())
    }

    /// The commands that are there without the plugin called `name`.
    pub fn registry_without(&self, name: &str) -> Registry {
        let mut other = Self::in_world(self.world().clone(), Options::default());
        let all = Shelf::of(self.world()).map(|shelf| shelf.all()).unwrap_or_default();
        // What cannot be loaded takes nothing away.
        for granted in all.components.into_iter().filter(|granted| granted.name != name) {
            let _ = other.load(granted);
        }
        for record in all.native.iter().filter(|record| record.manifest.name != name) {
            let _ = other.load_native(record);
        }
        other.registry()
    }
}

/// That some of the commands of the plugin in the program at `path` are not to be had.
fn left_out(path: &Path, missed: &[Missed]) -> Option<Diagnostic> {
    let first = missed.first()?;
    let message = match missed.len() {
        1 => format!("{} leaves out `{}`: {}", path.display(), first.name, first.why),
        all => format!(
            "{} leaves out {all} commands, the first of them `{}`: {}",
            path.display(),
            first.name,
            first.why
        ),
    };
    Some(Diagnostic::warning(codes::PLUGIN_MANIFEST, message))
}

/// The commands that ask the probes of a plugin.
fn probes(plugged: &Plugged) -> Vec<&'static Command> {
    let probes = plugged.manifest().probes.iter().filter_map(|probe| {
        Some(discover_by(PluggedProbe {
            plugin: &plugged.manifest().name,
            name: &probe.name,
            summary: &probe.summary,
            script: &probe.script,
            parser: plugged.command(&probe.parser)?,
            denied: Box::new(plugged.probes_denied()),
        }))
    });
    probes.collect()
}

/// The formats of a plugin.
fn formats(plugged: &Plugged) -> Vec<FileFormat> {
    let command = |name: &Option<String>| plugged.command(name.as_deref()?);
    let formats = plugged.manifest().formats.iter().map(|format| {
        let extensions = format.extensions.iter().map(String::as_str).collect::<Vec<_>>();
        FileFormat {
            name: &format.name,
            extensions: Vec::leak(extensions),
            reader: command(&format.reader),
            writer: command(&format.writer),
        }
    });
    formats.collect()
}

/// Whether one of `plugins` may have `grant`: what somebody grants they mean.
fn is_for_one(grant: &Grant, plugins: &[Manifest]) -> Result<()> {
    let wanted = |plugin: &Manifest| plugin::wants(plugin).unwrap_or_default();
    let fitting = |plugin: &Manifest| package::fits(&plugin.name, grant, &wanted(plugin));
    if plugins.iter().any(|plugin| fitting(plugin).is_ok()) {
        return Ok(());
    }
    let asks = |plugin: &&Manifest| {
        wanted(plugin).iter().any(|want| want.grant.capability == grant.capability)
    };
    match plugins.iter().find(asks).or(plugins.first()) {
        Some(plugin) => fitting(plugin),
        None => {
            let message =
                format!("`--grant {grant}` is for the plugins of `--plugin`, and there is none");
            let help = format!("one that is installed has it by `rebe plugin grant NAME {grant}`");
            Err(Diagnostic::error(codes::USAGE, message).help(help).into())
        }
    }
}

/// Whether all that a plugin brings can be reached as the language is read.
///
/// # Errors
/// A command begins with a word of the language, or something is built in that has its name.
fn reachable(name: &str, manifest: &Manifest) -> Result<()> {
    let told = |what: String| {
        let message = format!("`{name}` has {what}");
        Err(Diagnostic::error(codes::PLUGIN_MANIFEST, message)
            .help("tell its author: nobody could use it")
            .into())
    };
    let mut names = manifest.commands.iter().map(|command| command.name.as_str());
    if let Some(taken) = names.find(|name| begins_with_keyword(name)) {
        return told(format!("a command `{taken}`, which begins with a word of the language"));
    }
    let mut probes = manifest.probes.iter().map(|probe| probe.name.as_str());
    if let Some(taken) = probes.find(|name| is_probe(name)) {
        return told(format!("a probe `{taken}`, which is built in"));
    }
    let mut formats = manifest.formats.iter().map(|format| format.name.as_str());
    if let Some(taken) = formats.find(|name| Format::named(name).is_ok()) {
        return told(format!("a format `{taken}`, which is built in"));
    }
    Ok(())
}

fn unreadable(name: &str, error: &io::Error) -> Box<Diagnostic> {
    let (code, reason) = match error.kind() {
        ErrorKind::NotFound => (codes::FILE_MISSING, "there is no such file".to_owned()),
        ErrorKind::PermissionDenied => {
            (codes::FILE_ACCESS, "the account that runs rebe may not read it".to_owned())
        }
        ErrorKind::IsADirectory => (codes::FILE_ACCESS, "it is a folder".to_owned()),
        _ => (codes::FILE_ACCESS, error.to_string()),
    };
    Diagnostic::error(code, format!("the plugin `{name}` cannot be read: {reason}"))
        .help("a plugin is a WASM component, a file")
        .into()
}

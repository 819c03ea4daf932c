//! The folder of installed plugins.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, SecondsFormat, Utc};

use super::{NativeProgram, Origin, Record, UserSettings, private};
use crate::command::Registry;
use crate::diag::{Diagnostic, Result, codes, did_you_mean};
use crate::effect::{Grant, Grants, World};
use crate::plugin::{self, Described, Granted, Want, digest, digest_of, plain, wants};

/// Bytes of a component that are read, and of a record.
const COMPONENT: u64 = 33 << 20;
const RECORD: u64 = 4 << 20;

/// A plugin that is there and cannot be used.
pub struct Broken {
    /// What it is called.
    pub name: String,
    /// Why.
    pub problem: Diagnostic,
}

/// All plugins that are installed.
#[derive(Default)]
pub struct All {
    /// The components, as they may be loaded.
    pub components: Vec<Granted>,
    /// The programs.
    pub native: Vec<Record>,
    /// What cannot be used.
    pub broken: Vec<Broken>,
}

/// A plugin that is about to be installed.
pub struct Installing {
    /// What it says, and what is known of it.
    pub described: Described,
    /// What it asks for.
    pub wants: Vec<Want>,
    bytes: Vec<u8>,
    origin: Origin,
}

impl Installing {
    /// The same, which came from there.
    #[must_use]
    pub fn from(self, origin: Origin) -> Self {
        Self { origin, ..self }
    }
}

/// The plugins of one user.
#[derive(Clone)]
pub struct Shelf {
    world: World,
    folder: PathBuf,
}

impl Shelf {
    /// Those of the user of `world`; none who has no folder for data.
    pub fn of(world: &World) -> Option<Self> {
        let folder = world.environment.data()?.join("plugins");
        Some(Self { world: world.clone(), folder })
    }

    fn record_of(&self, name: &str) -> PathBuf {
        self.folder.join("installed").join(format!("{name}.json"))
    }

    fn component_of(&self, digest: &str) -> PathBuf {
        self.folder.join("components").join(format!("{digest}.wasm"))
    }

    /// The names of all, sorted.
    pub fn names(&self) -> Vec<String> {
        let entries = self.world.files.list(&self.folder.join("installed")).unwrap_or_default();
        let names = entries.iter().filter_map(|entry| entry.name.strip_suffix(".json"));
        // What is being written has a name that begins with a dot.
        names.filter(|name| !name.starts_with('.')).map(str::to_owned).collect()
    }

    /// The record of the plugin called `name`.
    ///
    /// # Errors
    /// There is none, or it cannot be read.
    pub fn record(&self, name: &str) -> Result<Record> {
        let path = self.record_of(name);
        let is_name = !name.contains(['/', '\\']) && !name.starts_with('.');
        let read = match is_name {
            true => self.world.files.read_at_most(&path, RECORD),
            false => Err(ErrorKind::NotFound.into()),
        };
        let bytes = read.map_err(|error| match error.kind() {
            ErrorKind::NotFound => {
                let names = self.names();
                let names = names.iter().map(String::as_str).collect::<Vec<_>>();
                let message = format!("no plugin `{}` is installed", plain(name, 80));
                let near = did_you_mean(name, "installed", &names);
                Diagnostic::error(codes::PLUGIN_MISSING, message).maybe_help(near)
            }
            _ => unreadable(&path, &error.to_string()),
        })?;
        let record = Record::read(&bytes).map_err(|wrong| unreadable(&path, &wrong))?;
        match record.manifest.name == name {
            true => Ok(record),
            false => Err(unreadable(&path, "it is that of another plugin").into()),
        }
    }

    /// Whether the component or the program of `record` is what it was.
    ///
    /// # Errors
    /// It cannot be read, or is another one.
    pub fn verify(&self, record: &Record) -> Result<()> {
        let Some(NativeProgram { path, .. }) = &record.native else {
            return component(&self.world, &self.component_of(&record.digest), record).map(drop);
        };
        let digest = self.world.files.open(path).and_then(digest_of);
        let name = &record.manifest.name;
        let digest = digest.map_err(|error| {
            let help = format!("put it there again, or `rebe plugin remove {name}`");
            unreadable(path, &error.to_string()).help(help)
        })?;
        if digest == record.digest {
            return Ok(());
        }
        let message = format!("the plugin `{name}` was changed since it was installed");
        let path = path.display();
        Err(Diagnostic::error(codes::PLUGIN_CHANGED, message)
            .help(format!(
                "`rebe plugin install --native --replace {path}` takes what is there now"
            ))
            .into())
    }

    /// Look at the component in `bytes`, which came from `from`. Nothing is kept yet.
    ///
    /// # Errors
    /// It cannot be used beside what is in `registry`.
    pub fn look(&self, from: &str, bytes: Vec<u8>, registry: Registry) -> Result<Installing> {
        let described = plugin::describe(from, bytes.clone(), &self.world, registry)?;
        let wants = wants(&described.manifest).unwrap_or_default();
        Ok(Installing { described, wants, bytes, origin: Origin::of(from.to_owned()) })
    }

    /// Keep a plugin, with `grants`, in place of one of its name.
    ///
    /// # Errors
    /// The files cannot be written.
    pub fn install(&self, plugin: Installing, grants: &Grants) -> Result<Record> {
        let Installing { described, bytes, origin, wants } = plugin;
        let wanted = wants.into_iter().map(|want| want.grant).collect::<Vec<_>>();
        let now = DateTime::<Utc>::from(self.world.clock.now());
        let at = now.to_rfc3339_opts(SecondsFormat::Secs, true);
        let record = Record::new(described, Origin { at, ..origin }, &grants.within(&wanted));
        let before = self.record(&record.manifest.name).ok();
        self.write(&self.component_of(&record.digest), &bytes)?;
        self.keep(&record)?;
        if let Some(before) = before.filter(|before| before.digest != record.digest) {
            self.sweep(&before.digest);
        }
        Ok(record)
    }

    /// Keep `record`, of a program that is installed now.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn install_native(&self, mut record: Record) -> Result<Record> {
        let now = DateTime::<Utc>::from(self.world.clock.now());
        record.origin.at = now.to_rfc3339_opts(SecondsFormat::Secs, true);
        let before = self.record(&record.manifest.name).ok();
        self.keep(&record)?;
        if let Some(before) = before {
            self.sweep(&before.digest);
        }
        Ok(record)
    }

    /// Keep what `record` says.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn keep(&self, record: &Record) -> Result<()> {
        self.write(&self.record_of(&record.manifest.name), record.to_text().as_bytes())
    }

    /// Take the plugin called `name` away, also one whose record cannot be read.
    ///
    /// # Errors
    /// There is none, or the files cannot be removed.
    pub fn remove(&self, name: &str) -> Result<()> {
        let record = self.record(name);
        if !self.names().iter().any(|known| known == name) {
            return record.map(drop);
        }
        let path = self.record_of(name);
        let removed = self.world.files.remove(&path);
        removed.map_err(|error| private::unwritable(&path, &error))?;
        if let Ok(record) = record {
            self.sweep(&record.digest);
        }
        Ok(())
    }

    /// Take away a component that no record needs any more.
    fn sweep(&self, digest: &str) {
        let needed = |name: &String| self.record(name).is_ok_and(|record| record.digest == digest);
        if !self.names().iter().any(needed) {
            let _ = self.world.files.remove(&self.component_of(digest));
        }
    }

    fn write(&self, path: &Path, content: &[u8]) -> Result<()> {
        private::write(&self.world, path, content)
    }

    /// All plugins as they may be loaded, and those that may not.
    pub fn all(&self) -> All {
        let (mut all, mut native, mut broken) = (Vec::new(), Vec::new(), Vec::new());
        let settings = Arc::new(UserSettings::new(&self.world));
        for name in self.names() {
            match self.record(&name) {
                Ok(record) if record.native.is_some() => native.push(record),
                Ok(record) => all.push(self.granted(record, &settings)),
                Err(problem) => broken.push(Broken { name, problem: *problem }),
            }
        }
        All { components: all, native, broken }
    }

    fn granted(&self, record: Record, settings: &Arc<UserSettings>) -> Granted {
        let name = record.manifest.name.clone();
        let (world, path) = (self.world.clone(), self.component_of(&record.digest));
        let (manifest, digest, grants) =
            (record.manifest.clone(), record.digest.clone(), record.grants());
        Granted {
            way: format!("rebe plugin grant {name}"),
            name,
            manifest,
            digest,
            bytes: Box::new(move || component(&world, &path, &record)),
            grants,
            settings: settings.clone(),
        }
    }

    /// Give the plugin called `name` what `grants` say, of what it asks for.
    ///
    /// # Errors
    /// There is none, it does not ask for one of them, or the file cannot be written.
    pub fn grant(&self, name: &str, grants: &[Grant]) -> Result<Record> {
        let record = self.record(name)?;
        let wants = wants(&record.manifest).unwrap_or_default();
        let mut all = record.grants();
        for grant in grants {
            fits(name, grant, &wants)?;
            all.add(grant.clone());
        }
        let record = record.with_grants(&all);
        self.keep(&record)?;
        Ok(record)
    }

    /// Take back what `grants` say, all where they are empty.
    ///
    /// # Errors
    /// There is no such plugin, it does not have one of them, or the file cannot be written.
    pub fn revoke(&self, name: &str, grants: &[Grant]) -> Result<Record> {
        let record = self.record(name)?;
        let mut all = record.grants();
        for grant in grants {
            if !all.remove(grant) {
                let has =
                    all.iter().map(|grant| format!("`{grant}`")).collect::<Vec<_>>().join(", ");
                let message = format!("`{name}` was not granted `{grant}`");
                let help = if has.is_empty() {
                    "it has nothing".to_owned()
                } else {
                    format!("it has {has}")
                };
                return Err(Diagnostic::error(codes::USAGE, message).help(help).into());
            }
        }
        let all = if grants.is_empty() { Grants::default() } else { all };
        let record = record.with_grants(&all);
        self.keep(&record)?;
        Ok(record)
    }
}

/// Whether `grant` is one that the plugin called `name` asks for.
///
/// # Errors
/// It is not, or goes further, or says nothing.
pub fn fits(name: &str, grant: &Grant, wants: &[Want]) -> Result<()> {
    let want = wants.iter().find(|want| want.grant.capability == grant.capability);
    let denied = |message: String, help: String| {
        Err(Diagnostic::error(codes::PLUGIN_DENIED, message).help(help).into())
    };
    match want {
        None => {
            let asks = wants.iter().map(|want| format!("`{}`", want.grant.capability));
            let asks = asks.collect::<Vec<_>>().join(", ");
            let asks = if asks.is_empty() { "nothing".to_owned() } else { asks };
            let message = format!("`{name}` does not ask for `{}`", grant.capability);
            denied(message, format!("it asks for {asks}; nothing more can be granted"))
        }
        Some(want) if !grant.capability.is_whole() && grant.scope.is_empty() => {
            let message = format!("how far `{}` goes has to be said", grant.capability);
            denied(message, format!("write it as `{}`", want.example()))
        }
        Some(want) if !want.grant.covers(grant) => {
            let message = format!("`{grant}` is more than `{name}` asks for");
            denied(message, format!("it asks for `{}`", want.grant))
        }
        Some(_) => Ok(()),
    }
}

fn component(world: &World, path: &Path, record: &Record) -> Result<Vec<u8>> {
    let name = &record.manifest.name;
    let read = world.files.read_at_most(path, COMPONENT);
    let bytes = read.map_err(|error| {
        let why = error.to_string();
        unreadable(path, &why).help(format!("install it anew, or `rebe plugin remove {name}`"))
    })?;
    if digest(&bytes) != record.digest {
        let message = format!("the plugin `{name}` was changed since it was installed");
        return Err(Diagnostic::error(codes::PLUGIN_CHANGED, message)
            .help(format!(
                "it was not run; find out who writes to {}, then install it anew with `--replace`",
                path.display()
            ))
            .into());
    }
    Ok(bytes)
}

fn unreadable(path: &Path, why: &str) -> Diagnostic {
    let message = format!("{} cannot be used: {}", path.display(), plain(why, 300));
    Diagnostic::error(codes::FILE_ACCESS, message)
}

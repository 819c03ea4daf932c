//! Indexes that the user trusts, and what was last seen of each.
//!
//! The key of an index is decided once, when it is added, and never changes by itself. Whoever serves
//! an index may keep it back, and can do nothing else: one that is signed with another key, that is
//! older than what was seen before, that is another one of the same age, or that says itself that it
//! is too old, is not believed.

use std::io::ErrorKind;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::format::{INDEX, Index, LARGEST, SIGNATURE};
use crate::diag::{Diagnostic, Result, codes, did_you_mean};
use crate::effect::{World, shown};
use crate::package::private;
use crate::package::reach::{beside, bring};
use crate::package::trust::{Key, SMALL};
use crate::plugin::{digest, is_name, plain};

/// The version of the form in which they are kept.
const VERSION: u32 = 1;

/// An index that the user trusts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pinned {
    version: u32,
    /// What it calls itself.
    pub name: String,
    /// The address or the folder.
    pub from: String,
    /// The key that it has to be signed with.
    pub key: String,
    /// The youngest that was seen of it.
    pub serial: u64,
    /// The digest of that.
    digest: String,
}

impl Pinned {
    /// The same one, which has moved to `from`.
    #[must_use]
    pub fn moved(self, from: String) -> Self {
        Self { from, ..self }
    }
}

/// An index as it is now at its place, signed with the key that it names. Whether that is the key of
/// whom it should be of is not known.
pub struct Seen {
    /// What it says.
    pub index: Index,
    /// The address or the folder.
    pub from: String,
    digest: String,
}

/// The indexes that the user trusts.
pub struct Indexes {
    world: World,
    folder: PathBuf,
}

impl Indexes {
    /// Those of the user of `world`; none who has no folder for data.
    pub fn of(world: &World) -> Option<Self> {
        let folder = world.environment.data()?.join("plugins/indexes");
        Some(Self { world: world.clone(), folder })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.json"))
    }

    /// The names of all, sorted.
    pub fn names(&self) -> Vec<String> {
        let entries = self.world.files.list(&self.folder).unwrap_or_default();
        let names = entries.iter().filter_map(|entry| entry.name.strip_suffix(".json"));
        names.filter(|name| is_name(name)).map(str::to_owned).collect()
    }

    /// The one called `name`.
    ///
    /// # Errors
    /// There is none, or what is kept of it cannot be read.
    pub fn get(&self, name: &str) -> Result<Pinned> {
        let path = self.path(name);
        let read = match is_name(name) {
            true => self.world.files.read_at_most(&path, SMALL),
            false => Err(ErrorKind::NotFound.into()),
        };
        let broken = |why: &str| {
            let message = format!("{} cannot be used: {}", path.display(), plain(why, 300));
            let help = format!("`rebe plugin index remove {name}`, then add it again");
            Diagnostic::error(codes::FILE_ACCESS, message).help(help)
        };
        let bytes = read.map_err(|error| match error.kind() {
            ErrorKind::NotFound => self.unknown(name),
            _ => broken(&error.to_string()),
        })?;
        let kept = serde_json::from_slice::<Pinned>(&bytes).map_err(|e| broken(&e.to_string()))?;
        match (kept.version == VERSION, kept.name == name, Key::parse(&kept.key)) {
            (true, true, Ok(_)) => Ok(kept),
            (true, true, Err(wrong)) => Err(broken(&wrong).into()),
            _ => Err(broken("it is of another version, or of another index").into()),
        }
    }

    fn unknown(&self, name: &str) -> Diagnostic {
        let names = self.names();
        let names = names.iter().map(String::as_str).collect::<Vec<_>>();
        let message = format!("no index `{}` was added", plain(name, 80));
        let help = "`rebe plugin index list` names them, `rebe plugin index add` adds one";
        let near = did_you_mean(name, "indexes", &names).unwrap_or_else(|| help.to_owned());
        Diagnostic::error(codes::PLUGIN_UNKNOWN, message).help(near)
    }

    /// Trust `seen` from now on, with the key that it is signed with.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn add(&self, seen: &Seen) -> Result<Pinned> {
        let Index { name, key, serial, .. } = seen.index.clone();
        let (from, digest) = (seen.from.clone(), seen.digest.clone());
        let kept = Pinned { version: VERSION, name, from, key, serial, digest };
        self.keep(&kept)?;
        Ok(kept)
    }

    fn keep(&self, kept: &Pinned) -> Result<()> {
        let text = serde_json::to_string_pretty(kept).unwrap_or_default() + "\n";
        private::write(&self.world, &self.path(&kept.name), text.as_bytes())
    }

    /// Trust the one called `name` no more, also one of which nothing can be read.
    ///
    /// # Errors
    /// There is none, or the file cannot be removed.
    pub fn remove(&self, name: &str) -> Result<()> {
        if !self.names().iter().any(|known| known == name) {
            return Err(self.unknown(name).into());
        }
        let path = self.path(name);
        self.world.files.remove(&path).map_err(|error| private::unwritable(&path, &error).into())
    }

    /// The index that is at `from` now, and that nobody trusts yet.
    ///
    /// # Errors
    /// It cannot be read, or it is not signed with the key that it names.
    pub fn look(&self, from: &str) -> Result<Seen> {
        let (index, digest) = self.read(from, None)?;
        self.in_time(&index, from)?;
        Ok(Seen { index, from: from.to_owned(), digest })
    }

    /// What `kept` lists now. How old it is is remembered.
    ///
    /// # Errors
    /// It cannot be read, or it must not be believed.
    pub fn current(&self, kept: &Pinned) -> Result<Index> {
        let Pinned { name, from, key, serial, digest, .. } = kept;
        let (index, now) = self.read(from, Some(key))?;
        if index.name != *name || index.key != *key {
            let message =
                format!("{} is the index `{}` now, not `{name}`", shown(from), index.name);
            return Err(untrusted(message));
        }
        if index.serial < *serial {
            let message = format!(
                "the index `{name}` is older than it was: it is number {}, and {serial} was there",
                index.serial
            );
            return Err(untrusted(message));
        }
        if index.serial == *serial && now != *digest {
            let message = format!("there are two indexes `{name}` with the number {serial}");
            return Err(untrusted(message));
        }
        if index.serial > *serial {
            self.keep(&Pinned { serial: index.serial, digest: now, ..kept.clone() })?;
        }
        self.in_time(&index, from)?;
        Ok(index)
    }

    fn in_time(&self, index: &Index, from: &str) -> Result<()> {
        let Some(expires) = &index.expires else { return Ok(()) };
        let end = DateTime::parse_from_rfc3339(expires).map_err(|_| {
            unusable(from, &format!("`{}` is no time at which it expires", plain(expires, 80)))
        })?;
        if DateTime::<Utc>::from(self.world.clock.now()) <= end {
            return Ok(());
        }
        let message = format!("the index `{}` has expired at {expires}", index.name);
        Err(Diagnostic::error(codes::PLUGIN_UNTRUSTED, message)
            .help("whoever publishes it has to renew it; or somebody keeps a new one back from you")
            .into())
    }

    /// The index at `from` and its digest, signed with `key`, or else with that which it names.
    fn read(&self, from: &str, key: Option<&str>) -> Result<(Index, String)> {
        let wanted = [(beside(from, INDEX), LARGEST), (beside(from, SIGNATURE), SMALL)];
        let mut told = None;
        // Between the two somebody may have published; then they fit the next time.
        for _ in 0..2 {
            let brought = bring(&self.world, &wanted).map_err(|problem| unsigned(from, problem))?;
            let [index, signature] = brought.as_slice() else { continue };
            let signature = String::from_utf8_lossy(signature);
            // Before the signature is looked at, nothing is taken from it but the key.
            let named = match key {
                Some(key) => key.to_owned(),
                None => Index::read(index).map_err(|wrong| unusable(from, &wrong))?.key,
            };
            let fits = Key::parse(&named).and_then(|key| key.verify(index, &signature));
            match fits {
                Ok(()) => {
                    let read = Index::read(index).map_err(|wrong| unusable(from, &wrong))?;
                    return Ok((read, digest(index)));
                }
                Err(wrong) => told = Some(wrong),
            }
        }
        let told = told.unwrap_or_default();
        Err(untrusted(format!("the index at {} is not to be trusted: {told}", shown(from))))
    }
}

/// What is wrong where one of the two files is missing.
fn unsigned(from: &str, mut problem: Box<Diagnostic>) -> Box<Diagnostic> {
    if problem.code == codes::FILE_MISSING {
        let help = format!("{INDEX} and {SIGNATURE} have to be in {}", shown(from));
        problem.help = Some(help);
    }
    problem
}

fn untrusted(message: String) -> Box<Diagnostic> {
    let help = "nothing was taken from it; ask whoever publishes it, by another way than this one";
    Diagnostic::error(codes::PLUGIN_UNTRUSTED, message).help(help).into()
}

fn unusable(from: &str, wrong: &str) -> Box<Diagnostic> {
    let message = format!("the index at {} cannot be used: {}", shown(from), plain(wrong, 300));
    let help = "tell whoever publishes it, or check the address";
    Diagnostic::error(codes::PLUGIN_INDEX, message).help(help).into()
}

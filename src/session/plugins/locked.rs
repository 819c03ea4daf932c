//! The plugins of a project, as its lock file has them.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::source::Source;
use super::{Chosen, Session};
use crate::diag::{Diagnostic, Result, codes};
use crate::package::{
    COMPONENT, LOCK, Lock, Locked, Origin, Pinned, Record, SMALL, is_address, is_digest, whole,
};
use crate::plugin::digest;

/// A plugin of a lock file, and what is installed of it.
pub struct Unlocked {
    /// Its name and version, for people.
    pub what: String,
    /// What differs; none where it is the one.
    pub problem: Option<Box<Diagnostic>>,
}

impl Session {
    /// Write which plugins of `names`, or which of all, are installed: to the file at `path`, or to
    /// that which everybody knows.
    ///
    /// # Errors
    /// One is not installed, or the file cannot be written.
    pub fn lock_plugins(&self, names: &[String], path: Option<&Path>) -> Result<(PathBuf, usize)> {
        let shelf = self.plugins()?;
        let path = self.lock_path(path);
        let folder = self.folder_of(&path);
        let all = names.is_empty();
        let names = if all { shelf.names() } else { names.to_vec() };
        let records = names.iter().map(|name| shelf.record(name));
        // A program of this machine is nothing that others could install.
        let records = records.filter(|record| {
            !all || record.as_ref().map_or(true, |record| record.native.is_none())
        });
        let plugins = records.map(|record| {
            let record = record?;
            if record.native.is_some() {
                let name = &record.manifest.name;
                let message = format!("`{name}` is a program of this machine");
                let help = "a lock file names components, which can be brought from somewhere";
                return Err(Diagnostic::error(codes::USAGE, message).help(help).into());
            }
            let from = &record.origin.from;
            // Others have the folder of the project somewhere else.
            let below = Path::new(from).strip_prefix(&folder).ok().and_then(Path::to_str);
            let from = below.map_or_else(|| from.clone(), |below| format!("./{below}"));
            Ok(Locked::of(&record, from))
        });
        let lock = Lock::of(plugins.collect::<Result<_>>()?);
        let written = self.world().files.create(&path).and_then(|mut file| {
            file.write_all(lock.to_text().as_bytes())?;
            file.commit()
        });
        written.map_err(|error| {
            let message = format!("{} cannot be written: {error}", path.display());
            Diagnostic::error(codes::FILE_ACCESS, message)
        })?;
        Ok((path, lock.plugins.len()))
    }

    /// Install the plugins that the file at `path` names, or only the one called `only`, each exactly
    /// as it is there. Those that are there already are left as they are.
    ///
    /// # Errors
    /// The file cannot be read, or has no plugin `only`; or one of them cannot be had or used. Those
    /// before it are installed then.
    pub fn install_locked(
        &self,
        path: Option<&Path>,
        only: Option<&str>,
        chosen: &Chosen,
    ) -> Result<Vec<Record>> {
        let (path, lock) = self.read_lock(path)?;
        let folder = self.folder_of(&path);
        let fits = |plugin: &&Locked| only.is_none_or(|only| plugin.name == only);
        let wanted = lock.plugins.iter().filter(fits).collect::<Vec<_>>();
        if let (Some(only), true) = (only, wanted.is_empty()) {
            let message = format!("{} has no plugin `{only}`", path.display());
            let names = lock.plugins.iter().map(|plugin| plugin.name.as_str()).collect::<Vec<_>>();
            let help = format!("it has {}", names.join(", "));
            return Err(Diagnostic::error(codes::PLUGIN_UNKNOWN, message).help(help).into());
        }
        let shelf = self.plugins()?;
        let install = |plugin: &Locked| {
            let installed = shelf.record(&plugin.name).ok();
            let same = installed.filter(|record| record.digest == plugin.sha256);
            // What is granted now is decided anew; else there is nothing to be done.
            let same =
                same.filter(|record| chosen.grants.is_empty() && shelf.verify(record).is_ok());
            same.map_or_else(|| self.unlock(plugin, &folder, chosen), Ok)
        };
        wanted.into_iter().map(install).collect()
    }

    fn unlock(&self, plugin: &Locked, folder: &Path, chosen: &Chosen) -> Result<Record> {
        let place = match is_address(&plugin.from)? {
            true => plugin.from.clone(),
            false => folder.join(&plugin.from).display().to_string(),
        };
        let bytes = self.bring_one(&place, COMPONENT)?;
        let name = format!("{} of {}", plugin.name, plugin.from);
        if digest(&bytes) != plugin.sha256 {
            let message = format!("`{}` is not what the lock file says of it", plugin.from);
            return Err(Diagnostic::error(codes::PLUGIN_UNTRUSTED, message)
                .help("nothing was kept of it; who trusts it writes the file anew by `plugin lock`")
                .into());
        }
        let vouched = self.vouched(plugin)?;
        let mut origin = Origin::of(whole(self.world(), &place)?);
        origin.index = vouched.as_ref().map(|kept| kept.name.clone());
        origin.key = vouched.as_ref().map(|kept| kept.key.clone());
        let expected = Some((plugin.name.clone(), plugin.version.clone()));
        // The file says which one it has to be, so it is not asked whether another one goes.
        let chosen = Chosen { replace: true, ..chosen.clone() };
        let source = Source { name, place, bytes, origin, expected };
        // What was granted stays so where an index of the user has this one; a file that came with a
        // project decides nothing of that kind.
        let before = vouched.and_then(|_| self.plugins().ok()?.record(&plugin.name).ok());
        self.put(source, &chosen, before.as_ref())
    }

    /// The index that the file names for `plugin`, where the user trusts one of that name, and it has
    /// this very component.
    ///
    /// # Errors
    /// It cannot be read, or must not be believed.
    fn vouched(&self, plugin: &Locked) -> Result<Option<Pinned>> {
        let (indexes, Some(name)) = (self.indexes()?, &plugin.index) else { return Ok(None) };
        if !indexes.names().contains(name) {
            return Ok(None);
        }
        let kept = indexes.get(name)?;
        let index = indexes.current(&kept)?;
        let has = index.versions(&plugin.name).any(|listed| listed.sha256 == plugin.sha256);
        Ok(has.then_some(kept))
    }

    /// How what is installed differs from what the file at `path` names.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn compare_locked(&self, path: Option<&Path>) -> Result<Vec<Unlocked>> {
        let (path, lock) = self.read_lock(path)?;
        let shelf = self.plugins()?;
        let look = |plugin: &Locked| {
            let what = format!("{} {}", plugin.name, plugin.version);
            let problem = match shelf.record(&plugin.name) {
                Ok(record) if record.digest == plugin.sha256 => shelf.verify(&record).err(),
                Ok(record) => {
                    let version = &record.manifest.version;
                    let message =
                        format!("`{what}` is wanted, and another one is there: {version}");
                    let help =
                        format!("`rebe plugin install --locked {}` installs it", path.display());
                    Some(Diagnostic::error(codes::PLUGIN_CHANGED, message).help(help).into())
                }
                Err(problem) => Some(problem),
            };
            Unlocked { what, problem }
        };
        Ok(lock.plugins.iter().map(look).collect())
    }

    fn lock_path(&self, path: Option<&Path>) -> PathBuf {
        path.map_or_else(|| PathBuf::from(LOCK), |path| self.in_home(path))
    }

    /// The folder that `path` is in, from the root on.
    fn folder_of(&self, path: &Path) -> PathBuf {
        let whole = self.world().files.absolute(path).unwrap_or_else(|_| path.to_owned());
        whole.parent().unwrap_or(&whole).to_owned()
    }

    fn read_lock(&self, path: Option<&Path>) -> Result<(PathBuf, Lock)> {
        let path = self.lock_path(path);
        let place = path.display().to_string();
        let bytes = self.bring_one(&place, SMALL * 128).map_err(|problem| {
            problem.help(
                "`rebe plugin lock` writes it, where the plugins of the project are installed",
            )
        })?;
        let text = String::from_utf8(bytes).map_err(|_| "it is no UTF-8".to_owned());
        let lock = text.and_then(|text| Lock::read(&text)).map_err(|wrong| {
            let message = format!("{place} cannot be used: {wrong}");
            let help = "mend it, or write it anew by `rebe plugin lock`";
            Diagnostic::error(codes::FORMAT, message).help(help)
        })?;
        Ok((path, lock))
    }
}

impl Chosen {
    /// Whether what was said of the digest can be one.
    ///
    /// # Errors
    /// It is none.
    pub fn check_digest(text: &str) -> std::result::Result<String, String> {
        let lower = text.trim_start_matches("sha256:").to_ascii_lowercase();
        match is_digest(&lower) {
            true => Ok(lower),
            false => Err("a digest of SHA-256 has 64 hexadecimal digits".to_owned()),
        }
    }
}

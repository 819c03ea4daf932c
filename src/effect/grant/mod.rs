//! What a plugin may be granted of the outside, how far, and what it was granted.

mod capability;
mod scope;

use std::fmt;
use std::path::{Path, PathBuf};

use url::Url;

use super::in_home;
use scope::{ANY, Site, plain, within};

pub use capability::Capability;
pub use scope::{Reach, check};

/// A capability and how far it goes: what is asked for, or what was granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Which.
    pub capability: Capability,
    /// Addresses, folders, paths or names, as `plugins/wit` tells; empty for those that are granted
    /// as a whole.
    pub scope: Vec<String>,
}

impl fmt::Display for Grant {
    /// As it is written on a command line: `read-files=/var/log`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.capability.name())?;
        match self.scope.is_empty() {
            true => Ok(()),
            false => write!(f, "={}", self.scope.join(",")),
        }
    }
}

impl Grant {
    /// From the words of a command line: `NAME`, or `NAME=SCOPE` with commas between several.
    ///
    /// # Errors
    /// What is wrong with it, and what to write.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (name, scope) = text.split_once('=').unwrap_or((text, ""));
        let Some(capability) = Capability::find(name) else {
            let names = Capability::ALL.map(Capability::name).join(", ");
            return Err(format!("nothing is called `{name}`; there are {names}"));
        };
        let scope = scope.split(',').map(str::trim).filter(|part| !part.is_empty());
        let scope = scope.map(str::to_owned).collect::<Vec<_>>();
        if capability.is_whole() && !scope.is_empty() {
            return Err(format!("`{name}` is granted as a whole, without `={}`", scope.join(",")));
        }
        scope.iter().try_for_each(|part| check(capability, part))?;
        Ok(Self { capability, scope })
    }

    /// Whether a plugin that has this may do all that `other` allows.
    pub fn covers(&self, other: &Self) -> bool {
        let part =
            |part: &String| self.scope.iter().any(|wide| within(self.capability, wide, part));
        self.capability == other.capability && other.scope.iter().all(part)
    }
}

/// All that a plugin was granted. It starts with nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grants(Vec<Grant>);

impl Grants {
    /// These; what is said of one capability several times counts together.
    pub fn of(grants: impl IntoIterator<Item = Grant>) -> Self {
        let mut all = Self::default();
        grants.into_iter().for_each(|grant| all.add(grant));
        all
    }

    /// Add `grant`.
    pub fn add(&mut self, grant: Grant) {
        match self.0.iter_mut().find(|known| known.capability == grant.capability) {
            Some(known) => {
                let new = grant.scope.into_iter().filter(|part| !known.scope.contains(part));
                let new = new.collect::<Vec<_>>();
                known.scope.extend(new);
            }
            None => {
                self.0.push(grant);
                self.0.sort_by_key(|grant| grant.capability);
            }
        }
    }

    /// Take back what `grant` says: the parts of its scope, or all of the capability where it has
    /// none. Whether anything was taken back.
    pub fn remove(&mut self, grant: &Grant) -> bool {
        let before = self.clone();
        for known in self.0.iter_mut().filter(|known| known.capability == grant.capability) {
            known.scope.retain(|part| !grant.scope.is_empty() && !grant.scope.contains(part));
        }
        let gone = |known: &Grant| {
            known.capability == grant.capability
                && (known.scope.is_empty() || grant.scope.is_empty())
        };
        self.0.retain(|known| !gone(known));
        *self != before
    }

    /// Each of them, one a capability.
    pub fn iter(&self) -> impl Iterator<Item = &Grant> {
        self.0.iter()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `capability` was granted, however far.
    pub fn has(&self, capability: Capability) -> bool {
        self.0.iter().any(|grant| grant.capability == capability)
    }

    /// The scope of `capability`.
    pub fn scope(&self, capability: Capability) -> &[String] {
        let found = self.0.iter().find(|grant| grant.capability == capability);
        found.map_or(&[], |grant| grant.scope.as_slice())
    }

    /// What of this is asked for in `wanted`: nobody has more than that.
    #[must_use]
    pub fn within(&self, wanted: &[Grant]) -> Self {
        let asked = |grant: &Grant, part: &str| {
            let one = Grant { capability: grant.capability, scope: vec![part.to_owned()] };
            wanted.iter().any(|want| want.covers(&one))
        };
        let kept = self.0.iter().filter_map(|grant| {
            let capability = grant.capability;
            if capability.is_whole() {
                let whole = wanted.iter().any(|want| want.capability == capability);
                return whole.then(|| grant.clone());
            }
            let scope = grant.scope.iter().filter(|part| asked(grant, part)).cloned();
            let scope = scope.collect::<Vec<_>>();
            (!scope.is_empty()).then_some(Grant { capability, scope })
        });
        Self(kept.collect())
    }

    /// Where the server of `url` may be when it was granted for `capability`; none when it was not.
    pub fn reach(&self, capability: Capability, url: &Url) -> Option<Reach> {
        let site = Site::of(url)?;
        let scope = self.scope(capability).iter();
        let mut found = false;
        for part in scope.clone() {
            let wide = Site::parse(part).filter(|wide| wide.covers(&site));
            if wide.is_some() && site.is_literal {
                return Some(Reach::Anywhere);
            }
            found |= part == ANY || wide.is_some();
        }
        found.then(|| Reach::Public(scope.filter_map(|part| part.parse().ok()).collect()))
    }

    /// The folder that `path` was granted in for `capability`, and the rest of the way from there.
    /// Nothing is looked up: `path` begins at the root and goes only down.
    pub fn folder<'a>(
        &self,
        capability: Capability,
        path: &'a Path,
        home: Option<&Path>,
    ) -> Option<(PathBuf, &'a Path)> {
        if !path.is_absolute() || !plain(path) {
            return None;
        }
        let folders = self.scope(capability).iter().map(|part| match part.as_str() {
            ANY => PathBuf::from("/"),
            part => in_home(Path::new(part), home),
        });
        let fits = folders.filter(|folder| folder.is_absolute() && path.starts_with(folder));
        let folder = fits.max_by_key(|folder| folder.components().count())?;
        let rest = path.strip_prefix(&folder).ok()?;
        Some((folder, rest))
    }

    /// Whether `name`, the path of a file on a host or the name of a secret, was granted.
    pub fn allows(&self, capability: Capability, name: &str) -> bool {
        let fits = check(capability, name).is_ok() && name != ANY;
        fits && self.scope(capability).iter().any(|wide| within(capability, wide, name))
    }
}

#[cfg(test)]
mod tests;

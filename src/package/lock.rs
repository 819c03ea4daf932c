//! Which plugins a project needs, exactly: a file for its repository.
//!
//! It names digests, so it does not matter who serves the components. It never says what a plugin may
//! do, nor whom to believe: that is for whoever runs it.

use serde::{Deserialize, Serialize};

use super::index::is_digest;
use super::{Origin, Record};
use crate::plugin::{is_name, is_plain_line};

/// How the file is called.
pub const LOCK: &str = "plugins.lock";
/// The version of this form.
const VERSION: u32 = 1;
/// What stands above it.
const HEAD: &str = "# Written by `rebe plugin lock`; `rebe plugin install --locked` installs these.\n\
                    # What a plugin may do is not in here: whoever installs it decides that.\n";

/// The plugins of a project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    version: u32,
    /// Each, by name.
    #[serde(default, rename = "plugin", skip_serializing_if = "Vec::is_empty")]
    pub plugins: Vec<Locked>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Locked {
    /// What it calls itself.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The digest of its component, in hexadecimal.
    pub sha256: String,
    /// Where it is: an address, or a path from the folder of the file on.
    pub from: String,
    /// The index that it was found in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<String>,
}

impl Lock {
    /// Of `plugins`.
    pub fn of(mut plugins: Vec<Locked>) -> Self {
        plugins.sort_by(|one, other| one.name.cmp(&other.name));
        Self { version: VERSION, plugins }
    }

    /// From the text of its file.
    ///
    /// # Errors
    /// What is wrong with it, with the line where that is known.
    pub fn read(text: &str) -> Result<Self, String> {
        let lock = toml::from_str::<Self>(text).map_err(|error| {
            let line = error.span().map(|span| {
                let before = text.get(..span.start).unwrap_or_default();
                format!("line {}: ", before.matches('\n').count() + 1)
            });
            let message = error.message().replace('\n', " ");
            format!("{}{message}", line.unwrap_or_default())
        })?;
        if lock.version != VERSION {
            return Err(format!("it is of version {}, known is {VERSION}", lock.version));
        }
        for (at, plugin) in lock.plugins.iter().enumerate() {
            let texts = [Some(&plugin.version), Some(&plugin.from), plugin.index.as_ref()];
            let plain = texts.into_iter().flatten().all(|text| is_plain_line(text));
            if !is_name(&plugin.name) || !plain {
                return Err("a plugin in it has a name or a text that none can have".to_owned());
            }
            if !is_digest(&plugin.sha256) {
                return Err(format!("the digest of `{}` is none", plugin.name));
            }
            if lock.plugins.iter().take(at).any(|other| other.name == plugin.name) {
                return Err(format!("`{}` is in it twice", plugin.name));
            }
        }
        Ok(lock)
    }

    /// The text of its file.
    pub fn to_text(&self) -> String {
        // There is nothing in it that TOML cannot say.
        format!("{HEAD}{}", toml::to_string(self).unwrap_or_default())
    }
}

impl Locked {
    /// That of the plugin which `record` is kept of, and which lies at `from`.
    pub fn of(record: &Record, from: String) -> Self {
        let Origin { index, .. } = record.origin.clone();
        Self {
            name: record.manifest.name.clone(),
            version: record.manifest.version.clone(),
            sha256: record.digest.clone(),
            from,
            index,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_read_as_it_was_written_and_strictly() {
        let locked = |name: &str| Locked {
            name: name.to_owned(),
            version: "1.0.0".to_owned(),
            sha256: "0".repeat(64),
            from: "https://a.b/c.wasm".to_owned(),
            index: Some("acme".to_owned()),
        };
        let lock = Lock::of(vec![locked("b"), locked("a")]);
        let text = lock.to_text();
        assert_eq!(Lock::read(&text), Ok(lock));
        assert_eq!(Lock::read(&Lock::of(Vec::new()).to_text()), Ok(Lock::of(Vec::new())));
        let bad = |from: &str, to: &str| {
            let bad = text.replacen(from, to, 1);
            assert_ne!(bad, text);
            Lock::read(&bad).unwrap_err()
        };
        assert!(bad("version = 1\n", "version = 2\n").contains("version 2"));
        assert!(bad("\"a\"", "\"b\"").contains("twice"));
        assert!(bad("\"a\"", "\"../a\"").contains("name"));
        assert!(bad("00000", "xyz").contains("digest"));
        assert_eq!(bad("sha256", "sha").split(':').next(), Some("line 8"));
        assert!(bad("index", "grants").contains("unknown field"));
        assert!(bad("\"a\"", "").starts_with("line 6"), "{}", bad("\"a\"", ""));
    }
}

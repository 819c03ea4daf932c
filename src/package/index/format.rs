//! What stands in an index.
//!
//! An index is a folder that any web server can serve: `index.json`, which says what there is,
//! `index.json.minisig`, which says who says so, and the components. All that is known of a component
//! is in the signed file, its digest too; so nobody between its maker and its user can change one,
//! take a version back, or offer that of another index.

use serde::{Deserialize, Serialize};

use crate::package::trust::Key;
use crate::plugin::{is_name, is_plain_line};

/// The version of this form.
const VERSION: u32 = 1;
/// Bytes of an index, and versions that it may list.
pub const LARGEST: u64 = 16 << 20;
const MOST: usize = 20_000;
/// The largest component.
pub const COMPONENT: u64 = 33 << 20;

/// The names of its files.
pub const INDEX: &str = "index.json";
pub const SIGNATURE: &str = "index.json.minisig";

/// Which plugins there are, as their publisher says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    version: u32,
    /// What it is called: words with dashes between them.
    pub name: String,
    /// Whose it is: the key that it is signed with.
    pub key: String,
    /// It grows with each change, so that an old one is known.
    pub serial: u64,
    /// When it should not be believed any more, by RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
    /// Each version of each plugin, by name, then by version.
    pub plugins: Vec<Listed>,
}

/// One version of a plugin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// What the plugin calls itself.
    pub name: String,
    /// Its version.
    pub version: semver::Version,
    /// What it is for.
    pub summary: String,
    /// Which interface it is made for, such as `0.2`.
    pub interface: String,
    /// Where it is, from the folder of the index on.
    pub file: String,
    /// Bytes of it.
    pub size: u64,
    /// Its digest, in hexadecimal.
    pub sha256: String,
    /// What it adds to the language.
    pub commands: Vec<String>,
    /// What it asks for, as grants.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wants: Vec<String>,
    /// Why nobody should install it any more; whoever maintains the index writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<String>,
}

impl Index {
    /// One without plugins.
    pub fn new(name: &str, key: &Key) -> Self {
        let (name, key) = (name.to_owned(), key.to_string());
        Self { version: VERSION, name, key, serial: 0, expires: None, plugins: Vec::new() }
    }

    /// From the content of its file. Who signed it is not looked at.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct Version {
            version: u32,
        }
        let wrong = |error: serde_json::Error| error.to_string();
        // A later form may have other keys, so its number is looked at first.
        let Version { version } = serde_json::from_slice(bytes).map_err(wrong)?;
        if version != VERSION {
            return Err(format!("it is of version {version}, known is {VERSION}"));
        }
        let index = serde_json::from_slice::<Self>(bytes).map_err(wrong)?;
        if !is_name(&index.name) {
            return Err(format!("`{}` is no name of an index", index.name));
        }
        Key::parse(&index.key)?;
        if index.plugins.len() > MOST {
            return Err(format!("it has more than {MOST} versions of plugins"));
        }
        index.plugins.iter().try_for_each(Listed::check)?;
        let same = index.plugins.windows(2).find_map(|two| match two {
            [one, other] if one.order() >= other.order() => Some(other),
            _ => None,
        });
        match same {
            Some(listed) => Err(format!(
                "`{} {}` is there twice, or in the wrong place",
                listed.name, listed.version
            )),
            None => Ok(index),
        }
    }

    /// The text of its file.
    pub fn to_text(&self) -> String {
        // There is nothing in it that JSON cannot say.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// All versions of the plugin called `name`, the newest one first.
    pub fn versions(&self, name: &str) -> impl Iterator<Item = &Listed> {
        self.plugins.iter().rev().filter(move |listed| listed.name == name)
    }

    /// The newest version of the plugin called `name` that anybody should install: none that was
    /// withdrawn, none for an interface that is not known, and one before a release only where there
    /// is no release.
    pub fn newest(&self, name: &str) -> Option<&Listed> {
        let mut fit = self.versions(name).filter(|listed| listed.is_fit()).peekable();
        let newest = fit.peek().copied();
        fit.find(|listed| listed.version.pre.is_empty()).or(newest)
    }

    /// The names of all plugins, sorted.
    pub fn names(&self) -> Vec<&str> {
        let mut names = self.plugins.iter().map(|listed| listed.name.as_str()).collect::<Vec<_>>();
        names.dedup();
        names
    }
}

impl Listed {
    /// Whether it can be installed here, and should be.
    pub fn is_fit(&self) -> bool {
        self.withdrawn.is_none() && crate::plugin::is_known(&self.interface)
    }

    /// What it is sorted by.
    pub fn order(&self) -> (&str, &semver::Version) {
        (&self.name, &self.version)
    }

    /// Whether nothing in it can do harm.
    ///
    /// # Errors
    /// What can.
    pub(super) fn check(&self) -> Result<(), String> {
        let wrong = |what: &str| Err(format!("`{}` has {what}", self.name.escape_default()));
        let texts = [&self.summary, &self.interface].into_iter();
        let texts = texts.chain(&self.commands).chain(&self.wants).chain(&self.withdrawn);
        if !is_name(&self.name) {
            wrong("a name that no plugin can have")
        } else if !is_digest(&self.sha256) {
            wrong("a digest that is none")
        } else if self.size > COMPONENT {
            wrong("a size that no plugin can have")
        } else if !is_below(&self.file) {
            wrong("a file that is not below the index")
        } else if texts.clone().any(|text| !is_plain_line(text)) {
            wrong("texts that are too long, or more than a line")
        } else {
            Ok(())
        }
    }
}

/// Whether `text` is a digest in hexadecimal.
pub fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.chars().all(|char| matches!(char, '0'..='9' | 'a'..='f'))
}

/// Whether `path` leads to a file below where it begins, in a folder and in an address alike.
fn is_below(path: &str) -> bool {
    let fits = |char: char| char.is_ascii_alphanumeric() || matches!(char, '.' | '_' | '-' | '+');
    let part = |part: &str| !part.is_empty() && !part.starts_with('.') && part.chars().all(fits);
    path.len() <= 200 && path.split('/').all(part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::trust::Secret;

    fn listed(name: &str, version: &str) -> Listed {
        Listed {
            name: name.to_owned(),
            version: version.parse().unwrap(),
            summary: "does something".to_owned(),
            interface: "0.2".to_owned(),
            file: format!("{name}-{version}.wasm"),
            size: 1,
            sha256: "0".repeat(64),
            commands: vec![name.to_owned()],
            wants: Vec::new(),
            withdrawn: None,
        }
    }

    fn index(plugins: Vec<Listed>) -> Index {
        let (_, key) = Secret::generate(None).unwrap();
        Index { plugins, ..Index::new("acme", &key) }
    }

    #[test]
    fn the_newest_version_is_one_that_can_be_used() {
        let newest = |change: &dyn Fn(&mut Vec<Listed>)| {
            let mut plugins = ["0.9.0", "0.10.0", "1.0.0-rc.1", "1.0.0", "1.1.0-alpha"]
                .map(|version| listed("a", version))
                .to_vec();
            change(&mut plugins);
            index(plugins).newest("a").map(|listed| listed.version.to_string())
        };
        assert_eq!(newest(&|_| ()).unwrap(), "1.0.0");
        assert_eq!(newest(&|all| all[3].withdrawn = Some("it leaks".into())).unwrap(), "0.10.0");
        assert_eq!(newest(&|all| all[3].interface = "7.1".into()).unwrap(), "0.10.0");
        assert_eq!(newest(&|all| drop(all.drain(..2))).unwrap(), "1.0.0");
        assert_eq!(
            newest(&|all| all.retain(|a| !a.version.pre.is_empty())).unwrap(),
            "1.1.0-alpha"
        );
        assert_eq!(newest(&|all| all.clear()), None);
    }

    #[test]
    fn what_nobody_should_believe_is_not_read() {
        let good = index(vec![listed("a", "0.9.0"), listed("a", "0.10.0"), listed("b", "1.0.0")]);
        assert_eq!(Index::read(good.to_text().as_bytes()).unwrap(), good);
        let bad = |change: &dyn Fn(&mut Index)| {
            let mut index = good.clone();
            change(&mut index);
            Index::read(index.to_text().as_bytes()).unwrap_err()
        };
        assert!(bad(&|index| index.version = 2).contains("version 2"));
        assert!(bad(&|index| index.name = "A b".into()).contains("no name"));
        assert!(bad(&|index| index.key = "x".into()).contains("no public key"));
        assert!(bad(&|index| index.plugins.swap(0, 1)).contains("wrong place"));
        assert!(bad(&|index| index.plugins[1] = index.plugins[0].clone()).contains("twice"));
        for file in ["../a.wasm", "/a.wasm", "a/../b", "https://x/y", "a?b", "", ".a", "a//b", "é"]
        {
            assert!(bad(&|index| index.plugins[0].file = file.into()).contains("file"), "{file}");
        }
        assert!(bad(&|index| index.plugins[0].sha256 = "F".repeat(64)).contains("digest"));
        assert!(bad(&|index| index.plugins[0].size = u64::MAX).contains("size"));
        assert!(bad(&|index| index.plugins[0].summary = "a\x1b[2J".into()).contains("texts"));
        assert!(bad(&|index| index.plugins[0].summary = "a".repeat(1000)).contains("texts"));
        assert!(bad(&|index| index.plugins[0].name = "A".into()).contains("name"));
        for text in ["", "{", "[]", "{\"version\": 1}", "{\"version\": \"1\"}"] {
            assert!(Index::read(text.as_bytes()).is_err(), "{text}");
        }
        // What comes later may be left alone.
        let later = good.to_text().replace("\"serial\"", "\"mirrors\": [], \"serial\"");
        assert_eq!(Index::read(later.as_bytes()).unwrap(), good);
    }
}

//! What is known of an installed plugin, as it is kept.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::index::is_digest;
use crate::effect::{Grant, Grants};
use crate::plugin::{Described, Manifest};

/// The version of the form in which records are kept.
const VERSION: u32 = 1;

/// Where a plugin came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The path of the file, or the address.
    pub from: String,
    /// When, by RFC 3339.
    pub at: String,
    /// The index that it was found in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<String>,
    /// The key that it was signed with, or its index.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

impl Origin {
    /// That of a file which nobody has signed.
    pub fn of(from: String) -> Self {
        Self { from, at: String::new(), index: None, key: None }
    }
}

/// What is known of an installed plugin.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    version: u32,
    /// The digest of its component, in hexadecimal.
    pub digest: String,
    /// Where it came from.
    pub origin: Origin,
    /// The services that it imports.
    pub imports: Vec<String>,
    /// What it was granted, as on a command line.
    grants: Vec<String>,
    /// What it says about itself.
    pub manifest: Manifest,
    /// The program that it is, where it is no component. What it may do is not granted then, for
    /// nothing could hold it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub native: Option<NativeProgram>,
}

/// A program that is a plugin of Nushell. It stays where it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NativeProgram {
    /// Its path, from the root.
    pub path: PathBuf,
    /// What it said of its commands, in the words of Nushell.
    pub said: serde_json::Value,
}

impl Record {
    /// That of a plugin that was just described and `grants` were given to.
    pub fn new(described: Described, origin: Origin, grants: &Grants) -> Self {
        let Described { manifest, imports, digest, .. } = described;
        let grants = written(grants);
        Self { version: VERSION, digest, origin, imports, grants, manifest, native: None }
    }

    /// That of a program of this digest, which says this about itself.
    pub fn of_native(manifest: Manifest, program: NativeProgram, digest: String) -> Self {
        let origin = Origin::of(program.path.display().to_string());
        let (imports, grants, native) = (Vec::new(), Vec::new(), Some(program));
        Self { version: VERSION, digest, origin, imports, grants, manifest, native }
    }

    /// From the text of its file.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let record: Self = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        if record.version != VERSION {
            return Err(format!("it is of version {}, known is {VERSION}", record.version));
        }
        if !is_digest(&record.digest) {
            return Err("its digest is none".to_owned());
        }
        record.grants.iter().try_for_each(|grant| Grant::parse(grant).map(drop))?;
        Ok(record)
    }

    /// The text of its file.
    pub fn to_text(&self) -> String {
        // There is nothing in it that JSON cannot say.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// What it was granted.
    pub fn grants(&self) -> Grants {
        Grants::of(self.grants.iter().filter_map(|grant| Grant::parse(grant).ok()))
    }

    /// The same with `grants`.
    #[must_use]
    pub fn with_grants(self, grants: &Grants) -> Self {
        Self { grants: written(grants), ..self }
    }
}

fn written(grants: &Grants) -> Vec<String> {
    grants.iter().map(Grant::to_string).collect()
}

//! Bytes that are kept from one run to the next: a file a key, in a folder a plugin.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::{Answer, Services};
use crate::effect::{Capability, Folder};
use crate::plugin::guest::State;
use crate::plugin::wit::cache;
use crate::plugin::wit::errors::Error;

/// Bytes of a key, of a value, and of all that a plugin keeps.
const KEY: usize = 200;
const VALUE: usize = 1 << 20;
const ALL: u64 = 64 << 20;
/// Values that a plugin keeps.
const VALUES: usize = 10_000;
/// Bytes before a value: when it ends, in seconds since 1970.
const HEAD: usize = 8;

impl Services {
    /// The folder of this plugin.
    fn kept(&mut self) -> Answer<PathBuf> {
        if !self.grants.has(Capability::Cache) {
            return Err(self.deny(Capability::Cache, "", "keeping data"));
        }
        let world = &self.context.world;
        let cache = world.environment.cache();
        let cache =
            cache.ok_or_else(|| Error::Failed("there is no folder to keep it in".to_owned()))?;
        Ok(cache.join("plugins").join("kept").join(&self.digest))
    }

    fn now(&self) -> u64 {
        let now = self.context.world.clock.now();
        now.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs())
    }

    fn get(&mut self, key: &str) -> Answer<Option<Vec<u8>>> {
        let path = self.kept()?.join(name(key)?);
        let read = self.context.world.files.read_at_most(&path, (HEAD + VALUE) as u64);
        Ok(read.ok().and_then(|bytes| {
            let (head, value) = bytes.split_first_chunk::<HEAD>()?;
            (u64::from_le_bytes(*head) > self.now()).then(|| value.to_vec())
        }))
    }

    fn set(&mut self, key: &str, value: &[u8], seconds: u32) -> Answer<()> {
        let (folder, name) = (self.kept()?, name(key)?);
        if value.len() > VALUE {
            return Err(Error::TooLarge("more than 1 MiB under a key".to_owned()));
        }
        let files = &self.context.world.files;
        let failed = |error: std::io::Error| Error::Failed(format!("it cannot be kept: {error}"));
        files.make_private_folders(&folder).map_err(failed)?;
        let inside = files.folder(&folder).map_err(failed)?;
        if !self.has_room(&*inside, &folder, value.len() as u64) {
            return Err(Error::TooLarge("a plugin keeps no more than 64 MiB".to_owned()));
        }
        let ends = self.now().saturating_add(seconds.into());
        let bytes = [&ends.to_le_bytes()[..], value].concat();
        inside.write(Path::new(&name), &bytes).map_err(failed)
    }

    /// Whether `more` bytes fit. What has ended is taken away where they do not.
    fn has_room(&self, inside: &dyn Folder, folder: &Path, more: u64) -> bool {
        let fits = |files: &[(crate::effect::Entry, u64)]| {
            files.len() < VALUES && files.iter().map(|(_, size)| size).sum::<u64>() + more <= ALL
        };
        let list = || match inside.list(Path::new(""), 2 * VALUES) {
            Err(error) if error.kind() == ErrorKind::NotFound => Some(Vec::new()),
            listed => listed.ok(),
        };
        let Some(listed) = list() else { return false };
        if fits(&listed) {
            return true;
        }
        for (entry, _) in listed {
            let head = inside.read(Path::new(&entry.name), 0, HEAD as u64).unwrap_or_default();
            let ends = head.first_chunk::<HEAD>().map_or(0, |head| u64::from_le_bytes(*head));
            if ends <= self.now() {
                let _ = self.context.world.files.remove(&folder.join(&entry.name));
            }
        }
        list().is_some_and(|listed| fits(&listed))
    }
}

/// The name of the file for `key`.
fn name(key: &str) -> Answer<String> {
    match key.len() {
        0 => Err(Error::Failed("a key has at least a byte".to_owned())),
        1..=KEY => Ok(HEXLOWER.encode(&Sha256::digest(key))),
        _ => Err(Error::TooLarge(format!("a key has at most {KEY} bytes"))),
    }
}

impl cache::Host for State {
    async fn get(&mut self, key: String) -> wasmtime::Result<Answer<Option<Vec<u8>>>> {
        Ok(self.at_hand().and_then(|services| services.get(&key)))
    }

    async fn set(
        &mut self,
        key: String,
        value: Vec<u8>,
        seconds: u32,
    ) -> wasmtime::Result<Answer<()>> {
        Ok(self.at_hand().and_then(|services| services.set(&key, &value, seconds)))
    }
}

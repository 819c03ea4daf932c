//! Compiled code that is kept from one run to the next, so that a plugin starts at once.
//!
//! Loading such code is to trust it as this program itself. So it lies where its user alone may
//! write, it is sealed with a key that only they may read, and the seal holds what it was compiled
//! from and by what. What does not fit is an error that is told, and is taken away: the next time it
//! is compiled again.

use std::hash::{Hash, Hasher};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use wasmtime::Engine;
use wasmtime::component::Component;

use crate::diag::{Diagnostic, Result, codes};
use crate::effect::World;

/// Bytes of a seal.
const SEAL: usize = 32;
/// Components whose code is kept.
const KEPT: usize = 64;
/// Compiled code has no more.
const MOST: u64 = 512 << 20;

/// The digest of `bytes`, in hexadecimal.
pub fn digest(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

/// The digest of what `file` holds, in hexadecimal.
///
/// # Errors
/// It cannot be read.
pub fn digest_of(mut file: impl Read) -> io::Result<String> {
    let mut hasher = Sha256::new();
    let mut piece = vec![0; 1 << 16];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(HEXLOWER.encode(&hasher.finalize())),
            length => hasher.update(piece.get(..length).unwrap_or_default()),
        }
    }
}

/// Where the code of one component is kept.
pub struct Code<'a> {
    world: &'a World,
    digest: &'a str,
}

impl<'a> Code<'a> {
    /// That of the component with this digest.
    pub fn of(world: &'a World, digest: &'a str) -> Self {
        Self { world, digest }
    }

    fn path(&self, engine: &Engine) -> Option<PathBuf> {
        let mut hasher = Compatible::default();
        engine.precompile_compatibility_hash().hash(&mut hasher);
        let engine = HEXLOWER.encode(&hasher.0.finalize());
        let engine = engine.get(..16)?;
        let cache = self.world.environment.cache()?;
        Some(cache.join("plugins").join(engine).join(format!("{}.code", self.digest)))
    }

    /// The component, where it was compiled before.
    ///
    /// # Errors
    /// Somebody has changed what was kept.
    pub fn load(&self, name: &str, engine: &Engine) -> Result<Option<Component>> {
        let files = &self.world.files;
        let Some(path) = self.path(engine).filter(|path| files.exists(path)) else {
            return Ok(None);
        };
        let Some(key) = self.key(false) else { return Ok(None) };
        let Ok(bytes) = files.read_at_most(&path, MOST) else { return Ok(None) };
        let exposed = path.parent().is_none_or(|folder| files.is_exposed(folder).unwrap_or(true))
            || files.is_exposed(&path).unwrap_or(true);
        let sealed = bytes.split_first_chunk::<SEAL>().filter(|_| !exposed);
        let code = sealed.filter(|(seal, code)| {
            self.seal(&key, code).is_some_and(|mac| mac.verify_slice(&seal[..]).is_ok())
        });
        let Some((_, code)) = code else {
            let _ = files.remove(&path);
            let message = format!("the compiled code of `{name}` was changed since it was kept");
            return Err(Diagnostic::error(codes::PLUGIN_CHANGED, message)
                .help(format!(
                    "it was not run and is taken away, the next time it is compiled anew; find out \
                     who else writes to {}",
                    path.parent().unwrap_or(&path).display()
                ))
                .into());
        };
        Ok(loaded(engine, code))
    }

    /// Keep the code of `component`. Where that does not work it is compiled the next time, too.
    pub fn store(&self, component: &Component) {
        let stored = || -> Option<()> {
            let path = self.path(component.engine())?;
            let code = component.serialize().ok()?;
            let key = self.key(true)?;
            let seal = self.seal(&key, &code)?.finalize().into_bytes();
            let files = &self.world.files;
            files.make_private_folders(path.parent()?).ok()?;
            let mut file = files.create(&path).ok()?;
            file.write_all(&seal).ok()?;
            file.write_all(&code).ok()?;
            file.set_mode(0o600).ok()?;
            file.commit().ok()?;
            self.sweep(path.parent()?);
            Some(())
        };
        let _ = stored();
    }

    /// Take away the oldest where there are many.
    fn sweep(&self, folder: &Path) {
        let files = &self.world.files;
        let entries = files.list(folder).unwrap_or_default();
        let code = entries.iter().filter(|entry| entry.name.ends_with(".code"));
        let aged = code.filter_map(|entry| {
            let path = folder.join(&entry.name);
            Some((files.stat(&path).ok()?.modified, path))
        });
        let mut aged = aged.collect::<Vec<_>>();
        aged.sort();
        for (_, path) in aged.iter().take(aged.len().saturating_sub(KEPT)) {
            let _ = files.remove(path);
        }
    }

    fn seal(&self, key: &[u8], code: &[u8]) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
        mac.update(self.digest.as_bytes());
        mac.update(code);
        Some(mac)
    }

    /// The key of this user; made where there is none, if that is wanted.
    fn key(&self, make: bool) -> Option<Vec<u8>> {
        let (files, environment) = (&self.world.files, &self.world.environment);
        let folder = environment.data()?.join("plugins");
        let path = folder.join("code.key");
        if let Ok(key) = files.read_at_most(&path, 64)
            && key.len() == SEAL
        {
            return (!is_shared(&**files, &path)).then_some(key);
        }
        if !make {
            return None;
        }
        files.make_private_folders(&folder).ok()?;
        let key = [environment.random().to_le_bytes(), environment.random().to_le_bytes()].concat();
        let mut file = files.create(&path).ok()?;
        file.set_mode(0o600).ok()?;
        file.write_all(&key).ok()?;
        file.commit().ok()?;
        // Somebody else may have made one at the same time; the last one stands.
        files.read_at_most(&path, 64).ok().filter(|key| key.len() == SEAL)
    }
}

/// Whether others than its user may read or write `path`.
fn is_shared(files: &dyn crate::effect::Files, path: &Path) -> bool {
    let read = files.stat(path).map_or(true, |about| about.mode & 0o077 != 0);
    read || files.is_exposed(path).unwrap_or(true)
}

/// The code as a component; none when it is of another build of the runtime.
#[expect(unsafe_code, reason = "the one place that takes compiled code, which was sealed by us")]
fn loaded(engine: &Engine, code: &[u8]) -> Option<Component> {
    // SAFETY: the seal has just shown that these are bytes that `serialize` gave to this program,
    // run by the same user, for the same engine; nobody else has the key.
    unsafe { Component::deserialize(engine, code) }.ok()
}

/// Hashes what the runtime was built as, the same in each process.
#[derive(Default)]
struct Compatible(Sha256);

impl Hasher for Compatible {
    fn finish(&self) -> u64 {
        0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }
}

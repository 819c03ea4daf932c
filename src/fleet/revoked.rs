//! The keys that `RevokedHostKeys` names: no host that shows one of them is talked to.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use russh::keys::{PublicKey, PublicKeyBase64};
use tokio::sync::OnceCell;

use super::classify::{Trouble, fingerprint};
use crate::effect::Files;

/// What the list of OpenSSH in its binary form begins with.
const BINARY: &[u8] = b"SSHKRL\n\0";

/// The list, read at the first question.
pub(super) struct Revoked {
    path: PathBuf,
    files: Arc<dyn Files>,
    lines: OnceCell<Result<Lines, String>>,
}

/// Keys, with the line that each is in, from 1.
type Lines = HashMap<Vec<u8>, usize>;

impl Revoked {
    /// The list in the file at `path`.
    pub(super) fn new(path: PathBuf, files: Arc<dyn Files>) -> Self {
        Self { path, files, lines: OnceCell::new() }
    }

    /// Whether none of `keys`, which a host showed, is in the list. Where the list cannot be read,
    /// nobody knows, and every host is refused, as `ssh` does it.
    pub(super) async fn check(&self, keys: &[&PublicKey]) -> Result<(), Trouble> {
        let read = || async {
            let (files, path) = (Arc::clone(&self.files), self.path.clone());
            let reading = tokio::task::spawn_blocking(move || read(&*files, &path));
            reading.await.unwrap_or_else(|_| Err("internal error".to_owned()))
        };
        let path = self.path.display();
        let lines = match self.lines.get_or_init(read).await {
            Ok(lines) => lines,
            Err(why) => {
                return Err(Trouble::host_key(format!(
                    "`RevokedHostKeys` names `{path}`, which {why}; every host is refused before \
                     it is known which keys are revoked"
                )));
            }
        };
        let found = keys.iter().find_map(|key| Some((key, lines.get(&key.public_key_bytes())?)));
        match found {
            None => Ok(()),
            Some((key, line)) => Err(Trouble::host_key(format!(
                "the host showed a key that was revoked ({} {}, {path} line {line}); do not \
                 connect, and give the host a new key",
                key.algorithm().as_str(),
                fingerprint(key),
            ))),
        }
    }
}

fn read(files: &dyn Files, path: &Path) -> Result<Lines, String> {
    let bytes = files.read(path).map_err(|error| format!("cannot be read: {error}"))?;
    if bytes.starts_with(BINARY) {
        let help = "is a list in the binary form of `ssh-keygen -k`, which rebe does not read; name \
                    a text with one public key a line";
        return Err(help.to_owned());
    }
    let text = String::from_utf8(bytes).map_err(|_| "is no text".to_owned())?;
    let mut lines = Lines::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let key = PublicKey::from_openssh(line)
            .map_err(|_| format!("has a line {} that is no public key", at + 1))?;
        lines.entry(key.public_key_bytes()).or_insert(at + 1);
    }
    Ok(lines)
}

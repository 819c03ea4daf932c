//! The user's private keys: each file is read and each passphrase asked for once a process.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use russh::keys::{Certificate, Error, PrivateKey, PublicKey, decode_secret_key};
use tokio::sync::Mutex as Turn;

use crate::effect::{Environment, Files, Prompt, in_home};

/// How often a wrong passphrase may be typed.
const TRIES: usize = 3;

/// The keys that were loaded so far.
pub(super) struct Keys {
    files: Arc<dyn Files>,
    prompt: Arc<dyn Prompt>,
    home: Option<PathBuf>,
    loaded: Mutex<HashMap<PathBuf, Arc<Identity>>>,
    /// Certificates by the files they are in; none for files that hold none.
    certified: Mutex<HashMap<PathBuf, Option<Certificate>>>,
    /// The person at the terminal answers one question at a time.
    turn: Turn<()>,
}

/// A private key of a file.
pub(super) struct Identity {
    pub(super) path: PathBuf,
    /// Its public half; unknown for an encrypted key of an old format without a `.pub` beside it.
    pub(super) public: Option<PublicKey>,
    secret: Mutex<Secret>,
}

enum Secret {
    Open(Arc<PrivateKey>),
    /// Encrypted; nobody could open it during the job with this number.
    Locked {
        text: Arc<str>,
        given_up: Option<(u64, String)>,
    },
}

/// Why there is no key.
pub(super) enum Missing {
    /// The file is not there.
    Absent,
    /// The file cannot be read or is no key.
    Bad(String),
}

impl Identity {
    /// The key, unless it is still encrypted.
    pub(super) fn open(&self) -> Option<Arc<PrivateKey>> {
        match &*lock(&self.secret) {
            Secret::Open(key) => Some(Arc::clone(key)),
            Secret::Locked { .. } => None,
        }
    }

    /// A key that is in memory already.
    pub(super) fn of(key: Arc<PrivateKey>) -> Self {
        Self {
            path: "the given key".into(),
            public: Some(key.public_key().clone()),
            secret: Mutex::new(Secret::Open(key)),
        }
    }
}

impl Keys {
    pub(super) fn new(
        files: Arc<dyn Files>,
        prompt: Arc<dyn Prompt>,
        environment: &dyn Environment,
    ) -> Self {
        let home = environment.home();
        let (loaded, certified) = (Mutex::default(), Mutex::default());
        Self { files, prompt, home, loaded, certified, turn: Turn::new(()) }
    }

    /// The files that are tried when the user names none.
    pub(super) fn usual(&self) -> Vec<PathBuf> {
        let folder = self.home.iter().map(|home| home.join(".ssh"));
        let names = ["id_ed25519", "id_ecdsa", "id_rsa"];
        folder.flat_map(|folder| names.map(|name| folder.join(name))).collect()
    }

    /// The key in the file at `path`, where `~/` stands for the user's home.
    pub(super) async fn load(&self, path: &Path) -> Result<Arc<Identity>, Missing> {
        if let Some(known) = lock(&self.loaded).get(path) {
            return Ok(Arc::clone(known));
        }
        let real = self.real(path);
        let files = Arc::clone(&self.files);
        let read = tokio::task::spawn_blocking(move || read(&*files, real)).await;
        let identity = Arc::new(read.unwrap_or(Err(Missing::Bad("internal error".to_owned())))?);
        let mut loaded = lock(&self.loaded);
        Ok(Arc::clone(loaded.entry(path.to_owned()).or_insert(identity)))
    }

    /// The certificate that is kept beside the key at `path`, and those in `files`; what is not
    /// there or cannot be read is passed over, as `ssh` does.
    pub(super) async fn certificates(&self, path: &Path, files: &[PathBuf]) -> Vec<Certificate> {
        let mut beside = path.as_os_str().to_owned();
        beside.push("-cert.pub");
        let paths = std::iter::once(PathBuf::from(beside)).chain(files.iter().cloned());
        let mut found = Vec::new();
        for path in paths {
            let known = lock(&self.certified).get(&path).cloned();
            let certificate = match known {
                Some(known) => known,
                None => {
                    let (files, at) = (Arc::clone(&self.files), self.real(&path));
                    let read = tokio::task::spawn_blocking(move || certificate(&*files, &at)).await;
                    let read = read.ok().flatten();
                    lock(&self.certified).insert(path, read.clone());
                    read
                }
            };
            found.extend(certificate);
        }
        found
    }

    /// `path`, where `~/` stands for the user's home.
    fn real(&self, path: &Path) -> PathBuf {
        in_home(path, self.home.as_deref())
    }

    /// The private key of `identity`, for which the person at the terminal is asked when needed:
    /// once for all hosts, and once a `job` when nobody could answer.
    pub(super) async fn unlock(
        &self,
        identity: &Arc<Identity>,
        job: u64,
    ) -> Result<Arc<PrivateKey>, String> {
        let turn = self.turn.lock().await;
        let text = match &*lock(&identity.secret) {
            Secret::Open(key) => return Ok(Arc::clone(key)),
            Secret::Locked { given_up: Some((when, why)), .. } if *when == job => {
                return Err(why.clone());
            }
            Secret::Locked { text, .. } => Arc::clone(text),
        };
        let (prompt, path) = (Arc::clone(&self.prompt), identity.path.clone());
        let asked = tokio::task::spawn_blocking(move || ask(&*prompt, &path, &text)).await;
        drop(turn);
        let asked = asked.unwrap_or_else(|_| Err("internal error".to_owned()));
        let mut secret = lock(&identity.secret);
        match &asked {
            Ok(key) => *secret = Secret::Open(Arc::clone(key)),
            Err(why) => {
                if let Secret::Locked { given_up, .. } = &mut *secret {
                    *given_up = Some((job, why.clone()));
                }
            }
        }
        asked
    }
}

fn read(files: &dyn Files, path: PathBuf) -> Result<Identity, Missing> {
    let bytes = files.read(&path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Missing::Absent,
        _ => Missing::Bad(error.to_string()),
    })?;
    let text = String::from_utf8(bytes)
        .map_err(|_| Missing::Bad("this is not a private key".to_owned()))?;
    match decode_secret_key(&text, None) {
        Ok(key) => Ok(Identity { path, ..Identity::of(Arc::new(key)) }),
        Err(error) => {
            // A key in the format of OpenSSH has its public half in the clear.
            let outside = PrivateKey::from_openssh(&text).ok();
            let encrypted = outside.as_ref().is_some_and(PrivateKey::is_encrypted)
                || text.contains("ENCRYPTED")
                || matches!(error, Error::KeyIsEncrypted);
            if !encrypted {
                return Err(Missing::Bad(format!(
                    "this is not a private key that can be used ({error})"
                )));
            }
            let public =
                outside.map(|key| key.public_key().clone()).or_else(|| public_beside(files, &path));
            let secret = Mutex::new(Secret::Locked { text: text.into(), given_up: None });
            Ok(Identity { path, public, secret })
        }
    }
}

fn certificate(files: &dyn Files, path: &Path) -> Option<Certificate> {
    let text = String::from_utf8(files.read(path).ok()?).ok()?;
    Certificate::from_openssh(text.trim()).ok()
}

fn public_beside(files: &dyn Files, path: &Path) -> Option<PublicKey> {
    let mut name = path.as_os_str().to_owned();
    name.push(".pub");
    let text = String::from_utf8(files.read(Path::new(&name)).ok()?).ok()?;
    PublicKey::from_openssh(&text).ok()
}

fn ask(prompt: &dyn Prompt, path: &Path, text: &str) -> Result<Arc<PrivateKey>, String> {
    for _ in 0..TRIES {
        let question = format!("Passphrase for {}: ", path.display());
        let Some(passphrase) = prompt.secret(&question) else {
            return Err("it is encrypted and nobody could be asked for its passphrase; add it to \
                        the agent with `ssh-add`"
                .to_owned());
        };
        if let Ok(key) = decode_secret_key(text, Some(&passphrase)) {
            return Ok(Arc::new(key));
        }
    }
    Err("it is encrypted and the passphrase was wrong".to_owned())
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

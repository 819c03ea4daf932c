//! Which host keys are trusted: the files, what the program was given, and the policy.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use russh::keys::{Certificate, HashAlg, PublicKey, PublicKeyBase64};
use tokio::sync::OnceCell;

use super::classify::{Trouble, fingerprint};
use super::hashed;
use super::known_hosts::{KnownHosts, Place, Verdict, name_of};
use super::revoked::Revoked;
use super::settings::{FleetSettings, KnownKey};
use crate::effect::{Environment, Files, HostKeyRule, Route, Target, wildcard_matches};

/// The records of known hosts, by the files that they are in.
pub(super) struct Trusts {
    settings: FleetSettings,
    files: Arc<dyn Files>,
    environment: Arc<dyn Environment>,
    by_paths: Mutex<HashMap<Vec<PathBuf>, Arc<Trust>>>,
}

impl Trusts {
    pub(super) fn new(
        settings: &FleetSettings,
        files: Arc<dyn Files>,
        environment: Arc<dyn Environment>,
    ) -> Self {
        let settings = settings.clone();
        Self { settings, files, environment, by_paths: Mutex::default() }
    }

    /// The record that `rule` asks for.
    pub(super) fn of(&self, rule: &HostKeyRule) -> Arc<Trust> {
        let paths = match &self.settings.known_hosts {
            Some(path) => vec![path.clone()],
            None => self.paths(rule),
        };
        let mut by_paths = lock(&self.by_paths);
        if let Some(trust) = by_paths.get(&paths) {
            return Arc::clone(trust);
        }
        let trust = Arc::new(Trust {
            accept_new: self.settings.accept_new,
            given: self.settings.known_keys.clone(),
            paths: paths.clone(),
            files: Arc::clone(&self.files),
            environment: Arc::clone(&self.environment),
            records: OnceCell::new(),
            revoked: Mutex::default(),
        });
        by_paths.insert(paths, Arc::clone(&trust));
        trust
    }

    fn paths(&self, rule: &HostKeyRule) -> Vec<PathBuf> {
        let usual = |folder: &Path, names: [&str; 2]| names.map(|name| folder.join(name)).to_vec();
        let own = || {
            let folder = self.environment.home().map(|home| home.join(".ssh"));
            folder.map_or_else(Vec::new, |at| usual(&at, ["known_hosts", "known_hosts2"]))
        };
        let system = || usual(Path::new("/etc/ssh"), ["ssh_known_hosts", "ssh_known_hosts2"]);
        let mut paths = rule.files.clone().unwrap_or_else(own);
        paths.extend(rule.system_files.clone().unwrap_or_else(system));
        paths
    }
}

/// Where the key of a host is looked for, and what becomes of a new one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KeyPlace {
    /// The name that it is on record under.
    pub(super) name: String,
    pub(super) port: u16,
    /// Whether a new one is recorded, whatever the settings of the fleet say.
    accept_new: bool,
    /// Whether the name is recorded as a hash.
    hashed: bool,
    /// The file with keys that no host may have.
    revoked: Option<PathBuf>,
}

impl KeyPlace {
    /// That of the host of `route`. Another name stands for the port too, as with `ssh`.
    pub(super) fn of(route: &Route) -> Self {
        let rule = &route.host_key;
        let port = if rule.alias.is_some() { Target::SSH_PORT } else { route.port };
        let name = route.key_name().to_owned();
        let (accept_new, hashed, revoked) = (rule.accept_new, rule.hashed, rule.revoked.clone());
        Self { name, port, accept_new, hashed, revoked }
    }
}

/// The host keys that are trusted. Files are read once, at the first question.
pub(super) struct Trust {
    accept_new: bool,
    given: Vec<KnownKey>,
    /// The file that new keys go to comes first.
    paths: Vec<PathBuf>,
    files: Arc<dyn Files>,
    environment: Arc<dyn Environment>,
    records: OnceCell<Records>,
    /// Lists of keys that no host may have, by their files.
    revoked: Mutex<HashMap<PathBuf, Arc<Revoked>>>,
}

struct Records {
    known: Mutex<KnownHosts>,
    /// The right to append to the first file, so that there is one writer and no host is recorded
    /// twice. It tells whether the file lacks its last line break.
    unended: Mutex<bool>,
    /// A file that is there and cannot be read.
    unreadable: Option<String>,
}

impl Trust {
    /// The types of the host keys on record for a host. A server is asked for these first, for it
    /// may have others too.
    pub(super) async fn kinds(&self, place: &KeyPlace) -> Vec<String> {
        let (address, port) = (place.name.as_str(), place.port);
        let given = self.given_for(address, port).map(|key| key.algorithm().as_str().to_owned());
        let mut kinds = given.collect::<Vec<_>>();
        if kinds.is_empty() {
            kinds = lock(&self.records().await.known).kinds(address, port);
        }
        kinds
    }

    /// Whether `key` is the key of the host, or may be taken for it from now on.
    pub(super) async fn check(
        self: &Arc<Self>,
        place: &KeyPlace,
        key: &PublicKey,
    ) -> Result<(), Trouble> {
        self.check_revoked(place, &[key]).await?;
        let (address, port) = (place.name.as_str(), place.port);
        let blob = key.public_key_bytes();
        let algorithm = key.algorithm();
        let kind = algorithm.as_str();
        let records = self.records().await;
        let verdict = lock(&records.known).judge(address, port, kind, &blob);
        let print = fingerprint(key);
        match verdict {
            Verdict::Revoked(place) => Err(Trouble::host_key(format!(
                "the host showed a key that was revoked ({kind} {print}, {}); do not connect, and \
                 give the host a new key",
                self.place(place)
            ))),
            Verdict::Known => Ok(()),
            _ if self.given_for(address, port).any(|given| given.key_data() == key.key_data()) => {
                Ok(())
            }
            Verdict::Changed(place) => Err(self.changed(address, port, kind, &print, place)),
            // A host that was pinned does not become a stranger by showing another key.
            Verdict::Unknown if self.given.iter().any(|given| given.is_of(address, port)) => {
                Err(Trouble::host_key(format!(
                    "WARNING: the host's key is not the one that it was given! It showed {kind} \
                     {print}. Someone may be listening in on the connection; do not go on before \
                     you know"
                )))
            }
            Verdict::Unknown if records.unreadable.is_some() => {
                let why = records.unreadable.as_deref().unwrap_or_default();
                Err(Trouble::host_key(format!(
                    "the keys of known hosts cannot be read: {why}; mend that, for nothing else \
                     tells whether this host is the right one"
                )))
            }
            Verdict::Unknown if self.accept_new || place.accept_new => {
                self.accept_apart(place, key).await
            }
            Verdict::Unknown => {
                let broken = lock(&records.known).broken().first().copied();
                Err(self.unknown(address, port, kind, &print, broken))
            }
        }
    }

    /// Whether none of `keys` is in the list of those that no host may have.
    async fn check_revoked(&self, place: &KeyPlace, keys: &[&PublicKey]) -> Result<(), Trouble> {
        let Some(path) = &place.revoked else { return Ok(()) };
        let list = {
            let mut lists = lock(&self.revoked);
            let new = || Arc::new(Revoked::new(path.clone(), Arc::clone(&self.files)));
            Arc::clone(lists.entry(path.clone()).or_insert_with(new))
        };
        list.check(keys).await
    }

    /// Whether certificates of this host may be signed by somebody on record.
    pub(super) async fn has_authority(&self, place: &KeyPlace) -> bool {
        lock(&self.records().await.known).has_authority(&place.name, place.port)
    }

    /// Whether `certificate`, which the host showed, vouches for it. One that nobody on record has
    /// signed counts as the key in it.
    pub(super) async fn check_certificate(
        self: &Arc<Self>,
        place: &KeyPlace,
        certificate: &Certificate,
    ) -> Result<(), Trouble> {
        let authority = PublicKey::from(certificate.signature_key().clone());
        let key = PublicKey::from(certificate.public_key().clone());
        self.check_revoked(place, &[&authority, &key]).await?;
        let (address, port) = (place.name.as_str(), place.port);
        let records = self.records().await;
        for shown in [&authority, &key] {
            let (kind, blob) = (shown.algorithm(), shown.public_key_bytes());
            let verdict = lock(&records.known).judge(address, port, kind.as_str(), &blob);
            if let Verdict::Revoked(at) = verdict {
                return Err(Trouble::host_key(format!(
                    "the host showed a certificate with a key that was revoked ({}, {}); do not \
                     connect, and give the host a new one",
                    fingerprint(shown),
                    self.place(at)
                )));
            }
        }
        let blob = authority.public_key_bytes();
        if !lock(&records.known).is_authority(address, port, &blob) {
            return self.check(place, &key).await;
        }
        let signed = authority.fingerprint(HashAlg::Sha256);
        let names = certificate.valid_principals();
        let name = place.name.to_ascii_lowercase();
        let wrong = if !certificate.cert_type().is_host() {
            "is one for users"
        } else if certificate.validate([&signed]).is_err() {
            "is not valid now, or its signature is wrong"
        } else if !names.iter().any(|one| wildcard_matches(&one.to_ascii_lowercase(), &name)) {
            "is for other hosts"
        } else if !certificate.critical_options().is_empty() {
            "has conditions that rebe does not know"
        } else {
            return Ok(());
        };
        Err(Trouble::host_key(format!(
            "the host showed a certificate that {wrong} (it is called `{}`, and is for {}); have \
             the host's key signed anew",
            certificate.key_id(),
            if names.is_empty() { "nobody".to_owned() } else { names.join(", ") }
        )))
    }

    /// Accept on a thread that may wait for the disk.
    async fn accept_apart(
        self: &Arc<Self>,
        place: &KeyPlace,
        key: &PublicKey,
    ) -> Result<(), Trouble> {
        self.records().await;
        let (trust, place, key) = (Arc::clone(self), place.clone(), key.clone());
        tokio::task::spawn_blocking(move || trust.accept(&place, &key))
            .await
            .unwrap_or_else(|_| Err(Trouble::internal()))
    }

    fn accept(&self, place: &KeyPlace, key: &PublicKey) -> Result<(), Trouble> {
        let (address, port) = (place.name.as_str(), place.port);
        let (Some(records), Some(path)) = (self.records.get(), self.paths.first()) else {
            return Err(Trouble::internal());
        };
        let blob = key.public_key_bytes();
        let algorithm = key.algorithm();
        let kind = algorithm.as_str();
        let mut unended = lock(&records.unended);
        // Another connection to the same host may have been faster.
        let verdict = lock(&records.known).judge(address, port, kind, &blob);
        match verdict {
            Verdict::Known => return Ok(()),
            Verdict::Changed(place) => {
                return Err(self.changed(address, port, kind, &fingerprint(key), place));
            }
            _ => {}
        }
        let name = name_of(address, port);
        let name = if place.hashed { hashed::name(&name, salt(&*self.environment)) } else { name };
        let start = if *unended { "\n" } else { "" };
        let line = format!("{start}{name} {kind} {}\n", key.public_key_base64());
        self.files.append(path, line.as_bytes(), 0o600).map_err(|error| {
            Trouble::host_key(format!(
                "the new key of the host cannot be recorded in {}: {error}; a key that is not \
                 recorded would be new again next time, so it is refused",
                path.display()
            ))
        })?;
        *unended = false;
        lock(&records.known).accept(Place { file: 0, line: 0 }, address, port, (kind, &blob));
        Ok(())
    }

    fn given_for(&self, address: &str, port: u16) -> impl Iterator<Item = &PublicKey> {
        let here = move |known: &&KnownKey| known.host.is_none() || known.is_of(address, port);
        self.given.iter().filter(here).map(|known| &known.key)
    }

    async fn records(&self) -> &Records {
        self.records
            .get_or_init(|| async {
                let (files, paths) = (Arc::clone(&self.files), self.paths.clone());
                tokio::task::spawn_blocking(move || Records::read(&*files, &paths))
                    .await
                    .unwrap_or_else(|_| Records::lost())
            })
            .await
    }

    fn unknown(
        &self,
        address: &str,
        port: u16,
        kind: &str,
        print: &str,
        broken: Option<Place>,
    ) -> Trouble {
        let broken = broken.map_or_else(String::new, |place| {
            format!(" ({} cannot be read, perhaps it is there)", self.place(place))
        });
        let scan = if port == 22 { String::new() } else { format!("-p {port} ") };
        let file = self.paths.first().map_or_else(String::new, |path| path.display().to_string());
        Trouble::host_key(format!(
            "the host is not known yet{broken}: it showed the key {kind} {print}; if that is right, add it \
             with `ssh-keyscan {scan}{address} >> {file}`, or run with --accept-new to trust hosts \
             at their first sight"
        ))
    }

    fn changed(&self, address: &str, port: u16, kind: &str, print: &str, place: Place) -> Trouble {
        let name = name_of(address, port);
        let path = self
            .paths
            .get(place.file)
            .map_or_else(String::new, |path| format!(" -f {}", path.display()));
        Trouble::host_key(format!(
            "WARNING: the host's key is not the one on record! It showed {kind} {print}, and {} \
             says otherwise. Someone may be listening in on the connection. Only if you know that \
             the host was installed anew, remove the old key with `ssh-keygen -R '{name}'{path}`",
            self.place(place)
        ))
    }

    fn place(&self, place: Place) -> String {
        match self.paths.get(place.file) {
            Some(path) if place.line > 0 => format!("{} line {}", path.display(), place.line),
            Some(path) => path.display().to_string(),
            None => "the record".to_owned(),
        }
    }
}

impl Records {
    /// What is left when reading them failed in a way that must not happen: nobody is trusted.
    fn lost() -> Self {
        Self {
            known: Mutex::default(),
            unended: Mutex::new(false),
            unreadable: Some("internal error".to_owned()),
        }
    }

    fn read(files: &dyn Files, paths: &[PathBuf]) -> Self {
        let mut known = KnownHosts::default();
        let (mut unreadable, mut unended) = (None, false);
        for (at, path) in paths.iter().enumerate() {
            match files.read(path) {
                Ok(text) => {
                    known.add(at, &text);
                    if at == 0 {
                        unended = text.last().is_some_and(|byte| *byte != b'\n');
                    }
                }
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => unreadable = Some(unread(path, &error)),
            }
        }
        Self { known: Mutex::new(known), unended: Mutex::new(unended), unreadable }
    }
}

/// Bytes that nobody can guess.
fn salt(environment: &dyn Environment) -> [u8; 20] {
    let mut salt = [0; 20];
    let bytes = [environment.random().to_ne_bytes(), environment.random().to_ne_bytes()].concat();
    salt.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
    salt
}

fn unread(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}

/// A poisoned lock guards data that is whole all the same: every change to it is one step.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

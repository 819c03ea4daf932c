//! An outside for tests: what services answer where there is no shell.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::services::{Answer, Command, Ended, Entry, Error, File, Level, Request, Response};

/// What a web server of a test answers.
type Web = Box<dyn Fn(&Request) -> Answer<Response>>;
/// What a host of a test answers.
type Hosts = Box<dyn Fn(&Command) -> Answer<Ended>>;

/// What services answer in a test, on the thread of the test. All that is not set is denied, as in
/// a shell that grants nothing.
///
/// ```
/// use rebe_plugin::services;
/// use rebe_plugin::testing::Outside;
///
/// let outside = Outside::new().secret("token", "x").file("/etc/motd", b"hello");
/// let (said, kept) = outside.during(|| (services::read("/etc/motd"), services::secret("other")));
/// assert_eq!(said.unwrap(), b"hello");
/// assert!(kept.is_err());
/// ```
#[derive(Default)]
pub struct Outside {
    config: BTreeMap<String, String>,
    secrets: BTreeMap<String, String>,
    files: BTreeMap<String, Vec<u8>>,
    of_hosts: BTreeMap<(String, String), Vec<u8>>,
    kept: BTreeMap<String, Vec<u8>>,
    web: Option<Web>,
    hosts: Option<Hosts>,
    writes: bool,
    keeps: bool,
    said: Vec<String>,
    failed: Vec<(String, String)>,
}

thread_local! {
    static OUTSIDE: RefCell<Outside> = RefCell::new(Outside::default());
}

impl Outside {
    /// One that denies everything.
    pub fn new() -> Self {
        Self::default()
    }

    /// Set `key` to `value`.
    #[must_use]
    pub fn config(mut self, key: &str, value: &str) -> Self {
        self.config.insert(key.to_owned(), value.to_owned());
        self
    }

    /// Grant the secret called `name`.
    #[must_use]
    pub fn secret(mut self, name: &str, value: &str) -> Self {
        self.secrets.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Grant to read a file.
    #[must_use]
    pub fn file(mut self, path: &str, content: &[u8]) -> Self {
        self.files.insert(path.to_owned(), content.to_vec());
        self
    }

    /// Grant to read a file of a host.
    #[must_use]
    pub fn file_of(mut self, host: &str, path: &str, content: &[u8]) -> Self {
        self.of_hosts.insert((host.to_owned(), path.to_owned()), content.to_vec());
        self
    }

    /// Grant to write files.
    #[must_use]
    pub fn writes(mut self) -> Self {
        self.writes = true;
        self
    }

    /// Grant to keep data.
    #[must_use]
    pub fn keeps(mut self) -> Self {
        self.keeps = true;
        self
    }

    /// Answer requests.
    #[must_use]
    pub fn web(mut self, answer: impl Fn(&Request) -> Answer<Response> + 'static) -> Self {
        self.web = Some(Box::new(answer));
        self
    }

    /// Answer commands on hosts.
    #[must_use]
    pub fn hosts(mut self, answer: impl Fn(&Command) -> Answer<Ended> + 'static) -> Self {
        self.hosts = Some(Box::new(answer));
        self
    }

    /// Do `work` with this outside.
    pub fn during<T>(self, work: impl FnOnce() -> T) -> T {
        let before = OUTSIDE.replace(self);
        let done = work();
        OUTSIDE.set(before);
        done
    }

    /// What was said on the way so far, to be called within [`Self::during`].
    pub fn said() -> Vec<String> {
        OUTSIDE.with_borrow(|outside| outside.said.clone())
    }

    /// The hosts that were said to have failed, with the messages, to be called within
    /// [`Self::during`].
    pub fn failed() -> Vec<(String, String)> {
        OUTSIDE.with_borrow(|outside| outside.failed.clone())
    }

    /// The content of a file that was written, to be called within [`Self::during`].
    pub fn written(path: &str) -> Option<Vec<u8>> {
        OUTSIDE.with_borrow(|outside| outside.files.get(path).cloned())
    }
}

fn denied<T>(what: &str) -> Answer<T> {
    Err(Error::Denied(format!("{what} was not granted")))
}

pub(crate) fn write(_: Level, message: &str) {
    OUTSIDE.with_borrow_mut(|outside| outside.said.push(message.to_owned()));
}

pub(crate) fn report(_: u64, _: Option<u64>) {}

pub(crate) fn config(key: &str) -> Option<String> {
    OUTSIDE.with_borrow(|outside| outside.config.get(key).cloned())
}

pub(crate) fn secret(name: &str) -> Answer<String> {
    let found = OUTSIDE.with_borrow(|outside| outside.secrets.get(name).cloned());
    found.map_or_else(|| denied("a secret"), Ok)
}

pub(crate) fn kept(key: &str) -> Answer<Option<Vec<u8>>> {
    OUTSIDE.with_borrow(|outside| match outside.keeps {
        true => Ok(outside.kept.get(key).cloned()),
        false => denied("keeping data"),
    })
}

pub(crate) fn keep(key: &str, value: &[u8], _: u32) -> Answer<()> {
    OUTSIDE.with_borrow_mut(|outside| match outside.keeps {
        true => {
            outside.kept.insert(key.to_owned(), value.to_vec());
            Ok(())
        }
        false => denied("keeping data"),
    })
}

pub(crate) fn send(request: &Request) -> Answer<Response> {
    OUTSIDE.with_borrow(|outside| match &outside.web {
        Some(web) => web(request),
        None => denied("the network"),
    })
}

pub(crate) fn send_all(requests: &[Request]) -> Vec<Answer<Response>> {
    requests.iter().map(send).collect()
}

pub(crate) fn read(path: &str) -> Answer<Vec<u8>> {
    OUTSIDE.with_borrow(|outside| outside.files.get(path).cloned().map_or_else(|| denied(path), Ok))
}

pub(crate) fn read_part(path: &str, offset: u64, length: u32) -> Answer<Vec<u8>> {
    let bytes = read(path)?;
    let from = usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
    Ok(bytes.into_iter().skip(from).take(length as usize).collect())
}

pub(crate) fn list(path: &str) -> Answer<Vec<Entry>> {
    let folder = format!("{}/", path.trim_end_matches('/'));
    OUTSIDE.with_borrow(|outside| {
        let below = outside.files.iter().filter_map(|(path, content)| {
            let rest = path.strip_prefix(&folder)?;
            let (name, deeper) =
                rest.split_once('/').map_or((rest, false), |(name, _)| (name, true));
            let size = if deeper { 0 } else { content.len() as u64 };
            Some(Entry { name: name.to_owned(), folder: deeper, size })
        });
        let mut entries = below.collect::<Vec<_>>();
        entries.dedup_by(|one, other| one.name == other.name);
        if entries.is_empty() { denied(path) } else { Ok(entries) }
    })
}

pub(crate) fn write_file(path: &str, content: &[u8]) -> Answer<()> {
    OUTSIDE.with_borrow_mut(|outside| match outside.writes {
        true => {
            outside.files.insert(path.to_owned(), content.to_vec());
            Ok(())
        }
        false => denied(path),
    })
}

pub(crate) fn read_of_hosts(files: &[File]) -> Vec<Answer<Vec<u8>>> {
    let read = |file: &File| {
        let key = (file.host.clone(), file.path.clone());
        let found = OUTSIDE.with_borrow(|outside| outside.of_hosts.get(&key).cloned());
        found.map_or_else(|| denied(&file.path), Ok)
    };
    files.iter().map(read).collect()
}

pub(crate) fn run_on_hosts(commands: &[Command]) -> Vec<Answer<Ended>> {
    let run = |command: &Command| {
        OUTSIDE.with_borrow(|outside| match &outside.hosts {
            Some(hosts) => hosts(command),
            None => denied("running commands on hosts"),
        })
    };
    commands.iter().map(run).collect()
}

pub(crate) fn fail_host(host: &str, message: &str) {
    let failed = (host.to_owned(), message.to_owned());
    OUTSIDE.with_borrow_mut(|outside| outside.failed.push(failed));
}

//! What a plugin may call while a stage is open: each service that it wants and that its user has
//! granted. Without the grant a call ends with [`Error::Denied`].
//!
//! In tests, outside of a shell, the answers are those of [`crate::testing::Outside`].

mod real;

pub use crate::bindings::services::errors::Error;
pub use crate::bindings::services::log::Level;
pub use crate::bindings::services::network::{Header, Request, Response};
pub use crate::bindings::services::query_hosts::File;
pub use crate::bindings::services::read_files::Entry;
pub use crate::bindings::services::run_on_hosts::{Command, Ended};

use crate::Problem;

/// What a call of a service comes to.
pub type Answer<T> = Result<T, Error>;

/// Say something on standard error, with the name of the plugin before it. No grant is needed.
pub fn warn(message: &str) {
    real::write(Level::Warn, message);
}

/// The same, shown where the environment variable `REBE_PLUGIN_LOG` is `info` or `debug`.
pub fn info(message: &str) {
    real::write(Level::Info, message);
}

/// The same, shown where the environment variable `REBE_PLUGIN_LOG` is `debug`.
pub fn debug(message: &str) {
    real::write(Level::Debug, message);
}

/// Say how far the stage is: so much is done, of so much where that is known.
pub fn progress(done: u64, total: Option<u64>) {
    real::report(done, total);
}

/// What the user has set for `key` of this plugin. No grant is needed.
pub fn config(key: &str) -> Option<String> {
    real::config(key)
}

/// The secret called `name`.
///
/// # Errors
/// It was not granted, or is not there.
pub fn secret(name: &str) -> Answer<String> {
    real::secret(name)
}

/// What was kept under `key`, if it is still there.
///
/// # Errors
/// It was not granted.
pub fn kept(key: &str) -> Answer<Option<Vec<u8>>> {
    real::kept(key)
}

/// Keep at most 1 MiB under `key`, for so many seconds.
///
/// # Errors
/// It was not granted, or there is no room.
pub fn keep(key: &str, value: &[u8], seconds: u32) -> Answer<()> {
    real::keep(key, value, seconds)
}

/// Ask a web server.
///
/// # Errors
/// It was not granted, or there is no answer.
pub fn send(request: &Request) -> Answer<Response> {
    real::send(request)
}

/// Ask for at most 64 things at once; answers have the order of the requests.
pub fn send_all(requests: &[Request]) -> Vec<Answer<Response>> {
    real::send_all(requests)
}

/// Ask for what is at `url`.
///
/// # Errors
/// It was not granted, there is no answer, or it is no success.
pub fn get(url: &str) -> Answer<Vec<u8>> {
    let response = send(&Request {
        method: "GET".to_owned(),
        url: url.to_owned(),
        headers: Vec::new(),
        body: None,
        timeout: None,
    })?;
    match response.status {
        200..=299 => Ok(response.body),
        404 | 410 => Err(Error::Missing(format!("there is nothing at {url}"))),
        status => Err(Error::Failed(format!("{url} answers {status}"))),
    }
}

/// The whole of a file of this machine, of at most 16 MiB.
///
/// # Errors
/// It was not granted, is not there, or is too large.
pub fn read(path: &str) -> Answer<Vec<u8>> {
    real::read(path)
}

/// At most `length` bytes of a file, from byte `offset` on.
///
/// # Errors
/// As for [`read`].
pub fn read_part(path: &str, offset: u64, length: u32) -> Answer<Vec<u8>> {
    real::read_part(path, offset, length)
}

/// What is in a folder of this machine, sorted by name.
///
/// # Errors
/// It was not granted, or is not there.
pub fn list(path: &str) -> Answer<Vec<Entry>> {
    real::list(path)
}

/// Write a file of this machine, all or nothing.
///
/// # Errors
/// It was not granted, or cannot be written.
pub fn write(path: &str, content: &[u8]) -> Answer<()> {
    real::write_file(path, content)
}

/// Files of hosts, each of at most 1 MiB, in the order in which they are asked for. The names of the
/// hosts have to have stood in the column `host` of the rows that were pushed.
pub fn read_of_hosts(files: &[File]) -> Vec<Answer<Vec<u8>>> {
    real::read_of_hosts(files)
}

/// Run commands on hosts, in the order in which they are given; the hosts are those of
/// [`read_of_hosts`].
pub fn run_on_hosts(commands: &[Command]) -> Vec<Answer<Ended>> {
    real::run_on_hosts(commands)
}

/// Say that a host did not give what was asked of it: it ends as `invalid`, with this message, and the
/// exit code of the run remembers it. Only hosts that were asked have an outcome.
pub fn fail_host(host: &str, message: &str) {
    real::fail_host(host, message);
}

/// What services are called where a command says that it uses them.
pub use crate::bindings::commands::Service as Uses;

impl From<Error> for Problem {
    /// In the words of the shell, which say what is missing.
    fn from(error: Error) -> Self {
        match error {
            Error::Denied(text) => {
                Self::new(text).help("grant it if you trust this plugin with it")
            }
            Error::Failed(text)
            | Error::Missing(text)
            | Error::TooLarge(text)
            | Error::TimedOut(text) => Self::new(text),
        }
    }
}

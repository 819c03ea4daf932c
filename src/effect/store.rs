//! Files that are elsewhere: on web servers and in object stores.

use std::fs::File;
use std::io;

use super::Cancel;
use crate::diag::{Diagnostic, Result, codes};

/// How an address begins, by what answers there.
const WEB: [&str; 2] = ["http", "https"];
const OBJECTS: [&str; 7] = ["s3", "s3a", "gs", "az", "azure", "abfs", "abfss"];

/// What is known of a path that is an address, before anybody is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Elsewhere {
    /// A file on a web server.
    Web,
    /// An object in a store, or several.
    Objects,
}

impl Elsewhere {
    /// Where `path` is, if it is an address.
    ///
    /// # Errors
    /// It begins like one, and nobody knows how to get there.
    pub fn of(path: &str) -> Result<Option<Self>> {
        let Some((scheme, _)) = path.split_once("://") else { return Ok(None) };
        let is_word = |char: char| char.is_ascii_alphanumeric() || matches!(char, '+' | '-' | '.');
        if scheme.is_empty() || !scheme.chars().all(is_word) {
            return Ok(None);
        }
        let scheme = scheme.to_ascii_lowercase();
        if WEB.contains(&scheme.as_str()) {
            return Ok(Some(Self::Web));
        }
        if OBJECTS.contains(&scheme.as_str()) {
            return Ok(Some(Self::Objects));
        }
        let message = format!("`{scheme}://` is no place that files are read from");
        let help = "known are `http`, `https`, `s3`, `gs` and `az`; `download` gets files of hosts";
        Err(Diagnostic::error(codes::BAD_ARGUMENT, message).help(help).into())
    }
}

/// `address` as it is shown: that of a web server without the name and password of a user and
/// without what is behind a `?` or `#`, which may be secret.
pub fn shown(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else { return address.to_owned() };
    if !WEB.contains(&scheme.to_ascii_lowercase().as_str()) {
        return address.to_owned();
    }
    let end = rest.find(['?', '#']).unwrap_or(rest.len());
    let rest = rest.get(..end).unwrap_or(rest);
    let host_end = rest.find('/').unwrap_or(rest.len());
    let begin = rest.get(..host_end).and_then(|host| host.rfind('@')).map_or(0, |at| at + 1);
    format!("{scheme}://{}", rest.get(begin..).unwrap_or_default())
}

/// A file that is to be brought here.
#[derive(Debug)]
pub struct Wanted {
    /// Where it is.
    pub address: String,
    /// What it is written to.
    pub file: File,
    /// Bytes that it may have; none for any number.
    pub most: Option<u64>,
}

impl Wanted {
    /// Whether so many bytes are more than it may have.
    pub fn is_too_large(&self, bytes: u64) -> bool {
        self.most.is_some_and(|most| bytes > most)
    }
}

/// A file that was brought here.
#[derive(Debug)]
pub struct Fetched {
    /// What the server calls what is in it, such as `text/csv`.
    pub media_type: Option<String>,
}

/// Reaches files that are elsewhere.
pub trait Stores: Send + Sync {
    /// The addresses of the files that `address` stands for, sorted: itself; in an object store those
    /// that match where it has `*` or `?`, and all below it where it ends with `/`.
    ///
    /// # Errors
    /// The store cannot be reached, or does not answer.
    fn find(&self, address: &str, cancel: &Cancel) -> Result<Vec<String>>;

    /// Write what is at each address to its file, several at once.
    ///
    /// # Errors
    /// One of them cannot be fetched as a whole, is too large, or there is no room for it.
    fn fetch(&self, wanted: Vec<Wanted>, cancel: &Cancel) -> Result<Vec<Fetched>>;

    /// Whether an object is at `address`.
    ///
    /// # Errors
    /// The store cannot be reached, or does not answer.
    fn exists(&self, address: &str, cancel: &Cancel) -> Result<bool>;

    /// Put what is in `file` to `address`, all or nothing.
    ///
    /// # Errors
    /// The store cannot be reached, or does not take it.
    fn put(&self, address: &str, file: File, cancel: &Cancel) -> io::Result<()>;
}

/// Reaches nothing.
#[derive(Debug, Default, Clone, Copy)]
pub struct NoStores;

impl NoStores {
    fn refused<T>() -> Result<T> {
        let message = "nothing is reached from here";
        Err(Diagnostic::error(codes::FILE_ACCESS, message).into())
    }
}

impl Stores for NoStores {
    fn find(&self, _: &str, _: &Cancel) -> Result<Vec<String>> {
        Self::refused()
    }

    fn fetch(&self, _: Vec<Wanted>, _: &Cancel) -> Result<Vec<Fetched>> {
        Self::refused()
    }

    fn exists(&self, _: &str, _: &Cancel) -> Result<bool> {
        Self::refused()
    }

    fn put(&self, _: &str, _: File, _: &Cancel) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_told_from_a_path_and_shown_without_secrets() {
        let of = |path| Elsewhere::of(path).map_err(|problem| problem.message);
        assert_eq!(of("https://a/b.csv"), Ok(Some(Elsewhere::Web)));
        assert_eq!(of("S3://bucket/a"), Ok(Some(Elsewhere::Objects)));
        assert_eq!(of("a/b.csv"), Ok(None));
        assert_eq!(of("a b://c"), Ok(None));
        assert_eq!(of("://c"), Ok(None));
        assert!(of("ftp://a/b").is_err());
        assert_eq!(shown("https://me:pw@a.b/c@d.csv?sig=secret#x"), "https://a.b/c@d.csv");
        assert_eq!(shown("https://a?token=x"), "https://a");
        assert_eq!(shown("abfss://box@account/a?.csv"), "abfss://box@account/a?.csv");
        assert_eq!(shown("plain"), "plain");
    }
}

//! The sections of an answer: found by their marker, whole, and each there once.

use std::fmt;

use super::text::{clean, quote};

/// Why the answer of a host cannot be used: a lower-case fragment that names the section and says
/// what was found. It may quote the host, without control characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid {
    /// What is wrong.
    pub message: String,
}

impl Invalid {
    /// With this message.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }

    /// `section` holds `found` where `expected` should be.
    pub fn found(section: &str, found: &str, expected: &str) -> Self {
        let found = if found.trim().is_empty() { "nothing".to_owned() } else { quote(found) };
        Self::new(format!("section `{section}` holds {found}, expected {expected}"))
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Invalid {}

/// One section that came back whole.
#[derive(Debug)]
struct Found {
    name: &'static str,
    text: String,
}

/// All sections of an answer.
#[derive(Debug, Default)]
pub struct Sections {
    found: Vec<Found>,
}

/// What a line with the marker says.
enum Mark {
    Begin(&'static str),
    End(&'static str),
}

impl Sections {
    /// The sections called `wanted`, every one of them, from the standard output of a host.
    ///
    /// # Errors
    /// One is missing, cut, nested in another or there twice.
    pub(super) fn split(
        marker: &str,
        wanted: impl IntoIterator<Item = &'static str>,
        stdout: &[u8],
    ) -> Result<Self, Invalid> {
        let wanted = wanted.into_iter().collect::<Vec<_>>();
        let mut sections = Self::default();
        let mut open: Option<(&'static str, usize)> = None;
        let mut at = 0;
        for line in stdout.split_inclusive(|byte| *byte == b'\n') {
            let start = at;
            at += line.len();
            let Some(mark) = mark(marker, &wanted, line)? else { continue };
            match (mark, open) {
                (Mark::Begin(name), None) => {
                    if sections.raw(name).is_some() {
                        return Err(Invalid::new(format!("section `{name}` is there twice")));
                    }
                    open = Some((name, at));
                }
                (Mark::End(name), Some((opened, from))) if name == opened => {
                    // The newline before the end is of the frame, not of the content.
                    let content = stdout.get(from..start.saturating_sub(1)).unwrap_or_default();
                    let text = String::from_utf8_lossy(content).into_owned();
                    sections.found.push(Found { name, text });
                    open = None;
                }
                (Mark::Begin(_) | Mark::End(_), Some((opened, _))) => return Err(cut(opened)),
                (Mark::End(name), None) => {
                    return Err(Invalid::new(format!("section `{name}` ends before it begins")));
                }
            }
        }
        if let Some((name, _)) = open {
            return Err(cut(name));
        }
        if sections.found.is_empty() && !wanted.is_empty() {
            return Err(Invalid::new(format!(
                "the answer holds no section at all, so the script did not run; {}",
                said(stdout, b"")
            )));
        }
        sections.complete(&wanted)
    }

    fn complete(self, wanted: &[&'static str]) -> Result<Self, Invalid> {
        match wanted.iter().find(|name| self.raw(name).is_none()) {
            Some(name) => {
                Err(Invalid::new(format!("section `{name}` is missing, so the answer was cut")))
            }
            None => Ok(self),
        }
    }

    fn raw(&self, name: &str) -> Option<&str> {
        self.found.iter().find(|found| found.name == name).map(|found| found.text.as_str())
    }

    /// The content of the section called `name`; empty when nothing was there to be read. Bytes
    /// that are no UTF-8 are replaced.
    pub fn text(&self, name: &str) -> &str {
        self.raw(name).unwrap_or_default()
    }
}

/// What a host said in place of an answer, and where to look then.
pub fn said(stdout: &[u8], stderr: &[u8]) -> String {
    let last = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        text.lines().rev().find_map(clean).map(|line| quote(&line))
    };
    let said = last(stderr).or_else(|| last(stdout));
    format!(
        "the host said {}; look at the login shell of the account, and whether it has a forced \
         command",
        said.as_deref().unwrap_or("nothing")
    )
}

fn cut(name: &str) -> Invalid {
    Invalid::new(format!("section `{name}` is cut, its end never came"))
}

/// What `line` says if it has the marker. A line that ends without a newline is itself cut.
fn mark(marker: &str, wanted: &[&'static str], line: &[u8]) -> Result<Option<Mark>, Invalid> {
    let Some(rest) = line.strip_prefix(marker.as_bytes()) else { return Ok(None) };
    let odd = || Invalid::new(format!("a frame says {}", quote(&String::from_utf8_lossy(rest))));
    let Some(rest) = rest.strip_suffix(b"\n") else {
        return Err(Invalid::new("the answer is cut in the middle of a frame"));
    };
    let text = std::str::from_utf8(rest).map_err(|_| odd())?;
    let mut words = text.split_ascii_whitespace();
    let name = words.next().and_then(|word| wanted.iter().copied().find(|name| *name == word));
    match (name, words.next(), words.next()) {
        (Some(name), None, None) => Ok(Some(Mark::Begin(name))),
        (Some(name), Some(status), None) if status.parse::<u8>().is_ok() => {
            Ok(Some(Mark::End(name)))
        }
        _ => Err(odd()),
    }
}

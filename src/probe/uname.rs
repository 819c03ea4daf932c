//! What `uname -srm` says: the system, its release and the machine, always in that order.

use super::{Invalid, Section, Sections};

/// The section that several probes share.
pub const SECTION: Section = Section { name: "uname", call: "uname -srm" };

/// The answer of `uname`.
#[derive(Debug, Clone, Copy)]
pub struct Uname<'a> {
    /// Such as `Linux`.
    pub system: &'a str,
    /// Such as `6.1.0-18-amd64`.
    pub release: &'a str,
    /// Such as `x86_64`.
    pub machine: &'a str,
}

/// Read the section.
///
/// # Errors
/// It is not three words of printable ASCII, each of at most 100 characters.
pub fn uname(sections: &Sections) -> Result<Uname<'_>, Invalid> {
    let text = sections.text(SECTION.name);
    let plain = |word: &&str| word.len() <= 100 && word.bytes().all(|b| b.is_ascii_graphic());
    let words = text.split_ascii_whitespace().take(4).filter(plain).collect::<Vec<_>>();
    match words.as_slice() {
        [system, release, machine] => Ok(Uname { system, release, machine }),
        _ => Err(Invalid::found(SECTION.name, text, "a system, its release and a machine")),
    }
}

/// The same, of a host that runs Linux.
///
/// # Errors
/// As [`uname`], and the host runs something else.
pub fn linux(sections: &Sections) -> Result<Uname<'_>, Invalid> {
    let found = uname(sections)?;
    match found.system {
        "Linux" => Ok(found),
        other => Err(Invalid::new(format!(
            "this can be asked of Linux alone, and the host runs {}",
            super::text::quote(other)
        ))),
    }
}

//! The script that gathers facts.
//!
//! One POSIX `sh` script serves all probes of a question in one round trip. It is handed over on
//! standard input, so the login shell of the account sees nothing but [`COMMAND`], which bash,
//! dash, BusyBox, fish and csh read alike. It sets `LC_ALL` and `PATH`, writes no file, and frames
//! each section by a marker that no file on the host can know beforehand:
//!
//! ```text
//! \n MARKER NAME \n …content… \n MARKER NAME STATUS \n
//! ```
//!
//! The primitives of the prelude are the whole vocabulary; after it comes one call a line,
//! `section NAME PRIMITIVE ARGUMENTS`, so that whatever plays a host in a demo can interpret the
//! same text without being a shell:
//!
//! | primitive | writes |
//! |---|---|
//! | `file PATH…` | the first of these files that can be read, as it is |
//! | `line PATH` | the first line of the file, without a process of its own |
//! | `keys 'A\|B' PATH` | the lines `KEY : …` of the file whose key is among these |
//! | `lines DIR PATTERN…` | `PATH:LINE` for each line of each file below `DIR` that matches |
//! | `cgroup CONTROLLER FILE…` | the same for files of the cgroup that the shell is in and of all above it, by version 1 and 2 |
//! | `uname FLAGS` | what that program says |
//!
//! A process is dear on a big machine, so a glob is given to one `grep` rather than to many `cat`.

use super::Probe;

/// What the login shell is asked to run. `exec` spares the process of the login shell.
const COMMAND: &str = "exec sh -s";

/// The definitions of the primitives.
const PRELUDE: &str = include_str!("prelude.sh");

/// A part of the script with a name of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Section {
    /// Its name; a section of one name has one call in all probes.
    pub name: &'static str,
    /// The call of a primitive that fills it.
    pub call: &'static str,
}

/// What to send to a host, and how to know its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// The command line for the login shell.
    pub command: String,
    /// What its standard input gets.
    pub stdin: String,
    /// What [`parse`](super::parse()) is to look for.
    pub marker: String,
}

/// The script that asks all of `probes` at once. `nonce` should be random and fresh for each run,
/// so that nothing on a host can pass for a section.
pub fn script(probes: &[&Probe], nonce: u128) -> Script {
    let marker = format!("rebe-{nonce:032x}");
    let mut stdin = format!("rebe_mark={marker}\n{PRELUDE}");
    let mut called = Vec::new();
    for section in probes.iter().flat_map(|probe| probe.sections) {
        if !called.contains(&section.name) {
            called.push(section.name);
            stdin.push_str(&format!("section {} {}\n", section.name, section.call));
        }
    }
    stdin.push_str("exit 0\n");
    Script { command: COMMAND.to_owned(), stdin, marker }
}

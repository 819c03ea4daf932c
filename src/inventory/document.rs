//! What an inventory file says, with the place of everything said: after reading, before the
//! settings of each host are worked out.

use std::path::PathBuf;

use super::range::Pattern;
use crate::effect::Transport;
use crate::source::Span;
use crate::value::Value;

/// Something and where it was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placed<T> {
    pub value: T,
    pub span: Span,
}

/// Settings of one host, of a group, or of all.
#[derive(Debug, Default)]
pub(super) struct Settings {
    pub user: Option<Placed<String>>,
    pub port: Option<Placed<u16>>,
    pub identities: Option<Placed<Vec<PathBuf>>>,
    pub transport: Option<Placed<Transport>>,
    pub tags: Vec<String>,
    /// Variables, each name once.
    pub vars: Vec<(Placed<String>, Value)>,
    /// At a host alone.
    pub address: Option<Placed<String>>,
}

/// A table of `[groups]`.
#[derive(Debug)]
pub(super) struct Group {
    pub name: Placed<String>,
    /// Groups whose hosts are its hosts too.
    pub children: Vec<Placed<String>>,
    pub settings: Settings,
}

/// Where a host was named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// In the flat list at the top.
    Flat,
    /// In the list of the group at this place of [`Document::groups`].
    Group(usize),
    /// As a table of `[hosts]`, at this place of [`Document::entries`].
    Entry(usize),
}

/// A host, or a range of hosts, being named.
#[derive(Debug)]
pub(super) struct Mention {
    pub text: Placed<String>,
    pub pattern: Pattern,
    pub origin: Origin,
}

/// A whole file.
#[derive(Debug, Default)]
pub(super) struct Document {
    pub defaults: Settings,
    pub groups: Vec<Group>,
    /// Settings of the tables of `[hosts]`.
    pub entries: Vec<Settings>,
    /// Every mention of hosts, in the order of the file.
    pub mentions: Vec<Mention>,
}

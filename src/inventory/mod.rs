//! Which machines there are.
//!
//! [`Inventory`] implements [`crate::effect::Directory`] over a file, such as `hosts.toml`. It knows
//! nothing of how a machine is reached and contacts none. The file is found by `--inventory PATH`,
//! else it is `hosts.toml` in the user's configuration folder; where neither is, the inventory is
//! this machine alone, called `localhost` and reached without SSH.
//!
//! # The format
//!
//! ```toml
//! hosts = ["bastion", "lab[1-3]"]      # hosts that belong to no group; may be left out
//!
//! [defaults]                           # for every host, unless said otherwise
//! user = "ops"
//! port = 22
//! identity = "~/.ssh/fleet_ed25519"    # one path, or a list of paths
//!
//! [groups.web]
//! hosts = ["web[01-20].example.net", "web99"]
//! tags = ["prod"]
//! user = "deploy"
//!
//! [groups.db]
//! hosts = ["db[1-3]"]
//! vars = { rack = "a1" }
//!
//! [groups.east]
//! children = ["web", "db"]             # all of their hosts
//! vars = { dc = "east-1" }
//! ```
//!
//! Where a host needs settings of its own, `hosts` is a table instead of a list; a key of it is a
//! host or a range of hosts, and naming a host there is enough to have it in the inventory:
//!
//! ```toml
//! [hosts.db1]
//! address = "10.0.0.7"                 # its name when absent; IPv6 as "fd00::7", no brackets
//! port = 2222
//! tags = ["primary"]
//!
//! [hosts.here]
//! transport = "local"                  # "ssh" when absent
//! ```
//!
//! - `user`, `port`, `identity`, `transport`, `tags` and `vars` may stand in `defaults`, in a group
//!   and at a host; `address` at a host alone. A host's own setting beats its group's, which beats
//!   that of a group above it, which beats the default; tags add up. Two groups that disagree about
//!   a host are an error, unless one is above the other.
//! - A group has `hosts`, `children` or both: the hosts of its `children`, which are other groups,
//!   are its hosts too. Groups that contain each other are an error.
//! - `vars` is a table of whatever is worth knowing about hosts: texts, numbers, lists, tables. What
//!   counts is decided for each of its keys alone. The command `hosts` shows them as its column
//!   `vars`, a record with the fields of all hosts together, null where a host lacks one. Where hosts
//!   disagree about the type of a field, it is text for all of them. Without variables there is no
//!   such column.
//! - Ranges are those of [`range`]: `web[01-20,33]` keeps the zeros.
//! - `~/` in `identity` is the user's home; a relative path starts at the folder of the file.
//! - Unknown keys are errors, so that a slip of the finger is never silently a default.
//! - Names hold no whitespace, control characters or any of `@ : , & ! ^ * ? [ ] / \ " '`, and
//!   do not
//!   start with `-`: each of those would make a pattern or a command line mean something else.
//!   A group may not be called like a host.
//!
//! # Other formats
//!
//! [`Format`] tells which there are; those of Ansible are read as
//! `ansible-inventory` reads them, and the module of that name tells the differences. JSON is a list
//! of hosts, or what programs for Ansible print. Of an SSH configuration the hosts are the names of
//! its `Host` lines, those of included files among them, that have no wildcard and could be names of
//! hosts; they are reached by it, too, unless `--ssh-config` names another one.
//!
//! `--inventory-format` says which one a file has. Else its name does: `.toml`, `.ini`, `.yml`,
//! `.yaml`, `.json`, `ssh_config`, `.ssh/config`. Else a text that begins with `{`, or with `[` and
//! then `"`, `{` or `]`, is JSON. Else the first line within 64 KiB counts that is neither blank nor a
//! remark:
//!
//! 1. one that begins with `hosts =`, `[defaults]`, `[groups.` or `[hosts.` is of our own format;
//! 2. `---`, `%YAML`, one that ends with `:`, and one with `: ` in it that does not begin with `[`, is
//!    YAML of Ansible;
//! 3. else the file is of our own format if the whole of it is TOML, and INI of Ansible if not.
//!
//! A folder is no inventory, and a program is never run because it was given as a file.
//! `--inventory-command` names one that prints an inventory: a text for `sh`, run once, when hosts
//! are first asked for (by `check` and `explain` too), for at most 60 s. Nothing is looked for beside
//! what it prints.
//!
//! # Patterns
//!
//! [`Directory::select`](crate::effect::Directory::select) takes a host, a group, `@group`,
//! `tag:prod`, a range such as `web[01-20]` or `web[0-10/2]`, or a wildcard such as `web*` or `db?`,
//! and several of them put together as sets, read from left to right as ClusterShell does it: `a,b`
//! for both, `a&b` for the hosts that are in both, `a!b` for those of `a` that are not in `b`, `a^b`
//! for those that are in one alone: `web[01-99]&@east!web13`. A host named twice comes once, at its
//! first place.

mod address;
mod ansible;
mod catalog;
mod command;
mod disagreement;
mod document;
mod format;
mod json;
mod limited;
mod load;
mod name;
mod nesting;
mod node;
pub mod range;
mod read;
mod resolve;
mod select;
mod ssh;
#[cfg(test)]
mod tests;
mod variables;

pub use catalog::Catalog;
pub use format::Format;
pub use limited::Limited;
pub use load::{Inventory, Origin, Register, register_in};
pub use ssh::{ConfigFiles, SshConfig};

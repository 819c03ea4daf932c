//! How machines are reached, by the files of OpenSSH: `~/.ssh/config` and `/etc/ssh/ssh_config`.
//!
//! [`SshConfig`] implements [`crate::effect::Routes`]. A host that `ssh` reaches is reached the same
//! way: the same files are read in the same order, and what `ssh` refuses in them is refused. What
//! an inventory says about a host beats the files, as an option of `ssh` would.
//!
//! `words` takes lines apart → `read` with `keyword`, `condition` and `setting` makes documents of
//! them → `resolve` picks what counts for one host → `tokens` replaces what stands for something
//! else → `config` makes a [`Route`](crate::effect::Route) of it, and of the hosts on the way.
//! Pure: a `Match exec` is asked about, never run.
//!
//! # Where it differs from `ssh`
//!
//! - `StrictHostKeyChecking no` is `accept-new`: a key that differs from the one on record is
//!   refused whatever a file says. `ask` refuses, for there is nobody to be asked.
//! - A setting that SSH does not know is an error, as in `ssh`; one that only a newer version knows
//!   needs an `IgnoreUnknown`.
//! - Settings about terminals, forwarding, multiplexing and algorithms are passed over, and so are
//!   `CanonicalizeHostname`, `KnownHostsCommand`, `RevokedHostKeys` and `VerifyHostKeyDNS`: without
//!   them more hosts are refused, or hosts whose revoked keys are marked `@revoked` in a file of
//!   known hosts.
//! - `Match` with `localnetwork`, `version` or `command` is an error.

mod condition;
mod config;
#[cfg(test)]
mod differential;
mod document;
mod hosts;
mod keyword;
mod read;
mod resolve;
mod setting;
#[cfg(test)]
mod tests;
mod tokens;
mod words;

pub use config::{ConfigFiles, SshConfig};
pub(super) use hosts::hosts;

//! Talks to machines: SSH connections that are pooled, and child processes of this machine.
//!
//! The only user of russh, and with `exec` and `plugin` the only home of async code. It knows
//! nothing of the language: it takes a [`Job`](crate::effect::Job) and targets, and gives one
//! [`Reply`](crate::effect::Reply) a target, whatever happens. Nothing starts before the first
//! run: no thread, no file is read.
//!
//! A host goes through `run` (its turn, as fast as `pace` allows) → `host` (one target from start to end, tried again by
//! `retry` and kept apart by `breaker`) → `route` (how is it reached?) → `reach`, by `pool`, or else
//! by `carrier` with `names`, `connect` with `handler` and `trust` (is it the right host?) and `auth`
//! with `offer`, `keys`, `agent` and `password` → `exec`. Each awaits under a `deadline`; what can go wrong is worded in
//! `classify`.
//!
//! A program of this machine goes through `search` (where is it?) → `process` with `group` and
//! `pipe`. All of it runs on the same `threads`.

mod agent;
mod auth;
mod breaker;
mod carrier;
mod classify;
mod connect;
mod deadline;
pub mod demo;
mod descriptors;
mod exec;
#[expect(clippy::module_inception, reason = "the file is named after the type in it")]
mod fleet;
mod gate;
mod group;
mod handler;
mod hashed;
mod host;
mod keys;
mod known_hosts;
mod local;
mod names;
mod offer;
mod output;
mod pace;
mod password;
mod pipe;
mod pool;
mod process;
mod reach;
mod retry;
mod revoked;
mod route;
mod run;
mod search;
mod settings;
mod socket;
mod sudo;
mod threads;
mod transfer;
mod trust;
mod wait;

pub use fleet::{Fleet, Stats};
pub use russh::keys::{PrivateKey, PublicKey};
pub use settings::{FleetSettings, KnownKey, PasswordSource};

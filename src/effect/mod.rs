//! What a command may do to the world, and the world itself.
//!
//! All input and output goes through the traits of a [`World`]. [`real`] is the one place that
//! names `std::fs`, `std::env`, `std::process` and the clocks; [`memory`] is its twin for tests.
//! This module knows nothing of the language and of how a transport works.

mod connection;
mod effects;
mod fold;
mod grant;
pub mod memory;
mod outcome;
mod pattern;
mod process;
pub mod real;
mod remote;
mod route;
mod selection;
mod store;
mod transfer;
mod variables;
mod web;
mod world;

pub use connection::{Breaker, Connection, ConnectionState};
pub use effects::{Effect, Effects};
pub use fold::fold;
pub use grant::{Capability, Grant, Grants, Reach, check as check_scope};
pub use outcome::{Outcome, OutcomeKind, Phase};
pub use pattern::{PatternList, wildcard_matches};
pub use process::{Completed, Exit, Processes, Program};
pub use remote::{
    Cancel, Directory, Job, Limits, Load, OutputStream, Piece, Remote, RemoteCommand, RemoteEvent,
    Reply, Sudo, Target, Task, Transport,
};
pub use route::{
    AgentChoice, DirectRoutes, Family, HostKeyRule, LoginRule, Method, Route, Routed, Routes, Way,
};
pub use selection::{Selection, Unknown};
pub use store::{Elsewhere, Fetched, NoStores, Stores, Wanted, shown};
pub use transfer::{Care, Download, LocalFile, LocalFolder, Moved, Upload};
pub use variables::{record_of, schema_of};
pub use web::{Allowed, NoWeb, Web, WebFailure, WebRequest, WebResponse};
pub use world::{
    Clock, Entry, Environment, Files, Folder, NewFile, Prompt, Resumed, Stat, World, in_home,
};

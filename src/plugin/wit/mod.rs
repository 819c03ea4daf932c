//! What `wasmtime` makes of the interface, one module a version. All else knows the newest one alone;
//! what older ones say is put in its terms.

pub mod v0_1;
mod v0_2;

pub use v0_2::exports::rebe::plugin::commands::*;
pub use v0_2::rebe::plugin::{
    cache, config, errors, log, network, outcomes, progress, query_hosts, read_files, run_on_hosts,
    secrets, write_files,
};
pub use v0_2::{Plugin as Plugin2, PluginPre as Plugin2Pre};

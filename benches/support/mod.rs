//! What the benchmarks share: servers that end with their owner, clients in processes of their own,
//! what they cost, and tables of that.

pub mod bare;
pub mod child;
pub mod client;
pub mod demo;
pub mod engine;
pub mod roster;
pub mod sshd;
pub mod table;
pub mod usage;

/// Why a benchmark cannot go on, for a person.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Connections that a client keeps for the second question, as the pool of the engine does.
pub const KEPT: usize = 2048;

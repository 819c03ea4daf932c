//! A fleet to try things on: an SSH server in this process that plays many varied machines.
//!
//! Each machine has files, a kernel and an operating system of its own, all derived from a seed and
//! its number, and a small shell that understands what probes send and what people type. Faults
//! that real fleets have can be switched on for a part of the hosts, and the fleet knows what a
//! right client makes of each of them. Nothing is written to disk.
//!
//! # How many hosts fit into one process
//! On Linux every address of 127.0.0.0/8 is this machine, so each host has an address of its own
//! and all of them share *one* listening socket. It is bound to the wildcard address, but first to
//! the loopback *device*, so packets from any network never reach it; besides, a connection whose
//! two ends are not both in 127.0.0.0/8 is dropped before a byte is read. Where a socket cannot be
//! bound to a device (other systems, Linux before 5.7), each host has a port of its own on
//! 127.0.0.1 instead, and the number of hosts is limited. In neither way is the fleet reachable
//! from outside, and only its own key, made anew for each fleet, can log in.
//!
//! # What it must not know
//! How probes read what they gather. It interprets their script as text, and a test compares its
//! answers with those of a real shell on the same files.

mod answer;
mod connection;
mod faults;
mod fleet;
mod latency;
mod listen;
mod machine;
mod random;
mod roster;
mod session;
mod sftp;
mod shell;

pub use faults::{Fault, Faults};
pub use fleet::{DemoFleet, DemoOptions};
pub use shell::{Answer, Step};

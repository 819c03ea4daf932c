//! The demo fleet in a process of its own.

use std::io::{Read, Write};
use std::process::Command;

use rebe_shell::fleet::demo::{DemoFleet, DemoOptions};

use super::Failure;
use super::child::Server;
use super::roster::Roster;

/// Start a fleet of `hosts`.
pub fn start(hosts: usize) -> Result<(Server, Roster), Failure> {
    let mut command = Command::new(std::env::current_exe()?);
    let (server, line) = Server::start(command.args(["--serve", &hosts.to_string()]))?;
    Ok((server, serde_json::from_str(&line)?))
}

/// Be that process: print the roster, and serve until standard input is closed.
pub fn serve(hosts: &str) -> Result<(), Failure> {
    let options = DemoOptions { hosts: hosts.parse()?, ..DemoOptions::default() };
    let fleet = DemoFleet::start(options).map_err(|problem| problem.message)?;
    let targets =
        fleet.targets().into_iter().map(|target| (target.address, target.port.unwrap_or_default()));
    let roster = Roster::new("demo", fleet.client_key(), fleet.host_key(), targets.collect())?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", serde_json::to_string(&roster)?)?;
    out.flush()?;
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

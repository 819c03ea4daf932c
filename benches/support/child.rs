//! A child process that ends with its owner, whatever way the owner ends.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use super::Failure;

/// A child that ends when its standard input is closed: by [`Drop`], and by the system when this
/// process is killed.
pub struct Server(Child);

impl Server {
    /// Start `command`, and wait for the first line that it prints.
    pub fn start(command: &mut Command) -> Result<(Self, String), Failure> {
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let mut server = Self(child);
        let mut line = String::new();
        let out = server.0.stdout.take().ok_or("the server has no output")?;
        BufReader::new(out).read_line(&mut line)?;
        if line.is_empty() {
            return Err("the server ended before it was ready".into());
        }
        Ok((server, line))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

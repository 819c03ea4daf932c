//! The program that shows results to a person page by page.
#![expect(clippy::disallowed_methods, reason = "this module is the wall that the ban is about")]

use std::io::{self, Write};
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A program that shows text to a person page by page. It starts with the first byte, and is waited
/// for when this is dropped.
#[derive(Debug)]
pub struct Pager {
    command: String,
    running: Option<process::Child>,
    open: Arc<AtomicBool>,
}

impl Pager {
    /// The program `command`, with its arguments behind it; `open` is true while it runs.
    pub fn new(command: String, open: Arc<AtomicBool>) -> Self {
        Self { command, running: None, open }
    }

    fn input(&mut self) -> io::Result<&mut process::ChildStdin> {
        if self.running.is_none() {
            let mut words = self.command.split_whitespace();
            let program = words.next().unwrap_or_default();
            let started =
                process::Command::new(program).args(words).stdin(process::Stdio::piped()).spawn();
            let started = started.map_err(|error| {
                let hint = "the environment variable `PAGER` names another";
                io::Error::other(format!(
                    "the pager `{program}` cannot be started: {error}; {hint}"
                ))
            })?;
            self.open.store(true, Ordering::Relaxed);
            self.running = Some(started);
        }
        let input = self.running.as_mut().and_then(|running| running.stdin.as_mut());
        input.ok_or_else(|| io::ErrorKind::BrokenPipe.into())
    }
}

impl Write for Pager {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.input()?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Pager {
    fn drop(&mut self) {
        if let Some(mut running) = self.running.take() {
            drop(running.stdin.take());
            // How it ends says nothing about what it was shown.
            let _ = running.wait();
            self.open.store(false, Ordering::Relaxed);
        }
    }
}

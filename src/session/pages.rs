//! What is said about commands and codes, to people and to programs.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use super::Session;
use crate::builtin;
use crate::command::Command;
use crate::diag::{Code, Result};
use crate::exec::{Event, Sink};
use crate::value::{Type, Value};

impl Session {
    /// The page about the command called `name`.
    ///
    /// # Errors
    /// There is none.
    pub fn help(&self, name: &str) -> Result<String> {
        builtin::help_page(self.registry(), name)
    }

    /// Give what is said about `command` to `sink` as a record, for programs.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn command_record(&self, command: &Command, sink: &Arc<Mutex<dyn Sink>>) -> io::Result<()> {
        Self::record(builtin::command_record(&command.signature), sink)
    }

    /// Give the page about `code` to `sink` as a record, for programs.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn code_record(&self, code: Code, sink: &Arc<Mutex<dyn Sink>>) -> io::Result<()> {
        Self::record(builtin::code_record(code), sink)
    }

    fn record((record, ty): (Value, Type), sink: &Arc<Mutex<dyn Sink>>) -> io::Result<()> {
        let mut sink = sink.lock().unwrap_or_else(PoisonError::into_inner);
        sink.event(Event::Value(record, ty))
    }
}

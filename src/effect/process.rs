//! Programs of this machine: what is asked of them, what comes back, and what can go wrong. How
//! they are started is no business of this module.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::{self, BoxStream};
use tokio::sync::mpsc::Sender;

use super::{Cancel, Limits};
use crate::diag::{Diagnostic, Result, codes, nearest};

/// The most bytes of what a program said of its failure that are repeated in a diagnostic.
const LAST_WORDS: usize = 400;

/// One program and what it is started with. No shell reads any of it: an argument arrives as the
/// bytes that it is, whatever characters are in it.
pub struct Program {
    /// Its name, looked for in the folders of `PATH`; or with a slash in it its path, which starts
    /// in `folder`.
    pub name: String,
    /// Its arguments, without the name.
    pub arguments: Vec<OsString>,
    /// What its standard input gets before that is closed; without it, the input is empty from the
    /// start. Polled on a thread of the runner, so it must not block. When it fails, the program is
    /// stopped and that diagnostic is the result.
    pub input: Option<BoxStream<'static, Result<Vec<u8>>>>,
    /// How long it may take.
    pub deadline: Duration,
    /// Bytes kept of its output, and of its errors; what goes beyond is read and dropped.
    pub most_output: usize,
    /// Where its output goes as it comes, and is not kept then. The program waits while nobody takes
    /// it, and finds its output closed once nobody ever will.
    pub output: Option<Sender<Vec<u8>>>,
    /// The folder that it works in; the one of rebe when absent.
    pub folder: Option<PathBuf>,
}

impl Program {
    /// A program without input, bounded as a command on a host is.
    pub fn new(name: impl Into<String>, arguments: Vec<OsString>, limits: &Limits) -> Self {
        Self {
            name: name.into(),
            arguments,
            input: None,
            deadline: limits.exec,
            most_output: limits.max_output,
            output: None,
            folder: None,
        }
    }

    /// Give it these bytes as its standard input.
    pub fn feed(mut self, bytes: Vec<u8>) -> Self {
        self.input = Some(stream::iter([Ok(bytes)]).boxed());
        self
    }

    /// Whether the system could be asked to start it at all.
    ///
    /// # Errors
    /// Its name is empty, or there is a NUL byte in the name or in an argument: such bytes end a
    /// text there, so that the program would see another argument than was written.
    pub fn check(&self) -> Result<()> {
        if self.name.is_empty() {
            return Err(Diagnostic::error(codes::PROGRAM_MISSING, "a program without a name")
                .help("write the name of the program after `^`")
                .into());
        }
        let with_nul = |text: &OsString| text.as_encoded_bytes().contains(&0);
        let what = match self.arguments.iter().position(with_nul) {
            _ if self.name.contains('\0') => "the name".to_owned(),
            Some(at) => format!("argument {}", at + 1),
            None => return Ok(()),
        };
        let message = format!("{what} of `{}` holds a NUL byte", self.name.replace('\0', "␀"));
        Err(Diagnostic::error(codes::BAD_ARGUMENT, message)
            .help("programs cannot be given such a byte; pass the data as the input instead")
            .into())
    }

    /// It was not over in time.
    pub fn timed_out(name: &str, deadline: Duration) -> Box<Diagnostic> {
        let message = format!("`{name}` was not over after {deadline:?} and was stopped");
        let help = "give it more time, or find out what it waits for";
        Diagnostic::error(codes::TIMEOUT, message).help(help).into()
    }

    /// The run was cancelled while it worked, or before.
    pub fn cancelled(name: &str) -> Box<Diagnostic> {
        let message = format!("`{name}` was stopped, for the run was cancelled");
        Diagnostic::error(codes::CANCELLED, message).into()
    }

    /// There is no program of that name among `names`.
    pub fn missing<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Box<Diagnostic> {
        let near = nearest(name, names).map(|near| format!("did you mean `{near}`?"));
        let message = format!("there is no program called `{name}` on this machine");
        Diagnostic::error(codes::PROGRAM_MISSING, message)
            .help("check the spelling, or install it; the folders of `PATH` were searched")
            .maybe_help(near)
            .into()
    }
}

/// How a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// By itself, with this code.
    Code(i32),
    /// By the signal of this number.
    Signal(i32),
}

impl Exit {
    /// Whether it says that all went well.
    pub fn is_success(self) -> bool {
        self == Self::Code(0)
    }

    /// The code as shells tell it: 128 + N for signal N.
    pub fn code(self) -> i32 {
        match self {
            Self::Code(code) => code,
            Self::Signal(signal) => 128 + signal,
        }
    }
}

/// A program that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completed {
    /// How it ended.
    pub exit: Exit,
    /// The first bytes of its output, which need not be text.
    pub stdout: Vec<u8>,
    /// The first bytes of its errors, which need not be text.
    pub stderr: Vec<u8>,
    /// Whether there was more output than is kept.
    pub stdout_truncated: bool,
    /// Whether there were more errors than are kept.
    pub stderr_truncated: bool,
    /// Whether something that it had started in the background still held its streams when it
    /// ended; what that prints later is not here.
    pub left_running: bool,
    /// Time from its start to its end.
    pub elapsed: Duration,
}

impl Completed {
    /// Itself, when all went well.
    ///
    /// # Errors
    /// It ended with another code than 0 or by a signal: the diagnostic repeats the end of what it
    /// said, which is text of a stranger and is defused before a terminal shows it.
    pub fn require_success(self, name: &str) -> Result<Self> {
        let how = match self.exit {
            Exit::Code(0) => return Ok(self),
            Exit::Code(code) => format!("exit code {code}"),
            Exit::Signal(signal) => format!("signal {signal}"),
        };
        let start = self.stderr.len().saturating_sub(LAST_WORDS);
        let words = String::from_utf8_lossy(self.stderr.get(start..).unwrap_or_default());
        // A character that was cut in two says nothing.
        let words = words.trim_start_matches(char::REPLACEMENT_CHARACTER).trim();
        let said = (!words.is_empty()).then(|| format!("it says: {words}"));
        Err(Diagnostic::error(codes::PROGRAM_FAILED, format!("`{name}` ended with {how}"))
            .maybe_help(said)
            .into())
    }
}

/// Runs programs of this machine.
pub trait Processes: Send + Sync {
    /// Where the program called `name` is, so that a text can be checked before anything starts. A
    /// name with a slash is a path that starts in `folder`.
    ///
    /// # Errors
    /// `PROGRAM_MISSING` when it is not there, with did-you-mean; `PROGRAM_START` when what is
    /// there is no program.
    fn find(&self, name: &str, folder: Option<&Path>) -> Result<PathBuf>;

    /// Run `program` to its end. Nothing happens before the future is polled first; dropping it
    /// stops the program. A program that must be stopped is asked to end (`SIGTERM`) and, with all
    /// that it started, killed two seconds later. What ended by itself is no error, whatever its
    /// code: see [`Completed::require_success`].
    ///
    /// # Errors
    /// Those of [`Program::check`] and [`Self::find`]; `PROGRAM_START` when the system refuses to
    /// start it; `PROGRAM_TERMINAL` when it waits for a person at the terminal; `TIMEOUT`,
    /// `CANCELLED`; and the diagnostic of the input.
    fn start(&self, program: Program, cancel: Cancel) -> BoxFuture<'static, Result<Completed>>;
}

//! Read a line, run it, say how it went, and again.

use std::io::{self, IsTerminal};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use reedline::{Reedline, Signal};

use super::prompt::{Shown, status};
use super::{editor, history, plain};
use crate::command::Mode;
use crate::diag::{Diagnostic, codes, exit};
use crate::render::Output;
use crate::session::{Session, exit_code};
use crate::source::Sources;

/// The words that end the shell, as does Ctrl-D.
pub(super) const LEAVE: &[&str] = &["exit", "quit"];

/// Run the lines that a person types, until Ctrl-D, `exit` or `quit`. What is wrong with a line or
/// happens in it is shown and ends nothing.
///
/// The exit code is 0 for whoever leaves: how each line went was told when it went. It is 1 when
/// the terminal can be read no longer.
pub fn run(session: Session, output: &Output) -> u8 {
    let mut shell = Shell::new(session, output);
    shell.greet();
    loop {
        match shell.read() {
            Ok(Read::Text(text)) if text.trim().is_empty() => {}
            Ok(Read::Text(text)) if LEAVE.contains(&text.trim()) => return exit::OK,
            Ok(Read::Text(text)) => shell.line(&text),
            Ok(Read::Again) => {}
            Ok(Read::End) => return exit::OK,
            Err(error) => {
                let message = format!("the terminal cannot be read: {error}");
                shell.tell(Diagnostic::error(codes::FILE_ACCESS, message));
                return exit::RUNTIME;
            }
        }
    }
}

/// What came from the terminal.
enum Read {
    Text(String),
    /// The line was given up.
    Again,
    End,
}

struct Shell<'o> {
    session: Arc<Mutex<Session>>,
    output: &'o Output,
    /// None where lines cannot be edited.
    editor: Option<Reedline>,
    prompt: Shown,
    /// Number of texts so far.
    texts: usize,
    /// Whether it was said that the history is lost.
    lost: bool,
}

impl<'o> Shell<'o> {
    fn new(session: Session, output: &'o Output) -> Self {
        let color = output.out().color;
        let session = Arc::new(Mutex::new(session));
        let prompt = Shown { color, ..Shown::default() };
        let mut shell = Self { session, output, editor: None, prompt, texts: 0, lost: false };
        if shell.can_edit() {
            let (history, problem) = history::open(shell.session().world());
            shell.lost = problem.is_some();
            problem.into_iter().for_each(|problem| shell.tell(problem));
            shell.editor = Some(editor::editor(&shell.session, history, color));
        }
        shell
    }

    fn session(&self) -> MutexGuard<'_, Session> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether lines can be edited: a terminal on both sides that can say where its cursor is. One
    /// that should and does not answer would make each prompt wait for it.
    fn can_edit(&self) -> bool {
        let dumb = self.session().world().environment.var("TERM").is_none_or(|term| term == "dumb");
        if dumb || !self.output.out().terminal || !self.output.err().terminal {
            return false;
        }
        let answer = crossterm::cursor::position();
        if let Err(error) = &answer {
            let message = format!("this terminal does not say where its cursor is: {error}");
            self.tell(
                Diagnostic::warning(codes::FILE_ACCESS, message)
                    .help("lines are read as they are, without editing, history and completion"),
            );
        }
        answer.is_ok()
    }

    /// One line for whoever comes in, two where the terminal is narrow.
    fn greet(&self) {
        if !self.output.out().terminal {
            return;
        }
        let hosts = match self.session().world().directory.all() {
            Ok(all) if all.len() == 1 => ": 1 host".to_owned(),
            Ok(all) => format!(": {} hosts", all.len()),
            // The first line that asks for hosts will say what is wrong with the inventory.
            Err(_) => String::new(),
        };
        let name = format!("rebe {}{hosts}", env!("CARGO_PKG_VERSION"));
        let ways = "`help` lists the commands, Ctrl-D leaves";
        let line = format!("{name}, {ways}");
        let narrow = self.output.out().width.is_some_and(|width| width < line.len());
        let line = if narrow { format!("{name}\n{ways}") } else { line };
        // A terminal that takes no greeting will fail at the prompt, which says so.
        let _ = self.output.text(&line);
    }

    fn read(&mut self) -> io::Result<Read> {
        let Some(editor) = &mut self.editor else {
            return plain::read().map(|text| text.map_or(Read::End, Read::Text));
        };
        // A window that was closed during a run would be asked for keys for ever.
        if !io::stdin().is_terminal() {
            return Ok(Read::End);
        }
        match editor.read_line(&self.prompt) {
            Ok(Signal::Success(text)) => {
                self.keep();
                Ok(Read::Text(text))
            }
            Ok(Signal::CtrlD) => Ok(Read::End),
            Ok(_) => Ok(Read::Again),
            Err(error) => {
                let message = format!("the line cannot be edited: {error}");
                self.tell(
                    Diagnostic::warning(codes::FILE_ACCESS, message)
                        .help("from here on lines are read as they are"),
                );
                self.editor = None;
                Ok(Read::Again)
            }
        }
    }

    /// Write the history at once, so that it outlives whatever the line does.
    fn keep(&mut self) {
        let Some(Err(error)) = self.editor.as_mut().map(Reedline::sync_history) else { return };
        if !std::mem::replace(&mut self.lost, true) {
            let path = history::path(self.session().world().environment.as_ref());
            let path = path.unwrap_or_default();
            self.tell(history::lost(&path.to_string_lossy(), &error));
        }
    }

    /// Run one text.
    fn line(&mut self, text: &str) {
        self.texts += 1;
        (self.prompt.status, self.prompt.bad) = (String::new(), false);
        let output = self.output.resized();
        let mut session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        let prepared = session.prepare(&format!("line {}", self.texts), text, Mode::Run);
        output.diagnostics(&prepared.diagnostics, &session.sources());
        if prepared.is_wrong() {
            return;
        }
        let clock = Arc::clone(&session.world().clock);
        let start = clock.monotonic();
        let screen = output.screen(session.world());
        let report = session.run(&prepared, screen);
        output.report(&report, &session.sources());
        let elapsed = clock.monotonic().saturating_sub(start);
        self.prompt.status = status(&report.all, elapsed);
        self.prompt.bad = exit_code(&report) != exit::OK;
    }

    fn tell(&self, problem: Diagnostic) {
        self.output.diagnostics(&[problem], &Sources::default());
    }
}

//! From the command line to the exit code.

use std::io::IsTerminal;
use std::sync::Arc;

use clap::Parser;

use super::arguments::{Cli, Demo, Face, Global};
use super::output::{Output, save_outcomes};
use super::texts::{Text, script, stdin};
use crate::builtin::help_page;
use crate::command::Mode;
use crate::diag::{Diagnostic, Result, codes, exit};
use crate::effect::Limits;
use crate::effect::real::{self, RealEnvironment, RealFiles};
use crate::exec::{Report, Stored};
use crate::fleet::demo::{DemoFleet, DemoOptions, Faults};
use crate::fleet::{FleetSettings, KnownKey};
use crate::repl;
use crate::session::{Options, Session, exit_code};
use crate::value::scalar;

/// Do what the command line says.
pub fn main() -> u8 {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(problem) => {
            // clap says it all: `--help` on standard output, a mistake on standard error.
            let _ = problem.print();
            return if problem.use_stderr() { exit::CHECK } else { exit::OK };
        }
    };
    let output = Output::of(&cli.global, &RealEnvironment);
    let mut app = App { global: cli.global.clone(), output };
    app.face(cli).unwrap_or_else(|problem| app.fail(&problem, None))
}

/// What every face needs.
struct App {
    global: Global,
    output: Output,
}

impl App {
    fn face(&mut self, cli: Cli) -> Result<u8> {
        match cli.face {
            Some(Face::Demo(demo)) => self.demo(&demo),
            Some(Face::Check { file }) => self.check(&file),
            Some(Face::Explain { file, command }) => self.explain(file.as_deref(), command),
            Some(Face::Help { command }) => self.help(&command),
            None => {
                let session = Session::new(self.options(None));
                // With -c there is no script, so all words are arguments.
                let (file, mut args) = (cli.file, cli.args);
                match (cli.command, file) {
                    (Some(text), file) => {
                        args.splice(0..0, file);
                        self.text(session, Text { name: "-c".to_owned(), text }, &args)
                    }
                    (None, Some(file)) => {
                        let text = script(&file, &RealFiles)?;
                        self.text(session, text, &args)
                    }
                    (None, None) => self.shell(session),
                }
            }
        }
    }

    /// The shell at a terminal, and else the text on standard input.
    fn shell(&self, session: Session) -> Result<u8> {
        if std::io::stdin().is_terminal() {
            listen_for_interrupts(&session, Idle::Stays);
            return Ok(repl::run(session, &self.output));
        }
        self.text(session, stdin()?, &[])
    }

    fn options(&self, demo: Option<&DemoFleet>) -> Options {
        let mut limits = Limits::default();
        let global = &self.global;
        limits.parallel = global.parallel.unwrap_or(limits.parallel);
        limits.connect = global.connect_timeout.unwrap_or(limits.connect);
        limits.auth = global.auth_timeout.unwrap_or(limits.auth);
        limits.exec = global.timeout.unwrap_or(limits.exec);
        let phases = limits.connect + limits.auth + limits.exec;
        limits.total = global.total_timeout.unwrap_or(limits.total.max(phases));
        let mut fleet = FleetSettings {
            accept_new: global.accept_new,
            known_hosts: global.known_hosts.clone(),
            user: global.user.clone(),
            ..FleetSettings::default()
        };
        if !global.identity.is_empty() {
            fleet.identities = Some(global.identity.clone());
        }
        if let Some(demo) = demo {
            fleet.known_keys = vec![KnownKey { host: None, key: demo.host_key().clone() }];
            fleet.identity = Some(Arc::new(demo.client_key().clone()));
        }
        let targets = demo.map(DemoFleet::targets);
        Options { inventory: global.inventory.clone(), targets, fleet, limits }
    }

    fn demo(&self, demo: &Demo) -> Result<u8> {
        let faults = match &demo.faults {
            Some(names) => Faults::parse(names)?,
            None => Faults::none(),
        };
        let fleet = DemoFleet::start(DemoOptions { hosts: demo.hosts, faults, seed: demo.seed })?;
        let session = Session::new(self.options(Some(&fleet)));
        match (&demo.command, &demo.file) {
            (Some(text), _) => {
                let text = Text { name: "-c".to_owned(), text: text.clone() };
                self.text(session, text, &[])
            }
            (None, Some(file)) => self.text(session, script(file, &RealFiles)?, &[]),
            (None, None) => self.shell(session),
        }
    }

    /// Run a text to its end.
    fn text(&self, mut session: Session, text: Text, args: &[String]) -> Result<u8> {
        let args = scalar::list(args.iter().map(scalar::text).collect());
        session.set("args", Stored::Value(args));
        let prepared = session.prepare(&text.name, &text.text, Mode::Run);
        self.output.diagnostics(&prepared.diagnostics, &session.sources());
        if prepared.is_wrong() {
            return Ok(exit::CHECK);
        }
        if prepared.effects().touches_hosts() {
            listen_for_interrupts(&session, Idle::Ends);
        }
        let screen = self.output.screen(Arc::clone(&session.world().clock));
        let report = session.run(&prepared, screen);
        Ok(self.finish(&session, &report))
    }

    /// Say what is to be said after a run.
    fn finish(&self, session: &Session, report: &Report) -> u8 {
        self.output.report(session, report);
        let mut code = exit_code(report);
        if let Some(path) = &self.global.outcomes {
            let saved = save_outcomes(&report.all, path, session.world().files.as_ref());
            if let Err(problem) = saved {
                code = code.max(self.fail(&problem, Some(session)));
            }
        }
        code
    }

    fn check(&self, file: &str) -> Result<u8> {
        let text = script(file, &RealFiles)?;
        let mut session = Session::new(self.options(None));
        session.set("args", Stored::Value(scalar::list(vec![scalar::text("")])));
        let prepared = session.prepare(&text.name, &text.text, Mode::Check);
        self.output.diagnostics(&prepared.diagnostics, &session.sources());
        Ok(if prepared.is_wrong() { exit::CHECK } else { exit::OK })
    }

    fn explain(&self, file: Option<&str>, command: Option<String>) -> Result<u8> {
        let text = match (command, file) {
            (Some(text), _) => Text { name: "-c".to_owned(), text },
            (None, file) => script(file.unwrap_or("-"), &RealFiles)?,
        };
        let mut session = Session::new(self.options(None));
        session.set("args", Stored::Value(scalar::list(vec![scalar::text("")])));
        let prepared = session.prepare(&text.name, &text.text, Mode::Check);
        self.output.diagnostics(&prepared.diagnostics, &session.sources());
        if prepared.is_wrong() {
            return Ok(exit::CHECK);
        }
        let screen = self.output.screen(Arc::clone(&session.world().clock));
        self.written(session.explain(&prepared, &screen))
    }

    fn help(&self, command: &[String]) -> Result<u8> {
        let session = Session::new(self.options(None));
        if command.is_empty() {
            let text = Text { name: "help".to_owned(), text: "help".to_owned() };
            return self.text(session, text, &[]);
        }
        let page = help_page(session.registry(), &command.join(" "))?;
        self.written(self.output.text(&page))
    }

    fn written(&self, written: std::io::Result<()>) -> Result<u8> {
        match written {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                let message = format!("the output cannot be written: {error}");
                Err(Diagnostic::error(codes::OUTPUT, message).into())
            }
            _ => Ok(exit::OK),
        }
    }

    fn fail(&self, problem: &Diagnostic, session: Option<&Session>) -> u8 {
        let sources = session.map(Session::sources).unwrap_or_default();
        self.output.diagnostics(std::slice::from_ref(problem), &sources);
        problem.exit_code()
    }
}

/// What Ctrl-C does to a process that runs nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Idle {
    /// It ends.
    Ends,
    /// It stays: a shell whose run ended a moment before the key was struck must not vanish.
    Stays,
}

/// The first Ctrl-C cancels the run, which then tells what had finished; the second one ends the
/// process.
fn listen_for_interrupts(session: &Session, idle: Idle) {
    let interrupt = session.interrupt();
    // A second handler cannot be set, and is not needed: the first one serves the process.
    let _ = ctrlc::set_handler(move || {
        if interrupt.fire() {
            return;
        }
        if interrupt.is_running() || idle == Idle::Ends || !is_key() {
            // The prompt would leave the terminal as only an editor wants it.
            let _ = crossterm::terminal::disable_raw_mode();
            real::leave(exit::INTERRUPTED);
        }
    });
}

/// Whether an interrupt may come from the keyboard. Where the terminal hands out each key or is
/// gone it cannot: somebody wants the process to end.
fn is_key() -> bool {
    !crossterm::terminal::is_raw_mode_enabled().unwrap_or(false) && std::io::stdin().is_terminal()
}

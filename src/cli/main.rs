//! From the command line to the exit code.

use std::ffi::OsString;
use std::io::{self, ErrorKind, IsTerminal};

use clap::{CommandFactory, Parser};

use super::arguments::{Cli, Demo, Face, Global, OnDemo, Rerun};
use super::forms::{DiagnosticsForm, InventoryForm};
use super::quiet::quiet_tables;
use crate::diag::{Code, Diagnostic, Result, codes, exit};
use crate::lsp;
use crate::render::{Output, ROWS};
use crate::repl;
use crate::session::{
    self, Begun, ConfigFiles, FleetSettings, Mode, Options, PasswordSource, RealEnvironment,
    Report, Session, Text, exit_code, find_code, hosts_left, leave, plan_branches, script, stdin,
};

/// Do what the command line says.
pub fn main() -> u8 {
    quiet_tables();
    let cli = match Cli::try_parse_from(separated(std::env::args_os().collect())) {
        Ok(cli) => cli,
        Err(problem) => {
            // clap says it all: `--help` on standard output, a mistake on standard error.
            let _ = problem.print();
            return if problem.use_stderr() { exit::CHECK } else { exit::OK };
        }
    };
    let errors = cli.global.diagnostics.map(DiagnosticsForm::errors).unwrap_or_default();
    let form = cli.global.output.unwrap_or_default().form();
    let rows = cli.global.rows.map_or(ROWS, |rows| if rows == 0 { usize::MAX } else { rows });
    let output = Output::new(form, rows, errors, &RealEnvironment);
    let output = if cli.global.pager { output.paged(&RealEnvironment) } else { output };
    let app = App { global: cli.global.clone(), output };
    app.face(cli).unwrap_or_else(|problem| app.fail(&problem, None))
}

/// `words` with `--` before the arguments of a script, of which one may be called like a face.
fn separated(mut words: Vec<OsString>) -> Vec<OsString> {
    let command = Cli::command();
    let (mut at, mut script, mut file) = (1, false, false);
    let mut face: Option<&clap::Command> = None;
    while let Some(word) = words.get(at).and_then(|word| word.to_str()) {
        let own = face.into_iter().flat_map(clap::Command::get_opts);
        let option = command.get_opts().chain(own).find(|option| {
            let name = word.split_once('=').map_or(word, |(name, _)| name);
            option.get_long().is_some_and(|long| name.strip_prefix("--") == Some(long))
                || option.get_short().is_some_and(|short| *word == format!("-{short}"))
        });
        match option {
            Some(option) => {
                script |= option.get_id() == "command";
                let apart = option.get_action().takes_values() && !word.contains('=');
                at += if apart { 2 } else { 1 };
            }
            None if script && !word.starts_with('-') => {
                words.insert(at, "--".into());
                return words;
            }
            None if word == "-" || !word.starts_with('-') => {
                match command.find_subcommand(word).filter(|_| face.is_none()) {
                    // These faces take a script with words of its own.
                    Some(own) if matches!(word, "demo" | "rerun") => face = Some(own),
                    Some(_) => return words,
                    None => (script, file) = (true, true),
                }
                at += 1;
            }
            // An option that is none of ours, or `--help`, is one of the script.
            None if file && word != "--" => {
                words.insert(at, "--".into());
                return words;
            }
            None => return words,
        }
    }
    words
}

/// What every face needs.
pub(super) struct App {
    pub(super) global: Global,
    pub(super) output: Output,
}

impl App {
    fn face(&self, cli: Cli) -> Result<u8> {
        match cli.face {
            Some(Face::Demo(demo)) => self.demo(&demo),
            Some(Face::Rerun(rerun)) => self.rerun(&rerun),
            Some(Face::Check(check)) => self.check(&check),
            Some(Face::Fmt(fmt)) => self.fmt(&fmt),
            Some(Face::Test(test)) => self.test(&test, self.options()),
            Some(Face::Explain { file, command }) => self.explain(file.as_deref(), command),
            Some(Face::Help { command }) => self.help(&command),
            Some(Face::Plugin { face }) => self.plugin(&face),
            Some(Face::Lsp { stdio: _ }) => {
                if io::stdin().is_terminal() {
                    let problem = Diagnostic::error(codes::USAGE, "`rebe lsp` talks to an editor");
                    return Err(problem
                        .help("enter it as the language server of `.rsh` files")
                        .into());
                }
                let mut output = io::stdout().lock();
                lsp::serve(&|| self.checking(), io::stdin(), &mut output)
            }
            None => {
                let session = self.session(self.options())?;
                // With -c there is no script, so all words are arguments.
                let (file, mut args) = (cli.file, cli.args);
                match (cli.command, file) {
                    (Some(text), file) => {
                        args.splice(0..0, file);
                        self.text(session, Text { name: "-c".to_owned(), text }, &args)
                    }
                    (None, Some(file)) => {
                        let text = script(&file)?;
                        self.text(session, text, &args)
                    }
                    (None, None) => self.shell(session),
                }
            }
        }
    }

    /// The shell at a terminal, and else the text on standard input.
    fn shell(&self, session: Session) -> Result<u8> {
        if io::stdin().is_terminal() {
            listen_for_interrupts(&session, Idle::Stays);
            return Ok(repl::run(session, &self.output.in_shell()));
        }
        self.text(session, stdin()?, &[])
    }

    /// A session with its plugins.
    pub(super) fn session(&self, options: Options) -> Result<Session> {
        let mut session = Session::new(options);
        let warnings = session.load_plugins()?;
        self.output.diagnostics(&warnings, &session.sources());
        Ok(session)
    }

    pub(super) fn options(&self) -> Options {
        let global = &self.global;
        let mut options = Options {
            inventory: global.inventory.clone(),
            inventory_command: global.inventory_command.clone(),
            inventory_plugin: global.inventory_plugin.clone(),
            inventory_format: global.inventory_format.map(InventoryForm::format),
            ..Options::default()
        };
        (options.deadline, options.read_only) = (global.deadline, global.read_only);
        options.plugins.clone_from(&global.plugin);
        options.nushell_plugins.clone_from(&global.nu_plugin);
        options.grants.clone_from(&global.grant);
        options.installed = !global.no_plugins;
        options.ssh_config = match &global.ssh_config {
            None => ConfigFiles::Usual,
            Some(path) if path.as_os_str() == "none" => ConfigFiles::Nothing,
            Some(path) => ConfigFiles::Only(path.clone()),
        };
        let limits = &mut options.limits;
        limits.parallel = global.parallel.unwrap_or(limits.parallel);
        limits.connect = global.connect_timeout.unwrap_or(limits.connect);
        limits.auth = global.auth_timeout.unwrap_or(limits.auth);
        limits.exec = global.timeout.unwrap_or(limits.exec);
        let phases = limits.connect + limits.auth + limits.exec;
        limits.memory = global.memory.unwrap_or(limits.memory);
        limits.total = global.total_timeout.unwrap_or(limits.total.max(phases));
        options.fleet = FleetSettings {
            accept_new: global.accept_new,
            known_hosts: global.known_hosts.clone(),
            user: global.user.clone(),
            identities: (!global.identity.is_empty()).then(|| global.identity.clone()),
            password: password(
                global.ask_password,
                global.password_fd,
                global.password_command.as_ref(),
            ),
            sudo_password: password(
                global.ask_become_password,
                global.become_password_fd,
                global.become_password_command.as_ref(),
            ),
            ..FleetSettings::default()
        };
        options
    }

    fn demo(&self, demo: &Demo) -> Result<u8> {
        let mut options = self.options();
        let faults = demo.faults.clone();
        let played = session::Demo {
            hosts: demo.hosts,
            faults,
            seed: demo.seed,
            latency: demo.latency.unwrap_or_default(),
        };
        let _fleet = played.start(&mut options)?;
        if let Some(OnDemo::Test(test)) = &demo.face {
            return self.test(test, options);
        }
        let session = self.session(options)?;
        match (&demo.command, &demo.file) {
            (Some(text), _) => {
                let text = Text { name: "-c".to_owned(), text: text.clone() };
                self.text(session, text, &[])
            }
            (None, Some(file)) => self.text(session, script(file)?, &demo.args),
            (None, None) => self.shell(session),
        }
    }

    /// Run a text to its end.
    fn text(&self, mut session: Session, text: Text, args: &[String]) -> Result<u8> {
        session.set_args(args);
        session.call_main(args);
        let asks = |word: &String| matches!(word.as_str(), "--help" | "-h");
        if args.iter().take_while(|word| *word != "--").any(asks)
            && let Some(page) = session.script_help(&text.name, &text.text)
        {
            return self.written(self.output.text(&page));
        }
        self.listen_while_asking(&session);
        let prepared = session.prepare(&text.name, &text.text, Mode::Run);
        self.output.diagnostics(&prepared.diagnostics, &session.sources());
        if prepared.is_wrong() {
            return Ok(prepared.exit_code());
        }
        // Whoever reads alone has nothing to tidy up.
        if prepared.effects().acts() {
            listen_for_interrupts(&session, Idle::Ends);
        }
        let screen = self.output.screen(session.world());
        let begun = Begun::now(&text.name, session.world());
        let report = session.run(&prepared, screen);
        Ok(self.finish(&session, &report, &begun))
    }

    /// The program that prints the inventory ends with this one.
    pub(super) fn listen_while_asking(&self, session: &Session) {
        if self.global.inventory_command.is_some() || self.global.inventory_plugin.is_some() {
            listen_for_interrupts(session, Idle::Ends);
        }
    }

    /// Say what is to be said after a run.
    fn finish(&self, session: &Session, report: &Report, begun: &Begun<'_>) -> u8 {
        self.output.report(report, &session.sources());
        let mut code = exit_code(report);
        let outcomes =
            self.global.outcomes.as_ref().map(|path| session.save_outcomes(report, path));
        let junit = self.global.junit.as_ref();
        let junit = junit.map(|path| session.save_junit_of_hosts(report, begun, path));
        for written in outcomes.into_iter().chain(junit) {
            if let Err(problem) = written {
                code = code.max(self.fail(&problem, Some(session)));
            }
        }
        code
    }

    /// Run a text on the hosts that an earlier run has left to be done.
    fn rerun(&self, rerun: &Rerun) -> Result<u8> {
        let left = hosts_left(&rerun.failed)?;
        if left.is_empty() {
            let path = rerun.failed.display();
            let line = format!("in `{path}` all hosts ended well, so there is nothing to be done");
            self.output.note(&line);
            return Ok(exit::OK);
        }
        let session = self.session(Options { only: Some(left), ..self.options() })?;
        match (&rerun.command, &rerun.file) {
            (Some(text), _) => {
                let text = Text { name: "-c".to_owned(), text: text.clone() };
                self.text(session, text, &[])
            }
            (None, file) => {
                self.text(session, script(file.as_deref().unwrap_or("-"))?, &rerun.args)
            }
        }
    }

    fn explain(&self, file: Option<&str>, command: Option<String>) -> Result<u8> {
        let text = match (command, file) {
            (Some(text), _) => Text { name: "-c".to_owned(), text },
            (None, file) => script(file.unwrap_or("-"))?,
        };
        let mut session = self.session(self.options())?;
        session.set_args(&[String::new()]);
        self.listen_while_asking(&session);
        let prepared = session.prepare(&text.name, &text.text, Mode::Check);
        self.output.diagnostics(&prepared.diagnostics, &session.sources());
        if prepared.is_wrong() {
            return Ok(exit::CHECK);
        }
        let explained = session.explain(&prepared);
        if self.output.is_for_people() {
            return self.written(self.output.outline(&plan_branches(&explained)));
        }
        let screen = self.output.screen(session.world());
        self.written(session.explained(&explained, &screen))
    }

    fn help(&self, command: &[String]) -> Result<u8> {
        let session = self.session(self.options())?;
        if command.is_empty() {
            let text = Text { name: "help".to_owned(), text: "help".to_owned() };
            return self.text(session, text, &[]);
        }
        let name = command.join(" ");
        // Tables, and what a module of `std` exports, are for the language to tell.
        let is_module = name.split([' ', '/']).next() == Some("std");
        if name == "codes" || is_module {
            let text = Text { name: "help".to_owned(), text: format!("help {name}") };
            return self.text(session, text, &[]);
        }
        // A command of that name, should there ever be one, comes first.
        if Code::is_like(&name) && session.registry().find(&name).is_none() {
            let code = find_code(&name)?;
            if self.output.is_for_people() {
                return self.written(self.output.page(&code.page()));
            }
            let screen = self.output.screen(session.world());
            return self.written(session.code_record(code, &screen));
        }
        match session.registry().find(&name) {
            Some(command) if !self.output.is_for_people() => {
                let screen = self.output.screen(session.world());
                self.written(session.command_record(command, &screen))
            }
            _ => self.written(self.output.text(&session.help(&name)?)),
        }
    }

    pub(super) fn written(&self, written: io::Result<()>) -> Result<u8> {
        match written {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
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
pub(super) enum Idle {
    /// It ends.
    Ends,
    /// It stays: a shell whose run ended a moment before the key was struck must not vanish.
    Stays,
}

/// The first Ctrl-C cancels the run, which then tells what had finished; the second one ends the
/// process.
pub(super) fn listen_for_interrupts(session: &Session, idle: Idle) {
    let interrupt = session.interrupt();
    // A second handler cannot be set, and is not needed: the first one serves the process.
    let _ = ctrlc::set_handler(move || {
        if interrupt.fire() {
            return;
        }
        if interrupt.is_running() || idle == Idle::Ends || !is_key() {
            // The prompt would leave the terminal as only an editor wants it.
            let _ = crossterm::terminal::disable_raw_mode();
            leave(exit::INTERRUPTED);
        }
    });
}

/// Where a password comes from, as three flags tell it.
fn password(ask: bool, number: Option<u32>, command: Option<&String>) -> Option<PasswordSource> {
    match (ask, number) {
        (true, _) => Some(PasswordSource::Ask),
        (false, Some(number)) => Some(PasswordSource::Descriptor(number)),
        (false, None) => command.cloned().map(PasswordSource::Command),
    }
}

/// Whether an interrupt may come from the keyboard. Where the terminal hands out each key or is
/// gone it cannot: somebody wants the process to end.
fn is_key() -> bool {
    !crossterm::terminal::is_raw_mode_enabled().unwrap_or(false) && io::stdin().is_terminal()
}

//! Programs of this machine: started, fed, read and stopped.
//!
//! A program leads a process group of its own, so that stopping it reaches what it started; what
//! leaves that group, as daemons do, is out of reach. Input is written while both streams are read,
//! so that neither side waits for the other. The environment is passed on as it is; the standard
//! library gives the child the default action for `SIGPIPE` and an empty signal mask.

use std::io;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use futures_util::{FutureExt, StreamExt};
use rustix::io::Errno;
use rustix::process::Signal;
use tokio::io::AsyncWriteExt;
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command};
use tokio::time::{Instant, interval, sleep, sleep_until, timeout};

use super::deadline::later;
use super::fleet::Fleet;
use super::group::{Group, Groups};
use super::pipe::Pipe;
use super::search;
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{Cancel, Completed, Exit, Processes, Program};

/// How long a program that must stop may take for it, before it is killed.
const PARTING: Duration = Duration::from_secs(2);

/// How long streams that somebody else still holds are read after the program's end while nothing
/// comes, and how long at most. What the program itself had written is in the pipe by then.
const SILENCE: Duration = Duration::from_millis(100);
const AFTERWARDS: Duration = Duration::from_secs(1);

/// How long starting is tried again when the system has no room for one more program right now.
const CROWDED: Duration = Duration::from_secs(5);

/// The time between two looks at what nobody tells.
const LOOK: Duration = Duration::from_millis(20);
const TERMINAL_LOOK: Duration = Duration::from_millis(250);

type Input = BoxStream<'static, Result<Vec<u8>>>;

impl Processes for Fleet {
    fn find(&self, name: &str, folder: Option<&Path>) -> Result<PathBuf> {
        search::find(&*self.files, &*self.environment, name, folder)
    }

    fn start(&self, program: Program, cancel: Cancel) -> BoxFuture<'static, Result<Completed>> {
        let (files, environment) = (Arc::clone(&self.files), Arc::clone(&self.environment));
        let threads = self.threads.clone();
        let work = async move {
            program.check()?;
            let name = program.name.clone();
            if cancel.is_cancelled() {
                return Err(Program::cancelled(&name));
            }
            let path = search::find(&*files, &*environment, &name, program.folder.as_deref())?;
            let Some(runtime) = threads.runtime() else { return Err(refused(&name, "threads")) };
            // Whoever drops this future wants no result, and stops the program by it.
            let cancel = cancel.child_token();
            let _stop = cancel.clone().drop_guard();
            // The work must not hold the threads, or they would never end.
            let work = run(program, path, cancel, threads.groups().clone());
            let ended = runtime.spawn(work).await;
            ended.unwrap_or_else(|_| {
                let message = format!("running `{name}` failed inside of rebe");
                Err(Diagnostic::error(codes::INTERNAL, message).into())
            })
        };
        work.boxed()
    }
}

/// What of a program is needed while it runs.
struct Asked {
    name: String,
    path: PathBuf,
    deadline: Duration,
    most_output: usize,
}

/// A child and its streams.
struct Running {
    child: Child,
    group: Group,
    stdout: Pipe<ChildStdout>,
    stderr: Pipe<ChildStderr>,
    /// How it ended, once it has.
    status: Option<ExitStatus>,
}

async fn run(program: Program, path: PathBuf, cancel: Cancel, groups: Groups) -> Result<Completed> {
    let start = Instant::now();
    let command = command(&program, &path);
    let Program { name, input, deadline, most_output, output, .. } = program;
    let program = Asked { name, path, deadline, most_output };
    let mut running = Running::start(&program, command, &cancel, &groups).await?;
    running.stdout = running.stdout.to(output);
    let ended = tokio::select! {
        biased;
        () = cancel.cancelled() => Err(Program::cancelled(&program.name)),
        () = sleep_until(later(start, program.deadline)) => {
            Err(Program::timed_out(&program.name, program.deadline))
        }
        ended = running.talk(&program.name, input) => ended,
    };
    match (running.status, ended) {
        // Only what others print was still waited for.
        (Some(status), _) => Ok(running.complete(status, start.elapsed())),
        (None, Err(problem)) => {
            running.stop().await;
            Err(problem)
        }
        (None, Ok(())) => Err(refused(&program.name, "status of its programs")),
    }
}

/// How `program`, which is at `path`, is started: its streams are pipes, and never the terminal.
fn command(program: &Program, path: &Path) -> Command {
    let mut command = Command::new(path);
    command.arg0(&program.name).args(&program.arguments);
    command.stdin(if program.input.is_some() { Stdio::piped() } else { Stdio::null() });
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.process_group(0).kill_on_drop(true);
    if let Some(folder) = &program.folder {
        command.current_dir(folder);
    }
    command
}

impl Running {
    /// Start `command` for `program`, when there is no room for it a little later.
    async fn start(
        program: &Asked,
        mut command: Command,
        cancel: &Cancel,
        groups: &Groups,
    ) -> Result<Self> {
        let until = later(Instant::now(), program.deadline.min(CROWDED));
        let mut child = loop {
            match command.spawn() {
                Ok(child) => break child,
                Err(_) if cancel.is_cancelled() => return Err(Program::cancelled(&program.name)),
                Err(error) if is_crowded(&error) && Instant::now() < until => sleep(LOOK).await,
                Err(error) => return Err(unstartable(&program.name, &program.path, &error)),
            }
        };
        let group = groups.of(child.id());
        let stdout = Pipe::new(child.stdout.take(), program.most_output);
        let stderr = Pipe::new(child.stderr.take(), program.most_output);
        Ok(Self { child, group, stdout, stderr, status: None })
    }

    /// Feed it and read it until it has ended, and what is left in its streams.
    async fn talk(&mut self, name: &str, input: Option<Input>) -> Result<()> {
        self.until_end(name, input).await?;
        let start = Instant::now();
        while self.is_open() && (start.elapsed() < AFTERWARDS || self.stdout.is_held()) {
            let held = self.stdout.is_held();
            tokio::select! {
                // What is there counts as no silence, however late this is looked at.
                biased;
                () = read(&mut self.stdout, &mut self.stderr) => {}
                () = sleep(SILENCE), if !held => break,
            }
        }
        Ok(())
    }

    async fn until_end(&mut self, name: &str, input: Option<Input>) -> Result<()> {
        let mut feed = pin!(feed(self.child.stdin.take(), input));
        let mut feeding = true;
        let mut looks = interval(TERMINAL_LOOK);
        loop {
            tokio::select! {
                ended = self.child.wait() => {
                    self.group.release();
                    self.status = Some(ended.map_err(|error| unreadable(name, &error))?);
                    return Ok(());
                }
                () = read(&mut self.stdout, &mut self.stderr) => {}
                fed = &mut feed, if feeding => {
                    feeding = false;
                    fed?;
                }
                _ = looks.tick() => if self.group.wants_terminal() {
                    return Err(lonely(name));
                }
            }
        }
    }

    fn is_open(&self) -> bool {
        self.stdout.is_open() || self.stderr.is_open()
    }

    fn complete(self, status: ExitStatus, elapsed: Duration) -> Completed {
        let left_running = self.is_open();
        let signal = status.signal().map(Exit::Signal);
        Completed {
            exit: status.code().map(Exit::Code).or(signal).unwrap_or(Exit::Signal(0)),
            stdout: self.stdout.kept,
            stderr: self.stderr.kept,
            stdout_truncated: self.stdout.truncated,
            stderr_truncated: self.stderr.truncated,
            left_running,
            elapsed,
        }
    }

    /// Ask everybody in the group to end, and kill who has not done so after a while. What they
    /// print on the way is read, for else it could be what keeps them.
    async fn stop(mut self) {
        let Self { child, group, stdout, stderr, .. } = &mut self;
        group.signal(Signal::TERM);
        // Who was halted hears nothing before this.
        group.signal(Signal::CONT);
        let gone = async {
            let _ = child.wait().await;
            while group.is_alive() {
                sleep(LOOK).await;
            }
        };
        let drain = async {
            loop {
                read(stdout, stderr).await;
            }
        };
        tokio::select! {
            () = gone => {}
            () = drain => {}
            () = sleep(PARTING) => {
                group.signal(Signal::KILL);
                // A process that the system itself holds up cannot even be killed.
                let _ = timeout(PARTING, self.child.wait()).await;
            }
        }
        self.group.release();
    }
}

/// Read what comes next of either stream, without favour.
async fn read(stdout: &mut Pipe<ChildStdout>, stderr: &mut Pipe<ChildStderr>) {
    tokio::select! {
        () = stdout.read() => {}
        () = stderr.read() => {}
    }
}

/// Write all of the input and close it. A program need not read it, so that a write which fails is
/// the end of it and no error.
async fn feed(stdin: Option<ChildStdin>, input: Option<Input>) -> Result<()> {
    let (Some(mut stdin), Some(mut input)) = (stdin, input) else { return Ok(()) };
    while let Some(piece) = input.next().await {
        if stdin.write_all(&piece?).await.is_err() {
            break;
        }
    }
    Ok(())
}

/// Whether the system may have room a little later; a file that is being written to is run once
/// that is done.
fn is_crowded(error: &io::Error) -> bool {
    const PASSING: [Errno; 5] =
        [Errno::MFILE, Errno::NFILE, Errno::AGAIN, Errno::NOMEM, Errno::TXTBSY];
    Errno::from_io_error(error).is_some_and(|errno| PASSING.contains(&errno))
}

/// The system does not start it.
fn unstartable(name: &str, path: &Path, error: &io::Error) -> Box<Diagnostic> {
    let shown = path.display();
    let (reason, help) = match Errno::from_io_error(error) {
        Some(Errno::NOENT) => (
            "what it needs to run is not there".to_owned(),
            format!("if `{shown}` is a script, its first line names a program that is missing"),
        ),
        Some(Errno::NOEXEC) => (
            "it is for another kind of machine, or a script whose first line names no program"
                .to_owned(),
            format!("if it is a script, start it by what runs it, such as `^sh {shown}`"),
        ),
        Some(Errno::TOOBIG) => (
            "its arguments are longer than the system allows".to_owned(),
            "pass the data as its input, or in several calls".to_owned(),
        ),
        Some(Errno::ACCESS | Errno::PERM) => (
            "the account that runs rebe may not execute it".to_owned(),
            format!("look at the permissions of `{shown}` and of the folders above it"),
        ),
        _ if is_crowded(error) => (
            format!("the system has no room for it ({error})"),
            "run fewer at once, or close other programs, and try again".to_owned(),
        ),
        _ => (error.to_string(), format!("try `{shown}` outside of rebe")),
    };
    let message = format!("`{name}` cannot be started: {reason}");
    Diagnostic::error(codes::PROGRAM_START, message).help(help).into()
}

/// This machine lacks what running a program takes.
fn refused(name: &str, what: &str) -> Box<Diagnostic> {
    let message = format!("`{name}` cannot be run: this machine gives no {what}");
    Diagnostic::error(codes::PROGRAM_START, message)
        .help("close other programs and try again")
        .into()
}

fn unreadable(name: &str, error: &io::Error) -> Box<Diagnostic> {
    let message = format!("how `{name}` ended cannot be told: {error}");
    Diagnostic::error(codes::PROGRAM_FAILED, message).help("run it again").into()
}

/// It waits for somebody who is not there.
fn lonely(name: &str) -> Box<Diagnostic> {
    let message = format!("`{name}` asked for the terminal and was stopped");
    Diagnostic::error(codes::PROGRAM_TERMINAL, message)
        .help(
            "programs have no terminal here; tell it what it asks for by its arguments or its input",
        )
        .into()
}

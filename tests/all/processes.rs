//! Programs of this machine: what they read and print, and how they end or are stopped.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use futures_util::{FutureExt, StreamExt, stream};
use rebe_shell::diag::{Code, Diagnostic, Result, codes};
use rebe_shell::effect::memory::NoPrompt;
use rebe_shell::effect::{Cancel, Completed, Exit, Limits, Processes, Program};
use rebe_shell::fleet::{Fleet, FleetSettings, Stats};

use crate::support::{Folder, block_on, fleet_with};

/// What runs programs, with the `PATH` of the tests.
pub(crate) fn runner(home: &Path) -> Fleet {
    let path = std::env::var("PATH").unwrap();
    fleet_with(home, FleetSettings::default(), &[("PATH", &path)], Arc::new(NoPrompt))
}

pub(crate) fn program(name: &str, arguments: &[&str]) -> Program {
    Program::new(name, arguments.iter().map(OsString::from).collect(), &Limits::default())
}

pub(crate) fn sh(script: &str) -> Program {
    program("sh", &["-c", script])
}

pub(crate) fn within(program: Program, seconds: f64) -> Program {
    Program { deadline: Duration::from_secs_f64(seconds), ..program }
}

pub(crate) fn run(program: Program) -> Result<Completed> {
    let home = Folder::new();
    let fleet = runner(home.path());
    let ended = block_on(fleet.start(program, Cancel::new()));
    assert_eq!(fleet.stats(), Stats::default());
    ended
}

#[track_caller]
pub(crate) fn wrong(program: Program, code: Code) -> Box<Diagnostic> {
    let problem = run(program).expect_err("it must fail");
    assert_eq!(problem.code, code, "{problem:?}");
    problem
}

/// Bytes of all values, in an order that shows when some are lost.
fn bytes(count: usize) -> Vec<u8> {
    (0..count).map(|at| (at ^ (at >> 8) ^ (at >> 16)) as u8).collect()
}

/// Whether `found` becomes true soon.
fn soon(mut found: impl FnMut() -> bool) -> bool {
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(10) {
        if found() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    false
}

/// Whether a process has exactly this command line.
fn is_running(line: &str) -> bool {
    let found = Command::new("pgrep").args(["-f", "-x", line]).output().unwrap();
    !found.stdout.is_empty()
}

/// Nothing is left of what was started, not even a zombie of the process that wrote its number to
/// `pid`.
#[track_caller]
fn gone(lines: &[&str], pid: &Path) {
    for line in lines {
        assert!(soon(|| !is_running(line)), "`{line}` still runs");
    }
    let pid = std::fs::read_to_string(pid).unwrap();
    let left = || Command::new("ps").args(["-p", pid.trim()]).output().unwrap().status.success();
    assert!(soon(|| !left()), "process {pid} is still there");
}

#[test]
fn ten_mebibytes_through_cat() {
    let data = bytes(10 << 20);
    let completed = run(program("cat", &[]).feed(data.clone())).unwrap();
    assert_eq!(completed.exit, Exit::Code(0));
    assert!(completed.stdout == data, "{} bytes came back", completed.stdout.len());
    assert!(!completed.stdout_truncated && !completed.left_running);
    // In pieces, of which some are empty.
    let pieces = [0, 1, 65_536, 65_537, 0, 300_000].map(|count| Ok(bytes(count)));
    let expected = pieces.iter().flat_map(|piece| piece.clone().unwrap()).collect::<Vec<_>>();
    let input = Some(stream::iter(pieces).boxed());
    let completed = run(Program { input, ..program("cat", &[]) }).unwrap();
    assert!(completed.stdout == expected);
}

#[test]
fn all_three_streams_at_once() {
    // One reader at a time would wait for ever: nobody reads the input before all is printed.
    let script = "dd if=/dev/zero bs=1024 count=200 2>/dev/null; head -c 204800 /dev/zero >&2; \
                  cat >/dev/null; echo end";
    let completed = run(sh(script).feed(bytes(1 << 20))).unwrap();
    assert_eq!((completed.stdout.len(), completed.stderr.len()), (204_804, 204_800));
    // And while each piece of input leads to output on both.
    let completed = run(sh("tee /dev/stderr").feed(bytes(300_000))).unwrap();
    assert!(completed.stdout == bytes(300_000) && completed.stderr == bytes(300_000));
}

#[test]
fn output_beyond_the_bound_is_dropped_and_told() {
    let bounded = |script: &str, most_output| run(Program { most_output, ..sh(script) }).unwrap();
    let cut = bounded("yes | head -c 50000000; echo no >&2", 100_000);
    assert_eq!((cut.exit, cut.stdout.len()), (Exit::Code(0), 100_000));
    assert!(cut.stdout_truncated && !cut.stderr_truncated);
    assert_eq!(cut.stderr, b"no\n");
    let exact = bounded("printf abcd; printf abcde >&2", 4);
    assert_eq!((&*exact.stdout, exact.stdout_truncated), (&b"abcd"[..], false));
    assert_eq!((&*exact.stderr, exact.stderr_truncated), (&b"abcd"[..], true));
    // Who never ends is bounded by the deadline.
    let endless = Program { most_output: 1000, ..within(program("yes", &["endless 5123"]), 0.3) };
    wrong(endless, codes::TIMEOUT);
    assert!(soon(|| !is_running("yes endless 5123")));
}

#[test]
fn codes_and_signals() {
    let exit = |script: &str| run(sh(script)).unwrap().exit;
    assert_eq!(exit("exit 0"), Exit::Code(0));
    assert_eq!(exit("exit 7"), Exit::Code(7));
    assert_eq!(exit("exit 255"), Exit::Code(255));
    assert_eq!(exit("kill -9 $$"), Exit::Signal(9));
    assert_eq!(exit("kill -TERM $$").code(), 143);
    // Ignored by rebe, and not by what it starts: `yes` would never end, or complain.
    assert_eq!(exit("kill -PIPE $$"), Exit::Signal(13));
    let piped = run(sh("yes | head -n 1")).unwrap();
    assert_eq!((&*piped.stdout, &*piped.stderr), (&b"y\n"[..], &b""[..]));

    assert!(run(sh("exit 0")).unwrap().require_success("sh").is_ok());
    let failed = run(sh("echo one >&2; echo 'no such thing' >&2; exit 3")).unwrap();
    let problem = failed.require_success("frob").unwrap_err();
    assert_eq!(problem.code, codes::PROGRAM_FAILED);
    assert_eq!(problem.message, "`frob` ended with exit code 3");
    assert_eq!(problem.help.unwrap(), "it says: one\nno such thing");
    let long = run(sh("yes é | head -n 5000 >&2; kill -9 $$")).unwrap();
    let problem = long.require_success("frob").unwrap_err();
    assert_eq!(problem.message, "`frob` ended with signal 9");
    let help = problem.help.unwrap();
    assert!(help.len() < 500 && !help.contains('\u{fffd}'), "{help}");
}

#[test]
fn a_deadline_stops_the_whole_tree() {
    let folder = Folder::new();
    let pid = folder.join("pid");
    let script = format!(
        "echo $$ >'{}'; sleep 5201.1 | cat & (sleep 5201.2; true) & sleep 5201.3",
        pid.display()
    );
    let problem = wrong(within(sh(&script), 1.0), codes::TIMEOUT);
    assert_eq!(problem.message, "`sh` was not over after 1s and was stopped");
    gone(&["sleep 5201.1", "sleep 5201.2", "sleep 5201.3"], &pid);
}

#[test]
fn who_does_not_listen_is_killed_and_who_does_may_tidy_up() {
    let folder = Folder::new();
    let (pid, tidy) = (folder.join("pid"), folder.join("tidy"));
    let script = format!("trap '' TERM; echo $$ >'{}'; sleep 5202.1; sleep 5202.2", pid.display());
    let start = Instant::now();
    wrong(within(sh(&script), 0.5), codes::TIMEOUT);
    assert!(start.elapsed() > Duration::from_secs(2), "it has time to end by itself");
    gone(&["sleep 5202.1", "sleep 5202.2"], &pid);
    // More than a pipe holds is said on the way out, and a halted process hears of it as well.
    let script = format!(
        "trap 'yes | head -c 200000; echo done >\"{}\"; exit' TERM; echo $$ >'{}'; kill -STOP $$",
        tidy.display(),
        pid.display()
    );
    wrong(within(sh(&script), 0.5), codes::TIMEOUT);
    assert_eq!(std::fs::read_to_string(&tidy).unwrap(), "done\n");
    gone(&[], &pid);
}

#[test]
fn cancelling_stops_the_whole_tree() {
    let folder = Folder::new();
    let pid = folder.join("pid");
    let fleet = runner(folder.path());
    let cancel = Cancel::new();
    let script = format!("echo $$ >'{}'; sleep 5203.1 | cat", pid.display());
    let work = fleet.start(sh(&script).feed(bytes(1 << 20)), cancel.clone());
    let canceller = std::thread::spawn(move || {
        assert!(soon(|| is_running("sleep 5203.1")));
        cancel.cancel();
        Instant::now()
    });
    let problem = block_on(work).unwrap_err();
    assert_eq!(problem.code, codes::CANCELLED);
    assert!(canceller.join().unwrap().elapsed() < Duration::from_secs(3));
    gone(&["sleep 5203.1"], &pid);
}

#[test]
fn dropping_stops_the_whole_tree() {
    let folder = Folder::new();
    let pid = folder.join("pid");
    let script = |sleep: &str| format!("echo $$ >'{}'; {sleep} | cat", pid.display());
    let fleet = runner(folder.path());
    // The future alone.
    let mut work = fleet.start(sh(&script("sleep 5204.1")), Cancel::new());
    assert!((&mut work).now_or_never().is_none());
    assert!(soon(|| is_running("sleep 5204.1")));
    drop(work);
    gone(&["sleep 5204.1"], &pid);
    // And all that runs it, which the end of rebe is: who does not listen gets no two seconds.
    let stubborn = script("trap '' TERM; sleep 5204.2");
    let mut work = fleet.start(sh(&stubborn), Cancel::new());
    assert!((&mut work).now_or_never().is_none());
    assert!(soon(|| is_running("sleep 5204.2")));
    drop(fleet);
    drop(work);
    gone(&["sleep 5204.2"], &pid);
}

#[test]
fn nothing_starts_before_it_is_asked_for() {
    let folder = Folder::new();
    let fleet = runner(folder.path());
    let mark = folder.join("mark");
    drop(fleet.start(program("touch", &[mark.to_str().unwrap()]), Cancel::new()));
    let cancel = Cancel::new();
    cancel.cancel();
    let work = fleet.start(program("touch", &[mark.to_str().unwrap()]), cancel);
    assert_eq!(block_on(work).unwrap_err().code, codes::CANCELLED);
    assert!(!mark.exists());
}

#[test]
fn what_is_left_in_the_background_does_not_hold_it_up() {
    let start = Instant::now();
    let completed = run(sh("sleep 5205.1 & echo $!; exit 4")).unwrap();
    assert!(start.elapsed() < Duration::from_secs(10));
    assert_eq!(completed.exit, Exit::Code(4));
    assert!(completed.left_running);
    // It was left on purpose, so it lives on.
    assert!(is_running("sleep 5205.1"));
    let left = String::from_utf8(completed.stdout).unwrap();
    crate::support::tool("kill", &[left.trim()], &[]);
    // Who prints without end is cut off, and is ended by the closed pipe.
    let completed = run(sh("yes 'left 5205.2' & exit 0")).unwrap();
    assert!(completed.left_running && completed.exit.is_success());
    assert!(soon(|| !is_running("yes left 5205.2")));
    // What comes soon after the end is still taken.
    let completed = run(sh("(sleep 0.03; echo late) & echo early")).unwrap();
    assert_eq!((&*completed.stdout, completed.left_running), (&b"early\nlate\n"[..], false));
    // An input that nobody reads any more is no reason to wait either.
    let input = stream::pending().boxed();
    let completed = run(Program { input: Some(input), ..sh("sleep 0.1; echo hi") }).unwrap();
    assert_eq!(completed.stdout, b"hi\n");
}

#[test]
fn input_that_is_not_read_is_no_error() {
    let completed = run(program("true", &[]).feed(bytes(5 << 20))).unwrap();
    assert_eq!(completed.exit, Exit::Code(0));
    let completed = run(program("head", &["-c", "3"]).feed(b"abcdef\n".repeat(1 << 20))).unwrap();
    assert_eq!((completed.exit, &*completed.stdout), (Exit::Code(0), &b"abc"[..]));
    let completed = run(sh("exec <&-; sleep 0.2; echo hi").feed(bytes(5 << 20))).unwrap();
    assert_eq!((completed.exit, &*completed.stdout), (Exit::Code(0), &b"hi\n"[..]));
    // Without input there is nothing to read, and no terminal to wait for.
    let completed = run(sh("cat; test -t 0 || test -t 1 || test -t 2 || echo none")).unwrap();
    assert_eq!(completed.stdout, b"none\n");
}

#[test]
fn an_input_that_fails_stops_the_program() {
    let folder = Folder::new();
    let pid = folder.join("pid");
    let failure = Diagnostic::error(codes::ARITHMETIC, "division by zero");
    let input = stream::iter([Ok(bytes(10)), Err(failure.clone().into())]).boxed();
    let script = format!("echo $$ >'{}'; sleep 5206.1 | cat", pid.display());
    // Late enough that its number is written down.
    let later = stream::once(async {
        tokio::task::spawn_blocking(|| soon(|| is_running("sleep 5206.1"))).await.unwrap();
        Ok(Vec::new())
    });
    let problem = run(Program { input: Some(later.chain(input).boxed()), ..sh(&script) });
    assert_eq!(*problem.unwrap_err(), failure);
    gone(&["sleep 5206.1"], &pid);
}

#[test]
fn who_wants_the_terminal_is_not_waited_for() {
    // What the system does to a process that reads from a terminal which is not its own.
    let problem = wrong(sh("kill -TTIN $$; sleep 5207.1"), codes::PROGRAM_TERMINAL);
    assert_eq!(problem.message, "`sh` asked for the terminal and was stopped");
    assert!(soon(|| !is_running("sleep 5207.1")));
}

#[test]
fn two_hundred_at_once() {
    let home = Folder::new();
    let fleet = runner(home.path());
    let one = |at: usize| {
        let program = sh("read x; sleep 0.2; echo $x; exit $x");
        fleet.start(program.feed(format!("{at}\n").into()), Cancel::new())
    };
    let ended = block_on(join_all((0..200).map(one)));
    for (at, completed) in ended.into_iter().enumerate() {
        let completed = completed.unwrap();
        assert_eq!(completed.exit, Exit::Code(i32::try_from(at).unwrap()));
        assert_eq!(completed.stdout, format!("{at}\n").as_bytes());
    }
}

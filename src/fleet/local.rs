//! One command on this machine: the same bounds and outcomes as over SSH.

use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;

use super::classify::Trouble;
use super::deadline::Deadlines;
use super::output::{Exit, Output, Overflow, Stream};
use crate::effect::{Phase, RemoteCommand};

/// Run `command` with `/bin/sh`.
pub(super) async fn run(
    command: &RemoteCommand,
    output: &mut Output,
    deadlines: &Deadlines,
) -> Result<Exit, Trouble> {
    let until = deadlines.phase(Phase::Exec);
    deadlines.within(until, talk(command, output)).await?
}

/// Kills a process and all that it started, unless it ended by itself.
struct Group(Option<Pid>);

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(pid) = self.0 {
            let _ = kill_process_group(pid, Signal::KILL);
        }
    }
}

async fn talk(command: &RemoteCommand, output: &mut Output) -> Result<Exit, Trouble> {
    let failed = |error: std::io::Error| {
        Trouble::unreachable(format!("the command cannot be run on this machine: {error}"))
    };
    let mut child = Command::new("/bin/sh")
        .arg("-c")
        .arg(&*command.line)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .kill_on_drop(true)
        .spawn()
        .map_err(failed)?;
    let pid = child.id().and_then(|pid| Pid::from_raw(i32::try_from(pid).ok()?));
    let mut group = Group(pid);
    let (Some(mut stdin), Some(mut stdout), Some(mut stderr)) =
        (child.stdin.take(), child.stdout.take(), child.stderr.take())
    else {
        return Err(Trouble::internal());
    };
    let feed = async {
        // A command need not read its input.
        let _ = stdin.write_all(&command.stdin).await;
        drop(stdin);
    };
    tokio::pin!(feed);
    let mut feeding = true;
    let mut out = vec![0; 16 << 10];
    let mut err = vec![0; 16 << 10];
    let (mut out_open, mut err_open) = (true, true);
    while out_open || err_open {
        let kept = tokio::select! {
            read = stdout.read(&mut out), if out_open => {
                keep(output, Stream::Stdout, &out, read, &mut out_open)
            }
            read = stderr.read(&mut err), if err_open => {
                keep(output, Stream::Stderr, &err, read, &mut err_open)
            }
            () = &mut feed, if feeding => {
                feeding = false;
                Ok(())
            }
        };
        if kept.is_err() {
            return Ok(Exit::Truncated);
        }
    }
    let status = child.wait().await.map_err(failed)?;
    group.0 = None;
    let code = status.code().or_else(|| status.signal().map(|signal| 128 + signal));
    code.map(Exit::Code).ok_or_else(Trouble::internal)
}

/// Keep what was read; a stream at its end, or that cannot be read, is closed.
fn keep(
    output: &mut Output,
    stream: Stream,
    buffer: &[u8],
    read: std::io::Result<usize>,
    open: &mut bool,
) -> Result<(), Overflow> {
    match read {
        Ok(length) if length > 0 => output.push(stream, buffer.get(..length).unwrap_or(buffer)),
        _ => {
            *open = false;
            Ok(())
        }
    }
}

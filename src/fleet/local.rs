//! One command on this machine: the same bounds and outcomes as over SSH.

use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;

use super::classify::Trouble;
use super::deadline::Deadlines;
use super::fleet::Core;
use super::output::{Exit, Output};
use super::sudo::{Answers, Door, Entrance};
use crate::effect::{OutputStream, Phase, RemoteCommand, Task};

/// Run `command` with `/bin/sh`.
pub(super) async fn run(
    core: &Core,
    task: &Task,
    output: &mut Output,
    deadlines: &mut Deadlines,
) -> Result<Exit, Trouble> {
    let Task::Command(command) = task else {
        return Err(Trouble::no_copies());
    };
    let mut until = deadlines.phase(Phase::Exec);
    let Entrance { mut door, answers } =
        Entrance::new(core, command.sudo.as_ref(), deadlines, &mut until).await?;
    let talk = talk(command, &mut door, answers, output);
    let ended = deadlines.within(until, talk).await;
    ended.map_err(|trouble| door.map_or(trouble.clone(), |door| door.explain(trouble)))?
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

async fn talk(
    command: &RemoteCommand,
    door: &mut Option<Door<'_>>,
    mut answers: Answers,
    output: &mut Output,
) -> Result<Exit, Trouble> {
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
        while let Some(answer) = answers.recv().await {
            let _ = stdin.write_all(&answer).await;
        }
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
                let data = data(&out, read, &mut out_open);
                output.push(OutputStream::Stdout, data).await
            }
            read = stderr.read(&mut err), if err_open => {
                let data = data(&err, read, &mut err_open);
                match door {
                    None => output.push(OutputStream::Stderr, data).await,
                    Some(door) => output.push(OutputStream::Stderr, &door.hear(data)?).await,
                }
            }
            () = &mut feed, if feeding => {
                feeding = false;
                Ok(())
            }
        };
        if let Err(full) = kept {
            return full.end();
        }
    }
    if let Some(trouble) = door.as_mut().and_then(Door::shut) {
        return Err(trouble);
    }
    let status = child.wait().await.map_err(failed)?;
    group.0 = None;
    let code = status.code().or_else(|| status.signal().map(|signal| 128 + signal));
    code.map(Exit::Code).ok_or_else(Trouble::internal)
}

/// What was read; a stream at its end, or that cannot be read, is closed.
fn data<'a>(buffer: &'a [u8], read: std::io::Result<usize>, open: &mut bool) -> &'a [u8] {
    match read {
        Ok(length) if length > 0 => buffer.get(..length).unwrap_or(buffer),
        _ => {
            *open = false;
            &[]
        }
    }
}

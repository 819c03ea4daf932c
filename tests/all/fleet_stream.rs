//! Output that is told as it comes, hosts in waves, and what broke while it ran.

use std::collections::HashMap;
use std::fs;
use std::sync::{Arc, Mutex};

use futures_executor::block_on;
use futures_util::StreamExt;
use rebe_shell::effect::{
    Cancel, Job, OutcomeKind, OutputStream, Remote, RemoteEvent, Target, Transport,
};
use rebe_shell::render::{Form, Format, Look, Screen};
use rebe_shell::session::{Mode, Options, Session};

use crate::support::sshd::Sshd;
use crate::support::{Folder, Text, command, job, run_one, target};

fn streamed(line: &str) -> Job {
    let mut job = job(line);
    command(&mut job).stream = true;
    job
}

#[test]
fn lines_come_while_the_command_runs() {
    let sshd = Sshd::start();
    let go = sshd.folder.join("go");
    let line =
        format!("echo one; until [ -e {} ]; do sleep 0.02; done; echo two >&2", go.display());
    let here = Target { transport: Transport::Local, ..(*target("localhost", 22)).clone() };
    for host in [target("127.0.0.1", sshd.port), Arc::new(here)] {
        let targets = futures_util::stream::iter([host]).boxed();
        let fleet = sshd.fleet();
        let mut events = fleet.run(streamed(&line), targets, Cancel::new());
        let mut told = Vec::new();
        let mut ended = Vec::new();
        block_on(async {
            while let Some(event) = events.next().await {
                match event {
                    RemoteEvent::Output(piece) => {
                        assert!(ended.is_empty(), "output after the reply");
                        told.push((piece.stream, String::from_utf8(piece.bytes).unwrap()));
                        // Without this the command would go on until its deadline.
                        fs::write(&go, "").unwrap();
                    }
                    RemoteEvent::Replies(replies) => ended.extend(replies),
                    RemoteEvent::Progress(_) => {}
                }
            }
        });
        let wanted = [
            (OutputStream::Stdout, "one\n".to_owned()),
            (OutputStream::Stderr, "two\n".to_owned()),
        ];
        assert_eq!(told, wanted);
        assert_eq!((ended.len(), ended[0].outcome.label().as_str()), (1, "ok"));
        assert!(ended[0].stdout.is_empty());
        fs::remove_file(&go).unwrap();
    }
}

#[test]
fn a_stream_without_end_is_cut_at_its_bound() {
    let sshd = Sshd::start();
    let mut job = streamed("yes");
    job.limits.max_output = 1 << 20;
    let targets = futures_util::stream::iter([target("127.0.0.1", sshd.port)]).boxed();
    let fleet = sshd.fleet();
    let mut events = fleet.run(job, targets, Cancel::new());
    let mut bytes = 0;
    let mut kinds = Vec::new();
    block_on(async {
        while let Some(event) = events.next().await {
            match event {
                RemoteEvent::Output(piece) => bytes += piece.bytes.len(),
                RemoteEvent::Replies(replies) => {
                    kinds.extend(replies.iter().map(|one| one.outcome.kind))
                }
                RemoteEvent::Progress(_) => {}
            }
        }
    });
    assert_eq!((bytes, kinds), (1 << 20, vec![OutcomeKind::Truncated]));
}

#[test]
fn what_changes_nothing_is_asked_again_when_its_connection_breaks() {
    let sshd = Sshd::start();
    let seen = sshd.folder.join("seen").display().to_string();
    // The first time it kills the process of its own connection.
    let line = format!(
        "echo half; [ -e {seen} ] || {{ touch {seen}; kill -9 $PPID; sleep 9; }}; echo whole"
    );
    for (repeatable, label, output) in
        [(false, "unreachable", "half\n"), (true, "ok", "half\nwhole\n")]
    {
        let _ = fs::remove_file(&seen);
        let mut job = job(&line);
        command(&mut job).repeatable = repeatable;
        let reply = run_one(&sshd.fleet(), job, target("127.0.0.1", sshd.port));
        assert_eq!(reply.outcome.label(), label, "{}", reply.outcome.message);
        assert_eq!(reply.outcome.attempts, if repeatable { 2 } else { 1 });
        assert!(output.starts_with(std::str::from_utf8(&reply.stdout).unwrap()));
    }
}

/// How many hosts were at work in the midst of the work of each of eight.
fn company(flags: &str) -> Vec<i64> {
    let folder = Folder::new();
    let at_work = folder.join("at_work");
    fs::create_dir(&at_work).unwrap();
    let host = |at: usize| Target {
        name: format!("h{at}"),
        transport: Transport::Local,
        ..(*target("localhost", 22)).clone()
    };
    let options = Options { targets: Some((1..=8).map(host).collect()), ..Options::default() };
    let mut session = Session::new(options);
    let text = format!(
        "hosts | run 'touch {0}/$$; sleep 0.2; ls {0} | wc -l; sleep 0.2; rm {0}/$$' {flags}",
        at_work.display()
    );
    let prepared = session.prepare("test", &text, Mode::Run);
    assert!(!prepared.is_wrong(), "{:?}", prepared.diagnostics);
    let out = Text::default();
    let screen = Screen::new(Form::Data(Format::Ndjson), Look::plain(), Box::new(out.clone()));
    session.run(&prepared, Arc::new(Mutex::new(screen)));
    let written = out.text();
    let rows = written
        .lines()
        .map(|line| serde_json::from_str::<HashMap<String, serde_json::Value>>(line).unwrap());
    rows.map(|row| row["stdout"].as_str().unwrap().trim().parse().unwrap()).collect()
}

#[test]
fn a_batch_begins_when_the_one_before_has_ended() {
    let most = |flags| company(flags).into_iter().max().unwrap();
    assert!(most("") > 2);
    assert!(most("--batch 2") <= 2);
    assert!(most("--batch 25% --canary 1") <= 2);
    let first = company("--canary 1");
    assert_eq!((first.len(), first[0]), (8, 1));
}

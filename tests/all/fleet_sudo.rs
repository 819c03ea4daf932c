//! Becoming another account, with a script that plays `sudo` as its manual says it behaves.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

use rebe_shell::effect::{Job, OutcomeKind, Phase, Sudo, Target, Transport};
use rebe_shell::fleet::{FleetSettings, PasswordSource};

use crate::support::sshd::Sshd;
use crate::support::{Folder, command, fleet, job_reading, run, run_one, target};

/// `how` it behaves is the first word of a file beside it; another counts passwords. Like the real
/// one it asks on stderr by the text after `-p`, and reads not a byte more than the line.
const PLAYED: &str = r#"#!/bin/sh
here=${0%/*}
while [ "$1" != -- ]; do
    [ "$1" = -p ] && question=$2
    shift
done
shift
ask() {
    printf '%s' "$question" >&2
    IFS= read -r answer || exit 1
    echo x >> "$here/asked"
    [ "$answer" = right ]
}
case $(cat "$here/how") in
    free) ;;
    lecture)
        echo 'Wir vertrauen darauf, dass der Administrator erklärt hat.' >&2
        ask || { echo 'Leider falsch.' >&2; ask || exit 1; } ;;
    denied) echo 'me is not in the sudoers file.' >&2; exit 1 ;;
    code) printf 'Verification code: ' >&2; read -r answer; exit 1 ;;
    silent) ask; exit 1 ;;
esac
exec "$@"
"#;

pub(crate) fn play(folder: &Folder, how: &str) {
    let path = folder.join("sudo");
    fs::write(&path, PLAYED).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    fs::write(folder.join("how"), how).unwrap();
}

/// What the command gets, and whether its own words are all that comes of it.
fn elevated(folder: &Folder) -> Job {
    let line = format!(
        "exec {} -H -S -p '[who?]' -u root -- /bin/sh -c 'printf %s \"[now]\" >&2; cat; echo own \
         >&2'",
        folder.join("sudo").display()
    );
    let mut job = job_reading(&line, Arc::from(*b"input"));
    command(&mut job).sudo = Some(Sudo { question: "[who?]".into(), started: "[now]".into() });
    job.limits.exec = std::time::Duration::from_secs(5);
    job
}

fn settings(sshd: &Sshd, password: &str) -> FleetSettings {
    let sudo_password = Some(PasswordSource::Command(format!("echo {password}")));
    FleetSettings { sudo_password, ..sshd.settings() }
}

fn asked(folder: &Folder) -> usize {
    fs::read_to_string(folder.join("asked")).map_or(0, |text| text.lines().count())
}

#[test]
fn what_the_command_says_and_reads_is_all_its_own() {
    let sshd = Sshd::start();
    let here = fleet(sshd.folder.path(), settings(&sshd, "right"));
    let local = Target { transport: Transport::Local, ..(*target("localhost", 22)).clone() };
    for (how, passwords) in [("free", 0), ("lecture", 1), ("lecture", 2)] {
        play(&sshd.folder, how);
        let on =
            if passwords == 2 { Arc::new(local.clone()) } else { target("127.0.0.1", sshd.port) };
        let reply = run_one(&here, elevated(&sshd.folder), on);
        assert_eq!(reply.outcome.label(), "ok", "{how}: {}", reply.outcome.message);
        assert_eq!((&*reply.stdout, &*reply.stderr), (&b"input"[..], &b"own\n"[..]), "{how}");
        assert_eq!(asked(&sshd.folder), passwords, "{how}");
    }
}

#[test]
fn a_wrong_password_is_given_once_a_host_and_on_two_hosts() {
    let sshd = Sshd::start();
    play(&sshd.folder, "lecture");
    let here = fleet(sshd.folder.path(), settings(&sshd, "wrong"));
    let hosts = (1..=6).map(|at| target(&format!("127.0.0.{at}"), sshd.port)).collect();
    let replies = run(&here, elevated(&sshd.folder), hosts);
    assert_eq!(asked(&sshd.folder), 2);
    let told =
        |text: &str| replies.iter().filter(|reply| reply.outcome.message.contains(text)).count();
    assert!(
        replies.iter().all(|reply| reply.outcome.kind == OutcomeKind::AuthFailed),
        "{replies:?}"
    );
    assert_eq!((told("refused the password: "), told("Leider falsch.")), (2, 2), "{replies:?}");
    assert_eq!(told("is not tried on this one"), 4, "{replies:?}");
    // Nobody was turned away at the door of the host itself.
    let reply =
        run_one(&here, job_reading("echo hi", Arc::from([])), target("127.0.0.1", sshd.port));
    assert_eq!((reply.outcome.label().as_str(), here.stats().opened), ("ok", 6));
}

#[test]
fn why_a_command_has_not_begun_is_told() {
    let sshd = Sshd::start();
    let without = fleet(sshd.folder.path(), sshd.settings());
    let with = fleet(sshd.folder.path(), settings(&sshd, "right"));
    let cases = [
        ("lecture", &without, OutcomeKind::AuthFailed, "--ask-become-password"),
        (
            "denied",
            &with,
            OutcomeKind::AuthFailed,
            "did not start the command: me is not in the sudoers",
        ),
        ("silent", &with, OutcomeKind::AuthFailed, "did not take the password"),
        ("code", &with, OutcomeKind::Timeout(Phase::Exec), "`Verification code:`"),
    ];
    for (how, fleet, kind, words) in cases {
        play(&sshd.folder, how);
        let reply = run_one(fleet, elevated(&sshd.folder), target("127.0.0.1", sshd.port));
        assert_eq!(reply.outcome.kind, kind, "{how}: {}", reply.outcome.message);
        assert!(reply.outcome.message.contains(words), "{how}: {}", reply.outcome.message);
    }
}

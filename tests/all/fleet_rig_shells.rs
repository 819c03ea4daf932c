//! Accounts whose login shell is none that one would wish for, on a real sshd: what is the matter
//! is told in words, and other hosts are well.

use std::os::unix::fs::PermissionsExt;

use crate::support::Folder;
use crate::support::rebe::{Ran, rebe};
use crate::support::sshd::Sshd;

/// What plays the login shell of a host, as a script; the host is the address 127.0.6.N.
const SHELLS: [&str; 6] = [
    "echo 'Welcome to this machine'; echo 'be nice' >&2; exec sh -c \"$SSH_ORIGINAL_COMMAND\"",
    "echo forced",
    "exec bash -r -c \"$SSH_ORIGINAL_COMMAND\"",
    "exit 1",
    "echo 'This account is currently not available.'; exit 1",
    "exec sleep 30",
];

const BANNER: &str = "127.0.6.1";
const FORCED: &str = "127.0.6.2";
const RESTRICTED: &str = "127.0.6.3";
const FALSE: &str = "127.0.6.4";
const NOLOGIN: &str = "127.0.6.5";
const HANGS: &str = "127.0.6.6";
const WELL: [&str; 2] = ["127.0.6.7", "127.0.6.8"];

/// A server that has them all.
fn sshd() -> Sshd {
    Sshd::start_with(|folder: &Folder| {
        let mut config = "Subsystem sftp /usr/lib/openssh/sftp-server\n".to_owned();
        for (at, shell) in (1..).zip(SHELLS) {
            let path = folder.join(&format!("shell{at}"));
            std::fs::write(&path, format!("#!/bin/sh\n{shell}\n")).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
            let path = path.display();
            config += &format!("Match LocalAddress 127.0.6.{at}\nForceCommand {path}\n");
        }
        // What is said after it holds for all again.
        config + "Match all\n"
    })
}

/// Run `text` on all of them; those that are well are so.
fn ask(sshd: &Sshd, text: &str) -> Ran {
    let ran = rebe(sshd, sshd.port, "127.0.6.[1-8]", text, &[]);
    assert_eq!(ran.outcomes.len(), 8, "{text}: {}", ran.stderr);
    for host in WELL {
        ran.assert(host, "ok", &[]);
    }
    assert_eq!(ran.exit, Some(3), "{}", ran.stderr);
    ran
}

const LOOK: &str = "look at the login shell of the account, and whether it has a forced command";

#[test]
fn facts_are_asked_through_a_banner_or_it_is_told_why_not() {
    let sshd = sshd();
    let ran = ask(&sshd, "hosts | discover os --timeout 3s");
    ran.assert(BANNER, "ok", &[]);
    assert_eq!(ran.row(BANNER)["kernel"], ran.row(WELL[0])["kernel"]);
    ran.assert(FORCED, "invalid", &["the script did not run; the host said `forced`", LOOK]);
    ran.assert(RESTRICTED, "failed(1)", &["exit code 1", "exec: restricted`", LOOK]);
    ran.assert(FALSE, "failed(1)", &["exit code 1; the host said nothing", LOOK]);
    ran.assert(NOLOGIN, "failed(1)", &["`This account is currently not available.`", LOOK]);
    ran.assert(HANGS, "timeout(exec)", &["did not finish within 3 s"]);
    assert_eq!(ran.rows().len(), 3);
}

#[test]
fn a_command_is_run_as_the_shell_runs_it_and_its_words_are_kept() {
    let sshd = sshd();
    let ran = ask(&sshd, "hosts | run 'cd /tmp; echo mine' --timeout 3s");
    ran.assert(BANNER, "ok", &[]);
    let row = ran.row(BANNER);
    assert_eq!(
        (&row["stdout"], &row["stderr"]),
        (&"Welcome to this machine\nmine".into(), &"be nice".into())
    );
    ran.assert(FORCED, "ok", &[]);
    assert_eq!(ran.row(FORCED)["stdout"], "forced");
    // The shell itself goes on after what it refused.
    ran.assert(RESTRICTED, "ok", &[]);
    assert!(ran.row(RESTRICTED)["stderr"].as_str().unwrap().contains("cd: restricted"));
    ran.assert(FALSE, "failed(1)", &["exit code 1"]);
    ran.assert(NOLOGIN, "failed(1)", &["exit code 1"]);
    assert_eq!(ran.row(NOLOGIN)["stdout"], "This account is currently not available.");
    ran.assert(HANGS, "timeout(exec)", &["did not finish within 3 s"]);
    let ran = rebe(&sshd, sshd.port, RESTRICTED, "hosts | run '/bin/echo mine'", &[]);
    ran.assert(RESTRICTED, "failed(1)", &["its stderr may say why"]);
    assert!(ran.row(RESTRICTED)["stderr"].as_str().unwrap().contains("cannot specify `/'"));
}

#[test]
fn files_are_carried_or_it_is_told_what_the_shell_says_instead() {
    let sshd = sshd();
    let there = sshd.folder.path().display().to_string();
    std::fs::write(sshd.folder.join("data"), "data").unwrap();
    // All hosts are this machine, on which two that write one file would be in each other's way.
    for text in [
        format!("hosts | upload {there}/data {there}/up/ --make-folders --parallel 1 --timeout 3s"),
        format!("hosts | download {there}/data {there}/back --timeout 3s"),
    ] {
        let ran = ask(&sshd, &text);
        let said =
            ["the host said `Welcome to this machine` where SFTP was to begin", "start-up files"];
        ran.assert(BANNER, "failed(1)", &said);
        ran.assert(FORCED, "failed(1)", &["the host said `forced` where", "a forced command"]);
        // The stderr of a subsystem is not for clients.
        for host in [RESTRICTED, FALSE] {
            let words = ["SFTP ended where it was to begin (exit code 1)", LOOK];
            ran.assert(host, "failed(1)", &words);
        }
        ran.assert(NOLOGIN, "failed(1)", &["`This account is currently not available.`"]);
        ran.assert(HANGS, "timeout(exec)", &["SFTP did not begin within 3 s", "login shell"]);
        assert_eq!(ran.rows().len(), WELL.len());
    }
    let mut came = std::fs::read_dir(sshd.folder.join("back")).unwrap();
    assert!(came.all(|folder| folder.unwrap().path().join("data").exists()), "an empty folder");
    assert_eq!(std::fs::read_to_string(sshd.folder.join("up/data")).unwrap(), "data");
}

#[test]
fn waiting_ends_only_where_somebody_looked() {
    let sshd = sshd();
    for (what, timeout) in [("--file /tmp", 3), (&format!("--port {}", sshd.port), 2)] {
        let ran =
            ask(&sshd, &format!("hosts | wait-for {what} --every 200ms --timeout {timeout}s"));
        ran.assert(BANNER, "ok", &[]);
        ran.assert(FORCED, "invalid", &["did not run what was to look; the host said `forced`"]);
        ran.assert(RESTRICTED, "timeout(total)", &["the last time: `", "exec: restricted`"]);
        ran.assert(FALSE, "timeout(total)", &[" s; the last time: ", "exit code 1"]);
        ran.assert(NOLOGIN, "timeout(total)", &["`This account is currently not available.`"]);
        ran.assert(HANGS, "timeout(total)", &["was not done within"]);
        assert_eq!(ran.rows().len(), 3);
    }
    // That nothing is there is no more believed than that something is.
    let ran = ask(&sshd, "hosts | wait-for --command 'exit 3' --gone --timeout 2s --every 200ms");
    for host in [FALSE, NOLOGIN] {
        ran.assert(host, "timeout(total)", &[]);
    }
    ran.assert(FORCED, "invalid", &[]);
}

#[test]
fn a_key_with_a_forced_command_is_no_other_than_one_of_the_server() {
    let sshd = Sshd::start_with(|folder: &Folder| {
        let key = std::fs::read_to_string(folder.join("user.pub")).unwrap();
        let line = format!("command=\"echo only backups\" {key}");
        std::fs::write(folder.join("authorized_keys"), line).unwrap();
        String::new()
    });
    let ran = rebe(&sshd, sshd.port, "127.0.6.1", "hosts | discover cpu", &[]);
    ran.assert("127.0.6.1", "invalid", &["the host said `only backups`", "forced command"]);
    assert_eq!((ran.exit, ran.rows().len()), (Some(4), 0));
    assert!(ran.stderr.contains("only backups"), "{}", ran.stderr);
}

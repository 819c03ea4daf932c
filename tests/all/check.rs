//! `check` over time: it watches, and it mends what others may be writing.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use rebe_shell::effect::Files;
use rebe_shell::effect::memory::MemoryFiles;
use rebe_shell::session::Fix;

use crate::support::Folder;
use crate::words::session;

/// `rebe check --watch` in a folder, and the lines that it writes.
struct Watching {
    child: Child,
    lines: Receiver<String>,
}

impl Watching {
    fn start(folder: &Folder, arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_rebe"))
            .args(["check", "--watch"])
            .args(arguments)
            .current_dir(folder.path())
            .env_clear()
            .env("HOME", folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, lines) = mpsc::channel();
        let out = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            out.lines().map_while(Result::ok).all(|line| sender.send(line).is_ok())
        });
        Self { child, lines }
    }

    /// The next line, without its time.
    #[track_caller]
    fn says(&self) -> String {
        let line = self.lines.recv_timeout(Duration::from_secs(20)).unwrap();
        let (time, rest) = line.split_once(' ').unwrap();
        assert!(time.len() == 9 && time.ends_with('Z'), "{line}");
        rest.to_owned()
    }

    /// Ctrl-C; the exit code, and what was written to standard error.
    fn interrupt(mut self) -> (Option<i32>, String) {
        let pid = self.child.id().to_string();
        assert!(Command::new("/bin/kill").args(["-INT", &pid]).status().unwrap().success());
        let since = Instant::now();
        let status = self.child.wait().unwrap();
        assert!(since.elapsed() < Duration::from_secs(10));
        let mut told = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
        (status.code(), told)
    }
}

#[test]
fn a_watched_folder_is_checked_again_when_a_file_changes_comes_or_goes() {
    let folder = Folder::new();
    std::fs::write(folder.join("a.rsh"), "hosts\n").unwrap();
    let watching = Watching::start(&folder, &[]);
    assert_eq!(watching.says(), "1 file checked: all is well");
    std::fs::write(folder.join("a.rsh"), "hots | first 1\n").unwrap();
    assert_eq!(watching.says(), "1 file checked: 1 error");
    std::fs::write(folder.join("b.rsh"), "nothing_like_that\n").unwrap();
    assert_eq!(watching.says(), "2 files checked: 2 errors");
    std::fs::remove_file(folder.join("a.rsh")).unwrap();
    assert_eq!(watching.says(), "1 file checked: 1 error");
    // Nothing changes, so nothing is said.
    assert!(watching.lines.recv_timeout(Duration::from_millis(700)).is_err());
    let (code, told) = watching.interrupt();
    assert_eq!(code, Some(130));
    assert!(told.contains("a.rsh:1:1") && !told.contains('\u{1b}'), "{told}");
}

#[test]
fn an_inventory_that_changes_is_read_anew() {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.join(".config/rebe")).unwrap();
    std::fs::write(folder.join("a.rsh"), "hosts web1\n").unwrap();
    let watching = Watching::start(&folder, &["a.rsh"]);
    assert_eq!(watching.says(), "1 file checked: 1 error");
    std::fs::write(folder.join(".config/rebe/hosts.toml"), "hosts = [\"web1\"]\n").unwrap();
    assert_eq!(watching.says(), "1 file checked: all is well");
    assert_eq!(watching.interrupt().0, Some(130));
}

#[test]
fn what_is_watched_is_one_document_a_line_for_robots() {
    let folder = Folder::new();
    std::fs::write(folder.join("a.rsh"), "hots\n").unwrap();
    let watching = Watching::start(&folder, &["--json", "a.rsh"]);
    let line = watching.lines.recv_timeout(Duration::from_secs(20)).unwrap();
    let document: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(document["counts"]["errors"], 1);
    assert_eq!(document["exit_code"], 2);
    assert_eq!(watching.interrupt(), (Some(130), String::new()));
}

#[test]
fn mending_never_leaves_more_errors_than_there_were() {
    let files = Arc::new(MemoryFiles::default());
    let session = session(files.clone());
    let texts = [
        "hots | dicsover cpu | wher coers > 4",
        "hots && hots\nlet $x = (1 ++ 2\n\u{201c}a\u{201d} = 5",
        "hosts | select hsot addres prot | where hots = 1 || prot => 2",
        "${x} + $(1)\n[1 2 | frist",
    ];
    for text in texts {
        files.put("a.rsh", text);
        let before = session.check("a.rsh", Fix::No);
        let tried = session.check("a.rsh", Fix::Try);
        assert_eq!(files.read("a.rsh".as_ref()).unwrap(), text.as_bytes());
        assert!(!tried.written && tried.exit == before.exit);
        let after = session.check("a.rsh", Fix::Write);
        assert!(after.errors() <= before.errors(), "{text}");
        assert_eq!((after.changes.len(), after.errors()), (tried.changes.len(), tried.errors()));
        assert_eq!(after.written, !after.changes.is_empty());
        // What was mended is mended: the next time there is nothing left to do.
        let again = session.check("a.rsh", Fix::Write);
        assert!(again.changes.is_empty() && again.errors() == after.errors(), "{text}");
    }
}

//! What a small text does not pay for. The program is held while it writes its result, by an output
//! that nobody reads, and then looked at from outside.
#![cfg(target_os = "linux")]

use std::fs::Permissions;
use std::io::{Read, Write, pipe};
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::Folder;

/// Ends the program, whatever happens to the test.
struct Held(Child);

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Held {
    /// The state of the program, as `/proc` tells it: `S` while it waits.
    fn state(&self) -> char {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.0.id())).unwrap();
        stat.rsplit_once(") ").unwrap().1.chars().next().unwrap()
    }

    /// Wait until it has slept for a while, which it does only when it cannot write.
    fn wait_until_it_writes(&self) {
        let start = Instant::now();
        let mut asleep = 0;
        while asleep < 10 {
            assert!(start.elapsed() < Duration::from_secs(30), "it never wrote");
            std::thread::sleep(Duration::from_millis(20));
            asleep = if self.state() == 'S' { asleep + 1 } else { 0 };
        }
    }
}

/// A calculation has one thread from start to end: no pool of polars, no runtime, no thread that
/// waits for signals.
#[test]
fn a_calculation_starts_no_thread() {
    let (mut reader, mut writer) = pipe().unwrap();
    let output = writer.try_clone().unwrap();
    // Fills the pipe, and waits in it before the program does.
    let filler = std::thread::spawn(move || while writer.write(&[b' '; 4096]).is_ok() {});
    std::thread::sleep(Duration::from_millis(100));
    let child = Command::new(env!("CARGO_BIN_EXE_rebe"))
        .args(["-c", "1 + 1"])
        .stdin(Stdio::null())
        .stdout(output)
        .spawn()
        .unwrap();
    let mut held = Held(child);
    held.wait_until_it_writes();
    let threads = std::fs::read_dir(format!("/proc/{}/task", held.0.id())).unwrap().count();
    assert_eq!(threads, 1);
    // It is the result that it waits with, and not something before it.
    let mut seen = [0; 4096];
    let result = (0..10_000).any(|_| {
        let read = reader.read(&mut seen).unwrap();
        seen[..read].contains(&b'2')
    });
    assert!(result, "it ended before it wrote its result");
    drop(reader);
    filler.join().unwrap();
    assert!(held.0.wait().unwrap().success());
}

/// Where there is no terminal, nobody is asked how wide it is: some would run a program for that.
#[test]
fn a_calculation_runs_no_program() {
    let folder = Folder::new();
    let (tput, trace) = (folder.join("tput"), folder.join("trace"));
    std::fs::write(&tput, format!("#!/bin/sh\n: >{}\n", trace.display())).unwrap();
    std::fs::set_permissions(&tput, Permissions::from_mode(0o755)).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_rebe"))
        .args(["-c", "1 + 1"])
        .env("PATH", folder.path())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(output.stdout, b"2\n");
    assert!(!trace.exists(), "it ran tput");
}

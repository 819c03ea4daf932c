//! The world as it is on bad days: nobody reads the output, the disk is full, hosts send too much,
//! texts are huge, and people press Ctrl-C. Nothing may panic, hang, or eat the memory.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rebe_shell::command::Mode;
use rebe_shell::effect::memory::MemoryFiles;
use rebe_shell::effect::{Entry, Files, NewFile};
use rebe_shell::exec::{Event, Sink};
use rebe_shell::session::exit_code;

use crate::support::{Folder, me};
use crate::words::session;

/// `rebe` with these arguments in `folder`, which is its home too, ready to start.
fn rebe(folder: &Folder, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rebe"));
    command
        .args(arguments)
        .current_dir(folder.path())
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn run(folder: &Folder, arguments: &[&str]) -> Output {
    rebe(folder, arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// An inventory of so many hosts that their table does not fit in a pipe.
fn many(folder: &Folder) {
    std::fs::write(folder.join("many.toml"), "hosts = [\"web[00001-20000]\"]").unwrap();
}

#[test]
fn when_nobody_reads_on_it_ends_and_says_nothing() {
    let folder = Folder::new();
    many(&folder);
    for form in ["table", "json", "ndjson", "csv"] {
        let mut child =
            rebe(&folder, &["-i", "many.toml", "-o", form, "-c", "hosts; hosts"]).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(!line.is_empty());
        assert_eq!(text(&output.stderr), "", "{form}");
        assert_eq!(output.status.code(), Some(0), "{form}");
    }
}

#[test]
fn a_closed_error_stream_is_no_panic() {
    let folder = Folder::new();
    let mut child = rebe(&folder, &["-c", "hots"]).spawn().unwrap();
    drop(child.stderr.take());
    assert_eq!(child.wait().unwrap().code(), Some(2));
}

#[test]
fn an_output_that_cannot_be_written_is_an_error() {
    let folder = Folder::new();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = rebe(&folder, &["-c", "1"]).stdout(full).output().unwrap();
    assert!(text(&output.stderr).contains("the output cannot be written"), "{output:?}");
    assert_eq!(output.status.code(), Some(1));
}

/// A disk with room for some bytes.
struct FullDisk(MemoryFiles);

struct NoRoom(usize);

impl Write for NoRoom {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl NewFile for NoRoom {
    fn commit(self: Box<Self>) -> io::Result<()> {
        panic!("a file that is not whole was put in place")
    }
}

impl Files for FullDisk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.0.read(path)
    }

    fn create(&self, _: &Path) -> io::Result<Box<dyn NewFile>> {
        Ok(Box::new(NoRoom(40)))
    }

    fn real_path(&self, _: &Path) -> Option<std::path::PathBuf> {
        None
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Read + Send>> {
        self.0.open(path)
    }

    fn list(&self, path: &Path) -> io::Result<Vec<Entry>> {
        self.0.list(path)
    }

    fn append(&self, _: &Path, _: &[u8], _: u32) -> io::Result<()> {
        Err(io::ErrorKind::StorageFull.into())
    }

    fn exists(&self, path: &Path) -> bool {
        self.0.exists(path)
    }
}

/// Takes everything and shows nothing.
struct Nowhere;

impl Sink for Nowhere {
    fn event(&mut self, _: Event) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_is_said_and_leaves_nothing_half_written() {
    for format in ["csv", "json", "ndjson"] {
        let mut session = session(Arc::new(FullDisk(MemoryFiles::default())));
        let prepared = session.prepare("full", &format!("hosts | save out.{format}"), Mode::Run);
        assert!(!prepared.is_wrong(), "{:?}", prepared.diagnostics);
        let report = session.run(&prepared, Arc::new(Mutex::new(Nowhere)));
        assert_eq!(exit_code(&report), 1);
        let message = &report.errors.first().unwrap().message;
        assert_eq!(message, &format!("`out.{format}` cannot be written: the disk is full"));
    }
}

#[test]
fn a_real_disk_that_ends_leaves_nothing_behind() {
    let folder = Folder::new();
    many(&folder);
    std::fs::write(folder.join("out.csv"), "old").unwrap();
    // Files of this shell and its children end after a few blocks, which is an error for them.
    let script = format!(
        "trap '' XFSZ; ulimit -f 8; exec {} -i many.toml -c 'hosts | save out.csv --force'",
        env!("CARGO_BIN_EXE_rebe")
    );
    let output =
        Command::new("/bin/sh").args(["-c", &script]).current_dir(folder.path()).output().unwrap();
    assert!(text(&output.stderr).contains("`out.csv` cannot be written"), "{output:?}");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(std::fs::read_to_string(folder.join("out.csv")).unwrap(), "old");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "a temporary file is left");
}

#[test]
fn a_file_that_may_not_be_read_is_said() {
    // Nothing is closed to root, so there is nothing to see as root.
    if me() == "root" {
        return;
    }
    let folder = Folder::new();
    for name in ["a.csv", "a.json", "a.rsh", "a.toml"] {
        std::fs::write(folder.join(name), "a\n1\n").unwrap();
        let closed = std::os::unix::fs::PermissionsExt::from_mode(0o0);
        std::fs::set_permissions(folder.join(name), closed).unwrap();
    }
    for (arguments, code) in [
        (&["-c", "open a.csv"][..], 2),
        (&["-c", "open a.json"], 2),
        (&["a.rsh"], 1),
        (&["-i", "a.toml", "-c", "hosts"], 2),
    ] {
        let output = run(&folder, arguments);
        assert!(text(&output.stderr).contains("read"), "{output:?}");
        assert_eq!(output.status.code(), Some(code), "{output:?}");
    }
}

/// Wait for the end of `child` and give the most memory that it had, in KiB.
fn peak(child: &mut Child) -> u64 {
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0;
    while child.try_wait().unwrap().is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let now = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        most = most.max(now.unwrap_or(0));
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(most > 0, "the process was never seen");
    most
}

#[test]
fn a_host_that_sends_a_gigabyte_is_cut() {
    let folder = Folder::new();
    let line = "hosts | run \"head -c 1000000000 /dev/zero\" --binary | select host exit_code";
    let mut child = rebe(&folder, &["-o", "ndjson", "-c", line]).spawn().unwrap();
    let most = peak(&mut child);
    let output = child.wait_with_output().unwrap();
    assert_eq!(text(&output.stdout).trim(), r#"{"host":"localhost","exit_code":null}"#);
    assert!(text(&output.stderr).contains("truncated"), "{output:?}");
    assert_eq!(output.status.code(), Some(4));
    assert!(most < 400 << 10, "{most} KiB");
}

#[test]
fn scripts_that_are_none_are_refused() {
    let folder = Folder::new();
    // No bytes of it are on the disk.
    std::fs::File::create(folder.join("huge.rsh")).unwrap().set_len(100 << 20).unwrap();
    for path in ["huge.rsh", "/dev/zero"] {
        let mut child = rebe(&folder, &[path]).spawn().unwrap();
        let most = peak(&mut child);
        let output = child.wait_with_output().unwrap();
        assert!(text(&output.stderr).contains("is larger than 16 MiB"), "{output:?}");
        assert_eq!(output.status.code(), Some(2));
        assert!(most < 200 << 10, "{path}: {most} KiB");
    }
}

#[test]
fn endless_standard_input_is_refused() {
    let folder = Folder::new();
    let zero = std::fs::File::open("/dev/zero").unwrap();
    let output = rebe(&folder, &["-"]).stdin(zero).output().unwrap();
    assert!(text(&output.stderr).contains("is larger than 16 MiB"), "{output:?}");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn deep_and_long_texts_end_in_words() {
    let folder = Folder::new();
    let many = |text: &str| text.repeat(50_000);
    let deep = [
        format!("{}1{}", many("("), many(")")),
        many("["),
        many("{a: "),
        format!("{}true", many("not ")),
        format!("{}1", many("- ")),
        format!("1{}", many(" + 1")),
        format!("1{}", many(" ** 1")),
        format!("$args{}", many(".a")),
        format!("[{{a: 1}}] | where a > 0{}", many(" and a > 0")),
        format!("'{}' | from json", many("[")),
    ];
    for text in deep {
        let path = folder.join("deep.rsh");
        std::fs::write(&path, &text).unwrap();
        let output = run(&folder, &["deep.rsh"]);
        assert!(matches!(output.status.code(), Some(1 | 2)), "{:.40}: {output:?}", text);
        assert!(!output.stderr.is_empty(), "{:.40}", text);
    }
    // What is just allowed works, on the small stacks of polars too.
    let fine = [
        format!("1{}", " + 1".repeat(500)),
        format!("[{{a: 1}}] | where a{} > 1 | length", " + 1".repeat(500)),
        format!("[{{a: 1}}] | where a > 0{} | length", " and a > 0".repeat(200)),
        format!("[{{a: 1}}] | where {} a > 0 | length", "not not ".repeat(200)),
        format!("[{{a: 1}}]{} | length", " | where a > 0".repeat(1000)),
    ];
    for text in fine {
        let output = run(&folder, &["-c", &text]);
        assert_eq!(output.status.code(), Some(0), "{text:.60}: {output:?}");
    }
}

/// Wait for the file `name`, which a host makes once it is at work.
fn wait_for(folder: &Folder, name: &str) {
    for _ in 0..3000 {
        if folder.join(name).exists() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("no host began");
}

fn interrupt(child: &Child) {
    let id = rustix::process::Pid::from_child(child);
    rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
}

#[test]
fn ctrl_c_ends_the_run_and_tells_what_was_cancelled() {
    let folder = Folder::new();
    let line = "hosts | run \"touch begun; sleep 97.25\"; 5";
    let mut child = rebe(&folder, &["-c", line]).spawn().unwrap();
    wait_for(&folder, "begun");
    interrupt(&child);
    let (mut stdout, mut stderr) = (String::new(), String::new());
    child.stdout.take().unwrap().read_to_string(&mut stdout).unwrap();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{stderr}");
    assert!(stderr.contains("cancelled") && stderr.contains("localhost"), "{stderr}");
    assert!(!stdout.lines().any(|line| line == "5"), "the next statement ran: {stdout}");
    let mut left = vec![0; 1];
    // The group is killed before rebe ends, but the system may take a moment to bury it.
    for _ in 0..200 {
        left = Command::new("pgrep").args(["-f", "^sleep 97.25"]).output().unwrap().stdout;
        if left.is_empty() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("a process is left: {}", text(&left));
}

#[test]
fn ctrl_c_reaches_hosts_over_ssh_and_outcomes_add_up() {
    let folder = Folder::new();
    let arguments = ["demo", "--hosts", "8", "--faults", "hang-exec", "--seed", "2"];
    let line = "hosts | run \"true\" | select host";
    let rest = ["-o", "ndjson", "--outcomes", "ended.ndjson", "-c", line];
    let mut child = rebe(&folder, &[&arguments[..], &rest].concat()).spawn().unwrap();
    let mut answered = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    answered.read_line(&mut first).unwrap();
    interrupt(&child);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{output:?}");
    assert!(text(&output.stderr).contains("cancelled"), "{output:?}");
    let ended = std::fs::read_to_string(folder.join("ended.ndjson")).unwrap();
    assert_eq!(ended.lines().count(), 8, "{ended}");
}

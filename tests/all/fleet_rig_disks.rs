//! Full disks, on hosts and here: what could not be written is said, and nothing half is left.

use std::fs;
use std::io::Read;
use std::os::unix::fs::FileTypeExt;
use std::process::Command;

use crate::support::rebe::{rebe, rebe_by};
use crate::support::sshd::Sshd;
use crate::support::{Folder, skipped, tool};

/// Starts a program that sees a small disk at `$0`, and that others do not see.
const SMALL_DISK: &str = "mount -t tmpfs -o size=256k none \"$0\" && exec \"$@\"";

/// Words that start such a program with a disk of that size at `folder`; none where that is not
/// allowed here.
fn small_disk(folder: &Folder) -> Option<Vec<String>> {
    let folder = folder.path().display().to_string();
    let words =
        ["unshare", "-m", "--propagation", "private", "sh", "-c", SMALL_DISK, folder.as_str()];
    let words = words.map(str::to_owned).to_vec();
    let tried = Command::new(&words[0]).args(&words[1..]).arg("true").output();
    if tried.is_ok_and(|tried| tried.status.success()) {
        return Some(words);
    }
    skipped("disks cannot be mounted here, which takes the superuser");
    None
}

#[test]
fn a_full_disk_on_a_host_is_said_and_nothing_half_is_left() {
    let disk = Folder::new();
    let Some(starter) = small_disk(&disk) else { return };
    let starter = starter.iter().map(String::as_str).collect::<Vec<_>>();
    let small = disk.path().display().to_string();
    // Each host has a folder of its own, and that of the first one is on the small disk.
    let sshd = Sshd::start_by(&starter, "127.0.0.1", |folder| {
        let places = (2..=4).map(|at| {
            let own = folder.join(&format!("own{at}"));
            fs::create_dir(&own).unwrap();
            own.display().to_string()
        });
        let places = std::iter::once(small.clone()).chain(places);
        let lines = (1..).zip(places).map(|(at, place)| {
            format!("Match LocalAddress 127.0.2.{at}\nForceCommand internal-sftp -d {place}\n")
        });
        format!("Subsystem sftp internal-sftp\n{}Match all\n", lines.collect::<String>())
    });
    let data = sshd.folder.join("data");
    fs::write(&data, vec![7; 3 << 20]).unwrap();
    let text = format!("hosts | upload {} data", data.display());
    let ran = rebe(&sshd, sshd.port, "127.0.2.[1-4]", &text, &[]);
    let words = ["could not write", "data`", "is the disk full, or is something else in the way?"];
    ran.assert("127.0.2.1", "failed(1)", &words);
    for host in ["127.0.2.2", "127.0.2.3", "127.0.2.4"] {
        ran.assert(host, "ok", &[]);
    }
    assert_eq!((ran.exit, ran.rows().len()), (Some(3), 3), "{}", ran.stderr);
    for at in 2..=4 {
        assert_eq!(fs::read_dir(sshd.folder.join(&format!("own{at}"))).unwrap().count(), 1);
        let came = fs::metadata(sshd.folder.join(&format!("own{at}/data"))).unwrap();
        assert_eq!(came.len(), 3 << 20);
    }
    // What is left on the small disk, and what a command says that fills it.
    let fill = format!("ls -A {small} >&2; head -c 3M /dev/zero > {small}/fill; echo $?");
    let text = format!("hosts | run 'case $SSH_CONNECTION in *127.0.2.11*) {fill}; exit 9;; esac'");
    let ran = rebe(&sshd, sshd.port, "127.0.2.[11-14]", &text, &[]);
    ran.assert("127.0.2.11", "failed(9)", &["exit code 9; its stderr may say why"]);
    let row = ran.row("127.0.2.11");
    let stderr = row["stderr"].as_str().unwrap();
    assert!(stderr.starts_with("head: ") && stderr.contains("No space left"), "{stderr}");
    assert_eq!(row["stdout"], "1");
    assert_eq!((ran.exit, ran.rows().len()), (Some(3), 4));
}

#[test]
fn a_full_disk_here_is_said_and_nothing_half_is_left() {
    let disk = Folder::new();
    let Some(mut starter) = small_disk(&disk) else { return };
    let sshd = Sshd::start_with(|_| "Subsystem sftp internal-sftp\n".to_owned());
    for (name, length) in [("x-big", 3 << 20), ("x-tiny", 10)] {
        fs::write(sshd.folder.join(name), vec![7; length]).unwrap();
    }
    let (there, small) = (sshd.folder.path().display(), disk.path().display());
    // The small disk goes with the program, so that what is left on it is listed before.
    let list = format!("\"$@\"; code=$?; ls -AR {small} >&2; exit $code");
    starter.extend(["sh", "-c", &list, "sh"].map(str::to_owned));
    let text = format!("hosts | download \"{there}/x-*\" {small}/back --parallel 1");
    let ran = rebe_by(&starter, &sshd, sshd.port, "127.0.2.[1-3]", &text, &[]);
    for host in ["127.0.2.1", "127.0.2.2", "127.0.2.3"] {
        let words = ["/x-big` of this machine cannot be written: the disk is full"];
        ran.assert(host, "failed(1)", &words);
    }
    assert_eq!((ran.exit, ran.rows().len()), (Some(4), 3), "{}", ran.stderr);
    assert!(ran.stderr.contains("x-tiny") && !ran.stderr.contains(".part"), "{}", ran.stderr);
    assert!(!ran.stderr.lines().any(|line| line == "x-big"), "{}", ran.stderr);
    // What a run leaves behind, on a disk that it has filled before.
    let fill = format!("head -c 1M /dev/zero > {small}/fill 2>/dev/null; {list}");
    let at = starter.len() - 2;
    starter[at] = fill;
    let junit = format!("{small}/junit.xml");
    let text = format!("hosts | run 'echo hi' | length; hosts | save {small}/hosts.csv");
    let ran = rebe_by(&starter, &sshd, sshd.port, "127.0.2.[1-3]", &text, &["--junit", &junit]);
    assert_eq!((ran.exit, ran.stdout.as_str()), (Some(1), "3\n"), "{}", ran.stderr);
    let said = ran.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in ["hosts.csv` cannot be written: the disk is full", "junit.xml`: the disk is full"]
    {
        assert!(said.contains(words), "{}", ran.stderr);
    }
    let left = ran.stderr.lines().skip_while(|line| !line.ends_with(':')).skip(1);
    assert_eq!(left.collect::<Vec<_>>(), ["fill"], "{}", ran.stderr);
}

#[test]
fn a_pipe_is_written_to_and_stays_one() {
    let sshd = Sshd::start();
    let pipe = sshd.folder.join("pipe");
    tool("mkfifo", &[&pipe.display().to_string()], &[]);
    let other = pipe.clone();
    let reader = std::thread::spawn(move || {
        let mut text = String::new();
        fs::File::open(other).unwrap().read_to_string(&mut text).unwrap();
        text
    });
    let junit = pipe.display().to_string();
    let ran =
        rebe(&sshd, sshd.port, "127.0.2.1", "hosts | run 'true' | length", &["--junit", &junit]);
    assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo(), "a file took its place");
    assert_eq!(ran.exit, Some(0), "{}", ran.stderr);
    assert!(reader.join().unwrap().contains("<testsuite"));
}

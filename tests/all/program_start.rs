//! How programs of this machine are found and started, and their twins in memory.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use futures_util::{StreamExt, stream};
use rebe_shell::diag::{Diagnostic, codes};
use rebe_shell::effect::memory::{MemoryProcesses, NoPrompt};
use rebe_shell::effect::{Cancel, Exit, Processes, Program};
use rebe_shell::fleet::FleetSettings;

use crate::processes::{program, run, runner, sh, within, wrong};
use crate::support::{Folder, block_on, fleet_with};

#[test]
fn arguments_arrive_as_they_are() {
    let arguments = ["", " ", "$HOME", "*", "a\nb", "'", "\"", ";id", "--", "é", "\u{202e}"];
    let mut all = vec!["%s\\0"];
    all.extend(arguments);
    let completed = run(program("printf", &all)).unwrap();
    assert_eq!(completed.stdout, [arguments.join("\0").as_bytes(), b"\0"].concat());
    // Bytes that are no text, both ways.
    let raw = vec![b'%', b's', 0xff, 0xfe, b'\\', b'n'];
    let arguments = vec![OsString::from_vec(raw), OsString::from_vec(vec![0xc3])];
    let completed = run(Program { arguments, ..program("printf", &[]) }).unwrap();
    assert_eq!(completed.stdout, [0xc3, 0xff, 0xfe, b'\n']);
    // A NUL byte would end the argument early.
    let problem = wrong(program("echo", &["a", "b\0c"]), codes::BAD_ARGUMENT);
    assert_eq!(problem.message, "argument 2 of `echo` holds a NUL byte");
    wrong(program("ec\0ho", &[]), codes::BAD_ARGUMENT);
    let huge = "x".repeat(8 << 20);
    let problem = wrong(program("echo", &[&huge]), codes::PROGRAM_START);
    assert!(problem.message.contains("longer than the system allows"), "{problem:?}");
}

#[test]
fn environment_folder_and_name_are_passed_on() {
    let ours = Command::new("env").output().unwrap().stdout;
    let sorted = |text: &[u8]| {
        let text = String::from_utf8_lossy(text).into_owned();
        let mut lines = text.lines().map(str::to_owned).collect::<Vec<_>>();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&run(program("env", &[])).unwrap().stdout), sorted(&ours));
    let folder = Folder::new();
    let real = std::fs::canonicalize(folder.path()).unwrap();
    let inside = Program { folder: Some(real.clone()), ..program("pwd", &[]) };
    assert_eq!(run(inside).unwrap().stdout, format!("{}\n", real.display()).as_bytes());
    // A path starts in that folder.
    script(&folder.join("tool"), "#!/bin/sh\necho $0", 0o755);
    let own = Program { folder: Some(real.clone()), ..program("./tool", &[]) };
    assert_eq!(run(own).unwrap().stdout, b"./tool\n");
    let nowhere = Program { folder: Some(real.join("nowhere")), ..program("pwd", &[]) };
    wrong(nowhere, codes::FILE_MISSING);
}

#[cfg(target_os = "linux")]
#[test]
fn signals_have_their_default_action() {
    let status = |text: &str, name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        u64::from_str_radix(line.trim(), 16).unwrap()
    };
    const PIPE: u64 = 1 << 12;
    // Above are signals that belong to the C library.
    const USUAL: u64 = (1 << 31) - 1;
    // What rebe itself was told to ignore stays so, as with every shell.
    let ours = std::fs::read_to_string("/proc/self/status").unwrap();
    let ignored = status(&ours, "SigIgn:");
    assert!(ignored & PIPE != 0, "Rust programs ignore it");
    let theirs = String::from_utf8(run(program("cat", &["/proc/self/status"])).unwrap().stdout);
    let theirs = theirs.unwrap();
    assert_eq!(status(&theirs, "SigIgn:") & USUAL, ignored & !PIPE & USUAL);
    assert_eq!(status(&theirs, "SigBlk:"), 0);
}

fn script(path: &Path, text: &str, mode: u32) {
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn what_is_no_program_is_told_apart() {
    let problem = wrong(program("slepe", &["1"]), codes::PROGRAM_MISSING);
    assert_eq!(problem.message, "there is no program called `slepe` on this machine");
    assert_eq!(problem.help.unwrap(), "did you mean `sleep`?");
    let problem = wrong(program("qzxvqzxvqzxv", &[]), codes::PROGRAM_MISSING);
    assert!(problem.help.unwrap().starts_with("check the spelling"));
    wrong(program("", &[]), codes::PROGRAM_MISSING);
    let folder = Folder::new();
    let at = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    script(Path::new(&at("tool")), "#!/bin/sh\necho ran", 0o755);
    script(Path::new(&at("plain")), "#!/bin/sh\necho ran", 0o644);
    script(Path::new(&at("bare")), "echo ran", 0o755);
    script(Path::new(&at("lost")), "#!/no/such/interpreter\n", 0o755);
    assert_eq!(run(program(&at("tool"), &[])).unwrap().stdout, b"ran\n");
    let problem = wrong(program(&at("tol"), &[]), codes::PROGRAM_MISSING);
    assert_eq!(problem.help.unwrap(), format!("did you mean `{}`?", at("tool")));
    let problem = wrong(program(folder.path().to_str().unwrap(), &[]), codes::PROGRAM_START);
    assert!(problem.message.contains("is a folder"), "{problem:?}");
    let problem = wrong(program(&at("plain"), &[]), codes::PROGRAM_START);
    assert!(problem.message.contains("may not be executed"), "{problem:?}");
    // No shell takes over what the system does not run.
    let problem = wrong(program(&at("bare"), &[]), codes::PROGRAM_START);
    assert!(problem.message.contains("a script whose first line names no program"), "{problem:?}");
    let problem = wrong(program(&at("lost"), &[]), codes::PROGRAM_START);
    assert!(problem.message.contains("what it needs to run"), "{problem:?}");
    wrong(program(&at("tool/x"), &[]), codes::PROGRAM_MISSING);
}

#[test]
fn programs_are_found_before_they_run() {
    let home = Folder::new();
    let fleet = runner(home.path());
    assert!(fleet.find("sh", None).unwrap().ends_with("sh"));
    assert_eq!(fleet.find("/bin/sh", None).unwrap(), Path::new("/bin/sh"));
    assert_eq!(fleet.find("gerp", None).unwrap_err().code, codes::PROGRAM_MISSING);
    // Folders of `PATH` are searched in their order; what may not be executed is passed over.
    let (first, second) = (home.join("first"), home.join("second"));
    for folder in [&first, &second, &first.join("folder")] {
        std::fs::create_dir_all(folder).unwrap();
    }
    script(&first.join("a"), "", 0o644);
    script(&second.join("a"), "", 0o755);
    script(&second.join("b"), "", 0o600);
    let path = format!("{}:{}", first.display(), second.display());
    let settings = FleetSettings::default();
    let fleet = fleet_with(home.path(), settings, &[("PATH", &path)], Arc::new(NoPrompt));
    assert_eq!(fleet.find("a", None).unwrap(), second.join("a"));
    assert_eq!(fleet.find("b", None).unwrap_err().code, codes::PROGRAM_START);
    assert_eq!(fleet.find("folder", None).unwrap_err().code, codes::PROGRAM_MISSING);
    assert_eq!(fleet.find("sh", None).unwrap_err().code, codes::PROGRAM_MISSING);
    let settings = FleetSettings::default();
    let unset = fleet_with(home.path(), settings, &[], Arc::new(NoPrompt));
    assert_eq!(block_on(unset.start(sh("exit 5"), Cancel::new())).unwrap().exit, Exit::Code(5));
}

#[test]
fn programs_in_memory() {
    let double = |input: &[u8]| input.repeat(2);
    let processes = MemoryProcesses::default()
        .with("double", move |call| Ok(MemoryProcesses::ended(0, &double(&call.input), b"")))
        .with("count", |call| {
            let count = i32::try_from(call.arguments.len()).unwrap();
            Ok(MemoryProcesses::ended(count, b"", b"counted"))
        });
    let run = |program: Program| block_on(processes.start(program, Cancel::new()));
    assert_eq!(run(program("double", &[]).feed(b"ab".to_vec())).unwrap().stdout, b"abab");
    let bounded = Program { most_output: 3, ..program("double", &[]) };
    let cut = run(bounded.feed(b"ab".to_vec())).unwrap();
    assert_eq!((&*cut.stdout, cut.stdout_truncated), (&b"aba"[..], true));
    let counted = run(program("count", &["a", "b"])).unwrap();
    assert_eq!((counted.exit, &*counted.stderr), (Exit::Code(2), &b"counted"[..]));
    let missing = run(program("doubel", &[])).unwrap_err();
    assert_eq!(
        (missing.code, missing.help),
        (codes::PROGRAM_MISSING, Some("did you mean `double`?".to_owned()))
    );
    assert!(processes.find("count", None).is_ok() && processes.find("x", None).is_err());
    assert_eq!(run(within(program("count", &[]), 0.0)).unwrap_err().code, codes::TIMEOUT);
    assert_eq!(run(program("count", &["\0"])).unwrap_err().code, codes::BAD_ARGUMENT);
    let failure = Diagnostic::error(codes::ARITHMETIC, "division by zero");
    let input = Some(stream::iter([Err(failure.clone().into())]).boxed());
    assert_eq!(*run(Program { input, ..program("double", &[]) }).unwrap_err(), failure);
    let cancel = Cancel::new();
    cancel.cancel();
    let cancelled = block_on(processes.start(program("count", &[]), cancel));
    assert_eq!(cancelled.unwrap_err().code, codes::CANCELLED);
}

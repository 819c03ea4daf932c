//! The worst plugins in the world. Each one is told what it did, in time, and nothing else happens.

use std::io;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rebe_shell::diag::exit;
use rebe_shell::exec::{Event, Sink};
use rebe_shell::session::{Mode, Options, Session, exit_code};

use crate::support::Folder;
use crate::support::guest::{Cells, Guest};

/// Text on standard error, exit code, and how long it took.
struct Ended {
    told: String,
    printed: String,
    code: i32,
    took: Duration,
}

fn run_file(bytes: &[u8], text: &str) -> Ended {
    let folder = Folder::new();
    let file = folder.join("evil.wasm");
    std::fs::write(&file, bytes).unwrap();
    let start = Instant::now();
    let output: Output = Command::new(env!("CARGO_BIN_EXE_rebe"))
        .args(["-o", "ndjson", "--plugin"])
        .arg(&file)
        .args(["-c", text])
        .env("HOME", folder.path())
        .env_remove("XDG_CACHE_HOME")
        .env_remove("XDG_DATA_HOME")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    Ended {
        told: String::from_utf8(output.stderr).unwrap(),
        printed: String::from_utf8(output.stdout).unwrap(),
        code: output.status.code().unwrap_or(-1),
        took: start.elapsed(),
    }
}

const TEXT: &str = "[{a: 1}] | evil run";

/// Run a plugin; it must be told `code` and `words`, and end in time.
#[track_caller]
fn told(guest: &Guest, code: &str, words: &str, exit: u8) {
    told_of(&guest.component(), code, words, exit);
}

#[track_caller]
fn told_of(bytes: &[u8], code: &str, words: &str, exit: u8) {
    let ended = run_file(bytes, TEXT);
    assert!(ended.told.starts_with(code), "{}", ended.told);
    // Long messages are wrapped.
    let told = ended.told.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>();
    assert!(told.join(" ").contains(words), "{}", ended.told);
    assert!(ended.told.contains("help:"), "{}", ended.told);
    assert_eq!(ended.code, i32::from(exit), "{}", ended.told);
    assert!(ended.took < Duration::from_secs(40), "{:?}", ended.took);
}

#[test]
fn one_that_does_what_it_says_is_used() {
    let ended = run_file(&Guest::new().component(), TEXT);
    assert_eq!((ended.printed.as_str(), ended.told.as_str(), ended.code), ("{\"a\":7}\n", "", 0));
}

#[test]
fn a_spin_is_stopped() {
    let spin = "(loop (br 0)) unreachable".to_owned();
    told(&Guest { describe: spin.clone(), ..Guest::new() }, "E0807", "took too long", 1);
    told(&Guest { output: spin.clone(), ..Guest::new() }, "E0807", "took too long", 2);
    told(&Guest { push: spin, ..Guest::new() }, "E0807", "took too long", 1);
}

#[test]
fn a_crash_ends_the_call() {
    let gave_up = "crashed: it gave up";
    told(&Guest { describe: "unreachable".into(), ..Guest::new() }, "E0806", gave_up, 1);
    told(&Guest { push: "unreachable".into(), ..Guest::new() }, "E0806", gave_up, 1);
    told(&Guest { finish: "unreachable".into(), ..Guest::new() }, "E0806", gave_up, 1);
    let divide = "(i32.div_u (i32.const 1) (i32.const 0))".to_owned();
    told(&Guest { push: divide, ..Guest::new() }, "E0806", "integer divide by zero", 1);
    let outside = "(i32.load (i32.const -8))".to_owned();
    told(&Guest { push: outside, ..Guest::new() }, "E0806", "out of bounds memory access", 1);
}

#[test]
fn depth_and_memory_have_bounds() {
    let deep = "(drop (call $deep (i64.const 0))) unreachable".to_owned();
    told(&Guest { push: deep, ..Guest::new() }, "E0806", "called itself too deeply", 1);
    let bomb = "(loop (drop (memory.grow (i32.const 256))) (br 0)) unreachable".to_owned();
    let wanted = "wanted more than 256 MiB of memory";
    told(&Guest { describe: bomb.clone(), ..Guest::new() }, "E0807", wanted, 1);
    told(&Guest { push: bomb, ..Guest::new() }, "E0807", wanted, 1);
    // As much from the start.
    told(&Guest { pages: 8_000, ..Guest::new() }, "E0807", wanted, 1);
}

/// A section of a component: its kind, its length, its content.
fn section(kind: u8, content: &[u8]) -> Vec<u8> {
    let mut length = content.len();
    let mut bytes = vec![kind];
    loop {
        let low = u8::try_from(length & 0x7f).unwrap();
        length >>= 7;
        bytes.push(if length > 0 { low | 0x80 } else { low });
        if length == 0 {
            break;
        }
    }
    bytes.extend_from_slice(content);
    bytes
}

/// How many core modules are in a component.
fn modules(component: &[u8]) -> u8 {
    let (mut at, mut count) = (8, 0);
    while at < component.len() {
        count += u8::from(component[at] == 1);
        let (mut length, mut shift) = (0, 0);
        loop {
            at += 1;
            length |= usize::from(component[at] & 0x7f) << shift;
            shift += 7;
            if component[at] & 0x80 == 0 {
                break;
            }
        }
        at += 1 + length;
    }
    count
}

#[test]
fn instances_have_a_bound() {
    let mut component = Guest::new().component();
    let module = modules(&component);
    component.extend(section(1, &wat::parse_str("(module (memory 1))").unwrap()));
    for _ in 0..100 {
        component.extend(section(2, &[1, 0, module, 0]));
    }
    told_of(&component, "E0807", "is made of too many parts", exit::RUNTIME);
}

#[test]
fn a_flood_is_stopped() {
    let more = "gave back more at once than it may";
    let mut guest = Guest::new();
    // A hundred MiB, all of them zero: batches without rows and columns.
    let grow = "(drop (memory.grow (i32.const 1700)))";
    let list = guest.gives_at(131_072, 8_700_000);
    guest.push = format!("{grow} {list}");
    told(&guest, "E0807", more, 1);
    // Few bytes, but many rows: a batch without columns would cost nothing.
    let mut guest = Guest::new();
    guest.push = guest.gives_columns(u32::MAX, 0, None, &Cells::Ints(vec![]));
    told(&guest, "E0807", more, 1);
    let mut guest = Guest::new();
    guest.push = guest.gives_at(60_000, 65);
    told(&guest, "E0807", more, 1);
}

#[test]
fn forged_batches_are_refused() {
    let forged = |promise: [&str; 2], rows, columns, validity: Option<&[u8]>, cells: &Cells| {
        let mut guest = Guest::new();
        guest.output = guest.promise(promise[0], promise[1]);
        guest.push = guest.gives_columns(rows, columns, validity, cells);
        guest
    };
    let (ints, texts) = (["a", "int"], ["a", "string"]);
    let two = || Cells::Ints(vec![1, 2]);
    let cannot = |guest: Guest, words: &str| told(&guest, "E0808", words, 1);
    cannot(forged(ints, 3, 1, None, &two()), "column `a`: 2 cells for 3 rows");
    cannot(forged(ints, 2, 2, None, &two()), "2 columns where there should be 1");
    cannot(forged(ints, 2, 0, None, &two()), "0 columns where there should be 1");
    cannot(forged(texts, 2, 1, None, &two()), "whole numbers in a column of type string");
    cannot(forged(ints, 2, 1, Some(&[1, 1]), &two()), "a bitmap of 2 bytes for 2 rows");
    cannot(forged(ints, 2, 1, Some(&[1]), &two()), "a null where every cell is of type int");
    let bytes = |offsets: &[u32], data: &[u8]| Cells::Bytes(offsets.to_vec(), data.to_vec());
    let down = bytes(&[0, 3, 1], b"abc");
    cannot(forged(texts, 2, 1, None, &down), "offsets that go down or beyond their data");
    cannot(forged(["a", "binary"], 2, 1, None, &down), "offsets that go down");
    let beyond = bytes(&[0, 1, 4_000_000_000], b"abc");
    cannot(forged(texts, 2, 1, None, &beyond), "offsets that go down or beyond their data");
    let within = bytes(&[0, 1, 2], "é".as_bytes());
    cannot(forged(texts, 2, 1, None, &within), "cut within a character");
    cannot(forged(texts, 2, 1, None, &bytes(&[0, 1], b"a")), "2 offsets for 2 rows");
    cannot(forged(texts, 1, 1, None, &bytes(&[0, 1], &[0xff])), "text that is no UTF-8");
    let mut outside = Guest::new();
    outside.push = outside.gives_at(131_000, 40);
    cannot(outside, "out of bounds");
    let mut nested = Guest::new();
    nested.output = nested.promise("a", "list<int>");
    told(&nested, "E0808", "column `a` of type `list<int>`", 2);
    let mut painted = Guest::new();
    painted.output = painted.promise("\u{1b}[2J", "int");
    told(&painted, "E0808", "`[2J` as the name of a column", 2);
}

#[test]
fn lies_about_itself_are_refused() {
    let described = |name: &str, summary: &str, words: &str| {
        let mut guest = Guest::new();
        guest.describe = guest.manifest(name, summary);
        told(&guest, "E0803", words, 2);
    };
    described("where", "x", "there is `where` already");
    described("where cores", "x", "there is `where` already");
    described("", "x", "as the name of a command");
    described("Evil", "x", "`Evil` as the name of a command");
    described("evil run", "", "nothing for the summary");
    described("evil run", "a\u{1b}[2J", "control characters in the summary");
    described("evil run", &"x".repeat(300), "too long a text for the summary");
}

#[test]
fn nothing_is_granted() {
    let component = br#"(component
        (import "wasi:filesystem/types@0.2.6" (instance))
        (import "wasi:cli/environment@0.2.6" (instance)))"#;
    let component = wat::parse_bytes(component).unwrap();
    let wants = "wants `wasi:filesystem/types@0.2.6` and 1 more, which no plugin can have";
    told_of(&component, "E0804", wants, exit::DENIED);
    let own = wat::parse_str(r#"(component (import "secret" (func)))"#).unwrap();
    told_of(&own, "E0804", "wants `secret`, which no plugin can have", exit::DENIED);
}

#[test]
fn more_of_them_than_there_is_room_for_are_run() {
    let many = format!("[{{a: 1}}] {}", "| evil run ".repeat(150));
    let ended = run_file(&Guest::new().component(), &many);
    assert_eq!((ended.printed.as_str(), ended.told.as_str(), ended.code), ("{\"a\":7}\n", "", 0));
}

#[test]
fn nothing_is_left_of_an_instance_for_the_next_one() {
    let mut guest = Guest::new();
    let wrong = "(then unreachable)";
    // The name of the plugin, with which its data begins, is as it was.
    let name = i32::from_le_bytes(*b"evil");
    let mut push = format!("(if (i32.ne (i32.load (i32.const 1024)) (i32.const {name})) {wrong})");
    push += "(i32.store (i32.const 1024) (i32.const -1))";
    // So is how much memory there is, and what is in it.
    push += &format!("(if (i32.gt_u (memory.size) (i32.const 31)) {wrong})");
    push += "(drop (memory.grow (i32.const 64)))";
    for at in [8, 900, 70_000, 600_000, 1_500_000, 3_000_000] {
        push += &format!("(if (i32.load (i32.const {at})) {wrong})");
        push += &format!("(i32.store (i32.const {at}) (i32.const -1))");
    }
    guest.push = format!("{push} {}", guest.push);
    let ended = run_file(&guest.component(), &format!("for n in 1..20 {{ {TEXT} }}"));
    assert_eq!((ended.told.as_str(), ended.code), ("", 0));
    assert_eq!(ended.printed, "{\"a\":7}\n".repeat(20));
}

#[test]
fn what_is_no_plugin_is_told() {
    let guest = Guest::new();
    told_of(&guest.module(), "E0801", "is a core module of WASM, plugins are components", 2);
    told_of(b"#!/bin/sh\n", "E0801", "is no WASM file", 2);
    told_of(b"", "E0801", "is no WASM file", 2);
    let component = guest.component();
    told_of(&component[..component.len() / 2], "E0801", "is no valid component", 2);
    let empty = wat::parse_str("(component)").unwrap();
    told_of(&empty, "E0801", "is a component, but no plugin of rebe", 2);
    let newer = Guest { version: "0.9.0", ..Guest::new() };
    told(&newer, "E0802", "made for plugin interface 0.9.0, this rebe has 0.1 and 0.2", 2);
    let patched = Guest { version: "0.1.7", ..Guest::new() };
    assert_eq!(run_file(&patched.component(), TEXT).code, 0);
    let lying = r#"(component (instance $i) (export "rebe:plugin/commands@0.1.0" (instance $i)))"#;
    told_of(&wat::parse_str(lying).unwrap(), "E0802", "says that it has the interface 0.1,", 2);
}

#[test]
fn a_file_that_is_too_large_is_not_read_to_its_end() {
    let folder = Folder::new();
    let path = folder.join("huge.wasm");
    let file = std::fs::File::create(&path).unwrap();
    file.set_len(1 << 40).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_rebe"))
        .arg("--plugin")
        .arg(&path)
        .args(["-c", "1"])
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.starts_with("E0807") && told.contains("more than 32 MiB"), "{told}");
    assert_eq!(output.status.code(), Some(1));
}

/// Any byte of a good component may be another one: it is used or told, and nothing crashes.
#[test]
fn a_damaged_component_does_no_harm() {
    let good = Guest::new().component();
    for at in (8..good.len()).step_by(good.len() / 24) {
        let mut bad = good.clone();
        bad[at] ^= 0x55;
        let ended = run_file(&bad, TEXT);
        assert!((0..=5).contains(&ended.code), "byte {at}: {} {}", ended.code, ended.told);
        assert!(ended.code == 0 || ended.told.starts_with("E0"), "byte {at}: {}", ended.told);
    }
}

struct Nowhere;

impl Sink for Nowhere {
    fn event(&mut self, _: Event) -> io::Result<()> {
        Ok(())
    }
}

fn session(guest: &Guest) -> (Folder, Session) {
    let folder = Folder::new();
    let file: PathBuf = folder.join("evil.wasm");
    std::fs::write(&file, guest.component()).unwrap();
    let mut session = Session::new(Options { plugins: vec![file], ..Options::default() });
    session.load_plugins().unwrap();
    (folder, session)
}

#[test]
fn the_session_goes_on() {
    let (_folder, mut session) = session(&Guest { push: "unreachable".into(), ..Guest::new() });
    for (text, code) in [(TEXT, exit::RUNTIME), ("1 + 1", exit::OK), (TEXT, exit::RUNTIME)] {
        let prepared = session.prepare("text", text, Mode::Run);
        assert!(!prepared.is_wrong());
        let report = session.run(&prepared, Arc::new(Mutex::new(Nowhere)));
        assert_eq!(exit_code(&report), code, "{text}");
    }
}

#[test]
fn an_interrupt_ends_a_spin_at_once() {
    let push = "(loop (br 0)) unreachable".to_owned();
    let (_folder, mut session) = session(&Guest { push, ..Guest::new() });
    let prepared = session.prepare("text", TEXT, Mode::Run);
    let interrupt = session.interrupt();
    let key = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(500));
        (interrupt.fire(), Instant::now())
    });
    let report = session.run(&prepared, Arc::new(Mutex::new(Nowhere)));
    let (fired, at) = key.join().unwrap();
    assert!(fired && at.elapsed() < Duration::from_secs(1), "{:?}", at.elapsed());
    assert!(report.cancelled);
    assert_eq!(exit_code(&report), exit::INTERRUPTED);
}

//! Texts that nobody would write, made of those that somebody did: whatever they are, they are read,
//! formatted and checked without a panic, within a bounded stack and in a bounded time.
//!
//! `cargo test --lib fuzz` tries a few, always the same. `REBE_FUZZ_SECONDS=60` tries new ones for a
//! minute; the seed is printed, and `REBE_FUZZ_SEED` sets it. A text that fails is made smaller and
//! saved in `target/fuzz`; `REBE_FUZZ_INPUT=FILE` tries that one alone.
//!
//! The work is done by a process of its own, which writes down each text before it tries it: one
//! that ends the process, or that never ends, is known all the same.

mod judge;
mod mutate;
mod shrink;
mod worker;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use worker::{End, Order};

/// How many texts are tried when nobody says how long.
const FEW: u64 = 200;

/// How long one text may take as a whole before its process is ended: much longer than any takes,
/// even on a machine with much else to do.
const HANGS: Duration = Duration::from_secs(300);

/// What the one test here is called, for a process that is to run it alone.
fn name() -> &'static str {
    concat!(module_path!(), "::any_text_is_read_formatted_and_checked")
        .trim_start_matches("rebe_shell::")
}

/// A number that somebody has set.
#[expect(clippy::disallowed_methods, reason = "the one who runs it says how by variables")]
fn set(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} has to be a number, found `{text}`")))
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the one who runs it says how by variables")]
fn any_text_is_read_formatted_and_checked() {
    if let Some(folder) = std::env::var_os(worker::FOLDER) {
        return worker::work(Path::new(&folder));
    }
    if let Some(file) = std::env::var_os("REBE_FUZZ_INPUT") {
        let text = std::fs::read(&file).expect("the file is there");
        let text = String::from_utf8(text).expect("the file is text");
        let folder = folder("one");
        match worker::once(&folder, &text, HANGS) {
            End::Fine => println!("it holds"),
            end => panic!("{end}"),
        }
        return;
    }
    let seconds = set("REBE_FUZZ_SECONDS");
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |time| time.as_secs());
    let seed = set("REBE_FUZZ_SEED").unwrap_or(if seconds.is_some() { now } else { 1 });
    let found = campaign(seed, seconds.map(Duration::from_secs));
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

/// An empty folder for what is written down.
#[expect(clippy::disallowed_methods, reason = "failing texts are saved")]
fn folder(name: &str) -> PathBuf {
    let root = std::env::current_exe().expect("a test knows its file");
    // target/debug/deps/NAME
    let target = root.ancestors().nth(3).expect("it lies in the folder of cargo");
    let folder = target.join("fuzz").join(format!("{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("the folder of cargo can be written to");
    folder
}

/// Try texts made from `seed` for so long, or a few; what has failed, in words.
#[expect(clippy::disallowed_methods, reason = "it measures time and saves what failed")]
fn campaign(seed: u64, time: Option<Duration>) -> Vec<String> {
    println!("fuzz: seed {seed}");
    let folder = folder("run");
    let begin = std::time::Instant::now();
    let mut found = BTreeMap::new();
    let mut tried = 0;
    for round in 0.. {
        let left = time.map(|time| time.saturating_sub(begin.elapsed()));
        if round > 0 && left.is_none_or(|left| left.is_zero()) || found.len() > 20 {
            break;
        }
        let order = Order { seed: seed.wrapping_add(round), time: left, most: FEW };
        let (end, report) = worker::run(&folder, &order, HANGS);
        tried += report.tried;
        for (kind, text) in report.failed {
            found.entry(kind).or_insert(text);
        }
        if end == End::Fine {
            break;
        }
        // What ended the process is written down; no process, no smaller text.
        let text = worker::last(&folder);
        let same = |text: &str| worker::once(&folder, text, HANGS).kind() == end.kind();
        let small = if end.is_quick() { shrink::shrink(&text, 200, same) } else { text };
        found.entry(end.kind()).or_insert(small);
    }
    println!("fuzz: {tried} texts in {:.0?}", begin.elapsed());
    let words = found.into_iter().map(|(kind, text)| {
        let path = folder.with_file_name(format!("failed-{:016x}.rsh", mutate::hash(&text)));
        std::fs::write(&path, &text).expect("the folder of cargo can be written to");
        let path = path.display();
        format!(
            "{kind}\n---\n{text}\n---\nagain: REBE_FUZZ_INPUT={path} cargo test --lib fuzz -- --nocapture"
        )
    });
    let words = words.collect();
    let _ = std::fs::remove_dir_all(folder);
    words
}

/// Texts that were found by this and did not hold, or the smallest of their kind.
#[test]
fn what_was_found_before_holds() {
    let deep = |text: &str, times| text.repeat(times);
    let folder = folder("known");
    for text in [
        "match x {;}",
        "{9a:2}",
        "{3a:1:x}",
        "{{{1a:0}}}",
        "(-and)",
        "[-true]",
        "def f [t=^ a] {}",
        &deep("do {", 126),
        &deep("total /\n", 400),
    ] {
        let end = worker::once(&folder, text, HANGS);
        assert!(end == End::Fine, "{end}\n{text}");
    }
    let _ = std::fs::remove_dir_all(folder);
}

/// The makers of texts are no use when they make the same one again and again, and no judge is one
/// when it finds nothing wrong with what is wrong.
#[test]
fn texts_are_many_and_a_failure_is_found_and_made_smaller() {
    let mut pool = mutate::Pool::new(7);
    let texts = (0..200).map(|_| pool.next()).collect::<std::collections::BTreeSet<_>>();
    assert!(texts.len() > 180, "only {} texts", texts.len());
    let fails = |text: &str| text.contains("where") && text.contains('(');
    let small = shrink::shrink("hosts | discover cpu | where (cores > 4) # x\nlength", 500, fails);
    assert_eq!(small, "where(");
    let told = judge::caught(|| panic!("at {}", 5)).unwrap_err();
    assert!(told.starts_with("a panic: at 5"), "{told}");
}

//! The process that tries texts, and the one that watches it. They talk by files in one folder:
//! `order`, the `text` at hand, and `report`.

use std::fmt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

use super::mutate::Pool;
use super::{judge, shrink};

/// The variable that makes a process the worker, with the folder of its files.
pub(super) const FOLDER: &str = "REBE_FUZZ_WORKER";

/// The stack on which texts are tried: what Rust gives a thread, a quarter of that of `rebe`.
const STACK: usize = 2 << 20;

/// How many failures of different kinds one process looks for.
const ENOUGH: usize = 10;

/// What a worker is to do.
#[derive(Debug, Clone, Copy)]
pub(super) struct Order {
    pub(super) seed: u64,
    /// For how long; none for so many texts.
    pub(super) time: Option<Duration>,
    pub(super) most: u64,
}

/// What a worker has done.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) tried: u64,
    /// What went wrong, and the smallest text that shows it.
    pub(super) failed: Vec<(String, String)>,
}

/// How a worker ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum End {
    /// As it should; what it found is in the report.
    Fine,
    /// A text was found wanting.
    Failed(String),
    /// By a signal or in another way that no program wants.
    Died(String),
    /// It did not end.
    Hung,
}

impl End {
    /// What went wrong, without what is another text's.
    pub(super) fn kind(&self) -> String {
        self.to_string()
    }

    /// Whether it can be seen quickly that a text fails so.
    pub(super) fn is_quick(&self) -> bool {
        *self != Self::Hung
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fine => write!(f, "all holds"),
            Self::Failed(what) => write!(f, "{what}"),
            Self::Died(how) => write!(f, "the process ended by {how}; is the stack too small?"),
            Self::Hung => write!(f, "it does not end"),
        }
    }
}

/// Do what the order in `folder` says; the process ends here when it is the worker.
pub(super) fn work(folder: &Path) {
    judge::keep_quiet();
    let folder = folder.to_owned();
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(move || tries(&folder));
    thread.expect("a thread can be had").join().expect("the worker holds");
}

#[expect(clippy::disallowed_methods, reason = "it measures time and writes files")]
fn tries(folder: &Path) {
    let order = std::fs::read(folder.join("order")).expect("there is an order");
    let order = serde_json::from_slice::<Json>(&order).expect("the order is JSON");
    let write = |name: &str, text: &str| {
        std::fs::write(folder.join(name), text).expect("the folder can be written to");
    };
    let (mut tried, mut failed) = (0, Vec::<(String, String)>::new());
    if let Some(text) = order["text"].as_str() {
        failed.extend(judge::judge(text).err().map(|what| (what, text.to_owned())));
    } else {
        let begin = Instant::now();
        let time = order["milliseconds"].as_u64().map(Duration::from_millis);
        let most = order["most"].as_u64().unwrap_or_default();
        let mut pool = Pool::new(order["seed"].as_u64().unwrap_or_default());
        while time.map_or(tried < most, |time| begin.elapsed() < time) && failed.len() < ENOUGH {
            let text = pool.next();
            write("text", &text);
            // What ends the process must not take along what was known before.
            if tried % 50 == 0 {
                write("report", &written(tried, &failed));
            }
            tried += 1;
            match judge::judge(&text) {
                Ok(shown) => pool.learn(&text, &shown),
                Err(what) => {
                    let kind = kind(&what);
                    if failed.iter().all(|(known, _)| self::kind(known) != kind) {
                        let same = |text: &str| {
                            write("text", text);
                            judge::judge(text).is_err_and(|what| self::kind(&what) == kind)
                        };
                        let small = shrink::shrink(&text, 1_000, same);
                        let what = judge::judge(&small).err().unwrap_or(what);
                        failed.push((what, small));
                    }
                }
            }
        }
        println!("fuzz: {} texts were worth keeping", pool.len());
    }
    write("report", &written(tried, &failed));
}

/// What a worker has done so far.
fn written(tried: u64, failed: &[(String, String)]) -> String {
    let failed = failed.iter().map(|(what, text)| json!([what, text])).collect::<Vec<_>>();
    json!({"tried": tried, "failed": failed}).to_string()
}

/// What went wrong without the text that it went wrong with: the first words, and the place.
fn kind(what: &str) -> String {
    let place = what.lines().find(|line| line.starts_with("at ")).unwrap_or_default();
    let words = what.lines().next().unwrap_or_default();
    let words = words.split(['`', '"', '{', '(']).next().unwrap_or_default();
    let words = words.chars().filter(|c| !c.is_ascii_digit()).take(60);
    format!("{}{place}", words.collect::<String>())
}

/// Have a worker do `order`; no text may take longer than `patience`.
pub(super) fn run(folder: &Path, order: &Order, patience: Duration) -> (End, Report) {
    let time = order.time.map(|time| time.as_millis() as u64);
    let order = json!({"seed": order.seed, "milliseconds": time, "most": order.most});
    let (end, report) = started(folder, &order, patience);
    let failed = report["failed"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|one| Some((one[0].as_str()?.to_owned(), one[1].as_str()?.to_owned())));
    let tried = report["tried"].as_u64().unwrap_or_default();
    (end, Report { tried, failed: failed.collect() })
}

/// Have a worker try `text` alone.
pub(super) fn once(folder: &Path, text: &str, patience: Duration) -> End {
    let (end, report) = started(folder, &json!({"text": text}), patience);
    match (end, report["failed"][0][0].as_str()) {
        (End::Fine, Some(what)) => End::Failed(what.to_owned()),
        (end, _) => end,
    }
}

/// The text that a worker was trying when it ended.
#[expect(clippy::disallowed_methods, reason = "the text is in a file")]
pub(super) fn last(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("text")).unwrap_or_default()
}

#[expect(clippy::disallowed_methods, reason = "it starts a process and reads its files")]
fn started(folder: &Path, order: &Json, patience: Duration) -> (End, Json) {
    let _ = std::fs::remove_file(folder.join("report"));
    std::fs::write(folder.join("order"), order.to_string()).expect("the folder can be written to");
    let mut child = Command::new(std::env::current_exe().expect("a test knows its file"))
        .args([super::name(), "--exact", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a test can start itself");
    let end = watched(&mut child, folder, patience);
    let report = std::fs::read(folder.join("report")).unwrap_or_default();
    (end, serde_json::from_slice(&report).unwrap_or_default())
}

/// Wait for `child`, and end it when it has tried one text for longer than `patience`.
#[expect(clippy::disallowed_methods, reason = "it measures time")]
fn watched(child: &mut Child, folder: &Path, patience: Duration) -> End {
    let (mut text, mut since) = (last(folder), Instant::now());
    loop {
        if let Some(status) = child.try_wait().expect("it is a child of this process") {
            return ended(status);
        }
        std::thread::sleep(Duration::from_millis(20));
        let now = last(folder);
        if now != text {
            (text, since) = (now, Instant::now());
        } else if since.elapsed() > patience {
            child.kill().expect("it is a child of this process");
            child.wait().expect("it is a child of this process");
            return End::Hung;
        }
    }
}

fn ended(status: ExitStatus) -> End {
    if status.success() { End::Fine } else { End::Died(status.to_string()) }
}

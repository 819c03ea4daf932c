//! The optimiser: what each rule makes of a plan, and what it leaves alone.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use rebe_shell::command::{Mode, Step};
use rebe_shell::effect::memory::{MemoryEnvironment, MemoryProcesses, NoPrompt, StillClock};
use rebe_shell::effect::real::RealFiles;
use rebe_shell::effect::{
    Cancel, DirectRoutes, Job, NoStores, NoWeb, OutcomeKind, Remote, RemoteEvent, Target, Task,
    World,
};
use rebe_shell::fleet::Fleet;
use rebe_shell::inventory::Inventory;
use rebe_shell::render::{Form, Format, Look, Screen};
use rebe_shell::session::{Options, Session, exit_code};

use crate::support::Text;

/// A transport that notes who is asked what.
pub(crate) struct Recording {
    pub(crate) inner: Option<Fleet>,
    pub(crate) asked: Arc<Mutex<Vec<(String, String)>>>,
}

impl Remote for Recording {
    fn run(
        &self,
        job: Job,
        targets: BoxStream<'static, Arc<Target>>,
        cancel: Cancel,
    ) -> BoxStream<'static, RemoteEvent> {
        let Some(inner) = &self.inner else { panic!("hosts were contacted: {:?}", job.task) };
        let asked = Arc::clone(&self.asked);
        let Task::Command(command) = &job.task else { panic!("{:?}", job.task) };
        let what = String::from_utf8_lossy(&command.stdin).into_owned();
        let targets = targets.inspect(move |target| {
            asked.lock().unwrap().push((target.name.clone(), what.clone()));
        });
        inner.run(job, targets.boxed(), cancel)
    }
}

/// A session on `remote`.
pub(crate) fn session_on(remote: Recording, targets: Vec<Target>, unoptimised: bool) -> Session {
    let world = World {
        routes: Arc::new(DirectRoutes),
        files: Arc::new(RealFiles),
        clock: Arc::new(StillClock),
        environment: Arc::new(MemoryEnvironment::default()),
        prompt: Arc::new(NoPrompt),
        directory: Arc::new(Inventory::of_targets(targets)),
        remote: Arc::new(remote),
        processes: Arc::new(MemoryProcesses::default()),
        stores: Arc::new(NoStores),
        web: Arc::new(NoWeb),
    };
    Session::in_world(world, Options { unoptimised, ..Options::default() })
}

/// A session without hosts that can be reached.
pub(crate) fn session(unoptimised: bool) -> Session {
    let targets = ["cache01", "db01", "web01", "web02", "web03"].map(|name| Target {
        name: name.to_owned(),
        groups: vec![name.trim_end_matches(char::is_numeric).to_owned()],
        ..(*crate::support::target("127.0.0.1", 1)).clone()
    });
    session_on(Recording { inner: None, asked: Arc::default() }, targets.into(), unoptimised)
}

/// What came of a run.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ran {
    pub(crate) lines: Vec<String>,
    pub(crate) errors: Vec<String>,
    pub(crate) exit: u8,
    pub(crate) outcomes: BTreeMap<String, OutcomeKind>,
}

pub(crate) fn run(session: &mut Session, text: &str) -> Option<Ran> {
    let prepared = session.prepare("test", text, Mode::Run);
    if prepared.is_wrong() {
        return None;
    }
    let out = Text::default();
    let screen = Screen::new(Form::Data(Format::Ndjson), Look::plain(), Box::new(out.clone()));
    let report = session.run(&prepared, Arc::new(Mutex::new(screen)));
    let written = out.text();
    let errors = report.errors.iter().map(|error| format!("{} {}", error.code.id, error.message));
    let outcomes = report.all.iter().map(|outcome| (outcome.host.clone(), outcome.kind));
    Some(Ran {
        lines: written.lines().map(str::to_owned).collect(),
        errors: errors.collect(),
        exit: exit_code(&report),
        outcomes: outcomes.collect(),
    })
}

/// The plan of `text` before and after, each statement in a line, and the rules that were used.
fn plans(text: &str) -> (String, String, Vec<&'static str>) {
    let session = session(false);
    let prepared = session.prepare("test", text, Mode::Run);
    assert!(!prepared.is_wrong(), "{text}: {:?}", prepared.diagnostics);
    let explained = session.explain(&prepared);
    let rules = explained.rewrites.iter().map(|rewrite| rewrite.rule).collect();
    (lines(&explained.written), lines(&explained.optimised), rules)
}

fn lines(steps: &[Step]) -> String {
    steps.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn line(step: &Step) -> String {
    let inner = step.steps.iter().map(line).collect::<Vec<_>>();
    match step.kind {
        "result" | "value" | "then" | "else" => inner.join(" | "),
        "let" => format!("{} = {}", step.text, inner.join(" | ")),
        "if" => format!("{} {{ {} }}", step.text, inner.join(" } else { ")),
        "while" | "for" | "def" => format!("{} {{ {} }}", step.text, inner.join("; ")),
        // What is inside of a stage shows in its text already.
        _ => step.text.clone(),
    }
}

#[track_caller]
fn rewrites(rule: &str, text: &str, wanted: &str) {
    let (before, after, rules) = plans(text);
    assert_eq!(after, wanted, "{text}, was {before}");
    assert!(rules.contains(&rule), "{text}: {rules:?}");
}

#[track_caller]
fn leaves(text: &str) {
    let (before, after, rules) = plans(text);
    assert_eq!(before, after, "{text}: {rules:?}");
    assert!(rules.is_empty(), "{text}: {rules:?}");
}

#[test]
fn constants_are_folded_and_errors_stay() {
    let fold = |text, wanted| rewrites("constant folding", text, wanted);
    fold("2 + 3 * 4", "14");
    fold("const n = 4; [{a: 1}] | where a > $n * 2 - 1", "[{a: 1}] | where a > 7");
    fold("[{a: 1}] | where 1 < 2 and a > 0", "[{a: 1}] | where a > 0");
    fold("[{a: 1}] | where a > 0 or 1 > 2", "[{a: 1}] | where a > 0");
    fold("[{a: 1}] | where 1 < 2", "[{a: 1}]");
    fold("[{a: 1}] | first 1 + 1", "[{a: 1}] | first 2");
    fold("if 1 > 2 { 5 } else { 6 }", "if false {  } else { 6 }");
    fold("if 1 < 2 { 5 } else { 6 }", "if true { 5 }");
    fold("while 2 < 1 { print 3 }", "while false { print 3 }");
    fold("def f [x: int] { $x * (2 + 3) }; f 4", "def f { $x * 5 }\nf 4");
    // These fail when they run, and say so then.
    for text in ["1 // 0", "9223372036854775807 + 1", "[{a: 1}] | where a > 1 // 0"] {
        leaves(text);
    }
    fold("(2 + 3) // 0", "5 // 0");
    // The left side is looked at in any case.
    leaves("[{a: 1}] | where 1 / a > 0 and false");
    leaves("[{a: 1, b: null}] | where b ?? false");
}

#[test]
fn predicates_move_to_the_front() {
    let push = |text: &str, wanted: &str| rewrites("predicate push-down", text, wanted);
    let table = "[[a, b]; [1, 2], [3, 4]]";
    let rows = "[{a: 1, b: 2}, {a: 3, b: 4}]";
    push(
        &format!("{table} | sort-by b | where a > 1"),
        &format!("{rows} | where a > 1 | sort-by b"),
    );
    push(
        &format!("{table} | insert c b + 1 | select a c | where a > 1"),
        &format!("{rows} | insert c b + 1 | where a > 1 | select a c"),
    );
    push(
        &format!("{table} | insert c b | sort-by c | reverse | where a > 1"),
        &format!("{rows} | where a > 1 | insert c b | sort-by c | reverse"),
    );
    push(
        &format!("{table} | rename a \"x\" | where x > 1"),
        &format!("{rows} | where a > 1 | rename a x"),
    );
    let left = [
        // It looks at what the stage computes, or at how many rows there are.
        "insert c b | where c > 1",
        "first 1 | where a > 1",
        "last 1 | where a > 1",
        "skip 1 | where a > 1",
        "uniq-by b | where a > 1",
        // It may fail, or what it would move past may.
        "sort-by b | where 10 // a > 1",
        "insert c 10 // b | where a > 1",
        "group-by a | where a > 1",
    ];
    for text in left {
        leaves(&format!("{table} | {text}"));
    }
    leaves("let t = '[{\"a\": 1}]' | from json; $t | sort-by a | where a > 1");
}

#[test]
fn hosts_are_filtered_before_they_are_contacted() {
    let push = |text, wanted| rewrites("predicate push-down", text, wanted);
    push(
        "hosts | discover cpu | where host =~ \"web\"",
        "hosts | where host =~ \"web\" | discover cpu",
    );
    push(
        "hosts | discover cpu | where host == \"db01\" and cores > 4 | length",
        "hosts | where host == \"db01\" | discover cpu | where cores > 4 | length",
    );
    push(
        "let n = \"web01\"; hosts | sort-by host | discover cpu | sort-by cores | where host == $n",
        "let n = \"web01\"\nhosts | where host == $n | sort-by host | discover cpu | sort-by cores",
    );
    let left = [
        // Somebody looks at how it ended for each host.
        "hosts | discover cpu | where host =~ \"web\" | outcomes",
        "hosts | discover cpu | require all | where host =~ \"web\"",
        // What stands left of it may fail for other hosts, and would not fail then.
        "hosts | discover cpu | where 100 // cores > 1 and host =~ \"web\"",
        // A command changes what it may on each host.
        "hosts | run \"reboot\" | where host =~ \"web\"",
        // These names need not be those of the inventory.
        "[{host: \"web01\"}] | discover cpu | where host =~ \"web\"",
        "hosts | update host \"web01\" | discover cpu | where host =~ \"web\"",
        "hosts | discover cpu | where cores > 4",
    ];
    for text in left {
        leaves(text);
    }
}

#[test]
fn hosts_that_are_asked_twice_are_asked_once() {
    let fuse = |text, wanted| rewrites("probe fusion", text, wanted);
    fuse(
        "hosts web | discover cpu --timeout 5s | discover memory --timeout 5s | sort-by host",
        "hosts web | discover memory --timeout 5s | select host total available used swap_total \
         swap_used limit | sort-by host",
    );
    fuse(
        "hosts web | discover cpu | join (hosts web | discover memory) host | where total > 1GiB",
        "hosts web | discover cpu memory | where total > 1GiB",
    );
    let left = [
        "hosts | discover cpu --timeout 5s | discover memory",
        "hosts | discover cpu | where cores > 4 | discover memory",
        "hosts | discover cpu | discover memory | outcomes",
        "hosts web | discover cpu | join (hosts | discover memory) host",
        "hosts | discover cpu | join (hosts | discover memory) host --left",
        "hosts | discover cpu | join (hosts | discover os | reject arch) host",
    ];
    for text in left {
        leaves(text);
    }
}

#[test]
fn what_takes_no_more_stops_what_feeds_it() {
    let push = |text, wanted| rewrites("limit push-down", text, wanted);
    push(
        "[{a: 1}, {a: 2}] | insert b a | select b | first",
        "[{a: 1}, {a: 2}] | first | insert b a | select b",
    );
    push(
        "hosts | discover cpu | select host cores | first 2",
        "hosts | discover cpu | first 2 | select host cores",
    );
    for text in [
        "[{a: 1}, {a: 0}] | insert b 10 // a | first",
        "[{a: 1}, {a: 2}] | sort-by a | first",
        "[{a: 1}, {a: 2}] | where a > 1 | first",
        "hosts | discover cpu | where cores > 4 | first 2",
    ] {
        leaves(text);
    }
    let session = session(false);
    let prepared = session.prepare("test", "hosts | discover cpu | first 1 + 2", Mode::Run);
    let explained = session.explain(&prepared);
    let discover = &explained.optimised[0].steps[1];
    assert_eq!(
        (discover.text.as_str(), &discover.notes[..]),
        ("discover cpu", &["until 3 rows stand".to_owned()][..])
    );
}

#[test]
fn what_is_not_used_is_not_gathered() {
    let drop = |text, wanted| rewrites("projection push-down", text, wanted);
    drop(
        "hosts | discover cpu, memory | select host cores",
        "hosts | discover cpu | select host cores",
    );
    drop(
        "hosts | discover cpu memory os | where cores > 4 | sort-by kernel | length",
        "hosts | discover cpu os | where cores > 4 | sort-by kernel | length",
    );
    // `arch` is that of the first probe that tells it.
    drop(
        "hosts | discover memory cpu os | select host arch",
        "hosts | discover cpu | select host arch",
    );
    // One is asked for in any case, so that hosts which give no answer are found out.
    drop("hosts | discover cpu memory | length", "hosts | discover cpu | length");
    drop(
        "hosts | discover cpu memory | group-by arch (max cores)",
        "hosts | discover cpu | group-by arch (max cores)",
    );
    for text in [
        "hosts | discover cpu memory",
        "hosts | discover cpu | length",
        "hosts | discover cpu memory | outcomes",
        "hosts | discover cpu memory | require all | select host cores",
        "hosts | discover cpu memory | each {|row| $row.cores }",
        "hosts | discover cpu memory | select host cores total",
    ] {
        leaves(text);
    }
}

#[test]
fn closures_are_computed_over_columns() {
    let rule = "closures over columns";
    let table = "[[a b]; [1 \"x\"] [3 \"y\"]]";
    let rewritten = |text: &str, wanted: &str| {
        rewrites(
            rule,
            &format!("{table} | {text}"),
            &format!("[{{a: 1, b: \"x\"}}, {{a: 3, b: \"y\"}}] | {wanted}"),
        );
    };
    rewritten("filter {|r| $r.a > 2 }", "where a > 2");
    rewritten("filter { $in.b == \"x\" or $in.a in [1] }", "where b == \"x\" or a in [1]");
    rewritten("each {|r| {b: $r.b, a: $r.a} }", "select b a");
    rewritten(
        "each {|r| {c: $r.b, a: ($r.a > 1), big: ($r.a > 2)} }",
        "insert c b | insert big a > 2 | update a a > 1 | select c a big",
    );
    for text in [
        // One that may fail would be told at another place.
        "each {|r| {c: ($r.a * 2)} }",
        "filter {|r| 4 / $r.a > 2 }",
        // Each looks at what the other changes.
        "each {|r| {a: $r.b, b: $r.a} }",
        // The row as a whole, more than one statement, programs and commands.
        "each {|r| {c: $r} }",
        "each {|r| let x = $r.a; {c: $x} }",
        "each {|r| {c: ($r.b | str upcase)} }",
        "each {|r| $r.a }",
    ] {
        leaves(&format!("{table} | {text}"));
    }
    leaves("let f = {|r| $r.a > 2 }; [[a]; [1]] | filter $f");
}

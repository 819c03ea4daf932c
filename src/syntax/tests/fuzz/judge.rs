//! What holds for any text, and what a text has shown.

use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use futures_util::stream::BoxStream;

use super::super::{any, format, read};
use super::mutate::hash;
use crate::command::Mode;
use crate::diag::Diagnostic;
use crate::effect::memory::{
    MemoryEnvironment, MemoryFiles, MemoryProcesses, NoPrompt, StillClock,
};
use crate::effect::{
    Cancel, DirectRoutes, Job, NoStores, NoWeb, Remote, RemoteEvent, Target, World,
};
use crate::inventory::Inventory;
use crate::session::{Options, Session};
use crate::source::SourceId;
use crate::syntax::{dump, tokens};

/// How long a text of `length` bytes may take. Debug builds are slow and machines are busy; what
/// takes longer takes more than its share.
fn limit(length: usize) -> Duration {
    Duration::from_secs(2) + Duration::from_micros(500) * u32::try_from(length).unwrap_or(u32::MAX)
}

/// Whether all holds for `text`: what it has shown, or what is wrong.
pub(super) fn judge(text: &str) -> Result<Vec<u64>, String> {
    let begin = worked();
    let mut shown = caught(|| parts(text))??;
    shown.extend(caught(|| planned(text))?);
    let mut took = worked().saturating_sub(begin);
    // What is slow once may be so by chance, a text that takes too long is so again.
    for _ in 0..2 {
        if took > limit(text.len()) {
            let begin = worked();
            caught(|| (parts(text), planned(text)))?.0?;
            took = took.min(worked().saturating_sub(begin));
        }
    }
    if took > limit(text.len()) {
        return Err("it takes too long".to_owned());
    }
    Ok(shown)
}

/// How long this thread has worked: on a busy machine it waits for most of the time that passes. Where
/// the system does not tell, the time that has passed.
#[expect(clippy::disallowed_methods, reason = "it measures the time that a text takes")]
fn worked() -> Duration {
    static BEGIN: OnceLock<Instant> = OnceLock::new();
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let spent = text.split(' ').next().and_then(|nanoseconds| nanoseconds.parse().ok());
    let passed = || BEGIN.get_or_init(Instant::now).elapsed();
    spent.map_or_else(passed, Duration::from_nanos)
}

/// It is read, its places lie in it, and the formatter keeps what it means.
fn parts(text: &str) -> Result<Vec<u64>, String> {
    any::check_any(text);
    let parsed = read(text);
    if parsed.diagnostics.is_empty() {
        format::formatted(text)?;
    }
    let mut shown = heads(&dump(&parsed.program, ""));
    shown.extend(told(&parsed.diagnostics));
    let kinds = tokens(SourceId::default(), text);
    shown.extend(kinds.windows(3).map(|three| {
        let tight = three.windows(2).map(|two| two[0].1.end == two[1].1.start);
        let kinds = three.iter().map(|(kind, _)| *kind).collect::<Vec<_>>();
        hash(&format!("{kinds:?}{:?}", tight.collect::<Vec<_>>()))
    }));
    Ok(shown)
}

/// It is planned, and every mistake has its place.
fn planned(text: &str) -> Vec<u64> {
    let prepared = session().prepare("x", text, Mode::Check);
    for one in &prepared.diagnostics {
        for label in &one.labels {
            let span = label.span;
            assert!(text.get(span.start..span.end).is_some(), "{span:?} of {one:?}");
        }
    }
    told(&prepared.diagnostics)
}

/// Which nodes hang below which.
fn heads(tree: &str) -> Vec<u64> {
    let mut above = vec![""];
    let mut all = Vec::new();
    for part in tree.split_inclusive(['(', ')']) {
        let head = part.split([' ', '(', ')']).next().unwrap_or_default();
        if part.ends_with('(') {
            above.push(head);
            all.push(hash(&above[above.len().saturating_sub(3)..].join("(")));
        } else if part.ends_with(')') && above.len() > 1 {
            all.push(hash(&format!("{}({head}", above[above.len() - 1])));
            above.pop();
        }
    }
    all
}

/// What was told, without the words of the text.
fn told(diagnostics: &[Diagnostic]) -> Vec<u64> {
    let blank = |text: &str| text.split('`').step_by(2).collect::<Vec<_>>().join("`");
    let one = move |one: &Diagnostic| {
        let help = one.help.as_deref().map(blank).unwrap_or_default();
        hash(&format!("{}{}{help}{}", one.code.id, blank(&one.message), one.edit.is_some()))
    };
    diagnostics.iter().map(one).collect()
}

/// Where and why the last panic was.
static PANIC: Mutex<String> = Mutex::new(String::new());

/// What `work` gives, or the words of its panic.
pub(super) fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    panic::catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        let text = payload.downcast_ref::<String>().cloned();
        let text = text.or_else(|| payload.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        let place = PANIC.lock().map(|place| place.clone()).unwrap_or_default();
        format!("a panic: {}{place}", text.unwrap_or_default())
    })
}

/// From here on panics are kept and not shown: a text is tried many times until it is small.
pub(super) fn keep_quiet() {
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(|place| format!("\nat {place}")).unwrap_or_default();
        if let Ok(mut kept) = PANIC.lock() {
            *kept = place;
        }
    }));
}

/// A transport that must not be used.
struct Untouched;

impl Remote for Untouched {
    fn run(
        &self,
        job: Job,
        _: BoxStream<'static, Arc<Target>>,
        _: Cancel,
    ) -> BoxStream<'static, RemoteEvent> {
        panic!("hosts were contacted: {:?}", job.task);
    }
}

/// A session that can touch nothing.
fn session() -> Session {
    let world = World {
        routes: Arc::new(DirectRoutes),
        files: Arc::new(MemoryFiles::of([("hosts.csv", "host,cores\nweb01,2\n")])),
        clock: Arc::new(StillClock),
        environment: Arc::new(MemoryEnvironment::default()),
        prompt: Arc::new(NoPrompt),
        directory: Arc::new(Inventory::of_targets(Vec::new())),
        remote: Arc::new(Untouched),
        processes: Arc::new(MemoryProcesses::default()),
        stores: Arc::new(NoStores),
        web: Arc::new(NoWeb),
    };
    Session::in_world(world, Options::default())
}

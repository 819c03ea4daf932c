//! What a plugin costs: compiling the sample, and rows of eight columns, three of text, there and
//! back through a guest that gives them back as they are: one written by hand, one in Rust, and where
//! rebe is built with them a plugin of Nushell.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark may fail and prints")]
#![expect(clippy::disallowed_methods, reason = "a benchmark reads clocks and files")]

#[path = "../tests/all/support/guest.rs"]
#[expect(dead_code, reason = "most of it makes guests that lie")]
mod guest;

use std::future::ready;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use futures_executor::block_on;
use futures_util::future::BoxFuture;
use futures_util::{FutureExt, StreamExt, stream};
use rebe_shell::command::{Args, Body, Command, Context, Ledger, Observer, Registry};
use rebe_shell::diag::Diagnostic;
use rebe_shell::effect::memory::{MemoryEnvironment, NoPrompt, StillClock};
use rebe_shell::effect::real::RealFiles;
use rebe_shell::effect::{
    Cancel, DirectRoutes, Grants, Limits, Load, NoStores, NoWeb, Outcome, World,
};
use rebe_shell::fleet::{Fleet, FleetSettings};
use rebe_shell::inventory::Inventory;
use rebe_shell::plugin;
use rebe_shell::source::Span;
use rebe_shell::value::{Chunk, ChunkStream, Data, Rows, Schema, Type, Value, scalar};

struct Nobody;

impl Observer for Nobody {
    fn outcome(&self, _: &Outcome) {}
    fn show(&self, _: &Value) {}
    fn progress(&self, _: Load) {}
    fn note(&self, _: &str, _: &str) {}
    fn advance(&self, _: &str, _: u64, _: Option<u64>) {}
    fn explore(&self, _: Data) -> Result<(), Box<Diagnostic>> {
        Ok(())
    }
}

fn context() -> Context {
    let files = Arc::new(RealFiles);
    let environment = Arc::new(MemoryEnvironment::default());
    let settings = FleetSettings::default();
    let routes = Arc::new(DirectRoutes);
    let remote = Arc::new(Fleet::new(
        settings,
        routes.clone(),
        files.clone(),
        environment.clone(),
        Arc::new(NoPrompt),
    ));
    let world = World {
        files,
        clock: Arc::new(StillClock),
        environment,
        prompt: Arc::new(NoPrompt),
        directory: Arc::new(Inventory::of_targets(Vec::new())),
        routes,
        remote: remote.clone(),
        processes: remote,
        stores: Arc::new(NoStores),
        web: Arc::new(NoWeb),
    };
    Context {
        world,
        ledger: Arc::new(Ledger::default()),
        last: Arc::default(),
        stage: 0,
        input: Type::Nothing,
        limits: Limits::default(),
        cancel: Cancel::new(),
        observer: Arc::new(Nobody),
        registry: Registry::new(&[]),
    }
}

fn chunk(rows: usize) -> Chunk {
    let schema = Schema::of([
        ("a", Type::Int),
        ("b", Type::Int.nullable()),
        ("c", Type::Float),
        ("d", Type::Bool),
        ("e", Type::Filesize),
        ("f", Type::String),
        ("g", Type::String),
        ("h", Type::String.nullable()),
    ]);
    let mut built = Rows::new(Arc::new(schema));
    for row in 0..rows {
        let n = i64::try_from(row).unwrap();
        let row = [
            scalar::int(n),
            if n % 3 == 0 { scalar::null() } else { scalar::int(-n) },
            scalar::float(0.5),
            scalar::boolean(n % 2 == 0),
            scalar::filesize(n << 10),
            scalar::text(format!("web{n:05}")),
            scalar::text("a text that does not fit into sixteen bytes"),
            if n % 5 == 0 { scalar::null() } else { scalar::text("linux") },
        ];
        built.push(&row).unwrap();
    }
    built.finish().unwrap()
}

/// Send `chunk` so many times; how long it took.
fn there_and_back(command: &Command, chunk: &Chunk, times: usize, context: &Context) -> Duration {
    let Body::Stream(run) = command.body else { return Duration::ZERO };
    let chunks = vec![chunk.clone(); times].into_iter().map(Ok);
    let input = ChunkStream::new(Arc::clone(chunk.schema()), stream::iter(chunks));
    let args = Args::new(Vec::new(), Span::default());
    let start = Instant::now();
    let mut rows = 0;
    match run(Data::Chunks(input), &args, context).unwrap() {
        Data::Chunks(mut given) => {
            while let Some(chunk) = block_on(given.chunks.next()) {
                rows += chunk.unwrap().height();
            }
        }
        Data::Pending(_, value) => rows += block_on(value).unwrap().as_list().unwrap().len(),
        _ => {}
    }
    assert_eq!(rows, chunk.height() * times);
    start.elapsed()
}

/// Nothing is set.
struct Unset;

impl plugin::Settings for Unset {
    fn config(&self, _: &str, _: &str) -> Option<String> {
        None
    }

    fn secret(&self, _: &str) -> BoxFuture<'static, Result<String, String>> {
        ready(Err(String::new())).boxed()
    }
}

/// The commands of the component in `bytes`.
fn load(world: &World, bytes: Vec<u8>) -> Vec<&'static Command> {
    let registry = Registry::new(&[]);
    let described = plugin::describe("a plugin", bytes.clone(), world, registry).unwrap();
    let granted = plugin::Granted {
        name: "a plugin".to_owned(),
        manifest: described.manifest,
        digest: described.digest,
        bytes: Box::new(move || Ok(bytes.clone())),
        grants: Grants::default(),
        way: "--grant".to_owned(),
        settings: Arc::new(Unset),
    };
    plugin::commands(granted, world, registry).unwrap().commands
}

/// Calls of one row each, with an instance for each.
fn small(command: &Command, context: &Context) {
    let chunk = chunk(1);
    let took = (0..2_000).map(|_| there_and_back(command, &chunk, 1, context));
    let mut took = took.collect::<Vec<_>>();
    took.sort();
    let at = |part: usize| took.get(part).copied().unwrap_or_default();
    println!("2000 calls of one row of 8 columns: best {:.2?}, median {:.2?}", at(0), at(1_000));
}

/// A million rows in pieces, and how much memory that takes at once.
fn many(command: &Command, context: &Context) {
    let chunk = chunk(10_000);
    // What it held before is no part of it.
    std::fs::write("/proc/self/clear_refs", "5").unwrap_or_default();
    let before = memory("VmRSS:");
    let took = there_and_back(command, &chunk, 100, context);
    let most = memory("VmHWM:").saturating_sub(before);
    println!("1,000,000 rows {took:>20.2?}   {} MiB more at once", most >> 10);
}

/// A line of what the system says of this process, in KiB.
fn memory(line: &str) -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|status| status.strip_prefix(line)).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().unwrap_or(0)
}

/// The same work for one thread and for all of them at once.
fn parallel(command: &'static Command, context: &Context) {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let chunk = chunk(10_000);
    let work = |threads: usize| {
        let start = Instant::now();
        thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| there_and_back(command, &chunk, 40, context));
            }
        });
        start.elapsed().as_secs_f64()
    };
    let times = (0..3).map(|_| work(1) * threads as f64 / work(threads));
    let best = times.fold(0.0, f64::max);
    println!("{threads} calls at once on {threads} cores do {best:.2} times as much as one");
}

/// The same rows through a plugin of Nushell, which `benches/nushell` is.
#[cfg(feature = "nushell-plugins")]
fn beside_nushell(context: &Context, echo: &Command) {
    use rebe_shell::nushell::{self, Native};
    let path = std::path::PathBuf::from("target/nushell/release/nu_plugin_echo");
    if !path.exists() {
        return println!(
            "no plugin of Nushell beside it: cargo build --release --manifest-path \
                         benches/nushell/Cargo.toml --target-dir target/nushell"
        );
    }
    let path = path.canonicalize().unwrap();
    let described = nushell::describe(&path, &context.world, Cancel::new()).unwrap();
    let digest = plugin::digest(&std::fs::read(&path).unwrap());
    let native = Native { described, path, digest, remedy: String::new() };
    let none = |_: &str| None;
    let (commands, _) = nushell::commands(native, &context.world, Registry::new(&[]), &none);
    let command = commands.first().unwrap();
    for (rows, times) in [(1, 1), (10_000, 10)] {
        let chunk = chunk(rows);
        let mut best = [Duration::MAX; 2];
        // By turns, so that what the machine does besides meets both.
        for _ in 0..5 {
            for (best, command) in best.iter_mut().zip([echo, command]) {
                *best = (*best).min(there_and_back(command, &chunk, times, context));
            }
        }
        let [component, native] = best;
        let ratio = native.as_secs_f64() / component.as_secs_f64();
        println!(
            "{times:>4} × {rows:>6} rows: component {component:>9.2?}, Nushell's {native:>9.2?}, \
                  {ratio:.0} times as long"
        );
    }
}

fn main() {
    let start = Instant::now();
    let context = context();
    let echo = load(&context.world, guest::Guest::echo().component());
    println!("load an echo, with the engine      {:>10.2?}", start.elapsed());
    if let Ok(sample) = std::fs::read("target/plugins/semver.wasm") {
        let size = sample.len() >> 10;
        let start = Instant::now();
        load(&context.world, sample);
        println!("load the sample of {size} KiB         {:>10.2?}", start.elapsed());
    }
    // The same in Rust, by the SDK.
    let tryout = std::fs::read("target/plugins/tryout.wasm");
    let tryout = tryout.map(|bytes| load(&context.world, bytes)).unwrap_or_default();
    let rust = tryout.into_iter().find(|command| command.signature.name == "echo");
    let written = *echo.first().unwrap();
    for (kind, command) in [("by hand", Some(written)), ("in Rust", rust)] {
        let Some(command) = command else { continue };
        println!("an echo {kind}:");
        small(command, &context);
        for (rows, times) in [(1_000, 200), (10_000, 40)] {
            let chunk = chunk(rows);
            there_and_back(command, &chunk, 1, &context);
            let mut took = (0..20).map(|_| there_and_back(command, &chunk, times, &context));
            let first = took.next().unwrap();
            let took = took.fold(first, Duration::min);
            let each = took.as_secs_f64() * 1e6 / (rows * times) as f64;
            println!("{times:>4} × {rows:>6} rows of 8 columns {took:>14.2?}   {each:.3} µs a row");
        }
        many(command, &context);
        parallel(command, &context);
    }
    #[cfg(feature = "nushell-plugins")]
    beside_nushell(&context, rust.unwrap_or(written));
    let flat = chunk(10_000);
    let start = Instant::now();
    let buffers = (0..20).map(|_| flat.flat().unwrap()).collect::<Vec<_>>();
    println!("of that, to buffers  {:.3} µs a row", start.elapsed().as_secs_f64() * 5.0);
    let start = Instant::now();
    for buffers in buffers {
        Chunk::of_flat(Arc::clone(flat.schema()), 10_000, buffers).unwrap();
    }
    println!("of that, from buffers {:.3} µs a row", start.elapsed().as_secs_f64() * 5.0);
}

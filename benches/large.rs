//! Large fleets of simulated machines, far away and faulty ones, each asked by one statement as a
//! script would. The machines are played by this very process, so all figures are those of both
//! sides. Start it with
//!
//! ```text
//! cargo bench --bench large -- [faults] [latency] [many] [--hosts N] [--seeds N]
//! ```
//!
//! `faults` makes a tenth of 10,000 hosts fail in every way that there is, compares each outcome with
//! the one that the fleet says is right, and looks whether memory and open files are back where they
//! were. `latency` asks 1,000 hosts that are 50 ms away, a hundredth of them faulty. `many` asks
//! 100,000 hosts.
#![expect(clippy::disallowed_methods, reason = "a benchmark sets the world up itself")]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it talks to a person")]

use std::collections::HashMap;
use std::fs;
use std::io;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rebe_shell::effect::OutcomeKind;
use rebe_shell::fleet::KnownKey;
use rebe_shell::fleet::demo::{DemoFleet, DemoOptions, Fault, Faults};
use rebe_shell::render::{Form, Format, Look, Screen};
use rebe_shell::session::{Mode, Options, Report, Session};

type Failure = Box<dyn std::error::Error>;

/// The deadline of each phase where hosts hang, and how often the hosts that hang are waited for one
/// after another at most: the bound on the whole.
const DEADLINE: Duration = Duration::from_secs(4);

/// Open files that a process keeps for good.
const KEPT: usize = 8;

/// Faults that need no deadline to be found.
const QUICK: [Fault; 6] =
    [Fault::Deny, Fault::Flapping, Fault::Garbage, Fault::HostKey, Fault::Refuse, Fault::Reset];

fn main() -> ExitCode {
    let words = std::env::args().skip(1).filter(|word| word != "--bench").collect::<Vec<_>>();
    match all(&words.iter().map(String::as_str).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("large: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn all(words: &[&str]) -> Result<(), Failure> {
    let (mut chosen, mut hosts, mut seeds) = (Vec::new(), None, 3);
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let mut number = || -> Result<usize, Failure> {
            let number = words.next().ok_or_else(|| format!("{word} wants a number"))?;
            Ok(number.parse().map_err(|_| format!("`{number}` is no number"))?)
        };
        match *word {
            "faults" | "latency" | "many" => chosen.push(*word),
            "--hosts" => hosts = Some(number()?),
            "--seeds" => seeds = number()?,
            word => return Err(format!("`{word}` is not known; see the head of the file").into()),
        }
    }
    if chosen.is_empty() {
        chosen.extend(["latency", "faults", "many"]);
    }
    for what in chosen {
        match what {
            "latency" => latency(hosts.unwrap_or(1000))?,
            "faults" => faults(hosts.unwrap_or(10_000), seeds)?,
            _ => many(hosts.unwrap_or(100_000))?,
        }
    }
    Ok(())
}

/// Hosts far away, a hundredth of them faulty.
fn latency(hosts: usize) -> Result<(), Failure> {
    let latency = Duration::from_millis(50);
    for parallel in [256, 1024] {
        for seed in [1, 2, 3] {
            let faults = Faults { kinds: QUICK.to_vec(), per_mille: 10 };
            let options = DemoOptions { hosts, faults, seed, latency };
            let asked = ask(options, |limits| limits.parallel = parallel)?;
            // Eight round trips to the first answer, and a connection that takes one to come about.
            let floor = latency.as_secs_f64() * 9.0 * hosts.div_ceil(parallel) as f64;
            println!(
                "latency: {hosts} hosts at 50 ms, 1 % faulty, fan-out {parallel}, seed {seed}: {:.2} s \
                 ({:.2} of waiting alone), {} ok of {}, all as they must be",
                asked.wall,
                asked.wall / floor,
                asked.ok,
                hosts
            );
        }
    }
    Ok(())
}

/// Every fault there is, on a tenth of the hosts.
fn faults(hosts: usize, seeds: usize) -> Result<(), Failure> {
    let (mut files, mut waited, mut memory) = (Vec::new(), Vec::new(), Vec::new());
    for seed in 1..=seeds as u64 {
        let options = DemoOptions { hosts, faults: Faults::all(), seed, ..DemoOptions::default() };
        let asked = ask(options, |limits| {
            (limits.connect, limits.auth, limits.exec) = (DEADLINE, DEADLINE, DEADLINE);
            limits.max_output = 1 << 20;
        })?;
        println!(
            "faults: {hosts} hosts, a tenth faulty, seed {seed}: {:.1} s, {} ok of {hosts}, all as they \
             must be",
            asked.wall, asked.ok
        );
        // Connections are let go in the background.
        let start = Instant::now();
        while open_files()? > KEPT && start.elapsed() < DEADLINE {
            std::thread::sleep(Duration::from_millis(10));
        }
        waited.push(start.elapsed().as_millis());
        files.push(open_files()?);
        memory.push(resident()?);
    }
    // The first round is where they were: what a process keeps for good is there by then.
    println!(
        "faults: open files after each round {files:?}, {waited:?} ms later, resident MiB {memory:?}"
    );
    if let Some(left) = files.iter().find(|left| **left > KEPT) {
        return Err(format!("{left} files are open, at most {KEPT} should be").into());
    }
    Ok(())
}

/// As many hosts as people dream of.
fn many(hosts: usize) -> Result<(), Failure> {
    let options = DemoOptions { hosts, ..DemoOptions::default() };
    let asked = ask(options, |_| {})?;
    let rate = hosts as f64 / asked.wall;
    println!(
        "many: {hosts} hosts: {:.1} s, {rate:.0} a second, {} ok, at most {} MiB resident on both sides",
        asked.wall,
        asked.ok,
        peak()?
    );
    Ok(())
}

struct Asked {
    wall: f64,
    ok: usize,
}

/// Ask a fleet once, and compare how each host ended with how it must.
fn ask(
    options: DemoOptions,
    bound: impl FnOnce(&mut rebe_shell::effect::Limits),
) -> Result<Asked, Failure> {
    let hosts = options.hosts;
    let fleet = DemoFleet::start(options).map_err(|problem| problem.message)?;
    let mut settings = Options::default();
    settings.fleet.known_keys = vec![KnownKey { host: None, key: fleet.host_key().clone() }];
    settings.fleet.identity = Some(Arc::new(fleet.client_key().clone()));
    settings.targets = Some(fleet.targets());
    bound(&mut settings.limits);
    let start = Instant::now();
    let report = run(settings, "hosts | discover cpu | length")?;
    let wall = start.elapsed().as_secs_f64();
    if report.all.len() != hosts {
        return Err(format!("{} outcomes of {hosts} hosts", report.all.len()).into());
    }
    let ended = report.all.iter().map(|outcome| (outcome.host.as_str(), outcome));
    let ended = ended.collect::<HashMap<_, _>>();
    for target in fleet.targets() {
        let wanted = fleet.fault(&target.name).map_or(OutcomeKind::Ok, Fault::outcome_with_retries);
        let outcome = ended.get(target.name.as_str()).ok_or("a host is missing")?;
        if outcome.kind != wanted {
            let name = fleet.fault(&target.name).map_or("no fault", Fault::name);
            return Err(format!("{} with {name}: {outcome:?}", target.name).into());
        }
    }
    let ok = report.all.iter().filter(|outcome| outcome.kind == OutcomeKind::Ok).count();
    Ok(Asked { wall, ok })
}

fn run(settings: Options, text: &str) -> Result<Report, Failure> {
    let mut session = Session::new(settings);
    let prepared = session.prepare("large", text, Mode::Run);
    let screen = Screen::new(Form::Data(Format::Ndjson), Look::plain(), Box::new(io::sink()));
    let report = session.run(&prepared, Arc::new(Mutex::new(screen)));
    match report.errors.first() {
        Some(error) => Err(error.message.clone().into()),
        None => Ok(report),
    }
}

fn open_files() -> io::Result<usize> {
    Ok(fs::read_dir("/proc/self/fd")?.count())
}

/// MiB that the process holds now.
fn resident() -> Result<u64, Failure> {
    status("VmRSS:")
}

/// MiB that it has held at most.
fn peak() -> Result<u64, Failure> {
    status("VmHWM:")
}

fn status(name: &str) -> Result<u64, Failure> {
    let text = fs::read_to_string("/proc/self/status")?;
    let line = text.lines().find_map(|line| line.strip_prefix(name)).ok_or("no such line")?;
    let kib = line.split_whitespace().next().ok_or("no number")?.parse::<u64>()?;
    Ok(kib >> 10)
}

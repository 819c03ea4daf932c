//! A whole fleet asked cold, by the engine and by a bare russh loop in the same run.
//!
//! The hosts are played by a process of their own: `demo`, the fleet of simulated machines, and
//! `sshd`, a real OpenSSH that answers on a thousand addresses of this machine. Each run is a new
//! client process, so that its memory and its CPU time are its own; the two clients take turns, and
//! medians are printed. Start it with
//!
//! ```text
//! cargo bench --bench fleet -- [demo|sshd] [--hosts N,…] [--fan-out N,…] [--rounds N]
//! ```
#![expect(clippy::disallowed_methods, reason = "a benchmark sets the world up itself")]
#![expect(clippy::print_stderr, reason = "it talks to a person")]

mod support;

use std::process::ExitCode;

use support::client::{Engine, ask};
use support::roster::Roster;
use support::table::{Row, print};
use support::{Failure, client, demo, sshd};

/// What is to be measured.
struct Plan {
    demo: bool,
    sshd: bool,
    hosts: Option<Vec<usize>>,
    fan_outs: Vec<usize>,
    rounds: usize,
}

fn main() -> ExitCode {
    let words = std::env::args().skip(1).filter(|word| word != "--bench").collect::<Vec<_>>();
    let words = words.iter().map(String::as_str).collect::<Vec<_>>();
    let done = match *words {
        ["--serve", hosts] => demo::serve(hosts),
        ["--client", engine, fan_out] => client::measure(engine, fan_out),
        _ => plan(&words).and_then(|plan| all(&plan)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("fleet: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn plan(words: &[&str]) -> Result<Plan, Failure> {
    let mut plan =
        Plan { demo: false, sshd: false, hosts: None, fan_outs: vec![256, 1024], rounds: 5 };
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let mut numbers = || {
            let list = words.next().ok_or_else(|| format!("{word} wants a number"))?;
            let numbers = list.split(',').map(str::parse::<usize>);
            numbers.collect::<Result<Vec<_>, _>>().map_err(|_| format!("`{list}` is no number"))
        };
        match *word {
            "demo" => plan.demo = true,
            "sshd" => plan.sshd = true,
            "--hosts" => plan.hosts = Some(numbers()?),
            "--fan-out" => plan.fan_outs = numbers()?,
            "--rounds" => plan.rounds = numbers()?.into_iter().max().unwrap_or(1).max(1),
            word => return Err(format!("`{word}` is not known; see the head of the file").into()),
        }
    }
    if !plan.demo && !plan.sshd {
        (plan.demo, plan.sshd) = (true, true);
    }
    Ok(plan)
}

fn all(plan: &Plan) -> Result<(), Failure> {
    let hosts = |usual: &[usize]| plan.hosts.clone().unwrap_or_else(|| usual.to_vec());
    if plan.demo {
        for hosts in hosts(&[1000, 20_000]) {
            let (_server, roster) = demo::start(hosts)?;
            for fan_out in &plan.fan_outs {
                compare("demo", &roster, *fan_out, plan.rounds)?;
            }
        }
    }
    if plan.sshd {
        for hosts in hosts(&[1000]) {
            let (_server, roster) = sshd::start(hosts)?;
            // A process a login bounds it, so a wider fan-out only lengthens the queue.
            compare("sshd", &roster, 64, plan.rounds.min(3))?;
        }
    }
    Ok(())
}

/// Let both ask all hosts in turn, and print how they did.
fn compare(server: &str, roster: &Roster, fan_out: usize, rounds: usize) -> Result<(), Failure> {
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        ours.push(ask(Engine::Rebe, roster, fan_out)?);
        bare.push(ask(Engine::Bare, roster, fan_out)?);
    }
    let hosts = roster.targets.len();
    let (ours, bare) = (Row::of(hosts, fan_out, &ours), Row::of(hosts, fan_out, &bare));
    print(&format!("{server}: {hosts} hosts, fan-out {fan_out}, {rounds} runs each"), &ours, &bare);
    Ok(())
}

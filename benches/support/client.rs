//! One run of one client, in a process of its own: the roster on its standard input, the figures on
//! its standard output.

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::roster::Roster;
use super::{Failure, bare, engine, usage};

/// Who asks.
#[derive(Clone, Copy)]
pub enum Engine {
    /// rebe: `hosts | discover cpu | where cores > 4`, written as NDJSON.
    Rebe,
    /// russh alone, with the same script and the output thrown away.
    Bare,
}

/// What one question to all hosts cost.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub struct Cost {
    /// From the first host to the last, or to the last row.
    pub wall: Duration,
    /// CPU time of the client.
    pub cpu: Duration,
}

/// What a run cost.
#[derive(Serialize, Deserialize)]
pub struct Run {
    /// Hosts that answered well each time.
    pub ok: usize,
    /// Nobody was connected.
    pub cold: Cost,
    /// The same question once more, on the connections that were kept.
    pub again: Cost,
    /// KiB that the process has more when the connections stand than before.
    pub kept: u64,
    /// KiB that it had more at most.
    pub peak: u64,
}

/// Run `engine` on all hosts of `roster`, and see that they all answered.
pub fn ask(engine: Engine, roster: &Roster, fan_out: usize) -> Result<Run, Failure> {
    let name = match engine {
        Engine::Rebe => "rebe",
        Engine::Bare => "bare",
    };
    let mut child = Command::new(std::env::current_exe()?)
        .args(["--client", name, &fan_out.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(&serde_json::to_vec(roster)?)?;
    }
    let output = child.wait_with_output()?;
    if !output.status.success() {
        return Err(format!("the client {name} failed").into());
    }
    let run = serde_json::from_slice::<Run>(&output.stdout)?;
    let hosts = roster.targets.len();
    if run.ok != hosts {
        return Err(format!("{name}: only {} of {hosts} hosts answered well", run.ok).into());
    }
    Ok(run)
}

/// Be that process.
pub fn measure(engine: &str, fan_out: &str) -> Result<(), Failure> {
    let roster = serde_json::from_reader::<_, Roster>(std::io::stdin().lock())?;
    let fan_out = fan_out.parse()?;
    let run = match engine {
        "rebe" => {
            let mut engine = engine::Rebe::new(&roster, fan_out)?;
            twice(|| engine.ask())?
        }
        _ => {
            let mut bare = bare::Bare::new(&roster, fan_out)?;
            twice(|| bare.ask())?
        }
    };
    Ok(serde_json::to_writer(std::io::stdout().lock(), &run)?)
}

/// Ask twice; `ask` gives the number of hosts that answered well.
fn twice(mut ask: impl FnMut() -> Result<usize, Failure>) -> Result<Run, Failure> {
    let (before, _) = usage::memory()?;
    let (first, cold) = timed(&mut ask)?;
    let (now, most) = usage::memory()?;
    let (second, again) = timed(&mut ask)?;
    let more = |memory: u64| memory.saturating_sub(before);
    Ok(Run { ok: first.min(second), cold, again, kept: more(now), peak: more(most) })
}

fn timed<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<(T, Cost), Failure> {
    let (start, cpu) = (Instant::now(), usage::cpu()?);
    let done = work()?;
    Ok((done, Cost { wall: start.elapsed(), cpu: usage::cpu()?.saturating_sub(cpu) }))
}

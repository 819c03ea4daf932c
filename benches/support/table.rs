//! Medians of runs, and the table of them.
#![expect(clippy::print_stdout, reason = "a benchmark talks to a person")]
#![expect(clippy::cast_precision_loss, reason = "figures are for people")]

use super::KEPT;
use super::client::Run;

/// The medians of several runs.
pub struct Row {
    /// Seconds.
    wall: f64,
    hosts_a_second: f64,
    /// Milliseconds of the client's CPU time a host.
    cpu: f64,
    /// The same for the second question.
    cpu_again: f64,
    /// MiB at most.
    peak: f64,
    /// KiB a connection, with the connections kept.
    kept: f64,
    /// KiB a connection, at the moment of the most memory.
    busy: f64,
}

impl Row {
    /// The medians of `runs`.
    pub fn of(hosts: usize, fan_out: usize, runs: &[Run]) -> Self {
        let median = |of: &dyn Fn(&Run) -> f64| {
            let mut all = runs.iter().map(of).collect::<Vec<_>>();
            all.sort_by(f64::total_cmp);
            all.get(all.len() / 2).copied().unwrap_or_default()
        };
        let (kept, most) = (hosts.min(KEPT) as f64, hosts.min(KEPT + fan_out) as f64);
        let hosts = hosts as f64;
        let wall = median(&|run| run.cold.wall.as_secs_f64());
        Self {
            wall,
            hosts_a_second: hosts / wall,
            cpu: median(&|run| run.cold.cpu.as_secs_f64() * 1000.0 / hosts),
            cpu_again: median(&|run| run.again.cpu.as_secs_f64() * 1000.0 / hosts),
            peak: median(&|run| run.peak as f64 / 1024.0),
            kept: median(&|run| run.kept as f64 / kept),
            busy: median(&|run| run.peak as f64 / most),
        }
    }
}

/// Print `ours` beside `bare`.
pub fn print(title: &str, ours: &Row, bare: &Row) {
    println!("\n{title}");
    println!("{:34} {:>9} {:>9} {:>7}", "", "rebe", "russh", "ratio");
    let line = |name: &str, of: fn(&Row) -> f64, digits: usize| {
        let (ours, bare) = (of(ours), of(bare));
        println!("{name:34} {ours:>9.digits$} {bare:>9.digits$} {:>7.2}", ours / bare);
    };
    line("wall, s", |row| row.wall, 2);
    line("hosts a second", |row| row.hosts_a_second, 0);
    line("client CPU a host, ms", |row| row.cpu, 2);
    line("the same when connected, ms", |row| row.cpu_again, 2);
    line("memory at most, MiB", |row| row.peak, 1);
    line("a connection then, KiB", |row| row.busy, 0);
    line("a connection that is kept, KiB", |row| row.kept, 0);
}

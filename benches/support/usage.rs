//! What this process has used: CPU time, memory.

use std::time::Duration;

use super::Failure;

/// A tick of the CPU times in `/proc`; Linux has 100 a second for programs, whatever the kernel
/// itself counts in.
const TICK: Duration = Duration::from_millis(10);

/// CPU time of all threads of this process, of user and system together.
pub fn cpu() -> Result<Duration, Failure> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    // The name of the program, in parentheses, may hold blanks.
    let (_, rest) = stat.rsplit_once(')').ok_or("/proc/self/stat is odd")?;
    let ticks = rest.split_whitespace().skip(11).take(2).map(str::parse::<u32>);
    Ok(TICK * ticks.sum::<Result<u32, _>>()?)
}

/// Resident memory of this process in KiB, now and at most so far.
pub fn memory() -> Result<(u64, u64), Failure> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let number = line.and_then(|rest| rest.split_whitespace().next());
        number.ok_or_else(|| format!("/proc/self/status lacks {name}"))
    };
    Ok((field("VmRSS:")?.parse()?, field("VmHWM:")?.parse()?))
}

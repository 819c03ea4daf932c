//! Limits of control groups, as a section of the primitive `cgroup` brings them.
//!
//! A group is bound by its own limit and by those of all groups above it, so the least one counts.
//! In a container the path that the kernel tells may not exist below the mount; then the files at
//! the root of the mount are those of the container itself.
//! Sources: kernel `Documentation/admin-guide/cgroup-v2.rst`, and for version 1
//! `cgroup-v1/memory.rst` and `scheduler/sched-bwc.rst`.

use super::Invalid;
use super::text::quote;

/// Version 1 writes "no limit" as the largest multiple of the page size below 2^63. No machine has
/// 2^60 bytes, so anything beyond is no limit.
const NO_LIMIT: u64 = 1 << 60;

/// No group is nested as deeply as this many lines would need.
const MOST: usize = 1000;

/// One line of a file: its folder, its name and the content.
struct Entry<'a> {
    folder: &'a str,
    file: &'a str,
    value: &'a str,
}

/// The lines `FOLDER/FILE:VALUE`. A folder may have colons in its name, these values have none.
fn entries<'a>(section: &str, text: &'a str) -> Result<Vec<Entry<'a>>, Invalid> {
    let mut all = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let entry = line.rsplit_once(':').and_then(|(path, value)| {
            let (folder, file) = path.rsplit_once('/')?;
            Some(Entry { folder, file, value: value.trim() })
        });
        if all.len() == MOST {
            return Err(Invalid::new(format!("section `{section}` has more than {MOST} lines")));
        }
        all.push(
            entry.ok_or_else(|| Invalid::found(section, line, "a path, a colon and a limit"))?,
        );
    }
    Ok(all)
}

fn odd(section: &str, entry: &Entry<'_>) -> Invalid {
    let found = quote(entry.value);
    Invalid::new(format!("section `{section}` holds {found} as `{}`", entry.file))
}

/// The least share of CPU time, in CPUs: quota by period of `cpu.max` and of `cpu.cfs_quota_us`
/// with `cpu.cfs_period_us`. `None` when nothing limits it.
pub fn cpus(section: &str, text: &str) -> Result<Option<f64>, Invalid> {
    let entries = entries(section, text)?;
    let mut least: Option<f64> = None;
    for entry in &entries {
        let share = match entry.file {
            "cpu.max" => {
                let (quota, period) =
                    entry.value.split_once(' ').ok_or_else(|| odd(section, entry))?;
                if quota == "max" { None } else { Some((quota, period)) }
            }
            "cpu.cfs_quota_us" if entry.value == "-1" => None,
            "cpu.cfs_quota_us" => {
                let twin = |other: &&Entry<'_>| {
                    other.folder == entry.folder && other.file == "cpu.cfs_period_us"
                };
                let period = entries.iter().find(twin).ok_or_else(|| odd(section, entry))?;
                Some((entry.value, period.value))
            }
            _ => None,
        };
        let Some((quota, period)) = share else { continue };
        let number = |text: &str| text.parse::<u32>().ok().filter(|n| *n > 0).map(f64::from);
        let (Some(quota), Some(period)) = (number(quota), number(period)) else {
            return Err(odd(section, entry));
        };
        let share = quota / period;
        least = Some(least.map_or(share, |known| known.min(share)));
    }
    Ok(least)
}

/// The least limit of memory in bytes: `memory.max` and `memory.limit_in_bytes`. `None` when
/// nothing limits it.
pub fn bytes(section: &str, text: &str) -> Result<Option<i64>, Invalid> {
    let mut least: Option<i64> = None;
    for entry in &entries(section, text)? {
        if entry.value == "max" {
            continue;
        }
        let limit = entry.value.parse::<u64>().map_err(|_| odd(section, entry))?;
        if let Ok(limit) = i64::try_from(limit).map_err(drop)
            && limit < NO_LIMIT.cast_signed()
        {
            least = Some(least.map_or(limit, |known| known.min(limit)));
        }
    }
    Ok(least)
}

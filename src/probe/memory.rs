//! `memory`: how much there is and how much of it is free for use.

use super::text::{field, quote};
use super::{Invalid, Probe, Section, Sections, cgroup, uname};
use crate::value::{Schema, Type, Value, scalar};

/// The probe.
pub const PROBE: Probe = Probe {
    name: "memory",
    summary: "total, available and used memory, swap, and the limit of a container",
    columns,
    sections: &[
        uname::SECTION,
        Section { name: "meminfo", call: "file /proc/meminfo" },
        Section { name: "min_free", call: "line /proc/sys/vm/min_free_kbytes" },
        Section { name: "memory_limit", call: "cgroup memory memory.max memory.limit_in_bytes" },
    ],
    parse,
};

/// All sizes are of the machine but `limit`, the least that a control group of the session sets;
/// it is shown as it is set, even if there is not so much memory.
fn columns() -> Schema {
    Schema::of([
        ("total", Type::Filesize),
        ("available", Type::Filesize),
        ("used", Type::Filesize),
        ("swap_total", Type::Filesize),
        ("swap_used", Type::Filesize),
        ("limit", Type::Filesize.nullable()),
    ])
}

/// Sizes of `/proc/meminfo` are in units that it calls kB, of 1,024 bytes each.
const UNIT: i64 = 1024;

/// No machine has as many of these units (2^60 bytes).
const MOST: i64 = 1 << 50;

/// `used` is `total` less `available`, so that the page cache does not count as used.
fn parse(sections: &Sections) -> Result<Vec<Value>, Invalid> {
    uname::linux(sections)?;
    let text = sections.text("meminfo");
    let total = need(text, "MemTotal")?;
    if total == 0 {
        return Err(Invalid::new("section `meminfo` says that there is no memory at all"));
    }
    let available = match size(text, "MemAvailable")? {
        Some(available) => available,
        None => estimate(sections, text)?.min(total),
    };
    let (swap_total, swap_free) = (need(text, "SwapTotal")?, need(text, "SwapFree")?);
    let used = less(total, available, "MemAvailable", "MemTotal")?;
    let swap_used = less(swap_total, swap_free, "SwapFree", "SwapTotal")?;
    let limit = cgroup::bytes("memory_limit", sections.text("memory_limit"))?;
    let cell = |units: i64| scalar::filesize(units.saturating_mul(UNIT));
    Ok(vec![
        cell(total),
        cell(available),
        cell(used),
        cell(swap_total),
        cell(swap_used),
        scalar::or_null(limit, scalar::filesize),
    ])
}

fn less(whole: i64, part: i64, part_key: &str, whole_key: &str) -> Result<i64, Invalid> {
    if part > whole {
        return Err(Invalid::new(format!(
            "section `meminfo` says {part_key} is {part} kB, more than the {whole} kB of {whole_key}"
        )));
    }
    Ok(whole - part)
}

fn need(text: &str, key: &str) -> Result<i64, Invalid> {
    let missing = || Invalid::new(format!("section `meminfo` does not say `{key}`"));
    size(text, key)?.ok_or_else(missing)
}

/// The size called `key`, in units of 1,024 bytes.
fn size(text: &str, key: &str) -> Result<Option<i64>, Invalid> {
    let Some(found) = field(text, key) else { return Ok(None) };
    let number = found.strip_suffix("kB").unwrap_or(found).trim();
    match number.parse::<i64>() {
        Ok(units) if (0..=MOST).contains(&units) => Ok(Some(units)),
        _ => Err(Invalid::new(format!(
            "section `meminfo` says `{key}` is {}, expected a size in kB",
            quote(found)
        ))),
    }
}

/// What kernels before 3.14 do not tell: their `MemAvailable`, estimated as that kernel does since
/// (commit 34e431b0ae39) and as `free` of procps does on older ones. Free memory above the low
/// watermark (5/4 of `min_free_kbytes`), and of the page cache and of slab that can be
/// reclaimed all but a half, or all but the watermark if that is less.
fn estimate(sections: &Sections, text: &str) -> Result<i64, Invalid> {
    let free = need(text, "MemFree")?;
    let min_free = sections.text("min_free").trim();
    let low = match min_free.parse::<i64>() {
        Ok(units) if (0..=MOST).contains(&units) => units * 5 / 4,
        _ if min_free.is_empty() => 0,
        _ => return Err(Invalid::found("min_free", min_free, "a number of kB")),
    };
    let get = |key| Ok(size(text, key)?.unwrap_or(0));
    let cache = get("Active(file)")? + get("Inactive(file)")?;
    let slab = get("SReclaimable")?;
    Ok((free - low + cache - low.min(cache / 2) + slab - low.min(slab / 2)).max(0))
}

//! The probe: its columns, its sections, and how its facts are weighed against each other.

use super::super::text::{field, quote};
use super::super::{Invalid, Probe, Section, Sections, cgroup, uname};
use super::info::CpuInfo;
use super::list::CpuList;
use super::model;
use super::topology::Topology;
use crate::value::{Schema, Type, Value, scalar};

/// The probe.
pub const PROBE: Probe = Probe {
    name: "cpu",
    summary: "cores, threads, sockets and model, and the share that may be used",
    columns,
    sections: &[
        uname::SECTION,
        Section { name: "online", call: "line /sys/devices/system/cpu/online" },
        Section {
            name: "cpuinfo",
            call: "keys '# processors|processor|processor 0|vendor_id|model name|Model Name|\
                   cpu model|physical id|core id|CPU implementer|CPU part|cpu|clock|\
                   cpu MHz static|uarch' /proc/cpuinfo",
        },
        Section {
            name: "topology",
            call: "lines /sys/devices/system/cpu 'cpu[0-9]*/topology/thread_siblings_list' \
                   'cpu[0-9]*/topology/physical_package_id' \
                   'cpufreq/policy[0-9]*/cpuinfo_max_freq'",
        },
        Section { name: "board", call: "file /proc/device-tree/model" },
        Section { name: "affinity", call: "keys 'Cpus_allowed_list' /proc/self/status" },
        Section {
            name: "cpu_quota",
            call: "cgroup cpu cpu.max cpu.cfs_quota_us cpu.cfs_period_us",
        },
    ],
    parse,
};

/// `cores` are physical ones and `threads` logical ones, both online; `mhz_max` is in MHz, the
/// highest that any CPU can run at; `effective_cores` is the number of CPUs' worth of time that a
/// session may use, which a container may limit to a fraction. `arch` is as `uname -m` says it.
fn columns() -> Schema {
    Schema::of([
        ("cores", Type::Int),
        ("threads", Type::Int),
        ("sockets", Type::Int),
        ("model", Type::String.nullable()),
        ("vendor", Type::String.nullable()),
        ("arch", Type::String),
        ("mhz_max", Type::Float.nullable()),
        ("effective_cores", Type::Float),
    ])
}

/// `/sys` is believed before `/proc/cpuinfo`, for it says which CPUs are online and which share a
/// core on every architecture; the latter serves where there is no `/sys`.
fn parse(sections: &Sections) -> Result<Vec<Value>, Invalid> {
    let uname = uname::linux(sections)?;
    let info = CpuInfo::parse(sections.text("cpuinfo"))?;
    let topology = Topology::parse(sections.text("topology"))?;
    let online = online(sections, &info, &topology)?;
    let threads = online.count();
    let cores = topology.cores(&online).unwrap_or_else(|| listed(info.cores.len(), threads));
    let sockets = topology.sockets(&online).unwrap_or_else(|| listed(info.packages.len(), 1));
    if cores > threads || sockets > cores {
        return Err(Invalid::new(format!(
            "the CPU sections contradict each other: {sockets} sockets, {cores} cores, {threads} \
             threads"
        )));
    }
    let (vendor, model) = model::name(&info, sections.text("board"));
    Ok(vec![
        scalar::int(cores.into()),
        scalar::int(threads.into()),
        scalar::int(sockets.into()),
        scalar::or_null(model, scalar::text),
        scalar::or_null(vendor, scalar::text),
        scalar::text(uname.machine),
        scalar::or_null(mhz(&info, &topology)?, scalar::float),
        scalar::float(effective(sections, &online)?),
    ])
}

fn listed(count: usize, otherwise: u32) -> u32 {
    u32::try_from(count).ok().filter(|count| *count > 0).unwrap_or(otherwise)
}

/// The CPUs that run: as `/sys` lists them, else as many as the next source has, from 0.
fn online(
    sections: &Sections,
    info: &CpuInfo<'_>,
    topology: &Topology<'_>,
) -> Result<CpuList, Invalid> {
    let text = sections.text("online");
    let list = if text.trim().is_empty() {
        let threads = if info.threads > 0 { info.threads } else { topology.threads() };
        let last = threads.checked_sub(1).ok_or_else(|| {
            Invalid::new("sections `online`, `cpuinfo` and `topology` name no CPU at all")
        })?;
        CpuList::parse(&format!("0-{last}"))
    } else {
        CpuList::parse(text)
    };
    list.filter(|list| list.count() > 0)
        .ok_or_else(|| Invalid::found("online", text, "a list of CPUs such as 0-7"))
}

/// The highest frequency in MHz. What x86 writes as `cpu MHz` is the frequency of the moment, so
/// it does not count; POWER (`clock`) and s390x (`cpu MHz static`) write the nominal one.
fn mhz(info: &CpuInfo<'_>, topology: &Topology<'_>) -> Result<Option<f64>, Invalid> {
    if let Some(khz) = topology.khz_max {
        return Ok(Some(f64::from(khz) / 1000.0));
    }
    let Some(found) = info.get("clock").or_else(|| info.get("cpu MHz static")) else {
        return Ok(None);
    };
    let number = found.strip_suffix("MHz").unwrap_or(found).trim();
    match number.parse::<f64>() {
        Ok(mhz) if (1.0..=100_000.0).contains(&mhz) => Ok(Some(mhz)),
        _ => Err(Invalid::new(format!(
            "section `cpuinfo` says the clock is {}, expected a number of MHz",
            quote(found)
        ))),
    }
}

/// How many cores' worth of time a session may use: the online CPUs that it may run on, or the
/// quota of its control groups if that is less.
fn effective(sections: &Sections, online: &CpuList) -> Result<f64, Invalid> {
    let allowed = match field(sections.text("affinity"), "Cpus_allowed_list") {
        None => online.count(),
        Some(text) => {
            let list = CpuList::parse(text).filter(|list| list.count() > 0);
            let list =
                list.ok_or_else(|| Invalid::found("affinity", text, "a list of CPUs such as 0-7"))?;
            match list.shared(online) {
                // Some containers number the CPUs that they show anew, and not those here.
                0 => list.count().min(online.count()),
                shared => shared,
            }
        }
    };
    let allowed = f64::from(allowed);
    let quota = cgroup::cpus("cpu_quota", sections.text("cpu_quota"))?;
    Ok(quota.map_or(allowed, |quota| quota.min(allowed)))
}

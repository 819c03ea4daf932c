//! Cores, packages and frequencies from `/sys/devices/system/cpu`.
//!
//! Sources: kernel `Documentation/admin-guide/cputopology.rst` and `admin-guide/pm/cpufreq.rst`.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Invalid;
use super::list::CpuList;

/// The section that is read here.
const SECTION: &str = "topology";

/// What `/sys` says. All of it is empty when there is no `/sys`, as in some containers.
#[derive(Debug, Default)]
pub struct Topology<'a> {
    /// By CPU: the list of the CPUs in its core, as it was written.
    siblings: BTreeMap<u32, &'a str>,
    /// By CPU: the number of its package; some firmware says -1.
    packages: BTreeMap<u32, i64>,
    /// The highest frequency of any CPU, in kHz.
    pub khz_max: Option<u32>,
}

impl<'a> Topology<'a> {
    /// Read lines such as `cpu3/topology/thread_siblings_list:3,7`.
    ///
    /// # Errors
    /// A line is none of those that were asked for, or a CPU is not in its own core.
    pub fn parse(text: &'a str) -> Result<Self, Invalid> {
        let mut topology = Self::default();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            topology.line(line).ok_or_else(|| {
                Invalid::found(SECTION, line, "a CPU with its siblings, package or frequency")
            })?;
        }
        Ok(topology)
    }

    fn line(&mut self, line: &'a str) -> Option<()> {
        let (path, value) = line.split_once(':')?;
        let value = value.trim();
        let (place, file) = path.split_once('/')?;
        match file {
            "topology/thread_siblings_list" => {
                let cpu = number(place)?;
                CpuList::parse(value)?.contains(cpu).then_some(())?;
                self.siblings.insert(cpu, value);
            }
            "topology/physical_package_id" => {
                self.packages.insert(number(place)?, value.parse().ok()?);
            }
            _ if place == "cpufreq" && file.ends_with("/cpuinfo_max_freq") => {
                // 100 GHz is beyond any machine; some virtual ones say 0 and mean "unknown".
                let khz = value.parse::<u32>().ok().filter(|khz| *khz <= 100_000_000)?;
                self.khz_max = self.khz_max.max(Some(khz).filter(|khz| *khz > 0));
            }
            _ => return None,
        }
        Some(())
    }

    /// The number of CPUs that have a core, whether they are online or not.
    pub fn threads(&self) -> u32 {
        u32::try_from(self.siblings.len()).unwrap_or(u32::MAX)
    }

    /// The number of cores with a CPU that `online` has; a CPU of which nothing is known is taken
    /// for a core of its own. `None` when nothing is known of any.
    pub fn cores(&self, online: &CpuList) -> Option<u32> {
        let known = self.siblings.iter().filter(|(cpu, _)| online.contains(**cpu));
        let (mut cores, mut threads) = (BTreeSet::new(), 0);
        for (_, siblings) in known {
            cores.insert(*siblings);
            threads += 1;
        }
        let unknown = online.count().saturating_sub(threads);
        let cores = u32::try_from(cores.len()).ok()?;
        (cores > 0).then_some(cores + unknown)
    }

    /// The number of packages with a CPU that `online` has; `None` when firmware numbers none.
    pub fn sockets(&self, online: &CpuList) -> Option<u32> {
        let known = self.packages.iter().filter(|(cpu, id)| online.contains(**cpu) && **id >= 0);
        let packages = known.map(|(_, id)| *id).collect::<BTreeSet<_>>();
        u32::try_from(packages.len()).ok().filter(|sockets| *sockets > 0)
    }
}

fn number(place: &str) -> Option<u32> {
    place.strip_prefix("cpu")?.parse().ok()
}

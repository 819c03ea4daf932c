//! The files of a machine, made when they are read.

use super::cpu::list;
use super::kinds::{Groups, Machine};

const CPU: &str = "/sys/devices/system/cpu/";
const GROUPS: &str = "/sys/fs/cgroup";
/// The identity of a container, in the paths of version 1.
const CONTAINER: &str = "/docker/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
/// The group of a pod's container, with colons in its name as some runtimes write them.
const POD: &str = "/kubepods.slice/kubepods-burstable.slice/pod7:cri-containerd:4f1b2b";

impl Machine {
    /// The content of a file, `None` when there is none.
    pub fn read(&self, path: &str) -> Option<String> {
        if let Some(path) = path.strip_prefix(CPU) {
            return self.cpu_file(path);
        }
        if let Some(path) = path.strip_prefix(GROUPS) {
            return self.group_file(path);
        }
        let distro = self.distro;
        Some(match path {
            "/proc/cpuinfo" => self.cpuinfo(),
            "/proc/meminfo" => self.meminfo(),
            "/proc/self/status" => format!(
                "Name:\tgrep\nState:\tR (running)\nThreads:\t1\nCpus_allowed_list:\t0-{}\n\
                 Mems_allowed_list:\t0\n",
                self.allowed().saturating_sub(1)
            ),
            "/proc/self/cgroup" => self.own_groups()?,
            "/proc/sys/vm/min_free_kbytes" => "67584\n".to_owned(),
            "/proc/sys/kernel/hostname" | "/etc/hostname" => format!("{}\n", self.name),
            "/proc/uptime" => format!("{}.00 {}.00\n", self.up_hours * 3600, self.up_hours * 3500),
            "/proc/loadavg" => "0.08 0.12 0.10 1/312 4711\n".to_owned(),
            "/proc/device-tree/model" => format!("{}\0", self.board?),
            "/etc/os-release" if !distro.os_release.is_empty() && !distro.usr_lib => {
                distro.os_release.to_owned()
            }
            "/etc/ssh/sshd_config" => self.sshd_config(),
            "/usr/lib/os-release" if !distro.os_release.is_empty() => distro.os_release.to_owned(),
            _ => return None,
        })
    }

    /// The names in a folder, sorted by byte; those folders only in which patterns are looked for.
    pub fn folder(&self, path: &str) -> Vec<String> {
        let mut names = match path {
            "/sys/devices/system/cpu" if self.sys => {
                let mut names = (0..self.cpus()).map(|cpu| format!("cpu{cpu}")).collect::<Vec<_>>();
                names.extend(["online".to_owned(), "cpufreq".to_owned()]);
                names
            }
            "/sys/devices/system/cpu/cpufreq" if self.sys && self.khz.is_some() => {
                self.online().map(|cpu| format!("policy{cpu}")).collect()
            }
            _ => Vec::new(),
        };
        names.sort_unstable();
        names
    }

    /// Every file there is.
    pub fn paths(&self) -> Vec<String> {
        let fixed = [
            "/proc/cpuinfo",
            "/proc/meminfo",
            "/proc/self/status",
            "/proc/self/cgroup",
            "/proc/sys/vm/min_free_kbytes",
            "/proc/sys/kernel/hostname",
            "/proc/uptime",
            "/proc/loadavg",
            "/proc/device-tree/model",
            "/etc/hostname",
            "/etc/os-release",
            "/usr/lib/os-release",
            "/sys/devices/system/cpu/online",
        ];
        let mut paths = fixed.into_iter().map(str::to_owned).collect::<Vec<_>>();
        for cpu in 0..self.cpus() {
            for file in ["core_id", "physical_package_id", "thread_siblings_list"] {
                paths.push(format!("{CPU}cpu{cpu}/topology/{file}"));
            }
            paths.push(format!("{CPU}cpufreq/policy{cpu}/cpuinfo_max_freq"));
        }
        for folder in ["", "/cpu", "/memory", "/system.slice", POD, parent(POD)] {
            for file in GROUP_FILES {
                paths.push(format!("{GROUPS}{folder}/{file}"));
            }
        }
        paths.retain(|path| self.read(path).is_some());
        paths
    }

    /// Some of the fleet have been set up by hand.
    fn sshd_config(&self) -> String {
        let root = match self.luck % 13 {
            0 => "yes",
            1 | 2 => "no",
            _ => "prohibit-password",
        };
        let password = if self.luck.is_multiple_of(17) { "yes" } else { "no" };
        format!(
            "# Managed by the configuration management; changes by hand are lost.\nPort 22\n\
             PermitRootLogin {root}\nPubkeyAuthentication yes\nPasswordAuthentication {password}\n\
             X11Forwarding no\n"
        )
    }

    /// When the certificate at `path` ends, in seconds since 1970. Those that serve the web have
    /// one.
    pub fn certificate(&self, path: &str) -> Option<i64> {
        let serves = path == "/etc/ssl/certs/site.pem" && matches!(self.role(), "edge" | "web");
        // 2026-09-01, and up to 400 days later.
        let days = i64::try_from(self.luck % 400).ok()?;
        serves.then_some(1_788_220_800 + days * 86_400 + 43_200)
    }

    fn cpu_file(&self, path: &str) -> Option<String> {
        if !self.sys {
            return None;
        }
        if path == "online" {
            return Some(format!("{}\n", list(self.online())));
        }
        let (place, file) = path.split_once('/')?;
        if place == "cpufreq" {
            let cpu = file.strip_prefix("policy")?.strip_suffix("/cpuinfo_max_freq")?;
            let khz = self.khz.filter(|_| cpu.parse().is_ok_and(|cpu| self.is_online(cpu)))?;
            return Some(format!("{khz}\n"));
        }
        let cpu = place.strip_prefix("cpu")?.parse().ok()?;
        self.topology(cpu, file.strip_prefix("topology/")?)
    }

    fn own_groups(&self) -> Option<String> {
        Some(match self.groups {
            Groups::None => return None,
            Groups::Free => "0::/system.slice/ssh.service\n".to_owned(),
            Groups::Root2(..) => "0::/\n".to_owned(),
            Groups::Root1(..) => format!(
                "11:memory:{CONTAINER}\n5:cpu,cpuacct:{CONTAINER}\n1:name=systemd:{CONTAINER}\n"
            ),
            Groups::Above(..) => format!("0::{POD}\n"),
        })
    }

    fn group_file(&self, path: &str) -> Option<String> {
        let (folder, file) = path.rsplit_once('/')?;
        let text = match (self.groups, folder, file) {
            (Groups::Root2(quota, _), "", "cpu.max") => format!("{quota} 100000"),
            (Groups::Root2(_, bytes), "", "memory.max") => bytes.to_string(),
            (Groups::Root1(quota, _), "/cpu", "cpu.cfs_quota_us") => quota.to_string(),
            (Groups::Root1(..), "/cpu", "cpu.cfs_period_us") => "100000".to_owned(),
            (Groups::Root1(_, bytes), "/memory", "memory.limit_in_bytes") => bytes.to_string(),
            (Groups::Above(quota, _), above, "cpu.max") if above == parent(POD) => {
                format!("{quota} 100000")
            }
            (Groups::Above(_, bytes), above, "memory.max") if above == parent(POD) => {
                bytes.to_string()
            }
            (Groups::Above(..), POD, "cpu.max") | (Groups::Free, "/system.slice", "cpu.max") => {
                "max 100000".to_owned()
            }
            (Groups::Above(..), POD, "memory.max")
            | (Groups::Free, "/system.slice", "memory.max") => "max".to_owned(),
            _ => return None,
        };
        Some(text + "\n")
    }

    fn meminfo(&self) -> String {
        let (total, free, cached, swap) = (self.memory, self.free, self.cached, self.swap);
        let available = match self.groups {
            // Only the old kernel has no groups.
            Groups::None => String::new(),
            _ => format!("MemAvailable:   {:8} kB\n", free + cached * 3 / 4),
        };
        format!(
            "MemTotal:       {total:8} kB\nMemFree:        {free:8} kB\n{available}Buffers:        \
             \x20 10420 kB\nCached:         {cached:8} kB\nSwapCached:            0 kB\nActive(file): \
             \x20 {:8} kB\nInactive(file): {:8} kB\nSwapTotal:      {swap:8} kB\nSwapFree:       \
             {:8} kB\nSlab:             200000 kB\nSReclaimable:     120000 kB\n",
            cached / 3,
            cached / 2,
            swap - swap / 10,
        )
    }
}

const GROUP_FILES: [&str; 5] =
    ["cpu.max", "memory.max", "cpu.cfs_quota_us", "cpu.cfs_period_us", "memory.limit_in_bytes"];

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

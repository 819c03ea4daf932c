//! Processors as the kernel shows them: numbering, topology and `/proc/cpuinfo`.

use std::fmt::Write;

use super::kinds::{Chip, Groups, Machine};

impl Machine {
    /// All CPU numbers, online or not, are below this. The first threads of all cores come first,
    /// then the second ones, as x86 numbers them; s390x numbers the threads of a core in a row.
    pub fn cpus(&self) -> u32 {
        self.cores * self.smt
    }

    /// The sessions of old containers may run on the first half of the CPUs, all others on all.
    pub fn allowed(&self) -> u32 {
        match self.groups {
            Groups::Root1(..) => self.cpus() / 2,
            _ => self.cpus(),
        }
    }

    fn adjacent(&self) -> bool {
        matches!(self.chip, Chip::S390(_))
    }

    fn core_of(&self, cpu: u32) -> u32 {
        let core =
            if self.adjacent() { cpu.checked_div(self.smt) } else { cpu.checked_rem(self.cores) };
        core.unwrap_or(0)
    }

    fn socket_of(&self, cpu: u32) -> u32 {
        let per_socket = self.cores.checked_div(self.sockets).unwrap_or(1);
        self.core_of(cpu).checked_div(per_socket).unwrap_or(0)
    }

    /// Whether `cpu` runs.
    pub fn is_online(&self, cpu: u32) -> bool {
        let core = self.core_of(cpu);
        let off = self.offline
            && (core + 1 == self.cores || (core + 2 == self.cores && cpu >= self.cores));
        cpu < self.cpus() && !off
    }

    /// The CPUs that run.
    pub fn online(&self) -> impl Iterator<Item = u32> {
        (0..self.cpus()).filter(|cpu| self.is_online(*cpu))
    }

    /// How many CPUs run.
    pub fn threads(&self) -> usize {
        self.online().count()
    }

    /// The content of a file in the folder `topology` of a CPU.
    pub fn topology(&self, cpu: u32, file: &str) -> Option<String> {
        if !self.is_online(cpu) {
            return None;
        }
        let core = self.core_of(cpu);
        Some(match file {
            "core_id" => format!("{core}\n"),
            "physical_package_id" => format!("{}\n", self.socket_of(cpu)),
            "thread_siblings_list" => {
                let first = if self.adjacent() { core * self.smt } else { core };
                let step = if self.adjacent() { 1 } else { self.cores };
                let all = (0..self.smt).map(|thread| first + thread * step);
                format!("{}\n", list(all.filter(|cpu| self.is_online(*cpu))))
            }
            _ => return None,
        })
    }

    /// `/proc/cpuinfo`.
    pub fn cpuinfo(&self) -> String {
        let mut text = String::with_capacity(300 * self.threads());
        match self.chip {
            Chip::X86(vendor, model, mhz) => {
                for cpu in self.online() {
                    self.x86(&mut text, cpu, vendor, model, mhz);
                }
            }
            Chip::Arm(part) => {
                for cpu in self.online() {
                    let _ = write!(
                        text,
                        "processor\t: {cpu}\nBogoMIPS\t: 50.00\nFeatures\t: fp asimd evtstrm aes \
                         crc32 atomics\nCPU implementer\t: 0x41\nCPU architecture: 8\nCPU \
                         variant\t: 0x3\nCPU part\t: {part}\nCPU revision\t: 1\n\n"
                    );
                }
                if let Some(board) = self.board {
                    let _ = write!(text, "Revision\t: c03115\nModel\t\t: {board}\n");
                }
            }
            Chip::S390(machine) => self.s390(&mut text, machine),
        }
        text
    }

    fn x86(&self, text: &mut String, cpu: u32, vendor: &str, model: &str, mhz: u32) {
        let (core, socket) = (self.core_of(cpu), self.socket_of(cpu));
        let cores = self.cores.checked_div(self.sockets).unwrap_or(1);
        let siblings = cores * self.smt;
        let _ = write!(
            text,
            "processor\t: {cpu}\nvendor_id\t: {vendor}\ncpu family\t: 6\nmodel\t\t: 106\nmodel \
             name\t: {model}\nstepping\t: 6\ncpu MHz\t\t: {mhz}.000\ncache size\t: 43008 \
             KB\nphysical id\t: {socket}\nsiblings\t: {siblings}\ncore id\t\t: {core}\ncpu \
             cores\t: {cores}\napicid\t\t: {cpu}\nfpu\t\t: yes\nflags\t\t: fpu vme de pse tsc msr \
             pae sse sse2 ht lm\nbogomips\t: 4000.00\n\n"
        );
    }

    fn s390(&self, text: &mut String, machine: &str) {
        let threads = self.threads();
        let _ = write!(
            text,
            "vendor_id       : IBM/S390\n# processors    : {threads}\nbogomips per cpu: \
             3241.00\nmax thread id   : {}\nfeatures\t: esan3 zarch stfle msa vx\n",
            self.smt - 1
        );
        for cpu in self.online() {
            let _ = writeln!(
                text,
                "processor {cpu}: version = 00,  identification = 0133E8,  machine = {machine}"
            );
        }
        for cpu in self.online() {
            let _ = write!(
                text,
                "\ncpu number      : {cpu}\nphysical id     : 0\ncore id         : {}\ncpu MHz \
                 dynamic : 5200\ncpu MHz static  : 5200\n",
                self.core_of(cpu)
            );
        }
    }
}

/// Numbers in order as a list of ranges: `0-3,8`.
pub fn list(numbers: impl Iterator<Item = u32>) -> String {
    let mut text = String::new();
    let mut range: Option<(u32, u32)> = None;
    let mut close = |range: Option<(u32, u32)>| {
        if let Some((first, last)) = range {
            let comma = if text.is_empty() { "" } else { "," };
            let _ = match first == last {
                true => write!(text, "{comma}{first}"),
                false => write!(text, "{comma}{first}-{last}"),
            };
        }
    };
    for number in numbers {
        range = match range {
            Some((first, last)) if last + 1 == number => Some((first, number)),
            other => {
                close(other);
                Some((number, number))
            }
        };
    }
    close(range);
    text
}

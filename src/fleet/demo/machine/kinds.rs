//! The kinds of machines, and how one of each is drawn.

use super::super::random::Random;
use super::distro::{self, Distro};
use super::units::Changed;

/// A template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One or two sockets of Intel or AMD.
    Server,
    /// Two sockets and many cores.
    BigServer,
    /// A server with a core and a further thread switched off.
    OfflineServer,
    /// A virtual machine of one or two cores.
    SmallVm,
    /// A virtual machine of four to sixteen cores.
    Vm,
    /// Many ARM cores.
    ArmServer,
    /// A Raspberry Pi.
    Pi,
    /// An IBM mainframe's Linux.
    Mainframe,
    /// A container with limits by control groups, version 2.
    Container2,
    /// The same by version 1, with the path of the host and the mount of the container.
    Container1,
    /// A service within nested groups that limit it, version 2.
    Nested,
    /// A small box with BusyBox, in a sandbox without `/sys`.
    Alpine,
    /// A kernel that knows neither `MemAvailable` nor control groups.
    Old,
}

/// A kind of processor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chip {
    /// x86: vendor, model name, and the nominal clock in MHz.
    X86(&'static str, &'static str, u32),
    /// ARM: the part of implementer 0x41.
    Arm(&'static str),
    /// s390x: the type of the machine.
    S390(&'static str),
}

/// The control groups that a session is in, with their limits: quota of CPU time in microseconds
/// of 100,000, and bytes of memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Groups {
    /// The kernel has none.
    None,
    /// Version 2, no limit anywhere.
    Free,
    /// Version 2, the root of the mount is the container's own group.
    Root2(u32, u64),
    /// Version 1 likewise; the path that the kernel tells is not below the mount.
    Root1(u32, u64),
    /// Version 2, the limits are those of a group above.
    Above(u32, u64),
}

/// One machine.
#[derive(Debug, Clone)]
pub struct Machine {
    pub name: String,
    pub chip: Chip,
    pub sockets: u32,
    /// Of all sockets together.
    pub cores: u32,
    /// Threads of a core.
    pub smt: u32,
    /// Whether the last core and the second thread of the core before it are switched off.
    pub offline: bool,
    /// The highest frequency, where the kernel may set it.
    pub khz: Option<u32>,
    pub distro: &'static Distro,
    pub groups: Groups,
    /// In kB, as the other sizes here.
    pub memory: u64,
    pub free: u64,
    pub cached: u64,
    pub swap: u64,
    /// Whether there is a `/sys`.
    pub sys: bool,
    /// What the device tree calls the board.
    pub board: Option<&'static str>,
    /// Hours since it was started.
    pub up_hours: u64,
    /// What its services, disks and certificates are drawn from.
    pub luck: u64,
    /// What has been made of its services since.
    pub changed: Changed,
}

const INTEL: Chip = Chip::X86("GenuineIntel", "Intel(R) Xeon(R) Gold 6330 CPU @ 2.00GHz", 2000);
const SILVER: Chip = Chip::X86("GenuineIntel", "Intel(R) Xeon(R) Silver 4210 CPU @ 2.20GHz", 2200);
const MILAN: Chip = Chip::X86("AuthenticAMD", "AMD EPYC 7763 64-Core Processor", 2450);
const GENOA: Chip = Chip::X86("AuthenticAMD", "AMD EPYC 9354 32-Core Processor", 3250);
const QEMU: Chip = Chip::X86("GenuineIntel", "QEMU Virtual CPU version 2.5+", 2294);
const CELERON: Chip = Chip::X86("GenuineIntel", "Intel(R) Celeron(R) J4125 CPU @ 2.00GHz", 1996);
const NEHALEM: Chip = Chip::X86("GenuineIntel", "Intel(R) Xeon(R) CPU E5506 @ 2.13GHz", 2133);

const GIB: u64 = 1 << 20;

impl Machine {
    /// The machine of this kind that `random` draws.
    pub fn new(name: &str, kind: Kind, random: &mut Random) -> Self {
        let mut machine = Self {
            name: name.to_owned(),
            chip: random.pick(&[INTEL, SILVER, MILAN, GENOA], INTEL),
            sockets: 1,
            cores: 8,
            smt: 2,
            offline: false,
            khz: Some(random.pick(&[3_100_000, 3_500_000, 3_700_000], 3_100_000)),
            distro: random
                .pick(&[&distro::DEBIAN, &distro::UBUNTU, &distro::ROCKY], &distro::DEBIAN),
            groups: Groups::Free,
            memory: 64 * GIB,
            free: 0,
            cached: 0,
            swap: random.pick(&[0, 2 * GIB, 8 * GIB], 0),
            sys: true,
            board: None,
            up_hours: 1 + random.below(9000),
            luck: 0,
            changed: Changed::default(),
        };
        machine.shape(kind, random);
        // The kernel keeps a little of the memory that is built in for itself.
        machine.memory -= machine.memory / 50;
        machine.free = machine.memory * (5 + random.below(40)) / 100;
        machine.cached = machine.memory * (5 + random.below(30)) / 100;
        machine.luck = random.draw();
        machine
    }

    fn shape(&mut self, kind: Kind, random: &mut Random) {
        match kind {
            Kind::Server => {
                self.sockets = random.pick(&[1, 2], 1);
                self.cores = self.sockets * random.pick(&[4, 8, 12, 16], 8);
                self.memory = random.pick(&[32, 64, 128, 256], 64) * GIB;
            }
            Kind::BigServer => {
                (self.sockets, self.cores) = (2, random.pick(&[32, 48, 64], 64));
                self.memory = random.pick(&[256, 512, 1024], 512) * GIB;
            }
            Kind::OfflineServer => (self.cores, self.offline) = (16, true),
            Kind::SmallVm => self.virtual_machine(random.pick(&[1, 2], 1), 2),
            Kind::Vm => self.virtual_machine(random.pick(&[4, 8, 16], 8), 16),
            Kind::ArmServer => {
                self.chip = Chip::Arm(random.pick(&["0xd0c", "0xd40"], "0xd0c"));
                (self.cores, self.smt) = (random.pick(&[32, 64, 80], 64), 1);
                self.khz = Some(3_000_000);
                self.memory = 256 * GIB;
            }
            Kind::Pi => {
                self.chip = Chip::Arm(random.pick(&["0xd08", "0xd0b"], "0xd08"));
                (self.cores, self.smt, self.khz) = (4, 1, Some(1_800_000));
                self.distro = &distro::RASPBIAN;
                self.memory = random.pick(&[2, 4, 8], 4) * GIB;
                self.swap = GIB / 5;
                self.board = Some("Raspberry Pi 4 Model B Rev 1.5");
            }
            Kind::Mainframe => {
                self.chip = Chip::S390(random.pick(&["8561", "3931"], "8561"));
                (self.cores, self.khz) = (random.pick(&[2, 4, 8], 4), None);
                self.distro = &distro::SLES;
                self.memory = 32 * GIB;
            }
            Kind::Container2 => {
                let quota = random.pick(&[50_000, 150_000, 400_000], 150_000);
                self.groups = Groups::Root2(quota, random.pick(&[512 << 20, 2 << 30], 2 << 30));
            }
            Kind::Container1 => {
                self.distro = &distro::UBUNTU_OLD;
                self.groups = Groups::Root1(random.pick(&[50_000, 200_000], 50_000), 512 << 20);
            }
            Kind::Nested => {
                self.distro = &distro::FLATCAR;
                self.groups = Groups::Above(250_000, 4 << 30);
            }
            Kind::Alpine => {
                self.chip = CELERON;
                (self.cores, self.smt, self.sys) = (random.pick(&[2, 4], 4), 1, false);
                (self.distro, self.memory) = (&distro::ALPINE, 4 * GIB);
            }
            Kind::Old => {
                self.chip = NEHALEM;
                (self.cores, self.smt, self.khz) = (4, 1, None);
                (self.distro, self.groups) = (&distro::CENTOS6, Groups::None);
                self.memory = 8 * GIB;
            }
        }
    }

    /// Hypervisors often give each core a socket of its own, and no say in frequencies.
    fn virtual_machine(&mut self, cores: u32, gib: u64) {
        (self.chip, self.khz, self.smt) = (QEMU, None, 1);
        (self.sockets, self.cores, self.memory) = (cores, cores, gib * GIB);
    }

    /// What `uname -m` says.
    pub fn arch(&self) -> &'static str {
        match self.chip {
            Chip::X86(..) => "x86_64",
            Chip::Arm(_) => "aarch64",
            Chip::S390(_) => "s390x",
        }
    }

    /// What `uname -r` says.
    pub fn kernel(&self) -> String {
        let arch = if self.distro.kernel_has_arch { self.arch() } else { "" };
        let kernel = match self.chip {
            Chip::Arm(_) => self.distro.kernel.replace("-amd64", "-arm64"),
            _ => self.distro.kernel.to_owned(),
        };
        format!("{kernel}{arch}")
    }
}

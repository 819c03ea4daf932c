//! The filesystems of a machine.

use super::super::random::Random;
use super::Machine;
use super::kinds::{Chip, Groups};

/// One filesystem that is mounted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mount {
    /// What it is on.
    pub device: &'static str,
    /// Its type.
    pub kind: &'static str,
    /// Where it is.
    pub at: &'static str,
    /// Its size in KiB.
    pub size: u64,
    /// What is used of it, in KiB.
    pub used: u64,
}

const GIB: u64 = 1 << 20;

impl Machine {
    /// What is mounted, the root first.
    pub fn mounts(&self) -> Vec<Mount> {
        let mut random = Random::new(self.luck, u64::MAX);
        let mut mounts = Vec::new();
        let mut mount = |device, kind, at, size: u64| {
            // One of nine is nearly full.
            let percent =
                if random.below(9) == 0 { 86 + random.below(13) } else { 11 + random.below(66) };
            let used = size * percent / 100 + random.below(4096);
            mounts.push(Mount { device, kind, at, size, used: used.min(size) });
        };
        if self.board.is_some() {
            mount("/dev/mmcblk0p2", "ext4", "/", 29 * GIB);
            mount("/dev/mmcblk0p1", "vfat", "/boot/firmware", GIB / 2);
            return mounts;
        }
        if matches!(self.groups, Groups::Root1(..) | Groups::Root2(..) | Groups::Above(..)) {
            mount("overlay", "overlay", "/", 98 * GIB);
            return mounts;
        }
        let (first, second, third) = match self.chip {
            Chip::S390(_) => ("/dev/dasda1", "/dev/dasdb1", "/dev/dasdc1"),
            Chip::X86(_, model, _) if model.starts_with("QEMU") => {
                ("/dev/vda1", "/dev/vda2", "/dev/vdb")
            }
            _ => ("/dev/nvme0n1p2", "/dev/nvme0n1p3", "/dev/nvme1n1"),
        };
        mount(first, "ext4", "/", 39 * GIB);
        mount(second, "ext4", "/var", 78 * GIB);
        if self.role() == "db" {
            mount(third, "xfs", "/var/lib/postgresql", 1788 * GIB);
        }
        mounts
    }
}

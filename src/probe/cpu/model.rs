//! Who made the processor and what it is called.

use super::super::text::clean;
use super::info::CpuInfo;

/// Vendor and model, each `None` when the machine does not tell. `board` is the model of the device
/// tree, the only name that some ARM and RISC-V machines have.
pub fn name(info: &CpuInfo<'_>, board: &str) -> (Option<String>, Option<String>) {
    let (vendor, model) = arm(info)
        .or_else(|| s390(info))
        .or_else(|| power(info))
        .or_else(|| riscv(info))
        .unwrap_or_else(|| (info.get("vendor_id").and_then(clean), None));
    let listed = || {
        let keys = ["model name", "Model Name", "cpu model"];
        keys.into_iter().find_map(|key| clean(info.get(key)?))
    };
    (vendor, model.or_else(listed).or_else(|| clean(board)))
}

type Named = Option<(Option<String>, Option<String>)>;

/// ARM names implementer and part by number; mixed machines list several parts.
fn arm(info: &CpuInfo<'_>) -> Named {
    let implementer = hex(info.get("CPU implementer")?)?;
    let mut names = Vec::<&str>::new();
    for part in info.all("CPU part") {
        if let Some(name) = hex(part).and_then(|part| arm_part(implementer, part))
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    let model = if names.is_empty() { None } else { Some(names.join(" + ")) };
    Some((arm_implementer(implementer).map(str::to_owned), model))
}

fn hex(text: &str) -> Option<u32> {
    u32::from_str_radix(text.strip_prefix("0x")?, 16).ok()
}

/// Source: `lscpu` of util-linux, `sys-utils/lscpu-arm.c`; kernel
/// `arch/arm64/include/asm/cputype.h`.
fn arm_implementer(number: u32) -> Option<&'static str> {
    Some(match number {
        0x41 => "ARM",
        0x42 => "Broadcom",
        0x43 => "Cavium",
        0x46 => "Fujitsu",
        0x48 => "HiSilicon",
        0x4e => "NVIDIA",
        0x50 => "APM",
        0x51 => "Qualcomm",
        0x53 => "Samsung",
        0x56 => "Marvell",
        0x61 => "Apple",
        0x6d => "Microsoft",
        0x70 => "Phytium",
        0xc0 => "Ampere",
        _ => return None,
    })
}

/// The parts that servers and small boards have. Sources as for [`arm_implementer`].
fn arm_part(implementer: u32, part: u32) -> Option<&'static str> {
    Some(match (implementer, part) {
        (0x41, 0xb76) => "ARM1176",
        (0x41, 0xc07) => "Cortex-A7",
        (0x41, 0xc08) => "Cortex-A8",
        (0x41, 0xc09) => "Cortex-A9",
        (0x41, 0xc0f) => "Cortex-A15",
        (0x41, 0xd03) => "Cortex-A53",
        (0x41, 0xd04) => "Cortex-A35",
        (0x41, 0xd05) => "Cortex-A55",
        (0x41, 0xd07) => "Cortex-A57",
        (0x41, 0xd08) => "Cortex-A72",
        (0x41, 0xd09) => "Cortex-A73",
        (0x41, 0xd0a) => "Cortex-A75",
        (0x41, 0xd0b) => "Cortex-A76",
        (0x41, 0xd0c) => "Neoverse-N1",
        (0x41, 0xd40) => "Neoverse-V1",
        (0x41, 0xd49) => "Neoverse-N2",
        (0x41, 0xd4f) => "Neoverse-V2",
        (0x43, 0x0a1) => "ThunderX",
        (0x43, 0x0af) => "ThunderX2",
        (0x46, 0x001) => "A64FX",
        (0x48, 0xd01) => "TaiShan-v110",
        (0x50, 0x000) => "X-Gene",
        (0xc0, 0xac3) => "Ampere-1",
        (0xc0, 0xac4) => "Ampere-1a",
        _ => return None,
    })
}

/// s390x names the type of the machine by number. Source: `lscpu` of util-linux and IBM's lists of
/// machine types.
fn s390(info: &CpuInfo<'_>) -> Named {
    let vendor = info.get("vendor_id").filter(|vendor| vendor.starts_with("IBM/S390"))?;
    let machine = info.get("processor 0").and_then(|line| line.split("machine = ").nth(1));
    let model = machine.and_then(|machine| {
        let name = match machine.trim().get(..4)? {
            "2964" => "z13",
            "2965" => "z13s",
            "3906" => "z14",
            "3907" => "z14 ZR1",
            "8561" => "z15",
            "8562" => "z15 T02",
            "3931" => "z16",
            "3932" => "z16 A02",
            "9175" => "z17",
            other => return clean(&format!("machine type {other}")),
        };
        Some(name.to_owned())
    });
    Some((clean(vendor), model))
}

/// POWER writes `cpu : POWER9 (architected), altivec supported`.
fn power(info: &CpuInfo<'_>) -> Named {
    let cpu = info.get("cpu").filter(|cpu| cpu.starts_with("POWER"))?;
    let model = cpu.split([' ', ',']).next().and_then(clean);
    Some((Some("IBM".to_owned()), model))
}

/// RISC-V writes the vendor and the core of the device tree: `uarch : sifive,u74-mc`.
fn riscv(info: &CpuInfo<'_>) -> Named {
    let (vendor, model) = info.get("uarch")?.split_once(',')?;
    Some((clean(vendor), clean(model)))
}

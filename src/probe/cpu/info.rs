//! `/proc/cpuinfo`, which every architecture writes in its own way (kernel
//! `arch/*/kernel/{cpu/proc,cpuinfo,processor}.c`).

use std::collections::BTreeSet;

use super::super::Invalid;
use super::super::text::{fields, quote};
use super::list::MOST;

/// What the file says about the processors as a whole.
#[derive(Debug, Default)]
pub struct CpuInfo<'a> {
    /// Processors that are listed or, on s390x, counted; 0 when the file says nothing.
    pub threads: u32,
    /// Pairs of package and core, where the architecture names them (x86).
    pub cores: BTreeSet<(u32, u32)>,
    /// Packages, where the architecture names them (x86).
    pub packages: BTreeSet<u32>,
    /// All lines, for what is said once.
    text: &'a str,
}

impl<'a> CpuInfo<'a> {
    /// Read the lines.
    ///
    /// # Errors
    /// A number is none, or there are more processors than any kernel is built for.
    pub fn parse(text: &'a str) -> Result<Self, Invalid> {
        let mut info = Self { text, ..Self::default() };
        let mut package = 0;
        for (key, value) in fields(text) {
            match key {
                "processor" => {
                    number(key, value)?;
                    info.threads += 1;
                }
                "# processors" => info.threads = number(key, value)?,
                "physical id" => {
                    package = number(key, value)?;
                    info.packages.insert(package);
                }
                "core id" => {
                    info.cores.insert((package, number(key, value)?));
                }
                _ => {}
            }
            if info.threads > MOST {
                return Err(Invalid::new(format!(
                    "section `cpuinfo` lists more than {MOST} processors"
                )));
            }
        }
        Ok(info)
    }

    /// The value of the first line of this key.
    pub fn get(&self, key: &str) -> Option<&'a str> {
        self.all(key).next()
    }

    /// The values of all lines of this key.
    pub fn all(&self, key: &str) -> impl Iterator<Item = &'a str> {
        fields(self.text).filter(move |(name, _)| *name == key).map(|(_, value)| value)
    }
}

fn number(key: &str, value: &str) -> Result<u32, Invalid> {
    value.parse::<u32>().ok().filter(|number| key != "# processors" || *number <= MOST).ok_or_else(
        || {
            Invalid::new(format!(
                "section `cpuinfo` says `{key}` is {}, expected a small number",
                quote(value)
            ))
        },
    )
}

//! The probes that there are, and what all of them have in common.

use super::{Invalid, Section, Sections, cpu, memory, os};
use crate::value::{Column, Schema, Type, Value};

/// One thing that can be asked of a machine.
#[derive(Debug)]
pub struct Probe {
    /// Its name in `discover NAME`.
    pub name: &'static str,
    /// One line that says what it tells.
    pub summary: &'static str,
    /// The columns that it fills: a closed schema, without `host`.
    pub columns: fn() -> Schema,
    /// What the script gathers for it. Probes that need the same section share it.
    pub sections: &'static [Section],
    /// One cell a column, in the order of `columns`, from the sections that came back.
    pub parse: fn(&Sections) -> Result<Vec<Value>, Invalid>,
}

/// Every probe, sorted by name.
pub const ALL: &[&Probe] = &[&cpu::PROBE, &memory::PROBE, &os::PROBE];

/// The probe called `name`.
pub fn find(name: &str) -> Option<&'static Probe> {
    ALL.iter().copied().find(|probe| probe.name == name)
}

/// The columns of a row when these probes are asked together: `host: string`, then the columns of
/// each probe in order. A column that several of them fill stands once, at its first place.
pub fn schema(probes: &[&Probe]) -> Schema {
    let mut all = Schema::of([("host", Type::String)]);
    for probe in probes {
        for Column { name, ty } in (probe.columns)().columns() {
            if all.get(name).is_none() {
                all.put(Column::new(name, ty.clone()));
            }
        }
    }
    all
}

/// The cells after `host`, in the order of [`schema`], from everything that a host wrote to its
/// standard output when it ran the [`script`](super::script()) of the same probes.
///
/// Text before, between and after the sections is skipped, so that a chatty profile does no harm.
///
/// # Errors
/// A section is missing, cut or there twice; or a value in it cannot be, such as no core at all or
/// more memory available than there is. The message names the section and quotes what was found.
pub fn parse(probes: &[&Probe], marker: &str, stdout: &[u8]) -> Result<Vec<Value>, Invalid> {
    let wanted = probes.iter().flat_map(|probe| probe.sections).map(|section| section.name);
    let sections = Sections::split(marker, wanted, stdout)?;
    let mut seen = Vec::<String>::new();
    let mut cells = Vec::new();
    for probe in probes {
        let columns = (probe.columns)();
        let values = (probe.parse)(&sections)?;
        for (column, value) in columns.columns().iter().zip(values) {
            if !seen.contains(&column.name) {
                seen.push(column.name.clone());
                cells.push(value);
            }
        }
    }
    Ok(cells)
}

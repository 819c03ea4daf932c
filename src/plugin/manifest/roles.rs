//! What commands of a plugin are besides commands: parsers of probes, readers and writers of
//! formats, sources of inventories.

use super::words::{LINE, NAME, is_name, line, text};
use crate::plugin::failure::plain;
use crate::plugin::wit::{Arity, Command, Input, Manifest};

/// Most probes, formats and inventories, each.
const MOST: usize = 16;
/// Most extensions of a format.
const EXTENSIONS: usize = 8;

/// Whether the roles in `manifest` are fit.
///
/// # Errors
/// What is wrong with them, as a fragment for people.
pub fn check(manifest: &Manifest) -> Result<(), String> {
    let (probes, formats) = (&manifest.probes, &manifest.formats);
    let names = |what: &str, names: Vec<&str>| unique(what, &names);
    names("probe", probes.iter().map(|probe| probe.name.as_str()).collect())?;
    names("format", formats.iter().map(|format| format.name.as_str()).collect())?;
    let inventories = manifest.inventories.iter();
    names("inventory", inventories.clone().map(|one| one.name.as_str()).collect())?;
    for probe in probes {
        line(&format!("the probe `{}`", probe.name), &probe.summary, LINE)?;
        text("the script of a probe", &probe.script)?;
        let parser = command(manifest, &probe.parser, Input::Bytes)?;
        if parser.output.is_none() {
            return Err(format!("`{}` as a parser, whose columns are not fixed", parser.name));
        }
        if !parser.uses.is_empty() {
            return Err(format!("`{}` as a parser, which uses services", parser.name));
        }
    }
    for format in formats {
        line(&format!("the format `{}`", format.name), &format.summary, LINE)?;
        let reader = format.reader.as_deref();
        reader.map(|name| command(manifest, name, Input::Bytes)).transpose()?;
        let writer = format.writer.as_deref();
        writer.map(|name| command(manifest, name, Input::Table)).transpose()?;
        let fits = |ending: &String| {
            let part = |part: &str| {
                !part.is_empty()
                    && part.chars().all(|char| char.is_ascii_alphanumeric() || char == '-')
            };
            ending.len() <= NAME && ending.split('.').all(part)
        };
        if format.extensions.len() > EXTENSIONS || !format.extensions.iter().all(fits) {
            return Err(format!("the format `{}` with endings that no name has", format.name));
        }
        if reader.is_none() && writer.is_none() {
            return Err(format!("the format `{}`, which is not read and not written", format.name));
        }
    }
    for one in inventories {
        line(&format!("the inventory `{}`", one.name), &one.summary, LINE)?;
        command(manifest, &one.source, Input::Nothing)?;
    }
    Ok(())
}

fn unique(what: &str, names: &[&str]) -> Result<(), String> {
    if names.len() > MOST {
        return Err(format!("{} of the kind `{what}`", names.len()));
    }
    for (at, name) in names.iter().enumerate() {
        if !is_name(name) {
            return Err(format!("`{}` as the name of a {what}", plain(name, NAME)));
        }
        if names.iter().take(at).any(|other| other == name) {
            return Err(format!("two of the kind `{what}` called `{name}`"));
        }
    }
    Ok(())
}

/// The command that a role names: one that takes `input`, and no argument that has to be given.
fn command<'a>(manifest: &'a Manifest, name: &str, input: Input) -> Result<&'a Command, String> {
    let found = manifest.commands.iter().find(|command| command.name == name);
    let shown = plain(name, NAME);
    let found = found.ok_or_else(|| format!("`{shown}`, which is none of its commands"))?;
    let wanted = |arity: Arity| matches!(arity, Arity::One | Arity::Some);
    // An inventory is named with its arguments.
    let needs = input != Input::Nothing && found.params.iter().any(|param| wanted(param.arity));
    match found.input == input && !needs {
        true => Ok(found),
        false => Err(format!("`{shown}` for something that it does not take, or not by itself")),
    }
}

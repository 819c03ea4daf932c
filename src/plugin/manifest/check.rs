//! Whether a manifest is fit.

use super::wants::{capability, wants};
use super::words::{LINE, NAME, TEXT, is_name, line, text};
use super::{roles, signature};
use crate::command::Registry;
use crate::plugin::failure::plain;
use crate::plugin::wit::{self, Arity, Manifest};
use crate::plugin::{limits, notation};

/// Most commands of a plugin, parameters, flags and examples of a command.
const MOST: [usize; 4] = [64, 16, 32, 16];

/// Whether `manifest` is fit, and none of its commands is in `registry`.
///
/// # Errors
/// What is wrong with it, as a fragment for people.
pub fn check(manifest: &Manifest, registry: Registry) -> Result<(), String> {
    if !is_name(&manifest.name) {
        return Err(format!("`{}` as the name of a plugin", plain(&manifest.name, NAME)));
    }
    line("the version", &manifest.version, NAME)?;
    line("the summary", &manifest.summary, LINE)?;
    within("commands", manifest.commands.len(), 1, 0)?;
    let wants = wants(manifest)?;
    for (at, command) in manifest.commands.iter().enumerate() {
        let before = manifest.commands.iter().take(at).map(|command| command.name.as_str());
        clash(&command.name, before, registry)?;
        let wrong = |wrong: String| format!("`{}`: {wrong}", plain(&command.name, NAME));
        let mut uses = command.uses.iter().copied().map(capability);
        let asked = |uses| wants.iter().any(|want| want.grant.capability == uses);
        if let Some(other) = uses.find(|uses| !asked(*uses)) {
            return Err(wrong(format!("the service `{other}`, which it does not ask for")));
        }
        let columns = command.output.clone().map(|columns| notation::promised(columns, &[]));
        columns.transpose().map_err(wrong)?;
        described(command).map_err(wrong)?;
    }
    roles::check(manifest)
}

fn clash<'a>(
    name: &str,
    mut before: impl Iterator<Item = &'a str>,
    registry: Registry,
) -> Result<(), String> {
    let words = name.split(' ').collect::<Vec<_>>();
    if words.len() > 2 || name.len() > NAME || !words.iter().all(|word| is_name(word)) {
        return Err(format!("`{}` as the name of a command", plain(name, NAME)));
    }
    // `select host` would be taken away from `select`.
    let first = words.first().copied().unwrap_or_default();
    let taken = [name, first].into_iter().find(|name| registry.find(name).is_some());
    if let Some(taken) = taken {
        return Err(format!("a command `{name}`, where there is `{taken}` already"));
    }
    if before.any(|other| other == name) {
        return Err(format!("two commands `{name}`"));
    }
    Ok(())
}

/// Whether what is said about a command is fit.
fn described(command: &wit::Command) -> Result<(), String> {
    line("the summary", &command.summary, LINE)?;
    text("the details", &command.details)?;
    within("parameters", command.params.len(), 0, 1)?;
    within("flags", command.flags.len(), 0, 2)?;
    within("examples", command.examples.len(), 0, 3)?;
    let mut open = Some(Arity::One);
    let params = || command.params.iter().map(|param| param.name.as_str());
    for (at, param) in command.params.iter().enumerate() {
        let follows = match (open, param.arity) {
            (Some(Arity::One), _) => true,
            (Some(_), arity) => arity != Arity::One && arity != Arity::Some,
            (None, _) => false,
        };
        if !follows {
            let name = plain(&param.name, NAME);
            return Err(format!("a parameter `{name}` that nobody could reach"));
        }
        open = (!matches!(param.arity, Arity::Any | Arity::Some)).then_some(param.arity);
        named(&param.name, &param.doc, params().take(at))?;
        signature::shape(&param.shape)?;
    }
    for (at, flag) in command.flags.iter().enumerate() {
        let before = || command.flags.iter().take(at);
        named(&flag.name, &flag.doc, params().chain(before().map(|flag| flag.name.as_str())))?;
        let taken = before().any(|other| other.short.is_some() && other.short == flag.short);
        if taken || flag.short.is_some_and(|short| !short.is_ascii_alphabetic()) {
            return Err(format!("a flag `{}` with an unfit short form", flag.name));
        }
        flag.shape.as_ref().map(signature::shape).transpose()?;
    }
    for example in &command.examples {
        line("an example", &example.doc, LINE)?;
        text("an example", &example.text)?;
        text("an example", &example.prints)?;
    }
    Ok(())
}

fn named<'a>(
    name: &str,
    doc: &str,
    mut before: impl Iterator<Item = &'a str>,
) -> Result<(), String> {
    if !is_name(name) {
        return Err(format!("`{}` as the name of a parameter", plain(name, NAME)));
    }
    if before.any(|other| other == name) {
        return Err(format!("two parameters `{name}`"));
    }
    line(&format!("what is said about `{name}`"), doc, LINE)
}

fn within(what: &str, count: usize, least: usize, kind: usize) -> Result<(), String> {
    let most = MOST.get(kind).copied().unwrap_or(0);
    if (least..=most).contains(&count) { Ok(()) } else { Err(format!("{count} {what}")) }
}

/// Bounds that other files state hold here too.
const _: () = assert!(TEXT * 4 <= limits::ANSWER);

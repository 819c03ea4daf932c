//! What a plugin says about itself, which nobody vouches for, as commands of the shell.

mod roles;
mod wants;
mod words;

use super::failure::plain;
use super::limits;
use super::notation;
use super::wit::{self, Arity, Manifest, Shape};
use crate::command::{self, Example, Flag, Input, Param, Registry, Signature};
use crate::effect::Capability;
use crate::value::{Schema, Type};

pub use wants::{Want, capability, wants};
pub use words::is_plain;
use words::{LINE, NAME, TEXT, is_name, line, text};

/// Most commands of a plugin, parameters, flags and examples of a command.
const MOST: [usize; 4] = [64, 16, 32, 16];

/// What a manifest says of one command, found to be fit.
pub struct Fit {
    /// Its signature.
    pub signature: Signature,
    /// The columns that it yields, where they are always the same.
    pub output: Option<Schema>,
    /// What it uses of what the plugin wants.
    pub uses: Vec<Capability>,
}

/// The commands of `manifest`, none of which may be in `registry`.
///
/// # Errors
/// What is wrong with it, as a fragment for people.
pub fn commands(manifest: &Manifest, registry: Registry) -> Result<Vec<Fit>, String> {
    if !is_name(&manifest.name) {
        return Err(format!("`{}` as the name of a plugin", plain(&manifest.name, NAME)));
    }
    line("the version", &manifest.version, NAME)?;
    line("the summary", &manifest.summary, LINE)?;
    within("commands", manifest.commands.len(), 1, 0)?;
    let wants = wants(manifest)?;
    let mut fit: Vec<Fit> = Vec::new();
    for command in &manifest.commands {
        let name = plain(&command.name, NAME);
        let before = fit.iter().map(|command| command.signature.name);
        clash(&command.name, before, registry)?;
        let wrong = |wrong: String| format!("`{name}`: {wrong}");
        let uses = command.uses.iter().copied().map(capability).collect::<Vec<_>>();
        if let Some(other) =
            uses.iter().find(|uses| !wants.iter().any(|w| w.grant.capability == **uses))
        {
            return Err(wrong(format!("the service `{other}`, which it does not ask for")));
        }
        let output = command.output.as_ref().map(|columns| {
            notation::promised(columns.clone(), &[]).map(|schema| schema.as_ref().clone())
        });
        let output = output.transpose().map_err(wrong)?;
        let mut signature = signature(command).map_err(wrong)?;
        signature.effects = Capability::effects(uses.iter().copied());
        fit.push(Fit { signature, output, uses });
    }
    roles::check(manifest)?;
    Ok(fit)
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

fn signature(command: &wit::Command) -> Result<Signature, String> {
    line("the summary", &command.summary, LINE)?;
    text("the details", &command.details)?;
    within("parameters", command.params.len(), 0, 1)?;
    within("flags", command.flags.len(), 0, 2)?;
    within("examples", command.examples.len(), 0, 3)?;
    let mut params: Vec<Param> = Vec::new();
    let mut open = Some(Arity::One);
    for param in &command.params {
        let follows = match (open, param.arity) {
            (Some(Arity::One), _) => true,
            (Some(_), arity) => arity != Arity::One && arity != Arity::Some,
            (None, _) => false,
        };
        if !follows {
            return Err(format!(
                "a parameter `{}` that nobody could reach",
                plain(&param.name, NAME)
            ));
        }
        open = (!matches!(param.arity, Arity::Any | Arity::Some)).then_some(param.arity);
        named(&param.name, &param.doc, params.iter().map(|param| param.name))?;
        let arity = match param.arity {
            Arity::One => command::Arity::One,
            Arity::Optional => command::Arity::Optional,
            Arity::Any => command::Arity::Any,
            Arity::Some => command::Arity::Some,
        };
        let shape = shape(&param.shape)?;
        params.push(Param { name: keep(&param.name), shape, arity, doc: keep(&param.doc) });
    }
    let mut flags: Vec<Flag> = Vec::new();
    for flag in &command.flags {
        let before = params.iter().map(|param| param.name).chain(flags.iter().map(|f| f.name));
        named(&flag.name, &flag.doc, before)?;
        let taken = flags.iter().any(|other| other.short.is_some() && other.short == flag.short);
        if taken || flag.short.is_some_and(|short| !short.is_ascii_alphabetic()) {
            return Err(format!("a flag `{}` with an unfit short form", flag.name));
        }
        let shape = flag.shape.as_ref().map(shape).transpose()?;
        let (name, doc) = (keep(&flag.name), keep(&flag.doc));
        flags.push(Flag { name, short: flag.short, shape, doc });
    }
    flags.sort_by_key(|flag| flag.name);
    let mut examples = Vec::new();
    for example in &command.examples {
        line("an example", &example.doc, LINE)?;
        text("an example", &example.text)?;
        text("an example", &example.prints)?;
        let (doc, text, prints) = (&example.doc, &example.text, &example.prints);
        examples.push(Example { doc: keep(doc), text: keep(text), prints: keep(prints) });
    }
    Ok(Signature {
        name: keep(&command.name),
        summary: keep(&command.summary),
        details: keep(&command.details),
        input: match command.input {
            wit::Input::Nothing => Input::Nothing,
            wit::Input::Table => Input::Table,
            wit::Input::Bytes => Input::Bytes,
        },
        params: Vec::leak(params),
        flags: Vec::leak(flags),
        effects: Capability::effects([]),
        examples: Vec::leak(examples),
    })
}

fn shape(shape: &Shape) -> Result<command::Shape, String> {
    Ok(match shape {
        Shape::Column => command::Shape::Column,
        Shape::Value(ty) => command::Shape::Value(match ty.as_str() {
            "int" => &Type::Int,
            "float" => &Type::Float,
            "bool" => &Type::Bool,
            "string" => &Type::String,
            "duration" => &Type::Duration,
            "filesize" => &Type::Filesize,
            other => {
                let known = notation::parse(other).is_some();
                let what = if known { "is none for arguments" } else { "nobody knows" };
                return Err(format!("a type `{}`, which {what}", plain(other, NAME)));
            }
        }),
    })
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

/// Commands live as long as the process.
fn keep(text: &str) -> &'static str {
    String::leak(text.to_owned())
}

/// Bounds that other files state hold here too.
const _: () = assert!(TEXT * 4 <= limits::ANSWER);

#[cfg(test)]
mod tests;

//! What a plugin says about itself, which nobody vouches for, as commands of the shell.

use super::failure::{is_unseen, plain};
use super::limits;
use super::notation;
use super::wit::{self, Arity, Manifest, Shape};
use crate::command::{self, Example, Flag, Input, Param, Registry, Signature};
use crate::effect::Effects;
use crate::value::Type;

/// Most commands of a plugin, parameters, flags and examples of a command.
const MOST: [usize; 4] = [64, 16, 32, 16];
/// Most characters of a name, of a line, and of a text of many lines.
const NAME: usize = 64;
const LINE: usize = 200;
const TEXT: usize = 4_000;

/// The signatures of the commands of `manifest`.
///
/// # Errors
/// What is wrong with it, as a fragment for people.
pub fn signatures(manifest: Manifest, registry: Registry) -> Result<Vec<Signature>, String> {
    if !manifest.name.split('-').all(is_word) || manifest.name.len() > NAME {
        return Err(format!("`{}` as the name of a plugin", plain(&manifest.name, NAME)));
    }
    line("the version", &manifest.version, NAME)?;
    line("the summary", &manifest.summary, LINE)?;
    within("commands", manifest.commands.len(), 1, 0)?;
    let mut signatures: Vec<Signature> = Vec::new();
    for command in manifest.commands {
        let name = plain(&command.name, NAME);
        let before = signatures.iter().map(|signature| signature.name);
        clash(&command.name, before, registry)?;
        let signature = signature(command).map_err(|wrong| format!("`{name}`: {wrong}"))?;
        signatures.push(signature);
    }
    Ok(signatures)
}

/// What a plugin wants of the outside; `Some` where it wants something.
pub fn wanted(manifest: &Manifest) -> Option<String> {
    let wants = manifest.wants.iter().take(8);
    let wants = wants
        .map(|want| format!("`{}` ({})", plain(&want.capability, NAME), plain(&want.reason, LINE)));
    let wants = wants.collect::<Vec<_>>().join(", ");
    (!wants.is_empty()).then_some(wants)
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

fn signature(command: wit::Command) -> Result<Signature, String> {
    line("the summary", &command.summary, LINE)?;
    text("the details", &command.details)?;
    within("parameters", command.params.len(), 0, 1)?;
    within("flags", command.flags.len(), 0, 2)?;
    within("examples", command.examples.len(), 0, 3)?;
    let mut params: Vec<Param> = Vec::new();
    let mut open = Some(Arity::One);
    for param in command.params {
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
        params.push(Param { name: keep(param.name), shape, arity, doc: keep(param.doc) });
    }
    let mut flags: Vec<Flag> = Vec::new();
    for flag in command.flags {
        let before = params.iter().map(|param| param.name).chain(flags.iter().map(|f| f.name));
        named(&flag.name, &flag.doc, before)?;
        let taken = flags.iter().any(|other| other.short.is_some() && other.short == flag.short);
        if taken || flag.short.is_some_and(|short| !short.is_ascii_alphabetic()) {
            return Err(format!("a flag `{}` with an unfit short form", flag.name));
        }
        let shape = flag.shape.as_ref().map(shape).transpose()?;
        let (name, doc) = (keep(flag.name), keep(flag.doc));
        flags.push(Flag { name, short: flag.short, shape, doc });
    }
    flags.sort_by_key(|flag| flag.name);
    let mut examples = Vec::new();
    for example in command.examples {
        line("an example", &example.doc, LINE)?;
        text("an example", &example.text)?;
        text("an example", &example.prints)?;
        let (doc, text, prints) = (example.doc, example.text, example.prints);
        examples.push(Example { doc: keep(doc), text: keep(text), prints: keep(prints) });
    }
    Ok(Signature {
        name: keep(command.name),
        summary: keep(command.summary),
        details: keep(command.details),
        input: match command.input {
            wit::Input::Nothing => Input::Nothing,
            wit::Input::Table => Input::Table,
        },
        params: Vec::leak(params),
        flags: Vec::leak(flags),
        effects: Effects::NONE,
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

/// A word of a command, and the name of a parameter: lower-case words with dashes between them, of
/// which the first begins with a letter.
fn is_name(name: &str) -> bool {
    let letter = name.starts_with(|char: char| char.is_ascii_lowercase());
    letter && name.len() <= NAME && name.split('-').all(is_word)
}

fn is_word(word: &str) -> bool {
    let fits = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit();
    !word.is_empty() && word.chars().all(fits)
}

/// Whether `text` is one line of at most `most` bytes that shows as it is.
pub fn is_plain(text: &str, most: usize) -> bool {
    text.len() <= most && !text.chars().any(is_unseen)
}

fn line(what: &str, text: &str, most: usize) -> Result<(), String> {
    match text {
        _ if text.trim().is_empty() => Err(format!("nothing for {what}")),
        // A character has up to four bytes.
        _ if text.chars().count() > most => Err(format!("too long a text for {what}")),
        _ if !is_plain(text, most * 4) => Err(format!("control characters in {what}")),
        _ => Ok(()),
    }
}

fn text(what: &str, text: &str) -> Result<(), String> {
    if text.chars().count() > TEXT {
        return Err(format!("too long a text for {what}"));
    }
    let plain = text.lines().all(|line| is_plain(line, TEXT * 4));
    if plain { Ok(()) } else { Err(format!("control characters in {what}")) }
}

/// Commands live as long as the process.
fn keep(text: String) -> &'static str {
    String::leak(text)
}

/// Bounds that other files state hold here too.
const _: () = assert!(TEXT * 4 <= limits::ANSWER);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{Body, Command};

    const FIRST: &[&Command] = &[&Command {
        signature: Signature {
            name: "select",
            summary: "",
            details: "",
            input: Input::Table,
            params: &[],
            flags: &[],
            effects: Effects::NONE,
            examples: &[],
        },
        output: &|_| Type::Nothing,
        body: Body::Scalar(|value, _| Ok(value)),
    }];

    fn param(name: &str, arity: Arity) -> wit::Param {
        wit::Param { name: name.into(), doc: "a word".into(), shape: Shape::Column, arity }
    }

    fn manifest(change: impl FnOnce(&mut Manifest)) -> Manifest {
        let command = wit::Command {
            name: "semver parse".into(),
            summary: "add parts".into(),
            details: "more\nlines".into(),
            input: wit::Input::Table,
            params: vec![param("column", Arity::One), param("more", Arity::Any)],
            flags: vec![wit::Flag {
                name: "strict".into(),
                short: Some('s'),
                doc: "a switch".into(),
                shape: Some(Shape::Value("filesize".into())),
            }],
            examples: Vec::new(),
        };
        let mut manifest = Manifest {
            name: "sem-ver".into(),
            version: "1.0.0".into(),
            summary: "versions".into(),
            commands: vec![command],
            wants: Vec::new(),
        };
        change(&mut manifest);
        manifest
    }

    fn told(change: impl FnOnce(&mut Manifest)) -> String {
        let registry = Registry::new(FIRST);
        signatures(manifest(change), registry).err().unwrap_or_default()
    }

    #[test]
    fn a_manifest_becomes_signatures() {
        let made = signatures(manifest(|_| ()), Registry::new(FIRST)).unwrap();
        assert_eq!(made[0].usage(), "semver parse <column> [more…] [--strict VALUE]");
        assert_eq!(made[0].effects, Effects::NONE);
    }

    #[test]
    fn each_lie_is_told_apart() {
        assert!(told(|m| m.name = "Sem Ver".into()).contains("name of a plugin"));
        assert!(told(|m| m.name = String::new()).contains("name of a plugin"));
        assert!(told(|m| m.version = "1\u{1b}".into()).contains("control characters"));
        assert!(told(|m| m.summary = " ".into()).contains("nothing for the summary"));
        assert!(told(|m| m.commands.clear()).contains("0 commands"));
        let named = |name: &str| told(|m| m.commands[0].name = name.into());
        assert!(named("select").contains("there is `select` already"));
        assert!(named("select host").contains("there is `select` already"));
        for name in ["", "a b c", "a  b", "-a", "1a", "Ä", "a\u{202e}", "a ", &"a".repeat(65)] {
            assert!(named(name).contains("name of a command"), "{name}");
        }
        assert!(told(|m| m.commands.push(m.commands[0].clone())).contains("two commands"));
        let with = |change: fn(&mut wit::Command)| told(|m| change(&mut m.commands[0]));
        assert!(with(|c| c.params[1].name = "column".into()).contains("two parameters"));
        assert!(with(|c| c.flags[0].name = "column".into()).contains("two parameters"));
        assert!(with(|c| c.params.swap(0, 1)).contains("nobody could reach"));
        assert!(with(|c| c.params[0].arity = Arity::Optional).is_empty());
        assert!(with(|c| c.params = vec![param("a", Arity::One); 17]).contains("17 parameters"));
        assert!(with(|c| c.flags[0].short = Some('-')).contains("short form"));
        assert!(
            with(|c| c.flags[0].shape = Some(Shape::Value("date".into()))).contains("none for")
        );
        assert!(with(|c| c.flags[0].shape = Some(Shape::Value("x".into()))).contains("nobody"));
        assert!(with(|c| c.summary = "x".repeat(201)).contains("too long"));
        assert!(with(|c| c.details = "a\u{7}".into()).contains("control characters"));
    }
}

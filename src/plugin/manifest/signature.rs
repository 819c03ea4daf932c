//! The signature of a command whose description was found to be fit.

use super::words::NAME;
use crate::command::{self, Example, Flag, Input, Param, Signature};
use crate::effect::Capability;
use crate::plugin::failure::plain;
use crate::plugin::notation;
use crate::plugin::wit::{self, Arity, Shape};
use crate::value::Type;

/// The signature of `command`, which uses these. Its texts live as long as the process.
///
/// # Errors
/// A type that no argument has.
pub fn of(command: &wit::Command, uses: &[Capability]) -> Result<Signature, String> {
    let params = command.params.iter().map(|param| {
        let arity = match param.arity {
            Arity::One => command::Arity::One,
            Arity::Optional => command::Arity::Optional,
            Arity::Any => command::Arity::Any,
            Arity::Some => command::Arity::Some,
        };
        let (name, doc) = (keep(&param.name), keep(&param.doc));
        Ok(Param { name, shape: shape(&param.shape)?, arity, doc })
    });
    let params = params.collect::<Result<Vec<_>, String>>()?;
    let flags = command.flags.iter().map(|flag| {
        let shape = flag.shape.as_ref().map(shape).transpose()?;
        let (name, doc) = (keep(&flag.name), keep(&flag.doc));
        Ok(Flag { name, short: flag.short, shape, doc })
    });
    let mut flags = flags.collect::<Result<Vec<_>, String>>()?;
    flags.sort_by_key(|flag| flag.name);
    let examples = command.examples.iter().map(|example| Example {
        doc: keep(&example.doc),
        text: keep(&example.text),
        prints: keep(&example.prints),
    });
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
        effects: Capability::effects(uses.iter().copied()),
        examples: Vec::leak(examples.collect()),
    })
}

/// What may be written for an argument of this shape.
///
/// # Errors
/// A type that no argument has.
pub fn shape(shape: &Shape) -> Result<command::Shape, String> {
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

fn keep(text: &str) -> &'static str {
    String::leak(text.to_owned())
}

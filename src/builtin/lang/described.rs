//! What is said about a command, as a record for programs.

use crate::command::{Arity, Input, Shape, Signature};
use crate::value::{Schema, Type, Value, scalar};

/// All of `signature` as a record, and its type. `input` is null for a command that begins a
/// pipeline, and `takes` of a flag for a switch.
pub fn record(signature: &Signature) -> (Value, Type) {
    let params = signature.params.iter().map(|param| {
        row([
            ("name", scalar::text(param.name)),
            ("takes", scalar::text(param.shape.describe())),
            ("required", scalar::boolean(matches!(param.arity, Arity::One | Arity::Some))),
            ("repeats", scalar::boolean(matches!(param.arity, Arity::Any | Arity::Some))),
            ("doc", scalar::text(param.doc)),
        ])
    });
    let flags = signature.flags.iter().map(|flag| {
        let short = flag.short.map_or_else(scalar::null, |short| scalar::text(short.to_string()));
        let takes = |shape: Shape| scalar::text(shape.describe());
        row([
            ("name", scalar::text(flag.name)),
            ("short", short),
            ("takes", flag.shape.map_or_else(scalar::null, takes)),
            ("doc", scalar::text(flag.doc)),
        ])
    });
    let examples = signature.examples.iter().map(|example| {
        row([("doc", scalar::text(example.doc)), ("text", scalar::text(example.text))])
    });
    let input = match signature.input {
        Input::Nothing => scalar::null(),
        input => scalar::text(input.describe()),
    };
    let record = row([
        ("command", scalar::text(signature.name)),
        ("summary", scalar::text(signature.summary)),
        ("details", scalar::text(signature.details)),
        ("usage", scalar::text(signature.usage())),
        ("effects", scalar::text(signature.effects.to_string())),
        ("input", input),
        ("params", scalar::list(params.collect())),
        ("flags", scalar::list(flags.collect())),
        ("examples", scalar::list(examples.collect())),
    ]);
    (record, Type::Record(schema()))
}

fn row<const N: usize>(fields: [(&str, Value); N]) -> Value {
    scalar::record(fields.into_iter().map(|(name, value)| (name.to_owned(), value)))
}

fn schema() -> Schema {
    let maybe = || Type::String.nullable();
    let text = || Type::String;
    let params = Schema::of([
        ("name", text()),
        ("takes", text()),
        ("required", Type::Bool),
        ("repeats", Type::Bool),
        ("doc", text()),
    ]);
    let flags =
        Schema::of([("name", text()), ("short", maybe()), ("takes", maybe()), ("doc", text())]);
    Schema::of([
        ("command", text()),
        ("summary", text()),
        ("details", text()),
        ("usage", text()),
        ("effects", text()),
        ("input", maybe()),
        ("params", Type::Table(params)),
        ("flags", Type::Table(flags)),
        ("examples", Type::Table(Schema::of([("doc", text()), ("text", text())]))),
    ])
}

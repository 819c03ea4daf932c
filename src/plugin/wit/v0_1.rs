//! Version 0.1: commands that only compute. What it says is put in the terms of the newest version.

use super as new;

wasmtime::component::bindgen!({
    path: "plugins/wit/0.1",
    world: "plugin",
    exports: { default: async },
});

use exports::rebe::plugin::commands as old;
pub use exports::rebe::plugin::commands::Problem;

/// A manifest, with those who want something put aside: this version has nothing to give.
///
/// # Errors
/// The names of what it wants.
pub fn manifest(manifest: old::Manifest) -> Result<new::Manifest, Vec<String>> {
    if !manifest.wants.is_empty() {
        return Err(manifest.wants.into_iter().map(|want| want.capability).collect());
    }
    Ok(new::Manifest {
        name: manifest.name,
        version: manifest.version,
        summary: manifest.summary,
        commands: manifest.commands.into_iter().map(command).collect(),
        probes: Vec::new(),
        formats: Vec::new(),
        inventories: Vec::new(),
        wants: Vec::new(),
    })
}

fn command(command: old::Command) -> new::Command {
    let params = command.params.into_iter().map(|param| new::Param {
        name: param.name,
        doc: param.doc,
        shape: shape(param.shape),
        arity: match param.arity {
            old::Arity::One => new::Arity::One,
            old::Arity::Optional => new::Arity::Optional,
            old::Arity::Any => new::Arity::Any,
            old::Arity::Some => new::Arity::Some,
        },
    });
    let flags = command.flags.into_iter().map(|flag| new::Flag {
        name: flag.name,
        short: flag.short,
        doc: flag.doc,
        shape: flag.shape.map(shape),
    });
    let examples = command.examples.into_iter().map(|example| new::Example {
        doc: example.doc,
        text: example.text,
        prints: example.prints,
    });
    new::Command {
        name: command.name,
        summary: command.summary,
        details: command.details,
        input: match command.input {
            old::Input::Nothing => new::Input::Nothing,
            old::Input::Table => new::Input::Table,
        },
        output: None,
        params: params.collect(),
        flags: flags.collect(),
        uses: Vec::new(),
        examples: examples.collect(),
    }
}

fn shape(shape: old::Shape) -> new::Shape {
    match shape {
        old::Shape::Value(ty) => new::Shape::Value(ty),
        old::Shape::Column => new::Shape::Column,
    }
}

/// A call.
pub fn invocation(call: &new::Invocation) -> old::Invocation {
    let value = |value: &new::Value| match value {
        new::Value::Bool(value) => old::Value::Bool(*value),
        new::Value::Int(value) => old::Value::Int(*value),
        new::Value::Float(value) => old::Value::Float(*value),
        new::Value::Text(value) => old::Value::Text(value.clone()),
        new::Value::Duration(value) => old::Value::Duration(*value),
        new::Value::Filesize(value) => old::Value::Filesize(*value),
    };
    let arguments = call.arguments.iter().map(|argument| old::Argument {
        name: argument.name.clone(),
        values: argument.values.iter().map(value).collect(),
    });
    old::Invocation { command: call.command.clone(), arguments: arguments.collect() }
}

/// The columns that come in.
pub fn input(columns: &[new::ColumnType]) -> Vec<old::ColumnType> {
    let columns = columns.iter();
    let columns =
        columns.map(|column| old::ColumnType { name: column.name.clone(), ty: column.ty.clone() });
    columns.collect()
}

/// The columns that are promised.
pub fn promised(columns: Vec<old::ColumnType>) -> Vec<new::ColumnType> {
    let columns = columns.into_iter();
    columns.map(|column| new::ColumnType { name: column.name, ty: column.ty }).collect()
}

/// What is wrong.
pub fn problem(problem: Problem) -> new::Problem {
    let place = |argument| new::Place { argument, value: 0, part: None };
    new::Problem {
        message: problem.message,
        help: problem.help,
        place: problem.argument.map(place),
    }
}

/// Rows that are pushed.
pub fn pushed(batch: new::Batch) -> old::Batch {
    let columns = batch.columns.into_iter().map(|column| old::Column {
        validity: column.validity,
        cells: match column.cells {
            new::Cells::Ints(cells) => old::Cells::Ints(cells),
            new::Cells::Floats(cells) => old::Cells::Floats(cells),
            new::Cells::Bools(bitmap) => old::Cells::Bools(bitmap),
            new::Cells::Bytes(bytes) => {
                old::Cells::Bytes(old::Bytes { offsets: bytes.offsets, data: bytes.data })
            }
        },
    });
    old::Batch { rows: batch.rows, columns: columns.collect() }
}

/// Rows that are given back, all that there are for now.
pub fn given(batches: Vec<old::Batch>) -> new::Given {
    let column = |column: old::Column| new::Column {
        validity: column.validity,
        cells: match column.cells {
            old::Cells::Ints(cells) => new::Cells::Ints(cells),
            old::Cells::Floats(cells) => new::Cells::Floats(cells),
            old::Cells::Bools(bitmap) => new::Cells::Bools(bitmap),
            old::Cells::Bytes(bytes) => {
                new::Cells::Bytes(new::Bytes { offsets: bytes.offsets, data: bytes.data })
            }
        },
    };
    let batches = batches.into_iter().map(|batch| new::Batch {
        rows: batch.rows,
        columns: batch.columns.into_iter().map(column).collect(),
    });
    new::Given { batches: batches.collect(), more: false }
}

//! What is in files, by their format.

use std::path::Path;
use std::sync::Arc;

use super::cells::{self, Reading};
use super::source::Input;
use super::{database, logs, paths};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{Cancel, Files};
use crate::format::{self, Format};
use crate::value::scan::{self, typed};
use crate::value::{Column, Data, Frame, Origin, Schema, Stored, Type, Value, conform};
use crate::value::{scalar, type_of};

/// Documents are read when the text is checked, to know their types, up to this size.
const PEEK: u64 = 8 << 20;

/// The type of what is in the files of `found`, as far as that is told without reading them whole.
///
/// # Errors
/// They cannot be read, or do not follow their format.
pub fn peek(found: &[Input], format: Format, reading: Reading<'_>) -> Result<Type> {
    let Reading { args, files, .. } = reading;
    let Some(first) = found.first() else { return Ok(Type::Unknown) };
    let mut schema = match (format.separator(), format.stored()) {
        (Some(separator), _) => {
            cells::guess(first, separator, args, files.as_ref())?.schema().clone()
        }
        (None, Some(stored)) => columnar(first, stored, files.as_ref())?.schema.as_ref().clone(),
        (None, None) => match format {
            Format::Log(log) => logs::schema(first, log, args, files.as_ref())?,
            Format::Sqlite => database::schema(first, args, files.as_ref())?,
            _ => return peek_document(found, format, reading),
        },
    };
    for (name, ty) in paths::columns(found)? {
        is_free(&name, &schema)?;
        schema.put(Column::new(name, ty.nullable()));
    }
    Ok(Type::Table(schema))
}

/// What is in the files of `found`, one behind the other.
///
/// # Errors
/// They cannot be read, do not follow their format, or differ in their columns.
pub fn read(found: &[Input], format: Format, reading: Reading<'_>) -> Result<Data> {
    let Reading { files, .. } = reading;
    let frames = match (format.separator(), format.stored()) {
        (Some(separator), _) => cells::tables(found, separator, reading)?,
        (None, Some(stored)) => {
            let tables = found.iter().map(|input| columnar(input, stored, files.as_ref()));
            let mut tables = tables.collect::<Result<Vec<_>>>()?;
            keep(&mut tables, found, reading);
            tables
        }
        (None, None) => match format {
            Format::Log(log) => {
                let mut tables = logs::tables(found, log, reading)?;
                keep(&mut tables, found, reading);
                tables
            }
            Format::Sqlite => {
                let mut tables = database::tables(found, reading)?;
                keep(&mut tables, found, reading);
                tables
            }
            _ => return document(found, format, reading).map(Data::Value),
        },
    };
    let columns = paths::columns(found)?;
    let frames = frames.into_iter().zip(found).map(|(frame, input)| {
        let mut parts = columns.iter().zip(&input.parts);
        parts.try_fold(frame, |frame, ((name, ty), (_, value))| {
            is_free(name, &frame.schema)?;
            frame.constant(name, ty, &partition(value.as_deref(), ty))
        })
    });
    Ok(Data::Frame(Frame::stack(frames.collect::<Result<_>>()?)?))
}

/// Keep the files of `found` as long as somebody computes `tables`, until the run is over.
fn keep(tables: &mut [Frame], found: &[Input], reading: Reading<'_>) {
    let size = found.iter().map(|input| input.size(reading.files.as_ref())).sum();
    let columns = Columns { cancel: reading.cancel.clone(), size, _files: found.to_vec() };
    let origin: Arc<dyn Origin> = Arc::new(columns);
    if let Some(first) = tables.first_mut() {
        first.origins.push(origin);
    }
}

/// # Errors
/// `name`, which is that of a folder, is a column of `schema` too.
fn is_free(name: &str, schema: &Schema) -> Result<()> {
    if schema.get(name).is_none() {
        return Ok(());
    }
    let message = format!("`{name}` is a column of the file and the name of its folder");
    let problem = Diagnostic::error(codes::FORMAT, message);
    Err(problem.help("rename one of the two, or open the files apart").into())
}

/// The value that the name of a folder tells.
fn partition(value: Option<&str>, ty: &Type) -> Value {
    value.map_or_else(scalar::null, |value| typed(value, ty))
}

/// Files of columns, in which polars finds all that can be wrong.
struct Columns {
    cancel: Cancel,
    size: u64,
    /// They stay as long as somebody reads them.
    _files: Vec<Input>,
}

impl Origin for Columns {
    fn find(&self, _: &str, _: &str) -> Option<String> {
        None
    }

    fn size(&self) -> u64 {
        self.size
    }

    fn is_cancelled(&self) -> bool {
        self.cancel.is_cancelled()
    }
}

fn columnar(input: &Input, stored: Stored, files: &dyn Files) -> Result<Frame> {
    if let Some(packing) = input.packing {
        let message = format!("`{}` is compressed twice", input.path);
        return Err(Diagnostic::error(codes::FORMAT, message)
            .help(format!("unpack it by `{} -d`; such files are compressed within", packing.name()))
            .into());
    }
    let source = input.as_path(files)?;
    match stored {
        Stored::Parquet => scan::parquet(source, &input.path),
        Stored::Arrow => scan::arrow(source, &input.path),
    }
}

/// The value in a file, or the items in several, one behind the other.
fn document(found: &[Input], format: Format, reading: Reading<'_>) -> Result<Value> {
    let Reading { args, files, cancel } = reading;
    let columns = paths::columns(found)?;
    let values = found.iter().map(|input| {
        let bytes = input.bytes(files.as_ref(), cancel)?;
        let value = match format {
            Format::Xlsx => format::from_xlsx(&bytes, args.text("table")),
            _ => format::read(&bytes, format),
        };
        let value = value.map_err(|problem| input.wrong(problem))?;
        Ok(with_parts(value, input, &columns))
    });
    if let [_] = found {
        return values.collect::<Result<Vec<_>>>().map(|mut one| one.pop().unwrap_or_default());
    }
    let mut items = Vec::new();
    for value in values {
        match value? {
            Value::List { vals, .. } => items.extend(vals.into_owned()),
            value => items.push(value),
        }
    }
    let items = scalar::list(items);
    conform(&items)?;
    Ok(items)
}

/// `value`, whose records get the columns that the names of folders are.
fn with_parts(mut value: Value, input: &Input, columns: &[(String, Type)]) -> Value {
    let add = |value: &mut Value| {
        if let Value::Record { val, .. } = value {
            let parts = columns.iter().zip(&input.parts);
            parts.for_each(|((name, ty), (_, value))| {
                val.to_mut().insert(name.as_str(), partition(value.as_deref(), ty));
            });
        }
    };
    match &mut value {
        _ if columns.is_empty() => {}
        Value::List { vals, .. } => vals.to_mut().iter_mut().for_each(add),
        one => add(one),
    }
    value
}

fn peek_document(found: &[Input], format: Format, reading: Reading<'_>) -> Result<Type> {
    let mut size = 0;
    for input in found {
        let there = reading.files.stat(Path::new(&input.path));
        size += there.map_or(0, |stat| stat.size);
        if size > PEEK || input.packing.is_some() {
            return Ok(Type::Unknown);
        }
    }
    Ok(type_of(&document(found, format, reading)?))
}

//! Values as text in one of the formats, and back.

use futures_util::FutureExt;

use crate::builtin::given;
use crate::command::{Args, Checking};
use crate::diag::{Diagnostic, Result, codes};
use crate::format::{self, Format, encoder, to_text};
use crate::value::{Chunk, Data, Type, Value, scalar};

/// A text; the input must be a table.
pub fn output(checking: &mut Checking<'_>) -> Type {
    let ty = checking.input.non_null();
    if !matches!(ty, Type::Table(_) | Type::Unknown) {
        let message = format!("a value of type {ty} is no table");
        let problem = given::clash(message, checking.args.span);
        checking
            .problem(problem.help("`to json` writes any value, `wrap NAME` makes a list a table"));
    }
    Type::String
}

/// The rows of `input` as text in `format`.
///
/// # Errors
/// `input` is no table.
pub fn run(input: Data, format: Format) -> Result<Data> {
    let chunks = input.into_chunks().map_err(|other| {
        let message = format!("a value of type {} is no table", other.ty());
        Diagnostic::error(codes::TYPE_CLASH, message)
    })?;
    let written = chunks.collect().map(move |chunk| text(&chunk?, format));
    Ok(Data::Pending(Type::String, written.boxed()))
}

/// A text; the format must be able to hold the input.
pub fn document(checking: &mut Checking<'_>, format: Format) -> Type {
    if let Some((why, help)) = format.refuses(checking.input) {
        let message = format!("{why}, and this is of type {}", checking.input);
        let problem = given::clash(message, checking.args.span);
        checking.problem(problem.help(help));
    }
    Type::String
}

/// `input` as one document in `format`.
///
/// # Errors
/// The format cannot hold it.
pub fn value(input: Data, format: Format) -> Result<Data> {
    whole(input, move |value| to_text(value, format))
}

/// All of `input` as the text that `write` makes of it.
///
/// # Errors
/// Those of `write`.
pub fn whole(
    input: Data,
    write: impl Fn(&Value) -> Result<String> + Send + 'static,
) -> Result<Data> {
    made(input, Type::String, move |value| write(value).map(scalar::text))
}

/// All of `input` as the value of type `ty` that `make` makes of it.
///
/// # Errors
/// Those of `make`.
pub fn made(
    input: Data,
    ty: Type,
    make: impl Fn(&Value) -> Result<Value> + Send + 'static,
) -> Result<Data> {
    Ok(match input.into_chunks() {
        Ok(chunks) => {
            let made = chunks.collect().map(move |chunk| make(&chunk?.to_value()));
            Data::Pending(ty, made.boxed())
        }
        Err(Data::Value(value)) => Data::Value(make(&value)?),
        Err(other) => other,
    })
}

/// The value that `input`, a text or bytes, holds in `format`.
///
/// # Errors
/// It is not in that format.
pub fn read(input: &Value, args: &Args, format: Format) -> Result<Value> {
    let bytes = given::bytes(input)?;
    format::read(bytes, format).map_err(|error| error.or_at(args.span))
}

fn text(chunk: &Chunk, format: Format) -> Result<Value> {
    let mut bytes = Vec::new();
    let mut encoder = encoder(format);
    let written = encoder
        .begin(&mut bytes, chunk.schema())
        .and_then(|()| encoder.chunk(&mut bytes, chunk))
        .and_then(|()| encoder.end(&mut bytes));
    written.map_err(|error| Diagnostic::error(codes::INTERNAL, error.to_string()))?;
    Ok(scalar::text(String::from_utf8_lossy(&bytes)))
}

//! Tables as text in one of the formats.

use futures_util::FutureExt;

use crate::builtin::given;
use crate::command::Checking;
use crate::diag::{Diagnostic, Result, codes};
use crate::format::{Format, encoder};
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

fn text(chunk: &Chunk, format: Format) -> Result<Value> {
    let mut bytes = Vec::new();
    let mut encoder = encoder(format);
    let written = encoder
        .begin(&mut bytes, chunk.schema())
        .and_then(|()| encoder.rows(&mut bytes, &mut chunk.rows()))
        .and_then(|()| encoder.end(&mut bytes));
    written.map_err(|error| Diagnostic::error(codes::INTERNAL, error.to_string()))?;
    Ok(scalar::text(String::from_utf8_lossy(&bytes)))
}

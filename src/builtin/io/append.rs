//! Rows that `save` adds to the end of a file: the old rows are copied first, so that the file is
//! whole at any time, and either has all of the new ones or none.

use std::io::{self, Read, Write};
use std::path::Path;

use super::database;
use super::paths::inputs;
use super::source::Input;
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Files;
use crate::format::Format;
use crate::source::Span;
use crate::value::Schema;

/// What is wrong with adding rows to a file in `format`.
pub fn refused(format: Format, span: Span) -> Option<Diagnostic> {
    let named = matches!(format, Format::Ndjson | Format::Sqlite);
    let takes_rows = format.separator().is_some() || named;
    (!takes_rows).then(|| {
        let message = "nothing can be added to the end of a file of this format";
        let problem = Diagnostic::error(codes::BAD_ARGUMENT, message).at(span, "");
        problem.help("CSV, TSV, NDJSON and databases of SQLite take more rows")
    })
}

/// Where rows are added.
#[derive(Clone, Copy)]
pub struct Target<'a> {
    /// The file.
    pub path: &'a str,
    /// Its format.
    pub format: Format,
    /// The table, where the format has several.
    pub table: &'a str,
}

/// The file of `target` if it is there and has something in it; its columns must be those of `schema`,
/// in their order, where its format names columns once.
///
/// # Errors
/// It cannot be read, or its columns are others.
pub fn there(target: Target<'_>, schema: &Schema, files: &dyn Files) -> Result<Option<Input>> {
    let path = target.path;
    let is_empty = files.stat(Path::new(path)).is_ok_and(|stat| stat.size == 0);
    let input = inputs(path, files)?.into_iter().next().filter(|_| !is_empty);
    let Some(input) = input else { return Ok(None) };
    let found = match target.format.separator() {
        Some(separator) => {
            let guess = input.guess(separator, 1, files)?;
            guess.names().map(str::to_owned).collect::<Vec<_>>()
        }
        None if target.format == Format::Sqlite => {
            let columns = database::named(&input, target.table, files)?;
            columns.map_or_else(Vec::new, |columns| {
                columns.names().into_iter().map(str::to_owned).collect()
            })
        }
        None => Vec::new(),
    };
    if found.is_empty() || schema.is_open() || found.iter().map(String::as_str).eq(schema.names()) {
        return Ok(Some(input));
    }
    let message = format!("`{path}` has other columns: {}", found.join(", "));
    Err(Diagnostic::error(codes::BAD_ARGUMENT, message)
        .help("`select` and `rename` make columns those of the file, in their order")
        .into())
}

/// Copy what is in `input`, as it is, to `file`, so that a new row may follow.
///
/// # Errors
/// Whatever the system says.
pub fn copy(input: &Input, files: &dyn Files, mut file: impl Write) -> io::Result<()> {
    let mut old = files.open(Path::new(&input.path))?;
    let mut piece = vec![0; 1 << 16];
    let mut last = b'\n';
    loop {
        let length = old.read(&mut piece)?;
        let piece = piece.get(..length).unwrap_or_default();
        let Some(end) = piece.last() else { break };
        last = *end;
        file.write_all(piece)?;
    }
    // Compressed files may stand behind each other, and their last line is not looked at.
    if input.packing.is_none() && last != b'\n' { file.write_all(b"\n") } else { Ok(()) }
}

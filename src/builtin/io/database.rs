//! Tables of databases: their rows are copied to a file of columns without a name, which polars
//! reads.

use std::io::{BufWriter, Write};
use std::sync::Arc;

use super::cells::Reading;
use super::source::{Input, no_room};
use crate::command::{Args, Checking};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{Cancel, Files};
use crate::format::{Base, Format};
use crate::value::scan::{self, Source};
use crate::value::{Frame, Rows, Schema, Store, Stored};

/// Rows that are copied together.
const TOGETHER: usize = 1 << 14;

/// What is wrong with `--table` for a file of `format`.
pub fn flag(checking: &mut Checking<'_>, format: Format) {
    let Some(arg) = checking.args.first("table").filter(|_| !format.has_tables()) else { return };
    let message = "`--table` is for databases and workbooks; a file of this format has one table";
    let problem = Diagnostic::error(codes::BAD_ARGUMENT, message).at(arg.span, "");
    checking.problem(problem.help("leave it away"));
}

/// The columns of the table that is meant of the database `input`.
///
/// # Errors
/// It cannot be read, or there is no such table.
pub fn schema(input: &Input, args: &Args, files: &dyn Files) -> Result<Schema> {
    let base = base(input, files, &Cancel::new())?;
    let table = wanted(&base, args)?;
    base.columns(&table, sniff(args))
}

/// The columns of the table called so, if the database `input` has it.
///
/// # Errors
/// It cannot be read.
pub fn named(input: &Input, table: &str, files: &dyn Files) -> Result<Option<Schema>> {
    let base = base(input, files, &Cancel::new())?;
    let tables = base.tables()?;
    let table = tables.iter().find(|known| known.eq_ignore_ascii_case(table));
    table.map(|table| base.columns(table, 1)).transpose()
}

/// The rows of that table of each database of `found`.
///
/// # Errors
/// As for [`schema`], or a value is not of its column's type.
pub fn tables(found: &[Input], reading: Reading<'_>) -> Result<Vec<Frame>> {
    found.iter().map(|input| table(input, reading)).collect()
}

fn table(input: &Input, reading: Reading<'_>) -> Result<Frame> {
    let Reading { args, files, cancel } = reading;
    let base = base(input, files.as_ref(), cancel)?;
    let table = wanted(&base, args)?;
    let schema = Arc::new(base.columns(&table, sniff(args))?);
    let mut file = BufWriter::new(files.scratch().map_err(|error| no_room(&error))?);
    let mut store = Store::new(Stored::Arrow, &schema).map_err(|error| no_room(&error))?;
    let mut rows = Rows::new(Arc::clone(&schema));
    let mut write = |rows: Rows| {
        let written = store.rows(&mut file, &rows.finish()?);
        written.map_err(|error| no_room(&error))
    };
    base.rows(&table, &schema, |row| {
        if cancel.is_cancelled() {
            let message = "the run was cancelled before a table was read";
            return Err(Diagnostic::error(codes::CANCELLED, message).into());
        }
        rows.push(&row)?;
        if rows.len() >= TOGETHER {
            write(std::mem::replace(&mut rows, Rows::new(Arc::clone(&schema))))?;
        }
        Ok(true)
    })?;
    write(rows)?;
    store.end(&mut file).and_then(|()| file.flush()).map_err(|error| no_room(&error))?;
    let file = file.into_inner().map_err(|error| no_room(error.error()))?;
    let frame = scan::arrow(Source::Files([file].into()), &input.path)?;
    Ok(Frame { schema, ..frame })
}

/// The table that is meant.
fn wanted(base: &Base, args: &Args) -> Result<String> {
    match args.texts("table").next() {
        Some((name, span)) => {
            base.tables()?;
            base.table(Some(name)).map_err(|problem| problem.or_at(span))
        }
        None => base.table(None),
    }
}

fn sniff(args: &Args) -> usize {
    args.count("sniff").unwrap_or(scan::SNIFF)
}

fn base(input: &Input, files: &dyn Files, cancel: &Cancel) -> Result<Base> {
    // SQLite finds files by their names.
    if input.packing.is_none()
        && input.is_named()
        && let Source::Paths(paths) = input.as_path(files)?
        && let [path] = paths.as_slice()
    {
        return Base::open(path, &input.path);
    }
    Base::of(&input.bytes(files, cancel)?, &input.path)
}

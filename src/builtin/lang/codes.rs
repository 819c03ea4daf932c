//! The codes of errors for `help`: the page about one, and the table of all of them.

use std::sync::Arc;

use crate::diag::{Code, Diagnostic, Result, codes, nearest};
use crate::format::page_text;
use crate::value::{Column, Data, Rows, Schema, Type, Value, scalar};

/// What `help` is asked for to list all codes.
pub const ALL: &str = "codes";

/// The code that people call `name`.
///
/// # Errors
/// No error has it; the nearest one is offered.
pub fn find(name: &str) -> Result<Code> {
    let meant = match Code::find(name) {
        Some((code, true)) => return Ok(code),
        Some((code, false)) => Some(code.id),
        None => nearest(name, codes::ALL.iter().map(|code| code.id)),
    };
    let help = match meant {
        Some(id) => format!("did you mean `{id}`? `help codes` lists all of them"),
        None => "`help codes` lists all of them".to_owned(),
    };
    let message = format!("no error has the code `{name}`");
    Err(Diagnostic::error(codes::UNKNOWN_CODE, message).help(help).into())
}

/// The page about `code` as plain text.
pub fn page(code: Code) -> String {
    page_text(&code.page())
}

/// The page about `code` as a record for programs, and its type.
pub fn record(code: Code) -> (Value, Type) {
    let mut columns = schema().columns().to_vec();
    let mut cells = cells(code).to_vec();
    columns.push(Column::new("text", Type::String));
    cells.push(scalar::text(page(code)));
    let schema = Schema::closed(columns);
    let names = schema.names().into_iter().map(str::to_owned).collect::<Vec<_>>();
    (scalar::record(names.into_iter().zip(cells)), Type::Record(schema))
}

/// The columns of the table of all codes.
pub fn schema() -> Schema {
    Schema::of([("code", Type::String), ("title", Type::String), ("exit_code", Type::Int)])
}

/// All codes, one a row.
pub fn table() -> Result<Data> {
    let mut rows = Rows::new(Arc::new(schema()));
    for code in codes::ALL {
        rows.push(&cells(*code))?;
    }
    Ok(Data::table(rows.finish()?))
}

fn cells(code: Code) -> [Value; 3] {
    [scalar::text(code.id), scalar::text(code.title), scalar::int(i64::from(code.exit))]
}

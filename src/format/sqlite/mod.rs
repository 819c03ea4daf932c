//! Databases of SQLite: tables in, tables out.
//!
//! SQLite gives each value a type of its own, whatever its column is declared as. Columns here have
//! one: that of the values that are there, or the declared one where there is none. Text and numbers
//! in one column are text.

mod reader;
#[cfg(test)]
mod tests;
mod writer;

pub use reader::Base;
pub use writer::Database;

/// `name` as SQL has names.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

//! A plugin that knows versions: it takes them apart, and keeps the rows whose version fits a
//! requirement. Versions follow <https://semver.org>, requirements are those of Cargo.

mod matches;
mod parse;

pub use matches::Matches;
pub use parse::Parse;

rebe_plugin::export! {
    name: "semver",
    summary: "takes versions apart and picks rows by them",
    commands: [Matches, Parse],
}

use rebe_plugin::{Batch, Call, Column, Field, Problem, Schema, Type};
use semver::Version;

/// The place of the column of versions that `call` names.
fn versions(call: &Call, input: &Schema) -> Result<usize, Problem> {
    let name = call.text("column").unwrap_or_default();
    match input.get(name) {
        Some(Field { ty: Type::String, .. }) => Ok(input.index(name).unwrap_or_default()),
        Some(field) => {
            let message = format!("`{name}` is a column of type {field}, versions are texts");
            Err(Problem::new(message).about("column"))
        }
        None => Err(Problem::new(format!("there is no column `{name}`")).about("column")),
    }
}

/// `text` as a version; a `v` before it and spaces around it do no harm.
fn version(text: &str) -> Option<Version> {
    let text = text.trim();
    Version::parse(text.strip_prefix(['v', 'V']).unwrap_or(text)).ok()
}

/// The versions of the column at `at`. With `strict`, a text that is none is an error.
fn parsed(rows: &Batch, at: usize, strict: bool) -> Result<Vec<Option<Version>>, Problem> {
    let texts = rows.column(at).into_iter().flat_map(Column::texts);
    let versions = texts.map(|text| {
        let Some(text) = text else { return Ok(None) };
        match version(text) {
            None if strict => {
                let message = format!("`{text}` is no version");
                Err(Problem::new(message)
                    .about("strict")
                    .help("write it as `1.4.0`, or leave out `--strict` to get null for it"))
            }
            version => Ok(version),
        }
    });
    versions.collect()
}

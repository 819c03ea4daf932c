//! Tables out of a database.

use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

use super::quoted;
use crate::diag::{Diagnostic, Result, codes, did_you_mean};
use crate::value::{Column, Schema, Type, Value, plain_text, scalar};

/// A database to read from.
pub struct Base {
    connection: Connection,
    /// What errors call it.
    name: String,
    /// Its bytes.
    size: usize,
}

/// The least that a row takes in a file.
const ROW: usize = 4;

/// How many times what is in a file the values may be that are computed of it.
const COMPUTED: usize = 64;

impl Base {
    /// The database at `path`, which errors call `name`. Somebody else may write to it meanwhile.
    ///
    /// # Errors
    /// It cannot be read, or is none.
    pub fn open(path: &Path, name: &str) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags);
        Self::careful(connection.map_err(|error| wrong(name, &error))?, name)
    }

    /// The database whose file is `bytes`.
    ///
    /// # Errors
    /// It is none.
    pub fn of(bytes: &[u8], name: &str) -> Result<Self> {
        let loaded = Connection::open_in_memory().and_then(|mut connection| {
            connection.deserialize_read_exact("main", bytes, bytes.len(), true)?;
            Ok(connection)
        });
        Self::careful(loaded.map_err(|error| wrong(name, &error))?, name)
    }

    fn careful(connection: Connection, name: &str) -> Result<Self> {
        let size = careful(&connection).map_err(|error| wrong(name, &error))?;
        Ok(Self { connection, name: name.to_owned(), size })
    }

    /// The names of its tables, sorted; views and what is computed are none.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn tables(&self) -> Result<Vec<String>> {
        let query = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' \
                     AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name";
        let read = || {
            let mut query = self.connection.prepare(query)?;
            query.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(|error| wrong(&self.name, &error))
    }

    /// The table that is called `wanted`, or the only one.
    ///
    /// # Errors
    /// There is none of that name; there are several, or none.
    pub fn table(&self, wanted: Option<&str>) -> Result<String> {
        let tables = self.tables()?;
        let name = &self.name;
        let Some(wanted) = wanted else {
            return match tables.as_slice() {
                [only] => Ok(only.clone()),
                [] => {
                    let message = format!("`{name}` has no tables");
                    Err(Diagnostic::error(codes::FORMAT, message).into())
                }
                several => {
                    let message = format!("`{name}` has several tables");
                    let help = format!("say which with `--table`: {}", several.join(", "));
                    Err(Diagnostic::error(codes::MISSING_ARGUMENT, message).help(help).into())
                }
            };
        };
        let same = |table: &&String| table.eq_ignore_ascii_case(wanted);
        tables.iter().find(same).cloned().ok_or_else(|| {
            let names = tables.iter().map(String::as_str).collect::<Vec<_>>();
            let message = format!("`{name}` has no table `{wanted}`");
            let problem = Diagnostic::error(codes::BAD_ARGUMENT, message);
            problem.maybe_help(did_you_mean(wanted, "tables", &names)).into()
        })
    }

    /// The columns of `table`, as its first `sniff` rows have them, or all where that is 0.
    ///
    /// # Errors
    /// It cannot be read, or a column holds bytes and other values.
    pub fn columns(&self, table: &str, sniff: usize) -> Result<Schema> {
        let failed = |error: rusqlite::Error| wrong(&self.name, &error);
        let declared = || {
            let query =
                "SELECT name, type, \"notnull\" FROM pragma_table_xinfo(?1) WHERE hidden <> 1";
            let mut query = self.connection.prepare(query)?;
            let rows = query.query_map([table], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, bool>(2)?))
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        let declared = declared().map_err(failed)?;
        let mut met = vec![Met::default(); declared.len()];
        let most = if sniff == 0 { usize::MAX } else { sniff };
        self.each(table, declared.iter().map(|(name, ..)| name.as_str()), |row, at| {
            for (column, met) in met.iter_mut().enumerate() {
                met.see(row.get_ref(column).map_err(failed)?);
            }
            Ok(at < most)
        })?;
        let columns = declared.into_iter().zip(met).map(|((name, declared, full), met)| {
            let ty = met.ty(&declared).ok_or_else(|| {
                let message = format!(
                    "column `{name}` of table `{table}` of `{}` holds bytes and other values",
                    self.name
                );
                Diagnostic::error(codes::FORMAT, message)
                    .help("write the table anew with one type for it")
            })?;
            Ok(Column::new(name, if full { ty } else { ty.nullable() }))
        });
        Ok(Schema::closed(columns.collect::<Result<Vec<_>>>()?))
    }

    /// Give each row of `table`, which has these columns, to `take`, until that says false.
    ///
    /// # Errors
    /// The file is damaged, a value is not of its column's type, or what `take` says.
    pub fn rows(
        &self,
        table: &str,
        schema: &Schema,
        mut take: impl FnMut(Vec<Value>) -> Result<bool>,
    ) -> Result<()> {
        self.each(table, schema.names().into_iter(), |row, at| {
            let cells = schema.columns().iter().enumerate().map(|(place, column)| {
                let cell = row.get_ref(place).map_err(|error| wrong(&self.name, &error))?;
                value(cell, &column.ty).map_err(|problem| {
                    let name = &column.name;
                    let message = format!(
                        "`{}` row {at} of table `{table}`: {problem} in column `{name}`",
                        self.name
                    );
                    let help = "`--sniff 0` finds the types of columns in all rows";
                    Diagnostic::error(codes::FORMAT, message).help(help).into()
                })
            });
            take(cells.collect::<Result<Vec<_>>>()?)
        })
    }

    fn each<'a>(
        &self,
        table: &str,
        columns: impl Iterator<Item = &'a str>,
        mut take: impl FnMut(&rusqlite::Row<'_>, usize) -> Result<bool>,
    ) -> Result<()> {
        let failed = |error: rusqlite::Error| wrong(&self.name, &error);
        let columns = columns.map(quoted).collect::<Vec<_>>().join(", ");
        let query = format!("SELECT {columns} FROM main.{}", quoted(table));
        let mut query = self.connection.prepare(&query).map_err(failed)?;
        let mut rows = query.query([]).map_err(failed)?;
        let (mut at, mut bytes) = (0, 0);
        while let Some(row) = rows.next().map_err(failed)? {
            at += 1;
            for place in 0.. {
                let Ok(cell) = row.get_ref(place) else { break };
                if let ValueRef::Text(value) | ValueRef::Blob(value) = cell {
                    bytes += value.len();
                }
            }
            // Pages of a forged file may lead in circles.
            if at > self.size / ROW || bytes > self.size.saturating_mul(COMPUTED) {
                let message = format!("`{}` is damaged: it has more rows than room", self.name);
                return Err(Diagnostic::error(codes::FORMAT, message).into());
            }
            if !take(row, at)? {
                break;
            }
        }
        Ok(())
    }
}

/// See to it that what a file says of itself is not believed and runs nothing; its size in bytes.
pub(super) fn careful(connection: &Connection) -> rusqlite::Result<usize> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let size = pragma("page_count")?.saturating_mul(pragma("page_size")?);
    let longest = size.clamp(1 << 16, 1 << 30);
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, i32::try_from(longest).unwrap_or(1 << 30))?;
    Ok(usize::try_from(size).unwrap_or(usize::MAX))
}

/// What values of a column were met.
#[derive(Debug, Clone, Default)]
struct Met {
    int: bool,
    /// Whether there was an int that is neither 0 nor 1.
    other_int: bool,
    float: bool,
    text: bool,
    bytes: bool,
}

impl Met {
    fn see(&mut self, cell: ValueRef<'_>) {
        match cell {
            ValueRef::Null => {}
            ValueRef::Integer(number) => {
                self.int = true;
                self.other_int |= !matches!(number, 0 | 1);
            }
            ValueRef::Real(_) => self.float = true,
            ValueRef::Text(_) => self.text = true,
            ValueRef::Blob(_) => self.bytes = true,
        }
    }

    /// The type of a column that is declared so; none where there is none for both bytes and others.
    fn ty(&self, declared: &str) -> Option<Type> {
        let declared = declared.to_ascii_lowercase();
        let is = |part: &str| declared.contains(part);
        Some(match (self.bytes, self.text, self.float, self.int) {
            (true, false, false, false) => Type::Binary,
            (true, ..) => return None,
            (_, true, ..) => Type::String,
            (_, _, true, _) => Type::Float,
            (.., true) if is("bool") && !self.other_int => Type::Bool,
            // A number that is declared so may have a fraction in a row that was not looked at.
            (.., true) if is("real") || is("floa") || is("doub") => Type::Float,
            (.., true) => Type::Int,
            _ if is("bool") => Type::Bool,
            _ if is("int") => Type::Int,
            _ if is("blob") => Type::Binary,
            _ if is("real") || is("floa") || is("doub") => Type::Float,
            _ => Type::String,
        })
    }
}

/// What is in `cell`, of type `ty`.
fn value(cell: ValueRef<'_>, ty: &Type) -> Result<Value, String> {
    let text = |bytes| std::str::from_utf8(bytes).map_err(|_| "a text is not UTF-8".to_owned());
    let value = match (cell, ty.non_null()) {
        (ValueRef::Null, _) if ty.is_nullable() => scalar::null(),
        (ValueRef::Integer(number), Type::Int) => scalar::int(number),
        (ValueRef::Integer(number @ (0 | 1)), Type::Bool) => scalar::boolean(number == 1),
        #[expect(clippy::cast_precision_loss, reason = "the column is one of floats")]
        (ValueRef::Integer(number), Type::Float) => scalar::float(number as f64),
        (ValueRef::Real(number), Type::Float) => scalar::float(number),
        (ValueRef::Integer(number), Type::String) => scalar::text(number.to_string()),
        (ValueRef::Real(number), Type::String) => scalar::text(plain_text(&scalar::float(number))),
        (ValueRef::Text(bytes), Type::String) => scalar::text(text(bytes)?),
        (ValueRef::Blob(bytes), Type::Binary) => scalar::binary(bytes.to_vec()),
        (cell, ty) => {
            let found = match cell {
                ValueRef::Null => "null".to_owned(),
                ValueRef::Integer(number) => format!("`{number}`"),
                ValueRef::Real(number) => format!("`{number}`"),
                ValueRef::Text(bytes) => format!("`{}`", text(bytes)?),
                ValueRef::Blob(_) => "a value of bytes".to_owned(),
            };
            return Err(format!("{found} is no {ty}"));
        }
    };
    Ok(value)
}

/// What SQLite says of the file `name`.
fn wrong(name: &str, error: &rusqlite::Error) -> Box<Diagnostic> {
    let message = format!("`{name}` cannot be read as a database of SQLite: {error}");
    Diagnostic::error(codes::FORMAT, message)
        .help("is it whole, and does nobody else hold it? `.backup` of sqlite3 makes a copy")
        .into()
}

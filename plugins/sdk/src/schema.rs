//! Columns and their types.

use std::fmt;

use crate::bindings::commands as wit;

/// The type of a value or of the cells of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// A whole number of 64 bits.
    Int,
    /// A number of 64 bits.
    Float,
    /// Text.
    String,
    /// True or false.
    Bool,
    /// A length of time in nanoseconds.
    Duration,
    /// An amount of data in bytes.
    Filesize,
    /// An instant, in nanoseconds since 1970 in UTC.
    Date,
    /// Bytes.
    Binary,
    /// A list, a record or a table, as the language writes it, such as `list<string>`. Its cells
    /// are texts of JSON, in which a duration, a filesize and a date are whole numbers and bytes are
    /// base64.
    Nested(String),
}

impl Type {
    const SCALARS: [Self; 8] = [
        Self::Int,
        Self::Float,
        Self::String,
        Self::Bool,
        Self::Duration,
        Self::Filesize,
        Self::Date,
        Self::Binary,
    ];

    /// A list of such.
    #[must_use]
    pub fn list(self) -> Self {
        Self::Nested(format!("list<{}>", self.name()))
    }

    /// The type that the language writes so.
    fn of(name: &str) -> Option<Self> {
        let nested = ["list<", "record<", "table<"].iter().any(|start| name.starts_with(start));
        let scalar = Self::SCALARS.into_iter().find(|ty| ty.name() == name);
        scalar.or_else(|| (nested && name.ends_with('>')).then(|| Self::Nested(name.to_owned())))
    }

    /// How the language writes it.
    pub fn name(&self) -> &str {
        match self {
            Self::Int => "int",
            Self::Float => "float",
            Self::String => "string",
            Self::Bool => "bool",
            Self::Duration => "duration",
            Self::Filesize => "filesize",
            Self::Date => "date",
            Self::Binary => "binary",
            Self::Nested(text) => text,
        }
    }
}

/// One column: its name, the type of its cells, and whether they may be null.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The name.
    pub name: String,
    /// The type of the cells that are not null.
    pub ty: Type,
    /// Whether a cell may be null.
    pub nullable: bool,
}

impl Field {
    /// A column whose cells are never null.
    pub fn new(name: impl Into<String>, ty: Type) -> Self {
        Self { name: name.into(), ty, nullable: false }
    }

    /// A column whose cells may be null.
    pub fn nullable(name: impl Into<String>, ty: Type) -> Self {
        Self { name: name.into(), ty, nullable: true }
    }
}

/// Columns in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Schema {
    fields: Vec<Field>,
}

impl Schema {
    /// These columns.
    pub fn new(fields: impl IntoIterator<Item = Field>) -> Self {
        Self { fields: fields.into_iter().collect() }
    }

    /// The columns.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The place of the column called `name`, from 0.
    pub fn index(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }

    /// The column called `name`.
    pub fn get(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// These columns and `field`: at the end, or in the place of the column of that name.
    #[must_use]
    pub fn with(mut self, field: Field) -> Self {
        match self.fields.iter_mut().find(|known| known.name == field.name) {
            Some(known) => *known = field,
            None => self.fields.push(field),
        }
        self
    }

    /// What came over the boundary.
    ///
    /// # Errors
    /// A type that this version of the crate does not know; it is named.
    pub fn from_wit(columns: Vec<wit::ColumnType>) -> Result<Self, String> {
        let fields = columns.into_iter().map(|column| {
            let bare = column.ty.strip_suffix('?');
            let name = bare.unwrap_or(&column.ty);
            let ty = Type::of(name).ok_or_else(|| column.ty.clone())?;
            Ok(Field { nullable: bare.is_some(), name: column.name, ty })
        });
        Ok(Self { fields: fields.collect::<Result<_, String>>()? })
    }

    /// What goes over the boundary.
    pub fn into_wit(self) -> Vec<wit::ColumnType> {
        let columns = self.fields.into_iter();
        columns.map(|field| wit::ColumnType { ty: field.to_string(), name: field.name }).collect()
    }
}

impl fmt::Display for Field {
    /// The type, as the language writes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.ty.name())?;
        f.write_str(if self.nullable { "?" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_goes_over_the_boundary_and_back() {
        let all = Type::SCALARS.into_iter().flat_map(|ty| {
            let nullable = Field::nullable(format!("{}?", ty.name()), ty.clone());
            [nullable, Field::new(format!("{} list", ty.name()), ty.list())]
        });
        let schema = Schema::new(all);
        assert_eq!(Schema::from_wit(schema.clone().into_wit()), Ok(schema));
        let odd = vec![wit::ColumnType { name: "a".into(), ty: "range".into() }];
        assert_eq!(Schema::from_wit(odd), Err("range".to_owned()));
    }
}

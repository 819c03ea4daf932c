//! The types of the language.

use std::fmt;

use super::Schema;

/// The type of a value, of a column, or of what flows through a pipeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// 64-bit signed integer.
    Int,
    /// 64-bit float.
    Float,
    /// Unicode text.
    String,
    /// True or false.
    Bool,
    /// A length of time, in nanoseconds.
    Duration,
    /// An amount of data, in bytes.
    Filesize,
    /// An instant, in UTC.
    Date,
    /// Bytes.
    Binary,
    /// Values of one type, in order.
    List(Box<Type>),
    /// Named fields.
    Record(Schema),
    /// Rows that share one schema.
    Table(Schema),
    /// Whole numbers from one to another.
    Range,
    /// A function without a name. It is passed on and called, and is no cell of a table.
    Closure,
    /// No value: null itself, or a pipeline that yields nothing.
    Nothing,
    /// The type, or null.
    Nullable(Box<Type>),
    /// Not known before the source of the data is opened; checked then. Never invented where
    /// a type could have been inferred.
    Unknown,
}

impl Type {
    /// The type with null allowed; nullable types, null and the unknown stay as they are.
    pub fn nullable(self) -> Self {
        match self {
            Self::Nullable(_) | Self::Nothing | Self::Unknown => self,
            other => Self::Nullable(Box::new(other)),
        }
    }

    /// The type without null.
    pub fn non_null(&self) -> &Self {
        match self {
            Self::Nullable(inner) => inner,
            other => other,
        }
    }

    /// Whether null is among its values.
    pub fn is_nullable(&self) -> bool {
        matches!(self, Self::Nullable(_) | Self::Nothing | Self::Unknown)
    }

    /// Whether it is an int or a float, null aside.
    pub fn is_number(&self) -> bool {
        matches!(self.non_null(), Self::Int | Self::Float)
    }

    /// Whether values of `self` may stand where `wanted` is asked for.
    pub fn fits(&self, wanted: &Self) -> bool {
        match (self, wanted) {
            (Self::Unknown, _) | (_, Self::Unknown) | (Self::Nothing, Self::Nullable(_)) => true,
            (a, Self::Nullable(b)) if a.non_null().fits(b) => true,
            (Self::Int, Self::Float) => true,
            (Self::List(a), Self::List(b)) => **a == Self::Nothing || a.fits(b),
            (Self::List(a), Self::Table(_)) if **a == Self::Nothing => true,
            (Self::Table(a), Self::List(b)) if **b == Self::Unknown => {
                !a.names().is_empty() || a.is_open()
            }
            (Self::Record(a), Self::Record(b)) | (Self::Table(a), Self::Table(b)) => a.fits(b),
            (a, b) => a == b,
        }
    }

    /// The smallest type that both fit, if there is one: int and float meet in float, null and
    /// `T` in `T?`.
    pub fn join(&self, other: &Self) -> Option<Self> {
        match (self, other) {
            (a, b) if a == b => Some(a.clone()),
            (Self::Unknown, _) | (_, Self::Unknown) => Some(Self::Unknown),
            (Self::Nothing, t) | (t, Self::Nothing) => Some(t.clone().nullable()),
            (Self::Nullable(a), b) | (b, Self::Nullable(a)) => {
                a.join(b.non_null()).map(Self::nullable)
            }
            (Self::Int, Self::Float) | (Self::Float, Self::Int) => Some(Self::Float),
            // An empty list has no items, so it says nothing about those of the other one.
            (Self::List(a), Self::List(b)) if **a == Self::Nothing => Some(Self::List(b.clone())),
            (Self::List(a), Self::List(b)) if **b == Self::Nothing => Some(Self::List(a.clone())),
            (Self::List(a), Self::List(b)) => a.join(b).map(|t| Self::List(Box::new(t))),
            (Self::Record(a), Self::Record(b)) => a.union(b).map(Self::Record),
            // An empty list may be a table without rows.
            (Self::List(item), Self::Table(rows)) | (Self::Table(rows), Self::List(item))
                if **item == Self::Nothing =>
            {
                Some(Self::Table(rows.clone()))
            }
            (Self::Table(a), Self::Table(b)) => a.union(b).map(Self::Table),
            _ => None,
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int => f.write_str("int"),
            Self::Float => f.write_str("float"),
            Self::String => f.write_str("string"),
            Self::Bool => f.write_str("bool"),
            Self::Duration => f.write_str("duration"),
            Self::Filesize => f.write_str("filesize"),
            Self::Date => f.write_str("date"),
            Self::Binary => f.write_str("binary"),
            Self::List(item) => write!(f, "list<{item}>"),
            Self::Record(schema) => write!(f, "record<{schema}>"),
            Self::Table(schema) => write!(f, "table<{schema}>"),
            Self::Range => f.write_str("range"),
            Self::Closure => f.write_str("closure"),
            Self::Nothing => f.write_str("nothing"),
            Self::Nullable(inner) => write!(f, "{inner}?"),
            Self::Unknown => f.write_str("unknown"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_and_numbers_join() {
        let nullable_int = Type::Int.nullable();
        assert_eq!(Type::Int.join(&Type::Nothing), Some(nullable_int.clone()));
        assert_eq!(nullable_int.join(&Type::Float), Some(Type::Float.nullable()));
        assert_eq!(Type::Int.join(&Type::String), None);
    }

    #[test]
    fn an_empty_list_joins_any_other() {
        let list = |item: Type| Type::List(Box::new(item));
        assert_eq!(list(Type::Nothing).join(&list(Type::Int)), Some(list(Type::Int)));
        assert_eq!(list(Type::String).join(&list(Type::Nothing)), Some(list(Type::String)));
    }

    #[test]
    fn a_nullable_does_not_fit_where_a_value_is_needed() {
        assert!(!Type::Int.nullable().fits(&Type::Int));
        assert!(Type::Int.fits(&Type::Float.nullable()));
        assert!(Type::Nothing.fits(&Type::Int.nullable()));
    }
}

//! What can be computed of a group of rows.

use super::{Column, Type};

/// One aggregate of a group: what to compute, of which column, and the name of the result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aggregate {
    /// What is computed.
    pub function: Function,
    /// The column that it is computed of; none for a count of rows.
    pub column: Option<Column>,
    /// The column that holds the result.
    pub output: Column,
}

/// What is computed of the cells of a column, or of the rows. All but `count`, `first`, `last` and
/// `list` pass over nulls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// The number of rows.
    Count,
    /// The number of different values.
    Distinct,
    /// The first cell.
    First,
    /// The last cell.
    Last,
    /// All cells.
    List,
    /// The largest value.
    Max,
    /// The arithmetic mean.
    Mean,
    /// The value in the middle, or the mean of the two there.
    Median,
    /// The smallest value.
    Min,
    /// The value below which such a share of all values is, in millionths; between two values, the
    /// one as far on the way.
    Quantile(u32),
    /// The standard deviation of the whole population.
    Stddev,
    /// All added up.
    Sum,
}

/// A whole, in the unit of shares.
pub const WHOLE: u32 = 1_000_000;

impl Function {
    /// Every name there is, sorted.
    pub const NAMES: [&'static str; 12] = [
        "count", "distinct", "first", "last", "list", "max", "mean", "median", "min", "quantile",
        "stddev", "sum",
    ];

    /// The function called `name`; that of a quantile wants a share, from 0 to [`WHOLE`].
    pub fn named(name: &str, share: Option<u32>) -> Option<Self> {
        Some(match (name, share) {
            ("count", None) => Self::Count,
            ("distinct", None) => Self::Distinct,
            ("first", None) => Self::First,
            ("last", None) => Self::Last,
            ("list", None) => Self::List,
            ("max", None) => Self::Max,
            ("mean", None) => Self::Mean,
            ("median", None) => Self::Median,
            ("min", None) => Self::Min,
            ("quantile", Some(share)) => Self::Quantile(share),
            ("stddev", None) => Self::Stddev,
            ("sum", None) => Self::Sum,
            _ => return None,
        })
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Distinct => "distinct",
            Self::First => "first",
            Self::Last => "last",
            Self::List => "list",
            Self::Max => "max",
            Self::Mean => "mean",
            Self::Median => "median",
            Self::Min => "min",
            Self::Quantile(_) => "quantile",
            Self::Stddev => "stddev",
            Self::Sum => "sum",
        }
    }

    /// The name of a column of what it yields of the column `of`: `mean_load`, and `p95_load` or
    /// `p99_9_load` for quantiles.
    pub fn column(self, of: &str) -> String {
        match self {
            Self::Quantile(share) => format!("p{}_{of}", percent(share).replace('.', "_")),
            other => format!("{}_{of}", other.name()),
        }
    }

    /// The type of what it yields of a column of type `ty`; none where there is no such thing.
    pub fn yields(self, ty: &Type) -> Option<Type> {
        let value = ty.non_null();
        let amount = matches!(value, Type::Duration | Type::Filesize);
        let has_parts = matches!(value, Type::List(_) | Type::Record(_) | Type::Table(_));
        match self {
            Self::Count => Some(Type::Int),
            Self::Distinct if !has_parts => Some(Type::Int),
            _ if *value == Type::Unknown => Some(Type::Unknown),
            Self::List => Some(Type::List(Box::new(ty.clone()))),
            Self::First | Self::Last => Some(ty.clone()),
            Self::Sum if value.is_number() || amount => Some(value.clone()),
            Self::Mean | Self::Median | Self::Quantile(_) | Self::Stddev if value.is_number() => {
                Some(Type::Float.nullable())
            }
            Self::Mean | Self::Median | Self::Quantile(_) | Self::Stddev if amount => {
                Some(value.clone().nullable())
            }
            Self::Min | Self::Max if !has_parts => Some(ty.clone()),
            _ => None,
        }
    }
}

/// A share as a percentage without needless digits: `95`, `99.9`.
pub fn percent(share: u32) -> String {
    (f64::from(share) / f64::from(WHOLE / 100)).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_known() {
        assert!(Function::NAMES.windows(2).all(|pair| pair[0] < pair[1]));
        for name in Function::NAMES {
            let share = (name == "quantile").then_some(1);
            assert_eq!(Function::named(name, share).unwrap().name(), name);
        }
    }

    #[test]
    fn results_are_called_by_what_they_are() {
        assert_eq!(Function::Mean.column("load"), "mean_load");
        assert_eq!(Function::Quantile(950_000).column("load"), "p95_load");
        assert_eq!(Function::Quantile(999_000).column("load"), "p99_9_load");
    }
}

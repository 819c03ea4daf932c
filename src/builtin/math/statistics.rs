//! What the commands over many numbers have in common: which numbers they are, and of what type.

use std::cmp::Ordering;

use crate::builtin::given;
use crate::command::{Args, Checking};
use crate::diag::{Diagnostic, Result, codes};
use crate::value::{Frame, Type, Value, scalar};

/// The type of the numbers: the items of a list, or the cells of the column that is named. What
/// `is_good` refuses is reported.
pub fn item(
    checking: &mut Checking<'_>,
    name: &str,
    wanted: &str,
    is_good: fn(&Type) -> bool,
) -> Type {
    let args = checking.args.clone();
    let column = args.texts("column").next();
    let (ty, span, what) = match (checking.input.non_null().clone(), column) {
        (Type::Table(schema), Some((column, span))) => {
            let ty = schema.get(column).map_or(Type::Unknown, |column| column.ty.clone());
            (ty, span, format!("column `{column}` is"))
        }
        (Type::Table(_), None) if args.first("column").is_none() => {
            let message = format!("`{name}` needs the name of a column of the table");
            let problem = Diagnostic::error(codes::MISSING_ARGUMENT, message).at(args.span, "");
            checking.problem(problem.help(format!("write `{name} COLUMN`")));
            return Type::Unknown;
        }
        (Type::List(_), Some((_, span))) => {
            let message = "a list has no columns";
            let problem = Diagnostic::error(codes::EXTRA_ARGUMENT, message).at(span, "");
            checking.problem(problem.help(format!("write `{name}` alone")));
            return Type::Unknown;
        }
        (Type::List(item), None) => (*item, args.span, "the items are".to_owned()),
        _ => return Type::Unknown,
    };
    let item = ty.non_null();
    if !matches!(item, Type::Unknown | Type::Nothing) && !is_good(item) {
        let message = format!("{what} of type {item}, `{name}` takes {wanted}");
        checking.problem(given::clash(message, span));
        return Type::Unknown;
    }
    item.clone()
}

/// Whether values of type `ty` can be added up.
pub fn is_amount(ty: &Type) -> bool {
    matches!(ty, Type::Int | Type::Float | Type::Duration | Type::Filesize)
}

/// What [`is_amount`] is called in messages.
pub const AMOUNTS: &str = "numbers, durations or filesizes";

/// Whether values of type `ty` have an order.
pub fn is_ordered(ty: &Type) -> bool {
    !given::has_parts(ty) && !matches!(ty, Type::Bool)
}

/// Of a table only the column that is named is needed.
pub fn narrow(frame: Frame, args: &Args) -> Result<Frame> {
    match args.text("column") {
        Some(name) => frame.only(name),
        None => Ok(frame),
    }
}

/// The items of a list, or the cells of the column that is named, without nulls.
pub fn items(input: Value, args: &Args) -> Result<Vec<Value>> {
    let mut items = given::items(input)?;
    if let Some(name) = args.text("column") {
        items = items
            .iter()
            .map(|row| match row {
                Value::Record { val, .. } => val.get(name).cloned().unwrap_or_else(scalar::null),
                _ => scalar::null(),
            })
            .collect();
    }
    items.retain(|item| !item.is_nothing());
    Ok(items)
}

/// Numbers of one type.
pub enum Numbers {
    /// Ints, bytes or nanoseconds, and how to make a value of one.
    Whole(Vec<i64>, fn(i64) -> Value),
    /// Floats.
    Float(Vec<f64>),
}

impl Numbers {
    /// The numbers among `items`: floats where one of them is.
    ///
    /// # Errors
    /// One is no number.
    #[expect(clippy::cast_precision_loss, reason = "ints meet floats in floats")]
    pub fn of(items: &[Value]) -> Result<Self> {
        let make: fn(i64) -> Value = match items.first() {
            Some(Value::Duration { .. }) => scalar::duration,
            Some(Value::Filesize { .. }) => scalar::filesize,
            _ => scalar::int,
        };
        let whole = |item: &Value| match item {
            Value::Int { val, .. } | Value::Duration { val, .. } => Some(*val),
            Value::Filesize { val, .. } => Some(val.get()),
            _ => None,
        };
        if let Some(whole) = items.iter().map(whole).collect::<Option<Vec<_>>>() {
            return Ok(Self::Whole(whole, make));
        }
        let float = |item: &Value| match item {
            Value::Float { val, .. } => Ok(*val),
            Value::Int { val, .. } => Ok(*val as f64),
            other => Err(given::unlike(other, AMOUNTS)),
        };
        items.iter().map(float).collect::<Result<Vec<_>>>().map(Self::Float)
    }

    /// All of them as floats.
    #[expect(clippy::cast_precision_loss, reason = "what is computed of them is no whole number")]
    pub fn floats(&self) -> Vec<f64> {
        match self {
            Self::Whole(numbers, _) => numbers.iter().map(|number| *number as f64).collect(),
            Self::Float(numbers) => numbers.clone(),
        }
    }

    /// A float that was computed of them as a value: rounded to a whole one for durations and
    /// filesizes, which have no parts.
    ///
    /// # Errors
    /// It does not fit.
    pub fn make(&self, result: f64) -> Result<Value> {
        match self {
            Self::Whole(_, make) if !matches!(make(0), Value::Int { .. }) => {
                super::number::whole(result.round()).map(make)
            }
            _ => Ok(scalar::float(result)),
        }
    }
}

/// The type of a mean of values of type `item`; null when there are none.
pub fn mean_type(item: Type) -> Type {
    match item {
        Type::Int | Type::Float | Type::Nothing => Type::Float.nullable(),
        other => other.nullable(),
    }
}

/// A whole number from a sum that may not fit.
///
/// # Errors
/// It does not fit.
pub fn fitting(sum: i128, what: &str) -> Result<i64> {
    i64::try_from(sum).map_err(|_| {
        let message = format!("the {what} does not fit in 64 bits");
        Diagnostic::error(codes::ARITHMETIC, message).into()
    })
}

/// The mean of `numbers`, which are not none.
#[expect(clippy::cast_precision_loss, reason = "a count of items in memory")]
pub fn mean(numbers: &[f64]) -> f64 {
    numbers.iter().sum::<f64>() / numbers.len() as f64
}

/// Least or greatest of the values: the first of those that come `wanted` to all others, null where
/// there are none.
///
/// # Errors
/// The values cannot be had of the input.
pub fn extreme(input: Value, args: &Args, wanted: Ordering) -> Result<Value> {
    let mut found: Option<Value> = None;
    for item in items(input, args)? {
        let order = found.as_ref().and_then(|so_far| item.partial_cmp(so_far));
        if found.is_none() || order == Some(wanted) {
            found = Some(item);
        }
    }
    Ok(found.unwrap_or_else(scalar::null))
}

/// What [`extreme`] yields for the command called `name`.
pub fn extreme_type(checking: &mut Checking<'_>, name: &str) -> Type {
    let takes = "numbers, texts and other values that have an order";
    item(checking, name, takes, is_ordered).nullable()
}

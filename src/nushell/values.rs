//! Values and types of Nushell, and ours. The values are of one kind; what Nushell has besides ours
//! is put in terms of ours, or refused.

use std::path::Path;

use nu_protocol::ast::{CellPath, PathMember};
use nu_protocol::casing::Casing;
use nu_protocol::{ShellError, Span, SyntaxShape, Type as Theirs};

use super::limits;
use crate::effect::in_home;
use crate::plugin::plain;
use crate::value::{Schema, Type, Value, scalar};

/// Why a value is none of ours.
#[derive(Debug)]
pub enum Unfit {
    /// It holds what we do not have, as a fragment for people.
    Foreign(String),
    /// It holds an error, which Nushell takes for a value.
    Error(Box<ShellError>),
}

impl From<String> for Unfit {
    fn from(what: String) -> Self {
        Self::Foreign(what)
    }
}

/// What a plugin gave, as a value of ours.
///
/// # Errors
/// There is something in it that we do not have.
pub fn ours(value: Value) -> Result<Value, Unfit> {
    within(value, limits::DEPTH)
}

fn within(value: Value, depth: usize) -> Result<Value, Unfit> {
    let Some(depth) = depth.checked_sub(1) else {
        return Err(
            format!("values that are more than {} deep in each other", limits::DEPTH).into()
        );
    };
    Ok(match value {
        Value::Int { val, .. } => scalar::int(val),
        Value::Float { val, .. } => scalar::float(val),
        Value::Bool { val, .. } => scalar::boolean(val),
        Value::String { val, .. } | Value::Glob { val, .. } => scalar::text(val),
        Value::Filesize { val, .. } => scalar::filesize(val.get()),
        Value::Duration { val, .. } => scalar::duration(val),
        Value::Binary { val, .. } => scalar::binary(val.to_vec()),
        Value::Nothing { .. } => scalar::null(),
        Value::CellPath { val, .. } => scalar::text(val.to_string().trim_start_matches("$.")),
        Value::Date { val, .. } => match val.timestamp_nanos_opt() {
            Some(instant) => scalar::date(instant),
            None => return Err(format!("the date {val}, which is too far away").into()),
        },
        range @ Value::Range { .. } => match scalar::numbers(&range) {
            Some(_) => range.with_span(Span::unknown()),
            None => return Err("a range of numbers that are not whole".to_owned().into()),
        },
        Value::List { vals, .. } => {
            let items = vals.into_owned().into_iter().map(|item| within(item, depth));
            scalar::list(items.collect::<Result<_, _>>()?)
        }
        Value::Record { val, .. } => {
            let mut fields = Vec::with_capacity(val.len());
            for (name, value) in val.into_owned() {
                if fields.iter().any(|(known, _)| *known == name) {
                    return Err(format!("a record with two fields `{}`", plain(&name, 60)).into());
                }
                fields.push((name, within(value, depth)?));
            }
            scalar::record(fields)
        }
        Value::Error { error, .. } => return Err(Unfit::Error(error)),
        Value::Closure { .. } => return Err("a closure".to_owned().into()),
        Value::Custom { val, .. } => {
            let name = plain(&val.type_name(), 60);
            let what = format!("a value of its own kind `{name}`, which it alone understands");
            return Err(what.into());
        }
    })
}

/// The value of an argument of this shape, as a plugin gets it.
///
/// # Errors
/// It cannot be one, as a fragment for people.
pub fn argument(value: Value, shape: &SyntaxShape, home: Option<&Path>) -> Result<Value, String> {
    let text = |value: &Value| match value {
        Value::String { val, .. } => Some(val.clone()),
        _ => None,
    };
    Ok(match (shape, value) {
        #[expect(clippy::cast_precision_loss, reason = "ints fit where floats are wanted")]
        (SyntaxShape::Float, Value::Int { val, .. }) => scalar::float(val as f64),
        (SyntaxShape::Filepath | SyntaxShape::Directory, value) => match text(&value) {
            Some(path) => scalar::text(in_home(Path::new(&path), home).display().to_string()),
            None => value,
        },
        (SyntaxShape::GlobPattern, value) => match text(&value) {
            Some(pattern) => Value::glob(pattern, false, Span::unknown()),
            None => value,
        },
        (SyntaxShape::CellPath | SyntaxShape::FullCellPath, value) => {
            Value::cell_path(cell_path(&value)?, Span::unknown())
        }
        (SyntaxShape::Number, value)
            if !matches!(value, Value::Int { .. } | Value::Float { .. }) =>
        {
            return Err("a number is wanted here".to_owned());
        }
        (SyntaxShape::List(_), value) if !matches!(value, Value::List { .. }) => {
            return Err("a list is wanted here".to_owned());
        }
        (SyntaxShape::Record(_), value) if !matches!(value, Value::Record { .. }) => {
            return Err("a record is wanted here".to_owned());
        }
        (_, value) => value,
    })
}

/// A path such as `a.b.0`, a name, or a place.
fn cell_path(value: &Value) -> Result<CellPath, String> {
    let member = |part: &str| {
        let (part, optional) = part.strip_suffix('?').map_or((part, false), |part| (part, true));
        match part.parse() {
            _ if part.is_empty() => Err("a path with an empty part".to_owned()),
            Ok(place) => Ok(PathMember::int(place, optional, Span::unknown())),
            Err(_) => {
                let (name, casing) = (part.to_owned(), Casing::Sensitive);
                Ok(PathMember::string(name, optional, casing, Span::unknown()))
            }
        }
    };
    let members = match value {
        Value::Int { val, .. } => vec![member(&val.to_string())?],
        Value::String { val, .. } => {
            let path = val.strip_prefix("$.").unwrap_or(val);
            path.split('.').map(member).collect::<Result<_, _>>()?
        }
        _ => return Err("a path such as `a.b.0` is wanted here".to_owned()),
    };
    Ok(CellPath { members })
}

/// What is known of values of `ty`: nothing where it may be several, or where columns count.
pub fn promised(ty: &Theirs) -> Type {
    match ty {
        Theirs::Int => Type::Int,
        Theirs::Float => Type::Float,
        Theirs::Bool => Type::Bool,
        Theirs::String | Theirs::Glob | Theirs::CellPath => Type::String,
        Theirs::Binary => Type::Binary,
        Theirs::Date => Type::Date,
        Theirs::Duration => Type::Duration,
        Theirs::Filesize => Type::Filesize,
        Theirs::Nothing => Type::Nothing,
        Theirs::Table(_) => Type::Table(Schema::open()),
        Theirs::Record(_) => Type::Record(Schema::open()),
        _ => Type::Unknown,
    }
}

/// Whether values of our type `ty` may go where `theirs` is wanted, as far as that is known.
pub fn takes(theirs: &Theirs, ty: &Type) -> bool {
    let ty = ty.non_null();
    match (theirs, ty) {
        (Theirs::Any, _) | (_, Type::Unknown) => true,
        (Theirs::OneOf(all), _) => all.iter().any(|one| takes(one, ty)),
        (Theirs::Int, Type::Int)
        | (Theirs::Float | Theirs::Number, Type::Int | Type::Float)
        | (Theirs::Bool, Type::Bool)
        | (Theirs::String | Theirs::Glob, Type::String)
        | (Theirs::Binary, Type::Binary)
        | (Theirs::Date, Type::Date)
        | (Theirs::Duration, Type::Duration)
        | (Theirs::Filesize, Type::Filesize)
        | (Theirs::Range, Type::Range)
        | (Theirs::Nothing, Type::Nothing)
        | (Theirs::Table(_), Type::Table(_))
        | (Theirs::Record(_), Type::Record(_)) => true,
        (Theirs::Table(_) | Theirs::List(_), Type::List(item)) if **item == Type::Nothing => true,
        (Theirs::List(wanted), Type::List(item)) => takes(wanted, item),
        (Theirs::List(wanted), Type::Table(schema)) => takes(wanted, &Type::Record(schema.clone())),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use nu_protocol::Record;

    use super::*;

    #[test]
    fn what_we_do_not_have_is_put_in_our_terms_or_refused() {
        let span = Span::test_data();
        let path = cell_path(&scalar::text("a.0.b?")).unwrap();
        assert_eq!(ours(Value::cell_path(path, span)).unwrap(), scalar::text("a.0.b?"));
        assert_eq!(ours(Value::glob("*.rs", true, span)).unwrap(), scalar::text("*.rs"));
        let error = Value::error(ShellError::NushellFailed { msg: "no".into() }, span);
        let list = Value::list(vec![error], span);
        assert!(matches!(ours(list), Err(Unfit::Error(error)) if error.to_string().contains("no")));
        let twice = Record::from_raw_cols_vals(
            vec!["a".into(), "a".into()],
            vec![scalar::int(1), scalar::int(2)],
            span,
            span,
        );
        if let Ok(twice) = twice {
            assert!(ours(Value::record(twice, span)).is_err());
        }
        let deep = (0..100).fold(scalar::int(1), |inner, _| scalar::list(vec![inner]));
        assert!(matches!(ours(deep), Err(Unfit::Foreign(what)) if what.contains("deep")));
    }

    #[test]
    fn arguments_are_what_their_shapes_say() {
        let given = |shape, value| argument(value, &shape, Some(Path::new("/home/ada")));
        assert_eq!(given(SyntaxShape::Float, scalar::int(2)).unwrap(), scalar::float(2.0));
        let path = given(SyntaxShape::Filepath, scalar::text("~/a")).unwrap();
        assert_eq!(path, scalar::text("/home/ada/a"));
        assert!(given(SyntaxShape::Number, scalar::text("2")).is_err());
        assert!(given(SyntaxShape::CellPath, scalar::text("a..b")).is_err());
        assert!(matches!(given(SyntaxShape::CellPath, scalar::int(1)), Ok(Value::CellPath { .. })));
    }

    #[test]
    fn types_are_taken_as_nushell_takes_them() {
        let table = Type::Table(Schema::of([("a", Type::Int)]));
        let any = || Box::new(Theirs::Any);
        for (theirs, ty, taken) in [
            (Theirs::Any, Type::Nothing, true),
            (Theirs::table(), table.clone(), true),
            (Theirs::List(any()), table.clone(), true),
            (Theirs::List(Box::new(Theirs::String)), table, false),
            (Theirs::Number, Type::Int.nullable(), true),
            (Theirs::one_of([Theirs::Int, Theirs::String]), Type::String, true),
            (Theirs::one_of([Theirs::Int, Theirs::String]), Type::Bool, false),
            (Theirs::Closure, Type::Closure, false),
        ] {
            assert_eq!(takes(&theirs, &ty), taken, "{theirs} {ty}");
        }
    }
}

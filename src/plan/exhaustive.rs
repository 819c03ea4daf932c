//! Which values no arm of a `match` is for.
//!
//! A value is taken apart as its patterns take it apart: into null and the rest, `true` and
//! `false`, lists by their length, records by their fields, whole numbers by the ranges in which
//! all patterns agree. For each such *shape* the patterns that may fit it are asked for its parts.
//! The method is Maranget's, "Warnings for pattern matching" (2007).

use super::PlannedPattern;
use crate::value::{Type, Value, scalar};

/// Patterns are taken apart this often; what is left is taken for covered, and a value without an
/// arm is an error at run time.
const MOST_STEPS: usize = 20_000;

/// A value of type `ty` that none of `patterns` fits, as a pattern: `false`, `[]`, `{up: null}`.
/// `_` when only its type is known; none when every value has an arm.
pub(super) fn missing(ty: &Type, patterns: &[&PlannedPattern]) -> Option<String> {
    let rows = patterns.iter().map(|one| vec![*one]).collect();
    let found = Search { steps: 0 }.missing(rows, std::slice::from_ref(ty))?;
    found.into_iter().next()
}

/// One way in which values of a type may look.
enum Form {
    Null,
    Bool(bool),
    /// This number stands for all around it that the same patterns fit.
    Int(i64),
    /// Items, and whether more may follow.
    List(usize, bool),
    /// The fields that some pattern names.
    Record(Vec<String>),
    /// Any value of the type.
    Some,
}

struct Search {
    steps: usize,
}

impl Search {
    /// Values of `types`, one each, that no row of patterns fits.
    fn missing(&mut self, rows: Vec<Vec<&PlannedPattern>>, types: &[Type]) -> Option<Vec<String>> {
        let Some((ty, others)) = types.split_first() else {
            return rows.is_empty().then(Vec::new);
        };
        self.steps += 1;
        if self.steps > MOST_STEPS {
            return None;
        }
        let column = rows.iter().filter_map(|row| row.first().copied()).collect::<Vec<_>>();
        forms(ty, &column).into_iter().find_map(|form| {
            let parts = form.parts(ty);
            let fitting = rows.iter().filter_map(|row| {
                let (first, rest) = row.split_first()?;
                let mut row = form.part_patterns(first, ty, parts.len())?;
                row.extend(rest);
                Some(row)
            });
            let types = parts.iter().chain(others).cloned().collect::<Vec<_>>();
            let mut found = self.missing(fitting.collect(), &types)?;
            let rest = found.split_off(parts.len());
            Some(std::iter::once(form.written(&found)).chain(rest).collect())
        })
    }
}

/// The forms of the values of `ty`, as far as `patterns` tell them apart.
fn forms(ty: &Type, patterns: &[&PlannedPattern]) -> Vec<Form> {
    let rest = match ty.non_null() {
        Type::Nothing => Vec::new(),
        Type::Bool => vec![Form::Bool(true), Form::Bool(false)],
        Type::Int => match numbers(patterns) {
            numbers if numbers.is_empty() => vec![Form::Some],
            numbers => numbers.into_iter().map(Form::Int).collect(),
        },
        Type::List(_) | Type::Table(_) => {
            let lengths = patterns.iter().filter_map(|one| match one {
                PlannedPattern::List(items, _) => Some(items.len()),
                _ => None,
            });
            match lengths.max() {
                None => vec![Form::Some],
                Some(most) => (0..=most)
                    .map(|length| Form::List(length, false))
                    .chain([Form::List(most + 1, true)])
                    .collect(),
            }
        }
        Type::Record(_) => {
            let mut names = Vec::new();
            for one in patterns {
                if let PlannedPattern::Record(fields) = one {
                    names.extend(fields.iter().map(|(name, _)| name.clone()));
                }
            }
            names.sort();
            names.dedup();
            vec![if names.is_empty() { Form::Some } else { Form::Record(names) }]
        }
        _ => vec![Form::Some],
    };
    let null = ty.is_nullable() || *ty == Type::Nothing;
    null.then_some(Form::Null).into_iter().chain(rest).collect()
}

/// A number of each range in which all patterns agree, those near 0 first; none when no pattern is
/// about numbers.
fn numbers(patterns: &[&PlannedPattern]) -> Vec<i64> {
    let mut numbers = Vec::new();
    for one in patterns {
        let PlannedPattern::Value(value) = one else { continue };
        let ends = match value {
            Value::Int { val, .. } => Some((*val, *val)),
            range => scalar::ends(range),
        };
        let Some((first, last)) = ends else { continue };
        numbers.extend([first.saturating_sub(1), first, last, last.saturating_add(1)]);
    }
    if !numbers.is_empty() {
        numbers.extend([0, i64::MIN, i64::MAX]);
    }
    numbers.sort_by_key(|number| (number.unsigned_abs(), *number < 0));
    numbers.dedup();
    numbers
}

impl Form {
    /// The types of its parts.
    fn parts(&self, ty: &Type) -> Vec<Type> {
        match (self, ty.non_null()) {
            (Self::List(length, _), Type::List(item)) => vec![item.as_ref().clone(); *length],
            (Self::List(length, _), Type::Table(schema)) => {
                vec![Type::Record(schema.clone()); *length]
            }
            (Self::Record(names), Type::Record(schema)) => {
                let field = |name: &String| schema.get(name).map(|column| column.ty.clone());
                names.iter().map(|name| field(name).unwrap_or(Type::Unknown)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// What `pattern` says of its parts, of which there are `count`; none when it does not fit.
    fn part_patterns<'a>(
        &self,
        pattern: &'a PlannedPattern,
        ty: &Type,
        count: usize,
    ) -> Option<Vec<&'a PlannedPattern>> {
        let any = || vec![&PlannedPattern::Any; count];
        match (pattern, self) {
            (PlannedPattern::Any | PlannedPattern::Name(_), _) => Some(any()),
            (PlannedPattern::Type(_, wanted), Self::Null) => wanted.is_nullable().then(any),
            (PlannedPattern::Type(_, wanted), _) => {
                let ty = ty.non_null();
                (*ty != Type::Unknown && ty.fits(wanted)).then(any)
            }
            (PlannedPattern::Value(value), Self::Null) => value.is_nothing().then(any),
            (PlannedPattern::Value(Value::Bool { val, .. }), Self::Bool(wanted)) => {
                (val == wanted).then(any)
            }
            (PlannedPattern::Value(Value::Int { val, .. }), Self::Int(number)) => {
                (val == number).then(any)
            }
            (PlannedPattern::Value(range @ Value::Range { .. }), Self::Int(number)) => {
                (scalar::ends(range).is_some() && scalar::contains(range, *number)).then(any)
            }
            (PlannedPattern::List(items, rest), Self::List(length, more)) => {
                let fits = match rest {
                    Some(_) => items.len() <= *length,
                    None => items.len() == *length && !more,
                };
                let missing = length.saturating_sub(items.len());
                let rest = vec![&PlannedPattern::Any; missing];
                fits.then(|| items.iter().chain(rest).collect())
            }
            (PlannedPattern::Record(fields), Self::Record(names)) => {
                let of = |name: &String| fields.iter().find(|(known, _)| known == name);
                let part = |name| of(name).map_or(&PlannedPattern::Any, |(_, pattern)| pattern);
                Some(names.iter().map(part).collect())
            }
            (PlannedPattern::Record(fields), Self::Some) => fields.is_empty().then(any),
            _ => None,
        }
    }

    /// A pattern for it; `parts` are those for its parts.
    fn written(&self, parts: &[String]) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Int(number) => number.to_string(),
            Self::List(_, more) => {
                let mut items = parts.to_vec();
                if *more {
                    items.push("...".to_owned());
                }
                format!("[{}]", items.join(", "))
            }
            Self::Record(names) => {
                let fields = names.iter().zip(parts).filter(|(_, part)| *part != "_");
                let fields = fields.map(|(name, part)| format!("{name}: {part}"));
                let fields = fields.collect::<Vec<_>>();
                if fields.is_empty() {
                    "_".to_owned()
                } else {
                    format!("{{{}}}", fields.join(", "))
                }
            }
            Self::Some => "_".to_owned(),
        }
    }
}

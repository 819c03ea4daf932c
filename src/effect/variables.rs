//! The variables of targets as the table of hosts shows them: one record a host, all of one type.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::Target;
use crate::value::{Column, Record, Schema, Type, Value, literal_text, plain_scalar, scalar};

/// The fields of the variables of `targets`, sorted. What some of them lack may be null. Where two
/// disagree about a type, it is text for all of them, for a column has one type; numbers meet in
/// float. No fields when no target has variables.
pub fn schema_of(targets: &[Arc<Target>]) -> Schema {
    // Hosts share their records, so that each is looked at once.
    let mut index = HashMap::<*const Record, usize>::new();
    let mut distinct = Vec::<(&Record, usize)>::new();
    for vars in targets.iter().filter_map(|target| target.vars.as_ref()) {
        let at = *index.entry(Arc::as_ptr(vars)).or_insert(distinct.len());
        match distinct.get_mut(at) {
            Some((_, hosts)) => *hosts += 1,
            None => distinct.push((vars, 1)),
        }
    }
    let mut fields = BTreeMap::<&str, (Type, usize)>::new();
    for (record, hosts) in distinct {
        for (name, value) in record {
            let ty = settled(value);
            match fields.get_mut(name.as_str()) {
                Some((so_far, having)) => {
                    *so_far = meet(so_far, &ty);
                    *having += hosts;
                }
                None => drop(fields.insert(name, (ty, hosts))),
            }
        }
    }
    let columns = fields.into_iter().map(|(name, (ty, having))| {
        Column::new(name, if having < targets.len() { ty.nullable() } else { ty })
    });
    Schema::closed(columns.collect())
}

/// The variables of `target` as a record with the fields of `schema`, which [`schema_of`] has
/// told of targets that it is one of; null for what it lacks.
pub fn record_of(target: &Target, schema: &Schema) -> Value {
    let field = |column: &Column| {
        let value = target.vars.as_ref().and_then(|vars| vars.get(&column.name));
        (column.name.clone(), value.map_or_else(scalar::null, |value| fitted(value, &column.ty)))
    };
    scalar::record(schema.columns().iter().map(field))
}

/// The type of `value`, where items that do not agree are texts.
fn settled(value: &Value) -> Type {
    match value {
        Value::Record { val, .. } => {
            let columns = val.iter().map(|(name, value)| Column::new(name.clone(), settled(value)));
            Type::Record(Schema::closed(columns.collect()))
        }
        Value::List { vals, .. } => {
            let item = vals.iter().map(settled).reduce(|so_far, next| meet(&so_far, &next));
            match item.unwrap_or(Type::Nothing) {
                Type::Record(schema) => Type::Table(schema),
                item => Type::List(Box::new(item)),
            }
        }
        other => crate::value::type_of(other),
    }
}

/// The type that values of both can be made to have.
fn meet(a: &Type, b: &Type) -> Type {
    match (a, b) {
        (a, b) if a == b => a.clone(),
        (Type::Nothing, other) | (other, Type::Nothing) => other.clone().nullable(),
        (Type::Nullable(inner), other) | (other, Type::Nullable(inner)) => {
            meet(inner, other.non_null()).nullable()
        }
        (Type::Int, Type::Float) | (Type::Float, Type::Int) => Type::Float,
        // An empty list says nothing about the items of another one.
        (Type::List(empty), other @ (Type::List(_) | Type::Table(_)))
        | (other @ (Type::List(_) | Type::Table(_)), Type::List(empty))
            if **empty == Type::Nothing =>
        {
            other.clone()
        }
        (Type::List(a), Type::List(b)) => Type::List(Box::new(meet(a, b))),
        (Type::Record(a), Type::Record(b)) => Type::Record(fields(a, b)),
        (Type::Table(a), Type::Table(b)) => Type::Table(fields(a, b)),
        _ => Type::String,
    }
}

fn fields(a: &Schema, b: &Schema) -> Schema {
    let mut columns = Vec::new();
    for column in a.columns() {
        let ty = match b.get(&column.name) {
            Some(twin) => meet(&column.ty, &twin.ty),
            None => column.ty.clone().nullable(),
        };
        columns.push(Column::new(column.name.clone(), ty));
    }
    let new = b.columns().iter().filter(|column| a.get(&column.name).is_none());
    columns.extend(new.map(|column| Column::new(&column.name, column.ty.clone().nullable())));
    Schema::closed(columns)
}

/// `value` as one of type `ty`.
fn fitted(value: &Value, ty: &Type) -> Value {
    let items = |vals: &[Value], item: &Type| {
        scalar::list(vals.iter().map(|value| fitted(value, item)).collect())
    };
    match (value, ty.non_null()) {
        (Value::Nothing { .. } | Value::String { .. }, _) => value.clone(),
        (other, Type::String) => {
            scalar::text(plain_scalar(other).unwrap_or_else(|| literal_text(other)))
        }
        (Value::List { vals, .. }, Type::List(item)) => items(vals, item),
        (Value::List { vals, .. }, Type::Table(rows)) => items(vals, &Type::Record(rows.clone())),
        (Value::Record { val, .. }, Type::Record(schema)) => {
            let field = |column: &Column| {
                let value = val.get(&column.name);
                let value = value.map_or_else(scalar::null, |value| fitted(value, &column.ty));
                (column.name.clone(), value)
            };
            scalar::record(schema.columns().iter().map(field))
        }
        (other, _) => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effect::Transport;

    fn target(name: &str, vars: &[(&str, Value)]) -> Arc<Target> {
        let fields = vars.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        Arc::new(Target {
            name: name.to_owned(),
            address: name.to_owned(),
            port: None,
            user: None,
            identities: Vec::new(),
            transport: Transport::Ssh,
            groups: Vec::new(),
            tags: Vec::new(),
            vars: (!vars.is_empty()).then(|| Arc::new(fields.collect())),
        })
    }

    #[test]
    fn fields_are_the_union_and_each_has_one_type() {
        let list = |items: &[Value]| scalar::list(items.to_vec());
        let one = target(
            "a",
            &[
                ("both", scalar::int(1)),
                ("mixed", scalar::int(1)),
                ("number", scalar::int(1)),
                ("deep", scalar::record([("x".to_owned(), scalar::boolean(true))])),
                ("list", list(&[])),
                ("odd", list(&[scalar::int(1), scalar::text("b")])),
            ],
        );
        let other = target(
            "b",
            &[
                ("both", scalar::int(2)),
                ("mixed", scalar::text("x")),
                ("number", scalar::float(0.5)),
                ("deep", scalar::record([("y".to_owned(), scalar::null())])),
                ("list", list(&[scalar::text("x")])),
            ],
        );
        let schema = schema_of(&[Arc::clone(&one), Arc::clone(&other)]);
        assert_eq!(
            schema.to_string(),
            "both: int, deep: record<x: bool?, y: nothing>, list: list<string>, mixed: string, \
             number: float, odd: list<string>?"
        );
        let first = record_of(&one, &schema);
        assert_eq!(crate::value::type_of(&first).to_string().matches("string").count(), 2);
        assert!(crate::value::type_of(&first).fits(&Type::Record(schema.clone())));
        let all = schema_of(&[one, target("bare", &[])]);
        assert!(all.columns().iter().all(|column| column.ty.is_nullable()));
        assert!(schema_of(&[target("bare", &[])]).columns().is_empty());
        assert_eq!(record_of(&target("bare", &[]), &schema).as_record().unwrap().len(), 6);
    }
}

//! Values and tables of all kinds, for property tests.

use proptest::prelude::*;

use super::{Column, Schema, Type, Value, scalar};

/// Any value that has an exact form in JSON.
pub fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(scalar::null()),
        any::<bool>().prop_map(scalar::boolean),
        any::<i64>().prop_map(scalar::int),
        any::<i64>().prop_map(scalar::filesize),
        any::<i64>().prop_map(scalar::duration),
        any::<f64>().prop_map(scalar::float),
        any::<String>().prop_map(scalar::text),
        "[a-z漢é👩‍🚀\u{301}\u{1b}\n ]{0,40}".prop_map(scalar::text),
    ];
    leaf.prop_recursive(2, 8, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(scalar::list),
            prop::collection::btree_map(any::<String>(), inner, 0..4).prop_map(scalar::record),
        ]
    })
}

/// A table of up to seven columns and five rows of such values.
pub fn any_table() -> impl Strategy<Value = (Schema, Vec<Vec<Value>>)> {
    let name = prop_oneof!["[a-z]{1,30}", any::<String>()];
    (prop::collection::btree_set(name, 1..8), 0usize..6).prop_flat_map(|(names, rows)| {
        let columns = names.iter().map(|name| Column::new(name.clone(), Type::Unknown));
        let schema = Schema::closed(columns.collect());
        let row = prop::collection::vec(any_value(), names.len());
        (Just(schema), prop::collection::vec(row, rows))
    })
}

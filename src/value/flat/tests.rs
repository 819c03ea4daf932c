//! Buffers: there and back, and what nobody vouches for.

use proptest::prelude::*;

use super::*;
use crate::value::any::any_value;
use crate::value::{Column, scalar};

const TYPES: [Type; 8] = [
    Type::Int,
    Type::Float,
    Type::String,
    Type::Bool,
    Type::Duration,
    Type::Filesize,
    Type::Date,
    Type::Binary,
];

/// A value of `ty` that is made of `value`, or null.
fn of_type(ty: &Type, value: Value) -> Value {
    match (ty, value) {
        (Type::Int, value @ Value::Int { .. })
        | (Type::Float, value @ Value::Float { .. })
        | (Type::String, value @ Value::String { .. })
        | (Type::Bool, value @ Value::Bool { .. })
        | (Type::Duration, value @ Value::Duration { .. })
        | (Type::Filesize, value @ Value::Filesize { .. }) => value,
        (Type::Date, Value::Int { val, .. }) => scalar::date(val),
        (Type::Binary, Value::String { val, .. }) => scalar::binary(val.into_bytes()),
        _ => scalar::null(),
    }
}

fn any_chunk() -> impl Strategy<Value = Chunk> {
    let rows = prop::collection::vec(prop::collection::vec(any_value(), 8), 0..40);
    rows.prop_map(|rows| {
        let columns = TYPES.iter().map(|ty| Column::new(ty.to_string(), ty.clone().nullable()));
        let mut built = Rows::new(Arc::new(Schema::closed(columns.collect())));
        for row in rows {
            let row = TYPES.iter().zip(row).map(|(ty, value)| of_type(ty, value));
            built.push(&row.collect::<Vec<_>>()).unwrap();
        }
        built.finish().unwrap()
    })
}

fn any_flat() -> impl Strategy<Value = Flat> {
    let bytes = || prop::collection::vec(any::<u8>(), 0..5);
    let cells = prop_oneof![
        prop::collection::vec(any::<i64>(), 0..5).prop_map(Cells::Ints),
        prop::collection::vec(any::<f64>(), 0..5).prop_map(Cells::Floats),
        bytes().prop_map(Cells::Bools),
        (prop::collection::vec(0_u32..9, 0..6), prop::collection::vec(any::<u8>(), 0..9))
            .prop_map(|(offsets, data)| Cells::Bytes { offsets, data }),
        (prop::collection::vec(any::<u32>(), 0..6), "[aé]{0,6}")
            .prop_map(|(offsets, data)| Cells::Bytes { offsets, data: data.into() }),
    ];
    (prop::option::of(bytes()), cells).prop_map(|(validity, cells)| Flat { validity, cells })
}

fn same(left: &Chunk, right: &Chunk) -> bool {
    // A float that is no number is not equal to itself.
    left.frame().equals_missing(right.frame())
}

proptest! {
    #[test]
    fn nothing_is_lost_on_the_way(chunk in any_chunk(), from in 0_usize..40, rows in 0_usize..40) {
        for chunk in [chunk.slice(from, rows), chunk] {
            let flat = chunk.flat().unwrap();
            let back = Chunk::of_flat(Arc::clone(chunk.schema()), chunk.height(), flat);
            let back = back.unwrap();
            prop_assert_eq!(back.frame().dtypes(), chunk.frame().dtypes());
            prop_assert!(same(&back, &chunk));
        }
    }

    #[test]
    fn forged_buffers_never_panic(at in 0_usize..8, rows in 0_usize..5, flat in any_flat()) {
        for ty in [TYPES[at].clone(), TYPES[at].clone().nullable()] {
            let schema = Arc::new(Schema::of([("a", ty)]));
            if let Ok(chunk) = Chunk::of_flat(schema, rows, vec![flat.clone()]) {
                prop_assert_eq!(chunk.rows().count(), rows);
            }
        }
    }
}

#[test]
fn each_forgery_is_told_apart() {
    let told = |ty: Type, validity: Option<Vec<u8>>, cells: Cells| {
        let schema = Arc::new(Schema::of([("a", ty)]));
        Chunk::of_flat(schema, 2, vec![Flat { validity, cells }]).unwrap_err()
    };
    let bytes = |offsets: [u32; 3], data: &[u8]| Cells::Bytes {
        offsets: offsets.to_vec(),
        data: data.to_vec(),
    };
    let two = || Cells::Ints(vec![1, 2]);
    assert_eq!(told(Type::Int, None, Cells::Ints(vec![1])), "column `a`: 1 cells for 2 rows");
    assert!(told(Type::Float, None, two()).contains("whole numbers in a column of type float"));
    assert!(told(Type::Int, Some(vec![0b01]), two()).contains("a null"));
    assert!(told(Type::Int, Some(vec![]), two()).contains("a bitmap of 0 bytes"));
    assert!(told(Type::String, None, bytes([0, 2, 1], b"ab")).contains("go down"));
    assert!(told(Type::Binary, None, bytes([0, 1, 9], b"ab")).contains("beyond"));
    assert!(told(Type::String, None, bytes([0, 1, 2], &[0xc3, 0xa9])).contains("character"));
    assert!(told(Type::String, None, bytes([0, 1, 2], &[0xff, b'a'])).contains("UTF-8"));
}

//! Sorting through files is sorting.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_executor::block_on;
use futures_util::stream;
use proptest::prelude::*;

use super::{Order, Room};
use crate::effect::Files;
use crate::effect::real::RealFiles;
use crate::value::{Chunk, ChunkStream, Data, Frame, Rows, Schema, Type, Value, scalar};

/// A number of a few, so that many rows are equal; those that are hard to put in order among them.
fn number() -> impl Strategy<Value = Value> {
    let special = [0.0, -0.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1.5];
    prop_oneof![
        (-3i64..3).prop_map(|number| scalar::float(number as f64)),
        prop::sample::select(special.to_vec()).prop_map(scalar::float),
        Just(scalar::null()),
    ]
}

fn text() -> impl Strategy<Value = Value> {
    prop_oneof![
        "[ab\u{0}é]{0,3}".prop_map(scalar::text),
        "[a-c]{20}".prop_map(scalar::text),
        Just(scalar::null())
    ]
}

fn table() -> impl Strategy<Value = Vec<Chunk>> {
    let row = (number(), text(), any::<bool>());
    prop::collection::vec(prop::collection::vec(row, 0..90), 0..6).prop_map(|chunks| {
        let columns = [
            ("number", Type::Float.nullable()),
            ("text", Type::String.nullable()),
            ("bool", Type::Bool),
            ("place", Type::Int),
        ];
        let (schema, mut place) = (Arc::new(Schema::of(columns)), 0);
        let chunk = |rows: Vec<_>| {
            let mut built = Rows::new(Arc::clone(&schema));
            for (number, text, bool) in rows {
                place += 1;
                built.push(&[number, text, scalar::boolean(bool), scalar::int(place)]).unwrap();
            }
            built.finish().unwrap()
        };
        let mut chunks = chunks.into_iter().map(chunk).collect::<Vec<_>>();
        chunks.push(Chunk::empty(schema).unwrap());
        chunks
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn rows_that_go_through_files_are_in_the_order_that_they_have_in_memory(
        chunks in table(),
        keys in prop::sample::subsequence(vec!["number", "text", "bool"], 1..=3).prop_shuffle(),
        is_descending in any::<bool>(),
        is_natural in any::<bool>(),
        // With the least one, rows are merged in two levels.
        bytes in prop::sample::select(vec![64, 4096, 1 << 20]),
    ) {
        let schema = Arc::clone(chunks[0].schema());
        let keys = keys.into_iter().map(str::to_owned).collect();
        let order = Order { keys, is_descending, is_natural };
        let whole = crate::value::whole(Arc::clone(&schema), chunks.clone()).unwrap();
        let frame = Frame::of(whole);
        let wanted = Frame { lazy: order.lazy(frame.lazy.clone()), ..frame }.collect().unwrap();
        let files = Arc::new(AtomicUsize::new(0));
        let made = Arc::clone(&files);
        let room = Room::new(bytes, move || {
            made.fetch_add(1, Ordering::Relaxed);
            RealFiles.scratch()
        });
        let chunks = ChunkStream::new(schema, stream::iter(chunks.into_iter().map(Ok)));
        let Data::Chunks(sorted) = order.put(Data::Chunks(chunks), room) else { panic!("no chunks") };
        let sorted = block_on(sorted.collect()).unwrap();
        prop_assert_eq!(format!("{:?}", sorted.to_value()), format!("{:?}", wanted.to_value()));
        let several = sorted.frame().estimated_size() > bytes;
        prop_assert!(!several || files.load(Ordering::Relaxed) > 0);
    }
}

#[test]
fn a_full_disk_is_told() {
    let schema = Arc::new(Schema::of([("n", Type::Int)]));
    let mut rows = Rows::new(Arc::clone(&schema));
    (0..1000).for_each(|n| rows.push(&[scalar::int(n)]).unwrap());
    let chunks = ChunkStream::new(schema, stream::iter([rows.finish()]));
    let room = Room::new(64, || Err(std::io::ErrorKind::StorageFull.into()));
    let order = Order { keys: vec!["n".to_owned()], is_descending: false, is_natural: false };
    let Data::Chunks(sorted) = order.put(Data::Chunks(chunks), room) else { panic!("no chunks") };
    let problem = block_on(sorted.collect()).unwrap_err();
    assert!(problem.message.ends_with("temporary files: the disk is full"), "{}", problem.message);
}

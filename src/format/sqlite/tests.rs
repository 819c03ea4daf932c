//! Databases there and back, and what is none.

use proptest::prelude::*;
use rusqlite::Connection;

use super::{Base, Database};
use crate::format::Encoder;
use crate::value::{Schema, Type, Value, scalar};

fn bytes(schema: &Schema, rows: &[Vec<Value>], table: &str, old: Vec<u8>) -> Vec<u8> {
    let (mut out, mut encoder) = (Vec::new(), Database::new(table, old));
    encoder.begin(&mut out, schema).unwrap();
    encoder.rows(&mut out, &mut rows.iter().cloned()).unwrap();
    encoder.end(&mut out).unwrap();
    out
}

fn rows(base: &Base, table: &str, schema: &Schema) -> Vec<Vec<Value>> {
    let mut rows = Vec::new();
    base.rows(table, schema, |row| {
        rows.push(row);
        Ok(true)
    })
    .unwrap();
    rows
}

/// The database that these statements make.
fn made(statements: &str) -> Base {
    let mut connection = Connection::open_in_memory().unwrap();
    connection.execute_batch(statements).unwrap();
    Base::of(&connection.serialize("main").unwrap(), "made.db").unwrap()
}

fn row() -> impl Strategy<Value = Vec<Value>> {
    let float = any::<f64>().prop_filter("SQLite has no such number", |float| !float.is_nan());
    let float = prop::option::of(float);
    let bytes = prop::option::of(prop::collection::vec(any::<u8>(), 0..20));
    let text = "[a-z\"'é漢\u{1}]{0,20}";
    (any::<i64>(), float, prop::option::of(text), any::<bool>(), bytes).prop_map(
        |(int, float, text, bool, bytes)| {
            vec![
                scalar::int(int),
                scalar::or_null(float, scalar::float),
                scalar::or_null(text, scalar::text),
                scalar::boolean(bool),
                scalar::or_null(bytes, scalar::binary),
            ]
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_table_comes_back(
        table in "[a-zA-Z \"é;-]{1,12}",
        name in "[b-z \"é;]{1,12}",
        all in prop::collection::vec(row(), 0..20),
    ) {
        prop_assume!(!table.starts_with("sqlite_"));
        let schema = Schema::of([
            (&*name, Type::Int),
            ("A1", Type::Float.nullable()),
            ("A2", Type::String.nullable()),
            ("A3", Type::Bool),
            ("A4", Type::Binary.nullable()),
        ]);
        let base = Base::of(&bytes(&schema, &all, &table, Vec::new()), "x.db").unwrap();
        prop_assert_eq!(base.table(None).unwrap(), table.clone());
        prop_assert_eq!(&base.columns(&table, 0).unwrap(), &schema);
        prop_assert_eq!(rows(&base, &table, &schema), all);
    }

    #[test]
    fn damaged_files_are_errors(at in 0usize..8192, byte in any::<u8>(), cut in 0usize..8192) {
        let schema = Schema::of([("n", Type::Int), ("t", Type::String)]);
        let some = (0..50).map(|n| vec![scalar::int(n), scalar::text("a text ".repeat(9))]);
        let mut file = bytes(&schema, &some.collect::<Vec<_>>(), "t", Vec::new());
        if let Some(there) = file.get_mut(at) { *there = byte; }
        file.truncate(file.len().max(cut) - cut);
        // Whatever comes, it comes without a panic, and ends.
        if let Ok(base) = Base::of(&file, "x.db")
            && let Ok(table) = base.table(None)
            && let Ok(schema) = base.columns(&table, 0)
        {
            let _ = base.rows(&table, &schema, |_| Ok(true));
        }
    }
}

#[test]
fn what_there_is_decides_the_type() {
    let base = made(
        "CREATE TABLE t (i INTEGER NOT NULL, r REAL, f, m TEXT, x, b BOOLEAN, c BOOLEAN, n INTEGER, z);
         INSERT INTO t VALUES (1, 2, 2.5, 'a', 'b', 0, 7, NULL, NULL), (2, 3.5, 4, 5, 6, 1, 0, NULL, NULL);",
    );
    let schema = base.columns("t", 0).unwrap();
    assert_eq!(
        schema.to_string(),
        "i: int, r: float?, f: float?, m: string?, x: string?, b: bool?, c: int?, n: int?, z: string?"
    );
    let first = rows(&base, "t", &schema).swap_remove(1);
    assert_eq!(first[4], scalar::text("6"));
}

#[test]
fn a_value_that_does_not_fit_has_a_place() {
    let base = made("CREATE TABLE t (n); INSERT INTO t VALUES (1), ('x');");
    let schema = base.columns("t", 1).unwrap();
    let problem = base.rows("t", &schema, |_| Ok(true)).unwrap_err();
    assert_eq!(problem.message, "`made.db` row 2 of table `t`: `x` is no int in column `n`");
    let base = made("CREATE TABLE t (n); INSERT INTO t VALUES (x'00'), ('x');");
    assert!(base.columns("t", 0).is_err());
}

#[test]
fn views_are_no_tables_and_run_nothing() {
    let base = made(
        "CREATE TABLE t (n); CREATE VIEW v AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x FROM c) \
         SELECT x FROM c;",
    );
    assert_eq!(base.tables().unwrap(), ["t"]);
    let problem = base.table(Some("v")).unwrap_err();
    assert_eq!(problem.message, "`made.db` has no table `v`");
}

#[test]
fn a_table_is_added_to_a_file_and_rows_to_a_table() {
    let schema = Schema::of([("n", Type::Int)]);
    let one = |n| vec![vec![scalar::int(n)]];
    let file = bytes(&schema, &one(1), "a", Vec::new());
    let file = bytes(&schema, &one(2), "b", file);
    let file = bytes(&schema, &one(3), "a", file);
    let base = Base::of(&file, "x.db").unwrap();
    assert_eq!(base.tables().unwrap(), ["a", "b"]);
    assert_eq!(rows(&base, "a", &schema), [vec![scalar::int(1)], vec![scalar::int(3)]]);
    let problem = base.table(None).unwrap_err();
    assert_eq!(problem.help.as_deref(), Some("say which with `--table`: a, b"));
}

#[test]
fn triggers_are_not_passed_by() {
    let mut connection = Connection::open_in_memory().unwrap();
    let statements =
        "CREATE TABLE t (n); CREATE TRIGGER r AFTER INSERT ON t BEGIN DELETE FROM t; END;";
    connection.execute_batch(statements).unwrap();
    let old = connection.serialize("main").unwrap().to_vec();
    let schema = Schema::of([("n", Type::Int)]);
    let begun = Database::new("T", old).begin(&mut Vec::new(), &schema);
    assert!(begun.unwrap_err().to_string().contains("triggers"));
}

#[test]
fn what_is_computed_of_a_file_is_bounded() {
    let base = made(
        "CREATE TABLE t (n, big AS (printf('%.*c', 60000, 'x'))); \
         WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 100) \
         INSERT INTO t SELECT n FROM c;",
    );
    let problem = base.columns("t", 0).unwrap_err();
    assert_eq!(problem.message, "`made.db` is damaged: it has more rows than room");
}

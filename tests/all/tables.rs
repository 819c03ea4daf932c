//! A table that is read from a file, piece by piece on the streaming engine, is computed as one that
//! is at hand: polars does the two in different ways.

use std::process::Command;

use crate::support::Folder;

const ROWS: &str = "\
host,os,cores,load,up,note
web01,debian,4,0.5,true,a b
web02,alpine,8,1.25,false,
db01,debian,16,,true,\"x, y\"
db02,rocky,,3.5,,z
web03,alpine,8,0.75,true,a b
";

const STAGES: &[&str] = &[
    "where cores > 4",
    "where (host | str length) > 4",
    "where host =~ '^web' and up",
    "where note == null",
    "insert n (cores ?? 0) * 2",
    "update load (load ?? 0.0) + 1.0",
    "select os host",
    "reject note up",
    "rename host h",
    "move os --before host",
    "sort-by os load",
    "sort-by cores --reverse",
    "uniq",
    "uniq-by os",
    "reverse",
    "first 2",
    "last 2",
    "skip 3",
    "drop 2",
    "every 2",
    "enumerate",
    "group-by os",
    "group-by os up (count) (sum cores) (mean load) (median load) (min host) (max cores)",
    "group-by os (first host) (last host) (list host) (distinct cores) (stddev load)",
    "group-by os (quantile load 0.9) | sort-by os",
    "join [{os: 'debian', v: 12} {os: 'alpine', v: 3}] os",
    "join [{os: 'debian', v: 12}] os --left",
    "join [{os: 'debian', v: 12}] os --outer",
    "join [{os: 'debian'}] os --semi",
    "join [{os: 'debian'}] os --anti",
    "join-asof [{cores: 1, v: 1} {cores: 8, v: 2}] cores",
    "join-asof [{cores: 8, os: 'debian', v: 2} {cores: 3, os: 'alpine', v: 3}] cores os --within 5",
    "append [{host: 'x', os: null, cores: 1, load: null, up: null, note: null}]",
    "prepend [{host: 'x', os: null, cores: 1, load: null, up: null, note: null}]",
    "compact load",
    "default 0 cores",
    "fill load",
    "cast string cores",
    "pivot os (count) --by []",
    "unpivot cores --name k --value v",
    "profile",
    "histogram os",
    "histogram load --bins 3",
    "bin-by load 1.0",
    "draw-bars cores --width 10",
    "get load | sparkline",
    "find web",
    "length",
    "columns",
    "get cores",
    "math sum cores",
    "chunks 2",
    "window 2",
    "each {|r| $r.host }",
    "any {|r| $r.up == true }",
    "is-empty",
    "describe",
    "to json",
    "to csv",
    "to md",
    "compare (open rows.csv | first 4) host",
    "sort-by os | group-by os (first host) | where first_host =~ 'web'",
];

#[test]
fn a_table_from_a_file_is_computed_as_one_at_hand() {
    let folder = Folder::new();
    let run = |text: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_rebe"))
            .args(["-o", "json", "-c", text])
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(output.status.success(), "{text}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    std::fs::write(folder.path().join("rows.csv"), ROWS).unwrap();
    run("open rows.csv | save rows.parquet; open rows.csv | save rows.tsv.zst");
    for stage in STAGES {
        let at_hand = run(&format!("let t = open rows.csv; $t | {stage}"));
        for file in ["rows.csv", "rows.parquet", "rows.tsv.zst"] {
            assert_eq!(run(&format!("open {file} | {stage}")), at_hand, "{file}: {stage}");
        }
    }
}

/// Sorts and joins of what does not fit in memory.
const LARGE: &[&str] = &[
    "sort-by os load",
    "sort-by note --reverse | first 5",
    "sort",
    "join (open many.csv | rename id number) id number --suffix \"_2\"",
    "join (open many.csv | select id load | where load > 0.5) id --left --suffix \"_2\"",
    "join (open many.csv | select id load | where load > 0.5) id --outer --suffix \"_2\"",
    "join (open many.csv | where load > 0.5) id --anti",
    "sort-by load | join (open many.csv | select id os) id --suffix \"_2\" | sort-by os_2",
];

#[test]
fn through_temporary_files_it_is_the_same() {
    use std::fmt::Write;

    let folder = Folder::new();
    let run = |memory: &str, text: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_rebe"))
            .args(["-o", "json", "--memory", memory, "-c", text])
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(output.status.success(), "{text}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let mut many = "id,os,load,note\n".to_owned();
    for row in 0..24_000_u32 {
        let (id, os) =
            (row.wrapping_mul(7919) % 24_000, ["debian", "alpine", ""][row as usize % 3]);
        let load = f64::from(row.wrapping_mul(104_729) % 1000) / 1000.0;
        writeln!(many, "{id},{os},{load},a note about row {row} and nothing else in the world")
            .unwrap();
    }
    std::fs::write(folder.path().join("many.csv"), many).unwrap();
    for stages in LARGE {
        let text = format!("open many.csv | {stages}");
        let (small, large) = (run("1MiB", &text), run("1GiB", &text));
        assert!(
            small == large,
            "{text}: {:?}",
            small.lines().zip(large.lines()).find(|(a, b)| a != b)
        );
    }
}

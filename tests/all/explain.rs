//! `explain`: what it says of scripts, for people and as data, and that it touches nothing.

use std::path::Path;

use rebe_shell::command::{Explained, Mode, Step};
use rebe_shell::effect::Effects;
use rebe_shell::format::{outline_text, to_json_text};
use rebe_shell::session::plan_branches;

use crate::optimiser::session;

fn explained(text: &str) -> Explained {
    explained_as("test", text)
}

/// Modules are found beside the script called `name`.
fn explained_as(name: &str, text: &str) -> Explained {
    let session = session(false);
    let prepared = session.prepare(name, text, Mode::Check);
    assert!(!prepared.is_wrong(), "{text}: {:?}", prepared.diagnostics);
    let explained = session.explain(&prepared);
    // The tree of effects is sound: nothing in a step does more than the step.
    for step in explained.written.iter().chain(&explained.optimised) {
        sound(step);
    }
    explained
}

fn sound(step: &Step) {
    for inner in &step.steps {
        // A closure is called where it is called, not where it is named.
        let here = if inner.kind == "closure" { Effects::NONE } else { inner.effects };
        assert_eq!(step.effects.union(here), step.effects, "{}: {}", step.text, inner.text);
        sound(inner);
    }
}

#[test]
fn every_example_is_explained_and_no_host_is_contacted() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|end| end != "rsh") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.display().to_string();
        let explained = explained_as(&name, &text);
        let tree = outline_text(&plan_branches(&explained));
        let asks = tree.contains("on hosts, probe script") || tree.contains("on hosts, shell");
        assert_eq!(explained.effects.touches_hosts(), asks, "{name}: {tree}");
        let json: serde_json::Value =
            serde_json::from_str(&to_json_text(&explained.to_value(), false)).unwrap();
        assert_eq!((&json["version"], &json["type"]), (&1.into(), &"explain".into()), "{name}");
        for plan in ["written", "optimised"] {
            assert!(!json[plan].as_array().unwrap().is_empty(), "{name}");
        }
        count += 1;
    }
    assert!(count >= 20, "{count}");
}

#[test]
fn all_of_the_language_has_effects() {
    let text = "
        def ask [group: string]: nothing -> table { hosts --group $group | discover cpu }
        def twice [c: closure] { do $c; do $c }
        let stop = {|| hosts db01 | run \"halt\" }
        if (open --raw Cargo.toml | str contains \"x\") { ask web } else { [] | save out.json }
        for h in [\"a\" \"b\"] { ^true $h }
        match 5 { 5 => (hosts | discover os | length), _ => 0 }
        try { twice $stop } catch { null }
    ";
    let session = session(false);
    let prepared = session.prepare("test", text, Mode::Check);
    let explained = session.explain(&prepared);
    let effects = |start: &str| {
        let step = explained.written.iter().find(|step| step.text.starts_with(start));
        step.unwrap_or_else(|| panic!("{start}: {:#?}", explained.written)).effects.to_string()
    };
    assert_eq!(effects("def ask"), "read-files, query-hosts");
    assert_eq!(effects("def twice"), "read-files, run-on-hosts");
    assert_eq!(effects("let stop"), "none");
    assert_eq!(effects("for h"), "run-programs");
    let on = explained.capabilities.iter().map(|one| (one.effect.name(), one.on.as_str()));
    let on = on.collect::<Vec<_>>();
    for wanted in [
        ("read-files", "Cargo.toml"),
        ("read-files", "the inventory"),
        ("write-files", "out.json"),
        ("query-hosts", "5 hosts: all of the inventory"),
        ("run-on-hosts", "1 host: db01"),
        ("run-programs", "true"),
    ] {
        assert!(on.contains(&wanted), "{wanted:?}: {on:?}");
    }
    assert_eq!(
        explained.effects.to_string(),
        "read-files, write-files, query-hosts, run-on-hosts, run-programs"
    );
}

#[test]
fn hosts_are_counted_as_far_as_the_text_tells() {
    let count = |text: &str| {
        fn last<'s>(steps: &'s [Step], found: &mut Option<&'s Step>) {
            for step in steps {
                if step.hosts.as_ref().is_some_and(|hosts| hosts.contacted) {
                    *found = Some(step);
                }
                last(&step.steps, found);
            }
        }
        let explained = explained(text);
        let mut found = None;
        last(&explained.optimised, &mut found);
        found.unwrap().hosts.clone().unwrap().to_string()
    };
    for (text, wanted) in [
        ("hosts | discover cpu", "5 hosts: all of the inventory"),
        ("hosts web* | discover cpu", "3 hosts: web*"),
        ("hosts --group db | discover cpu", "1 host: group db"),
        (
            "hosts | where host != \"db01\" and \"web\" in groups | discover cpu",
            "3 hosts: all of the inventory where host != \"db01\" and \"web\" in groups",
        ),
        ("hosts | first 2 | discover cpu", "2 hosts: all of the inventory"),
        (
            "hosts | discover cpu | where host =~ \"^web\"",
            "3 hosts: all of the inventory where host =~ \"^web\"",
        ),
        (
            "hosts | discover cpu | where cores > 4 | run \"id\"",
            "at most 5 hosts: all of the inventory",
        ),
        ("let few = hosts web01 db01; $few | discover os", "2 hosts: web01, db01"),
        (
            "[{host: \"web01\"}, {host: \"x\"}, {host: \"x\"}] | discover os",
            "2 hosts: the rows that are written",
        ),
        ("let g = \"web\"; hosts --group $g | discover os", "hosts: a selection that is computed"),
        (
            "let n = 2; hosts | where port > $n | discover os",
            "at most 5 hosts: all of the inventory",
        ),
        ("'[{\"host\": \"a\"}]' | from json | discover os", "hosts: a table that is computed"),
    ] {
        assert_eq!(count(text), wanted, "{text}");
    }
}

#[test]
fn it_says_what_runs_where() {
    let text =
        "hosts | discover cpu | insert up (model | str upcase) | sort-by cores | where cores > 4";
    let explained = explained(text);
    let places = explained.optimised[0].steps.iter().map(|step| {
        let runs = step.runs.unwrap();
        (runs.at, runs.engine, runs.unit)
    });
    let wanted = [
        ("client", "stream", None),
        ("hosts", "probe-script", None),
        ("client", "row-wise", Some("chunk")),
        ("client", "polars", Some("chunk")),
        ("client", "polars", Some("table")),
    ];
    assert_eq!(places.collect::<Vec<_>>(), wanted);
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/data/hosts.csv");
    let explained = self::explained(&format!("open {file} | where cores > 4 | select host"));
    let open = &explained.optimised[0].steps[0];
    assert_eq!(open.columns.as_deref(), Some(&["host".to_owned(), "cores".to_owned()][..]));
    assert_eq!(explained.capabilities[0].on, file);
}

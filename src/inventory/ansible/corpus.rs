//! The inventories in `tests/fixtures/ansible`, and what `ansible-inventory --list` made of each.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use serde_json::{Map, Value as Json, json};

use crate::effect::memory::{MemoryEnvironment, MemoryFiles};
use crate::effect::real::RealFiles;
use crate::effect::{Directory, Files, Target};
use crate::inventory::{Inventory, Origin, register_in};
use crate::source::Sources;
use crate::value::Value;

/// Variables that differ: the inventory, the host and the variable, what it is here, and why.
const OTHER_VALUES: &[(&str, &str, &str, &str)] = &[
    ("ini/literals.ini", "h complex", r#""1+2j""#, "a complex number stays as it is written"),
    ("ini/same-name.ini", "w2 x", "", "what stands behind a host is not the group's of that name"),
    ("ini/secrets.ini", "w1 ansible_password", "", "passwords are in no table"),
    ("ini/secrets.ini", "w1 ansible_become_pass", "", "passwords are in no table"),
    (
        "yaml/collections.yml",
        "h int_keys",
        r#"{"1":"a","2":"b","true":"c"}"#,
        "1 and true are two keys, which they are not in Python",
    ),
];

/// Inventories that Ansible takes, and why they are refused here.
const REFUSED: &[(&str, &str)] = &[
    ("refused/backwards.ini", "a range that names no host is a slip"),
    ("refused/letters.ini", "`[ab:cd]` is no range, though Ansible makes one of it"),
    ("refused/duplicate-key.yml", "of two mappings with one name one would be lost"),
    ("refused/duplicate-host.yml", "of two hosts with one name one would be lost"),
    ("refused/unknown-key.yml", "`host` is passed over in silence"),
    ("refused/group-text.yml", "a group that is a text is passed over in silence"),
    ("refused/ipv6.ini", "a name with `:` could not be told from a port"),
    ("refused/odd-name.ini", "names with signs of patterns could not be selected"),
    ("refused/template-port.ini", "templates are not evaluated"),
    ("refused/vault-user.yml", "nothing is decrypted"),
    ("refused/bad-port.ini", "there is no such port"),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/ansible")
}

fn load(path: PathBuf) -> Inventory {
    Inventory::load(
        Origin { path: Some(path), format: None, ..Origin::default() },
        Arc::new(RealFiles),
        Arc::new(MemoryEnvironment::default()),
        register_in(Arc::new(Mutex::new(Sources::default()))),
    )
}

fn recorded() -> Map<String, Json> {
    let bytes = RealFiles.read(&folder().join("recorded.json")).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

fn to_json(value: &Value) -> Json {
    match value {
        Value::Bool { val, .. } => json!(val),
        Value::Int { val, .. } => json!(val),
        Value::Float { val, .. } => json!(val),
        Value::String { val, .. } => json!(val),
        Value::List { vals, .. } => Json::Array(vals.iter().map(to_json).collect()),
        Value::Record { val, .. } => {
            Json::Object(val.iter().map(|(name, value)| (name.clone(), to_json(value))).collect())
        }
        Value::Nothing { .. } => Json::Null,
        other => panic!("{other:?}"),
    }
}

/// The groups of each host, those above them among them, and the one above all left out.
fn groups(listed: &Map<String, Json>) -> BTreeMap<String, BTreeSet<String>> {
    let names = |group: &str, what: &str| {
        let names = listed.get(group).and_then(|group| group.get(what)?.as_array());
        names.into_iter().flatten().map(|name| name.as_str().unwrap().to_owned()).collect()
    };
    let mut of = BTreeMap::<String, BTreeSet<String>>::new();
    for group in listed.keys().filter(|name| !matches!(name.as_str(), "_meta" | "all")) {
        let (mut open, mut seen): (Vec<String>, _) = (vec![group.clone()], BTreeSet::new());
        while let Some(below) = open.pop() {
            for host in names(&below, "hosts") {
                of.entry(host).or_default().insert(group.clone());
            }
            let children: Vec<String> = names(&below, "children");
            open.extend(children.into_iter().filter(|child| seen.insert(child.clone())));
        }
    }
    of
}

/// How `target` differs from `vars`, which are what Ansible says of it.
fn difference(path: &str, target: &Target, vars: Option<&Json>) -> Vec<String> {
    let mut ours = Map::new();
    for (name, value) in target.vars.iter().flat_map(|vars| vars.iter()) {
        ours.insert(name.clone(), to_json(value));
    }
    let theirs = vars.and_then(Json::as_object).cloned().unwrap_or_default();
    let names = ours.keys().chain(theirs.keys()).collect::<BTreeSet<_>>();
    let mut found = Vec::new();
    for name in names {
        let place = format!("{} {name}", target.name);
        let excused = OTHER_VALUES.iter().find(|(file, at, ..)| *file == path && *at == place);
        let there = theirs.get(name).map(|value| value.get("__ansible_unsafe").unwrap_or(value));
        let here = ours.get(name);
        match excused {
            Some((_, _, wanted, why)) => {
                assert_ne!(
                    here, there,
                    "{path}: `{name}` is the same by now; it was not, for {why}"
                );
                assert_eq!(here.map_or_else(String::new, Json::to_string), *wanted, "{path}");
            }
            None if here == there => {}
            None => found.push(format!("{path}: {} {name}: {here:?} for {there:?}", target.name)),
        }
    }
    found
}

#[test]
fn every_inventory_is_what_it_is_to_ansible() {
    let recorded = recorded();
    let mut found = Vec::new();
    for (path, listed) in &recorded {
        let inventory = load(folder().join(path));
        let listed = listed.as_object().unwrap();
        let excused = REFUSED.iter().any(|(file, _)| file == path);
        let catalog = match inventory.catalog() {
            Ok(catalog) => catalog,
            Err(_) if excused || listed.contains_key("rejected") => continue,
            Err(problems) => {
                let said = problems.iter().map(|problem| &problem.message).collect::<Vec<_>>();
                found.push(format!("{path}: {said:?}"));
                continue;
            }
        };
        if excused || listed.contains_key("rejected") {
            found.push(format!("{path} is taken"));
            continue;
        }
        let groups = groups(listed);
        let hosts = catalog.targets().iter().map(|target| target.name.clone());
        if hosts.collect::<BTreeSet<_>>() != groups.keys().cloned().collect() {
            found.push(format!("{path}: other hosts than {:?}", groups.keys()));
        }
        for target in catalog.targets() {
            let ours = target.groups.iter().cloned().collect::<BTreeSet<_>>();
            if Some(&ours) != groups.get(&target.name) {
                found.push(format!("{path}: {} is in {ours:?}, {groups:?}", target.name));
            }
            let vars = listed["_meta"]["hostvars"].get(&target.name);
            found.extend(difference(path, target, vars));
        }
        let known =
            |name: &&String| *name != "_meta" && inventory.select(&format!("@{name}")).is_err();
        found.extend(listed.keys().filter(known).map(|name| format!("{path}: no group {name}")));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(recorded.len() > 90, "some recordings are gone");
}

#[test]
fn every_inventory_of_the_corpus_is_recorded() {
    let recorded = recorded();
    for below in ["ini", "yaml", "refused", "rejected"] {
        for entry in RealFiles.list(&folder().join(below)).unwrap() {
            let path = format!("{below}/{}", entry.name);
            assert!(recorded.contains_key(&path), "run tests/fixtures/ansible/record for {path}");
        }
    }
}

#[test]
fn every_refusal_has_a_place_and_a_next_step() {
    let folder = folder();
    for below in ["refused", "rejected"] {
        for entry in RealFiles.list(&folder.join(below)).unwrap() {
            let inventory = load(folder.join(below).join(&entry.name));
            for problem in inventory.catalog().err().unwrap() {
                assert!(!problem.labels.is_empty(), "{}: {problem:?}", entry.name);
                assert!(problem.help.is_some(), "{}: {problem:?}", entry.name);
            }
        }
    }
}

/// What `ansible-inventory --list` prints is an inventory itself, of the same hosts.
#[test]
fn every_recording_is_read_back_as_the_same() {
    let folder = folder();
    let mut read = 0;
    for (path, listed) in recorded() {
        let Ok(first) =
            load(folder.join(&path)).catalog().map(|catalog| catalog.targets().to_vec())
        else {
            continue;
        };
        let files = MemoryFiles::of([("listed.json", &*listed.to_string())]);
        let again = Inventory::load(
            Origin { path: Some("listed.json".into()), format: None, ..Origin::default() },
            Arc::new(files),
            Arc::new(MemoryEnvironment::default()),
            register_in(Arc::new(Mutex::new(Sources::default()))),
        );
        let mut again =
            again.catalog().unwrap_or_else(|wrong| panic!("{path}: {wrong:?}")).targets().to_vec();
        // The groups say in which order hosts come, and are sorted there.
        let mut first = first;
        for targets in [&mut first, &mut again] {
            targets.sort_by(|one, other| one.name.cmp(&other.name));
            // Those that differ are looked at above.
            targets
                .iter_mut()
                .for_each(|target| *target = Arc::new(Target { vars: None, ..(**target).clone() }));
        }
        assert_eq!(first, again, "{path}");
        read += 1;
    }
    assert!(read > 50, "{read}");
}

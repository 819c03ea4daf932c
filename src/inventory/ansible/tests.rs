//! Whole inventories in, targets or complaints out.

use std::sync::{Arc, Mutex};

use proptest::prelude::*;

use crate::effect::memory::{MemoryEnvironment, MemoryFiles};
use crate::effect::{Directory, Transport};
use crate::inventory::{Format, Inventory, Origin, register_in};
use crate::source::Sources;

fn load(files: MemoryFiles, path: &str) -> (Inventory, Arc<Mutex<Sources>>) {
    let sources = Arc::new(Mutex::new(Sources::default()));
    let inventory = Inventory::load(
        Origin { path: Some(path.into()), format: None, ..Origin::default() },
        Arc::new(files),
        Arc::new(MemoryEnvironment::default()),
        register_in(Arc::clone(&sources)),
    );
    (inventory, sources)
}

fn ini(text: &str) -> Inventory {
    load(MemoryFiles::of([("hosts.ini", text)]), "hosts.ini").0
}

/// The complaints as `text that is pointed at: message`, one a line.
fn complaints(path: &str, text: &str) -> Vec<String> {
    let (inventory, sources) = load(MemoryFiles::of([(path, text)]), path);
    let problems = inventory.catalog().err().unwrap_or_default();
    let sources = sources.lock().unwrap();
    let told = |problem: &crate::diag::Diagnostic| {
        let span = problem.labels[0].span;
        let text = sources.get(span.source).unwrap().slice(span).trim_end().to_owned();
        assert!(problem.help.is_some(), "{problem:?}");
        format!("{text}: {}", problem.message)
    };
    problems.iter().map(told).collect()
}

#[test]
fn the_variables_of_a_connection_are_settings() {
    let inventory = ini("\
        [web]\n\
        w1:2200 ansible_host=10.0.0.1 ansible_user=deploy ansible_ssh_private_key_file=~/.ssh/web\n\
        w2 ansible_ssh_host=fd00::7 ansible_host=x ansible_ssh_port='\"23\"' ansible_port=22\n\
        w3 ansible_user=None ansible_password=secret\n\
        here ansible_connection=local\n\
        [web:vars]\n\
        ansible_user=all\n\
        [all:vars]\n\
        ansible_port=24\n");
    let told = |name: &str| {
        let target = inventory.get(name).unwrap();
        let key = target.identities.first().map(|path| path.display().to_string());
        format!("{} {:?} {:?} {key:?}", target.address, target.port, target.user)
    };
    assert_eq!(told("w1"), r#"10.0.0.1 Some(2200) Some("deploy") Some("/home/user/.ssh/web")"#);
    assert_eq!(told("w2"), r#"fd00::7 Some(23) Some("all") None"#);
    assert_eq!(told("w3"), "w3 Some(24) None None");
    assert_eq!(inventory.get("here").unwrap().transport, Transport::Local);
    assert_eq!(told("elsewhere"), "elsewhere Some(24) None None", "what all hosts have");
    let vars = inventory.variables().unwrap();
    assert!(vars.get("ansible_password").is_none() && vars.get("ansible_user").is_some());
    assert_eq!(inventory.select("all").unwrap().len(), 4);
    assert_eq!(inventory.select("@ungrouped").unwrap().len(), 0);
}

#[test]
fn hosts_that_are_alike_share_their_variables() {
    let inventory = ini("[web]\nw[1:3] x=1\nv y=2\n[web:vars]\nz=1\n");
    let shared = |name: &str| Arc::as_ptr(inventory.get(name).unwrap().vars.as_ref().unwrap());
    assert_eq!(shared("w1"), shared("w3"));
    assert_ne!(shared("w1"), shared("v"));
    assert!(ini("a\n").get("a").unwrap().vars.is_none());
}

#[test]
fn every_complaint_about_ini_has_its_place_and_all_come_at_once() {
    let found = complaints(
        "hosts.ini",
        "[web]\n\
         w[1:x] a=1\n\
         w1 novalue\n\
         w2 x='open\n\
         w3: y=1\n\
         w4:0\n\
         'a b'\n\
         [web:hots]\n\
         z=1\n\
         [a b]\n\
         [web:vars]\n\
         nothing\n\
         ansible_group_priority=x\n\
         [top:children]\n\
         wbe\n\
         w9\n\
         two words\n\
         [wbb:vars]\n\
         [w*]\n\
         w9 ansible_port=99999 ansible_user='-x'\n\
         v9 ansible_port=99999\n",
    );
    let wanted = [
        "1:x: `1:x` is no range of numbers or letters",
        "novalue: `novalue` has no `=` in it",
        "': this quote is never closed",
        ":: no port follows this `:`",
        "0: `0` is no port",
        "'a b': the name of this host holds whitespace",
        "hots: no section of a group is called `hots`",
        "[a b]: this is no header of a section",
        "nothing: there is no `=` in this line",
        "ansible_group_priority=x: `ansible_group_priority` has to be a whole number",
        "wbe: no group is called `wbe`",
        "w9: no group is called `w9`",
        "two words: this is no name of a group",
        "wbb: there is no group `wbb` for these variables",
        "w*: the name of this group holds `*`",
        "ansible_port=99999: `99999` is no port",
        "ansible_user='-x': `-x` is not the name of an account",
        "ansible_port=99999: `99999` is no port",
    ];
    assert_eq!(found, wanted);
}

#[test]
fn complaints_about_yaml_have_their_places() {
    let check = |text: &str, wanted: &[&str]| assert_eq!(complaints("hosts.yml", text), wanted);
    check("all:\n  hosts:\n    é[1:]:\n", &["1:: the range `1:` has no end"]);
    check("all:\n  hosts: [a]\n", &["[a]: `hosts` has to be a mapping, found a list"]);
    check(
        "all:\n  hots:\n  hosts: {5: , a: 7}\nweb: x\n",
        &[
            "hots: a group has no `hots`",
            "5: the name of a host has to be a text, found a number",
            "7: the variables of a host have to be a mapping",
            "x: the group `web` has to be a mapping, found a text",
        ],
    );
    check("a: &x\n  vars: {k: *x}\n", &["*x: this stands for something that it is a part of"]);
    check("a:\n  vars: {k: 1, 'k': 2}\n", &["'k': the key `k` stands here twice"]);
    check("a:\n  vars: {k: !x 1}\n", &["!x 1: the tag `!x` is not known here"]);
    check("a:\n  vars: {[1]: 1}\n", &["[1]: a key has to be a single value, not a list"]);
    check("a:\n  children: {a: }\n", &["a: the group `a` is its own child"]);
    check("a:\n  children: {all: }\n", &["all: the group `all` is in no other"]);
    check("", &[": there is nothing in this file"]);
    check("all:\n---\nb:\n", &["---: a second document begins here"]);
    let bomb = (1..30).fold("a0: &a0 {x: 1}\n".to_owned(), |text, at| {
        let last = at - 1;
        format!("{text}a{at}: &a{at} {{x: *a{last}, y: *a{last}}}\n")
    });
    assert!(complaints("hosts.yml", &bomb)[0].contains("more than 10000000 values"));
    for deep in ["[", "{a: ", "- ", "? "] {
        assert!(!complaints("hosts.yml", &format!("a: {}", deep.repeat(100_000))).is_empty());
    }
    assert!(!complaints("hosts.yml", &"a:\n ".repeat(3)).is_empty());
}

#[test]
fn files_of_variables_are_read_and_complained_about() {
    let files = || {
        MemoryFiles::of([
            ("inv/hosts.ini", "[web]\nw1\nw2\n"),
            ("inv/group_vars/web.yml", "ansible_user: www\nk: 1\n"),
            ("inv/host_vars/w2.yaml", "k: {a: b}\n"),
        ])
    };
    let (inventory, _) = load(files(), "inv/hosts.ini");
    assert_eq!(inventory.get("w2").unwrap().user.as_deref(), Some("www"));
    assert_eq!(inventory.variables().unwrap().to_string(), "ansible_user: string, k: string");
    let wrong = |path: &str, text: &str| {
        let all = files();
        all.put(path, text);
        let (inventory, _) = load(all, "inv/hosts.ini");
        inventory.catalog().err().unwrap()[0].message.clone()
    };
    assert_eq!(
        wrong("inv/host_vars/w1", "- a\n"),
        "a file of variables is a mapping, found a list"
    );
    assert_eq!(
        wrong("inv/group_vars/all.yml", "$ANSIBLE_VAULT;1.1\n6\n"),
        "this file is encrypted"
    );
    assert!(wrong("inv/group_vars/all.yml", "a: {\n").starts_with("not YAML: "));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn any_text_is_an_inventory_or_complaints_with_places_in_it(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..20),
        format in prop::sample::select(&[Format::AnsibleIni, Format::AnsibleYaml]),
    ) {
        read_anything(&pieces.concat(), format)?;
    }

    #[test]
    fn any_characters_do_no_harm(
        text in "\\PC{0,40}",
        format in prop::sample::select(&[Format::AnsibleIni, Format::AnsibleYaml]),
    ) {
        read_anything(&text, format)?;
        let _ = super::python::value(&text);
    }
}

fn read_anything(text: &str, format: Format) -> Result<(), TestCaseError> {
    let sources = Arc::new(Mutex::new(Sources::default()));
    let inventory = Inventory::load(
        Origin { path: Some("x".into()), format: Some(format), ..Origin::default() },
        Arc::new(MemoryFiles::of([("x", text)])),
        Arc::new(MemoryEnvironment::default()),
        register_in(Arc::clone(&sources)),
    );
    for problem in inventory.catalog().err().unwrap_or_default() {
        prop_assert!(problem.help.is_some());
        prop_assert!(!problem.labels.is_empty(), "{}", problem.message);
        let source = sources.lock().unwrap().get(problem.labels[0].span.source).cloned().unwrap();
        for label in &problem.labels {
            prop_assert!(source.text.get(label.span.start..label.span.end).is_some());
        }
    }
    Ok(())
}

const PIECES: &[&str] = &[
    "all",
    ":",
    ": ",
    "\n",
    "\n  ",
    "\n    ",
    "hosts:",
    "children:",
    "vars:",
    "[web]",
    "[web:children]",
    "[a:vars]",
    "\n[web]\n",
    "w[1:3]",
    "[",
    "]",
    "{",
    "}",
    "'",
    "\"",
    "=",
    " x=1",
    "\\",
    "#",
    " # é",
    "é",
    "- ",
    "? ",
    "&a ",
    "*a",
    "<<: ",
    "!vault ",
    "|\n",
    ">-\n",
    "---",
    "\t",
    "%",
    "\u{feff}",
    "\r\n",
    "ansible_port",
    "{{ x }}",
    "0x",
    "1:30",
    ",",
];

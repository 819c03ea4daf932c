//! What a plugin says about itself, and each lie.

use super::*;
use crate::command::Input;
use crate::command::{Body, Command};
use crate::effect::Effects;
use crate::plugin::wit::{self, Arity, Shape};
use crate::value::Type;

const FIRST: &[&Command] = &[&Command {
    signature: Signature {
        name: "select",
        summary: "",
        details: "",
        input: Input::Table,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[],
    },
    output: &|_| Type::Nothing,
    body: Body::Scalar(|value, _| Ok(value)),
}];

fn param(name: &str, arity: Arity) -> wit::Param {
    wit::Param { name: name.into(), doc: "a word".into(), shape: Shape::Column, arity }
}

fn manifest(change: impl FnOnce(&mut Manifest)) -> Manifest {
    let command = wit::Command {
        name: "semver parse".into(),
        summary: "add parts".into(),
        details: "more\nlines".into(),
        input: wit::Input::Table,
        output: None,
        uses: Vec::new(),
        params: vec![param("column", Arity::One), param("more", Arity::Any)],
        flags: vec![wit::Flag {
            name: "strict".into(),
            short: Some('s'),
            doc: "a switch".into(),
            shape: Some(Shape::Value("filesize".into())),
        }],
        examples: Vec::new(),
    };
    let mut manifest = Manifest {
        name: "sem-ver".into(),
        version: "1.0.0".into(),
        summary: "versions".into(),
        commands: vec![command],
        probes: Vec::new(),
        formats: Vec::new(),
        inventories: Vec::new(),
        wants: Vec::new(),
    };
    change(&mut manifest);
    manifest
}

fn told(change: impl FnOnce(&mut Manifest)) -> String {
    let registry = Registry::new(FIRST);
    commands(&manifest(change), registry).err().unwrap_or_default()
}

#[test]
fn a_manifest_becomes_signatures() {
    let made = commands(&manifest(|_| ()), Registry::new(FIRST)).unwrap();
    assert_eq!(made[0].signature.usage(), "semver parse <column> [more…] [--strict VALUE]");
    assert_eq!(made[0].signature.effects, Effects::NONE);
}

#[test]
fn each_lie_is_told_apart() {
    assert!(told(|m| m.name = "Sem Ver".into()).contains("name of a plugin"));
    assert!(told(|m| m.name = String::new()).contains("name of a plugin"));
    assert!(told(|m| m.version = "1\u{1b}".into()).contains("control characters"));
    assert!(told(|m| m.summary = " ".into()).contains("nothing for the summary"));
    assert!(told(|m| m.commands.clear()).contains("0 commands"));
    let named = |name: &str| told(|m| m.commands[0].name = name.into());
    assert!(named("select").contains("there is `select` already"));
    assert!(named("select host").contains("there is `select` already"));
    for name in ["", "a b c", "a  b", "-a", "1a", "Ä", "a\u{202e}", "a ", &"a".repeat(65)] {
        assert!(named(name).contains("name of a command"), "{name}");
    }
    assert!(told(|m| m.commands.push(m.commands[0].clone())).contains("two commands"));
    let with = |change: fn(&mut wit::Command)| told(|m| change(&mut m.commands[0]));
    assert!(with(|c| c.params[1].name = "column".into()).contains("two parameters"));
    assert!(with(|c| c.flags[0].name = "column".into()).contains("two parameters"));
    assert!(with(|c| c.params.swap(0, 1)).contains("nobody could reach"));
    assert!(with(|c| c.params[0].arity = Arity::Optional).is_empty());
    assert!(with(|c| c.params = vec![param("a", Arity::One); 17]).contains("17 parameters"));
    assert!(with(|c| c.flags[0].short = Some('-')).contains("short form"));
    assert!(with(|c| c.flags[0].shape = Some(Shape::Value("date".into()))).contains("none for"));
    assert!(with(|c| c.flags[0].shape = Some(Shape::Value("x".into()))).contains("nobody"));
    assert!(with(|c| c.summary = "x".repeat(201)).contains("too long"));
    assert!(with(|c| c.details = "a\u{7}".into()).contains("control characters"));
}

fn want(service: wit::Service, scope: &[&str]) -> wit::Want {
    let scope = scope.iter().map(|part| (*part).to_owned()).collect();
    wit::Want { service, scope, reason: "for a test".into(), optional: false }
}

#[test]
fn what_is_asked_for_is_checked() {
    use wit::Service as S;
    let asks = |wants: Vec<wit::Want>| told(move |m| m.wants = wants);
    assert_eq!(asks(vec![want(S::ReadFiles, &["/var/log", "~/x"]), want(S::Cache, &[])]), "");
    let twice = vec![want(S::Cache, &[]), want(S::Cache, &[])];
    assert!(asks(twice).contains("asks for twice"));
    assert!(asks(vec![want(S::ReadFiles, &[])]).contains("0 parts of a scope"));
    assert!(asks(vec![want(S::RunOnHosts, &["*"])]).contains("1 parts of a scope"));
    assert!(asks(vec![want(S::ReadFiles, &["x"; 17])]).contains("17 parts of a scope"));
    assert!(asks(vec![want(S::ReadFiles, &["/a/../b"])]).contains("no folder"));
    assert!(asks(vec![want(S::ReadFiles, &["/a,b"])]).contains("with a comma"));
    assert!(asks(vec![want(S::QueryNetwork, &["ftp://a"])]).contains("no address"));
    assert!(asks(vec![want(S::Secrets, &["a\u{7}"])]).contains("control characters"));
    let silent = wit::Want { reason: " ".into(), ..want(S::Cache, &[]) };
    assert!(asks(vec![silent]).contains("nothing for the reason"));
    let uses = |wants: Vec<wit::Want>| {
        told(move |m| {
            m.wants = wants;
            m.commands[0].uses = vec![S::ReadFiles];
        })
    };
    assert_eq!(uses(vec![want(S::ReadFiles, &["*"])]), "");
    assert!(uses(Vec::new()).contains("`read-files`, which it does not ask for"));
    let made = manifest(|m| {
        m.wants = vec![want(S::WriteFiles, &["*"]), want(S::Cache, &[])];
        m.commands[0].uses = vec![S::WriteFiles, S::Cache];
    });
    let made = commands(&made, Registry::new(FIRST)).unwrap();
    assert_eq!(made[0].signature.effects.to_string(), "write-files");
}

#[test]
fn columns_that_are_fixed_are_checked() {
    let column = |name: &str, ty: &str| wit::ColumnType { name: name.into(), ty: ty.into() };
    let fixed = |columns: Vec<wit::ColumnType>| told(|m| m.commands[0].output = Some(columns));
    assert_eq!(fixed(vec![column("a", "list<int>?")]), "");
    assert!(fixed(vec![column("a", "any")]).contains("type `any`"));
    assert!(fixed(vec![column("a", "int"), column("a", "int")]).contains("two columns"));
}

#[test]
fn roles_are_checked() {
    let fixed = vec![wit::ColumnType { name: "a".into(), ty: "int".into() }];
    let with = |change: fn(&mut Manifest)| {
        told(|m| {
            m.commands[0].params.clear();
            m.commands[0].input = wit::Input::Bytes;
            m.commands[0].output = Some(fixed.clone());
            change(m);
        })
    };
    assert_eq!(with(|m| m.probes = vec![probe_of("disks", "semver parse")]), "");
    assert!(
        with(|m| m.probes = vec![probe_of("Disks", "semver parse")]).contains("name of a probe")
    );
    assert!(with(|m| m.probes = vec![probe_of("disks", "other")]).contains("none of its commands"));
    let twice = with(|m| {
        m.probes = vec![probe_of("disks", "semver parse"), probe_of("disks", "semver parse")];
    });
    assert!(twice.contains("two of the kind `probe`"));
    let open = with(|m| {
        m.commands[0].output = None;
        m.probes = vec![probe_of("disks", "semver parse")];
    });
    assert!(open.contains("columns are not fixed"));
    assert_eq!(with(|m| m.formats = vec![format_of(Some("semver parse"), &["x", "tar.x"])]), "");
    assert!(
        with(|m| m.formats = vec![format_of(None, &["x"])]).contains("not read and not written")
    );
    let ending = with(|m| m.formats = vec![format_of(Some("semver parse"), &["../x"])]);
    assert!(ending.contains("endings that no name has"));
    let inventory = with(|m| {
        let (name, summary) = ("all".to_owned(), "some".to_owned());
        m.inventories = vec![wit::Inventory { name, summary, source: "semver parse".into() }];
    });
    assert!(inventory.contains("does not take"));
}

fn probe_of(name: &str, parser: &str) -> wit::Probe {
    wit::Probe {
        name: name.into(),
        summary: "more".into(),
        script: "true".into(),
        parser: parser.into(),
    }
}

fn format_of(reader: Option<&str>, extensions: &[&str]) -> wit::Format {
    wit::Format {
        name: "x".into(),
        summary: "some".into(),
        extensions: extensions.iter().map(|ending| (*ending).to_owned()).collect(),
        reader: reader.map(str::to_owned),
        writer: None,
    }
}

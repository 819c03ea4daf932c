//! Whole files in, targets or complaints out.

mod groups;

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use proptest::prelude::*;

use super::{Inventory, Origin, register_in};
use crate::effect::memory::{MemoryEnvironment, MemoryFiles};
use crate::effect::{Directory, Target, Transport};
use crate::source::Sources;

const PATH: &str = "/home/user/.config/rebe/hosts.toml";

pub(super) fn inventory(text: &str) -> (Inventory, Arc<Mutex<Sources>>) {
    let sources = Arc::new(Mutex::new(Sources::default()));
    let inventory = Inventory::load(
        Origin::default(),
        Arc::new(MemoryFiles::of([(PATH, text)])),
        Arc::new(MemoryEnvironment::default()),
        register_in(Arc::clone(&sources)),
    );
    (inventory, sources)
}

pub(super) fn names(targets: &[Arc<Target>]) -> String {
    targets.iter().map(|target| target.name.as_str()).collect::<Vec<_>>().join(" ")
}

/// The complaints as `text that is pointed at: message`, one a line.
pub(super) fn complaints(text: &str) -> Vec<String> {
    let (inventory, sources) = inventory(text);
    let diagnostics = inventory.catalog().err().unwrap_or_default();
    let sources = sources.lock().unwrap();
    diagnostics
        .iter()
        .map(|diagnostic| {
            assert!(diagnostic.help.is_some(), "{diagnostic:?}");
            assert_eq!(diagnostic.code.id, "E0501");
            let source = sources.get(diagnostic.labels[0].span.source).unwrap();
            format!("{}: {}", source.slice(diagnostic.labels[0].span), diagnostic.message)
        })
        .collect()
}

#[test]
fn the_example_of_the_documentation_works() {
    let (inventory, _) = inventory(
        r#"
        [defaults]
        user = "ops"
        identity = "~/.ssh/fleet_ed25519"
        [groups.web]
        hosts = ["web[01-20].example.net", "web99"]
        tags = ["prod"]
        user = "deploy"
        identity = ["keys/web", "/etc/key"]
        [groups.db]
        hosts = ["db[1-3]"]
        [hosts."db1"]
        address = "fd00::7"
        port = 2222
        tags = ["primary"]
        user = "root"
        [hosts.here]
        transport = "local"
        "#,
    );
    let all = inventory.all().unwrap();
    assert_eq!(all.len(), 25);
    assert_eq!(names(&all[19..]), "web20.example.net web99 db1 db2 db3 here");
    let target = |name: &str| inventory.get(name).unwrap();
    assert_eq!(
        *target("db1"),
        Target {
            name: "db1".into(),
            address: "fd00::7".into(),
            port: Some(2222),
            user: Some("root".into()),
            identities: vec!["/home/user/.ssh/fleet_ed25519".into()],
            transport: Transport::Ssh,
            groups: vec!["db".into()],
            tags: vec!["primary".into()],
            vars: None,
        }
    );
    assert_eq!(target("web99").user.as_deref(), Some("deploy"));
    let keys: Vec<PathBuf> = vec!["/home/user/.config/rebe/keys/web".into(), "/etc/key".into()];
    assert_eq!(target("web99").identities, keys);
    assert_eq!(target("here").transport, Transport::Local);
    assert_eq!(target("db2").user.as_deref(), Some("ops"));
    let stranger = target("me@[::1]:24");
    assert_eq!((stranger.address.as_str(), stranger.port), ("::1", Some(24)));
    assert_eq!((stranger.user.as_deref(), stranger.name.as_str()), (Some("me"), "me@[::1]:24"));
    assert_eq!(target("elsewhere").user.as_deref(), Some("ops"));
    assert_eq!(target("db1:23").address, "fd00::7", "a known host with another port");
    assert!(inventory.get("a b").unwrap_err().message.contains("has a host that is no name"));
}

#[test]
fn patterns_select_hosts_groups_tags_ranges_and_wildcards() {
    let (inventory, _) = inventory(
        r#"
        hosts = ["bastion"]
        [groups.web]
        hosts = ["web[01-12]"]
        tags = ["prod"]
        [groups.empty]
        hosts = []
        "#,
    );
    let select = |pattern| inventory.select(pattern).map(|targets| names(&targets));
    assert_eq!(select("bastion").unwrap(), "bastion");
    assert_eq!(select("web[02-03,11], bastion,web03").unwrap(), "web02 web03 web11 bastion");
    assert_eq!(select("web1*").unwrap(), "web10 web11 web12");
    assert_eq!(select("web").unwrap(), select("@web").unwrap());
    assert_eq!(select("tag:prod").unwrap(), select("web??").unwrap());
    assert_eq!(select("@empty").unwrap(), "");
    assert_eq!(select("web!web[03-12]").unwrap(), "web01 web02");
    assert_eq!(select("*&web[10-12],bastion").unwrap(), "web10 web11 web12 bastion");
    assert_eq!(select("web[01-02]^web[02-03]").unwrap(), "web01 web03");
    assert_eq!(select("bastion, web , !tag:prod").unwrap(), "bastion");
    assert_eq!(select("web[02-08/3]").unwrap(), "web02 web05 web08");
    assert_eq!(select("web!@web").unwrap(), "");
    let fails = |pattern| {
        let error = inventory.select(pattern).unwrap_err();
        assert_eq!(error.code.id, "E0206");
        format!("{}; {}", error.message, error.help.unwrap())
    };
    assert_eq!(fails("bastoin"), "no host or group is called `bastoin`; did you mean `bastion`?");
    assert_eq!(fails("web[11-13]"), "no host or group is called `web13`; did you mean `web03`?");
    assert_eq!(fails("@wbe"), "no group is called `wbe`; did you mean `web`?");
    assert_eq!(fails("tag:x"), "no host has the tag `x`; tags: prod");
    assert!(fails("db*").starts_with("no host matches `db*`"));
    assert!(fails("web[3-1]").contains("runs backwards"));
    assert!(fails("web01,").starts_with("an empty name"));
    assert!(fails("web01&&web02").starts_with("an empty name"));
    assert!(
        fails("!web01")
            .starts_with("the pattern `!web01` begins with a sign; write before the `!`")
    );
    assert!(fails("web!wbe").starts_with("no host or group is called `wbe`"));
    assert!(fails("web[1-2]*").contains("mixes"));
    assert!(fails("[1-999999][1-999999]").contains("more than 1000000 names"));
}

#[test]
fn every_complaint_has_its_place_and_all_come_at_once() {
    let found = complaints(
        r#"
        host = ["a"]
        hosts = ["web[9-1]", "web[a-b]", "web[1-", "", "a b", "-x", 7, "u@h"]
        [defaults]
        port = 70000
        usr = "me"
        user = ""
        identity = "~root/key"
        [groups.web]
        hosts = "web1"
        tags = ["a,b"]
        transport = "telnet"
        [groups.none]
        "#,
    );
    let wanted = [
        "host: unknown key `host`",
        "9-1: the range `9-1` runs backwards",
        "a-b: `a-b` is no range of numbers",
        "[: this `[` is never closed",
        ": the name of this host is empty",
        "a b: the name of this host holds whitespace",
        "-x: the name of this host starts with `-`",
        "7: expected the name of a host, found `7`",
        "u@h: the name of this host holds `@`",
        "70000: expected a port from 1 to 65535, found `70000`",
        "usr: unknown key `usr`",
        "\"\": `` is not the name of an account",
        "~root/key: only `~/` stands for a home, that of the user",
        "\"web1\": expected a list of hosts, found a text",
        "a,b: the name of this tag holds `,`",
        "\"telnet\": no transport is called `telnet`",
        "none: the group `none` has neither `hosts` nor `children`",
    ];
    assert_eq!(found, wanted);
}

#[test]
fn contradictions_are_found() {
    let found = complaints(
        r#"
        [groups.a]
        hosts = ["x[1-5]", "x[3-4]", "y"]
        user = "one"
        port = 1
        [groups.b]
        hosts = ["x[2-3]", "y"]
        user = "two"
        port = 2
        [groups.y]
        hosts = []
        [groups.c]
        hosts = ["y"]
        port = 2
        [hosts.y]
        user = "mine"
        [hosts."[1-3]"]
        address = "10.0.0.1"
        "#,
    );
    let wanted = [
        "x[3-4]: the host `x3` is named twice",
        "two: two groups disagree about `user` of the host `x2`",
        "2: two groups disagree about `port` of the host `x2`",
        "y: `y` is both a group and a host",
        "2: two groups disagree about `port` of the host `y`",
        "10.0.0.1: one address for several hosts",
    ];
    assert_eq!(found, wanted);
}

#[test]
fn syntax_errors_and_too_many_hosts_are_refused() {
    let found = complaints("hosts = [\"a\"\n[defaults]\nuser = = \"x\"\n");
    assert!(found.iter().all(|line| line.contains("not TOML: ")), "{found:?}");
    assert!(!found.is_empty());
    let found = complaints("hosts = [\"a[1-999999]\", \"b\", \"c[1-2]\", \"d\"]");
    assert_eq!(found, ["c[1-2]: the inventory names more than 1000000 hosts"]);
    let found = complaints("hosts = [\"a\"]\nhosts = [\"b\"]");
    assert_eq!(found, ["hosts: not TOML: duplicate key"]);
    let found = complaints("groups = 3\n[defaults.user]\n");
    assert_eq!(
        found,
        [
            "3: `groups` has to be a table, not a number",
            "[defaults.user]: expected the name of an account, found a table",
        ]
    );
}

#[test]
fn marks_at_the_start_other_line_ends_and_deep_nesting_do_no_harm() {
    let (windows, _) = inventory("\u{feff}hosts = [\"a\"]\r\n[defaults]\r\nport = 0x16\r\n");
    assert_eq!(windows.get("a").unwrap().port, Some(22));
    let found = complaints("\u{feff}hosts = [\"é\", \"a b\"]\r\n");
    assert_eq!(found, ["a b: the name of this host holds whitespace"]);
    let escaped = complaints(r#"hosts = ["a\u001b"]"#);
    assert_eq!(escaped, [r#""a\u001b": the name of this host holds a control character"#]);
    assert!(!complaints(&format!("hosts = {}", "[".repeat(100_000))).is_empty());
    assert!(!complaints(&format!("hosts = {}", "{a=".repeat(100_000))).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn any_text_is_an_inventory_or_complaints_with_places_in_it(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..14),
    ) {
        let text = pieces.concat();
        let (inventory, sources) = inventory(&text);
        for diagnostic in inventory.catalog().err().unwrap_or_default() {
            let source = sources.lock().unwrap().get(diagnostic.labels[0].span.source).cloned();
            let source = source.unwrap();
            for label in &diagnostic.labels {
                prop_assert!(source.text.get(label.span.start..label.span.end).is_some());
            }
        }
    }
}

const PIECES: &[&str] = &[
    "hosts",
    "[hosts.a]",
    "[groups.g]",
    "[groups.a]",
    "[defaults]",
    " = ",
    "[",
    "]",
    "{",
    "}",
    "\n",
    "\"a\"",
    "\"a[1-2]\"",
    "\"[\"",
    "'é'",
    "\n\n",
    ",",
    "7",
    "port",
    "user",
    "tags",
    "\nhosts = [\"a\"]\n",
    "\"\"\"",
    "\u{1b}",
    "address",
    "vars",
    "children",
    "\nchildren = ['g']\n",
    "\nvars = {a = 1}\n",
    "# x",
    "\nport = 7\n",
    "\nuser = 'u'\n",
    "true",
];

#[test]
fn without_a_file_there_is_this_machine_and_a_named_file_must_be_there() {
    let load = |path: Option<&str>, files| {
        let sources = Arc::new(Mutex::new(Sources::default()));
        let environment = Arc::new(MemoryEnvironment::default());
        let origin = Origin { path: path.map(PathBuf::from), format: None, ..Origin::default() };
        Inventory::load(origin, Arc::new(files), environment, register_in(sources))
    };
    let alone = load(None, MemoryFiles::default());
    assert_eq!(names(&alone.all().unwrap()), "localhost");
    assert_eq!(alone.get("localhost").unwrap().transport, Transport::Local);
    assert_eq!(alone.get("web1").unwrap().transport, Transport::Ssh);
    let missing = load(Some("fleet.toml"), MemoryFiles::default()).all().unwrap_err();
    assert_eq!(missing.message, "the inventory `fleet.toml` is not there");
    let files = MemoryFiles::default();
    files.put("b", b"a\xff");
    let binary = load(Some("b"), files).all().unwrap_err();
    assert_eq!(binary.message, "the inventory `b` is not UTF-8 text, at byte 1");
    let files = MemoryFiles::default();
    files.put("big", vec![b' '; (64 << 20) + 1]);
    let big = load(Some("big"), files).all().unwrap_err();
    assert_eq!(big.message, "the inventory `big` is larger than 64 MiB");
}

#[test]
fn one_error_stands_for_all_and_says_so() {
    let (inventory, _) = inventory("a = 1\nb = 2\nc = 3\n");
    let error = inventory.all().unwrap_err();
    assert!(error.help.unwrap().ends_with("; the inventory has 2 more errors"));
    let targets = Inventory::of_targets(vec![]).all().unwrap();
    assert!(targets.is_empty());
}

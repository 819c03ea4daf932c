//! Groups in groups, and variables.

use super::{complaints, inventory, names};
use crate::effect::{Directory, record_of};
use crate::value::literal_text;

#[test]
fn settings_come_down_and_the_nearest_counts() {
    let (inventory, _) = inventory(
        r#"
        [defaults]
        user = "ops"
        vars = { rack = "none", dns = ["1.1.1.1"] }
        [groups.all-web]
        children = ["web", "edge"]
        tags = ["http"]
        user = "www"
        port = 80
        vars = { rack = "a1", site = "x" }
        [groups.edge]
        hosts = ["e[1-2]"]
        user = "edge"
        vars.rack = "e7"
        [groups.web]
        hosts = ["w1"]
        tags = ["inner"]
        [groups.top]
        children = ["all-web"]
        hosts = ["t1"]
        port = 1
        [hosts.e2]
        port = 8080
        vars = { rack = "own", deep = { a = 1, b = [true] } }
        [hosts.alone]
        "#,
    );
    let target = |name: &str| inventory.get(name).unwrap();
    let told = |name: &str| {
        let target = target(name);
        let vars = inventory.variables().unwrap();
        format!(
            "{} {:?} {} {} {}",
            target.user.as_deref().unwrap(),
            target.port,
            target.groups.join(","),
            target.tags.join(","),
            literal_text(&record_of(&target, &vars)),
        )
    };
    let none = r#"{deep: null, dns: ["1.1.1.1"], rack: "#;
    assert_eq!(
        told("w1"),
        format!(r#"www Some(80) all-web,top,web http,inner {none}"a1", site: "x"}}"#)
    );
    assert_eq!(
        told("e1"),
        format!(r#"edge Some(80) all-web,edge,top http {none}"e7", site: "x"}}"#)
    );
    assert_eq!(
        told("e2"),
        r#"edge Some(8080) all-web,edge,top http {deep: {a: 1, b: [true]}, dns: ["1.1.1.1"], rack: "own", site: "x"}"#
    );
    assert_eq!(told("t1"), format!(r#"ops Some(1) top  {none}"none", site: null}}"#));
    assert_eq!(
        inventory.variables().unwrap().to_string(),
        "deep: record<a: int, b: list<bool>>?, dns: list<string>, rack: string, site: string?"
    );
    assert_eq!(names(&inventory.select("all-web").unwrap()), "e1 e2 w1");
    assert_eq!(names(&inventory.select("@top!web").unwrap()), "e1 e2 t1");
}

#[test]
fn hosts_with_the_same_variables_share_them() {
    let (inventory, _) = inventory("[groups.a]\nhosts = ['h[1-3]']\nvars = {x = 1}\n");
    let all = inventory.all().unwrap();
    let shared = |at: usize| std::sync::Arc::as_ptr(all[at].vars.as_ref().unwrap());
    assert_eq!(shared(0), shared(2));
}

#[test]
fn circles_strangers_and_disagreements_have_their_places() {
    let found = complaints(
        r#"
        [groups.a]
        children = ["b", "c"]
        [groups.b]
        children = ["a"]
        [groups.c]
        hosts = ["x"]
        "#,
    );
    assert_eq!(found, ["a: groups contain each other: `a` > `b` > `a`"]);
    let found = complaints("[groups.me]\nchildren = ['me']\n");
    assert_eq!(found, ["me: the group `me` is its own child"]);
    let found = complaints(
        r#"
        [groups.web]
        hosts = ["w1"]
        [groups.top]
        children = ["wbe", "w1", "web", "web", 7]
        [groups.other]
        children = "web"
        "#,
    );
    let wanted = [
        "wbe: no group is called `wbe`",
        "w1: no group is called `w1`",
        "web: the group `web` is named twice",
        "7: expected a group, found `7`",
        "\"web\": expected a list, found a text",
    ];
    assert_eq!(found, wanted);
    let found = complaints(
        r#"
        [groups.web]
        hosts = ["w1", "w2"]
        vars = { dc = "east", rack = 1 }
        [groups.high]
        children = ["web"]
        vars = { dc = "nowhere", rack = 2 }
        [groups.db]
        hosts = ["w1", "w2"]
        vars = { dc = "west" }
        [hosts.w1]
        vars = { dc = "mine" }
        "#,
    );
    assert_eq!(found, ["dc: two groups disagree about the variable `dc` of the host `w2`"]);
    let found = complaints(
        "[defaults]\nvars = 5\n[groups.a]\nhosts = []\nvars = {a = 99999999999999999999}\n",
    );
    let wanted = [
        "5: `vars` has to be a table, not a number",
        "99999999999999999999: this number does not fit in 64 bits",
    ];
    assert_eq!(found, wanted);
}

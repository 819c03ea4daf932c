//! The samples that do something useful, installed and used as anyone would. What each does in detail
//! is tested in its crate.

use std::path::Path;

use rebe_shell::diag::exit;

use crate::repl::Terminal;
use crate::support::plugged::{Home, built};
use crate::support::web::{Answer, Web};

fn installed(name: &str, grants: &[&str]) -> Home {
    let home = Home::new();
    let grants = grants.iter().flat_map(|grant| ["--grant", grant]).collect::<Vec<_>>();
    home.run(&[&["plugin", "install", &built(name)], &grants[..]].concat()).assert(exit::OK, &[]);
    home
}

#[test]
fn certificates_of_files_are_tables() {
    let home = installed("certificate", &[]);
    let file = |name: &str| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("plugins/certificate/src/tests");
        folder.join(name).display().to_string()
    };
    let text = format!("open {} | select key names not_after", file("rsa.pem"));
    home.run(&["-c", &text]).prints(
        "{\"key\":\"RSA 2048\",\"names\":[\"web01.example.com\",\"10.0.0.1\",\"::1\",\
         \"a@example.com\"],\"not_after\":\"2126-11-06T15:25:13Z\"}\n",
    );
    let text = format!("open {} | where not_after < 2100-01-01 | length", file("rsa.der"));
    home.run(&["-c", &text]).prints("0\n");
    let text = format!("open --raw {} | certificate read | get key", file("ec.pem"));
    home.run(&["-c", &text]).prints("[\"EC P-256\"]\n");
    home.write("a.pem", "hello");
    home.run(&["-c", "open a.pem"]).assert(exit::RUNTIME, &["there is no certificate in it"]);
    // On hosts it has to be granted, and each host without one is a failed host.
    let text = "hosts | certificate of /etc/os-release";
    let denied = home.run(&["demo", "--hosts", "3", "-c", text]);
    denied.assert(exit::RUNTIME, &["E0809", "rebe plugin grant certificate query-hosts="]);
    home.run(&["plugin", "grant", "certificate", "query-hosts=/etc/"]).assert(exit::OK, &[]);
    let none = home.run(&["demo", "--hosts", "3", "-c", text]);
    none.assert(exit::ALL_HOSTS, &["invalid", "there is no certificate in it"]);
}

#[test]
fn hosts_of_an_endpoint_are_an_inventory() {
    let list = br#"{"items": [{"name": "a", "ip": "10.0.0.1", "groups": ["web"]}, "b"]}"#;
    let server = Web::start(&[("hosts", Answer::Give("application/json", list.to_vec()))]);
    let home = Home::new();
    let http = built("http-hosts");
    let refused = home.run(&["plugin", "install", &http]);
    refused
        .assert(exit::DENIED, &["E0804", "nobody is there to be asked", "--grant query-network="]);
    assert_eq!(home.run(&["plugin", "list"]).printed, "");
    let all = home.run(&["plugin", "install", &http, "--grant-all"]);
    all.assert(exit::DENIED, &["is for you to say"]);
    let home = installed("http-hosts", &[&format!("query-network={}", server.url("")), "cache"]);
    let inventory = format!("http-hosts {} --at items", server.url("hosts"));
    home.run(&["--inventory-plugin", &inventory, "-c", "hosts web | get address"])
        .prints("[\"10.0.0.1\"]\n");
    let text = format!("http-hosts {} | length", server.url("hosts"));
    home.run(&["-c", &text]).assert(exit::RUNTIME, &["no list of hosts", "--at FIELD"]);
    let away = Web::start(&[]);
    let text = format!("http-hosts {} | length", away.url("hosts"));
    let told = home.run(&["-c", &text]);
    told.assert(exit::RUNTIME, &["was not granted", "rebe plugin grant http-hosts query-network="]);
    assert!(away.asked().is_empty());
}

/// A person is asked for each capability, and told what is wrong with an answer.
#[test]
fn a_person_is_asked_what_a_plugin_may_do() {
    let home = Home::new();
    let mut terminal = Terminal::of(home.command(&["plugin", "install", &built("http-hosts")]));
    terminal.sees("http-hosts asks to read from web servers that you name");
    terminal.sees("nothing to refuse");
    terminal.types("ftp://x\r");
    terminal.sees("is no address of a web server");
    terminal.types("https://cmdb.example.com/\r");
    terminal.sees("read secrets that you name");
    terminal.types("\r");
    terminal.sees("keep data from one run to the next");
    terminal.types("y\r");
    terminal.sees("digest");
    terminal.ends_with(0);
    let list = home.run(&["plugin", "list"]).printed;
    assert!(list.contains("[\"query-network=https://cmdb.example.com/\",\"cache\"]"), "{list}");
}

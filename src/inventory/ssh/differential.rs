//! The same files and questions for rebe and for `ssh -G`, and what the two answer.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use proptest::prelude::*;

use super::ConfigFiles;
use super::document::{Placed, Strictness};
use super::resolve::{Proxy, Query, Settings};
use super::tests::{Folder, config, target};
use crate::effect::real::RealFiles;
use crate::effect::{Environment, Family, Routes, Target};

/// This machine, as `ssh` sees it: it goes by the account and not by variables.
pub(super) struct Machine;

impl Environment for Machine {
    fn var(&self, _: &str) -> Option<String> {
        None
    }

    fn home(&self) -> Option<PathBuf> {
        Some(asked("sh", &["-c", "getent passwd $(id -u) | cut -d: -f6"]).into())
    }

    fn config(&self) -> Option<PathBuf> {
        None
    }

    fn user(&self) -> String {
        asked("id", &["-un"])
    }

    fn uid(&self) -> u32 {
        asked("id", &["-u"]).parse().unwrap()
    }

    fn machine(&self) -> String {
        asked("uname", &["-n"])
    }

    fn random(&self) -> u128 {
        0
    }
}

#[expect(clippy::disallowed_methods, reason = "the peer is a program of this machine")]
fn run(program: &str, arguments: &[&str]) -> std::process::Output {
    Command::new(program).args(arguments).output().unwrap()
}

/// What a program prints that never changes.
fn asked(program: &str, arguments: &[&str]) -> String {
    static KNOWN: Mutex<BTreeMap<String, String>> = Mutex::new(BTreeMap::new());
    let mut known = KNOWN.lock().unwrap();
    let call = format!("{program} {arguments:?}");
    let said = known.entry(call).or_insert_with(|| {
        String::from_utf8(run(program, arguments).stdout).unwrap().trim().to_owned()
    });
    said.clone()
}

/// The lines of `ssh -G` that are compared; the others are about what rebe does not do.
const COMPARED: &[&str] = &[
    "addressfamily",
    "bindaddress",
    "certificatefile",
    "connecttimeout",
    "globalknownhostsfile",
    "hashknownhosts",
    "hostkeyalias",
    "hostname",
    "identitiesonly",
    "identityfile",
    "kbdinteractiveauthentication",
    "passwordauthentication",
    "port",
    "proxycommand",
    "proxyjump",
    "pubkeyauthentication",
    "revokedhostkeys",
    "serveralivecountmax",
    "serveraliveinterval",
    "stricthostkeychecking",
    "user",
    "userknownhostsfile",
];

/// What `ssh` makes of the file at `path`; none when it refuses.
fn theirs(path: &Path, arguments: &[&str]) -> Option<String> {
    let path = path.to_str().unwrap();
    let output = run("ssh", &[&["-G", "-F", path], arguments].concat());
    let text = String::from_utf8(output.stdout).unwrap();
    let is_compared = |line: &&str| COMPARED.contains(&line.split(' ').next().unwrap());
    let mut lines = text.lines().filter(is_compared).collect::<Vec<_>>();
    lines.sort_unstable();
    output.status.success().then(|| lines.join("\n"))
}

/// The same of rebe.
fn ours(path: &Path, query: Query<'_>) -> Result<String, String> {
    let config = config(ConfigFiles::Only(path.to_owned()), Arc::new(RealFiles), Arc::new(Machine));
    let answer = |command: &str| Some(run("/bin/sh", &["-c", command]).status.success());
    let (settings, host) = config.settings(query, &answer)?;
    Ok(told(&settings, &host, query))
}

fn told(settings: &Settings, host: &str, query: Query<'_>) -> String {
    let home = Machine.home().unwrap();
    let mut lines = Vec::new();
    let mut tell = |key: &str, value: String| lines.push(format!("{key} {value}"));
    let flag = |on: Option<bool>, usual: bool| if on.unwrap_or(usual) { "yes" } else { "no" };
    tell("hostname", host.to_owned());
    tell("user", settings.user.clone().unwrap_or_else(|| Machine.user()));
    tell("port", settings.port.unwrap_or(22).to_string());
    tell(
        "addressfamily",
        match settings.family.unwrap_or_default() {
            Family::Any => "any".to_owned(),
            Family::V4 => "inet".to_owned(),
            Family::V6 => "inet6".to_owned(),
        },
    );
    if let Some(bind) = &settings.bind {
        tell("bindaddress", bind.clone());
    }
    let seconds = |time: Duration| time.as_secs().to_string();
    let timeout = settings.connect_timeout;
    tell("connecttimeout", timeout.map_or_else(|| "none".to_owned(), seconds));
    let alive = settings.alive_interval;
    tell("serveraliveinterval", alive.map_or_else(|| "0".to_owned(), seconds));
    tell("serveralivecountmax", settings.alive_count.unwrap_or(3).to_string());
    tell("hashknownhosts", flag(settings.hash_known_hosts, false).to_owned());
    tell("identitiesonly", flag(settings.identities_only, false).to_owned());
    tell("passwordauthentication", flag(settings.password, true).to_owned());
    tell("kbdinteractiveauthentication", flag(settings.keyboard, true).to_owned());
    // It has four values there; the two in which it is on are one here.
    let public_key = if settings.public_key == Some(false) { "false" } else { "true" };
    tell("pubkeyauthentication", public_key.to_owned());
    tell(
        "stricthostkeychecking",
        match settings.strictness.unwrap_or_default() {
            Strictness::Ask => "ask".to_owned(),
            Strictness::Yes => "true".to_owned(),
            Strictness::AcceptNew => "accept-new".to_owned(),
            Strictness::No => "false".to_owned(),
        },
    );
    if let Some(file) = settings.revoked.as_ref().filter(|file| file.text != "none") {
        tell("revokedhostkeys", file.text.clone());
    }
    if let Some(alias) = &settings.host_key_alias {
        tell("hostkeyalias", alias.clone());
    }
    for file in &settings.certificate_files {
        tell("certificatefile", file.text.clone());
    }
    if settings.identity_files.is_empty() {
        for kind in ["rsa", "ecdsa", "ecdsa_sk", "ed25519", "ed25519_sk", "xmss", "dsa"] {
            tell("identityfile", format!("~/.ssh/id_{kind}"));
        }
    }
    for file in &settings.identity_files {
        tell("identityfile", file.text.clone());
    }
    let usual = |folder: &str, name: &str| format!("{folder}/{name} {folder}/{name}2");
    let here = super::tokens::Here::of(&Machine);
    let resolver =
        super::resolve::Resolver { here: &here, environment: &Machine, answer: &|_| None };
    let tokens = resolver.tokens(settings, query, host);
    let paths = |files: &[Placed]| {
        let path = |file: &Placed| tokens.path(file).unwrap().display().to_string();
        files.iter().map(path).collect::<Vec<_>>().join(" ")
    };
    tell(
        "userknownhostsfile",
        match settings.user_known_hosts.as_slice() {
            [] => usual(&format!("{}/.ssh", home.display()), "known_hosts"),
            files => paths(files),
        },
    );
    tell(
        "globalknownhostsfile",
        match settings.global_known_hosts.as_slice() {
            [] => usual("/etc/ssh", "ssh_known_hosts"),
            files => files.iter().map(|file| file.text.as_str()).collect::<Vec<_>>().join(" "),
        },
    );
    match &settings.proxy {
        Some(Proxy::Command(command)) if !command.text.eq_ignore_ascii_case("none") => {
            tell("proxycommand", command.text.clone());
        }
        Some(Proxy::Jump { jumps, place }) if !jumps.is_empty() => {
            let written = place.text.split_whitespace().next().unwrap();
            let before = written.rsplit_once(',').map(|(before, _)| format!("{before},"));
            let last = jumps.last().unwrap();
            let user = last.user.as_ref().map(|user| format!("{user}@"));
            let port = last.port.map(|port| format!(":{port}"));
            let host = if last.host.contains(':') {
                format!("[{}]", last.host)
            } else {
                last.host.clone()
            };
            let parts = [before, user, Some(host), port];
            tell("proxyjump", parts.into_iter().flatten().collect());
        }
        _ => {}
    }
    lines.sort();
    lines.join("\n")
}

/// Compare both; the difference, if there is one.
fn difference(text: &str, query: Query<'_>) -> Option<String> {
    let folder = Folder::new();
    let path = folder.write("config", &text.replace("@FOLDER@", folder.0.to_str().unwrap()));
    for name in ["one.inc", "two.inc", ".hidden.inc"] {
        folder.write(name, &format!("User from-{name}\nHost w1\n  Port 4{}\n", name.len()));
    }
    let mut arguments = Vec::new();
    let port = query.port.map(|port| port.to_string());
    arguments.extend(port.iter().flat_map(|port| ["-p", port.as_str()]));
    arguments.extend(query.user.iter().flat_map(|user| ["-l", user]));
    arguments.push(query.host);
    match (theirs(&path, &arguments), ours(&path, query)) {
        (None, Err(_)) => None,
        // That a host would be reached through itself shows when its route is worked out.
        (None, Ok(_)) if is_reached_through_itself(&path, query) => None,
        (Some(theirs), Ok(ours)) if theirs == ours => None,
        (theirs, ours) => {
            let mut told = format!("{text}\n--- {query:?}\n");
            let theirs = theirs.unwrap_or_else(|| "refused".to_owned());
            let ours = ours.unwrap_or_else(|why| format!("refused: {why}"));
            for line in theirs.lines().filter(|line| !ours.lines().any(|own| own == *line)) {
                let _ = writeln!(told, "ssh:  {line}");
            }
            for line in ours.lines().filter(|line| !theirs.lines().any(|own| own == *line)) {
                let _ = writeln!(told, "rebe: {line}");
            }
            Some(told)
        }
    }
}

fn is_reached_through_itself(path: &Path, query: Query<'_>) -> bool {
    let files = ConfigFiles::Only(path.to_owned());
    let config = config(files, Arc::new(RealFiles), Arc::new(Machine));
    let user = query.user.map(str::to_owned);
    let asked = Target { user, port: query.port, ..target(query.host) };
    let route = config.route(&asked, &|_| Some(false));
    route.is_err_and(|problem| problem.message.contains("goes round in circles"))
}

/// The questions that every configuration of the corpus is asked.
const QUESTIONS: [Query<'static>; 4] = [
    Query { host: "w1", user: None, port: None },
    Query { host: "db.Example.NET", user: Some("bob"), port: None },
    Query { host: "10.0.0.7", user: None, port: Some(2022) },
    Query { host: "bastion", user: None, port: None },
];

#[test]
fn the_corpus_means_what_it_means_to_ssh() {
    let corpus = include_str!("corpus.txt");
    let configurations = corpus.split("\n====\n").collect::<Vec<_>>();
    assert!(configurations.len() >= 100, "{}", configurations.len());
    let ask = |text: &&str| QUESTIONS.iter().find_map(|query| difference(text, *query));
    let differences = configurations.iter().filter_map(ask).collect::<Vec<_>>();
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
}

/// Lines that generated configurations are made of.
const LINES: &[&str] = &[
    "Host *",
    "Host w* !w1",
    "Host w1 10.0.*",
    "Host !bastion *",
    "Match host *.net",
    "Host *.lan !w2*",
    "Match final host *.lan",
    "Match final all",
    "Match !final user alice",
    "Match originalhost w1",
    "Match user bob",
    "Match !user bob host 10.*",
    "Match exec \"test %n = w1\"",
    "Match exec \"test %h-%p-%r = 10.0.0.7-2022-root\"",
    "Match all",
    "Match canonical",
    "  HostName %h.lan",
    "  HostName = Other.NET",
    "  User alice",
    "  User = \"bob\" # remark",
    "  Port 2222",
    "  Port=22",
    "  IdentityFile ~/.ssh/a",
    "  IdentityFile \"/k e y/%h\"",
    "  IdentityFile none",
    "  IdentitiesOnly yes",
    "  CertificateFile ~/.ssh/a-cert.pub",
    "  ProxyJump bastion",
    "  ProxyJump none",
    "  ProxyJump me@a:1,b",
    "  ProxyCommand nc %h %p",
    "  ProxyCommand none",
    "  UserKnownHostsFile /dev/null",
    "  UserKnownHostsFile ~/a \"b c\"",
    "  GlobalKnownHostsFile /g",
    "  StrictHostKeyChecking no",
    "  StrictHostKeyChecking accept-new",
    "  HostKeyAlias Alias",
    "  RevokedHostKeys ~/revoked",
    "  RevokedHostKeys none",
    "  HashKnownHosts yes",
    "  ServerAliveInterval 30",
    "  ServerAliveCountMax 5",
    "  ConnectTimeout 1m",
    "  ConnectTimeout none",
    "  AddressFamily inet6",
    "  ForwardAgent yes",
    "  PasswordAuthentication no",
    "  Include @FOLDER@/*.inc",
    "  Include @FOLDER@/none",
    "# remark",
    "",
];

/// How many mixtures are tried; `REBE_CASES` says another number.
#[expect(clippy::disallowed_methods, reason = "it is about this run of the tests alone")]
fn cases() -> u32 {
    let said = std::env::var("REBE_CASES").ok().and_then(|cases| cases.parse().ok());
    said.unwrap_or(150)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: cases(), ..Default::default() })]

    #[test]
    fn any_mixture_of_lines_means_what_it_means_to_ssh(
        lines in prop::collection::vec(prop::sample::select(LINES), 0..16),
        question in prop::sample::select(&QUESTIONS[..]),
    ) {
        if let Some(difference) = difference(&lines.join("\n"), question) {
            return Err(TestCaseError::fail(difference));
        }
    }
}

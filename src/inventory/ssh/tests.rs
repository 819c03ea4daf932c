//! What files say, and the routes that come of it.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;

use super::differential::Machine;
use super::document::Jump;
use super::resolve::{Proxy, Query};
use super::{ConfigFiles, SshConfig};
use crate::effect::memory::{MemoryEnvironment, MemoryFiles};
use crate::effect::real::RealFiles;
use crate::effect::{
    AgentChoice, Environment, Method, Route, Routed, Routes, Target, Transport, Way,
};
use crate::inventory::register_in;

/// A folder with files that goes away with its owner.
pub(super) struct Folder(pub(super) PathBuf);

#[expect(clippy::disallowed_methods, reason = "the peer reads files of this machine")]
impl Folder {
    pub(super) fn new() -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("rebe-ssh-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(super) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub(super) fn config(
    which: ConfigFiles,
    files: Arc<dyn crate::effect::Files>,
    environment: Arc<dyn Environment>,
) -> SshConfig {
    SshConfig::new(which, files, environment, register_in(Arc::default()))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn any_text_is_read_or_refused(text in "[a-zA-Z*!%\"'#=,:$~{}\\\\ \n\t/.0-9-]{0,200}") {
        let files = MemoryFiles::of([("/c", text.as_str())]);
        let environment = Arc::new(MemoryEnvironment::default());
        let config = config(ConfigFiles::Only("/c".into()), Arc::new(files), environment);
        let _ = config.route(&target("web1"), &|_| Some(true));
    }
}

pub(super) fn target(address: &str) -> Target {
    Target {
        name: address.to_owned(),
        address: address.to_owned(),
        port: None,
        user: None,
        identities: Vec::new(),
        transport: Transport::Ssh,
        groups: Vec::new(),
        tags: Vec::new(),
        vars: None,
    }
}

/// The route to `web1` by the configuration of the user.
fn route(text: &str) -> Result<Route, String> {
    let files = MemoryFiles::of([("/home/user/.ssh/config", text)]);
    let variables = [("KEYS", "/keys"), ("SOCK", "/run/agent")];
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let environment = MemoryEnvironment { variables: variables.into() };
    let config = config(ConfigFiles::Usual, Arc::new(files), Arc::new(environment));
    match config.route(&target("web1"), &|command| Some(command == "yes")) {
        Ok(Routed::Route(route)) => Ok(*route),
        Ok(Routed::Ask(command)) => Err(format!("asks {command}")),
        Err(problem) => Err(problem.message),
    }
}

#[test]
fn without_a_file_a_host_is_reached_directly() {
    assert_eq!(route(""), Ok(Route::direct("web1", 22)));
    let files = Arc::new(MemoryFiles::default());
    let environment = Arc::new(MemoryEnvironment::default());
    let nothing = config(ConfigFiles::Usual, files.clone(), environment.clone());
    assert_eq!(nothing.prepare(), Ok(()));
    let named = config(ConfigFiles::Only("/none".into()), files, environment);
    assert!(named.prepare().unwrap_err().message.contains("is not there"));
}

#[test]
fn tokens_and_variables_are_replaced_where_they_may_stand() {
    let keys = "User ops\nHostName %h.net\nHostKeyAlias Key\nIdentityFile ~/.ssh/%n-%h-%p-%r-%u-%i-%l-%L-%k-%j-%%\n\
                CertificateFile ${KEYS}/c\nUserKnownHostsFile ~/k %d/x\nIdentityAgent $SOCK\n\
                ProxyCommand nc %h %p %r %n %%\n";
    let found = route(keys).unwrap();
    let file = "/home/user/.ssh/web1-web1.net-22-ops-user-1000-desk.example.net-desk-key--%";
    assert_eq!(found.login.identities, Some(vec![file.into()]));
    assert_eq!(found.login.certificates, [PathBuf::from("/keys/c")]);
    assert_eq!(found.login.agent, AgentChoice::At("/run/agent".into()));
    let files = ["/home/user/k", "/home/user/x"].map(PathBuf::from).to_vec();
    assert_eq!(found.host_key.files, Some(files));
    assert_eq!(found.way, Way::Command("nc web1.net 22 ops web1 %".to_owned()));
    assert_eq!(found.key_name(), "key");
    assert_eq!(route("IdentityFile %Z\n").unwrap_err(), "`%Z` stands for nothing here");
    assert_eq!(route("IdentityFile ${NO}/x").unwrap_err(), "the variable `NO` is not set");
    assert_eq!(route("HostName %p").unwrap_err(), "`%p` stands for nothing here");
    let hash = route("IdentityFile %C").unwrap().login.identities.unwrap();
    // printf %s desk.example.netweb122user | sha1sum
    assert_eq!(hash[0].display().to_string(), "1bcea90e516b8c1f3d2ce7f53ae7e424fad3439d");
}

#[test]
fn hosts_on_the_way_have_settings_of_their_own() {
    let text = "Host web1\n  ProxyJump ops@inner:2200\nHost inner\n  HostName 10.0.0.1\n  ProxyJump outer\n\
                Host outer\n  User me\n  Port 7\n";
    let found = route(text).unwrap();
    let Way::Through(inner) = found.way else { panic!("{found:?}") };
    assert_eq!((inner.address.as_str(), inner.port), ("10.0.0.1", 2200));
    assert_eq!(inner.user.as_deref(), Some("ops"));
    let Way::Through(outer) = inner.way else { panic!("{inner:?}") };
    assert_eq!((outer.address.as_str(), outer.port), ("outer", 7));
    assert_eq!(outer.user.as_deref(), Some("me"));
    // A chain that is written out beats what the hosts on it say themselves.
    let found = route("Host web1\n ProxyJump a,b\nHost b\n ProxyJump c\nHost a\n Port 3").unwrap();
    let Way::Through(b) = found.way else { panic!("{found:?}") };
    let Way::Through(a) = b.way else { panic!("{b:?}") };
    assert_eq!((a.address.as_str(), a.port), ("a", 3));
    assert!(matches!(a.way, Way::Direct { .. }));
    let round = "the way to `web1` goes round in circles, by `b`";
    assert_eq!(route("Host *\n ProxyJump b").unwrap_err(), round);
    assert!(route("Host web1\n ProxyJump b\nHost b\n ProxyJump web1").is_err());
}

#[test]
fn what_may_be_tried_to_log_in() {
    let methods = |text| route(text).unwrap().login.methods;
    assert_eq!(methods(""), Method::ALL);
    assert_eq!(
        methods("PubkeyAuthentication no\nPasswordAuthentication no"),
        [Method::KeyboardInteractive]
    );
    assert_eq!(
        methods("PreferredAuthentications password,gssapi-with-mic,publickey"),
        [Method::Password, Method::PublicKey]
    );
    let found = route("IdentityAgent none\nIdentityFile none\nIdentitiesOnly yes").unwrap().login;
    assert_eq!(found.agent, AgentChoice::Nobody);
    assert_eq!(found.identities, Some(vec![]));
    assert!(found.only_named);
}

#[test]
fn a_condition_that_runs_a_command_is_asked_about_and_its_answer_counts() {
    let text = "Match exec yes\n User one\nMatch !exec no\n Port 3\nMatch exec no\n Port 4\n";
    let found = route(text).unwrap();
    assert_eq!((found.user.as_deref(), found.port), (Some("one"), 3));
    let files = MemoryFiles::of([("/c", "Match exec \"x %h\"\nUser u")]);
    let environment = Arc::new(MemoryEnvironment::default());
    let config = config(ConfigFiles::Only("/c".into()), Arc::new(files), environment);
    let asked = config.route(&target("web1"), &|_| None).unwrap();
    assert_eq!(asked, Routed::Ask("x web1".to_owned()));
    let unasked = "Match host other exec never\nUser u";
    assert_eq!(route(unasked).unwrap().user, None);
}

/// The complaints about a file of the user, as `text that is pointed at: message; help`.
fn complaints(text: &str) -> Vec<String> {
    let files = MemoryFiles::of([("/home/user/.ssh/config", text)]);
    let sources = Arc::default();
    let register = register_in(Arc::clone(&sources));
    let environment = Arc::new(MemoryEnvironment::default());
    let config = SshConfig::new(ConfigFiles::Usual, Arc::new(files), environment, register);
    let Err(problem) = config.prepare() else { return Vec::new() };
    let sources = sources.lock().unwrap();
    let at = problem.labels.first().map_or(String::new(), |label| {
        sources.get(label.span.source).unwrap().slice(label.span).to_owned()
    });
    vec![format!("{at}: {}; {}", problem.message, problem.help.unwrap_or_default())]
}

#[test]
fn complaints_have_a_place_and_a_next_step() {
    for (text, wanted) in [
        (
            "Host a\n HostNmae b",
            "HostNmae: SSH has no setting called `HostNmae`; did you mean `HostName`?",
        ),
        (
            "Frobnicate 1",
            "Frobnicate: SSH has no setting called `Frobnicate`; if another version of SSH knows it, put `IgnoreUnknown Frobnicate` above it",
        ),
        ("Port x", "x: `x` is no port; write a number from 1 to 65535"),
        ("Port", "Port: `Port` says nothing; write its value behind it, or take it out"),
        (
            "User a b",
            "b: `User` has a word too many; put text with blanks in quotes, and remarks behind a `#`",
        ),
        ("User \"a", "\": this quote is never closed; close it in the same line"),
        ("Match hots w", "hots: `Match` has no condition called `hots`; did you mean `host`?"),
        ("Match host", "host: the condition `host` lacks what to compare with; write it behind it"),
        (
            "Match all host a",
            "all: `all` stands beside other conditions; write `Match all` alone, or leave it out",
        ),
        (
            "StrictHostKeyChecking maybe",
            "maybe: `StrictHostKeyChecking` cannot be `maybe`; write one of yes, no, ask, accept-new, true, false, off",
        ),
        (
            "ProxyJump a b@:1",
            "a b@:1: `a b@:1` has an account that is no name; write hosts as `user@host:port`, with commas between, or `none`",
        ),
        (
            "Port 1\nPort y\nPort z",
            "y: `y` is no port; write a number from 1 to 65535; the SSH configuration has one more error",
        ),
    ] {
        assert_eq!(complaints(text), [wanted], "{text}");
    }
    assert_eq!(complaints("IgnoreUnknown Frob*\nFrobnicate 1\nXAuthLocation /x"), [""; 0]);
    let loops = complaints("Include config");
    assert!(loops[0].contains("include each other more than 16 deep"), "{loops:?}");
}

#[test]
#[expect(clippy::disallowed_methods, reason = "permissions are those of real files")]
fn a_file_that_others_may_write_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    std::fs::create_dir_all(folder.0.join(".ssh")).unwrap();
    let path = folder.write(".ssh/config", "User bob\n");
    let home = Surroundings(folder.0.clone());
    let prepare = |mode| {
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        let environment = Arc::new(home.clone());
        config(ConfigFiles::Usual, Arc::new(RealFiles), environment).prepare()
    };
    assert_eq!(prepare(0o644), Ok(()));
    let problem = prepare(0o664).unwrap_err();
    assert!(problem.message.ends_with("can be changed by other users of this machine"));
    assert!(problem.help.unwrap().contains("chmod go-w"));
}

/// An environment with this home.
#[derive(Clone)]
struct Surroundings(PathBuf);

impl Environment for Surroundings {
    fn var(&self, _: &str) -> Option<String> {
        None
    }

    fn home(&self) -> Option<PathBuf> {
        Some(self.0.clone())
    }

    fn config(&self) -> Option<PathBuf> {
        None
    }

    fn user(&self) -> String {
        "user".to_owned()
    }

    fn uid(&self) -> u32 {
        1000
    }

    fn machine(&self) -> String {
        "here".to_owned()
    }

    fn random(&self) -> u128 {
        0
    }
}

#[test]
fn jumps_are_read_with_all_their_parts() {
    let jump = |host: &str, user: Option<&str>, port| Jump {
        host: host.to_owned(),
        user: user.map(str::to_owned),
        port,
    };
    let folder = Folder::new();
    let path = folder.write("c", "ProxyJump a@b:1,ssh://c:2,[::1]:3 # d\n");
    let config = config(ConfigFiles::Only(path), Arc::new(RealFiles), Arc::new(Machine));
    let query = Query { host: "x", user: None, port: None };
    let (settings, _) = config.settings(query, &|_| None).unwrap();
    let Some(Proxy::Jump { jumps, .. }) = settings.proxy else { panic!() };
    let wanted =
        [jump("b", Some("a"), Some(1)), jump("c", None, Some(2)), jump("::1", None, Some(3))];
    assert_eq!(jumps, wanted);
}

//! Networks that fail between machines: a server in a network namespace of its own, behind a pair of
//! virtual cards that can be unplugged.

use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use rebe_shell::effect::{Job, Target};
use rebe_shell::fleet::FleetSettings;

use crate::support::sshd::Sshd;
use crate::support::{fleet_routed, job_with, run, skipped, target};

/// The namespace and the pair of cards; both go away with their owner.
struct Link {
    name: String,
    /// The first three numbers of its addresses, which are of a block for tests of networks
    /// (RFC 2544).
    block: String,
}

fn ip(words: &str) -> bool {
    let output = Command::new("ip").args(words.split(' ')).output();
    output.is_ok_and(|output| output.status.success())
}

impl Link {
    /// None where that is not allowed, or there is no `ip`.
    fn new() -> Option<Self> {
        let number = std::process::id();
        let name = format!("rebe{number}");
        let block = format!("198.{}.{}", 18 + number / 256 % 2, number % 256);
        let link = Self { name, block };
        let Self { name, block } = &link;
        let (here, there) = (format!("{block}.1/24"), format!("{block}.2/24"));
        let is_made = ip(&format!("netns add {name}"))
            && ip(&format!("link add {name}a type veth peer name {name}b netns {name}"))
            && ip(&format!("addr add {here} dev {name}a"))
            && ip(&format!("link set {name}a up"))
            && ip(&format!("-n {name} addr add {there} dev {name}b"))
            && ip(&format!("-n {name} link set {name}b up"))
            // Packets to a card that nobody has are lost without a word.
            && ip(&format!("neigh add {block}.3 lladdr 02:00:00:00:00:03 dev {name}a"))
            && ip(&format!("route add unreachable {block}.4/32"));
        if !is_made {
            skipped("networks cannot be made here, which takes the superuser and `ip`");
            return None;
        }
        Some(link)
    }

    fn set(&self, state: &str) {
        let Self { name, .. } = self;
        // The far end, so that this machine notices nothing but silence.
        assert!(ip(&format!("-n {name} link set {name}b {state}")));
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        let Self { name, block } = self;
        ip(&format!("route del unreachable {block}.4/32"));
        // Its card goes with the namespace, and with that the other one of the pair.
        ip(&format!("netns del {name}"));
    }
}

#[test]
fn a_link_that_is_cut_costs_its_host_alone_and_comes_back() {
    let Some(link) = Link::new() else { return };
    let (there, near) = (format!("{}.2", link.block), Sshd::start());
    let starter = ["ip", "netns", "exec", &link.name];
    let far = Sshd::start_by(&starter, &there, |_| String::new());
    let known_keys = [far.trusting().known_keys, near.trusting().known_keys].concat();
    let keys = [far.folder.join("user"), near.folder.join("user")].to_vec();
    let settings = FleetSettings { known_keys, identities: Some(keys), ..FleetSettings::default() };
    let config = "Host *\n  ServerAliveInterval 1\n  ServerAliveCountMax 2\n";
    let fleet = fleet_routed(near.folder.path(), settings, config);
    let host = |last: u8| target(&format!("{}.{last}", link.block), far.port);
    let short = |line: &str| job_with(line, |limits| limits.connect = Duration::from_secs(3));
    let ask = |job: Job, mut hosts: Vec<Arc<Target>>| {
        hosts.push(target("127.0.0.1", near.port));
        let mut replies = run(&fleet, job, hosts);
        let last = replies.iter().position(|r| r.target.address == "127.0.0.1").unwrap();
        assert_eq!(replies.remove(last).outcome.label(), "ok");
        let told = replies.into_iter().map(|r| (r.outcome.label(), r.outcome.message, r.stdout));
        told.collect::<Vec<_>>()
    };
    let told = ask(short("echo hi"), vec![host(2), host(3), host(4)]);
    assert_eq!((&*told[0].0, &*told[0].2), ("ok", &b"hi\n"[..]), "{}", told[0].1);
    assert_eq!(told[1].0, "timeout(connect)", "{}", told[1].1);
    let words =
        "no SSH connection within 3 s; is the host up, is its address right, and does a firewall";
    assert!(told[1].1.contains(words), "{}", told[1].1);
    assert_eq!(told[2].0, "unreachable", "{}", told[2].1);
    assert!(told[2].1.contains("no route to the host; is the host up, and are you in the right"));
    // While a command runs.
    let begun = far.folder.join("begun");
    let line =
        format!("[ -e {0} ] || {{ echo > {0}; echo some; exec sleep 20; }}", begun.display());
    let line = format!("case $SSH_CONNECTION in *\\ 127.0.0.1\\ *) ;; *) {line};; esac");
    let told = std::thread::scope(|scope| {
        scope.spawn(|| {
            while !begun.exists() {
                std::thread::sleep(Duration::from_millis(10));
            }
            std::thread::sleep(Duration::from_millis(200));
            link.set("down");
        });
        ask(short(&line), vec![host(2)])
    });
    let (label, message, stdout) = &told[0];
    assert_eq!((&**label, &**stdout), ("unreachable", &b"some\n"[..]), "{message}");
    let words = "broke while the command ran (the host did not answer any more); the host may have";
    assert!(message.contains(words), "{message}");
    // As long as it is down, nothing comes; then it is as before.
    let told = ask(short("echo hi"), vec![host(2)]);
    let down = ["timeout(connect)", "unreachable"].contains(&&*told[0].0);
    assert!(down && told[0].2.is_empty(), "{told:?}");
    link.set("up");
    let told = ask(short("echo hi"), vec![host(2)]);
    assert_eq!((&*told[0].0, &*told[0].2), ("ok", &b"hi\n"[..]), "{}", told[0].1);
}

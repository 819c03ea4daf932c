//! Connections are used again, counted on the side of a real server.

use crate::support::proxy::{Fault, Proxy};
use crate::support::rebe::rebe;
use crate::support::sshd::Sshd;

/// Ten questions, as one asks them one after the other.
const QUESTIONS: [&str; 10] = [
    "hosts | discover os | length",
    "hosts | discover cpu, memory | length",
    "hosts | run 'true' | length",
    "hosts | run 'echo $((1 + 1))' | where stdout == \"2\" | length",
    "hosts | run 'exit 3' | outcomes | where outcome == \"failed\" | length",
    "hosts | wait-for --file /tmp | length",
    "hosts | run 'echo a; echo b' --stream | get host | uniq | length",
    "hosts | discover cpu | where cores > 0 | length",
    "hosts | run 'head -c 100000 /dev/zero | tr \"\\\\000\" x' | length",
    "hosts | run 'echo last >&2' --batch 10 | length",
];

#[test]
fn ten_questions_to_thirty_hosts_take_thirty_connections() {
    let sshd = Sshd::start();
    let proxy = Proxy::start(sshd.port, |_, _| Fault::default());
    let ran = rebe(&sshd, proxy.port, "127.0.4.[1-30]", &QUESTIONS.join("; "), &[]);
    assert_eq!((ran.exit, &*ran.stdout), (Some(0), "30\n".repeat(10).as_str()), "{}", ran.stderr);
    // 300 questions were answered, 270 of them on a connection that was there.
    assert_eq!((proxy.passed().len(), sshd.logins()), (30, 30));
    proxy.wait_until_let_go();
}

#[test]
fn a_question_on_a_connection_that_is_there_takes_two_turns() {
    let sshd = Sshd::start();
    let turns = |text: &str| {
        let proxy = Proxy::start(sshd.port, |_, _| Fault::default());
        let ran = rebe(&sshd, proxy.port, "127.0.4.1", text, &[]);
        assert_eq!(ran.exit, Some(0), "{}", ran.stderr);
        proxy.wait_until_let_go();
        let passed = proxy.passed();
        assert_eq!(passed.len(), 1);
        passed[0].turns
    };
    let one = turns("hosts | run 'true' | length");
    let two = turns("hosts | run 'true' | length; hosts | run 'true' | length");
    assert!((1..=3).contains(&(two - one)), "{one} {two}");
}

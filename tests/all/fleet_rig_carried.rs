//! Files on the way to and from a real server, over connections that are lost at any byte: what is
//! told as carried is there whole, and what was there before is there until then.

use std::collections::BTreeSet;
use std::fs;

use crate::support::proxy::{End, Fault, Passed, Proxy, Side};
use crate::support::rebe::{Ran, rebe};
use crate::support::sshd::Sshd;
use crate::support::{Folder, job, run_one, target};

/// The hosts are 127.0.10.1 up to this one, and the last two have no fault.
const HOSTS: u8 = 26;
const FAULTY: u8 = HOSTS - 2;

/// A server on which each host has a folder of its own, which holds `data`.
fn sshd() -> Sshd {
    Sshd::start_with(|folder| {
        let lines = (1..=HOSTS).map(|at| {
            let own = own(folder, at);
            fs::create_dir(&own).unwrap();
            fs::write(own.join("data"), "old").unwrap();
            let own = own.display();
            format!("Match LocalAddress 127.0.10.{at}\nForceCommand internal-sftp -d {own}\n")
        });
        format!("Subsystem sftp internal-sftp\n{}Match all\n", lines.collect::<String>())
    })
}

fn own(folder: &Folder, at: u8) -> std::path::PathBuf {
    folder.join(&format!("own{at}"))
}

/// Bytes that are not the same anywhere near each other.
fn bytes() -> Vec<u8> {
    (0..300_000u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect()
}

/// Run `text` where each host loses its connection, later than the one before it; what passes on
/// `side` counts. The label and the host of each that is no ok.
fn ask(sshd: &Sshd, text: &str, side: Side) -> (Ran, BTreeSet<u8>) {
    let counted = |passed: &Passed| match side {
        Side::Client => passed.from_client,
        Side::Server => passed.from_server,
    };
    let proxy = Proxy::start(sshd.port, |_, _| Fault::default());
    // A login takes as many bytes as one on a host without a forced command.
    let login = run_one(&sshd.fleet(), job("true"), target("127.0.11.1", proxy.port));
    assert_eq!(login.outcome.label(), "ok", "{:?}", login.outcome);
    let well = rebe(sshd, proxy.port, &format!("127.0.10.{HOSTS}"), text, &[]);
    assert_eq!(well.exit, Some(0), "{}", well.stderr);
    let (first, last) = (counted(&proxy.passed()[0]), counted(&proxy.passed()[1]));
    let proxy = Proxy::start(sshd.port, move |host, _| {
        let at = u64::from(host.octets()[3]);
        let place = first + (last - first) * at * at / u64::from(FAULTY) / u64::from(FAULTY);
        let end = if at % 2 == 0 { End::Close } else { End::Reset };
        let end = (at <= u64::from(FAULTY)).then_some((side, place, end));
        Fault { end, ..Fault::default() }
    });
    let ran = rebe(sshd, proxy.port, &format!("127.0.10.[1-{HOSTS}]"), text, &[]);
    assert_eq!(ran.outcomes.len(), usize::from(HOSTS), "{}", ran.stderr);
    proxy.wait_until_let_go();
    let mut well = BTreeSet::new();
    for (host, (label, message)) in &ran.outcomes {
        let at = host.rsplit('.').next().unwrap().parse().unwrap();
        if label == "ok" {
            well.insert(at);
            continue;
        }
        assert_eq!(label, "unreachable", "{host}: {message}");
        assert!(message.contains("the connection broke while"), "{host}: {message}");
        assert!(!message.contains("os error"), "{host}: {message}");
    }
    assert_eq!(ran.rows().len(), well.len(), "a row is a file that is there");
    assert!(well.contains(&HOSTS) && well.contains(&(HOSTS - 1)) && well.len() < 12, "{well:?}");
    (ran, well)
}

#[test]
fn what_is_sent_is_there_whole_or_the_old_is() {
    let sshd = sshd();
    let new = sshd.folder.join("new");
    fs::write(&new, bytes()).unwrap();
    let (_, well) = ask(&sshd, &format!("hosts | upload {} data", new.display()), Side::Client);
    for at in 1..=HOSTS {
        let found = fs::read(own(&sshd.folder, at).join("data")).unwrap();
        let is_new = found == bytes();
        // The word that it is in place may be what was lost.
        assert!(is_new || (found == b"old" && !well.contains(&at)), "host {at}: {}", found.len());
    }
}

#[test]
fn what_is_brought_is_here_whole_or_not_at_all() {
    let sshd = sshd();
    let here = Folder::new();
    for at in 1..=HOSTS {
        fs::write(own(&sshd.folder, at).join("data"), bytes()).unwrap();
    }
    let text = format!("hosts | download data {} --force", here.path().display());
    let (_, well) = ask(&sshd, &text, Side::Server);
    for at in 1..=HOSTS {
        let folder = here.join(&format!("127.0.10.{at}"));
        let names = fs::read_dir(&folder).into_iter().flatten();
        let names = names.map(|file| file.unwrap().file_name()).collect::<Vec<_>>();
        assert!(names.iter().all(|name| name == "data"), "host {at}: {names:?}");
        match fs::read(folder.join("data")) {
            Ok(found) => assert!(found == bytes(), "host {at}: {}", found.len()),
            Err(_) => assert!(!well.contains(&at), "host {at} has no file"),
        }
    }
}

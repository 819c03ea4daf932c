//! Servers that hang, lie and flood: the right outcome in time, and nobody else waits.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use rebe_shell::effect::{OutcomeKind, Phase};

use crate::support::sshd::Sshd;
use crate::support::{job_with, run, target, targets};

/// A server that does `behave` with each connection; its port.
fn server(behave: fn(TcpStream)) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || behave(stream));
        }
    });
    port
}

/// Keep the connection open until the client closes it, and say so by ending.
fn linger(mut stream: TcpStream) {
    let mut buffer = [0; 4096];
    while stream.read(&mut buffer).is_ok_and(|length| length > 0) {}
}

fn silent(stream: TcpStream) {
    linger(stream);
}

fn half_a_banner(mut stream: TcpStream) {
    let _ = stream.write_all(b"SSH-2.0-half");
    linger(stream);
}

fn banner_then_silence(mut stream: TcpStream) {
    let _ = stream.write_all(b"SSH-2.0-OpenSSH_9.9\r\n");
    linger(stream);
}

fn endless_banner(mut stream: TcpStream) {
    while stream.write_all(&[b'x'; 1000]).is_ok() {}
}

fn endless_lines(mut stream: TcpStream) {
    while stream.write_all(b"welcome to the machine\r\n").is_ok() {}
}

fn another_protocol(mut stream: TcpStream) {
    let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
}

fn garbage(mut stream: TcpStream) {
    let _ = stream.write_all(b"SSH-2.0-OpenSSH_9.9\r\n");
    let _ = stream.write_all(&[0xfe; 100_000]);
    linger(stream);
}

fn ignored_forever(mut stream: TcpStream) {
    let _ = stream.write_all(b"SSH-2.0-OpenSSH_9.9\r\n");
    // SSH_MSG_IGNORE, which a client has to take at any time.
    while stream.write_all(&[0, 0, 0, 12, 10, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]).is_ok() {}
}

fn hangs_up(stream: TcpStream) {
    drop(stream);
}

#[test]
fn every_way_to_misbehave_has_its_outcome_and_delays_nobody() {
    let sshd = Sshd::start();
    let hostile = [
        (server(silent), "timeout(connect)"),
        (server(half_a_banner), "timeout(connect)"),
        (server(banner_then_silence), "timeout(connect)"),
        (server(endless_banner), "unreachable"),
        (server(endless_lines), "unreachable"),
        (server(another_protocol), "unreachable"),
        (server(garbage), "unreachable"),
        (server(ignored_forever), "unreachable"),
        (server(hangs_up), "unreachable"),
    ];
    let mut hosts = hostile.iter().map(|(port, _)| target("127.0.0.1", *port)).collect::<Vec<_>>();
    hosts.extend(targets(20, sshd.port));
    let start = Instant::now();
    let job = job_with("echo hi", |limits| limits.connect = Duration::from_secs(6));
    let fleet = sshd.fleet();
    for reply in run(&fleet, job, hosts) {
        let (label, message) = (reply.outcome.label(), &reply.outcome.message);
        if reply.target.port == Some(sshd.port) {
            assert_eq!(label, "ok", "{message}");
            assert!(reply.outcome.elapsed < Duration::from_secs(6), "delayed by others");
            continue;
        }
        let (_, wanted) =
            hostile.iter().find(|(port, _)| Some(*port) == reply.target.port).unwrap();
        assert_eq!(label, *wanted, "{message}");
        assert!(reply.outcome.elapsed < Duration::from_secs(8), "{message}");
        assert!(message.len() > 20 && reply.stdout.is_empty());
    }
    assert!(start.elapsed() < Duration::from_secs(12));
}

#[test]
fn a_host_given_up_on_is_let_go() {
    static OPEN: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    use std::sync::atomic::Ordering::SeqCst;
    fn counted(mut stream: TcpStream) {
        OPEN.fetch_add(1, SeqCst);
        let _ = stream.write_all(b"SSH-2.0-OpenSSH_9.9\r\n");
        linger(stream);
        OPEN.fetch_sub(1, SeqCst);
    }
    let sshd = Sshd::start();
    let fleet = sshd.fleet();
    let job = job_with("true", |limits| limits.connect = Duration::from_millis(300));
    let replies = run(&fleet, job, vec![target("127.0.0.1", server(counted))]);
    assert_eq!(replies[0].outcome.kind, OutcomeKind::Timeout(Phase::Connect));
    let start = Instant::now();
    while OPEN.load(SeqCst) > 0 {
        assert!(start.elapsed() < Duration::from_secs(3), "the socket is still open");
        std::thread::sleep(Duration::from_millis(10));
    }
}

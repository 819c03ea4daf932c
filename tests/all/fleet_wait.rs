//! Waiting for hosts: for what is not so yet, and for those that are not there yet.

use std::collections::HashMap;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rebe_shell::effect::{Target, Transport};
use rebe_shell::fleet::FleetSettings;
use rebe_shell::render::{Form, Format, Look, Screen};
use rebe_shell::session::{Mode, Options, Report, Session};

use crate::support::sshd::{Sshd, free_port};
use crate::support::{Text, target};

fn run(
    settings: FleetSettings,
    targets: Vec<Target>,
    text: &str,
) -> (Report, Vec<HashMap<String, serde_json::Value>>) {
    let options = Options { targets: Some(targets), fleet: settings, ..Options::default() };
    let mut session = Session::new(options);
    let prepared = session.prepare("test", text, Mode::Run);
    assert!(!prepared.is_wrong(), "{:?}", prepared.diagnostics);
    let out = Text::default();
    let screen = Screen::new(Form::Data(Format::Ndjson), Look::plain(), Box::new(out.clone()));
    let report = session.run(&prepared, Arc::new(Mutex::new(screen)));
    assert!(report.errors.is_empty(), "{:?}", report.errors);
    let rows = out.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (report, rows)
}

fn here() -> Vec<Target> {
    vec![Target { transport: Transport::Local, ..(*target("localhost", 22)).clone() }]
}

#[test]
fn a_host_that_comes_up_later_is_waited_for() {
    let mut sshd = Sshd::start();
    let settings = FleetSettings { identity: Some(sshd.user_key()), ..sshd.trusting() };
    let targets = vec![(*target("127.0.0.1", sshd.port)).clone()];
    sshd.crash();
    // More refusals than those after which a host is left alone for half a minute.
    let text = "hosts | run 'true' | length; hosts | run 'true' | length; hosts | run 'true' | length; \
                hosts | run 'true' | outcomes | get outcome; \
                hosts | wait-for --command 'true' --every 50ms --timeout 30s; \
                hosts | run 'echo hi' | get stdout";
    let (report, told) = std::thread::scope(|scope| {
        let run = scope.spawn(|| {
            let options = Options {
                targets: Some(targets.clone()),
                fleet: settings.clone(),
                ..Options::default()
            };
            let mut session = Session::new(options);
            let prepared = session.prepare("test", text, Mode::Run);
            let out = Text::default();
            let screen =
                Screen::new(Form::Data(Format::Ndjson), Look::plain(), Box::new(out.clone()));
            let report = session.run(&prepared, Arc::new(Mutex::new(screen)));
            (report, out.text())
        });
        std::thread::sleep(Duration::from_secs(6));
        sshd.restart();
        run.join().unwrap()
    });
    assert!(report.errors.is_empty(), "{:?}", report.errors);
    assert!(told.contains("breaker_open"), "{told}");
    assert!(told.contains("\"tries\":") && told.contains("hi"), "{told}");
}

#[test]
fn a_login_that_is_refused_is_not_waited_for() {
    let sshd = Sshd::start();
    let other = Sshd::start();
    let settings = FleetSettings { identity: Some(other.user_key()), ..sshd.trusting() };
    let targets = vec![(*target("127.0.0.1", sshd.port)).clone()];
    let (report, rows) = run(settings, targets, "hosts | wait-for --file /tmp --timeout 1min");
    assert!(rows.is_empty());
    assert_eq!((report.all[0].label().as_str(), report.all[0].attempts), ("auth_failed", 1));
}

#[test]
fn files_ports_and_commands_that_come_and_go() {
    let folder = crate::support::Folder::new();
    let file = folder.join("it's ready").display().to_string();
    let (port, closed) = (free_port(), free_port());
    let _listening = TcpListener::bind(("127.0.0.1", port)).unwrap();
    let wait = |flags: &str| {
        let text = format!("hosts | wait-for {flags} --every 20ms --timeout 300ms");
        let (report, rows) = run(FleetSettings::default(), here(), &text);
        (report.all[0].label(), report.all[0].message.clone(), rows.len())
    };
    let quoted = format!("\"{file}\"");
    let (label, message, rows) = wait(&format!("--file {quoted}"));
    assert_eq!((label.as_str(), rows), ("timeout(total)", 0));
    assert!(
        message.contains("within 0.3 s") && message.contains("nothing at that path"),
        "{message}"
    );
    assert_eq!(wait(&format!("--file {quoted} --gone")).0, "ok");
    std::fs::write(&file, "").unwrap();
    assert_eq!(wait(&format!("--file {quoted}")).0, "ok");
    assert_eq!(wait(&format!("--file {quoted} --gone")).0, "timeout(total)");
    assert_eq!(wait(&format!("--port {port}")).0, "ok");
    assert_eq!(wait(&format!("--port {port} --gone")).0, "timeout(total)");
    assert_eq!(wait(&format!("--port {closed} --gone")).0, "ok");
    assert_eq!(wait(&format!("--port {closed}")).0, "timeout(total)");
    assert_eq!(wait("--command 'exit 3' --gone").0, "ok");
    let (label, message, _) = wait("--command 'no-such-thing' --gone");
    assert_eq!(label, "timeout(total)");
    assert!(message.contains("exit code 127"), "{message}");
}

#[test]
fn each_try_counts_until_it_goes_well() {
    let folder = crate::support::Folder::new();
    let path = folder.join("tries").display().to_string();
    let text = format!(
        "hosts | wait-for --command 'echo x >> {path}; [ $(wc -l < {path}) -ge 3 ]' --every 10ms"
    );
    let (_, rows) = run(FleetSettings::default(), here(), &text);
    assert_eq!(rows[0]["tries"], 3);
}

//! Scripts of this machine, run on hosts with a real sshd.

use std::fs;
use std::time::Duration;

use rebe_shell::fleet::{FleetSettings, PasswordSource};
use rebe_shell::session::{Mode, Options, Session};

use crate::fleet_sudo::play;
use crate::fleet_transfer::{Rows, names, one, run};
use crate::support::sshd::Sshd;
use crate::support::target;

/// An sshd whose sessions have a folder of their own for what is temporary.
fn sshd() -> Sshd {
    let sshd = Sshd::start_with(|folder| {
        fs::create_dir(folder.join("tmp")).unwrap();
        format!("SetEnv HOME={0} TMPDIR={0}/tmp PATH={0}:/usr/bin:/bin\n", folder.path().display())
    });
    // Of two lines the first counts.
    let config = sshd.folder.join("config");
    let text = fs::read_to_string(&config).unwrap();
    let own = |line: &&str| !line.starts_with("SetEnv") || line.contains("TMPDIR");
    fs::write(&config, text.lines().filter(own).collect::<Vec<_>>().join("\n") + "\n").unwrap();
    let mut sshd = sshd;
    sshd.crash();
    sshd.restart();
    sshd
}

/// Run the script `text` with `rest` behind its path; what it leaves where temporary files are.
fn script(sshd: &Sshd, text: &str, rest: &str) -> (String, Rows, Vec<String>) {
    let path = sshd.folder.join("it's a.sh");
    fs::write(&path, text).unwrap();
    let (report, rows) = one(sshd, &format!("hosts | script \"{}\" {rest}", path.display()));
    let outcome = &report.all[0];
    let label = format!("{} {}", outcome.label(), outcome.message);
    (label.trim().to_owned(), rows, left(sshd))
}

/// What is left where temporary files are, once that is nothing, or after a while.
fn left(sshd: &Sshd) -> Vec<String> {
    for _ in 0..100 {
        if names(&sshd.folder.join("tmp")).is_empty() {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    names(&sshd.folder.join("tmp"))
}

const NOTHING: [&str; 0] = [];

#[test]
fn a_script_is_run_by_what_its_first_line_says() {
    let sshd = sshd();
    let show = "for one in \"$@\"; do printf '<%s>' \"$one\"; done; echo; echo ${0##*/}\n";
    let rest = "\"a b\" \"it's\" \"$HOME `x` \\\\\" \"two\\nlines\" \"ü\" 7 true \"\" \"-n\"";
    for text in
        [show.to_owned(), format!("#!/bin/sh\n{show}"), format!("#! /usr/bin/env bash\n{show}")]
    {
        let (label, rows, left) = script(&sshd, &text, rest);
        assert_eq!(label, "ok", "{text}");
        let wanted = "<a b><it's><$HOME `x` \\><two\nlines><ü><7><true><><-n>\nit's a.sh";
        assert_eq!(rows[0]["stdout"], wanted, "{text}");
        assert_eq!(left, NOTHING);
    }
    // Whatever program it is.
    let (label, rows, _) = script(&sshd, "#!/bin/cat\nthis is no shell\n", "");
    assert_eq!(
        (label.as_str(), &rows[0]["stdout"]),
        ("ok", &"#!/bin/cat\nthis is no shell".into())
    );
    let (label, rows, left) = script(&sshd, "#!/bin/sh -e\nfalse\necho not here\n", "");
    assert!(label.starts_with("failed(1)"), "{label}");
    assert_eq!((&rows[0]["stdout"], left.len()), (&"".into(), 0));
    let (label, rows, left) = script(&sshd, "#!/nowhere/python9 -u\nx\n", "");
    assert!(label.starts_with("failed(127)"), "{label}");
    assert_eq!(
        rows[0]["stderr"],
        "there is no /nowhere/python9 on this host, which the script asks for"
    );
    assert_eq!(left, NOTHING);
}

#[test]
fn what_it_reads_is_its_own() {
    let sshd = sshd();
    let text = "read first\necho \"1 $first\"\nsed 's/^/rest /'\nexit 7\n";
    let (label, rows, _) = script(&sshd, text, "--stdin \"a\\nb\\nc\" --env {X: \"y\"}");
    assert!(label.starts_with("failed(7)"), "{label}");
    assert_eq!(rows[0]["stdout"], "1 a\nrest b\nrest c");
    // Without any, there is none: what is left of the script is not taken for it.
    let (_, rows, left) = script(&sshd, text, "");
    assert_eq!((&rows[0]["stdout"], left.len()), (&"1 ".into(), 0));
    let (label, rows, _) =
        script(&sshd, "pwd; echo $X", "--folder \"/\" --env {X: \"y z\"} --stream");
    let lines = rows.iter().map(|row| row["line"].as_str().unwrap()).collect::<Vec<_>>();
    assert_eq!((label.as_str(), lines.as_slice()), ("ok", &["/", "y z"][..]));
}

#[test]
fn nothing_is_left_of_one_that_is_stopped_or_killed() {
    let sshd = sshd();
    // The superuser's sshd passes no signals on, but whoever prints hears that nobody listens.
    let (label, ..) = script(&sshd, "while sleep 0.1; do echo x; done\n", "--timeout 1s");
    assert!(label.starts_with("timeout(exec)"), "{label}");
    assert_eq!(left(&sshd), NOTHING);
    let (label, _, left) = script(&sshd, "kill -9 $$\n", "");
    assert!(label.starts_with("failed(137)"), "{label}");
    assert_eq!(left, NOTHING);
}

#[test]
fn half_a_script_is_not_run() {
    let sshd = sshd();
    let ran = sshd.folder.join("ran");
    let path = sshd.folder.join("long.sh");
    let text = format!("touch {}\n#{}\n", ran.display(), "x".repeat(1_000_000));
    fs::write(&path, text).unwrap();
    // What it reads makes its host take each byte alone, which takes long enough to break it off.
    let text = format!("hosts | script {} --stdin \"x\"", path.display());
    let (settings, host) = (sshd.settings(), (*target("127.0.0.1", sshd.port)).clone());
    let (report, _) = std::thread::scope(|scope| {
        let asked = scope.spawn(|| run(settings, vec![host], &text));
        while names(&sshd.folder.join("tmp")).is_empty() {
            std::thread::sleep(Duration::from_millis(1));
        }
        sshd.cut_connections();
        asked.join().unwrap()
    });
    assert_eq!(report.all[0].label(), "unreachable", "{:?}", report.all);
    // The shell there has seen that it is not whole, and has taken it away.
    assert_eq!(left(&sshd), NOTHING);
    assert!(!ran.exists());
}

#[test]
fn another_account_runs_it_and_its_password_is_no_part_of_what_it_reads() {
    let sshd = sshd();
    play(&sshd.folder, "lecture");
    let path = sshd.folder.join("who.sh");
    fs::write(&path, "cat\necho \"$1 ${0##*/}\"\n").unwrap();
    let settings = FleetSettings {
        sudo_password: Some(PasswordSource::Command("echo right".to_owned())),
        ..sshd.settings()
    };
    let text = format!("hosts | script {} \"a b\" --become --stdin \"own\\n\"", path.display());
    let (report, rows) = run(settings, vec![(*target("127.0.0.1", sshd.port)).clone()], &text);
    assert_eq!(report.all[0].label(), "ok", "{}", report.all[0].message);
    assert_eq!((&rows[0]["stdout"], &rows[0]["stderr"]), (&"own\na b who.sh".into(), &"".into()));
    assert_eq!(left(&sshd), NOTHING);
}

#[test]
fn one_that_is_too_long_is_not_sent() {
    let sshd = sshd();
    let path = sshd.folder.join("long.sh");
    fs::write(&path, vec![b'#'; (1 << 20) + 1]).unwrap();
    let session = Session::new(Options::default());
    let prepared =
        session.prepare("test", &format!("hosts | script {}", path.display()), Mode::Run);
    assert!(prepared.diagnostics[0].message.ends_with("is longer than 1 MiB"));
    fs::write(&path, vec![b'#'; 1 << 20]).unwrap();
    let (report, _) = one(&sshd, &format!("hosts | script {}", path.display()));
    assert_eq!((report.all[0].label().as_str(), left(&sshd)), ("ok", Vec::new()));
}

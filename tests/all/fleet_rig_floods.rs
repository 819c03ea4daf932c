//! Output that does harm, from real hosts: floods, silence, lines without end and escapes; memory
//! stays bounded, what is shown is defused, what is data is kept, and other hosts are well.

use crate::support::rebe::{Ran, rebe};
use crate::support::sshd::Sshd;

const FLOODS: &str = "127.0.5.1";
const ESCAPES: &str = "127.0.5.2";
const SILENT: &str = "127.0.5.3";
const ONE_LINE: &str = "127.0.5.4";

/// What the hosts do, each known by its address.
const SCRIPT: &str = r"case $SSH_CONNECTION in
*127.0.5.1\ *) head -c 4G /dev/zero | tr '\000' x;;
*127.0.5.2\ *)
    printf '\033[2J\033]0;owned\007\033[31mred\n'
    printf '\033[1A\033[Knothing to see\n' >&2
    exit 4;;
*127.0.5.3\ *) sleep 30;;
*127.0.5.4\ *) head -c 1000000 /dev/zero | tr '\000' y;;
*) echo well;;
esac
";

const SCREEN: &str = "\u{1b}[2J\u{1b}]0;owned\u{7}\u{1b}[31mred";

/// The path of it.
fn script(sshd: &Sshd) -> String {
    let script = sshd.folder.join("script");
    std::fs::write(&script, SCRIPT).unwrap();
    script.display().to_string()
}

/// Run it on ten hosts with `flags` of `run`; six of them are well.
fn ask(sshd: &Sshd, flags: &str) -> Ran {
    let text = format!("hosts | run 'sh {}' --timeout 4s --max-output 2MB {flags}", script(sshd));
    let ran = rebe(sshd, sshd.port, "127.0.5.[1-10]", &text, &[]);
    assert_eq!((ran.exit, ran.outcomes.len()), (Some(3), 10), "{}", ran.stderr);
    ran.assert(
        FLOODS,
        "truncated",
        &["limit of 2000000 bytes", "was cut there", "raise the limit"],
    );
    ran.assert(ESCAPES, "failed(4)", &["exit code 4"]);
    ran.assert(SILENT, "timeout(exec)", &["did not finish within 4 s and was stopped"]);
    for host in 4..=10 {
        ran.assert(&format!("127.0.5.{host}"), "ok", &[]);
    }
    assert!(ran.peak < 300 << 10, "{} KiB", ran.peak);
    ran
}

#[test]
fn a_flood_is_cut_and_everything_else_is_kept_as_it_came() {
    let sshd = Sshd::start();
    let ran = ask(&sshd, "");
    assert!(ran.row(FLOODS)["stdout"] == "x".repeat(2_000_000));
    assert!(ran.row(FLOODS)["exit_code"].is_null());
    assert!(ran.row(ONE_LINE)["stdout"] == "y".repeat(1_000_000));
    let row = ran.row(ESCAPES);
    assert_eq!((&row["stdout"], &row["exit_code"]), (&SCREEN.into(), &4.into()));
    assert_eq!(row["stderr"], "\u{1b}[1A\u{1b}[Knothing to see");
    assert_eq!(ran.row("127.0.5.10")["stdout"], "well");
    assert_eq!(ran.rows().len(), 9, "the silent one has none");
}

#[test]
fn told_as_it_comes_it_is_the_same_in_pieces() {
    let sshd = Sshd::start();
    let ran = ask(&sshd, "--stream");
    let rows = ran.rows();
    let all = |host: &str, stream: &str| {
        let own = rows.iter().filter(|row| row["host"] == host && row["stream"] == stream);
        own.map(|row| row["line"].as_str().unwrap()).collect::<Vec<_>>()
    };
    let line = all(ONE_LINE, "stdout");
    assert!(line.len() > 10 && line.iter().all(|piece| piece.len() <= 64 << 10), "{}", line.len());
    assert!(line.concat() == "y".repeat(1_000_000));
    assert!(all(FLOODS, "stdout").concat() == "x".repeat(2_000_000));
    assert_eq!(all(ESCAPES, "stdout"), [SCREEN]);
    assert_eq!(all("127.0.5.10", "stdout"), ["well"]);
    assert_eq!(all(SILENT, "stdout"), [""; 0]);
}

#[test]
fn nothing_that_a_host_says_reaches_the_screen_as_an_order() {
    let sshd = Sshd::start();
    let text = format!("hosts | run 'sh {}'", script(&sshd));
    let ran = rebe(&sshd, sshd.port, "127.0.5.[2,5-6]", &text, &["-o", "table"]);
    ran.assert("127.0.5.5", "ok", &[]);
    let text = "hosts | wait-for --command \"printf '\\\\033[2Jno\\\\n' >&2; exit 1\" --timeout 1s";
    let waited = rebe(&sshd, sshd.port, "127.0.5.[1-2]", text, &["-o", "table"]);
    // Data is kept, in messages too.
    waited.assert("127.0.5.1", "timeout(total)", &["the last time: `\u{1b}[2Jno` (exit code 1)"]);
    for shown in [&ran.stdout, &ran.stderr, &waited.stdout, &waited.stderr] {
        let order = shown.chars().find(|char| char.is_control() && *char != '\n');
        assert!(order.is_none(), "{order:?} in {shown:?}");
    }
    assert!(ran.stdout.contains("[2J") && ran.stdout.contains("owned"), "{}", ran.stdout);
    assert!(waited.stderr.contains("[2Jno"), "{}", waited.stderr);
}

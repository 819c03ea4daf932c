//! Looking through data in a real pseudo-terminal, and through a pager.

use std::process::Command;

use crate::repl::Terminal;

#[test]
fn rows_of_hosts_are_looked_through_and_what_was_done_is_told() {
    let mut terminal = Terminal::open();
    terminal.types("hosts | discover cpu | explore\r");
    terminal.shows("Enter into a cell");
    terminal.shows("1 of 6");
    terminal.types("|where cores > 2\r");
    terminal.shows("rows › where cores > 2");
    terminal.types("|where corse > 2\r");
    terminal.shows("no column `corse` here (did you mean `cores`?)");
    terminal.types("|save /tmp/rebe-explored.csv\r");
    terminal.shows("`explore` changes nothing: write-files");
    terminal.types("S");
    terminal.shows("› sort-by host --reverse");
    terminal.types("?");
    terminal.shows("leave and end the run");
    terminal.types("xq");
    // The terminal is as it was: what was done is below the line, and the next one works.
    terminal.shows("… | where cores > 2 | sort-by host --reverse");
    terminal.prompt();
    terminal.types("1 + 1\r");
    terminal.sees("2\r\n");
    terminal.prompt();
    terminal.types("exit\r");
    terminal.ends_with(0);
    assert!(!std::path::Path::new("/tmp/rebe-explored.csv").exists());
}

#[test]
fn ctrl_c_ends_the_run_and_gives_the_terminal_back() {
    let mut terminal = Terminal::with("xterm", "-c '[[a]; [1]] | explore; print 99'");
    terminal.shows("1 of 1");
    terminal.types("\u{3}");
    let told = terminal.sees("interrupted");
    assert!(!told.contains("99"), "{told}");
    terminal.ends_with(130);
}

#[test]
fn who_is_told_to_end_gives_the_terminal_back() {
    let mut terminal = Terminal::with("xterm", "-c '[[a]; [1]] | explore; print 99'");
    terminal.shows("1 of 1");
    let status = Command::new("kill").arg(terminal.pid()).status().unwrap();
    assert!(status.success());
    terminal.sees("\u{1b}[?1049l");
    terminal.ends_with(130);
}

#[test]
fn without_a_terminal_nothing_is_looked_through() {
    let output = Command::new(env!("CARGO_BIN_EXE_rebe"))
        .args(["-c", "[[a]; [1]] | explore"])
        .output()
        .unwrap();
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(1), &b""[..]));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("`explore` needs a terminal"), "{told}");
}

#[test]
fn a_pager_gets_all_rows_and_columns() {
    let text = "word".repeat(60);
    let script = format!("--pager -c '1..300 | wrap n | insert text \"{text}\"'");
    let mut terminal = Terminal::paged("tail -n 4", "xterm", &script);
    terminal.shows("300 │ wordword");
    terminal.ends_with(0);
    // One that reads no further is no failure, one that cannot be started is.
    let mut terminal = Terminal::paged("head -n 2", "xterm", "--pager -c '1..300000 | wrap n'");
    terminal.shows("n │");
    terminal.ends_with(0);
    let mut terminal = Terminal::with("xterm", "--pager -c '1..3 | wrap n'");
    terminal.sees("the pager `no-pager` cannot be started");
    terminal.ends_with(1);
}

//! The shell in a real pseudo-terminal, over the demo fleet.

use std::process::Command;
use std::time::{Duration, Instant};

use rexpect::session::{PtySession, spawn_command};

use crate::support::Folder;

/// A shell in a terminal, and the folder that its history is in.
pub(crate) struct Terminal {
    shell: PtySession,
    state: Folder,
    drawn: vt100::Parser,
}

impl Terminal {
    /// The shell on a demo fleet of six hosts, in a terminal without colours, at its prompt.
    pub(crate) fn open() -> Self {
        let mut terminal = Self::with("xterm", "");
        terminal.sees("6 hosts, `help` lists the commands");
        terminal.prompt();
        terminal
    }

    pub(crate) fn with(term: &str, behind: &str) -> Self {
        Self::paged("no-pager", term, behind)
    }

    /// The same where `pager` shows results page by page.
    pub(crate) fn paged(pager: &str, term: &str, behind: &str) -> Self {
        let state = Folder::new();
        let rebe = env!("CARGO_BIN_EXE_rebe");
        // A new terminal is nought columns wide.
        let pid = "echo $$ > \"$XDG_STATE_HOME/pid\"";
        let script = format!("stty rows 40 cols 120; {pid}; exec {rebe} demo --hosts 6 {behind}");
        let mut command = Command::new("sh");
        command.args(["-c", &script]).env("TERM", term).env("NO_COLOR", "1").env("PAGER", pager);
        command.env("XDG_STATE_HOME", state.path()).env("XDG_CONFIG_HOME", state.path());
        // Unoptimised, and beside other tests, a start takes its time.
        let shell = spawn_command(command, Some(25_000)).unwrap();
        let [rows, columns] = [40, 120].map(|size| size.try_into().unwrap());
        Self { shell, state, drawn: vt100::Parser::new(rows, columns, 0) }
    }

    /// Any program at a terminal.
    pub(crate) fn of(command: Command) -> Self {
        let shell = spawn_command(command, Some(25_000)).unwrap();
        let [rows, columns] = [40, 120].map(|size| size.try_into().unwrap());
        Self { shell, state: Folder::new(), drawn: vt100::Parser::new(rows, columns, 0) }
    }

    /// Wait until `text` is there. Meanwhile the editor is told where the cursor is, as terminals
    /// do.
    #[track_caller]
    pub(crate) fn sees(&mut self, text: &str) -> String {
        let pattern = format!(r"\x1b\[6n|{}", regex::escape(text));
        let mut before = String::new();
        loop {
            let read = self.shell.exp_regex(&pattern);
            assert!(read.is_ok(), "no `{text}`: {}", read.unwrap_err());
            let (skipped, found) = read.unwrap();
            before.push_str(&skipped);
            if found == text {
                return before;
            }
            self.types("\u{1b}[1;1R");
        }
    }

    /// Wait until `text` is on what is drawn since this was called first.
    #[track_caller]
    pub(crate) fn shows(&mut self, text: &str) {
        let begun = Instant::now();
        loop {
            while let Some(byte) = self.shell.try_read() {
                // It takes each byte for a character.
                self.drawn.process(&[u8::try_from(u32::from(byte)).unwrap()]);
            }
            let screen = self.drawn.screen().contents();
            if screen.contains(text) {
                return;
            }
            assert!(begun.elapsed() < Duration::from_secs(25), "no `{text}` on:\n{screen}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    #[track_caller]
    pub(crate) fn prompt(&mut self) -> String {
        self.sees("rebe> ")
    }

    pub(crate) fn types(&mut self, keys: &str) {
        self.shell.send(keys).unwrap();
        self.shell.flush().unwrap();
    }

    /// The number of its process.
    pub(crate) fn pid(&self) -> String {
        std::fs::read_to_string(self.state.join("pid")).unwrap().trim().to_owned()
    }

    #[track_caller]
    pub(crate) fn ends_with(&mut self, code: i32) {
        let ended = self.shell.process().wait().unwrap();
        assert!(format!("{ended:?}").contains(&format!(", {code})")), "{ended:?}");
    }
}

#[test]
fn lines_run_and_mistakes_end_nothing() {
    let mut terminal = Terminal::open();
    terminal.types("hosts | length\r");
    terminal.sees("6\r\n");
    terminal.prompt();
    terminal.types("hosts | lenght\r");
    terminal.sees("did you mean `length`?");
    terminal.prompt();
    terminal.types("let few = hosts | first 2 | select host\r");
    terminal.prompt();
    terminal.types("$few | length\r");
    terminal.sees("2\r\n");
    terminal.prompt();
    terminal.types("exit\r");
    terminal.ends_with(0);
}

#[test]
fn an_error_says_once_where_to_read_on() {
    let mut terminal = Terminal::open();
    terminal.types("hosts | awk 1\r");
    terminal.sees("`help E0201` tells more");
    terminal.prompt();
    terminal.types("hosts | xargs 1\r");
    terminal.sees("no command `xargs`");
    let told = terminal.prompt();
    assert!(!told.contains("tells more"), "{told}");
    terminal.types("help e0201\r");
    terminal.sees("E0201: unknown command");
    terminal.sees("related: E0204");
    terminal.prompt();
    terminal.types("\u{4}");
    terminal.ends_with(0);
}

#[test]
fn an_unfinished_line_goes_on_and_can_be_given_up() {
    let mut terminal = Terminal::open();
    terminal.types("hosts |\r");
    terminal.sees("....> ");
    terminal.types("length\r");
    terminal.sees("6\r\n");
    terminal.prompt();
    terminal.types("hosts | where (\r");
    terminal.sees("....> ");
    terminal.types("\r");
    terminal.sees("is never closed");
    terminal.prompt();
    terminal.types("hosts |");
    terminal.sees("hosts |");
    terminal.types("\u{3}");
    terminal.prompt();
    terminal.types("\u{4}");
    terminal.ends_with(0);
}

#[test]
fn tab_completes() {
    let mut terminal = Terminal::open();
    terminal.types("hosts | disc\t");
    terminal.sees("discover ");
    terminal.types("c\t");
    terminal.sees("cpu");
    terminal.types("| select cor\t");
    terminal.sees("cores");
    terminal.types("| length\r");
    terminal.sees("6\r\n");
    terminal.prompt();
    terminal.types("\u{4}");
    terminal.ends_with(0);
}

#[test]
fn an_interrupt_cancels_the_run_and_not_the_shell() {
    let mut terminal = Terminal::open();
    terminal.types("hosts | run \"sleep 30\"\r");
    terminal.sees("in flight 6");
    let start = Instant::now();
    terminal.types("\u{3}");
    terminal.sees("interrupted");
    terminal.prompt();
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    terminal.types("hosts | length\r");
    terminal.sees("6\r\n");
    terminal.prompt();
    terminal.types("\u{4}");
    terminal.ends_with(0);
}

#[test]
fn the_history_is_the_users_alone_and_keeps_no_secrets() {
    use std::os::unix::fs::PermissionsExt;
    let mut terminal = Terminal::open();
    for line in ["hosts | length\r", " hosts | first 1\r"] {
        terminal.types(line);
        terminal.prompt();
        terminal.prompt();
    }
    terminal.types("\u{4}");
    terminal.ends_with(0);
    let path = terminal.state.join("rebe/history");
    let mode = |path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(path.clone()), 0o600);
    assert_eq!(mode(terminal.state.join("rebe")), 0o700);
    assert_eq!(std::fs::read_to_string(path).unwrap(), "hosts | length\n");
}

#[test]
fn a_terminal_that_cannot_move_its_cursor_is_served_too() {
    let mut terminal = Terminal::with("dumb", "");
    terminal.prompt();
    terminal.types("hosts |\r");
    terminal.sees("....> ");
    terminal.types("length\r");
    terminal.sees("6\r\n");
    terminal.prompt();
    terminal.types("\u{4}");
    terminal.ends_with(0);
}

#[test]
fn results_can_go_to_a_file_while_a_person_types() {
    let mut terminal = Terminal::with("xterm", "> \"$XDG_STATE_HOME/out\"");
    terminal.prompt();
    terminal.types("hosts | length\r");
    terminal.prompt();
    terminal.types("\u{4}");
    terminal.ends_with(0);
    assert_eq!(std::fs::read_to_string(terminal.state.join("out")).unwrap(), "6\n");
}

/// The editor asks, and nobody answers.
#[test]
fn a_terminal_that_does_not_answer_is_told_so() {
    let mut terminal = Terminal::with("xterm", "");
    terminal.shell.exp_string("does not say where its cursor is").unwrap();
    terminal.shell.exp_string("rebe> ").unwrap();
    terminal.types("hosts | length\r");
    terminal.shell.exp_string("6\r\n").unwrap();
    terminal.types("\u{4}");
    terminal.ends_with(0);
}

/// A closed window, and whoever ends the process, are no Ctrl-C that a shell outlives.
#[test]
fn a_shell_at_its_prompt_ends_when_it_is_told_to() {
    let mut terminal = Terminal::open();
    let shell = std::fs::read_to_string(terminal.state.join("pid")).unwrap();
    let killed = Command::new("kill").args(["-HUP", shell.trim()]).status().unwrap();
    assert!(killed.success());
    terminal.ends_with(130);
}

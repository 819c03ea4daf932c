//! A command line from its words to an answer.

use std::time::Duration;

use super::super::machine::Machine;
use super::words::{Command, Join, commands};
use super::{commands as programs, script};

/// A part of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Write this to standard output.
    Out(Vec<u8>),
    /// Write this to standard error.
    Err(Vec<u8>),
    /// Wait.
    Sleep(Duration),
    /// Write this to standard output again and again, for ever.
    Endless(Vec<u8>),
}

/// What a command line comes to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// In order.
    pub steps: Vec<Step>,
    /// The exit code.
    pub code: u8,
}

impl Answer {
    /// Text on standard output, and success.
    pub fn out(text: impl Into<Vec<u8>>) -> Self {
        Self { steps: vec![Step::Out(text.into())], code: 0 }
    }

    /// A message on standard error, and this code.
    pub fn error(code: u8, message: &str) -> Self {
        Self { steps: vec![Step::Err(format!("{message}\n").into_bytes())], code }
    }

    /// Everything that goes to standard output, unless it never ends.
    pub fn stdout(&self) -> Vec<u8> {
        let out = |step: &Step| match step {
            Step::Out(text) => Some(text.clone()),
            _ => None,
        };
        self.steps.iter().filter_map(out).collect::<Vec<_>>().concat()
    }
}

/// How a command went on the way through a line.
pub enum Flow {
    /// The next one may come.
    Next(Answer),
    /// `exit`, or something without an end.
    Stop(Answer),
}

/// The longest line or script that is looked at; the rest is not there for this shell.
const LONGEST: usize = 1 << 16;

/// Run `line` on `machine` as its login shell would, with `input` as standard input.
pub fn run(machine: &Machine, line: &str, input: &[u8]) -> Answer {
    let mut end = line.len().min(LONGEST);
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    match sequence(machine, line.get(..end).unwrap_or_default(), input, 0) {
        Flow::Next(answer) | Flow::Stop(answer) => answer,
    }
}

/// Run the commands of `line` one after another. `depth` counts shells within shells.
pub fn sequence(machine: &Machine, line: &str, input: &[u8], depth: u8) -> Flow {
    let commands = match commands(line) {
        Ok(commands) => commands,
        Err(message) => return Flow::Stop(Answer::error(2, &format!("sh: 1: {message}"))),
    };
    let mut all = Answer::default();
    for Command { join, words, to_stderr } in commands {
        let skip = match join {
            Join::Always => false,
            Join::And => all.code != 0,
            Join::Or => all.code == 0,
        };
        if skip {
            continue;
        }
        let (answer, stop) = match command(machine, &words, input, depth, all.code) {
            Flow::Next(answer) => (answer, false),
            Flow::Stop(answer) => (answer, true),
        };
        all.steps.extend(answer.steps.into_iter().map(|step| match step {
            Step::Out(text) if to_stderr => Step::Err(text),
            step => step,
        }));
        all.code = answer.code;
        if stop {
            return Flow::Stop(all);
        }
    }
    Flow::Next(all)
}

fn command(machine: &Machine, words: &[String], input: &[u8], depth: u8, last: u8) -> Flow {
    let words = words.iter().map(String::as_str);
    let named = words.clone().skip_while(|word| *word == "exec").collect::<Vec<_>>();
    let replaces = !named.is_empty() && named.len() < words.len();
    match program(machine, &named, input, depth, last) {
        Flow::Next(answer) | Flow::Stop(answer) if replaces => Flow::Stop(answer),
        flow => flow,
    }
}

fn program(machine: &Machine, words: &[&str], input: &[u8], depth: u8, last: u8) -> Flow {
    match words {
        ["exit"] => Flow::Stop(Answer { code: last, ..Answer::default() }),
        ["exit", code] => match code.parse::<u32>() {
            // A shell keeps the low eight bits.
            Ok(code) => Flow::Stop(Answer { code: (code & 0xff) as u8, ..Answer::default() }),
            Err(_) => Flow::Stop(Answer::error(2, &format!("sh: 1: exit: Illegal number: {code}"))),
        },
        ["sh", ..] if depth >= 8 => Flow::Next(Answer::error(126, "sh: too many shells")),
        ["sh", "-c", _, "rebe-script", count, _, interpreter, option, ..] => {
            Flow::Next(sent(machine, input, (count, interpreter, option), depth))
        }
        ["sh", "-c", line, ..] => match sequence(machine, line, input, depth + 1) {
            Flow::Next(answer) | Flow::Stop(answer) => Flow::Next(answer),
        },
        ["sh"] | ["sh", "-s"] => Flow::Next(script::run(machine, input, depth + 1)),
        // Everybody may do everything here.
        ["sudo", words @ ..] => program(machine, behind_options(words), input, depth, last),
        ["/bin/sh", words @ ..] => {
            let words = std::iter::once("sh").chain(words.iter().copied()).collect::<Vec<_>>();
            program(machine, &words, input, depth, last)
        }
        ["yes", words @ ..] => {
            let line = if words.is_empty() { "y".to_owned() } else { words.join(" ") };
            let line = format!("{line}\n").into_bytes();
            let times = (8192 / line.len()).max(1);
            Flow::Stop(Answer { steps: vec![Step::Endless(line.repeat(times))], code: 0 })
        }
        [name, arguments @ ..] => Flow::Next(programs::run(machine, name, arguments, input)),
        [] => Flow::Next(Answer::default()),
    }
}

/// A script that was sent: the first `count` bytes of the input. The program that is to run it is
/// there if it is a shell.
fn sent(
    machine: &Machine,
    input: &[u8],
    (count, interpreter, option): (&str, &str, &str),
    depth: u8,
) -> Answer {
    let text = count.parse().ok().and_then(|count: usize| input.get(..count));
    let Some(text) = text else {
        return Answer::error(1, "the script did not come whole, and was not run");
    };
    let program = if interpreter.ends_with("/env") { option } else { interpreter };
    match program.rsplit('/').next().unwrap_or_default() {
        "sh" | "dash" | "bash" => script::run(machine, text, depth + 1),
        _ => Answer::error(
            127,
            &format!("there is no {program} on this host, which the script asks for"),
        ),
    }
}

/// The command behind the options of `sudo`.
fn behind_options<'a, 'b>(words: &'a [&'b str]) -> &'a [&'b str] {
    match words {
        ["-p" | "-u", _, words @ ..] | ["-n" | "-H" | "-S", words @ ..] => behind_options(words),
        ["--", words @ ..] | words => words,
    }
}

/// The words of `command`, without what only says how it is run.
fn bare(command: &Command) -> Vec<&str> {
    let words = command.words.iter().map(String::as_str).skip_while(|word| *word == "exec");
    let words = words.collect::<Vec<_>>();
    match words.as_slice() {
        ["sudo", words @ ..] => behind_options(words).to_vec(),
        _ => words,
    }
}

/// What `line` writes to standard error with its first command, before it reads anything.
pub fn opening(machine: &Machine, line: &str) -> Option<Step> {
    let commands = commands(line).ok()?;
    let first = commands.first()?;
    match (bare(first).as_slice(), first.to_stderr) {
        (["sh" | "/bin/sh", "-c", line, ..], _) => opening(machine, line),
        (["printf" | "echo", ..], true) => match command(machine, &first.words, b"", 0, 0) {
            Flow::Next(answer) | Flow::Stop(answer) => Some(Step::Err(answer.stdout())),
        },
        _ => None,
    }
}

/// Whether the answer to `line` depends on standard input, so that its end must be waited for.
pub fn wants_input(line: &str) -> bool {
    let Ok(commands) = commands(line) else { return false };
    commands.iter().any(|command| match bare(command).as_slice() {
        ["sh" | "/bin/sh" | "cat"] | ["sh" | "/bin/sh", "-s"] => true,
        ["sh", "-c", _, "rebe-script", ..] => true,
        ["sh" | "/bin/sh", "-c", line, ..] => wants_input(line),
        _ => false,
    })
}

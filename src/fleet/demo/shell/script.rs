//! A script on standard input, as `sh -s` reads it.
//!
//! Functions are not run but skipped: a script of probes calls a fixed vocabulary through
//! `section NAME PRIMITIVE …`, and that is interpreted here by what the vocabulary means. Every
//! other line is a command like any.

use super::super::machine::Machine;
use super::primitives;
use super::run::{Answer, Flow, Step, sequence};
use super::words::commands;

/// Run the script `input` on `machine`.
pub fn run(machine: &Machine, input: &[u8], depth: u8) -> Answer {
    let text = String::from_utf8_lossy(input);
    let mut all = Answer::default();
    let mut out = String::new();
    let mut marker = "";
    let mut within_function = false;
    for line in text.lines() {
        if within_function || line.ends_with("() {") {
            within_function = line != "}";
            continue;
        }
        if let Some(value) = line.strip_prefix("rebe_mark=") {
            marker = value;
            continue;
        }
        if is_setting(line) {
            continue;
        }
        if let Some(call) = line.strip_prefix("section ") {
            all.code = section(machine, marker, call, &mut out);
            continue;
        }
        flush(&mut out, &mut all);
        match sequence(machine, line, b"", depth) {
            Flow::Next(answer) => {
                all.steps.extend(answer.steps);
                all.code = answer.code;
            }
            Flow::Stop(answer) => {
                all.steps.extend(answer.steps);
                all.code = answer.code;
                return all;
            }
        }
    }
    flush(&mut out, &mut all);
    all
}

fn flush(out: &mut String, all: &mut Answer) {
    if !out.is_empty() {
        all.steps.push(Step::Out(std::mem::take(out).into_bytes()));
    }
}

/// Whether a line only sets variables, of which this shell has none.
fn is_setting(line: &str) -> bool {
    let word = line.split(' ').next().unwrap_or_default();
    let assigns = word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    });
    assigns || matches!(word, "export" | "unset")
}

/// Write the section that `call` asks for, within its frame.
fn section(machine: &Machine, marker: &str, call: &str, out: &mut String) -> u8 {
    let words = commands(call).ok().and_then(|commands| commands.into_iter().next());
    let words = words.map(|command| command.words).unwrap_or_default();
    let words = words.iter().map(String::as_str).collect::<Vec<_>>();
    let [name, call @ ..] = words.as_slice() else { return 0 };
    let (text, code) = primitives::run(machine, call).unwrap_or((String::new(), 127));
    out.extend(["\n", marker, " ", name, "\n", &text, "\n", marker, " ", name, " "]);
    out.push_str(&format!("{code}\n"));
    0
}

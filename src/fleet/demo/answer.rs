//! What faults do to an answer.

use std::time::Duration;

use super::faults::Fault;
use super::shell::{Answer, Step};

/// The answer of a host that has `fault`, made from what a sound host would have said. `is_script`
/// tells whether it is the answer to a script on standard input.
pub fn with_fault(fault: Option<Fault>, is_script: bool, answer: Answer) -> Answer {
    match fault {
        Some(Fault::Flood) => {
            let flood = b"all work and no play makes a host a dull machine\n".repeat(160);
            Answer { steps: vec![Step::Endless(flood)], code: 0 }
        }
        Some(Fault::Slow) => drip(answer),
        Some(Fault::Truncated) if is_script => {
            let mut out = answer.stdout();
            out.truncate(out.len() / 2);
            Answer::out(out)
        }
        Some(Fault::Lying) if is_script => Answer { code: answer.code, ..lie(&answer) },
        _ => answer,
    }
}

/// The first ten pieces of the output come 100 ms apart.
fn drip(answer: Answer) -> Answer {
    let out = answer.stdout();
    let size = out.len().div_ceil(10).max(1);
    let mut steps = Vec::new();
    for piece in out.chunks(size) {
        steps.push(Step::Sleep(Duration::from_millis(100)));
        steps.push(Step::Out(piece.to_vec()));
    }
    steps.extend(answer.steps.into_iter().filter(|step| !matches!(step, Step::Out(_))));
    Answer { steps, code: answer.code }
}

/// Whole frames with nonsense in them. The kernel's name is among the facts of every probe, so
/// whatever is asked, the answer cannot be right.
fn lie(answer: &Answer) -> Answer {
    let out = answer.stdout();
    let text = String::from_utf8_lossy(&out);
    let mut lies = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        match line.split([' ', ':', '\t']).next() {
            Some("Linux") => lies.push_str("Linux NaN\n"),
            Some("MemAvailable") => lies.push_str("MemAvailable: 99999999999 kB\n"),
            Some("Cpus_allowed_list") => lies.push_str("Cpus_allowed_list:\t-1\n"),
            _ => lies.push_str(line),
        }
    }
    Answer::out(lies)
}

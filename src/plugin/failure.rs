//! Why a call into a plugin did not work, in words for people.

use wasmtime::{PoolConcurrencyLimitError, Trap};

use super::limits::{self, Stop};
use super::wit::{Place, Problem};
use crate::command::Args;
use crate::diag::{Code, Diagnostic, codes};
use crate::source::Span;

/// Why a call into a guest did not work.
#[derive(Debug)]
pub enum Failure {
    /// It was stopped.
    Stopped(Stop),
    /// It gave back more than may cross the boundary.
    Flood,
    /// There is no room for one more instance in the pool.
    Full,
    /// It called itself too deeply.
    Depth,
    /// It trapped: a panic of its own, or a defect.
    Crashed(String),
    /// Its rows, its columns or its description cannot be used.
    Forged(String),
    /// It said what is wrong itself.
    Reported(Problem),
    /// It wants something of a version that has nothing to give.
    Wants(Vec<String>),
    /// The host found something wrong before it asked.
    Host(Box<Diagnostic>),
}

impl From<wasmtime::Error> for Failure {
    fn from(error: wasmtime::Error) -> Self {
        if let Some(stop) = error.downcast_ref::<Stop>() {
            return Self::Stopped(*stop);
        }
        if error.is::<PoolConcurrencyLimitError>() {
            return Self::Full;
        }
        match error.downcast_ref::<Trap>() {
            Some(Trap::StackOverflow) => return Self::Depth,
            Some(Trap::Interrupt) => return Self::Stopped(Stop::Time),
            Some(Trap::UnreachableCodeReached) => {
                return Self::Crashed("it gave up, as a program does that panics".to_owned());
            }
            Some(trap) => {
                let what = trap.to_string();
                let what = what.trim_start_matches("wasm trap: ");
                return Self::Crashed(plain(what, 200));
            }
            None => {}
        }
        let cause = error.root_cause().to_string();
        // The types of these errors are private to wasmtime.
        if cause.contains("fuel allocated for hostcalls") {
            return Self::Flood;
        }
        if cause.contains("resource limit exceeded") {
            return Self::Stopped(Stop::Parts);
        }
        Self::Forged(plain(&cause, 200))
    }
}

impl From<Box<Diagnostic>> for Failure {
    fn from(problem: Box<Diagnostic>) -> Self {
        Self::Host(problem)
    }
}

impl Failure {
    /// What is to be said of it; `who` is the plugin or its command, as in "the command `x y`".
    pub fn diagnostic(self, who: &str, args: Option<&Args>) -> Box<Diagnostic> {
        let told = |code: Code, what: &str, help: &str| {
            Diagnostic::error(code, format!("{who} {what}")).help(help).into()
        };
        let author = "it is a defect of the plugin: tell its author";
        match self {
            Self::Stopped(Stop::Cancelled) => told(
                codes::CANCELLED,
                "was cancelled",
                "its rows so far are above; run it again to have all",
            ),
            Self::Stopped(Stop::Time) => told(
                codes::PLUGIN_LIMIT,
                "took too long and was stopped",
                "a plugin gets five seconds for some thousand rows, and one to describe itself",
            ),
            Self::Stopped(Stop::Memory) => told(
                codes::PLUGIN_LIMIT,
                &format!("wanted more than {} MiB of memory and was stopped", limits::MEMORY >> 20),
                author,
            ),
            Self::Stopped(Stop::Table) => {
                told(codes::PLUGIN_LIMIT, "wanted too large a table and was stopped", author)
            }
            Self::Stopped(Stop::Parts) => {
                told(codes::PLUGIN_LIMIT, "is made of too many parts", author)
            }
            Self::Flood => told(
                codes::PLUGIN_LIMIT,
                "gave back more at once than it may and was stopped",
                author,
            ),
            Self::Full => told(
                codes::PLUGIN_LIMIT,
                "was not run: too many plugins are at work at once",
                "run fewer at once",
            ),
            Self::Depth => {
                told(codes::PLUGIN_CRASHED, "called itself too deeply and was stopped", author)
            }
            Self::Crashed(how) => told(codes::PLUGIN_CRASHED, &format!("crashed: {how}"), author),
            Self::Forged(what) => {
                told(codes::PLUGIN_DATA, &format!("gave back what cannot be used: {what}"), author)
            }
            Self::Reported(problem) => reported(&problem, who, args),
            Self::Wants(wants) => {
                let wants = wants.iter().take(8).map(|want| format!("`{}`", plain(want, 60)));
                let wants = wants.collect::<Vec<_>>().join(", ");
                let what =
                    format!("wants {wants} by a version of the interface that has no services");
                told(codes::PLUGIN_DENIED, &what, "get a build of it for interface 0.2")
            }
            Self::Host(problem) => problem,
        }
    }
}

fn reported(problem: &Problem, who: &str, args: Option<&Args>) -> Box<Diagnostic> {
    let message = plain(&problem.message, 1_000);
    let message = if message.is_empty() { format!("{who} cannot do this") } else { message };
    let help = plain(&problem.help, 1_000);
    let told = Diagnostic::error(codes::PLUGIN_PROBLEM, message);
    let told = told.maybe_help((!help.is_empty()).then_some(help));
    match problem.place.as_ref().and_then(|place| span(place, args?)) {
        Some(span) => told.at(span, "").into(),
        None => told.into(),
    }
}

/// Where `place` was written. A part of a text is pointed at where the text stands as it is, without
/// escapes that would make its bytes others than those that were written.
fn span(place: &Place, args: &Args) -> Option<Span> {
    let arg = args.all(&place.argument).get(place.value as usize)?;
    let part = place.part.zip(arg.text()).and_then(|((start, end), text)| {
        let (start, end) = (start as usize, end as usize);
        let fits = start <= end && text.get(start..end).is_some();
        let written = arg.span.end.checked_sub(arg.span.start)?;
        let quotes = match written.checked_sub(text.len())? {
            0 => 0,
            2 => 1,
            _ => return None,
        };
        let from = arg.span.start + quotes;
        fits.then(|| Span { start: from + start, end: from + end, ..arg.span })
    });
    Some(part.unwrap_or(arg.span))
}

/// `text` of a plugin in one line, without control characters and not longer than `most`
/// characters.
pub fn plain(text: &str, most: usize) -> String {
    let words = text.split_whitespace().flat_map(|word| [" ", word]).skip(1);
    let clean = words.flat_map(str::chars).filter(|char| !is_unseen(*char));
    let mut clean = clean.take(most + 1).collect::<String>();
    if clean.chars().count() > most {
        clean.pop();
        clean.push('…');
    }
    clean
}

/// Whether `char` is a control character, or one of those that turn the direction of a line.
pub fn is_unseen(char: char) -> bool {
    char.is_control()
        || matches!(char, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_plugin_says_is_plain() {
        assert_eq!(plain("a\n\tb\u{1b}[31mc\u{202e}d", 100), "a b[31mcd");
        assert_eq!(plain("abcdef", 3), "abc…");
        assert_eq!(plain("abc", 3), "abc");
    }
}

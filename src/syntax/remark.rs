//! Words for what can be seen in single tokens.

use super::chars;
use super::interpolation;
use super::literal::{self, NumberProblem};
use super::token::Bad;
use crate::diag::{Diagnostic, codes};
use crate::source::Span;

/// How many characters of the text a message shows.
const SHOWN: usize = 24;

/// The text at `span` as a message shows it: in backticks, one line, not too long.
pub(super) fn shown(text: &str, span: Span) -> String {
    let slice = text.get(span.start..span.end).unwrap_or_default();
    let line = slice.lines().next().unwrap_or_default();
    let short: String = line.chars().take(SHOWN).filter(|c| !c.is_control()).collect();
    let rest = if short.len() < slice.len() { "…" } else { "" };
    format!("`{short}{rest}`")
}

/// An operator that is spelled in another way here.
pub(super) fn wrong_operator(text: &str, span: Span, right: &str) -> Diagnostic {
    let found = shown(text, span);
    // `!x` needs a space after `not`.
    let next = text.get(span.end..).and_then(|rest| rest.chars().next());
    let tight = right.starts_with(char::is_alphabetic) && next.is_some_and(|c| !c.is_whitespace());
    let before = text.get(..span.start).and_then(|rest| rest.chars().next_back());
    let stuck = right.starts_with(char::is_alphabetic) && before.is_some_and(chars::is_word);
    let (left, after) = (if stuck { " " } else { "" }, if tight { " " } else { "" });
    Diagnostic::error(codes::UNEXPECTED, format!("found {found}, expected `{right}`"))
        .at(span, "")
        .help(match right {
            "and" => "did you mean `and`? to run one command after the other put `;` between them"
                .to_owned(),
            right => format!("did you mean `{right}`?"),
        })
        .edit(span, format!("{left}{right}{after}"))
}

/// Text that is no token.
pub(super) fn bad(bad: Bad, text: &str, span: Span) -> Diagnostic {
    match bad {
        Bad::Character(c) => character(c, span),
        Bad::Unclosed(quote) => open_group(text, span).unwrap_or_else(|| unclosed(quote, span)),
        Bad::Number(problem) => number(problem, text, span),
        Bad::Update => Diagnostic::error(
            codes::UNEXPECTED,
            format!("found {}, but variables never change", shown(text, span)),
        )
        .at(span, "")
        .help("give the new value a name of its own, as in `let more = $x + 1`"),
        Bad::Variable => variable(text, span),
        Bad::Curly => curly(text, span),
        Bad::Date => Diagnostic::error(
            codes::BAD_LITERAL,
            format!("{} is no date", shown(text, span)),
        )
        .at(span, "")
        .help("a date is `2024-01-31`, with a time `2024-01-31T10:00:00Z`; put text in quotes"),
        Bad::Bytes => {
            let message = format!("{} are no bytes", shown(text, span));
            Diagnostic::error(codes::BAD_LITERAL, message)
                .at(span, "")
                .help("bytes are pairs of the digits 0 to 9 and a to f, such as `0x[de ad]`")
        }
        Bad::Deep => {
            Diagnostic::error(codes::TOO_DEEP, "texts with values stand too deep within each other")
                .at(span, "")
                .help("give the inner text a name with `let` and use that")
        }
        Bad::EmptyName => {
            Diagnostic::error(codes::BAD_LITERAL, "nothing stands between the backticks")
                .at(span, "")
                .help("write a name between them; an empty text is `\"\"`")
        }
    }
}

fn variable(text: &str, span: Span) -> Diagnostic {
    let found = text.get(span.start..span.end).unwrap_or_default();
    let message = format!("{} is not the name of a variable", shown(text, span));
    let diagnostic = Diagnostic::error(codes::UNEXPECTED, message).at(span, "");
    let braced = found.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
    if let Some(name) = braced.filter(|name| chars::is_variable(name)) {
        let right = format!("${name}");
        return diagnostic.help(format!("did you mean `{right}`?")).edit(span, right);
    }
    if text.get(span.end..).is_some_and(|rest| rest.starts_with('(')) {
        return diagnostic.help("did you mean `(…)` without the `$`?").edit(span, "");
    }
    diagnostic.help(
        "a variable is `$` and a name of letters a-z, digits, `_` and `-`, such as \
         `$host`; put text with a `$` in single quotes",
    )
}

/// A string in the quotes of a word processor.
fn curly(text: &str, span: Span) -> Diagnostic {
    let found = text.get(span.start..span.end).unwrap_or_default();
    let inner = found.trim_matches(|c: char| chars::look_alike(c).is_some());
    let message = format!("the quotes of {} are typographic ones", shown(text, span));
    let diagnostic = Diagnostic::error(codes::UNEXPECTED, message).at(span, "");
    if inner.contains(['"', '\\']) {
        return diagnostic.help("write straight quotes: `\"…\"`");
    }
    let right = format!("\"{inner}\"");
    diagnostic.help(format!("write straight quotes: `{right}`")).edit(span, right)
}

fn character(c: char, span: Span) -> Diagnostic {
    if chars::is_invisible(c) || c.is_control() {
        let code = format!("U+{:04X}", u32::from(c));
        return Diagnostic::error(
            codes::UNEXPECTED,
            format!("found the invisible character {code}"),
        )
        .at(span, "")
        .help("remove it, or write it in a string as `\\u{…}`")
        .edit(span, "");
    }
    let diagnostic =
        Diagnostic::error(codes::UNEXPECTED, format!("found `{c}`, which has no meaning here"))
            .at(span, "");
    match chars::look_alike(c) {
        Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")).edit(span, meant),
        None if c == '&' => diagnostic.help(
            "put quotes around the text if the `&` belongs to it; commands cannot be sent to \
             the background",
        ),
        None => diagnostic.help("put quotes around the text if it belongs to it"),
    }
}

/// A text with values whose quote would be there if a parenthesis was closed.
fn open_group(text: &str, span: Span) -> Option<Diagnostic> {
    let found = text.get(span.start..span.end)?;
    let place = span.start + interpolation::open_group(found)?;
    let told = Diagnostic::error(codes::UNCLOSED, "`(` is never closed within the text")
        .at(Span { start: place, end: place + 1, ..span }, "a value begins here");
    let help = if found.starts_with("$\"") {
        "add `)` behind the value, or write `\\(` for a parenthesis that is text"
    } else {
        "add `)` behind the value; a parenthesis that is text is `\\(` in `$\"…\"`"
    };
    Some(told.help(help).partial())
}

fn unclosed(quote: char, span: Span) -> Diagnostic {
    let first = Span { end: span.start + 1, ..span };
    let diagnostic = Diagnostic::error(codes::UNCLOSED, format!("`{quote}` is never closed"))
        .at(first, "opened here");
    match quote {
        '`' => diagnostic.help("add a second backtick in the same line"),
        '\'' => diagnostic
            .help(
                "add `'` where the text ends; if it is an apostrophe, put \
                   `\"` around the whole text",
            )
            .partial(),
        quote => diagnostic.help(format!("add `{quote}` where the text ends")).partial(),
    }
}

fn number(problem: NumberProblem, text: &str, span: Span) -> Diagnostic {
    let found = shown(text, span);
    let (message, help) = match problem {
        NumberProblem::IntRange => (
            format!("{found} is too large for an integer"),
            "integers go from -9223372036854775808 to 9223372036854775807; write a \
             larger number with a point, such as `1e20`"
                .to_owned(),
        ),
        NumberProblem::FloatRange => (
            format!("{found} is too large for a number"),
            "the largest number is about 1.8e308".to_owned(),
        ),
        NumberProblem::DurationRange => (
            format!("{found} is too long for a duration"),
            "the longest duration is about 292 years".to_owned(),
        ),
        NumberProblem::FilesizeRange => (
            format!("{found} is too large for a size"),
            "the largest size is about 8191 pib".to_owned(),
        ),
        NumberProblem::Digit(base) => (
            format!("{found} has a digit that is not {}", base_name(base)),
            format!("the digits there are {}", digits(base)),
        ),
        NumberProblem::NoDigits(base) => {
            (format!("{found} has no digits"), format!("write {} behind it", digits(base)))
        }
        NumberProblem::Unit => return unit(text, span),
    };
    Diagnostic::error(codes::BAD_LITERAL, message).at(span, "").help(help)
}

fn base_name(base: u32) -> &'static str {
    match base {
        2 => "binary",
        8 => "octal",
        _ => "hexadecimal",
    }
}

fn digits(base: u32) -> &'static str {
    match base {
        2 => "0 and 1",
        8 => "0 to 7",
        _ => "0 to 9 and a to f",
    }
}

fn unit(text: &str, span: Span) -> Diagnostic {
    let slice = text.get(span.start..span.end).unwrap_or_default();
    let (number, unit) = literal::split_unit(slice);
    let place = Span { start: span.start + number.len(), ..span };
    let diagnostic =
        Diagnostic::error(codes::BAD_LITERAL, format!("`{unit}` is no unit")).at(place, "");
    diagnostic.help(match literal::likely_unit(unit) {
        Some(meant) => format!("did you mean `{number}{meant}`?"),
        None => format!(
            "units are ns us ms s min hr day wk for time and b kb mb gb tb kib mib gib \
             tib for data; put quotes around `{slice}` if it is text"
        ),
    })
}

/// An escape that is none.
pub(super) fn escape(text: &str, span: Span) -> Diagnostic {
    Diagnostic::error(codes::BAD_LITERAL, format!("{} is no escape", shown(text, span)))
        .at(span, "")
        .help(
            "escapes are \\n \\t \\r \\0 \\e \\\" \\' \\\\ \\$ and \\u{1F600}; write `\\\\` \
               for a backslash, or use single quotes",
        )
}

//! `url encode`: make a text fit into a URL.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::builtin::given;
use crate::command::{Args, Body, Command, Example, Flag, Input, Shape, Signature};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};

/// What RFC 3986 calls unreserved stays as it is.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "url encode",
        summary: "make a text fit into a URL, by percent-encoding",
        details: "All but letters and digits of ASCII and `-._~` is encoded, so that the text may \
                  stand in any part of a URL and means nothing there.",
        input: Input::Text,
        params: &[],
        flags: &[Flag {
            name: "keep",
            short: Some('k'),
            shape: Some(Shape::Text),
            doc: "characters of ASCII that stay as they are, such as \"/\" for a path",
        }],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "a value of a parameter",
                text: "\"a b&c/d\" | url encode",
                prints: "\"a%20b%26c%2Fd\"",
            },
            Example {
                doc: "a path",
                text: "\"/srv/my files\" | url encode --keep \"/\"",
                prints: "\"/srv/my%20files\"",
            },
        ],
    },
    output: &|_| Type::String,
    body: Body::Scalar(run),
};

fn run(input: Value, args: &Args) -> Result<Value> {
    let keep = args.text("keep").unwrap_or_default();
    if let Some(char) = keep.chars().find(|char| !char.is_ascii_graphic()) {
        let message = format!("`{char}` cannot stand in a URL");
        let problem = Diagnostic::error(codes::BAD_ARGUMENT, message);
        let span = args.first("keep").map_or(args.span, |keep| keep.span);
        return Err(problem.at(span, "").help("only visible characters of ASCII are kept").into());
    }
    let text = given::text(&input)?;
    let mut encoded = String::with_capacity(text.len());
    // What is between two characters that stay is encoded as one.
    for part in text.split_inclusive(|char| keep.contains(char)) {
        let stays = part.chars().next_back().filter(|char| keep.contains(*char));
        let rest = part.strip_suffix(|char| Some(char) == stays).unwrap_or(part);
        encoded.extend(utf8_percent_encode(rest, RESERVED));
        encoded.extend(stays);
    }
    Ok(scalar::text(encoded))
}

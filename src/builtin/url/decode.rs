//! `url decode`: a percent-encoded text as it was.

use percent_encoding::percent_decode_str;

use crate::builtin::given;
use crate::command::{Args, Body, Command, Example, Input, Signature};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "url decode",
        summary: "turn a percent-encoded text into what it was",
        details: "A `+` stays one; in a query it may stand for a space, which `url parse` knows.",
        input: Input::Text,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example { doc: "a space", text: "\"a%20b\" | url decode", prints: "\"a b\"" }],
    },
    output: &|_| Type::String,
    body: Body::Scalar(run),
};

fn run(input: Value, _: &Args) -> Result<Value> {
    let text = given::text(&input)?;
    let wrong = |reason: &str| {
        let message = format!("{} {reason}", given::shown(text));
        Diagnostic::error(codes::FORMAT, message)
    };
    let hex =
        |rest: &str| rest.get(..2).is_some_and(|two| two.bytes().all(|c| c.is_ascii_hexdigit()));
    if !text.split('%').skip(1).all(hex) {
        let problem = wrong("has a `%` without two hexadecimal digits behind it");
        return Err(problem.help("a `%` itself is written `%25`").into());
    }
    let decoded = percent_decode_str(text).decode_utf8();
    Ok(scalar::text(decoded.map_err(|_| wrong("decodes to bytes that are no UTF-8"))?))
}

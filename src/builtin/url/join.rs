//! `url join`: resolve a link.

use url::Url;

use super::parse::wrong;
use crate::builtin::given;
use crate::command::{Args, Arity, Body, Command, Example, Input, Param, Shape, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "url join",
        summary: "resolve a link on the page at a URL",
        details: "It is what a browser does with a link: a relative one takes the place of what is \
                  behind the last `/`, one that begins with `/` that of the whole path, and a whole \
                  URL stays as it is.",
        input: Input::Text,
        params: &[Param { name: "link", shape: Shape::Path, arity: Arity::One, doc: "the link" }],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "beside it",
                text: "\"https://example.org/a/b\" | url join \"c?d=1\"",
                prints: "\"https://example.org/a/c?d=1\"",
            },
            Example {
                doc: "from the top",
                text: "\"https://example.org/a/b\" | url join \"/c\"",
                prints: "\"https://example.org/c\"",
            },
        ],
    },
    output: &|_| Type::String,
    body: Body::Scalar(run),
};

fn run(input: Value, args: &Args) -> Result<Value> {
    let text = given::text(&input)?;
    let link = args.text("link").unwrap_or_default();
    let joined = Url::parse(text).and_then(|url| url.join(link)).map_err(|error| {
        let both = format!("{} and {}", given::shown(text), given::shown(link));
        wrong(&both, "make no URL", error)
    })?;
    Ok(scalar::text(joined.as_str()))
}

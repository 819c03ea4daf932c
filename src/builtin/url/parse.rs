//! `url parse`: take a URL apart.

use url::{Host, ParseError, Url};

use crate::builtin::given;
use crate::command::{Args, Body, Command, Example, Input, Signature};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::value::{Schema, Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "url parse",
        summary: "take a URL apart",
        details: "It follows the URL Standard, as browsers do. The port is the usual one of the \
                  scheme where none is written. The path and the fragment stay as they are written; \
                  parameters of the query are decoded. What is not there is null.",
        input: Input::Text,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "its host and port",
                text: "\"https://db.example.org/status?full=yes\" | url parse | select host port path",
                prints: "{\"host\":\"db.example.org\",\"port\":443,\"path\":\"/status\"}",
            },
            Example {
                doc: "what is asked for",
                text: "\"https://example.org/?q=a%20b&n=2\" | url parse | get params",
                prints: "{\"key\":\"q\",\"value\":\"a b\"}\n{\"key\":\"n\",\"value\":\"2\"}",
            },
        ],
    },
    output: &|_| Type::Record(schema()),
    body: Body::Scalar(run),
};

fn schema() -> Schema {
    let params = Schema::of([("key", Type::String), ("value", Type::String)]);
    Schema::of([
        ("scheme", Type::String),
        ("username", Type::String.nullable()),
        ("password", Type::String.nullable()),
        ("host", Type::String.nullable()),
        ("port", Type::Int.nullable()),
        ("path", Type::String),
        ("query", Type::String.nullable()),
        ("fragment", Type::String.nullable()),
        ("params", Type::Table(params)),
    ])
}

fn run(input: Value, _: &Args) -> Result<Value> {
    let text = given::text(&input)?;
    let url = Url::parse(text).map_err(|error| wrong(&given::shown(text), "is no URL", error))?;
    let maybe = |text: Option<&str>| scalar::or_null(text, scalar::text);
    let host = url.host().map(|host| match host {
        Host::Domain(name) => name.to_owned(),
        Host::Ipv4(address) => address.to_string(),
        Host::Ipv6(address) => address.to_string(),
    });
    let params = url.query_pairs().map(|(key, value)| {
        let fields = [("key", key), ("value", value)];
        scalar::record(fields.map(|(name, text)| (name.to_owned(), scalar::text(text))))
    });
    let port = url.port_or_known_default().map(i64::from);
    let fields = [
        ("scheme", scalar::text(url.scheme())),
        ("username", maybe(Some(url.username()).filter(|name| !name.is_empty()))),
        ("password", maybe(url.password())),
        ("host", maybe(host.as_deref())),
        ("port", scalar::or_null(port, scalar::int)),
        ("path", scalar::text(url.path())),
        ("query", maybe(url.query())),
        ("fragment", maybe(url.fragment())),
        ("params", scalar::list(params.collect())),
    ];
    Ok(scalar::record(fields.map(|(name, value)| (name.to_owned(), value))))
}

/// What is wrong with `what`, which `verdict` says first.
pub(super) fn wrong(what: &str, verdict: &str, error: ParseError) -> Diagnostic {
    let reason = match error {
        ParseError::RelativeUrlWithoutBase => "it has no scheme".to_owned(),
        error => error.to_string(),
    };
    Diagnostic::error(codes::FORMAT, format!("{what} {verdict}: {reason}"))
        .help("a URL begins with its scheme: `https://…`")
}

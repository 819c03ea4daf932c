//! `from csv`: turn CSV text into a table.

use crate::builtin::given;
use crate::command::{Args, Body, Checking, Command, Example, Flag, Input, Shape, Signature};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::format::from_csv;
use crate::value::{Type, Value};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "from csv",
        summary: "turn CSV text into a table",
        details: "The first line has the names of the columns. A column whose cells are all \
whole numbers is an int, and so for floats and for true and false; an empty \
cell is null. A line with too few or too many cells is an error.",
        input: Input::Text,
        params: &[],
        flags: &[Flag {
            name: "separator",
            short: Some('s'),
            shape: Some(Shape::Text),
            doc: "the character between cells, a comma when it is left out",
        }],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "types are told by the cells",
                text: "'host,cores\nweb01,4\nweb02,' | from csv",
                prints: "{\"host\":\"web01\",\"cores\":4}\n{\"host\":\"web02\",\"cores\":null}",
            },
            Example {
                doc: "another separator",
                text: "'a;b\n1;x' | from csv --separator \";\"",
                prints: "{\"a\":1,\"b\":\"x\"}",
            },
        ],
    },
    output: &output,
    body: Body::Scalar(run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    if let Some((text, span)) = checking.args.texts("separator").next()
        && separator(text).is_none()
    {
        let problem = Diagnostic::error(codes::BAD_ARGUMENT, "a separator is one ASCII character");
        checking.problem(problem.at(span, "").help("a tab is written \"\\t\""));
    }
    Type::Unknown
}

fn separator(text: &str) -> Option<u8> {
    match text.as_bytes() {
        [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r') => Some(*byte),
        _ => None,
    }
}

fn run(input: Value, args: &Args) -> Result<Value> {
    let separator = args.text("separator").and_then(separator).unwrap_or(b',');
    from_csv(given::text(&input)?.as_bytes(), separator)
}

//! `from fixed`: turn columns of fixed width into a table.

use crate::builtin::given;
use crate::command::{Args, Body, Checking, Command, Example, Flag, Input, Shape, Signature};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Effects;
use crate::format::from_fixed;
use crate::value::{Type, Value};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "from fixed",
        summary: "turn columns of fixed width into a table",
        details: "Such columns are what many programs print for people. The first line names them. \
                  Without `--widths` a column ends where each line has a space at the same place. \
                  Types are told by the cells, as for CSV; an empty cell is null, and a column without \
                  a name is called by its place.",
        input: Input::Text,
        params: &[],
        flags: &[Flag {
            name: "widths",
            short: None,
            shape: Some(Shape::Any),
            doc: "how wide the columns are, in characters, such as `[10 8]`; the last one ends with \
                  the line",
        }],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "what a program has printed",
                text: "'NAME    READY  AGE\nweb one   1/1    7\ndb        0/2  120' | from fixed | where AGE > 10",
                prints: "{\"NAME\":\"db\",\"READY\":\"0/2\",\"AGE\":120}",
            },
            Example {
                doc: "columns without spaces between them",
                text: "'idname  n\n07ada   1' | from fixed --widths [2 6]",
                prints: "{\"id\":\"07\",\"name\":\"ada\",\"n\":1}",
            },
        ],
    },
    output: &output,
    body: Body::Scalar(run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    if let Err(problem) = widths(checking.args) {
        checking.problem(*problem);
    }
    Type::Unknown
}

/// # Errors
/// They are no list of numbers above zero.
fn widths(args: &Args) -> Result<Option<Vec<usize>>> {
    let Some(arg) = args.first("widths") else { return Ok(None) };
    let wrong = || {
        let problem = Diagnostic::error(codes::BAD_ARGUMENT, "`--widths` takes a list of widths");
        problem.at(arg.span, "").help("such as `[10 8 5]`, each above zero")
    };
    let items = match arg.value() {
        Some(Value::List { vals, .. }) if !vals.is_empty() => vals,
        None => return Ok(None),
        Some(_) => return Err(wrong().into()),
    };
    let width = |item: &Value| match item {
        Value::Int { val, .. } if *val > 0 => usize::try_from(*val).map_err(|_| wrong().into()),
        _ => Err(wrong().into()),
    };
    items.iter().map(width).collect::<Result<Vec<_>>>().map(Some)
}

fn run(input: Value, args: &Args) -> Result<Value> {
    let widths = widths(args)?;
    from_fixed(given::bytes(&input)?, widths.as_deref()).map_err(|problem| problem.or_at(args.span))
}

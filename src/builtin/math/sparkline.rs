//! `sparkline`: draw numbers in one line.

use super::statistics;
use crate::builtin::given;
use crate::command::{Args, Body, Checking, Command, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "sparkline",
        summary: "draw numbers in one line",
        details: "Each number is one character, the smallest of them the lowest and the largest the \
                  highest. A null is a space. `get COLUMN` makes a list of a column.",
        input: Input::List,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[
            Example {
                doc: "the items of a list",
                text: "[1 2 4 8 null 3] | sparkline",
                prints: "\"▁▂▄█ ▃\"",
            },
            Example {
                doc: "one line for each host",
                text: "[{host: \"a\", load: 1} {host: \"b\", load: 5} {host: \"a\", load: 9}] | group-by host (list load) | update list_load (list_load | sparkline)",
                prints: "{\"host\":\"a\",\"list_load\":\"▁█\"}\n{\"host\":\"b\",\"list_load\":\"▁\"}",
            },
        ],
    },
    output: &output,
    body: Body::Scalar(run),
};

/// From the lowest to the highest.
const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

fn output(checking: &mut Checking<'_>) -> Type {
    statistics::item(checking, "sparkline", statistics::AMOUNTS, statistics::is_amount);
    Type::String
}

fn run(input: Value, _: &Args) -> Result<Value> {
    let items = given::items(input)?;
    let numbers = items.iter().map(number).collect::<Vec<_>>();
    let known = || numbers.iter().flatten().copied().filter(|number| number.is_finite());
    let least = known().fold(f64::INFINITY, f64::min);
    let most = known().fold(f64::NEG_INFINITY, f64::max);
    let line = numbers.iter().map(|number| match number {
        Some(number) if number.is_finite() => level((number - least) / (most - least)),
        _ => ' ',
    });
    Ok(scalar::text(line.collect::<String>()))
}

/// An amount, whatever its unit; none for what is no amount.
#[expect(clippy::cast_precision_loss, reason = "an eighth is all that is told")]
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Int { val, .. } | Value::Duration { val, .. } => Some(*val as f64),
        Value::Filesize { val, .. } => Some(val.get() as f64),
        Value::Float { val, .. } => Some(*val),
        _ => None,
    }
}

/// The character for a share of the way from the least to the most; the lowest where all are equal.
fn level(share: f64) -> char {
    let highest = LEVELS.len() - 1;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 7")]
    #[expect(clippy::cast_precision_loss, reason = "seven fits")]
    let at = (share.max(0.0) * highest as f64).round() as usize;
    LEVELS.get(at.min(highest)).copied().unwrap_or('▁')
}

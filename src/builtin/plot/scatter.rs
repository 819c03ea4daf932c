//! `plot scatter`: draw columns over another one, each row a point.

use super::line::{PARAMS, drawn, output};
use super::{Marks, points, surface};
use crate::builtin::given;
use crate::command::{Args, Body, Command, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::Value;

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "plot scatter",
        summary: "draw columns over another one, each row a point",
        details: "Rows with a null in one of the two columns have no point. It is text unless `--as` \
                  makes a picture of it, which `save` writes to a file.",
        input: Input::Table,
        params: &PARAMS,
        flags: &surface::FLAGS,
        effects: Effects::NONE,
        examples: &[Example {
            doc: "cores and memory",
            text: "[{cores: 2 memory: 4GiB} {cores: 8 memory: 16GiB}] | plot scatter cores memory | lines | get 0",
            prints: "\"memory by cores\"",
        }],
    },
    output: &|checking| output(checking, "plot scatter"),
    body: Body::Fold { narrow: points::narrow, run },
};

fn run(input: Value, args: &Args) -> Result<Value> {
    drawn(&given::items(input)?, args, Marks::Points)
}

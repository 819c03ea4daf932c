//! `ignore`: run what comes before, and drop what it yields.

use futures_util::FutureExt;

use crate::command::{Args, Body, Command, Context, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Data, Type, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "ignore",
        summary: "run what comes before, and drop what it yields",
        details: "Hosts that fail are reported all the same: `outcomes` takes them, `require` asks \
                  for enough of them.",
        input: Input::Anything,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example { doc: "nothing is shown", text: "[1 2] | ignore", prints: "" }],
    },
    output: &|_| Type::Nothing,
    body: Body::Stream(&run),
};

fn run(input: Data, _: &Args, _: &Context) -> Result<Data> {
    Ok(match input.into_chunks() {
        Ok(chunks) => {
            let done = chunks.collect().map(|chunk| chunk.map(|_| scalar::null()));
            Data::Pending(Type::Nothing, done.boxed())
        }
        Err(_) => Data::Nothing,
    })
}

//! `run`: a shell command on each host.

use super::running::{FLAGS, output, start};
use super::surroundings;
use crate::command::{Arity, Body, Command, Example, Input, Param, Shape, Signature};
use crate::effect::{Effect, Effects};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "run",
        summary: "run a shell command on each host",
        details: "Each host that ran it gives a row. An exit code that is not 0 is in the row and \
                  also ends the host as `failed`. Line feeds at the end of the output are dropped, \
                  as `$(…)` of a shell does. Output that is no UTF-8 ends the host as `invalid`; \
                  with `--binary` it is kept byte by byte. `--folder` and `--env` need an \
                  account whose login shell is a POSIX one; where the folder is not there, the \
                  command is not run and the host has failed. Others on the host may see \
                  the variables in its list of processes: secrets belong in `--stdin`. With \
                  `--become` the command is for `/bin/sh`; the words of `sudo` are no \
                  output of it, and what `sudo` refuses ends the host as `auth_failed`: its \
                  password is given once a host, and after two refusals to no other. With \
                  `--stream` a line that is longer than 64 KiB comes in several rows.",
        input: Input::Hosts,
        params: &[Param {
            name: "command",
            shape: Shape::Text,
            arity: Arity::One,
            doc: "the command line, for the login shell of the account",
        }],
        flags: FLAGS,
        effects: Effects::of(&[Effect::RunOnHosts]),
        examples: &[Example {
            doc: "what each answers",
            text: "hosts | run \"echo hello\" | group-by stdout exit_code",
            prints: "{\"stdout\":\"hello\",\"exit_code\":0,\"count\":6}",
        }],
    },
    output: &output,
    body: Body::Stream(&|input, args, context| {
        let line = args.text("command").unwrap_or_default();
        start(input, line, surroundings::stdin(args), args, context)
    }),
};

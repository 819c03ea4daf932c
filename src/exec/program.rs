//! Programs of this machine: what they get, and what is made of what they write.

use futures_executor::block_on;

use super::executor::Executor;
use super::{Stored, Variables};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Program;
use crate::plan::{ProgramCall, TypedKind};
use crate::value::{Data, Value, plain_text, scalar};

impl Executor {
    /// Run a program of this machine.
    pub(super) fn program(
        &mut self,
        call: &ProgramCall,
        input: Data,
        variables: &Variables,
    ) -> Result<Data> {
        let mut arguments = Vec::with_capacity(call.args.len());
        for arg in &call.args {
            match (&arg.kind, self.value(arg, variables)?) {
                (TypedKind::Spread(_), Value::List { vals, .. }) => {
                    arguments.extend(vals.iter().map(|value| plain_text(value).into()));
                }
                (_, value) => arguments.push(plain_text(&value).into()),
            }
        }
        let mut program = Program::new(&call.program, arguments, &self.settings.limits);
        match self.store(input)? {
            Stored::Value(Value::Nothing { .. }) => {}
            Stored::Value(Value::Binary { val, .. }) => program = program.feed(val.to_vec()),
            Stored::Value(Value::List { vals, .. }) => {
                let lines = vals.iter().map(|value| plain_text(value) + "\n");
                program = program.feed(lines.collect::<String>().into_bytes());
            }
            stored => program = program.feed(plain_text(&stored.value()).into_bytes()),
        }
        let cancel = self.settings.cancel.clone();
        let running = self.settings.world.processes.start(program, cancel);
        let ended = block_on(running).map_err(|problem| problem.or_at(call.span))?;
        if call.complete {
            return Ok(Data::Value(scalar::record([
                ("exit_code".to_owned(), scalar::int(i64::from(ended.exit.code()))),
                ("stdout".to_owned(), scalar::text(readable(ended.stdout, call)?)),
                ("stderr".to_owned(), scalar::text(readable(ended.stderr, call)?)),
            ])));
        }
        let ended =
            ended.require_success(&call.program).map_err(|problem| problem.or_at(call.span))?;
        if ended.stdout_truncated {
            let most = self.settings.limits.max_output;
            let message = format!("`{}` wrote more than {most} bytes", call.program);
            return Err(Diagnostic::error(codes::TOO_MUCH, message)
                .at(call.span, "")
                .help("let it write less, or to a file")
                .into());
        }
        let mut text = readable(ended.stdout, call)?;
        if text.ends_with('\n') {
            text.pop();
        }
        Ok(Data::Value(scalar::text(text)))
    }
}

/// What a program wrote, which has to be text.
fn readable(bytes: Vec<u8>, call: &ProgramCall) -> Result<String> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to() + 1;
        let message = format!("`{}` wrote bytes that are no UTF-8 text", call.program);
        let label = format!("the first bad byte is number {at}");
        Diagnostic::error(codes::FORMAT, message)
            .at(call.span, label)
            .help("let it write text, such as by `^base64`")
            .into()
    })
}

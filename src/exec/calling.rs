//! Commands that call a closure for what flows in.

use std::sync::Arc;

use super::apply::tabulate;
use super::executor::Executor;
use super::{Stored, Variables};
use crate::command::{Body, Calling, Command};
use crate::diag::{Diagnostic, Result, codes};
use crate::plan::{PlannedArg, PlannedArgs};
use crate::value::{Chunk, Data, Type, Value, scalar};

impl Executor {
    /// A command that calls a closure.
    pub(super) fn calling(
        &mut self,
        command: &Command,
        args: &PlannedArgs,
        input: Data,
        variables: &Variables,
    ) -> Result<Data> {
        let Body::Call(calling) = command.body else { return Ok(Data::Nothing) };
        let closure = args.entries.iter().flat_map(|(_, args)| args).find_map(|arg| match arg {
            PlannedArg::Closure(closure) => Some(Arc::clone(closure)),
            _ => None,
        });
        let Some(closure) = closure else {
            let message = format!("`{}` was run without a closure", command.signature.name);
            return Err(Diagnostic::error(codes::INTERNAL, message).at(args.span, "").into());
        };
        let input = self.store(input)?;
        let schema = match &input {
            Stored::Table(chunk) => Some(Arc::clone(chunk.schema())),
            _ => None,
        };
        let items = match input {
            Stored::Value(Value::List { vals, .. }) => vals.into_owned(),
            Stored::Value(single) => vec![single],
            table => match table.value() {
                Value::List { vals, .. } => vals.into_owned(),
                other => vec![other],
            },
        };
        let mut results = Vec::with_capacity(items.len());
        let mut skipping = calling == Calling::SkipWhile;
        for item in items {
            if self.settings.cancel.is_cancelled() {
                break;
            }
            if calling == Calling::SkipWhile && !skipping {
                results.push(item);
                continue;
            }
            let data = self.closure(&closure, vec![Stored::Value(item.clone())], variables)?;
            let value = self.store(data)?.value();
            let truth = matches!(value, Value::Bool { val: true, .. });
            match calling {
                Calling::Keep | Calling::TakeWhile if truth => results.push(item),
                Calling::TakeWhile => break,
                Calling::SkipWhile if !truth => {
                    skipping = false;
                    results.push(item);
                }
                Calling::Any if truth => return Ok(Data::Value(scalar::boolean(true))),
                Calling::All if !truth => return Ok(Data::Value(scalar::boolean(false))),
                Calling::Each => results.push(value),
                _ => {}
            }
        }
        match calling {
            Calling::Any => Ok(Data::Value(scalar::boolean(false))),
            Calling::All => Ok(Data::Value(scalar::boolean(true))),
            Calling::Keep | Calling::TakeWhile | Calling::SkipWhile => match schema {
                Some(schema) => {
                    let kept = Chunk::of(&scalar::list(results), (*schema).clone())?;
                    Ok(Data::table(kept))
                }
                None => tabulate(scalar::list(results)),
            },
            _ if closure.output == Type::Nothing => Ok(Data::Nothing),
            _ => match &closure.output {
                Type::Record(schema) if !schema.is_open() => {
                    let chunk = Chunk::of(&scalar::list(results), schema.clone())?;
                    Ok(Data::table(chunk))
                }
                _ => tabulate(scalar::list(results)),
            },
        }
    }
}

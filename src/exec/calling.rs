//! Commands that call a closure for what flows in.

use std::sync::Arc;

use super::apply::tabulate;
use super::executor::Executor;
use super::{Stored, Variables};
use crate::command::{Body, Calling, Command};
use crate::diag::{Diagnostic, Result, codes};
use crate::plan::{PlannedArg, PlannedArgs, PlannedClosure};
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
        let closure = closure(args, "closure");
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
        if calling == Calling::Fold {
            return self.fold(&closure, args, items, variables);
        }
        if calling == Calling::Parallel {
            let most = self.count(args, "parallel", variables)?;
            return yielded(self.at_once(&closure, &items, most, variables)?, &closure);
        }
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
            _ => yielded(results, &closure),
        }
    }

    /// The number that is given for `name`, if one is.
    fn count(
        &mut self,
        args: &PlannedArgs,
        name: &str,
        variables: &Variables,
    ) -> Result<Option<usize>> {
        let given = args.entries.iter().find(|(known, _)| *known == name);
        let value = match given.and_then(|(_, args)| args.first()) {
            Some(PlannedArg::Later(typed)) => Some(self.stored(typed, variables)?.value()),
            Some(PlannedArg::Fixed(arg)) => arg.to_value(),
            _ => None,
        };
        Ok(value.and_then(|value| usize::try_from(value.as_int().ok()?).ok()).map(|n| n.max(1)))
    }

    /// Carry a value from item to item.
    fn fold(
        &mut self,
        closure: &PlannedClosure,
        args: &PlannedArgs,
        items: Vec<Value>,
        variables: &Variables,
    ) -> Result<Data> {
        let first = args.entries.iter().find(|(name, _)| *name == "fold");
        let mut items = items.into_iter();
        let mut so_far = match first.and_then(|(_, args)| args.first()) {
            Some(PlannedArg::Later(typed)) => self.stored(typed, variables)?,
            Some(PlannedArg::Fixed(arg)) => {
                Stored::Value(arg.to_value().unwrap_or_else(scalar::null))
            }
            _ => Stored::Value(items.next().ok_or_else(|| {
                let message = "there is no item to begin with";
                let problem = Diagnostic::error(codes::MISSING_ITEM, message).at(args.span, "");
                problem.help("`--fold VALUE` says what it begins with, and yields that of nothing")
            })?),
        };
        if let (Stored::Value(Value::List { vals, .. }), Type::Table(schema)) =
            (&so_far, &closure.output)
            && vals.is_empty()
            && !schema.is_open()
        {
            // The columns of no rows are those of the rows that will be added.
            so_far = Stored::Table(Chunk::empty(Arc::new(schema.clone()))?);
        }
        let until = self::closure(args, "until");
        for item in items {
            if self.settings.cancel.is_cancelled() {
                break;
            }
            if let Some(until) = &until {
                let enough = self.closure(until, vec![so_far.clone()], variables)?;
                if matches!(self.store(enough)?.value(), Value::Bool { val: true, .. }) {
                    break;
                }
            }
            let data = self.closure(closure, vec![Stored::Value(item), so_far], variables)?;
            so_far = self.store(data)?;
        }
        Ok(so_far.data())
    }
}

/// What calling `closure` for each item has yielded; records are rows of a table.
fn yielded(results: Vec<Value>, closure: &PlannedClosure) -> Result<Data> {
    match &closure.output {
        Type::Nothing => Ok(Data::Nothing),
        Type::Record(schema) if !schema.is_open() => {
            Ok(Data::table(Chunk::of(&scalar::list(results), schema.clone())?))
        }
        _ => tabulate(scalar::list(results)),
    }
}

/// The closure that is given for `name`.
fn closure(args: &PlannedArgs, name: &str) -> Option<Arc<PlannedClosure>> {
    let mut given = args.entries.iter().filter(|(known, _)| *known == name);
    given.find_map(|(_, args)| match args.first() {
        Some(PlannedArg::Closure(closure)) => Some(Arc::clone(closure)),
        _ => None,
    })
}

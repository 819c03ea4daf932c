//! Expressions and arguments before they run: variables and pipelines become values.

use super::Variables;
use super::executor::Executor;
use crate::columnar::{compile, evaluate};
use crate::command::{Arg, ArgKind, Args, Command, Shape};
use crate::diag::{Diagnostic, Result, codes};
use crate::plan::{PlannedArg, PlannedArgs, Typed, TypedKind};
use crate::value::{Chunk, Type, Value, scalar, type_of};

impl Executor {
    /// `typed` with the values of variables and pipelines in their places.
    pub(super) fn bind(&mut self, typed: &Typed, variables: &Variables) -> Result<Typed> {
        let literal = |value: Value| {
            let ty = if typed.ty == Type::Unknown { type_of(&value) } else { typed.ty.clone() };
            Typed { kind: TypedKind::Literal(value), ty, span: typed.span }
        };
        let kind = match &typed.kind {
            TypedKind::Variable(name) => {
                let stored = variables.get(name).ok_or_else(|| {
                    Diagnostic::error(codes::UNKNOWN_VARIABLE, format!("no variable `${name}`"))
                        .at(typed.span, "")
                })?;
                return Ok(literal(stored.value()));
            }
            TypedKind::Pipeline(pipeline) => {
                let data = self.pipeline(pipeline, variables)?;
                return Ok(literal(self.store(data)?.value()));
            }
            TypedKind::List(items) => {
                let items = items.iter().map(|item| self.bind(item, variables));
                TypedKind::List(items.collect::<Result<_>>()?)
            }
            TypedKind::Record(fields) => {
                let fields = fields
                    .iter()
                    .map(|(name, value)| Ok((name.clone(), self.bind(value, variables)?)));
                TypedKind::Record(fields.collect::<Result<_>>()?)
            }
            TypedKind::Field(base, name) => {
                TypedKind::Field(Box::new(self.bind(base, variables)?), name.clone())
            }
            TypedKind::Unary(operator, operand) => {
                TypedKind::Unary(*operator, Box::new(self.bind(operand, variables)?))
            }
            TypedKind::Binary(operator, left, right) => {
                let left = Box::new(self.bind(left, variables)?);
                TypedKind::Binary(*operator, left, Box::new(self.bind(right, variables)?))
            }
            kind => kind.clone(),
        };
        Ok(Typed { kind, ..typed.clone() })
    }

    /// The value of `typed`, which uses no row.
    pub(super) fn value(&mut self, typed: &Typed, variables: &Variables) -> Result<Value> {
        evaluate(&self.bind(typed, variables)?, &|_| scalar::null())
    }

    /// The arguments of a call to `command`, all of them known.
    pub(super) fn args(
        &mut self,
        command: &Command,
        planned: &PlannedArgs,
        variables: &Variables,
    ) -> Result<Args> {
        let mut entries = Vec::with_capacity(planned.entries.len());
        for (name, args) in &planned.entries {
            let args = args.iter().map(|arg| match arg {
                PlannedArg::Fixed(arg) => Ok(arg.clone()),
                PlannedArg::Columns(typed) => {
                    let compiled = compile(&self.bind(typed, variables)?)?;
                    let kind = ArgKind::Columns(typed.ty.clone(), Some(compiled));
                    Ok(Arg { kind, span: typed.span })
                }
                PlannedArg::Later(typed) => {
                    let value = self.value(typed, variables)?;
                    suits(command, name, &value).map_err(|problem| problem.or_at(typed.span))?;
                    let kind = match &typed.ty {
                        // The columns of a table without rows are known by its type alone.
                        Type::Table(schema) if !schema.is_open() => {
                            ArgKind::Table(Chunk::of(&value, schema.clone())?)
                        }
                        _ => ArgKind::Value(value),
                    };
                    Ok(Arg { kind, span: typed.span })
                }
            });
            entries.push((*name, args.collect::<Result<Vec<_>>>()?));
        }
        Ok(Args::new(entries, planned.span))
    }
}

/// What was not known before the run is checked now.
fn suits(command: &Command, name: &str, value: &Value) -> Result<()> {
    let signature = &command.signature;
    let param = signature.params.iter().find(|param| param.name == name);
    let flag = signature.flags.iter().find(|flag| flag.name == name);
    let Some(shape) = param.map(|p| p.shape).or_else(|| flag.and_then(|f| f.shape)) else {
        return Ok(());
    };
    let ty = type_of(value);
    let negative = matches!(value, Value::Int { val, .. } if matches!(shape, Shape::Count | Shape::Quota) && *val < 0);
    if ty.fits(&shape.value_type()) && !negative {
        return Ok(());
    }
    let found =
        if negative { "a negative number".to_owned() } else { format!("a value of type {ty}") };
    let message = format!("`{name}` has to be {}, found {found}", shape.describe());
    Err(Diagnostic::error(codes::BAD_ARGUMENT, message).into())
}

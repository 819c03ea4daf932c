//! Expressions and arguments before they run: variables and pipelines become values.

use super::executor::{Executor, Flow};
use super::{Stored, Variables};
use crate::columnar::{Names, compile, evaluate};
use crate::command::{Arg, ArgKind, Args, Body, Command, Shape};
use crate::diag::{Diagnostic, Result, codes};
use crate::plan::{PlannedArg, PlannedArgs, Typed, TypedKind};
use crate::syntax::ast::Binary;
use crate::value::{Chunk, Data, Type, Value, scalar, type_of};

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
            TypedKind::If(..) | TypedKind::Match(..) | TypedKind::Try(_) => {
                let data = match self.control(typed, variables)? {
                    Flow::Next(data) => data,
                    _ => Data::Nothing,
                };
                return Ok(literal(self.store(data)?.value()));
            }
            TypedKind::Environment(name, optional) => {
                let value = self.settings.world.environment.var(name);
                if value.is_none() && !optional {
                    let message = format!("the environment variable `{name}` is not set");
                    return Err(Diagnostic::error(codes::ENVIRONMENT, message)
                        .at(typed.span, "")
                        .help(format!("set it, or say what it is then: `env.{name}? ?? \"…\"`"))
                        .into());
                }
                return Ok(literal(scalar::or_null(value, scalar::text)));
            }
            TypedKind::Spread(inner) => TypedKind::Spread(Box::new(self.bind(inner, variables)?)),
            TypedKind::Text(parts) => {
                let parts = parts.iter().map(|part| self.bind(part, variables));
                TypedKind::Text(parts.collect::<Result<_>>()?)
            }
            TypedKind::Range(start, next, end, inclusive) => {
                let mut number = |typed: &Option<Box<Typed>>| -> Result<Option<Box<Typed>>> {
                    match typed {
                        Some(typed) => Ok(Some(Box::new(self.bind(typed, variables)?))),
                        None => Ok(None),
                    }
                };
                let (next, end) = (number(next)?, number(end)?);
                TypedKind::Range(Box::new(self.bind(start, variables)?), next, end, *inclusive)
            }
            TypedKind::Item(base, place, optional) => {
                TypedKind::Item(Box::new(self.bind(base, variables)?), *place, *optional)
            }
            TypedKind::Apply(command, input, args) => {
                let input = Box::new(self.bind(input, variables)?);
                TypedKind::Apply(command, input, self.bound_args(args, variables)?)
            }
            // The right side is only looked at where it is needed, for it may fail or ask hosts.
            TypedKind::Binary(
                operator @ (Binary::And | Binary::Or | Binary::Otherwise),
                left,
                right,
            ) if !is_pure(right) && left.columns().is_empty() => {
                let left = self.bind(left, variables)?;
                let value = evaluate(&left, Names::NONE)?;
                let decided = match (operator, &value) {
                    (Binary::And, Value::Bool { val, .. }) => !val,
                    (Binary::Or, Value::Bool { val, .. }) => *val,
                    (Binary::Otherwise, value) => !value.is_nothing(),
                    _ => false,
                };
                if decided {
                    return Ok(literal(value));
                }
                let right = self.bind(right, variables)?;
                TypedKind::Binary(*operator, Box::new(left), Box::new(right))
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
        if is_pure(typed) {
            let variable = |name: &str| variables.get(name).map(Stored::value);
            return evaluate(typed, Names { variable: &variable, ..Names::NONE });
        }
        evaluate(&self.bind(typed, variables)?, Names::NONE)
    }

    /// What `typed` is, to be kept.
    pub(super) fn stored(&mut self, typed: &Typed, variables: &Variables) -> Result<Stored> {
        match &typed.kind {
            TypedKind::Variable(name) => {
                if let Some(stored) = variables.get(name) {
                    return Ok(stored.clone());
                }
            }
            TypedKind::Pipeline(pipeline) => {
                let data = self.pipeline(pipeline, variables)?;
                return self.store(data);
            }
            _ => {}
        }
        let value = self.value(typed, variables)?;
        match (&value, &typed.ty) {
            // The columns of a table without rows are known by its type alone.
            (Value::List { .. }, Type::Table(schema)) if !schema.is_open() => {
                Ok(Stored::Table(Chunk::of(&value, schema.clone())?))
            }
            _ => Ok(Stored::Value(value)),
        }
    }

    /// Arguments with the values of variables and pipelines in their places.
    fn bound_args(&mut self, args: &PlannedArgs, variables: &Variables) -> Result<PlannedArgs> {
        let mut entries = Vec::with_capacity(args.entries.len());
        for (name, args) in &args.entries {
            let args = args.iter().map(|arg| match arg {
                PlannedArg::Later(typed) => Ok(PlannedArg::Later(self.bind(typed, variables)?)),
                arg => Ok(arg.clone()),
            });
            entries.push((*name, args.collect::<Result<Vec<_>>>()?));
        }
        Ok(PlannedArgs { entries, span: args.span })
    }

    /// A table that is a variable or what a pipeline yields, which needs not become a value; a plan
    /// stays one for a command that can take it.
    fn table(
        &mut self,
        command: &Command,
        typed: &Typed,
        variables: &Variables,
    ) -> Result<Option<ArgKind>> {
        if !matches!(&typed.ty, Type::Table(schema) if !schema.is_open()) {
            return Ok(None);
        }
        let data = match &typed.kind {
            TypedKind::Pipeline(pipeline) => self.pipeline(pipeline, variables)?,
            TypedKind::Variable(name) => match variables.get(name) {
                Some(Stored::Table(chunk)) => Data::table(chunk.clone()),
                _ => return Ok(None),
            },
            _ => return Ok(None),
        };
        match (data, command.body) {
            (Data::Frame(frame), Body::Large { .. }) => Ok(Some(ArgKind::Frame(frame.into()))),
            (data, _) => Ok(Some(match self.store(data)? {
                Stored::Table(chunk) => ArgKind::Table(chunk),
                stored => ArgKind::Value(stored.value()),
            })),
        }
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
                PlannedArg::Closure(closure) => {
                    let kind = ArgKind::Closure(closure.output.clone());
                    Ok(Arg { kind, span: closure.span })
                }
                PlannedArg::Columns(typed) => {
                    let compiled = compile(&self.bind(typed, variables)?)?;
                    let kind = ArgKind::Columns(typed.ty.clone(), Some(compiled));
                    Ok(Arg { kind, span: typed.span })
                }
                PlannedArg::Later(typed) => {
                    if let Some(kind) = self.table(command, typed, variables)? {
                        return Ok(Arg { kind, span: typed.span });
                    }
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

/// Whether `typed` is a function of columns and variables alone.
pub(super) fn is_pure(typed: &Typed) -> bool {
    let here = match &typed.kind {
        TypedKind::Pipeline(_)
        | TypedKind::Environment(..)
        | TypedKind::If(..)
        | TypedKind::Match(..)
        | TypedKind::Try(_)
        | TypedKind::Closure(_)
        | TypedKind::Error => false,
        TypedKind::Apply(_, _, args) => {
            args.entries.iter().flat_map(|(_, args)| args).all(|arg| match arg {
                PlannedArg::Later(typed) => is_pure(typed),
                PlannedArg::Fixed(_) => true,
                PlannedArg::Columns(_) | PlannedArg::Closure(_) => false,
            })
        }
        _ => true,
    };
    here && typed.children().all(is_pure)
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

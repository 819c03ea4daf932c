//! Statements, blocks, choices, loops, errors that are caught, and calls.

use super::apply::items_of;
use super::executor::{Executor, Flow};
use super::pattern::fits;
use super::{Stored, Variables};
use crate::diag::{Diagnostic, Label, Result, codes};
use crate::plan::{
    Block, CustomCall, Pipeline, PlannedArm, PlannedClosure, PlannedTry, Statement, StatementKind,
    Typed, TypedKind,
};
use crate::source::Span;
use crate::value::{Data, Type, Value, scalar, type_of};

/// How deep definitions and closures may call each other.
const DEEPEST: usize = 200;

/// How much of the stack a call may need, in bytes, and how much more it gets when that is not left.
const ROOM: usize = 1 << 20;
const STACK: usize = 8 << 20;

impl Executor {
    /// Run one statement.
    pub(super) fn step(
        &mut self,
        statement: &Statement,
        variables: &mut Variables,
    ) -> Result<Flow> {
        if self.settings.cancel.is_cancelled() {
            return Ok(Flow::Return(Data::Nothing));
        }
        match &statement.kind {
            StatementKind::Let(name, pipeline) => {
                let stored = match pipeline.stages.as_slice() {
                    [stage] if is_closure(&stage.kind) => Stored::Closure(variables.clone()),
                    _ => {
                        let data = self.pipeline(pipeline, variables)?;
                        let stored = self.store(data)?;
                        as_declared(name, pipeline, &stored)?;
                        stored
                    }
                };
                variables.set(name.clone(), stored);
                Ok(Flow::Next(Data::Nothing))
            }
            StatementKind::Show(pipeline) => match self.flow(pipeline, variables)? {
                Flow::Next(data) => {
                    self.show(data)?;
                    Ok(Flow::Next(Data::Nothing))
                }
                leaving => Ok(leaving),
            },
            StatementKind::Value(pipeline) => self.flow(pipeline, variables),
            StatementKind::For { name, over, body } => self.each_item(name, over, body, variables),
            StatementKind::While { condition, body } => {
                while self.is_true(condition, variables)? {
                    match self.block(body, variables)? {
                        Flow::Next(_) | Flow::Continue => {}
                        Flow::Break => break,
                        leaving => return Ok(leaving),
                    }
                }
                Ok(Flow::Next(Data::Nothing))
            }
            StatementKind::Break => Ok(Flow::Break),
            StatementKind::Continue => Ok(Flow::Continue),
            StatementKind::Return(pipeline) => match pipeline {
                Some(pipeline) => Ok(Flow::Return(self.pipeline(pipeline, variables)?)),
                None => Ok(Flow::Return(Data::Nothing)),
            },
            StatementKind::Test(..) => Ok(Flow::Next(Data::Nothing)),
        }
    }

    /// Run the statements of a block, whose variables end with it.
    pub(super) fn block(&mut self, block: &Block, variables: &Variables) -> Result<Flow> {
        let mut inside = variables.clone();
        let mut last = Data::Nothing;
        for statement in &block.statements {
            // What the statement before yields is nobody's, but it has to happen.
            let before = std::mem::replace(&mut last, Data::Nothing);
            self.finished(before)?;
            match self.step(statement, &mut inside).map_err(|e| e.or_at(statement.span))? {
                Flow::Next(data) => last = data,
                leaving => return Ok(leaving),
            }
            if self.output.is_some() {
                break;
            }
        }
        Ok(Flow::Next(last))
    }

    /// Compute `data` and drop it.
    fn finished(&mut self, data: Data) -> Result<()> {
        match data {
            Data::Nothing | Data::Value(_) => Ok(()),
            data => self.store(data).map(|_| ()),
        }
    }

    fn is_true(&mut self, condition: &Typed, variables: &Variables) -> Result<bool> {
        match self.value(condition, variables)? {
            Value::Bool { val, .. } => Ok(val),
            other => {
                let message = format!("a condition is true or false, found a {}", type_of(&other));
                Err(Diagnostic::error(codes::TYPE_CLASH, message).at(condition.span, "").into())
            }
        }
    }

    fn each_item(
        &mut self,
        name: &str,
        over: &Typed,
        body: &Block,
        variables: &Variables,
    ) -> Result<Flow> {
        let items = self.stored(over, variables)?;
        for item in items_of(items, over)? {
            let mut inside = variables.clone();
            inside.set(name, Stored::Value(item));
            match self.block(body, &inside)? {
                Flow::Next(data) => self.finished(data)?,
                Flow::Continue => {}
                Flow::Break => break,
                leaving => return Ok(leaving),
            }
            if self.output.is_some() || self.settings.cancel.is_cancelled() {
                break;
            }
        }
        Ok(Flow::Next(Data::Nothing))
    }

    /// `if`, `match` and `try`.
    pub(super) fn control(&mut self, typed: &Typed, variables: &Variables) -> Result<Flow> {
        match &typed.kind {
            TypedKind::If(condition, then, otherwise) => {
                if self.is_true(condition, variables)? {
                    self.block(then, variables)
                } else if let Some(otherwise) = otherwise {
                    self.block(otherwise, variables)
                } else {
                    Ok(Flow::Next(if typed.ty == Type::Nothing {
                        Data::Nothing
                    } else {
                        Data::Value(scalar::null())
                    }))
                }
            }
            TypedKind::Match(value, arms) => self.matching(value, arms, variables),
            TypedKind::Try(one) => self.attempt(one, variables),
            _ => Ok(Flow::Next(Data::Nothing)),
        }
    }

    fn matching(
        &mut self,
        value: &Typed,
        arms: &[PlannedArm],
        variables: &Variables,
    ) -> Result<Flow> {
        let found = self.value(value, variables)?;
        for arm in arms {
            for pattern in &arm.patterns {
                let mut inside = variables.clone();
                if !fits(pattern, &found, &mut inside) {
                    continue;
                }
                if let Some(guard) = &arm.guard
                    && !self.is_true(guard, &inside)?
                {
                    continue;
                }
                return self.block(&arm.body, &inside);
            }
        }
        let message = format!("no arm is for this value of type {}", type_of(&found));
        let problem = Diagnostic::error(codes::NOT_EXHAUSTIVE, message).at(value.span, "");
        Err(problem.help("add an arm `_ => …` for everything else").into())
    }

    fn attempt(&mut self, one: &PlannedTry, variables: &Variables) -> Result<Flow> {
        // What fails only when it is computed has to fail in here.
        let tried = self.block(&one.body, variables).and_then(|flow| self.computed(flow));
        let ended = match tried {
            Err(error) if !is_final(&error) => {
                let kind = error.code.kind();
                let handler = one
                    .handlers
                    .iter()
                    .find(|(kinds, ..)| kinds.is_empty() || kinds.contains(&kind));
                match handler {
                    Some((_, name, body)) => {
                        self.problems.clear();
                        let mut inside = variables.clone();
                        if let Some(name) = name {
                            inside.set(name.clone(), Stored::Value(error_record(&error)));
                        }
                        self.block(body, &inside).and_then(|flow| self.computed(flow))
                    }
                    None => Err(error),
                }
            }
            other => other,
        };
        if let Some(finally) = &one.finally {
            match self.block(finally, variables)? {
                Flow::Next(data) => self.finished(data)?,
                leaving => return Ok(leaving),
            }
        }
        ended
    }

    fn computed(&mut self, flow: Flow) -> Result<Flow> {
        Ok(match flow {
            Flow::Next(data) => Flow::Next(self.now(data)?),
            Flow::Return(data) => Flow::Return(self.now(data)?),
            other => other,
        })
    }

    fn now(&mut self, data: Data) -> Result<Data> {
        match data {
            Data::Nothing => Ok(Data::Nothing),
            data => Ok(self.store(data)?.data()),
        }
    }

    /// Run what a `def` has named.
    pub(super) fn custom(
        &mut self,
        call: &CustomCall,
        input: Data,
        variables: &Variables,
    ) -> Result<Data> {
        let mut inside = Variables::default();
        for (name, typed) in &call.args {
            let stored = self.stored(typed, variables)?;
            inside.set(name.clone(), widened(stored, &typed.ty));
        }
        for (name, closure) in &call.closures {
            inside.set(name.clone(), Stored::Closure(captured(closure, variables)));
        }
        match input {
            Data::Nothing => {}
            input => inside.set("in", self.store(input)?),
        }
        let Some(body) = call.def.body.get() else {
            let message = format!("`{}` was called before it was planned", call.def.name);
            return Err(Diagnostic::error(codes::INTERNAL, message).at(call.span, "").into());
        };
        let ended = self.deeper(call.span, |this| this.block(body, &inside));
        ended.map_err(|mut error| {
            called_at(&mut error, call);
            self.problems.iter_mut().for_each(|problem| called_at(problem, call));
            error
        })
    }

    /// Call a closure.
    pub(super) fn closure(
        &mut self,
        closure: &PlannedClosure,
        args: Vec<Stored>,
        variables: &Variables,
    ) -> Result<Data> {
        let mut inside = captured(closure, variables);
        for (name, arg) in closure.params.iter().zip(args) {
            inside.set(name.clone(), arg);
        }
        self.deeper(closure.span, |this| this.block(&closure.body, &inside))
    }

    fn deeper(&mut self, span: Span, run: impl FnOnce(&mut Self) -> Result<Flow>) -> Result<Data> {
        if self.depth >= DEEPEST {
            let message = format!("calls go more than {DEEPEST} deep");
            let problem = Diagnostic::error(codes::TOO_MUCH, message).at(span, "");
            return Err(problem.help("does a `def` call itself without an end?").into());
        }
        self.depth += 1;
        let ended = stacker::maybe_grow(ROOM, STACK, || run(self));
        self.depth -= 1;
        match ended? {
            Flow::Next(data) | Flow::Return(data) => Ok(data),
            Flow::Break | Flow::Continue => Ok(Data::Nothing),
        }
    }
}

/// A `let` says of which type its value is, and that was not known before the run.
fn as_declared(name: &str, pipeline: &Pipeline, stored: &Stored) -> Result<()> {
    let Some(last) = pipeline.stages.last() else { return Ok(()) };
    if last.output == pipeline.output || stored.ty().fits(&pipeline.output) {
        return Ok(());
    }
    let message = format!("`{name}` is declared as {}, found {}", pipeline.output, stored.ty());
    let problem = Diagnostic::error(codes::TYPE_CLASH, message).at(last.syntax.span, "");
    Err(problem.help("declare what is there, or convert it on the way").into())
}

fn is_closure(kind: &crate::plan::StageKind) -> bool {
    matches!(kind, crate::plan::StageKind::Expression(typed) if matches!(typed.kind, TypedKind::Closure(_)))
}

/// Tell of `error`, which came out of `call`, as the caller sees it when the definition stands in
/// another text: what it raises is about its call, anything else happened in it.
fn called_at(error: &mut Diagnostic, call: &CustomCall) {
    let def = call.def.span.source;
    let inside = !error.labels.is_empty() && error.labels.iter().all(|l| l.span.source == def);
    if def != call.span.source && inside {
        if error.code == codes::RAISED {
            error.labels.clear();
        }
        let text = if error.labels.is_empty() { "" } else { "called here" };
        error.labels.insert(0, Label { span: call.span, text: text.to_owned() });
    }
}

/// The variables that a closure sees besides its parameters.
fn captured(closure: &PlannedClosure, variables: &Variables) -> Variables {
    match closure.variable.as_deref().and_then(|name| variables.get(name)) {
        Some(Stored::Closure(captured)) => captured.clone(),
        _ => variables.clone(),
    }
}

/// An int where the parameter is a float.
fn widened(stored: Stored, ty: &Type) -> Stored {
    match (stored, ty) {
        #[expect(clippy::cast_precision_loss, reason = "ints meet floats in floats")]
        (Stored::Value(Value::Int { val, .. }), Type::Float) => {
            Stored::Value(scalar::float(val as f64))
        }
        (stored, _) => stored,
    }
}

/// Whether nothing may catch an error: the run is at its end, or rebe has a defect.
fn is_final(error: &Diagnostic) -> bool {
    error.code == codes::DEADLINE || error.code == codes::INTERNAL || error.code == codes::DENIED
}

/// An error as the block sees it that takes it.
fn error_record(error: &Diagnostic) -> Value {
    scalar::record([
        ("kind".to_owned(), scalar::text(error.code.kind())),
        ("code".to_owned(), scalar::text(error.code.id)),
        ("message".to_owned(), scalar::text(&error.message)),
        ("help".to_owned(), scalar::or_null(error.help.as_deref(), scalar::text)),
        ("exit_code".to_owned(), scalar::int(i64::from(error.code.exit))),
    ])
}

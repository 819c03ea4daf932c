//! The typed plan.

use std::sync::Arc;

use super::{
    Block, CustomCall, PlannedArgs, PlannedArm, PlannedClosure, PlannedTry, ProgramCall, Scope,
};
use crate::command::{Command, Shape};
use crate::effect::{Effect, Effects};
use crate::source::Span;
use crate::syntax::ast::{self, Binary, Spanned, Unary};
use crate::value::{Type, Value};

/// Stages, each with the type of what it takes and yields.
#[derive(Clone)]
pub struct Pipeline {
    /// The stages, in order.
    pub stages: Vec<Stage>,
    /// The type of what the last one yields.
    pub output: Type,
}

impl Pipeline {
    /// The effects of all stages, and of the pipelines in their arguments.
    pub fn effects(&self) -> Effects {
        self.stages.iter().fold(Effects::NONE, |sum, stage| sum.union(stage.effects()))
    }
}

/// One stage.
#[derive(Clone)]
pub struct Stage {
    /// What it does.
    pub kind: StageKind,
    /// As it was written, to be planned again when its input was not known.
    pub syntax: Spanned<ast::Stage>,
    /// The names that it may use, when something about it was not known.
    pub scope: Option<Arc<Scope>>,
    /// The type of what it takes.
    pub input: Type,
    /// The type of what it yields.
    pub output: Type,
}

impl Stage {
    /// Its effects.
    pub fn effects(&self) -> Effects {
        match &self.kind {
            StageKind::Call(command, args) => {
                let planned = args.entries.iter().flat_map(|(_, args)| args);
                planned.fold(own_effects(command, args), |sum, arg| sum.union(arg.effects()))
            }
            StageKind::Custom(call) => call.effects(),
            StageKind::Program(program) => program.effects(),
            StageKind::Closure(closure, args) => {
                let args = args.iter().map(Typed::effects);
                args.fold(closure.body.effects(), Effects::union)
            }
            StageKind::Expression(typed) => typed.effects(),
            StageKind::Error => Effects::NONE,
        }
    }
}

/// What a stage does.
#[derive(Clone)]
pub enum StageKind {
    /// Calls a command.
    Call(&'static Command, PlannedArgs),
    /// Calls what a `def` has named.
    Custom(Arc<CustomCall>),
    /// Calls a closure with arguments.
    Closure(Arc<PlannedClosure>, Vec<Typed>),
    /// Runs a program of this machine.
    Program(Arc<ProgramCall>),
    /// Computes a value.
    Expression(Typed),
    /// Nothing: a diagnostic says why.
    Error,
}

/// An expression and its type.
#[derive(Debug, Clone)]
pub struct Typed {
    /// What it is.
    pub kind: TypedKind,
    /// Its type.
    pub ty: Type,
    /// Where it stands.
    pub span: Span,
}

/// What an expression is.
#[derive(Debug, Clone)]
pub enum TypedKind {
    /// A value.
    Literal(Value),
    /// The cell of this column in the row at hand.
    Column(String),
    /// The value of this variable.
    Variable(String),
    /// A list.
    List(Vec<Typed>),
    /// A record.
    Record(Vec<(String, Typed)>),
    /// A field of a record, or a column of a table as a list.
    Field(Box<Typed>, String),
    /// An item of a list or a row of a table, from 0; null past the end when the flag is set.
    Item(Box<Typed>, usize, bool),
    /// All items of a list, in a list.
    Spread(Box<Typed>),
    /// Texts and values, joined to one text.
    Text(Vec<Typed>),
    /// Start, next and end of a range, and whether the end is a part of it.
    Range(Box<Typed>, Option<Box<Typed>>, Option<Box<Typed>>, bool),
    /// A command that makes a value of a value.
    Apply(&'static Command, Box<Typed>, PlannedArgs),
    /// An environment variable; null when it is not set and the flag is.
    Environment(String, bool),
    /// The first block when the condition is true, else the second.
    If(Box<Typed>, Box<Block>, Option<Box<Block>>),
    /// The block of the first arm that fits.
    Match(Box<Typed>, Vec<PlannedArm>),
    /// A block, and what is done when it fails.
    Try(Box<PlannedTry>),
    /// A function without a name, planned for the types that it declares.
    Closure(Arc<PlannedClosure>),
    /// An operator with two operands.
    Binary(Binary, Box<Typed>, Box<Typed>),
    /// An operator with one operand.
    Unary(Unary, Box<Typed>),
    /// The result of a pipeline.
    Pipeline(Box<Pipeline>),
    /// Nothing: a diagnostic says why.
    Error,
}

impl std::fmt::Debug for Pipeline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pipeline({} stages, {})", self.stages.len(), self.output)
    }
}

impl Typed {
    /// The expression that stands for something wrong at `span`.
    pub fn error(span: Span) -> Self {
        Self { kind: TypedKind::Error, ty: Type::Unknown, span }
    }

    /// The value, if it is a literal.
    pub fn literal(&self) -> Option<&Value> {
        match &self.kind {
            TypedKind::Literal(value) => Some(value),
            _ => None,
        }
    }

    /// The effects of the pipelines in it.
    pub fn effects(&self) -> Effects {
        let blocks: Vec<&Block> = match &self.kind {
            TypedKind::Pipeline(pipeline) => return pipeline.effects(),
            TypedKind::If(_, then, otherwise) => {
                std::iter::once(then.as_ref()).chain(otherwise.as_deref()).collect()
            }
            TypedKind::Match(_, arms) => arms.iter().map(|arm| &arm.body).collect(),
            TypedKind::Try(one) => {
                let handlers = one.handlers.iter().map(|(_, _, body)| body);
                std::iter::once(&one.body).chain(handlers).chain(&one.finally).collect()
            }
            _ => Vec::new(),
        };
        let children = self.children().map(Self::effects);
        children.chain(blocks.into_iter().map(Block::effects)).fold(Effects::NONE, Effects::union)
    }

    /// The columns of the row at hand that it uses, each once, sorted.
    pub fn columns(&self) -> std::collections::BTreeSet<&str> {
        let mut columns =
            self.children().flat_map(Self::columns).collect::<std::collections::BTreeSet<_>>();
        if let TypedKind::Column(name) = &self.kind {
            columns.insert(name);
        }
        columns
    }

    /// The expressions that it is made of.
    pub fn children(&self) -> impl Iterator<Item = &Self> {
        let children: Vec<&Self> = match &self.kind {
            TypedKind::List(items) | TypedKind::Text(items) => items.iter().collect(),
            TypedKind::Item(base, ..) | TypedKind::Spread(base) | TypedKind::Apply(_, base, _) => {
                vec![base]
            }
            TypedKind::Range(start, next, end, _) => std::iter::once(start.as_ref())
                .chain(next.as_deref())
                .chain(end.as_deref())
                .collect(),
            TypedKind::If(condition, ..) => vec![condition],
            TypedKind::Match(value, arms) => {
                let guards = arms.iter().filter_map(|arm| arm.guard.as_ref());
                std::iter::once(value.as_ref()).chain(guards).collect()
            }
            TypedKind::Record(fields) => fields.iter().map(|(_, value)| value).collect(),
            TypedKind::Field(base, _) | TypedKind::Unary(_, base) => vec![base],
            TypedKind::Binary(_, left, right) => vec![left, right],
            _ => Vec::new(),
        };
        children.into_iter()
    }
}

/// What a call of `command` itself may do: a flag that names a new file makes it write one.
pub(super) fn own_effects(command: &Command, args: &PlannedArgs) -> Effects {
    let flags = command.signature.flags.iter();
    let new = flags.filter(|flag| flag.shape == Some(Shape::NewFile));
    let is_given =
        |name| args.entries.iter().any(|(known, args)| *known == name && !args.is_empty());
    match new.map(|flag| flag.name).any(is_given) {
        true => command.signature.effects.union(Effects::of(&[Effect::WriteFiles])),
        false => command.signature.effects,
    }
}

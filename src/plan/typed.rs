//! The typed plan.

use crate::command::{Arg, Command};
use crate::effect::Effects;
use crate::source::Span;
use crate::syntax::ast::{self, Binary, Spanned, Unary};
use crate::value::{Type, Value};

/// A whole text, planned.
#[derive(Clone)]
pub struct Plan {
    /// Its statements, in order.
    pub statements: Vec<Statement>,
}

/// One statement.
#[derive(Clone)]
pub struct Statement {
    /// The variable that it sets; none when its result is shown.
    pub variable: Option<String>,
    /// What it computes.
    pub pipeline: Pipeline,
    /// Where it stands.
    pub span: Span,
}

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
                planned.fold(command.signature.effects, |sum, arg| match arg {
                    PlannedArg::Later(typed) | PlannedArg::Columns(typed) => {
                        sum.union(typed.effects())
                    }
                    PlannedArg::Fixed(_) => sum,
                })
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
    /// Computes a value.
    Expression(Typed),
    /// Nothing: a diagnostic says why.
    Error,
}

/// The arguments of a call, under the names of parameters and flags.
#[derive(Clone)]
pub struct PlannedArgs {
    /// Name and arguments, in the order of the signature.
    pub entries: Vec<(&'static str, Vec<PlannedArg>)>,
    /// Where the call stands.
    pub span: Span,
}

/// One argument.
#[derive(Clone)]
pub enum PlannedArg {
    /// Known already.
    Fixed(Arg),
    /// A value to be computed before the call.
    Later(Typed),
    /// An expression over columns, to be compiled before the call.
    Columns(Typed),
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
        match &self.kind {
            TypedKind::Pipeline(pipeline) => pipeline.effects(),
            _ => self.children().fold(Effects::NONE, |sum, child| sum.union(child.effects())),
        }
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
            TypedKind::List(items) => items.iter().collect(),
            TypedKind::Record(fields) => fields.iter().map(|(_, value)| value).collect(),
            TypedKind::Field(base, _) | TypedKind::Unary(_, base) => vec![base],
            TypedKind::Binary(_, left, right) => vec![left, right],
            _ => Vec::new(),
        };
        children.into_iter()
    }
}

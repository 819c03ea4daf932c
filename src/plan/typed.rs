//! The typed plan.

use std::sync::{Arc, OnceLock};

use super::{Library, Scope};
use crate::command::{Arg, Command};
use crate::effect::{Effect, Effects};
use crate::source::Span;
use crate::syntax::ast::{self, Binary, Spanned, Unary};
use crate::value::{Type, Value};

/// A whole text, planned.
#[derive(Clone)]
pub struct Plan {
    /// Its statements, in order.
    pub statements: Vec<Statement>,
    /// What `def` has named, for stages that are planned again.
    pub library: Arc<Library>,
}

/// One statement.
#[derive(Clone)]
pub struct Statement {
    /// What it does.
    pub kind: StatementKind,
    /// Where it stands.
    pub span: Span,
}

/// What a statement does.
#[derive(Clone)]
pub enum StatementKind {
    /// Names the result of a pipeline.
    Let(String, Pipeline),
    /// Shows the result of a pipeline.
    Show(Pipeline),
    /// Computes what its block yields.
    Value(Pipeline),
    /// Does `body` for each item.
    For {
        /// The variable that holds the item.
        name: String,
        /// What is gone through.
        over: Typed,
        /// What is done for each.
        body: Block,
    },
    /// Does `body` as long as something is true.
    While {
        /// What has to be true.
        condition: Typed,
        /// What is done.
        body: Block,
    },
    /// Ends the innermost loop.
    Break,
    /// Goes on with the next round of the innermost loop.
    Continue,
    /// Ends the innermost `def` or closure.
    Return(Option<Pipeline>),
    /// A test, which only the test runner runs.
    Test(String, Block),
}

impl Statement {
    /// The pipelines and expressions that it is made of, without those in inner blocks.
    fn parts(&self) -> (Option<&Pipeline>, Option<&Typed>, Option<&Block>) {
        match &self.kind {
            StatementKind::Let(_, pipeline)
            | StatementKind::Show(pipeline)
            | StatementKind::Value(pipeline) => (Some(pipeline), None, None),
            StatementKind::Return(pipeline) => (pipeline.as_ref(), None, None),
            StatementKind::For { over, body, .. } => (None, Some(over), Some(body)),
            StatementKind::While { condition, body } => (None, Some(condition), Some(body)),
            StatementKind::Break | StatementKind::Continue | StatementKind::Test(..) => {
                (None, None, None)
            }
        }
    }

    /// The pipeline that it is, or whose result it names or returns.
    pub fn pipeline(&self) -> Option<&Pipeline> {
        self.parts().0
    }

    /// The effects of everything in it.
    pub fn effects(&self) -> Effects {
        let (pipeline, typed, body) = self.parts();
        let pipeline = pipeline.map(Pipeline::effects);
        let typed = typed.map(Typed::effects);
        let body = body.map(Block::effects);
        [pipeline, typed, body].into_iter().flatten().fold(Effects::NONE, Effects::union)
    }
}

/// Statements between braces.
#[derive(Debug, Clone)]
pub struct Block {
    /// Its statements, in order.
    pub statements: Vec<Statement>,
    /// The type of what it yields; nothing when its statements show their results.
    pub ty: Type,
    /// Whether it never comes to its end, because it returns, breaks or goes on with a loop.
    pub leaves: bool,
}

impl Block {
    /// The effects of everything in it.
    pub fn effects(&self) -> Effects {
        self.statements.iter().map(Statement::effects).fold(Effects::NONE, Effects::union)
    }
}

impl std::fmt::Debug for Statement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Statement({:?})", self.span)
    }
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
                planned.fold(command.signature.effects, |sum, arg| sum.union(arg.effects()))
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

/// The arguments of a call, under the names of parameters and flags.
#[derive(Debug, Clone)]
pub struct PlannedArgs {
    /// Name and arguments, in the order of the signature.
    pub entries: Vec<(&'static str, Vec<PlannedArg>)>,
    /// Where the call stands.
    pub span: Span,
}

/// One argument.
#[derive(Debug, Clone)]
pub enum PlannedArg {
    /// Known already.
    Fixed(Arg),
    /// A value to be computed before the call.
    Later(Typed),
    /// An expression over columns, to be compiled before the call.
    Columns(Typed),
    /// A closure that the command calls.
    Closure(Arc<PlannedClosure>),
}

impl PlannedArg {
    /// The effects of what it computes or calls.
    pub fn effects(&self) -> Effects {
        match self {
            Self::Later(typed) | Self::Columns(typed) => typed.effects(),
            Self::Closure(closure) => closure.body.effects(),
            Self::Fixed(_) => Effects::NONE,
        }
    }
}

/// A closure, planned for the types that it is called with.
#[derive(Debug, Clone)]
pub struct PlannedClosure {
    /// The names of its parameters.
    pub params: Vec<String>,
    /// What it does.
    pub body: Block,
    /// The type of what it yields.
    pub output: Type,
    /// The variable that holds it; none when it was written where it is used.
    pub variable: Option<String>,
    /// Where it was written.
    pub span: Span,
}

/// A `def`, planned for the types that it is called with.
pub struct PlannedDef {
    /// Its name.
    pub name: String,
    /// What it does; set once it is planned, for it may call itself.
    pub body: OnceLock<Block>,
    /// The type of what it yields.
    pub output: OnceLock<Type>,
    /// Where it was written.
    pub span: Span,
}

/// A call of a `def`.
#[derive(Debug)]
pub struct CustomCall {
    /// What is called.
    pub def: Arc<PlannedDef>,
    /// Its parameters and their values, defaults among them.
    pub args: Vec<(String, Typed)>,
    /// Its parameters that are closures.
    pub closures: Vec<(String, PlannedClosure)>,
    /// Where the call stands.
    pub span: Span,
}

thread_local! {
    /// How deep effects are being looked for in calls: one that calls itself adds nothing.
    static DEPTH: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

impl CustomCall {
    /// The effects of its arguments and of what it does.
    pub fn effects(&self) -> Effects {
        let args = self.args.iter().map(|(_, typed)| typed.effects());
        let args = args.fold(Effects::NONE, Effects::union);
        let depth = DEPTH.get();
        if depth > 8 {
            return args;
        }
        DEPTH.set(depth + 1);
        let body = self.def.body.get().map_or(Effects::NONE, Block::effects);
        DEPTH.set(depth);
        args.union(body)
    }
}

impl std::fmt::Debug for PlannedDef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PlannedDef({})", self.name)
    }
}

/// A call of a program of this machine.
#[derive(Debug)]
pub struct ProgramCall {
    /// Its name or path.
    pub program: String,
    /// Its arguments; a list is several.
    pub args: Vec<Typed>,
    /// Where the call stands.
    pub span: Span,
    /// Whether its exit code and both streams are asked for as data.
    pub complete: bool,
}

impl ProgramCall {
    /// What it may do.
    pub fn effects(&self) -> Effects {
        let args = self.args.iter().map(Typed::effects);
        args.fold(Effects::of(&[Effect::RunPrograms]), Effects::union)
    }
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
    /// A function without a name.
    Closure,
    /// An operator with two operands.
    Binary(Binary, Box<Typed>, Box<Typed>),
    /// An operator with one operand.
    Unary(Unary, Box<Typed>),
    /// The result of a pipeline.
    Pipeline(Box<Pipeline>),
    /// Nothing: a diagnostic says why.
    Error,
}

/// An arm of a `match`.
#[derive(Debug, Clone)]
pub struct PlannedArm {
    /// One of them has to fit.
    pub patterns: Vec<PlannedPattern>,
    /// What has to be true besides.
    pub guard: Option<Typed>,
    /// What is done.
    pub body: Block,
}

/// What a value may look like.
#[derive(Debug, Clone)]
pub enum PlannedPattern {
    /// Anything.
    Any,
    /// Anything, which gets a name.
    Name(String),
    /// A value of this type, which may get a name.
    Type(Option<String>, Type),
    /// This value, or a number of this range.
    Value(Value),
    /// Items, and what the rest of them is called when there may be more.
    List(Vec<PlannedPattern>, Option<Option<String>>),
    /// Fields; others may be there.
    Record(Vec<(String, PlannedPattern)>),
}

/// A `try`.
#[derive(Debug, Clone)]
pub struct PlannedTry {
    /// What may fail.
    pub body: Block,
    /// Kinds of errors (none for all), what the error is called, and what is done.
    pub handlers: Vec<(Vec<String>, Option<String>, Block)>,
    /// What is done at the end in any case.
    pub finally: Option<Block>,
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

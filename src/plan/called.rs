//! The typed plan of calls: of commands, definitions, closures and programs.

use std::sync::{Arc, OnceLock};

use super::{Block, Typed};
use crate::command::{Arg, ArgKind, Args};
use crate::effect::{Effect, Effects};
use crate::source::Span;
use crate::value::Type;

/// The arguments of a call, under the names of parameters and flags.
#[derive(Debug, Clone)]
pub struct PlannedArgs {
    /// Name and arguments, in the order of the signature.
    pub entries: Vec<(&'static str, Vec<PlannedArg>)>,
    /// Where the call stands.
    pub span: Span,
}

impl PlannedArgs {
    /// They as far as they are known before the run.
    pub fn known(&self) -> Args {
        let entries = self.entries.iter().map(|(name, args)| {
            let args = args.iter().map(|arg| match arg {
                PlannedArg::Fixed(arg) => arg.clone(),
                PlannedArg::Later(typed) => {
                    Arg { kind: ArgKind::Later(typed.ty.clone()), span: typed.span }
                }
                PlannedArg::Columns(typed) => {
                    Arg { kind: ArgKind::Columns(typed.ty.clone(), None), span: typed.span }
                }
                PlannedArg::Closure(closure) => {
                    Arg { kind: ArgKind::Closure(closure.output.clone()), span: closure.span }
                }
            });
            (*name, args.collect())
        });
        Args::new(entries.collect(), self.span)
    }
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

impl PlannedClosure {
    /// A closure of which nothing is known but the variable that holds it.
    pub fn unknown(variable: Option<String>, span: Span) -> Self {
        let body = Block { statements: Vec::new(), ty: Type::Nothing, leaves: false };
        Self { params: Vec::new(), body, output: Type::Unknown, variable, span }
    }
}

/// A `def`, planned for the types that it is called with.
pub struct PlannedDef {
    /// Its name.
    pub name: String,
    /// What it does; set once it is planned, for it may call itself.
    pub body: OnceLock<Block>,
    /// The type of what it yields, as it was written.
    pub declared: Option<Type>,
    /// The type of what it yields, as far as that is known: sharper than what was declared; set once
    /// it is planned.
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
    /// The definitions whose effects are being looked for: one that calls itself adds nothing.
    static OPEN: std::cell::RefCell<Vec<*const PlannedDef>> = const { std::cell::RefCell::new(Vec::new()) };
}

impl CustomCall {
    /// The effects of its arguments and of what it does.
    pub fn effects(&self) -> Effects {
        let args = self.args.iter().map(|(_, typed)| typed.effects());
        let args = args.fold(Effects::NONE, Effects::union);
        let this = Arc::as_ptr(&self.def);
        if OPEN.with_borrow(|open| open.contains(&this)) {
            return args;
        }
        OPEN.with_borrow_mut(|open| open.push(this));
        let body = self.def.body.get().map_or(Effects::NONE, Block::effects);
        OPEN.with_borrow_mut(Vec::pop);
        args.union(body)
    }
}

impl PlannedDef {
    /// The type of what it yields; none while it is planned and does not say so.
    pub fn yields(&self) -> Option<&Type> {
        self.output.get().or(self.declared.as_ref())
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

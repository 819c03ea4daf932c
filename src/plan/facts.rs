//! What planning finds out about the places of a text, for those who show it: editors.
//!
//! Nothing is kept unless it is asked for. A `def` is planned for each call; what is told about its
//! body is what its head declares, not what one of the calls gives it.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Library, Planner, Scope, StageKind};
use crate::command::Command;
use crate::source::{SourceId, Span};
use crate::syntax::ast::{self, Spanned};
use crate::value::Type;

/// What is known of one place.
#[derive(Debug, Clone)]
pub enum Fact {
    /// A variable, named or used here, or a field: its type.
    Value(Type),
    /// A column of the row at hand: its type.
    Column(Type),
    /// A call of a command: what flows into it, and what it yields.
    Command(&'static Command, Type, Type),
    /// A `def`, or a call of one: what it yields.
    Def(Type),
}

impl Fact {
    /// The type of what stands there, or of what it yields.
    pub fn ty(&self) -> &Type {
        match self {
            Self::Value(ty) | Self::Column(ty) | Self::Command(_, _, ty) | Self::Def(ty) => ty,
        }
    }
}

/// What planning has found out about places.
#[derive(Debug, Default)]
pub struct Facts {
    places: HashMap<Span, Fact>,
    marks: Vec<Mark>,
    /// The blocks that are being planned, the innermost last.
    blocks: Vec<Span>,
    /// Whether what is planned is told of elsewhere.
    muted: bool,
    library: Arc<Library>,
}

/// The names that may be used from a place on.
#[derive(Debug)]
struct Mark {
    source: SourceId,
    start: usize,
    /// The block that this is true in; none outside of blocks.
    block: Option<Span>,
    scope: Scope,
}

impl Facts {
    /// What is known of exactly `span`.
    pub fn at(&self, span: Span) -> Option<&Fact> {
        self.places.get(&span)
    }

    /// The names that a statement may use which begins at byte `at` of `source`.
    pub fn scope(&self, source: SourceId, at: usize) -> Option<&Scope> {
        let inside = |mark: &&Mark| {
            let block = mark.block.is_none_or(|block| block.start < at && at < block.end);
            mark.source == source && mark.start <= at && block
        };
        self.marks.iter().filter(inside).max_by_key(|mark| mark.start).map(|mark| &mark.scope)
    }

    /// All definitions.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// All definitions are known by now.
    pub(super) fn finish(mut self, library: &Arc<Library>) -> Self {
        self.library = Arc::clone(library);
        self
    }
}

impl Planner<'_> {
    /// Keep `fact` about `span`, where facts are asked for.
    pub(super) fn note(&mut self, span: Span, fact: impl FnOnce() -> Fact) {
        let Some(facts) = self.facts.as_mut().filter(|facts| !facts.muted) else { return };
        let known = facts.places.get(&span).is_some_and(|fact| *fact.ty() != Type::Unknown);
        if !known {
            facts.places.insert(span, fact());
        }
    }

    /// Keep what is known of a call.
    pub(super) fn called(
        &mut self,
        call: &ast::Call,
        kind: &StageKind,
        input: &Type,
        output: &Type,
    ) {
        let words = |name: &str| match call.arguments.first() {
            Some(second) if name.contains(' ') => call.name.span.to(second.span),
            _ => call.name.span,
        };
        match kind {
            StageKind::Call(command, _) => {
                let span = words(command.signature.name);
                self.note(span, || Fact::Command(command, input.clone(), output.clone()));
            }
            StageKind::Custom(custom) => {
                let span = words(&custom.def.name);
                self.note(span, || Fact::Def(output.clone()));
            }
            _ => {}
        }
    }

    /// From byte `start` of `source` on statements see `scope`.
    pub(super) fn mark(&mut self, source: SourceId, start: usize, scope: &Scope) {
        if let Some(facts) = self.facts.as_mut().filter(|facts| !facts.muted) {
            let block = facts.blocks.last().copied();
            facts.marks.push(Mark { source, start, block, scope: scope.clone() });
        }
    }

    /// The names of `statements` that may be used before they stand there are in `scope` now.
    pub(super) fn begin(&mut self, statements: &[Spanned<ast::Statement>], scope: &Scope) {
        let block = self.facts.as_ref().and_then(|facts| facts.blocks.last());
        let start = block.map_or(0, |block| block.start);
        if let Some(first) = statements.first() {
            self.mark(first.span.source, start, scope);
        }
    }

    /// A block begins, whose statements see `scope`.
    pub(super) fn enter(&mut self, block: Span, scope: &Scope) {
        if let Some(facts) = self.facts.as_mut() {
            facts.blocks.push(block);
            self.mark(block.source, block.start, scope);
        }
    }

    /// The innermost block ends.
    pub(super) fn leave(&mut self) {
        if let Some(facts) = self.facts.as_mut() {
            facts.blocks.pop();
        }
    }

    /// Keep nothing from here on, if `mute`; gives whether that was so before.
    pub(super) fn mute(&mut self, mute: bool) -> bool {
        self.facts.as_mut().is_some_and(|facts| {
            let before = facts.muted;
            facts.muted |= mute;
            before
        })
    }

    /// Keep facts again, unless they were not kept before.
    pub(super) fn unmute(&mut self, before: bool) {
        if let Some(facts) = self.facts.as_mut() {
            facts.muted = before;
        }
    }
}

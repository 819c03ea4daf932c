//! The typed plan of statements and blocks.

use std::sync::Arc;

use super::{Library, Pipeline, Typed};
use crate::effect::Effects;
use crate::source::Span;
use crate::value::Type;

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
    Test(String, Span, Block),
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

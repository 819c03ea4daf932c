//! What a rule is, and all of them in the order in which they are tried.

use super::{closures, fold, fusion, limits, predicates, projection};
use crate::plan::{Stage, Tools, Typed};
use crate::source::Span;

/// All rules.
pub const RULES: &[Rule] =
    &[fold::RULE, closures::RULE, fusion::RULE, predicates::RULE, limits::RULE, projection::RULE];

/// A rule.
#[derive(Clone, Copy)]
pub struct Rule {
    /// Its name, as `explain` shows it.
    pub name: &'static str,
    /// Another form of an expression, with what there is to say about it. The parts of the
    /// expression are optimised already unless it is constant.
    pub(super) expression: Option<OfExpression>,
    /// Another form of the stages of a pipeline.
    pub(super) pipeline: Option<OfPipeline>,
}

/// Another form of an expression, and what was done.
pub(super) type OfExpression = fn(&Typed, &Tools<'_>) -> Option<(Typed, String)>;

/// Another form of the stages of a pipeline.
pub(super) type OfPipeline = fn(&[Stage], &Tools<'_>) -> Option<Change>;

/// What a rule makes of the stages of a pipeline.
pub(super) struct Change {
    /// The new stages. Their types need not be right yet.
    pub stages: Vec<Stage>,
    /// The number of the first stage that is new or stands elsewhere.
    pub first: usize,
    /// The number of the last one.
    pub last: usize,
    /// What was done, in words.
    pub what: String,
    /// What it was done to.
    pub span: Span,
}

/// Something that a rule has done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewrite {
    /// The name of the rule.
    pub rule: &'static str,
    /// What was done, in words.
    pub what: String,
    /// What it was done to.
    pub span: Span,
}

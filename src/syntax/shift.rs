//! Moves a tree to another place, so that what was parsed once serves wherever its text stands.

use super::ast::{
    Argument, Arm, Binding, Block, Call, Closure, Def, Else, Entry, Expr, Fields, Handler, If,
    Match, Param, Pattern, Piece, Pipeline, Range, Spanned, Stage, Statement, Try, TypeExpr, Use,
    UseNames,
};
use crate::source::{SourceId, Span};

/// Where a tree goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Move {
    /// The text that it stands in from now on.
    pub(super) source: SourceId,
    /// How many bytes further on.
    pub(super) by: isize,
}

/// Something with places in it.
pub(super) trait Shift {
    /// Move all places.
    fn shift(&mut self, to: Move);
}

impl Shift for Span {
    fn shift(&mut self, to: Move) {
        self.source = to.source;
        self.start = self.start.saturating_add_signed(to.by);
        self.end = self.end.saturating_add_signed(to.by);
    }
}

impl Shift for String {
    fn shift(&mut self, _: Move) {}
}

impl<T: Shift> Shift for Spanned<T> {
    fn shift(&mut self, to: Move) {
        self.span.shift(to);
        self.node.shift(to);
    }
}

impl<T: Shift> Shift for Vec<T> {
    fn shift(&mut self, to: Move) {
        for one in self {
            one.shift(to);
        }
    }
}

impl<T: Shift> Shift for Option<T> {
    fn shift(&mut self, to: Move) {
        if let Some(one) = self {
            one.shift(to);
        }
    }
}

impl<T: Shift> Shift for Box<T> {
    fn shift(&mut self, to: Move) {
        self.as_mut().shift(to);
    }
}

impl<A: Shift, B: Shift> Shift for (A, B) {
    fn shift(&mut self, to: Move) {
        self.0.shift(to);
        self.1.shift(to);
    }
}

/// Moves the fields named; that none is forgotten, the pattern makes sure.
macro_rules! fields {
    ($($ty:ident { $($field:ident),* $(; $($still:ident),*)? })*) => {
        $(impl Shift for $ty {
            fn shift(&mut self, to: Move) {
                let Self { $($field,)* $($($still: _,)*)? } = self;
                $($field.shift(to);)*
            }
        })*
    };
}

fields! {
    Arm { patterns, guard, body }
    Binding { name, ty, value, export }
    Block { statements, span }
    Call { name, arguments }
    Closure { params, body }
    Def { name, params, input, output, body, export; doc }
    Fields { fields; open }
    Handler { kinds, name, body, span }
    If { condition, then, otherwise }
    Match { value, arms, span }
    Param { name, ty, default; kind, short, doc }
    Pipeline { stages }
    Range { start, next, end; inclusive }
    Try { body, handlers, finally }
    Use { path, names }
}

impl Shift for UseNames {
    fn shift(&mut self, to: Move) {
        match self {
            Self::Some(names) => names.shift(to),
            Self::Prefixed | Self::All => {}
        }
    }
}

impl Shift for Statement {
    fn shift(&mut self, to: Move) {
        match self {
            Self::Let(binding) | Self::Const(binding) => binding.shift(to),
            Self::Def(def) => def.shift(to),
            Self::Use(one) => one.shift(to),
            Self::For { name, over, body } => {
                name.shift(to);
                over.shift(to);
                body.shift(to);
            }
            Self::While { condition, body } => {
                condition.shift(to);
                body.shift(to);
            }
            Self::Return(value) => value.shift(to),
            Self::Test { name, body } => {
                name.shift(to);
                body.shift(to);
            }
            Self::Pipeline(pipeline) => pipeline.shift(to),
            Self::Break | Self::Continue => {}
        }
    }
}

impl Shift for Stage {
    fn shift(&mut self, to: Move) {
        match self {
            Self::Call(call) => call.shift(to),
            Self::Expr(expr) => expr.shift(to),
            Self::Error => {}
        }
    }
}

impl Shift for Argument {
    fn shift(&mut self, to: Move) {
        match self {
            Self::Positional(expr) => expr.shift(to),
            Self::Flag { name, value, short: _ } => {
                name.shift(to);
                value.shift(to);
            }
        }
    }
}

impl Shift for TypeExpr {
    fn shift(&mut self, to: Move) {
        match self {
            Self::List(inner) | Self::Nullable(inner) => inner.shift(to),
            Self::Record(fields) | Self::Table(fields) => fields.shift(to),
            Self::Name(_) | Self::Error => {}
        }
    }
}

impl Shift for Expr {
    fn shift(&mut self, to: Move) {
        match self {
            Self::Null
            | Self::Bool(_)
            | Self::Int(_)
            | Self::Float(_)
            | Self::String(_)
            | Self::Duration(_)
            | Self::Filesize(_)
            | Self::Word(_)
            | Self::Variable(_)
            | Self::Date(_)
            | Self::Bytes(_)
            | Self::Error => {}
            Self::Interpolation(pieces) => pieces.shift(to),
            Self::Range(range) => range.shift(to),
            Self::List(items) => items.shift(to),
            Self::Table { columns, rows } => {
                columns.shift(to);
                rows.shift(to);
            }
            Self::Record(entries) => entries.shift(to),
            Self::Spread(inner) => inner.shift(to),
            Self::Closure(closure) => closure.shift(to),
            Self::If(one) => one.shift(to),
            Self::Match(one) => one.shift(to),
            Self::Try(one) => one.shift(to),
            Self::Group(pipeline) => pipeline.shift(to),
            Self::Binary { left, operator, right } => {
                left.shift(to);
                operator.span.shift(to);
                right.shift(to);
            }
            Self::Unary { operator, operand } => {
                operator.span.shift(to);
                operand.shift(to);
            }
            Self::Field { base, name, optional: _ } => {
                base.shift(to);
                name.shift(to);
            }
        }
    }
}

impl Shift for Piece {
    fn shift(&mut self, to: Move) {
        match self {
            Self::Text(_) => {}
            Self::Value(pipeline) => pipeline.shift(to),
        }
    }
}

impl Shift for Entry {
    fn shift(&mut self, to: Move) {
        match self {
            Self::Field(name, value) => {
                name.shift(to);
                value.shift(to);
            }
            Self::Spread(value) => value.shift(to),
        }
    }
}

impl Shift for Else {
    fn shift(&mut self, to: Move) {
        match self {
            Self::Block(block) => block.shift(to),
            Self::If(next) => next.shift(to),
        }
    }
}

impl Shift for Pattern {
    fn shift(&mut self, to: Move) {
        match self {
            Self::Any | Self::Name(_) | Self::Error => {}
            Self::Type(name, ty) => {
                name.shift(to);
                ty.shift(to);
            }
            Self::Value(value) => value.shift(to),
            Self::List(items, rest) => {
                items.shift(to);
                rest.shift(to);
            }
            Self::Record(fields) => fields.shift(to),
        }
    }
}

//! Goes through a tree, so that nobody who looks for something in it has to know all of it.

use super::ast::{
    Argument, Block, Else, Entry, Expr, If, Param, Pattern, Piece, Pipeline, Program, Spanned,
    Stage, Statement, TypeExpr, UseNames,
};
use crate::source::Span;

/// A part of a tree.
#[derive(Debug, Clone, Copy)]
pub enum Node<'a> {
    /// A statement.
    Statement(&'a Statement, Span),
    /// Statements in braces.
    Block(&'a Block),
    /// A stage of a pipeline.
    Stage(&'a Stage, Span),
    /// An argument of a call.
    Argument(&'a Argument, Span),
    /// An expression.
    Expr(&'a Expr, Span),
    /// A pattern of a `match`.
    Pattern(&'a Pattern, Span),
    /// A parameter.
    Param(&'a Param),
    /// A type.
    Type(&'a TypeExpr, Span),
    /// A name that is given, called or taken: of a variable, command, flag, field or parameter.
    Name(&'a str, Span),
}

impl<'a> Node<'a> {
    /// Where it stands; a parameter stands where its name does.
    pub fn span(&self) -> Span {
        match self {
            Self::Statement(_, span)
            | Self::Stage(_, span)
            | Self::Argument(_, span)
            | Self::Expr(_, span)
            | Self::Pattern(_, span)
            | Self::Type(_, span)
            | Self::Name(_, span) => *span,
            Self::Block(block) => block.span,
            Self::Param(param) => param.name.span,
        }
    }

    /// The parts that it is made of, in the order of the text.
    pub fn children(&self) -> Vec<Self> {
        match self {
            Self::Statement(statement, _) => of_statement(statement),
            Self::Block(block) => block.statements.iter().map(one).collect(),
            Self::Stage(Stage::Call(call), _) => {
                let arguments = call.arguments.iter();
                let arguments =
                    arguments.map(|argument| Self::Argument(&argument.node, argument.span));
                std::iter::once(name(&call.name)).chain(arguments).collect()
            }
            Self::Stage(Stage::Expr(value), span) => vec![Self::Expr(value, *span)],
            Self::Argument(Argument::Positional(value), span) => vec![Self::Expr(value, *span)],
            Self::Argument(Argument::Flag { name: flag, value, .. }, _) => {
                std::iter::once(name(flag)).chain(value.as_ref().map(expr)).collect()
            }
            Self::Expr(value, _) => of_expr(value),
            Self::Pattern(pattern, span) => of_pattern(pattern, *span),
            Self::Param(param) => {
                let ty = param.ty.as_ref().map(ty);
                let default = param.default.as_ref().map(expr);
                std::iter::once(name(&param.name)).chain(ty).chain(default).collect()
            }
            Self::Type(one, _) => of_type(one),
            Self::Stage(Stage::Error, _) | Self::Name(..) => Vec::new(),
        }
    }
}

/// Call `visit` for every part of `program`, a part before those it is made of.
pub fn walk<'a>(program: &'a Program, visit: &mut dyn FnMut(Node<'a>)) {
    for statement in &program.statements {
        down(one(statement), visit);
    }
}

/// Call `visit` for `node` and everything in it.
pub fn down<'a>(node: Node<'a>, visit: &mut dyn FnMut(Node<'a>)) {
    visit(node);
    for child in node.children() {
        down(child, visit);
    }
}

fn one(statement: &Spanned<Statement>) -> Node<'_> {
    Node::Statement(&statement.node, statement.span)
}

fn name(name: &Spanned<String>) -> Node<'_> {
    Node::Name(&name.node, name.span)
}

fn expr(one: &Spanned<Expr>) -> Node<'_> {
    Node::Expr(&one.node, one.span)
}

fn ty(one: &Spanned<TypeExpr>) -> Node<'_> {
    Node::Type(&one.node, one.span)
}

fn pattern(one: &Spanned<Pattern>) -> Node<'_> {
    Node::Pattern(&one.node, one.span)
}

fn stages(pipeline: &Pipeline) -> impl Iterator<Item = Node<'_>> {
    pipeline.stages.iter().map(|stage| Node::Stage(&stage.node, stage.span))
}

fn of_statement(statement: &Statement) -> Vec<Node<'_>> {
    match statement {
        Statement::Let(binding) | Statement::Const(binding) => {
            let ty = binding.ty.as_ref().map(ty);
            let head = std::iter::once(name(&binding.name)).chain(ty);
            head.chain(stages(&binding.value.node)).collect()
        }
        Statement::Def(def) => {
            let types = def.input.iter().chain(&def.output).map(ty);
            let head = std::iter::once(name(&def.name)).chain(def.params.iter().map(Node::Param));
            head.chain(types).chain([Node::Block(&def.body)]).collect()
        }
        Statement::Use(one) => {
            let names = match &one.names {
                UseNames::Some(names) => names.as_slice(),
                UseNames::Prefixed | UseNames::All => &[],
            };
            std::iter::once(name(&one.path)).chain(names.iter().map(name)).collect()
        }
        Statement::For { name: variable, over, body } => {
            vec![name(variable), expr(over), Node::Block(body)]
        }
        Statement::While { condition, body } => vec![expr(condition), Node::Block(body)],
        Statement::Return(value) => value.iter().flat_map(|value| stages(&value.node)).collect(),
        Statement::Test { name: title, body } => vec![name(title), Node::Block(body)],
        Statement::Pipeline(pipeline) => stages(pipeline).collect(),
        Statement::Break | Statement::Continue => Vec::new(),
    }
}

fn of_expr(value: &Expr) -> Vec<Node<'_>> {
    match value {
        Expr::List(items) => items.iter().map(expr).collect(),
        Expr::Table { columns, rows } => {
            columns.iter().chain(rows.iter().flat_map(|row| &row.node)).map(expr).collect()
        }
        Expr::Record(entries) => entries.iter().flat_map(entry).collect(),
        Expr::Spread(inner) => vec![expr(inner)],
        Expr::Interpolation(pieces) => {
            let values = pieces.iter().filter_map(|piece| match &piece.node {
                Piece::Value(pipeline) => Some(pipeline),
                Piece::Text(_) => None,
            });
            values.flat_map(stages).collect()
        }
        Expr::Range(range) => {
            let ends = range.next.iter().chain(&range.end).map(expr);
            std::iter::once(expr(&range.start)).chain(ends).collect()
        }
        Expr::Group(inner) => stages(&inner.node).collect(),
        Expr::Binary { left, right, .. } => vec![expr(left), expr(right)],
        Expr::Unary { operand, .. } => vec![expr(operand)],
        Expr::Field { base, name: field, .. } => vec![expr(base), name(field)],
        Expr::Closure(closure) => {
            closure.params.iter().map(Node::Param).chain([Node::Block(&closure.body)]).collect()
        }
        Expr::If(one) => of_if(one),
        Expr::Match(one) => {
            let arms = one.arms.iter().flat_map(|arm| {
                let head = arm.patterns.iter().map(pattern).chain(arm.guard.as_ref().map(expr));
                head.chain([Node::Block(&arm.body)])
            });
            std::iter::once(expr(&one.value)).chain(arms).collect()
        }
        Expr::Try(one) => {
            let handlers = one.handlers.iter().flat_map(|handler| {
                let names = handler.kinds.iter().chain(&handler.name).map(name);
                names.chain([Node::Block(&handler.body)])
            });
            let finally = one.finally.as_ref().map(Node::Block);
            std::iter::once(Node::Block(&one.body)).chain(handlers).chain(finally).collect()
        }
        _ => Vec::new(),
    }
}

fn of_if(one: &If) -> Vec<Node<'_>> {
    let mut all = vec![expr(&one.condition), Node::Block(&one.then)];
    match &one.otherwise {
        Some(Else::Block(block)) => all.push(Node::Block(block)),
        Some(Else::If(next)) => all.extend(of_if(&next.node)),
        None => {}
    }
    all
}

fn entry(entry: &Entry) -> Vec<Node<'_>> {
    match entry {
        Entry::Field(key, value) => vec![name(key), expr(value)],
        Entry::Spread(value) => vec![expr(value)],
    }
}

fn of_pattern(one: &Pattern, span: Span) -> Vec<Node<'_>> {
    match one {
        Pattern::Type(variable, one) => {
            variable.as_ref().map(name).into_iter().chain([ty(one)]).collect()
        }
        Pattern::Value(value) => vec![Node::Expr(value, span)],
        Pattern::List(items, _) => items.iter().map(pattern).collect(),
        Pattern::Record(fields) => {
            fields.iter().flat_map(|(key, value)| [name(key), pattern(value)]).collect()
        }
        Pattern::Any | Pattern::Name(_) | Pattern::Error => Vec::new(),
    }
}

fn of_type(one: &TypeExpr) -> Vec<Node<'_>> {
    match one {
        TypeExpr::List(inner) | TypeExpr::Nullable(inner) => vec![ty(inner)],
        TypeExpr::Record(fields) | TypeExpr::Table(fields) => {
            fields.fields.iter().flat_map(|(key, value)| [name(key), ty(value)]).collect()
        }
        TypeExpr::Name(_) | TypeExpr::Error => Vec::new(),
    }
}

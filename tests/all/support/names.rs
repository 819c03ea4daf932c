//! The names in a text: where each stands, and what it is there for.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rebe_shell::builtin::REGISTRY;
use rebe_shell::command::{Arity, Command, Shape};
use rebe_shell::source::Span;
use rebe_shell::syntax::ast::{
    Argument, Block, Call, Else, Entry, Expr, If, Param, Pattern, Piece, Pipeline, Program,
    Spanned, Stage, Statement, TypeExpr, UseNames,
};
use rebe_shell::value::Type;

/// What a name is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    /// It calls something that has to be there: a command, flag, column, variable, field, type,
    /// kind of error, probe, module.
    Used,
    /// It names a command, a variable or a parameter, which is called so elsewhere.
    Given,
    /// It names a column or a field, which may be called so elsewhere.
    Column,
}

/// A name at its place, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) start: usize,
    pub(crate) text: String,
    pub(crate) role: Role,
}

/// The names of `program`, whose text is `text`, in the order of the text. Not among them is what
/// may be any text: paths, arguments that are texts, names of environment variables, programs of
/// this machine and their arguments.
pub(crate) fn names(text: &str, program: &Program) -> Vec<Name> {
    let mut names = Names { text, found: BTreeMap::new(), defs: BTreeMap::new() };
    names.statements(&program.statements);
    names.found.into_iter().map(|(start, (text, role))| Name { start, text, role }).collect()
}

/// Where the definitions of `program` stand that take tables with any other columns, or closures:
/// what such columns are called is known where they are called.
pub(crate) fn open_definitions(program: &Program) -> Vec<Range<usize>> {
    let open = |statement: &Spanned<Statement>| match &statement.node {
        Statement::Def(def) => {
            let params = def.params.iter().filter_map(|param| param.ty.as_ref());
            let open = params.chain(&def.input).any(is_open);
            open.then_some(statement.span.start..statement.span.end)
        }
        _ => None,
    };
    program.statements.iter().filter_map(open).collect()
}

struct Names<'a> {
    text: &'a str,
    found: BTreeMap<usize, (String, Role)>,
    /// What each `def` does with words among its arguments: whether they are texts.
    defs: BTreeMap<String, Vec<bool>>,
}

impl Names<'_> {
    /// Keep `name`, if it stands at `span` as it is called: a name in quotes may have any letters.
    fn put(&mut self, span: Span, name: &str, role: Role) {
        let Some(at) = self.text.get(span.start..span.end).and_then(|text| text.find(name)) else {
            return;
        };
        let plain = |c: char| c.is_alphanumeric() || "_-./".contains(c);
        if !name.chars().all(plain) || !name.chars().any(char::is_alphabetic) {
            return;
        }
        let entry = self.found.entry(span.start + at).or_insert((name.to_owned(), role));
        entry.1 = entry.1.min(role);
    }

    /// A word that is used: each part of `os.name` is a name.
    fn word(&mut self, word: &str, span: Span) {
        if word.starts_with("env.") || word.starts_with('.') || word.contains('/') {
            return;
        }
        let mut at = span.start;
        for part in word.split('.') {
            let end = at + part.len();
            self.put(Span { start: at, end, ..span }, part, Role::Used);
            at = end + 1;
        }
    }

    fn statements(&mut self, statements: &[Spanned<Statement>]) {
        for statement in statements {
            if let Statement::Def(def) = &statement.node {
                let texts = def.params.iter().map(|param| param.ty.as_ref().is_none_or(is_text));
                self.defs.insert(def.name.node.clone(), texts.collect());
            }
        }
        for statement in statements {
            self.statement(&statement.node);
        }
    }

    fn statement(&mut self, statement: &Statement) {
        match statement {
            Statement::Let(binding) | Statement::Const(binding) => {
                self.put(binding.name.span, &binding.name.node, Role::Given);
                binding.ty.iter().for_each(|ty| self.ty(ty));
                self.pipeline(&binding.value.node);
            }
            Statement::Def(def) => {
                // What is called from outside has the name that the language gives it.
                if def.name.node != "main" {
                    self.put(def.name.span, &def.name.node, Role::Given);
                }
                self.params(&def.params);
                def.input.iter().chain(&def.output).for_each(|ty| self.ty(ty));
                self.block(&def.body);
            }
            Statement::Use(one) => {
                self.put(one.path.span, &one.path.node, Role::Used);
                if let UseNames::Some(names) = &one.names {
                    names.iter().for_each(|name| self.put(name.span, &name.node, Role::Used));
                }
            }
            Statement::For { name, over, body } => {
                self.put(name.span, &name.node, Role::Given);
                self.expr(over);
                self.block(body);
            }
            Statement::While { condition, body } => {
                self.expr(condition);
                self.block(body);
            }
            Statement::Return(value) => {
                value.iter().for_each(|value| self.pipeline(&value.node));
            }
            Statement::Test { body, .. } => self.block(body),
            Statement::Pipeline(pipeline) => self.pipeline(pipeline),
            Statement::Break | Statement::Continue => {}
        }
    }

    fn block(&mut self, block: &Block) {
        self.statements(&block.statements);
    }

    fn params(&mut self, params: &[Param]) {
        for param in params {
            self.put(param.name.span, &param.name.node, Role::Given);
            param.ty.iter().for_each(|ty| self.ty(ty));
            param.default.iter().for_each(|value| self.expr(value));
        }
    }

    fn pipeline(&mut self, pipeline: &Pipeline) {
        for stage in &pipeline.stages {
            match &stage.node {
                Stage::Call(call) => self.call(call),
                Stage::Expr(value) => self.value(value, stage.span),
                Stage::Error => {}
            }
        }
    }

    fn call(&mut self, call: &Call) {
        let first = call.name.node.as_str();
        if first.starts_with('^') {
            return self.arguments(None, &[], &call.arguments);
        }
        self.word(first, call.name.span);
        let second = match call.arguments.first() {
            Some(Spanned { node: Argument::Positional(Expr::Word(word)), span }) => {
                Some((word, *span))
            }
            _ => None,
        };
        let mut rest = call.arguments.as_slice();
        let mut name = first.to_owned();
        if let Some((word, span)) = second {
            let both = format!("{first} {word}");
            let known = |name: &str| REGISTRY.find(name).is_some() || self.defs.contains_key(name);
            // What is no command and no `def` of the text is a module, or an aggregate and its
            // column.
            if known(&both) || !known(first) {
                self.put(span, word, Role::Used);
                rest = call.arguments.get(1..).unwrap_or_default();
                name = both;
            }
        }
        let texts = self.defs.get(&name).cloned().unwrap_or_default();
        self.arguments(REGISTRY.find(&name), &texts, rest);
    }

    /// Arguments of a command, or else of a `def` that takes texts in the places of `texts`.
    fn arguments(
        &mut self,
        command: Option<&Command>,
        texts: &[bool],
        arguments: &[Spanned<Argument>],
    ) {
        let mut params = command.map_or(&[][..], |c| c.signature.params).iter().peekable();
        let mut places = texts.iter();
        let mut of_flag = None::<Shape>;
        for argument in arguments {
            match &argument.node {
                Argument::Flag { name, value, short } => {
                    if !*short {
                        self.put(name.span, &name.node, Role::Used);
                    }
                    let flag = command.and_then(|c| c.signature.flag(&name.node, *short));
                    let shape = flag.and_then(|flag| flag.shape);
                    match value {
                        Some(value) => self.argument(shape.unwrap_or(Shape::Text), value),
                        None => of_flag = shape,
                    }
                }
                Argument::Positional(value) => {
                    let shape = match (of_flag.take(), params.peek()) {
                        (Some(shape), _) => shape,
                        (None, Some(param)) => {
                            let shape = param.shape;
                            if !matches!(param.arity, Arity::Any | Arity::Some) {
                                params.next();
                            }
                            shape
                        }
                        (None, None) => {
                            let text = places.next().copied().unwrap_or(command.is_none());
                            if text { Shape::Text } else { Shape::Any }
                        }
                    };
                    self.argument(shape, &Spanned::new(value.clone(), argument.span));
                }
            }
        }
    }

    /// An argument of `shape`; a word may be any text, or the name of a new column.
    fn argument(&mut self, shape: Shape, value: &Spanned<Expr>) {
        match (shape, &value.node) {
            (Shape::Text | Shape::Path | Shape::Value(Type::String), Expr::Word(_)) => {}
            (Shape::NewColumn, Expr::Word(word)) => self.put(value.span, word, Role::Column),
            _ => self.expr(value),
        }
    }

    fn expr(&mut self, expr: &Spanned<Expr>) {
        self.value(&expr.node, expr.span);
    }

    fn value(&mut self, value: &Expr, span: Span) {
        match value {
            Expr::Word(word) => self.word(word, span),
            Expr::Variable(name) => self.put(span, name, Role::Used),
            Expr::List(items) => items.iter().for_each(|item| self.expr(item)),
            Expr::Table { columns, rows } => {
                for column in columns {
                    if let Expr::Word(word) = &column.node {
                        self.put(column.span, word, Role::Column);
                    }
                }
                rows.iter().flat_map(|row| &row.node).for_each(|cell| self.expr(cell));
            }
            Expr::Record(entries) => {
                for entry in entries {
                    match entry {
                        Entry::Field(key, value) => {
                            self.put(key.span, &key.node, Role::Column);
                            self.expr(value);
                        }
                        Entry::Spread(value) => self.expr(value),
                    }
                }
            }
            Expr::Spread(inner) => self.expr(inner),
            Expr::Interpolation(pieces) => {
                for piece in pieces {
                    if let Piece::Value(pipeline) = &piece.node {
                        self.pipeline(pipeline);
                    }
                }
            }
            Expr::Range(range) => {
                self.expr(&range.start);
                range.next.iter().chain(&range.end).for_each(|end| self.expr(end));
            }
            Expr::Closure(closure) => {
                self.params(&closure.params);
                self.block(&closure.body);
            }
            Expr::If(one) => self.choice(one),
            Expr::Match(one) => {
                self.expr(&one.value);
                for arm in &one.arms {
                    arm.patterns.iter().for_each(|one| self.pattern(one));
                    arm.guard.iter().for_each(|guard| self.expr(guard));
                    self.block(&arm.body);
                }
            }
            Expr::Try(one) => {
                self.block(&one.body);
                for handler in &one.handlers {
                    handler.kinds.iter().for_each(|k| self.put(k.span, &k.node, Role::Used));
                    handler.name.iter().for_each(|n| self.put(n.span, &n.node, Role::Given));
                    self.block(&handler.body);
                }
                one.finally.iter().for_each(|block| self.block(block));
            }
            Expr::Group(inner) => self.pipeline(&inner.node),
            Expr::Binary { left, right, .. } => {
                self.expr(left);
                self.expr(right);
            }
            Expr::Unary { operand, .. } => self.expr(operand),
            Expr::Field { base, name, .. } => {
                self.expr(base);
                self.put(name.span, &name.node, Role::Used);
            }
            _ => {}
        }
    }

    fn choice(&mut self, one: &If) {
        self.expr(&one.condition);
        self.block(&one.then);
        match &one.otherwise {
            Some(Else::Block(block)) => self.block(block),
            Some(Else::If(next)) => self.choice(&next.node),
            None => {}
        }
    }

    fn pattern(&mut self, pattern: &Spanned<Pattern>) {
        match &pattern.node {
            Pattern::Name(name) => self.put(pattern.span, name, Role::Given),
            Pattern::Type(name, ty) => {
                name.iter().for_each(|name| self.put(name.span, &name.node, Role::Given));
                self.ty(ty);
            }
            Pattern::Value(value) => self.value(value, pattern.span),
            Pattern::List(items, rest) => {
                items.iter().for_each(|item| self.pattern(item));
                if let Some(Spanned { node: Some(name), span }) = rest {
                    self.put(*span, name, Role::Given);
                }
            }
            Pattern::Record(fields) => {
                for (key, one) in fields {
                    self.put(key.span, &key.node, Role::Used);
                    self.pattern(one);
                }
            }
            Pattern::Any | Pattern::Error => {}
        }
    }

    fn ty(&mut self, ty: &Spanned<TypeExpr>) {
        match &ty.node {
            TypeExpr::Name(name) => self.put(ty.span, name, Role::Used),
            TypeExpr::List(inner) | TypeExpr::Nullable(inner) => self.ty(inner),
            TypeExpr::Record(fields) | TypeExpr::Table(fields) => {
                for (key, ty) in &fields.fields {
                    self.put(key.span, &key.node, Role::Column);
                    self.ty(ty);
                }
            }
            TypeExpr::Error => {}
        }
    }
}

fn is_open(ty: &Spanned<TypeExpr>) -> bool {
    match &ty.node {
        TypeExpr::Name(name) => matches!(name.as_str(), "closure" | "table" | "record" | "list"),
        TypeExpr::Record(fields) | TypeExpr::Table(fields) => {
            fields.open || fields.fields.iter().any(|(_, ty)| is_open(ty))
        }
        TypeExpr::Nullable(inner) | TypeExpr::List(inner) => is_open(inner),
        TypeExpr::Error => false,
    }
}

fn is_text(ty: &Spanned<TypeExpr>) -> bool {
    match &ty.node {
        TypeExpr::Name(name) => name == "string",
        TypeExpr::Nullable(inner) | TypeExpr::List(inner) => is_text(inner),
        _ => false,
    }
}

/// The names of `names` that are used.
pub(crate) fn used(names: &[Name]) -> BTreeSet<&str> {
    names.iter().filter(|name| name.role == Role::Used).map(|name| name.text.as_str()).collect()
}

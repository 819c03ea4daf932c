//! Goes through a tree with the names that may be used at each place.

use super::names::{Definition, Exports, Foreign, Kind as Named, Names, Reference, Target};
use crate::source::Span;
use crate::syntax::ast::{
    Argument, Block, Call, Closure, Def, Expr, Param, ParamKind, Pattern, Spanned, Stage,
    Statement, Use, UseNames,
};
use crate::syntax::walk::Node;
use crate::syntax::{self, Kind};

/// A command that a text defines or takes from a module.
struct Callable {
    /// One word or two.
    name: String,
    target: Target,
    /// The module whose name is its first word.
    module: Option<String>,
}

/// Finds what names stand for.
pub(super) struct Resolver<'a> {
    pub(super) names: Names,
    text: &'a str,
    module: &'a dyn Fn(&str) -> String,
    exports: Exports<'a>,
    /// Names that may be used here; of two that are the same the last one is meant.
    variables: Vec<(String, Target)>,
    constants: Vec<(String, Target)>,
    defs: Vec<Callable>,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(
        text: &'a str,
        module: &'a dyn Fn(&str) -> String,
        exports: Exports<'a>,
    ) -> Self {
        let (variables, constants, defs) = (Vec::new(), Vec::new(), Vec::new());
        Self { names: Names::default(), text, module, exports, variables, constants, defs }
    }

    /// Statements of a text or a block.
    pub(super) fn statements(&mut self, statements: &[Spanned<Statement>]) {
        let before = (self.variables.len(), self.constants.len(), self.defs.len());
        // What is named by `def`, `const` and `use` may be used before it stands there.
        let mut numbers = Vec::new();
        for statement in statements {
            match &statement.node {
                Statement::Def(def) => numbers.push(self.define(def)),
                Statement::Const(one) => {
                    let number = self.add(&one.name, Named::Constant);
                    self.exported(number, one.export.is_some());
                    self.constants.push((one.name.node.clone(), Target::Local(number)));
                }
                Statement::Use(one) => self.import(one),
                _ => {}
            }
        }
        let mut numbers = numbers.into_iter();
        for statement in statements {
            match &statement.node {
                Statement::Def(def) => {
                    if let Some(number) = numbers.next() {
                        self.def(def, number);
                    }
                }
                Statement::Let(one) => {
                    self.children(Node::Statement(&statement.node, statement.span));
                    self.variable(&one.name);
                }
                Statement::For { name, over, body } => {
                    self.node(Node::Expr(&over.node, over.span));
                    let before = self.variables.len();
                    self.variable(name);
                    self.block(body);
                    self.variables.truncate(before);
                }
                Statement::Test { body, .. } => self.apart(|this| this.block(body)),
                Statement::Use(_) => {}
                other => self.children(Node::Statement(other, statement.span)),
            }
        }
        self.variables.truncate(before.0);
        self.constants.truncate(before.1);
        self.defs.truncate(before.2);
    }

    fn block(&mut self, block: &Block) {
        self.statements(&block.statements);
    }

    /// Where no variable can be seen.
    fn apart(&mut self, inside: impl FnOnce(&mut Self)) {
        let variables = std::mem::take(&mut self.variables);
        inside(self);
        self.variables = variables;
    }

    fn node(&mut self, node: Node<'_>) {
        match node {
            Node::Block(block) => self.block(block),
            Node::Stage(Stage::Call(call), _) => self.call(call),
            Node::Expr(Expr::Variable(name), span) => self.used(name, span),
            Node::Stage(Stage::Error, span) | Node::Expr(Expr::Error, span) => self.unread(span),
            Node::Expr(Expr::Closure(closure), _) => self.closure(closure),
            Node::Expr(Expr::Match(one), _) => {
                self.node(Node::Expr(&one.value.node, one.value.span));
                for arm in &one.arms {
                    let before = self.variables.len();
                    for pattern in &arm.patterns {
                        self.pattern(pattern);
                    }
                    if let Some(guard) = &arm.guard {
                        self.node(Node::Expr(&guard.node, guard.span));
                    }
                    self.block(&arm.body);
                    self.variables.truncate(before);
                }
            }
            Node::Expr(Expr::Try(one), _) => {
                self.block(&one.body);
                for handler in &one.handlers {
                    let before = self.variables.len();
                    if let Some(name) = &handler.name {
                        self.variable(name);
                    }
                    self.block(&handler.body);
                    self.variables.truncate(before);
                }
                if let Some(block) = &one.finally {
                    self.block(block);
                }
            }
            other => self.children(other),
        }
    }

    fn children(&mut self, node: Node<'_>) {
        for child in node.children() {
            self.node(child);
        }
    }

    /// The bytes of `span` that are `name` itself.
    fn exact(&self, name: &str, span: Span) -> Span {
        let written = self.text.get(span.start..span.end).unwrap_or_default();
        if written.ends_with(name) {
            return Span { start: span.end - name.len(), ..span };
        }
        if written.starts_with(name) {
            return Span { end: span.start + name.len(), ..span };
        }
        span
    }

    fn add(&mut self, name: &Spanned<String>, kind: Named) -> usize {
        let span = self.exact(&name.node, name.span);
        let (name, key, of) = (name.node.clone(), name.span, None);
        let (exported, short) = (false, false);
        self.names.definitions.push(Definition { name, span, key, kind, exported, of, short });
        self.names.definitions.len() - 1
    }

    fn exported(&mut self, number: usize, exported: bool) {
        if let Some(one) = self.names.definitions.get_mut(number) {
            one.exported = exported;
        }
    }

    /// `name` is a variable from here on.
    fn variable(&mut self, name: &Spanned<String>) {
        let number = self.add(name, Named::Variable);
        self.variables.push((name.node.clone(), Target::Local(number)));
    }

    fn refer(&mut self, span: Span, target: Target, named: bool) {
        self.names.references.push(Reference { span, target, named });
    }

    /// `$name` is used.
    fn used(&mut self, name: &str, span: Span) {
        let known = self.variables.iter().rev().chain(self.constants.iter().rev());
        let found = known.into_iter().find(|(known, _)| known == name);
        if let Some(target) = found.map(|(_, target)| target.clone()) {
            self.refer(self.exact(name, span), target, true);
        }
    }

    /// What could not be read has no tree, and its variables are meant nevertheless.
    fn unread(&mut self, span: Span) {
        let text = self.text.get(span.start..span.end).unwrap_or_default();
        for (kind, place) in syntax::tokens(span.source, text) {
            let written = text.get(place.start..place.end).unwrap_or_default();
            if let (Kind::Variable, Some(name)) = (kind, written.strip_prefix('$')) {
                let (start, end) = (span.start + place.start, span.start + place.end);
                self.used(name, Span { start, end, ..span });
            }
        }
    }

    /// Name a `def` and its parameters.
    fn define(&mut self, def: &Def) -> usize {
        let number = self.add(&def.name, Named::Def);
        self.exported(number, def.export.is_some());
        let target = Target::Local(number);
        self.defs.push(Callable { name: def.name.node.clone(), target, module: None });
        let mut params = Vec::with_capacity(def.params.len());
        for param in &def.params {
            let one = self.add(&param.name, Named::Parameter(param.kind));
            if let Some(definition) = self.names.definitions.get_mut(one) {
                definition.of = Some(number);
            }
            params.push(one);
        }
        self.names.params.insert(number, params);
        number
    }

    fn def(&mut self, def: &Def, number: usize) {
        let params = self.names.params.get(&number).cloned().unwrap_or_default();
        self.apart(|this| {
            this.defaults(&def.params);
            for (param, number) in def.params.iter().zip(params) {
                this.variables.push((param.name.node.clone(), Target::Local(number)));
            }
            this.block(&def.body);
        });
    }

    fn defaults(&mut self, params: &[Param]) {
        for default in params.iter().filter_map(|param| param.default.as_ref()) {
            self.node(Node::Expr(&default.node, default.span));
        }
    }

    fn closure(&mut self, closure: &Closure) {
        self.defaults(&closure.params);
        let before = self.variables.len();
        for param in &closure.params {
            let number = self.add(&param.name, Named::Parameter(param.kind));
            self.variables.push((param.name.node.clone(), Target::Local(number)));
        }
        self.block(&closure.body);
        self.variables.truncate(before);
    }

    fn pattern(&mut self, pattern: &Spanned<Pattern>) {
        match &pattern.node {
            Pattern::Name(name) => self.variable(&Spanned::new(name.clone(), pattern.span)),
            Pattern::Type(Some(name), _) => self.variable(name),
            Pattern::Value(value) => self.node(Node::Expr(value, pattern.span)),
            Pattern::List(items, rest) => {
                for item in items {
                    self.pattern(item);
                }
                if let Some(Spanned { node: Some(name), span }) = rest {
                    self.variable(&Spanned::new(name.clone(), *span));
                }
            }
            Pattern::Record(fields) => {
                for (key, field) in fields {
                    self.pattern(field);
                    if key.span == field.span
                        && let Some(one) = self.names.definitions.last_mut()
                    {
                        one.short = true;
                    }
                }
            }
            Pattern::Any | Pattern::Type(None, _) | Pattern::Error => {}
        }
    }

    fn call(&mut self, call: &Call) {
        let first = call.name.node.as_str();
        let second = match call.arguments.first().map(|one| (&one.node, one.span)) {
            Some((Argument::Positional(Expr::Word(word)), span)) => Some((word, span)),
            _ => None,
        };
        let find = |name: &str| self.defs.iter().rposition(|one| one.name == name);
        let both = second.and_then(|(word, span)| Some((find(&format!("{first} {word}"))?, span)));
        let found = match (both, find(first)) {
            (Some((at, span)), _) => self.defs.get(at).map(|one| (one, Some(span))),
            (None, Some(at)) => self.defs.get(at).map(|one| (one, None)),
            (None, None) => None,
        };
        if let Some((one, second)) = found {
            let (target, module) = (one.target.clone(), one.module.clone());
            match (module, second) {
                (Some(module), Some(second)) => {
                    self.refer(call.name.span, Target::Module(module), false);
                    self.refer(second, target.clone(), true);
                }
                (_, second) => {
                    let span = second.map_or(call.name.span, |second| call.name.span.to(second));
                    self.refer(span, target.clone(), true);
                }
            }
            for argument in &call.arguments {
                if let Argument::Flag { name, short, .. } = &argument.node {
                    self.flag(&target, name, *short);
                }
            }
        }
        for argument in &call.arguments {
            self.node(Node::Argument(&argument.node, argument.span));
        }
    }

    /// A flag of a call of `def`.
    fn flag(&mut self, def: &Target, flag: &Spanned<String>, short: bool) {
        let target = match def {
            Target::Foreign(def) if !short => {
                Some(Target::Foreign(Foreign { flag: Some(flag.node.clone()), ..def.clone() }))
            }
            Target::Local(number) => {
                let params = self.names.params.get(number).cloned().unwrap_or_default();
                let is_it = |one: &&usize| {
                    self.names.definitions.get(**one).is_some_and(|param| {
                        let is_flag = matches!(
                            param.kind,
                            Named::Parameter(ParamKind::Flag | ParamKind::Switch)
                        );
                        is_flag && !short && param.name == flag.node
                    })
                };
                params.iter().find(is_it).map(|one| Target::Local(*one))
            }
            _ => None,
        };
        if let Some(target) = target {
            self.refer(flag.span, target, true);
        }
    }

    fn import(&mut self, one: &Use) {
        let module = (self.module)(&one.path.node);
        self.refer(one.path.span, Target::Module(module.clone()), false);
        let exports = (self.exports)(&module);
        let stem = one.path.node.rsplit('/').next().unwrap_or_default();
        let stem = stem.strip_suffix(".rsh").unwrap_or(stem);
        let foreign = |name: &str| {
            let (module, name) = (module.clone(), name.to_owned());
            Target::Foreign(Foreign { module, name, flag: None })
        };
        let wanted = match &one.names {
            UseNames::Some(wanted) => Some(wanted),
            UseNames::Prefixed | UseNames::All => None,
        };
        for name in wanted.into_iter().flatten() {
            self.refer(name.span, foreign(&name.node), true);
        }
        for export in exports {
            let target = foreign(&export.name);
            let is_wanted =
                |wanted: &Vec<Spanned<String>>| wanted.iter().any(|name| name.node == export.name);
            if !wanted.is_none_or(is_wanted) {
                continue;
            }
            if export.constant {
                self.constants.push((export.name, target));
                continue;
            }
            let prefixed = one.names == UseNames::Prefixed;
            let (name, module) = match prefixed {
                true => (format!("{stem} {}", export.name), Some(module.clone())),
                false => (export.name, None),
            };
            self.defs.push(Callable { name, target, module });
        }
    }
}

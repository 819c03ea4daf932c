//! Which name of a text stands for what: where each is defined, and every place that means it.
//!
//! It follows the tree alone, as the rules of the language let it, so it has an answer where types
//! are wrong, too; a rename must not miss a place because of a mistake beside it.

use std::collections::HashMap;

use super::resolve::Resolver;
use crate::source::Span;
use crate::syntax::ast::{ParamKind, Program, Statement};

/// What a name is that something defines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `let`, `for`, a pattern, the error of a `catch`.
    Variable,
    /// `const`.
    Constant,
    /// `def`.
    Def,
    /// A parameter.
    Parameter(ParamKind),
}

/// A name and where it is defined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Definition {
    /// The name, without `$` or dashes.
    pub(super) name: String,
    /// Where it is written, without `$` or dashes; with its quotes if it has some.
    pub(super) span: Span,
    /// As the tree has it, which is what facts are known by.
    pub(super) key: Span,
    /// What it is.
    pub(super) kind: Kind,
    /// Whether other scripts may use it.
    pub(super) exported: bool,
    /// The `def` that it is a parameter of.
    pub(super) of: Option<usize>,
    /// Whether the name of a field is written in one with it: `{$name}` for `{name: $name}`.
    pub(super) short: bool,
}

impl Definition {
    /// Whether uses begin with `$`.
    pub(super) fn is_variable(&self) -> bool {
        self.kind != Kind::Def
    }
}

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Target {
    /// A definition of this text, by its number.
    Local(usize),
    /// What a module exports.
    Foreign(Foreign),
    /// A module, by its name.
    Module(String),
}

/// What a module exports, or a flag of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Foreign {
    /// The name of the module.
    pub(super) module: String,
    /// What it exports.
    pub(super) name: String,
    /// A flag of it, without dashes.
    pub(super) flag: Option<String>,
}

/// A place that means something defined elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reference {
    /// The place, without `$` or dashes.
    pub(super) span: Span,
    /// What it means.
    pub(super) target: Target,
    /// Whether the name itself is written there, and not a short form of it.
    pub(super) named: bool,
}

/// What a module gives to those that use it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Export {
    /// Its name.
    pub(super) name: String,
    /// Whether it is a constant.
    pub(super) constant: bool,
}

/// What is exported by the module of a name.
pub(super) type Exports<'a> = &'a dyn Fn(&str) -> Vec<Export>;

/// All names of one text.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Every definition, those that may be used before they stand there first in
    /// their block.
    pub(super) definitions: Vec<Definition>,
    /// Every other place.
    pub(super) references: Vec<Reference>,
    /// The parameters of each `def`, by number.
    pub(super) params: HashMap<usize, Vec<usize>>,
}

impl Names {
    /// The names of `program`, whose text is `text`. `module` tells the name of the module behind a
    /// path, `exports` what it exports.
    pub(super) fn of(
        program: &Program,
        text: &str,
        module: &dyn Fn(&str) -> String,
        exports: Exports<'_>,
    ) -> Self {
        let mut resolver = Resolver::new(text, module, exports);
        resolver.statements(&program.statements);
        resolver.names
    }

    /// What is meant at byte `at`, and where that is written. A cursor right behind a name is on it.
    pub(super) fn at(&self, text: &str, at: usize) -> Option<(Span, Target)> {
        let sigil = |span: Span| {
            let before = text.get(..span.start).unwrap_or_default();
            let dashes = before.len() - before.trim_end_matches(['$', '-']).len();
            span.start - dashes.min(2)
        };
        let on = |span: Span| sigil(span) <= at && at <= span.end;
        let own = self.definitions.iter().enumerate();
        let own = own.map(|(number, one)| (one.span, Target::Local(number)));
        let others = self.references.iter().map(|one| (one.span, one.target.clone()));
        let all = own.chain(others).filter(|(span, _)| on(*span));
        // Two names may touch, and then the cursor is on the one that begins there.
        all.max_by_key(|(span, _)| span.start)
    }

    /// All places that mean `target`, its definition among them where that is asked for.
    pub(super) fn places(&self, target: &Target, definition: bool) -> Vec<(Span, bool)> {
        let own = match target {
            Target::Local(number) if definition => self.definitions.get(*number),
            _ => None,
        };
        let own = own.map(|one| (one.span, true));
        let others = self.references.iter().filter(|one| one.target == *target);
        own.into_iter().chain(others.map(|one| (one.span, one.named))).collect()
    }

    /// The definition that other scripts call `name`, or the one of its flag `flag`.
    pub(super) fn exported(&self, name: &str, flag: Option<&str>) -> Option<usize> {
        let is_it = |one: &Definition| one.exported && one.name == name;
        let number = self.definitions.iter().position(is_it)?;
        let Some(flag) = flag else { return Some(number) };
        let is_flag =
            |number: &&usize| self.definitions.get(**number).is_some_and(|one| one.name == flag);
        self.params.get(&number)?.iter().find(is_flag).copied()
    }

    /// What other scripts that use the module called `module` call the definition number `number`.
    pub(super) fn foreign(&self, module: &str, number: usize) -> Option<Foreign> {
        let one = self.definitions.get(number)?;
        let module = module.to_owned();
        if one.exported {
            return Some(Foreign { module, name: one.name.clone(), flag: None });
        }
        let def = self.definitions.get(one.of?).filter(|def| def.exported)?;
        let is_flag = matches!(one.kind, Kind::Parameter(ParamKind::Flag | ParamKind::Switch));
        let flag = is_flag.then(|| one.name.clone())?;
        Some(Foreign { module, name: def.name.clone(), flag: Some(flag) })
    }
}

/// What `program` exports.
pub(super) fn exports(program: &Program) -> Vec<Export> {
    let of = |statement: &Statement| match statement {
        Statement::Def(def) if def.export.is_some() => {
            Some(Export { name: def.name.node.clone(), constant: false })
        }
        Statement::Const(binding) if binding.export.is_some() => {
            Some(Export { name: binding.name.node.clone(), constant: true })
        }
        _ => None,
    };
    program.statements.iter().filter_map(|statement| of(&statement.node)).collect()
}

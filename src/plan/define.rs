//! What the statements of a block name by `def`, `use` and `const`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Planner, Scope, Template};
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::ast::{self, Spanned};

impl Planner<'_> {
    /// Give what `def` and `use` name in `statements` to `scope`, before anything of them is
    /// planned, so that they may call each other.
    pub(super) fn define(&mut self, statements: &[Spanned<ast::Statement>], scope: &mut Scope) {
        let mut first: BTreeMap<&str, Span> = BTreeMap::new();
        let mut tests: BTreeMap<&str, Span> = BTreeMap::new();
        let mut defined = Vec::new();
        let home = self.library.homes.len();
        for statement in statements {
            match &statement.node {
                ast::Statement::Def(def) => {
                    let name = def.name.node.as_str();
                    self.def_name(name, def.name.span, first.insert(name, def.name.span));
                    let id = self.library.defs.len();
                    self.library.defs.push(Template { def: Arc::new(def.as_ref().clone()), home });
                    // Reserved, so that modules that are used here get other numbers.
                    scope.define(name, id);
                    defined.push(id);
                }
                ast::Statement::Test { name, .. } => {
                    if let Some(first) = tests.insert(name.node.as_str(), name.span) {
                        let message = format!("two tests are called {:?}", name.node);
                        self.problem(
                            Diagnostic::error(codes::DUPLICATE_NAME, message)
                                .at(name.span, "")
                                .at(first, "the first one is here")
                                .help("say of each what it is about, so that a report tells them apart"),
                        );
                    }
                }
                ast::Statement::Use(one) => self.import(one, statement.span, scope),
                // A constant may be used by a definition that stands before it.
                ast::Statement::Const(binding) if !defined.is_empty() => {
                    let before = self.diagnostics().len();
                    self.constant(binding, scope);
                    self.forget(before);
                }
                _ => {}
            }
        }
        if defined.is_empty() {
            return;
        }
        for statement in statements {
            if let ast::Statement::Const(binding) = &statement.node {
                let before = self.diagnostics().len();
                self.constant(binding, scope);
                self.forget(before);
            }
        }
        let home = self.library.homes.len();
        self.library.homes.push(scope.of_definitions());
        for id in &defined {
            if let Some(template) = self.library.defs.get_mut(*id) {
                template.home = home;
            }
        }
        for id in defined {
            self.check_def(id);
        }
    }
}

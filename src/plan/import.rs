//! `use`: what a script takes from another one.

use super::block::Results;
use super::{Planner, Scope};
use crate::diag::{Diagnostic, codes, did_you_mean, nearest};
use crate::source::Span;
use crate::syntax::ast::{Statement, Use, UseNames};

impl Planner<'_> {
    /// Give what `one` takes to `scope`.
    pub(super) fn import(&mut self, one: &Use, span: Span, scope: &mut Scope) {
        let path = one.path.node.as_str();
        let module = match self.modules.load(path, span.source) {
            Ok(module) => module,
            Err(reason) => {
                let message = format!("`{path}` cannot be used: {reason}");
                let problem = Diagnostic::error(codes::MODULE, message).at(one.path.span, "");
                let mut known = self.modules.known();
                known.extend(self.modules.beside(path, span.source));
                known.retain(|known| known != path);
                self.lost.push(stem(path).to_owned());
                self.problem(match nearest(path, known.iter().map(String::as_str)) {
                    Some(near) => {
                        problem.help(format!("did you mean `{near}`?")).edit(one.path.span, near)
                    }
                    None if reason.starts_with("line ") => {
                        problem.help(format!("`rebe check {path}` tells what is wrong with it"))
                    }
                    None if path.starts_with("std") => {
                        problem.help("`help std` lists what there is")
                    }
                    None => problem.help("give the path from the script, such as `use ./lib.rsh`"),
                });
                return;
            }
        };
        let exported = self.exports(&module.name, &module.program.statements);
        let stem = stem(path);
        let names = exported.def_names().into_iter().map(str::to_owned);
        let names = names.chain(exported.names()).collect::<Vec<_>>();
        let taken = match &one.names {
            UseNames::Prefixed => {
                names.iter().map(|name| (name.as_str(), format!("{stem} {name}"))).collect()
            }
            UseNames::All => names.iter().map(|name| (name.as_str(), name.clone())).collect(),
            UseNames::Some(wanted) => {
                let mut taken = Vec::new();
                for name in wanted {
                    if names.contains(&name.node) {
                        taken.push((name.node.as_str(), name.node.clone()));
                        continue;
                    }
                    let known = names.iter().map(String::as_str).collect::<Vec<_>>();
                    let message = format!("`{path}` exports no `{}`", name.node);
                    let problem = Diagnostic::error(codes::MODULE, message).at(name.span, "");
                    let problem =
                        problem.maybe_help(did_you_mean(&name.node, "it exports", &known));
                    self.problem(match nearest(&name.node, known.iter().copied()) {
                        Some(near) => problem.edit(name.span, near),
                        None => problem,
                    });
                }
                taken
            }
        };
        for (name, here) in taken {
            if let Some(id) = exported.def(name) {
                scope.define(here, id);
            } else if let Some((value, ty)) = exported.constant(name).cloned() {
                // A constant is a value, so it has no name of two words.
                scope.set_constant(name, value, ty);
            }
        }
    }

    /// What the statements of module `name` export.
    fn exports(
        &mut self,
        name: &str,
        statements: &[crate::syntax::ast::Spanned<Statement>],
    ) -> Scope {
        if let Some(known) = self.used.get(name) {
            return known.clone();
        }
        // A module that uses itself by way of others finds nothing of itself.
        self.used.insert(name.to_owned(), Scope::default());
        let mut inside = Scope::default();
        for statement in statements {
            let runs = !matches!(
                statement.node,
                Statement::Def(_)
                    | Statement::Const(_)
                    | Statement::Use(_)
                    | Statement::Test { .. }
            );
            if runs {
                let message = "a module only defines: this would run each time that it is used";
                self.problem(
                    Diagnostic::error(codes::MODULE, message)
                        .at(statement.span, "")
                        .help("put it into a `def`, and call that"),
                );
            }
        }
        self.statements(statements, Results::Shown, &mut inside);
        let mut exported = Scope::default();
        for statement in statements {
            match &statement.node {
                Statement::Def(def) if def.export.is_some() => {
                    if let Some(id) = inside.def(&def.name.node) {
                        exported.define(def.name.node.clone(), id);
                    }
                }
                Statement::Const(binding) if binding.export.is_some() => {
                    if let Some((value, ty)) = inside.constant(&binding.name.node).cloned() {
                        exported.set_constant(binding.name.node.clone(), value, ty);
                    }
                }
                _ => {}
            }
        }
        self.used.insert(name.to_owned(), exported.clone());
        exported
    }
}

/// The word that stands before the names of what the module at `path` exports.
fn stem(path: &str) -> &str {
    let stem = path.rsplit('/').next().unwrap_or(path);
    stem.strip_suffix(".rsh").unwrap_or(stem)
}

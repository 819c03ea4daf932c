//! A text that was parsed and planned, and what is known of it before it runs.

use crate::diag::{Diagnostic, codes, exit};
use crate::effect::{Effect, Effects};
use crate::plan::{Plan, Statement};
use crate::source::SourceId;
use crate::syntax::ast::{self, Spanned};

/// A text that was parsed and planned.
pub struct Prepared {
    /// Its plan.
    pub plan: Plan,
    /// What is wrong with it; when one of them is an error it must not run.
    pub diagnostics: Vec<Diagnostic>,
    /// What it names by `def`, `const` and `use`.
    pub(super) named: Vec<Spanned<ast::Statement>>,
    /// Its text among those of the session.
    pub source: SourceId,
}

impl Prepared {
    /// Whether it must not run.
    pub fn is_wrong(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }

    /// The exit code of a text that must not run.
    pub fn exit_code(&self) -> u8 {
        let errors = self.diagnostics.iter().filter(|diagnostic| diagnostic.is_error());
        let denied = errors.clone().all(|error| error.code == codes::DENIED);
        if errors.count() > 0 && denied { exit::DENIED } else { exit::CHECK }
    }

    /// Every stage that would change something is an error.
    pub(super) fn deny_writes(&mut self) {
        for statement in &self.plan.statements {
            // Of a pipeline the stage is told, of any other statement the whole.
            let parts = match statement.pipeline() {
                Some(pipeline) => {
                    let stages = pipeline.stages.iter();
                    stages.map(|stage| (stage.effects(), stage.syntax.span)).collect()
                }
                None => vec![(statement.effects(), statement.span)],
            };
            for (effects, span) in parts {
                let writes =
                    [Effect::WriteFiles, Effect::RunOnHosts, Effect::RunPrograms].into_iter();
                let named = writes.filter(|effect| effects.contains(*effect)).map(Effect::name);
                let named = named.collect::<Vec<_>>().join(", ");
                if !named.is_empty() {
                    let message = format!("`--read-only` does not allow this: {named}");
                    self.diagnostics.push(
                        Diagnostic::error(codes::DENIED, message)
                            .at(span, "")
                            .help("run it without `--read-only` if that is what you want"),
                    );
                }
            }
        }
    }

    /// What it may do to the world.
    pub fn effects(&self) -> Effects {
        self.plan.statements.iter().map(Statement::effects).fold(Effects::NONE, Effects::union)
    }
}

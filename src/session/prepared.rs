//! A text that was parsed and planned, and what is known of it before it runs.

use crate::diag::{Diagnostic, codes, exit};
use crate::effect::{Effect, Effects};
use crate::plan::{Block, Plan, Statement};
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
        let mut errors = self.diagnostics.iter().filter(|diagnostic| diagnostic.is_error());
        let all = |code| errors.clone().all(|error| error.code == code);
        let refusals = [codes::DENIED, codes::PLUGIN_DENIED];
        let denied = errors.clone().all(|error| refusals.contains(&error.code));
        let cancelled = all(codes::CANCELLED);
        match errors.next() {
            Some(_) if denied => exit::DENIED,
            Some(_) if cancelled => exit::INTERRUPTED,
            _ => exit::CHECK,
        }
    }

    /// Every stage that would change something is an error; `why` begins its message.
    pub(super) fn deny_writes(&mut self, why: &str) {
        let denied =
            self.plan.statements.iter().flat_map(|one| denied(one, why)).collect::<Vec<_>>();
        self.diagnostics.extend(denied);
    }

    /// What is not allowed in `body`, which is run by itself.
    pub(super) fn denied(body: &Block) -> Vec<Diagnostic> {
        body.statements.iter().flat_map(|one| denied(one, READ_ONLY)).collect()
    }

    /// What it may do to the world.
    pub fn effects(&self) -> Effects {
        self.plan.statements.iter().map(Statement::effects).fold(Effects::NONE, Effects::union)
    }
}

/// Why a run with that flag changes nothing.
pub(super) const READ_ONLY: &str = "`--read-only` does not allow this";

/// What changes something.
const WRITES: [Effect; 4] =
    [Effect::WriteFiles, Effect::RunOnHosts, Effect::RunPrograms, Effect::ChangeNetwork];

/// What would change something in `statement`: of a pipeline the stages, of any other statement the
/// whole.
fn denied(statement: &Statement, why: &str) -> Vec<Diagnostic> {
    let parts = match statement.pipeline() {
        Some(pipeline) => {
            let stages = pipeline.stages.iter();
            stages.map(|stage| (stage.effects(), stage.syntax.span)).collect()
        }
        None => vec![(statement.effects(), statement.span)],
    };
    let told = parts.into_iter().filter_map(|(effects, span)| {
        let named = WRITES.into_iter().filter(|effect| effects.contains(*effect)).map(Effect::name);
        let named = named.collect::<Vec<_>>().join(", ");
        let message = format!("{why}: {named}");
        (!named.is_empty()).then(|| {
            let problem = Diagnostic::error(codes::DENIED, message).at(span, "");
            let help = "run it without `--read-only` if that is what you want";
            problem.maybe_help((why == READ_ONLY).then(|| help.to_owned()))
        })
    });
    told.collect()
}

//! What a plan will do, as rows for people and robots.

use super::{Pipeline, StageKind};
use crate::command::PlanRow;

/// One row a stage; `text` gives the source text of a span.
pub fn rows(pipeline: &Pipeline, text: impl Fn(crate::source::Span) -> String) -> Vec<PlanRow> {
    let stages = pipeline.stages.iter().enumerate();
    stages
        .map(|(at, stage)| {
            let written = text(stage.syntax.span);
            let (command, runs) = match &stage.kind {
                StageKind::Call(command, _) => {
                    (command.signature.name.to_owned(), command.body.name())
                }
                StageKind::Custom(call) => (call.def.name.clone(), "definition"),
                StageKind::Closure(..) => ("do".to_owned(), "definition"),
                StageKind::Program(call) => (format!("^{}", call.program), "program"),
                StageKind::Expression(_) | StageKind::Error => ("expression".to_owned(), "value"),
            };
            let arguments = written.strip_prefix(command.as_str()).unwrap_or(&written).trim();
            PlanRow {
                stage: i64::try_from(at + 1).unwrap_or(i64::MAX),
                arguments: arguments.split_whitespace().collect::<Vec<_>>().join(" "),
                command,
                effects: stage.effects().to_string(),
                output: stage.output.to_string(),
                runs: runs.to_owned(),
            }
        })
        .collect()
}

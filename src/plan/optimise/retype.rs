//! The types of stages, after some of them were changed or moved.

use super::rule::Change;
use crate::command::{Checking, Command, Mode, Written};
use crate::diag::Diagnostic;
use crate::plan::{PlannedArgs, Stage, StageKind, Tools};
use crate::value::Type;

/// The stages of `change` with their types; none when one of them would be wrong, or when another
/// type would come out than `output`.
pub(super) fn retyped(change: Change, output: &Type, tools: &Tools<'_>) -> Option<Vec<Stage>> {
    let Change { mut stages, first, last, .. } = change;
    let before = first.checked_sub(1).and_then(|at| stages.get(at));
    let mut flowing = before.map_or(Type::Nothing, |stage| stage.output.clone());
    for (at, stage) in stages.iter_mut().enumerate().skip(first) {
        // From here on all is as it was.
        if at > last && stage.input == flowing {
            break;
        }
        let StageKind::Call(command, args) = &stage.kind else { return None };
        if stage.scope.is_some() {
            return None;
        }
        let computed = called(command, args, &flowing, tools)?;
        stage.input = std::mem::replace(&mut flowing, computed);
        stage.output = flowing.clone();
    }
    (stages.last()?.output == *output).then_some(stages)
}

/// The type of what `command` makes of a value of type `input`; none when it would be wrong.
pub(super) fn called(
    command: &Command,
    args: &PlannedArgs,
    input: &Type,
    tools: &Tools<'_>,
) -> Option<Type> {
    let lift = command.lift(input);
    if !command.signature.input.takes(&lift.item) {
        return None;
    }
    let mut problems = Vec::new();
    let mut checking = Checking {
        args: &args.known(),
        input: &lift.item,
        mode: Mode::Run,
        world: tools.world,
        written: &Written::default(),
        registry: tools.registry,
        problems: &mut problems,
    };
    let output = lift.output((command.output)(&mut checking));
    if problems.iter().any(Diagnostic::is_error) {
        return None;
    }
    let narrows = command.signature.name == "where";
    Some(if narrows { crate::plan::certain(output, args) } else { output })
}

//! What may stand where the cursor is: the start of a stage, an argument of some shape, a flag. It
//! sorts the parts of a stage under the parameters of its command, as the planner will.

use super::place::{Level, Part, Place};
use crate::command::{Arity, Command, Flag, Registry, Shape};

/// What may stand at the cursor.
#[derive(Clone, Copy)]
pub(super) enum Slot<'p> {
    /// The name of a command.
    Command,
    /// The second word of a command whose name begins with this one.
    Second(&'p str, usize),
    /// An argument of this command; the shape when a parameter or flag is left for it.
    Argument(&'static Command, Option<Shape>),
    /// An operator behind an operand of a condition.
    Operator(&'static Command),
    /// The name of an aggregate.
    Aggregate,
    /// A column: an operand of a condition, or what an aggregate is of. The rows are those of the
    /// level with this number.
    Operand(usize),
    /// An argument of something that is no command of the registry.
    Other,
    /// Nothing that is known.
    Nothing,
}

/// What may stand at `place`.
pub(super) fn slot<'p>(place: &'p Place, registry: Registry) -> Slot<'p> {
    let mut inherited: Option<(usize, Shape)> = None;
    let mut slot = Slot::Nothing;
    for (at, level) in place.levels.iter().enumerate() {
        slot = match (level.bracket, inherited) {
            (None, _) => of_stage(level, registry),
            (Some('{'), _) if !level.record => of_stage(level, registry),
            (Some('('), Some((rows, Shape::Condition))) => Slot::Operand(rows),
            (Some('('), Some((rows, Shape::Key))) => match level.parts.as_slice() {
                [] => Slot::Aggregate,
                _ => Slot::Operand(rows),
            },
            (Some('('), _) => of_stage(level, registry),
            _ => Slot::Nothing,
        };
        inherited = match slot {
            Slot::Argument(_, Some(shape)) => Some((at, shape)),
            Slot::Operand(rows) => Some((rows, Shape::Condition)),
            _ => None,
        };
    }
    slot
}

/// The command of a stage and what stands behind its name.
pub(super) fn call(parts: &[Part], registry: Registry) -> Option<(&'static Command, &[Part])> {
    let (Part::Word(first, _), rest) = parts.split_first()? else { return None };
    if let Some((Part::Word(second, _), behind)) = rest.split_first()
        && let Some(command) = registry.find(&format!("{first} {second}"))
    {
        return Some((command, behind));
    }
    registry.find(first).map(|command| (command, rest))
}

fn of_stage(level: &Level, registry: Registry) -> Slot<'_> {
    let Some(first) = level.parts.first() else { return Slot::Command };
    if let Some((command, arguments)) = call(&level.parts, registry) {
        return of_call(command, arguments);
    }
    match first {
        // A module may have brought commands that begin with any word.
        Part::Word(word, at) if level.parts.len() == 1 => Slot::Second(word, *at),
        Part::Word(..) => Slot::Other,
        _ => Slot::Nothing,
    }
}

fn of_call(command: &'static Command, arguments: &[Part]) -> Slot<'static> {
    let mut given = 0_usize;
    let mut joined = false;
    let mut waiting: Option<&'static Flag> = None;
    for part in arguments {
        match part {
            Part::Flag(name) => {
                waiting = flag(command, name).filter(|flag| flag.shape.is_some());
                joined = false;
            }
            Part::Assign => {}
            Part::Comma => joined = false,
            Part::Operator => joined = true,
            Part::Word(..) | Part::Value if waiting.take().is_some() => {}
            Part::Word(..) | Part::Value if joined && given > 0 => joined = false,
            Part::Word(..) | Part::Value => {
                given += 1;
                joined = false;
            }
        }
    }
    if let Some(flag) = waiting {
        return Slot::Argument(command, flag.shape);
    }
    let before = given.checked_sub(1).and_then(|last| shape(command, last));
    if before == Some(Shape::Condition) && !joined {
        return Slot::Operator(command);
    }
    let at = if joined { given.saturating_sub(1) } else { given };
    Slot::Argument(command, shape(command, at))
}

/// The flag that `written`, dashes included, names.
pub(super) fn flag(command: &'static Command, written: &str) -> Option<&'static Flag> {
    match written.strip_prefix("--") {
        Some(name) => command.signature.flag(name, false),
        None => command.signature.flag(written.trim_start_matches('-'), true),
    }
}

/// The shape of the positional argument number `at`.
fn shape(command: &'static Command, at: usize) -> Option<Shape> {
    let params = command.signature.params;
    let last = params.last().filter(|last| matches!(last.arity, Arity::Any | Arity::Some));
    params.get(at).or(last).map(|param| param.shape)
}

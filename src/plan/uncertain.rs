//! What cannot be known before the run, so that it is planned again then.

use super::{PlannedArg, StageKind, Typed};
use crate::value::{Schema, Type};

/// Whether something that the checker needs to know about a stage is not known before the run.
pub(super) fn is_uncertain(kind: &StageKind, input: &Type) -> bool {
    if unknown(input) {
        return true;
    }
    match kind {
        StageKind::Call(_, args) => args.entries.iter().flat_map(|(_, args)| args).any(|arg| {
            matches!(arg, PlannedArg::Later(typed) | PlannedArg::Columns(typed) if vague(typed))
        }),
        StageKind::Custom(call) => call.args.iter().any(|(_, typed)| vague(typed)),
        StageKind::Expression(typed) => vague(typed),
        StageKind::Closure(_, args) => args.iter().any(vague),
        StageKind::Program(_) | StageKind::Error => false,
    }
}

fn vague(typed: &Typed) -> bool {
    unknown(&typed.ty) || typed.children().any(vague)
}

fn unknown(ty: &Type) -> bool {
    let in_schema =
        |schema: &Schema| schema.is_open() || schema.columns().iter().any(|c| unknown(&c.ty));
    match ty.non_null() {
        Type::Unknown => true,
        Type::List(item) => unknown(item),
        Type::Record(schema) | Type::Table(schema) => in_schema(schema),
        _ => false,
    }
}

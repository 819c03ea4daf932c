//! The flags by which hosts are worked on in waves.

use super::gate::Waves;
use super::quota::Quota;
use crate::command::{Args, Flag, Shape};
use crate::diag::{Diagnostic, codes};

/// How many hosts at a time.
pub const BATCH: Flag = Flag {
    name: "batch",
    short: None,
    shape: Some(Shape::Quota),
    doc: "so many hosts at a time, a count or a share; the next begin when all of these have ended",
};

/// How many hosts first.
pub const CANARY: Flag = Flag {
    name: "canary",
    short: None,
    shape: Some(Shape::Count),
    doc: "so many hosts first, in the order they come in; the others begin only if all are ok",
};

/// How many hosts may fail.
pub const MAX_FAIL: Flag = Flag {
    name: "max-fail",
    short: None,
    shape: Some(Shape::Quota),
    doc: "begin no more hosts once more than this have failed, a count or a share",
};

/// The waves that the flags ask for, if any.
pub fn waves(args: &Args) -> Option<Waves> {
    let (batch, most) = (Quota::of(args, BATCH.name), Quota::of(args, MAX_FAIL.name));
    let canary = args.count(CANARY.name);
    let is_any = batch.is_some() || most.is_some() || canary.is_some();
    is_any.then(|| Waves::new(canary, batch, most))
}

/// What is wrong with these flags in a call.
pub fn problems(args: &Args) -> impl Iterator<Item = Diagnostic> {
    let none = |flag: Flag, is_none: bool| {
        let arg = args.first(flag.name).filter(|_| is_none)?;
        let message = format!("`{}` has to be one host or more", flag.name);
        let problem = Diagnostic::error(codes::BAD_ARGUMENT, message).at(arg.span, "");
        Some(problem.help("with none, no host would ever be asked"))
    };
    let batch = Quota::of(args, BATCH.name).is_some_and(|batch| batch.at_least(100) == 0);
    let canary = args.count(CANARY.name) == Some(0);
    [none(BATCH, batch), none(CANARY, canary)].into_iter().flatten()
}

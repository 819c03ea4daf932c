//! Files that were carried, as rows, and what `upload` and `download` have in common.

use std::time::Duration;

use super::fan_out::{TIMEOUT, Verdict, limits as usual};
use crate::command::{Args, Context, Flag};
use crate::effect::{Care, Limits, Moved, Reply};
use crate::value::{Schema, Type, Value, scalar};

/// How long the files of a host may take where nobody says otherwise.
const LONG: Duration = Duration::from_secs(3600);

/// The deadline of the files of a host.
pub const DEADLINE: Flag =
    Flag { doc: "deadline for all files of a host, 1hr unless said otherwise", ..TIMEOUT };

/// Going on where an earlier transfer broke off.
pub const RESUME: Flag = Flag {
    name: "resume",
    short: None,
    shape: None,
    doc: "keep what came over before a connection broke, go on there the next time, and verify",
};

/// Comparing both sides.
pub const VERIFY: Flag = Flag {
    name: "verify",
    short: None,
    shape: None,
    doc: "compare the SHA-256 of both sides before a file is put in place",
};

/// Folders with what is in them.
pub const RECURSIVE: Flag = Flag {
    name: "recursive",
    short: Some('r'),
    shape: None,
    doc: "carry folders with all that is in them; links to folders are not followed",
};

/// How sure a call wants to be.
pub fn care(args: &Args) -> Care {
    match (args.switch(RESUME.name), args.switch(VERIFY.name)) {
        (true, _) => Care::Resume,
        (false, true) => Care::Verify,
        (false, false) => Care::Usual,
    }
}

/// The bounds of a call.
pub fn limits(args: &Args, context: &Context) -> Limits {
    let mut limits = usual(args, context);
    if args.duration(TIMEOUT.name).is_none() {
        limits.exec = limits.exec.max(LONG);
        limits.total = limits.total.max(limits.exec + limits.connect + limits.auth);
    }
    limits
}

/// One row a file and host.
pub fn schema(care: Care) -> Schema {
    let usual = [
        ("host", Type::String),
        ("local", Type::String),
        ("remote", Type::String),
        ("size", Type::Filesize),
    ];
    let sum = care.verifies().then_some(("sha256", Type::String));
    Schema::of_columns(usual.into_iter().chain(sum))
}

/// The rows of a reply; how it ended is for the transport to say.
pub fn judge(reply: &Reply) -> Verdict {
    let row = |Moved { local, remote, size, sha256 }: &Moved| {
        let mut row = vec![
            scalar::text(&reply.target.name),
            scalar::text(local.to_string_lossy()),
            scalar::text(remote),
            scalar::filesize(i64::try_from(*size).unwrap_or(i64::MAX)),
        ];
        row.extend(sha256.as_ref().map(scalar::text));
        row
    };
    let rows: Vec<Vec<Value>> = reply.files.iter().map(row).collect();
    Verdict { rows, outcome: None }
}

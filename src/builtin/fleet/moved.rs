//! Files that were carried, as rows.

use super::fan_out::Verdict;
use crate::effect::{Moved, Reply};
use crate::value::{Schema, Type, scalar};

/// One row a file and host.
pub fn schema() -> Schema {
    Schema::of([
        ("host", Type::String),
        ("local", Type::String),
        ("remote", Type::String),
        ("size", Type::Filesize),
    ])
}

/// The rows of a reply; how it ended is for the transport to say.
pub fn judge(reply: &Reply) -> Verdict {
    let row = |Moved { local, remote, size }: &Moved| {
        vec![
            scalar::text(&reply.target.name),
            scalar::text(local.to_string_lossy()),
            scalar::text(remote),
            scalar::filesize(i64::try_from(*size).unwrap_or(i64::MAX)),
        ]
    };
    Verdict { rows: reply.files.iter().map(row).collect(), outcome: None }
}

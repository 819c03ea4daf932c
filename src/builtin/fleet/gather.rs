//! Hosts that answered the same, as one row.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{FutureExt, TryStreamExt, future, stream};
use similar::TextDiff;

use crate::command::{Args, Flag};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::fold;
use crate::value::{Chunk, ChunkStream, Column, Data, Rows, Schema, Type, Value, scalar};

/// One row for all that answered the same.
pub const GATHER: Flag = Flag {
    name: "gather",
    short: None,
    shape: None,
    doc: "give one row for all hosts that answered the same, the most of them first",
};

/// With what is different.
pub const DIFF: Flag = Flag {
    name: "diff",
    short: None,
    shape: None,
    doc: "as `--gather`, with how the output of each row differs from that of the first",
};

/// How long is looked for the shortest difference between two outputs; then a longer one will do.
const LOOKING: Duration = Duration::from_millis(500);

/// The columns that hosts have to agree about.
const SAME: [&str; 3] = ["exit_code", "stdout", "stderr"];

/// Whether rows are to be gathered.
pub fn is_on(args: &Args) -> bool {
    args.switch(GATHER.name) || args.switch(DIFF.name)
}

/// What is wrong with these flags in a call.
pub fn problem(args: &Args) -> Option<Diagnostic> {
    let flag = if args.switch(DIFF.name) { DIFF.name } else { GATHER.name };
    let arg = args.first(flag)?;
    let (other, help) = if args.switch("stream") {
        ("stream", "lines that come one by one are not gathered: leave one of the two out")
    } else if flag == DIFF.name && args.switch("binary") {
        ("binary", "only text has lines to compare: leave one of the two out")
    } else {
        return None;
    };
    let message = format!("`--{flag}` and `--{other}` do not go together");
    Some(Diagnostic::error(codes::BAD_ARGUMENT, message).at(arg.span, "").help(help))
}

/// The columns of gathered rows; `each` are those of one host.
pub fn schema(each: &Schema, args: &Args) -> Schema {
    let mut schema = Schema::of([("hosts", Type::String), ("count", Type::Int)]);
    for Column { name, ty } in each.columns().iter().filter(|one| SAME.contains(&&*one.name)) {
        schema.put(Column::new(name, ty.clone()));
    }
    if args.switch(DIFF.name) {
        schema.put(Column::new(DIFF.name, Type::String));
    }
    schema
}

/// Hosts that answered the same.
struct Group {
    hosts: Vec<String>,
    /// What they answered, in the order of [`SAME`].
    cells: Vec<Value>,
}

/// One row for all rows of `data` that are the same but for the host.
pub fn gather(data: Data, args: &Args) -> Data {
    let input = match data.into_chunks() {
        Ok(chunks) => chunks,
        Err(other) => return other,
    };
    let (schema, diff) = (Arc::new(schema(&input.schema, args)), args.switch(DIFF.name));
    let shared = Arc::clone(&schema);
    let groups = input.chunks.try_fold(HashMap::new(), |mut groups, chunk| {
        add(&mut groups, &chunk);
        future::ready(Ok(groups))
    });
    let rows = groups.map(move |groups| rows(groups?, &shared, diff));
    Data::Chunks(ChunkStream::new(schema, stream::once(rows)))
}

/// What tells answers apart.
type Key = Vec<Vec<u8>>;

fn add(groups: &mut HashMap<Key, Group>, chunk: &Chunk) {
    let hosts = chunk.column("host");
    let columns = SAME.map(|name| chunk.column(name));
    for (at, host) in hosts.into_iter().enumerate() {
        let Value::String { val: host, .. } = host else { continue };
        let cells = columns.iter().filter_map(|column| column.get(at).cloned());
        let cells = cells.collect::<Vec<_>>();
        let key = cells.iter().map(bytes).collect();
        groups.entry(key).or_insert_with(|| Group { hosts: Vec::new(), cells }).hosts.push(host);
    }
}

fn bytes(cell: &Value) -> Vec<u8> {
    match cell {
        Value::String { val, .. } => val.as_bytes().to_vec(),
        Value::Binary { val, .. } => val.to_vec(),
        Value::Int { val, .. } => val.to_le_bytes().to_vec(),
        _ => Vec::new(),
    }
}

fn rows(groups: HashMap<Key, Group>, schema: &Arc<Schema>, diff: bool) -> Result<Chunk> {
    let mut groups = groups.into_values().collect::<Vec<_>>();
    groups.iter_mut().for_each(|group| group.hosts.sort_unstable());
    groups.sort_by(|a, b| (b.hosts.len(), &a.hosts).cmp(&(a.hosts.len(), &b.hosts)));
    let mut rows = Rows::new(Arc::clone(schema));
    for group in &groups {
        let names = fold(group.hosts.iter().map(String::as_str));
        let names = names.into_iter().map(|(name, _)| name).collect::<Vec<_>>().join(",");
        let count = i64::try_from(group.hosts.len()).unwrap_or(i64::MAX);
        let mut row = vec![scalar::text(&names), scalar::int(count)];
        row.extend(group.cells.iter().cloned());
        if diff {
            let first = groups.first().map_or("", Group::stdout);
            row.push(scalar::text(difference(first, group.stdout())));
        }
        rows.push(&row)?;
    }
    rows.finish()
}

impl Group {
    fn stdout(&self) -> &str {
        match self.cells.get(1) {
            Some(Value::String { val, .. }) => val,
            _ => "",
        }
    }
}

/// How `these` lines differ from the `first`, as `diff -u` tells it without the two names; empty
/// where they do not.
fn difference(first: &str, these: &str) -> String {
    let diff = TextDiff::configure().timeout(LOOKING).diff_lines(first, these);
    let mut diff = diff.unified_diff();
    diff.missing_newline_hint(false).to_string().trim_end_matches('\n').to_owned()
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn a_difference_is_that_of_diff_u() {
        assert_eq!(difference("a\nb\nc", "a\nx\nc"), "@@ -1,3 +1,3 @@\n a\n-b\n+x\n c");
        assert_eq!(difference("a\nb", "a\nb"), "");
        assert_eq!(difference("", "a"), "@@ -0,0 +1 @@\n+a");
    }
}

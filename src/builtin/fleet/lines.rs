//! Output of hosts as it comes, a row a line.

use std::collections::HashMap;
use std::sync::Arc;

use super::fan_out::{Judge, Verdict};
use crate::diag::Result;
use crate::effect::{OutcomeKind, OutputStream, Piece, Reply};
use crate::value::{Chunk, Schema, Texts, Type};

/// The longest line that is one row, in bytes: who never ends a line must not fill the memory.
const LONGEST: usize = 64 << 10;

/// One row a line.
pub fn schema(binary: bool) -> Schema {
    let line = if binary { Type::Binary } else { Type::String };
    Schema::of([("host", Type::String), ("stream", Type::String), ("line", line)])
}

/// Cuts output into lines.
pub struct Lines {
    binary: bool,
    schema: Arc<Schema>,
    /// By host: lines that have not ended, and whether one was no text.
    hosts: HashMap<String, Host>,
}

#[derive(Default)]
struct Host {
    stdout: Vec<u8>,
    stderr: Vec<u8>,
    /// What was no UTF-8.
    invalid: Option<&'static str>,
}

impl Lines {
    /// Lines as text, or as bytes.
    pub fn new(binary: bool) -> Self {
        Self { binary, schema: Arc::new(schema(binary)), hosts: HashMap::new() }
    }

    /// The lines of what `stream` of `host` has in `bytes`; `all` says that nothing comes after it.
    fn cut(&mut self, name: &str, stream: OutputStream, bytes: &[u8], all: bool) -> Result<Chunk> {
        if !self.hosts.contains_key(name) {
            self.hosts.insert(name.to_owned(), Host::default());
        }
        let Some(host) = self.hosts.get_mut(name) else {
            return Chunk::empty(Arc::clone(&self.schema));
        };
        let (label, open) = match stream {
            OutputStream::Stdout => ("stdout", &mut host.stdout),
            OutputStream::Stderr => ("stderr", &mut host.stderr),
        };
        let mut lines = Texts::default();
        let mut take = |line: &[u8]| {
            let is_text = self.binary || std::str::from_utf8(line).is_ok();
            let line = line.strip_suffix(b"\r").filter(|_| !self.binary).unwrap_or(line);
            match is_text {
                true => lines.push(line),
                false => host.invalid = Some(label),
            }
        };
        let mut rest = bytes;
        // The line that is open ends early in what has come, or does not end yet.
        while !open.is_empty() && (!rest.is_empty() || all) {
            let more = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
            let (end, after) = rest.split_at(more);
            open.extend_from_slice(end);
            rest = after;
            let mut whole = open.as_slice();
            while let Some((line, after)) = next(whole, all && rest.is_empty()) {
                take(line);
                whole = after;
            }
            let left = whole.len();
            open.drain(..open.len() - left);
        }
        while let Some((line, after)) = next(rest, all) {
            take(line);
            rest = after;
        }
        open.extend_from_slice(rest);
        lines.chunk(&self.schema, &[name, label])
    }
}

/// The first line of `bytes` and what comes after it; none while it has not ended.
fn next(bytes: &[u8], all: bool) -> Option<(&[u8], &[u8])> {
    match memchr::memchr(b'\n', bytes) {
        Some(at) if at <= LONGEST => Some((bytes.get(..at)?, bytes.get(at + 1..)?)),
        _ if bytes.len() > LONGEST => {
            // Not in the midst of a character.
            let cut = (LONGEST - 3..=LONGEST).rev();
            let is_start = |at: &usize| bytes.get(*at).is_some_and(|byte| byte & 0xC0 != 0x80);
            Some(bytes.split_at(cut.clone().find(is_start).unwrap_or(LONGEST)))
        }
        _ if all && !bytes.is_empty() => Some((bytes, &[])),
        _ => None,
    }
}

impl Judge for Lines {
    fn piece(&mut self, piece: &Piece) -> Result<Option<Chunk>> {
        self.cut(&piece.target.name, piece.stream, &piece.bytes, false).map(Some)
    }

    fn reply(&mut self, reply: &Reply) -> Verdict {
        let name = &reply.target.name;
        let mut rows = Vec::new();
        let mut outcome = None;
        for stream in [OutputStream::Stdout, OutputStream::Stderr] {
            match self.cut(name, stream, &[], true) {
                Ok(chunk) => rows.extend(chunk.rows()),
                Err(problem) => outcome = Some((OutcomeKind::Invalid, problem.message)),
            }
        }
        let invalid = self.hosts.remove(name).and_then(|host| host.invalid);
        let cut = reply.outcome.kind == OutcomeKind::Truncated;
        let invalid = invalid.filter(|_| !cut).map(|stream| {
            let message = format!(
                "lines of its {stream} are no UTF-8 text and were left out; `run --stream \
                 --binary` keeps them as bytes"
            );
            (OutcomeKind::Invalid, message)
        });
        Verdict { rows, outcome: outcome.or(invalid) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::value::Value;

    /// The lines of `pieces`, each as long as it is when it is long.
    fn lines(pieces: &[&[u8]]) -> (Vec<String>, Option<&'static str>) {
        let mut lines = Lines::new(false);
        let mut rows = Vec::new();
        for piece in pieces {
            rows.extend(lines.cut("a", OutputStream::Stdout, piece, false).unwrap().rows());
        }
        rows.extend(lines.cut("a", OutputStream::Stdout, b"", true).unwrap().rows());
        let told = |row: Vec<Value>| match row.get(2) {
            Some(Value::String { val, .. }) if val.len() > 99 => val.len().to_string(),
            Some(Value::String { val, .. }) => val.clone(),
            other => panic!("{other:?}"),
        };
        (rows.into_iter().map(told).collect(), lines.hosts["a"].invalid)
    }

    #[test]
    fn pieces_are_cut_where_lines_end() {
        let (told, _) =
            lines(&[b"on", b"e\r\ntw", "ö".as_bytes().split_at(1).0, b"\xb6\n\n", b"x"]);
        assert_eq!(told, ["one", "twö", "", "x"]);
        assert_eq!(lines(&[]).0, Vec::<String>::new());
        assert_eq!(
            lines(&[b"a\n\xff\nb\n"]),
            (vec!["a".to_owned(), "b".to_owned()], Some("stdout"))
        );
    }

    proptest! {
        #[test]
        fn it_is_all_the_same_how_output_is_cut(
            text in "([a-zé]{0,9}\n|[a-z]{5}\r\n|\n){0,9}[a-z]{0,3}",
            cuts in prop::collection::vec(0_usize..99, 0..6),
        ) {
            let mut cuts = cuts.into_iter().map(|cut| cut % (text.len() + 1)).collect::<Vec<_>>();
            cuts.extend([0, text.len()]);
            cuts.sort_unstable();
            let pieces = cuts.windows(2).map(|ends| &text.as_bytes()[ends[0]..ends[1]]);
            let wanted = text.lines().map(str::to_owned).collect::<Vec<_>>();
            prop_assert_eq!(lines(&pieces.collect::<Vec<_>>()), (wanted, None));
        }
    }

    #[test]
    fn a_line_without_end_is_cut_between_characters() {
        let long = "ä".repeat(100_000);
        let (told, invalid) = lines(&[b"a", long.as_bytes()]);
        assert_eq!((told.len(), invalid), (4, None));
        assert_eq!(told.iter().map(|line| line.parse::<usize>().unwrap()).sum::<usize>(), 200_001);
    }
}

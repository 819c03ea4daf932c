//! Output of hosts as it comes, a row a line.

use std::collections::HashMap;

use super::fan_out::{Judge, Verdict};
use crate::effect::{OutcomeKind, OutputStream, Piece, Reply};
use crate::value::{Schema, Type, Value, scalar};

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
        Self { binary, hosts: HashMap::new() }
    }

    /// Rows of what `stream` of `host` has in `bytes`; `all` says that nothing comes after it.
    fn rows(
        &mut self,
        name: &str,
        stream: OutputStream,
        bytes: &[u8],
        all: bool,
    ) -> Vec<Vec<Value>> {
        let binary = self.binary;
        if !self.hosts.contains_key(name) {
            self.hosts.insert(name.to_owned(), Host::default());
        }
        let Some(host) = self.hosts.get_mut(name) else { return Vec::new() };
        let (label, open) = match stream {
            OutputStream::Stdout => ("stdout", &mut host.stdout),
            OutputStream::Stderr => ("stderr", &mut host.stderr),
        };
        open.extend_from_slice(bytes);
        let mut rows = Vec::new();
        let mut rest = open.as_slice();
        while let Some((line, after)) = next(rest, all) {
            let line = if binary { Some(scalar::binary(line.to_vec())) } else { text(line) };
            match line {
                Some(line) => rows.push(vec![scalar::text(name), scalar::text(label), line]),
                None => host.invalid = Some(label),
            }
            rest = after;
        }
        let left = rest.len();
        open.drain(..open.len() - left);
        rows
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

fn text(line: &[u8]) -> Option<Value> {
    let text = std::str::from_utf8(line).ok()?;
    Some(scalar::text(text.strip_suffix('\r').unwrap_or(text)))
}

impl Judge for Lines {
    fn piece(&mut self, piece: &Piece) -> Vec<Vec<Value>> {
        self.rows(&piece.target.name, piece.stream, &piece.bytes, false)
    }

    fn reply(&mut self, reply: &Reply) -> Verdict {
        let name = &reply.target.name;
        let mut rows = self.rows(name, OutputStream::Stdout, &[], true);
        rows.extend(self.rows(name, OutputStream::Stderr, &[], true));
        let invalid = self.hosts.remove(name).and_then(|host| host.invalid);
        let cut = reply.outcome.kind == OutcomeKind::Truncated;
        let outcome = invalid.filter(|_| !cut).map(|stream| {
            let message = format!(
                "lines of its {stream} are no UTF-8 text and were left out; `run --stream \
                 --binary` keeps them as bytes"
            );
            (OutcomeKind::Invalid, message)
        });
        Verdict { rows, outcome }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines of `pieces`, each as long as it is when it is long.
    fn lines(pieces: &[&[u8]]) -> (Vec<String>, Option<&'static str>) {
        let mut lines = Lines::new(false);
        let mut rows = Vec::new();
        for piece in pieces {
            rows.extend(lines.rows("a", OutputStream::Stdout, piece, false));
        }
        rows.extend(lines.rows("a", OutputStream::Stdout, b"", true));
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

    #[test]
    fn a_line_without_end_is_cut_between_characters() {
        let long = "ä".repeat(100_000);
        let (told, invalid) = lines(&[b"a", long.as_bytes()]);
        assert_eq!((told.len(), invalid), (4, None));
        assert_eq!(told.iter().map(|line| line.parse::<usize>().unwrap()).sum::<usize>(), 200_001);
    }
}

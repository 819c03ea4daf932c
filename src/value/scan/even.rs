//! Whether each row of a CSV text has as many cells as the first one: polars would take a short row
//! for one with nulls at its end.

use std::io::{self, Read};

use super::eight::{self, Tally};
use crate::diag::{Diagnostic, Result, codes};

/// Read all of the CSV text of `input`, with `separator` between the cells, and see that each row
/// has as many cells as the first. Blank lines are no rows.
///
/// # Errors
/// The first row that has more or fewer, with its line; or `input` cannot be read.
pub fn even(mut input: impl Read, separator: u8) -> Result<()> {
    let mut count = Count::new(separator);
    let mut block = vec![0; 1 << 18];
    loop {
        let length = input.read(&mut block).map_err(|error| unreadable(&error))?;
        if length == 0 {
            break;
        }
        count.piece(block.get(..length).unwrap_or_default())?;
    }
    count.end()
}

/// Where in the text it is.
struct Count {
    separator: u8,
    /// Cells of a row; none before the first one is over.
    wanted: Option<usize>,
    /// Line feeds so far, those in quotes included, and at the beginning of the row.
    lines: usize,
    row: usize,
    /// Separators of this row so far.
    separators: usize,
    place: Place,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Nothing of the row has come, a carriage return aside.
    Blank,
    /// Nothing of the cell has come.
    Start,
    /// In a cell, where a quote is a character like others.
    Cell,
    /// In quotes.
    Quoted,
    /// Behind a quote in quotes: the end of them, or the first of two that stand for one.
    Quote,
}

impl Count {
    fn new(separator: u8) -> Self {
        Self { separator, wanted: None, lines: 0, row: 0, separators: 0, place: Place::Blank }
    }

    fn piece(&mut self, piece: &[u8]) -> Result<()> {
        let mut from = 0;
        while from < piece.len() {
            let rest = piece.get(from..).unwrap_or_default();
            if self.place == Place::Quoted {
                // Only a quote ends it.
                let Some(at) = memchr::memchr(b'"', rest) else {
                    self.lines += memchr::memchr_iter(b'\n', rest).count();
                    return Ok(());
                };
                self.lines +=
                    memchr::memchr_iter(b'\n', rest.get(..at).unwrap_or_default()).count();
                self.place = Place::Quote;
                from += at + 1;
                continue;
            }
            if self.place == Place::Quote && rest.first() == Some(&b'"') {
                self.place = Place::Quoted;
                from += 1;
                continue;
            }
            from += self.plain(rest)?;
        }
        Ok(())
    }

    /// Go on outside of quotes, up to behind the next quote that begins some, or the end; how far
    /// that was.
    fn plain(&mut self, text: &[u8]) -> Result<usize> {
        let (words, _) = text.as_chunks();
        let mut gone = 0;
        loop {
            gone += 8 * self.words(words.get(gone / 8..).unwrap_or_default())?;
            // What comes has to be looked at byte by byte.
            let some = text.get(gone..text.len().min(gone + 8)).unwrap_or_default();
            gone += self.bytes(some)?;
            if self.place == Place::Quoted || gone == text.len() {
                return Ok(gone);
            }
        }
    }

    /// Go on by eight bytes at once, up to those among which quotes or blank lines may be; how many
    /// words that were.
    fn words(&mut self, words: &[[u8; 8]]) -> Result<usize> {
        let mut separators = Tally::default();
        let mut gone = 0;
        for bytes in words {
            let word = u64::from_le_bytes(*bytes);
            let feeds = eight::marks(word, b'\n');
            let one = feeds & feeds.wrapping_neg();
            if self.place == Place::Blank || feeds != one || eight::marks(word, b'"') != 0 {
                break;
            }
            let found = eight::marks(word, self.separator);
            if one == 0 {
                separators.add(found);
            } else {
                let before = one - 1;
                separators.add(found & before);
                self.separators += separators.take();
                self.line()?;
                separators.add(found & !before);
            }
            self.place = match *bytes {
                [.., b'\n'] | [.., b'\n', b'\r'] => Place::Blank,
                [.., last] if last == self.separator => Place::Start,
                _ => Place::Cell,
            };
            gone += 1;
        }
        self.separators += separators.take();
        Ok(gone)
    }

    /// The same as [`Self::plain`], byte by byte.
    fn bytes(&mut self, text: &[u8]) -> Result<usize> {
        let mut before = 0;
        for at in memchr::memchr3_iter(self.separator, b'\n', b'"', text) {
            let skipped = at > before;
            if skipped {
                self.passed(text.get(before..at).unwrap_or_default());
            }
            before = at + 1;
            match text.get(at) {
                Some(b'"') if matches!(self.place, Place::Blank | Place::Start) => {
                    self.place = Place::Quoted;
                    return Ok(at + 1);
                }
                Some(b'"') => self.place = Place::Cell,
                Some(b'\n') => self.line()?,
                _ => {
                    self.separators += 1;
                    self.place = Place::Start;
                }
            }
        }
        if before < text.len() {
            self.passed(text.get(before..).unwrap_or_default());
        }
        Ok(text.len())
    }

    /// Other characters came, at least one.
    fn passed(&mut self, text: &[u8]) {
        let is_blank = self.place == Place::Blank && text == b"\r";
        if !is_blank {
            self.place = Place::Cell;
        }
    }

    /// A line is over, and the row with it.
    fn line(&mut self) -> Result<()> {
        self.lines += 1;
        if self.place != Place::Blank {
            self.check()?;
        }
        (self.row, self.separators, self.place) = (self.lines, 0, Place::Blank);
        Ok(())
    }

    fn check(&mut self) -> Result<()> {
        let cells = self.separators + 1;
        match self.wanted {
            None => self.wanted = Some(cells),
            Some(wanted) if wanted == cells => {}
            Some(wanted) => return Err(self.uneven(cells, wanted)),
        }
        Ok(())
    }

    fn end(&mut self) -> Result<()> {
        match self.place {
            Place::Quoted => {
                let message = format!("line {} begins quotes that never end", self.row + 1);
                let help =
                    "add the `\"` at the end of the cell; within quotes write `\"\"` for one";
                Err(Diagnostic::error(codes::FORMAT, message).help(help).into())
            }
            Place::Blank => Ok(()),
            Place::Start | Place::Cell | Place::Quote => self.check(),
        }
    }

    fn uneven(&self, cells: usize, wanted: usize) -> Box<Diagnostic> {
        let fields = if cells == 1 { "field" } else { "fields" };
        let line = self.row + 1;
        let message = format!("line {line} has {cells} {fields}, the header has {wanted}");
        let separator = if self.separator == b'\t' { "tab" } else { "comma" };
        let help =
            format!("a text with a {separator} or a line feed in it has to stand in double quotes");
        Diagnostic::error(codes::FORMAT, message).help(help).into()
    }
}

fn unreadable(error: &io::Error) -> Box<Diagnostic> {
    Diagnostic::error(codes::FILE_ACCESS, format!("it cannot be read to its end: {error}")).into()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Gives a few bytes at a time.
    struct Slowly<'a>(&'a [u8], usize);

    impl Read for Slowly<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let length = self.1.min(self.0.len()).min(into.len());
            let (now, later) = self.0.split_at(length);
            into[..length].copy_from_slice(now);
            self.0 = later;
            Ok(length)
        }
    }

    /// Cells of the first row that is uneven, by a reader that others wrote.
    fn by_others(text: &str) -> Option<u64> {
        let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
        match reader.byte_records().find_map(Result::err)?.kind() {
            csv::ErrorKind::UnequalLengths { len, .. } => Some(*len),
            _ => None,
        }
    }

    /// Cells of the row that begins at line `line`, by the same.
    fn cells_at(text: &str, line: usize) -> Option<usize> {
        let from = text.split_inclusive('\n').take(line - 1).map(str::len).sum::<usize>();
        let mut reader = csv::ReaderBuilder::new();
        let mut reader = reader.has_headers(false).from_reader(&text.as_bytes()[from..]);
        reader.byte_records().next()?.ok().map(|row| row.len())
    }

    proptest! {
        #[test]
        fn rows_are_counted_as_others_count_them(
            text in "([ab]|,|\"\"|\"[a,\n]{0,3}\"|\n|\r\n|,,){0,30}",
            step in 1..9_usize,
        ) {
            // Quotes that do not end are an error here and the rest of the text there.
            if even(Slowly(text.as_bytes(), step), b',').is_ok() {
                prop_assert_eq!(by_others(&text), None);
            } else {
                let problem = even(text.as_bytes(), b',').unwrap_err();
                if !problem.message.contains("quotes") {
                    let words = problem.message.split(' ').collect::<Vec<_>>();
                    let (line, cells) = (words[1].parse().unwrap(), words[3].parse().unwrap());
                    prop_assert_eq!(Some(cells), by_others(&text), "{}", problem.message);
                    prop_assert_eq!(cells_at(&text, line), Some(cells as usize), "{}", text);
                }
            }
        }
    }

    #[test]
    fn a_row_is_named_by_its_first_line() {
        let message = |text: &str| even(text.as_bytes(), b',').unwrap_err().message;
        assert_eq!(message("a,b\n1,\"x\ny\"\n2\n"), "line 4 has 1 field, the header has 2");
        assert_eq!(message("a,b\n\n1,2,3"), "line 3 has 3 fields, the header has 2");
        assert_eq!(message("a,b\n1,\"x\n"), "line 2 begins quotes that never end");
        even(&b"\r\na,b\r\n1,2\r\n"[..], b',').unwrap();
    }
}

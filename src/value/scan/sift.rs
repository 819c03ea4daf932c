//! Rows of CSV files one by one: to find where a cell stands, and to set those aside that are not
//! as the columns want them. polars does not say where it stopped.

use std::borrow::Cow;
use std::io::{self, Read, Write};

use super::{Guess, csv_rows};
use crate::diag::{Diagnostic, Result, codes};

/// A row that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bad {
    /// The line of the file that it begins on, from 1.
    pub line: u64,
    /// The column whose cell is wrong; none where the row has too few or too many.
    pub column: Option<String>,
    /// What is wrong.
    pub problem: String,
    /// The row, as CSV.
    pub row: String,
}

/// Go through the rows of the CSV text that `open` yields anew each time, which has the columns of
/// `guess`: those that are as they should be are written to `good`, below the first line, the others
/// are given to `bad`. Cells that are no UTF-8 are wrong too.
///
/// # Errors
/// The text cannot be read, `good` cannot be written to, or `bad` refuses.
pub fn sift<R: Read>(
    mut open: impl FnMut() -> Result<R>,
    guess: &Guess,
    good: impl Write,
    mut bad: impl FnMut(Bad) -> Result<()>,
) -> Result<()> {
    let mut lines = Lines::new(open()?);
    let mut rows = csv_rows(open()?, guess.separator());
    let mut good = csv::WriterBuilder::new().delimiter(guess.separator()).from_writer(good);
    let mut row = csv::ByteRecord::new();
    let mut is_first = true;
    while rows.read_byte_record(&mut row).map_err(|error| unreadable(&error))? {
        let wrong = if is_first { None } else { wrong(&row, guess) };
        is_first = false;
        match wrong {
            None => good.write_byte_record(&row).map_err(|error| unreadable(&error))?,
            Some((column, problem)) => {
                let line = lines.at(row.position().map_or(0, csv::Position::byte))?;
                let row = text(&row, guess.separator());
                bad(Bad { line, column, problem, row })?;
            }
        }
    }
    good.flush().map_err(|error| unreadable(&error.into()))
}

/// The line of the first row of the CSV text that `open` yields whose cell in `column` is `cell`.
pub fn find<R: Read>(
    mut open: impl FnMut() -> Result<R>,
    guess: &Guess,
    column: &str,
    cell: &str,
) -> Result<Option<u64>> {
    let at = guess.names().position(|name| name == column);
    let mut rows = csv_rows(open()?, guess.separator());
    let mut row = csv::ByteRecord::new();
    let mut is_first = true;
    // Quotes may come along with what polars says.
    let cell = cell.trim_matches('"').as_bytes();
    while rows.read_byte_record(&mut row).map_err(|error| unreadable(&error))? {
        let found = at.and_then(|at| row.get(at)) == Some(cell);
        if !std::mem::take(&mut is_first) && found {
            let byte = row.position().map_or(0, csv::Position::byte);
            return Lines::new(open()?).at(byte).map(Some);
        }
    }
    Ok(None)
}

/// What is wrong with `row`, and the column.
fn wrong(row: &csv::ByteRecord, guess: &Guess) -> Option<(Option<String>, String)> {
    let wanted = guess.names().count();
    if row.len() != wanted {
        let fields = if row.len() == 1 { "field" } else { "fields" };
        return Some((None, format!("it has {} {fields}, the header has {wanted}", row.len())));
    }
    let cells = row.iter().enumerate();
    let (at, problem) =
        cells.filter_map(|(at, cell)| Some((at, guess.refuses(at, cell)?))).next()?;
    Some((guess.names().nth(at).map(str::to_owned), problem))
}

/// `row` as one line of CSV.
fn text(row: &csv::ByteRecord, separator: u8) -> String {
    let mut line = Vec::new();
    let mut writer = csv::WriterBuilder::new().delimiter(separator).from_writer(&mut line);
    // Memory takes everything.
    let _ = writer.write_byte_record(row).and_then(|()| writer.flush().map_err(Into::into));
    drop(writer);
    match String::from_utf8_lossy(&line) {
        Cow::Borrowed(line) => line.trim_end_matches('\n').to_owned(),
        Cow::Owned(line) => line.trim_end_matches('\n').to_owned(),
    }
}

/// Counts lines up to places that come one behind the other.
struct Lines<R> {
    input: io::Bytes<io::BufReader<R>>,
    /// Bytes read so far, and line feeds among them.
    byte: u64,
    feeds: u64,
}

impl<R: Read> Lines<R> {
    fn new(input: R) -> Self {
        Self { input: io::BufReader::with_capacity(1 << 16, input).bytes(), byte: 0, feeds: 0 }
    }

    /// The line of the row that begins at `byte`, or behind line feeds that stand there.
    fn at(&mut self, byte: u64) -> Result<u64> {
        loop {
            let next = self.input.next().transpose().map_err(|error| unreadable(&error.into()))?;
            let is_feed = matches!(next, Some(b'\n' | b'\r'));
            self.byte += 1;
            if self.byte > byte && !is_feed {
                return Ok(self.feeds + 1);
            }
            self.feeds += u64::from(next == Some(b'\n'));
        }
    }
}

fn unreadable(error: &csv::Error) -> Box<Diagnostic> {
    Diagnostic::error(codes::FILE_ACCESS, format!("its rows cannot be gone through: {error}"))
        .into()
}

#[cfg(test)]
mod tests {
    use super::super::guess;
    use super::*;

    const TEXT: &str = "host,n\r\na,1\r\n\r\nb,x\r\n\"c\nd\",2\r\ne\r\nf,y,z\r\ng,3";

    #[test]
    fn bad_rows_are_told_with_their_lines_and_good_ones_pass() {
        let guess = guess(TEXT.as_bytes(), b',', 1, "x.csv", |error| panic!("{error}")).unwrap();
        let (mut good, mut bad) = (Vec::new(), Vec::new());
        let told = |row: Bad| {
            bad.push((row.line, row.column, row.row));
            Ok(())
        };
        sift(|| Ok(TEXT.as_bytes()), &guess, &mut good, told).unwrap();
        assert_eq!(String::from_utf8(good).unwrap(), "host,n\na,1\n\"c\nd\",2\ng,3\n");
        let n = Some("n".to_owned());
        let wanted = [(4, n, "b,x"), (7, None, "e"), (8, None, "f,y,z")];
        assert_eq!(bad, wanted.map(|(line, column, row)| (line, column, row.to_owned())));
    }

    #[test]
    fn a_cell_is_found() {
        let guess = guess(TEXT.as_bytes(), b',', 1, "x.csv", |error| panic!("{error}")).unwrap();
        let line = |column, cell| find(|| Ok(TEXT.as_bytes()), &guess, column, cell).unwrap();
        assert_eq!(line("n", "x"), Some(4));
        assert_eq!(line("n", "2"), Some(5));
        assert_eq!(line("n", "3"), Some(9));
        assert_eq!((line("n", "n"), line("host", "2")), (None, None));
    }
}

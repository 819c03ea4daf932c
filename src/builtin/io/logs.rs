//! Logs as tables: each line becomes a row of a file without a name, which polars reads.

use std::borrow::Cow;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::sync::Arc;

use super::aside::Aside;
use super::cells::Reading;
use super::source::{Input, no_room};
use crate::command::Args;
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{Cancel, Files};
use crate::format::{Fields, Log, Met, csv_line};
use crate::value::scan::{self, Bad, Guess, Source};
use crate::value::{Frame, Schema, Type};

/// The most bytes of a line.
const LINE: u64 = 16 << 20;

/// A line, or what can be shown of one that is no UTF-8.
type Line<'a> = std::result::Result<&'a str, &'a str>;

/// The columns of the log `input`. Where they are not those of its format, they are what its first
/// lines have, as many as `--sniff` says.
///
/// # Errors
/// It cannot be read, or has a line that does not follow the format.
pub fn schema(input: &Input, log: Log, args: &Args, files: &dyn Files) -> Result<Schema> {
    if let Some(schema) = log.schema() {
        return Ok(schema);
    }
    let sniff = args.count("sniff").unwrap_or(scan::SNIFF);
    let most = if sniff == 0 { u64::MAX } else { sniff as u64 };
    let mut met = Met::default();
    let may_be_bad = args.first("bad-rows").is_some();
    let never = Cancel::new();
    lines(input, files, &never, |number, line| {
        match fields(log, line) {
            Ok(fields) => met.see(&fields),
            Err(_) if may_be_bad => {}
            Err(problem) => return Err(wrong(input, number, &problem)),
        }
        Ok(number < most)
    })?;
    Ok(met.schema())
}

/// The rows of the logs `found`.
///
/// # Errors
/// They cannot be read, or have a line that does not follow the format and is not to be set aside.
pub fn tables(found: &[Input], log: Log, reading: Reading<'_>) -> Result<Vec<Frame>> {
    let Reading { args, files, .. } = reading;
    let Some(first) = found.first() else { return Ok(Vec::new()) };
    let guess = Guess::known(schema(first, log, args, files.as_ref())?);
    let mut aside = Aside::wanted(args, files.as_ref())?;
    let frames = found.iter().map(|input| {
        let source = rewritten(input, log, &guess, reading, aside.as_mut())?;
        scan::csv(source, &guess, &input.path)
    });
    let frames = frames.collect::<Result<Vec<_>>>()?;
    aside.map_or(Ok(()), Aside::end)?;
    Ok(frames)
}

/// The lines of `input` as rows of CSV.
fn rewritten(
    input: &Input,
    log: Log,
    guess: &Guess,
    reading: Reading<'_>,
    mut aside: Option<&mut Aside>,
) -> Result<Source> {
    let Reading { files, cancel, .. } = reading;
    let mut rows = BufWriter::new(files.scratch().map_err(|error| no_room(&error))?);
    let mut row = String::new();
    csv_line(&mut row, b',', guess.names(), |_| false);
    rows.write_all(row.as_bytes()).map_err(|error| no_room(&error))?;
    lines(input, files.as_ref(), cancel, |number, line| {
        row.clear();
        let written = fields(log, line).and_then(|fields| cells(&fields, guess, &mut row));
        match (written, &mut aside) {
            (Ok(()), _) => rows.write_all(row.as_bytes()).map_err(|error| no_room(&error))?,
            (Err(problem), None) => return Err(wrong(input, number, &problem)),
            (Err(problem), Some(aside)) => {
                let row = line.unwrap_or_else(|shown| shown).to_owned();
                aside.add(input, Bad { line: number, column: None, problem, row })?;
            }
        }
        Ok(true)
    })?;
    let rows = rows.into_inner().map_err(|error| no_room(error.error()))?;
    Ok(Source::Files(Arc::new([rows])))
}

/// What is in `line`.
fn fields(log: Log, line: Line<'_>) -> std::result::Result<Fields<'_>, String> {
    line.map_err(|_| "it is no text in UTF-8".to_owned()).and_then(|line| log.fields(line))
}

/// Write `fields` as a row of CSV with the columns of `guess`.
fn cells(fields: &Fields<'_>, guess: &Guess, row: &mut String) -> std::result::Result<(), String> {
    let schema = guess.schema();
    if let Some((name, _)) = fields.iter().find(|(name, _)| schema.get(name).is_none()) {
        return Err(format!(
            "`{name}` is not in the lines before it; `--sniff 0` looks at all lines for columns"
        ));
    }
    let texts = schema.columns().iter().enumerate().map(|(at, column)| {
        let field = fields.iter().find(|(known, _)| *known == column.name);
        let text = field.and_then(|(_, text)| text.as_deref());
        // An empty text is a text, but no number.
        let text = text.filter(|text| !text.is_empty() || *column.ty.non_null() == Type::String);
        match text.and_then(|text| guess.refuses(at, text.as_bytes())) {
            Some(problem) => Err(format!("{problem}, which `{}` is", column.name)),
            None => Ok(text),
        }
    });
    let texts = texts.collect::<std::result::Result<Vec<_>, _>>()?;
    let is_empty = |at: usize| texts.get(at).is_some_and(|text| *text == Some(""));
    csv_line(row, b',', texts.iter().map(|text| text.unwrap_or_default()), is_empty);
    Ok(())
}

/// Give each line of `input` that is not blank to `take`, with its number, until that says false.
///
/// # Errors
/// It cannot be read, or `take` refuses.
fn lines(
    input: &Input,
    files: &dyn Files,
    cancel: &Cancel,
    mut take: impl FnMut(u64, Line<'_>) -> Result<bool>,
) -> Result<()> {
    let mut reader = BufReader::with_capacity(1 << 16, input.reader(files, cancel)?);
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let read = reader.by_ref().take(LINE).read_until(b'\n', &mut line);
        read.map_err(|error| input.failed(&error))?;
        if line.is_empty() {
            return Ok(());
        }
        if line.len() as u64 == LINE {
            return Err(wrong(input, number, &format!("it has more than {} MiB", LINE >> 20)));
        }
        let text = line.strip_suffix(b"\n").unwrap_or(&line);
        let text = String::from_utf8_lossy(text.strip_suffix(b"\r").unwrap_or(text));
        let line = match &text {
            Cow::Borrowed(text) => Ok(*text),
            Cow::Owned(text) => Err(text.as_str()),
        };
        if !text.trim().is_empty() && !take(number, line)? {
            return Ok(());
        }
    }
    Ok(())
}

fn wrong(input: &Input, line: u64, problem: &str) -> Box<Diagnostic> {
    let message = format!("`{}` line {line}: {problem}", input.path);
    let problem = Diagnostic::error(codes::FORMAT, message);
    problem.help("`--bad-rows FILE` sets such lines aside").into()
}

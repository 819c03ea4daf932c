//! Workbooks of Excel (`.xlsx`): a sheet as a table.
//!
//! The first row that has cells names the columns; one that has none there is called by its letter.
//! Rows without cells are passed over. Numbers that are all whole are ints; instants have no zone and
//! are taken for UTC; times of a day are durations since midnight. A column with values of several
//! kinds is text.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, SheetType, Xlsx, XlsxError};

use crate::diag::{Diagnostic, Result, codes, did_you_mean};
use crate::value::{Type, Value, plain_text, scalar};

/// The most bytes of what is packed in it.
const UNPACKED: u64 = 1 << 30;

/// The most cells, those that are empty among them.
const CELLS: usize = 20_000_000;

/// The rows of the sheet called `sheet`, or of the only one, as a list of records.
///
/// # Errors
/// It is no workbook, has no such sheet, is too large, or a cell holds an error.
pub fn from_xlsx(bytes: &[u8], sheet: Option<&str>) -> Result<Value> {
    measure(bytes)?;
    // Whatever is in the file, the library shall not end the run.
    catch_unwind(AssertUnwindSafe(|| table(bytes, sheet)))
        .unwrap_or_else(|_| Err(unreadable("the file is damaged")))
}

fn table(bytes: &[u8], sheet: Option<&str>) -> Result<Value> {
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|error| wrong(&error))?;
    let name = chosen(&book, sheet)?;
    let mut reader = book.worksheet_cells_reader(&name).map_err(|error| wrong(&error))?;
    let mut rows: BTreeMap<u32, BTreeMap<u32, Value>> = BTreeMap::new();
    let mut count = 0;
    while let Some(cell) = reader.next_cell().map_err(|error| wrong(&error))? {
        let (row, column) = cell.get_position();
        let place = || format!("cell {}{} of sheet `{name}`", letters(column), u64::from(row) + 1);
        let Some(value) = value(cell.get_value()).map_err(|problem| {
            let message = format!("{} {problem}", place());
            Diagnostic::error(codes::FORMAT, message).help("mend it there, or empty it")
        })?
        else {
            continue;
        };
        count += 1;
        if count > CELLS {
            return Err(too_large());
        }
        rows.entry(row).or_default().insert(column, value);
    }
    let Some((_, header)) = rows.pop_first() else { return Ok(scalar::list(Vec::new())) };
    let places = rows.values().flat_map(BTreeMap::keys).chain(header.keys()).copied();
    let places = places.collect::<std::collections::BTreeSet<u32>>();
    if rows.len().saturating_mul(places.len()) > CELLS {
        return Err(too_large());
    }
    let mut names: Vec<String> = Vec::with_capacity(places.len());
    for place in &places {
        let name = header.get(place).map_or_else(|| letters(*place), plain_text);
        if names.contains(&name) {
            let message = format!("two columns of the sheet are called `{name}`");
            return Err(Diagnostic::error(codes::FORMAT, message)
                .help("rename one of them in the file")
                .into());
        }
        names.push(name);
    }
    for place in &places {
        settle(rows.values_mut().filter_map(|row| row.get_mut(place)).collect());
    }
    let records = rows.into_values().map(|mut row| {
        let cells = places.iter().map(|place| row.remove(place).unwrap_or_else(scalar::null));
        scalar::record(names.iter().cloned().zip(cells))
    });
    Ok(scalar::list(records.collect()))
}

/// The sheet that is meant.
fn chosen(book: &Xlsx<Cursor<&[u8]>>, wanted: Option<&str>) -> Result<String> {
    let sheets = book.sheets_metadata().iter();
    let sheets = sheets.filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let names = sheets.map(|sheet| sheet.name.as_str()).collect::<Vec<_>>();
    match (wanted, names.as_slice()) {
        (Some(wanted), names) => match names.iter().find(|name| **name == wanted) {
            Some(name) => Ok((*name).to_owned()),
            None => {
                let message = format!("the workbook has no sheet `{wanted}`");
                let problem = Diagnostic::error(codes::BAD_ARGUMENT, message);
                Err(problem.maybe_help(did_you_mean(wanted, "sheets", names)).into())
            }
        },
        (None, [only]) => Ok((*only).to_owned()),
        (None, []) => Err(unreadable("it has no sheet of cells")),
        (None, several) => {
            let message = "the workbook has several sheets";
            let help = format!("say which with `--table`: {}", several.join(", "));
            Err(Diagnostic::error(codes::MISSING_ARGUMENT, message).help(help).into())
        }
    }
}

/// What is in a cell; none in an empty one.
fn value(cell: &DataRef<'_>) -> std::result::Result<Option<Value>, String> {
    Ok(Some(match cell {
        DataRef::Empty => return Ok(None),
        DataRef::Int(number) => scalar::int(*number),
        DataRef::Float(number) => scalar::float(*number),
        DataRef::String(text) | DataRef::DurationIso(text) => scalar::text(text.as_str()),
        DataRef::SharedString(text) => scalar::text(*text),
        DataRef::Bool(bool) => scalar::boolean(*bool),
        DataRef::DateTimeIso(text) => {
            let instant = text.parse::<chrono::NaiveDateTime>().ok().or_else(|| {
                text.parse::<chrono::NaiveDate>()
                    .ok()
                    .map(|date| date.and_time(chrono::NaiveTime::MIN))
            });
            match instant.and_then(|instant| instant.and_utc().timestamp_nanos_opt()) {
                Some(instant) => scalar::date(instant),
                None => scalar::text(text.as_str()),
            }
        }
        DataRef::DateTime(when) if when.is_duration() || (0.0..1.0).contains(&when.as_f64()) => {
            let millis = (when.as_f64() * 86_400_000.0).round();
            if !(-9e12..9e12).contains(&millis) {
                return Err(format!(
                    "holds a duration of {} days, which is too long",
                    when.as_f64()
                ));
            }
            #[expect(clippy::cast_possible_truncation, reason = "it is whole and small")]
            scalar::duration(millis as i64 * 1_000_000)
        }
        DataRef::DateTime(when) => {
            let (year, month, day, hour, minute, second, milli) = when.to_ymd_hms_milli();
            let date = chrono::NaiveDate::from_ymd_opt(year.into(), month.into(), day.into());
            let instant = date.and_then(|date| {
                date.and_hms_milli_opt(hour.into(), minute.into(), second.into(), milli.into())
            });
            let instant = instant.and_then(|instant| instant.and_utc().timestamp_nanos_opt());
            scalar::date(instant.ok_or("holds a date that there is not")?)
        }
        DataRef::Error(error) => return Err(format!("holds the error {error}")),
    }))
}

/// Make the cells of a column values of one type.
fn settle(mut cells: Vec<&mut Value>) {
    const WHOLE: f64 = 9_007_199_254_740_992.0;
    let whole = |cell: &&mut Value| match &**cell {
        Value::Float { val, .. } => val.fract() == 0.0 && val.abs() < WHOLE,
        other => matches!(other, Value::Int { .. }),
    };
    let number = |cell: &&mut Value| matches!(**cell, Value::Int { .. } | Value::Float { .. });
    if cells.iter().all(number) {
        let ints = cells.iter().all(whole);
        for cell in &mut cells {
            #[expect(clippy::cast_possible_truncation, reason = "it is whole and small")]
            #[expect(clippy::cast_precision_loss, reason = "others of the column are floats")]
            match &**cell {
                Value::Float { val, .. } if ints => **cell = scalar::int(*val as i64),
                Value::Int { val, .. } if !ints => **cell = scalar::float(*val as f64),
                _ => {}
            }
        }
        return;
    }
    let types = cells.iter().map(|cell| crate::value::type_of(cell));
    let mut types = types.collect::<Vec<Type>>();
    types.dedup();
    if types.len() > 1 {
        cells.into_iter().for_each(|cell| {
            // A whole number is shown without a fraction there.
            let text = match &*cell {
                Value::Float { val, .. } if val.fract() == 0.0 && val.abs() < WHOLE => {
                    format!("{val:.0}")
                }
                other => plain_text(other),
            };
            *cell = scalar::text(text);
        });
    }
}

/// The letters of a column, from 0.
fn letters(column: u32) -> String {
    let (mut letters, mut left) = (Vec::new(), u64::from(column) + 1);
    while left > 0 {
        left -= 1;
        letters.push(char::from(b'A' + u8::try_from(left % 26).unwrap_or_default()));
        left /= 26;
    }
    letters.into_iter().rev().collect()
}

/// # Errors
/// It is no archive, or what is packed in it is too large.
fn measure(bytes: &[u8]) -> Result<()> {
    let damaged = |error: &dyn std::fmt::Display| unreadable(&error.to_string());
    let archive = zip::ZipArchive::new(Cursor::new(bytes));
    let mut archive = archive.map_err(|_| unreadable("it is no whole ZIP archive"))?;
    let mut left = UNPACKED;
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(|error| damaged(&error))?;
        let size = std::io::copy(&mut entry.take(left + 1), &mut std::io::sink());
        let size = size.map_err(|error| damaged(&error))?;
        left = left.checked_sub(size).ok_or_else(too_large)?;
    }
    Ok(())
}

fn too_large() -> Box<Diagnostic> {
    let message =
        format!("the workbook has more than {CELLS} cells, or more than {} MiB", UNPACKED >> 20);
    let help = "write the sheet as CSV, which is read piece by piece";
    Diagnostic::error(codes::TOO_MUCH, message).help(help).into()
}

fn wrong(error: &XlsxError) -> Box<Diagnostic> {
    unreadable(&error.to_string())
}

fn unreadable(reason: &str) -> Box<Diagnostic> {
    let message = format!("it cannot be read as a workbook of Excel: {reason}");
    let help = "is it whole, and an `.xlsx`? older `.xls` files have to be saved as one first";
    Diagnostic::error(codes::FORMAT, message).help(help).into()
}

#[cfg(test)]
pub mod tests {
    use std::io::Write;

    use super::*;
    use crate::format::to_json_text;

    /// A workbook of one sheet with this XML between the tags of its data.
    pub fn book(cells: &str) -> Vec<u8> {
        const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        const LINKS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
        let link = |kind: &str, target: &str| {
            format!(
                "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"r1\" \
                 Type=\"{LINKS}/{kind}\" Target=\"{target}\"/></Relationships>"
            )
        };
        let files = [
            ("[Content_Types].xml", format!("<Types xmlns=\"{PACKAGE}/content-types\"/>")),
            ("_rels/.rels", link("officeDocument", "xl/workbook.xml")),
            ("xl/_rels/workbook.xml.rels", link("worksheet", "worksheets/sheet1.xml")),
            (
                "xl/workbook.xml",
                format!(
                    "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{LINKS}\"><sheets><sheet name=\"s\" \
                     sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
                ),
            ),
            (
                "xl/worksheets/sheet1.xml",
                format!(
                    "<worksheet xmlns=\"{MAIN}\"><dimension ref=\"A1:XFD1048576\"/><sheetData>{cells}\
                     </sheetData></worksheet>"
                ),
            ),
        ];
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in files {
            archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            archive.write_all(text.as_bytes()).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    fn text(place: &str, text: &str) -> String {
        format!("<c r=\"{place}\" t=\"str\"><v>{text}</v></c>")
    }

    fn row(number: u32, cells: &[String]) -> String {
        format!("<row r=\"{number}\">{}</row>", cells.concat())
    }

    fn number(place: &str, number: &str) -> String {
        format!("<c r=\"{place}\"><v>{number}</v></c>")
    }

    #[test]
    fn a_far_corner_takes_no_room() {
        let rows = [
            row(1, &[text("A1", "a")]),
            row(7, &[number("A7", "1.5")]),
            row(1_048_576, &[number("XFD1048576", "2")]),
        ];
        let value = from_xlsx(&book(&rows.concat()), None).unwrap();
        assert_eq!(to_json_text(&value, false), r#"[{"a":1.5,"XFD":null},{"a":null,"XFD":2}]"#);
    }

    #[test]
    fn kinds_of_values_are_settled() {
        let rows = [
            row(1, &[text("A1", "whole"), text("B1", "mixed"), text("C1", "half")]),
            row(2, &[number("A2", "9007199254740991"), number("B2", "4"), number("C2", "1")]),
            row(3, &[number("A3", "-1"), text("B3", "x"), number("C3", "0.5")]),
        ];
        let value = from_xlsx(&book(&rows.concat()), None).unwrap();
        let wanted = r#"[{"whole":9007199254740991,"mixed":"4","half":1.0},{"whole":-1,"mixed":"x","half":0.5}]"#;
        assert_eq!(to_json_text(&value, false), wanted);
    }

    #[test]
    fn what_is_wrong_is_said() {
        let twice = row(1, &[text("A1", "a"), text("B1", "a")]);
        let problem = from_xlsx(&book(&twice), None).unwrap_err();
        assert_eq!(problem.message, "two columns of the sheet are called `a`");
        assert!(from_xlsx(b"PK no archive", None).is_err());
        let many = (1..=5000).map(|at| row(at, &[number(&format!("{}{at}", letters(at)), "1")]));
        let problem = from_xlsx(&book(&many.collect::<String>()), None).unwrap_err();
        assert_eq!(problem.code, codes::TOO_MUCH);
    }

    #[test]
    fn columns_have_letters() {
        let letters = [0, 25, 26, 701, 702, 16_383].map(letters);
        assert_eq!(letters, ["A", "Z", "AA", "ZZ", "AAA", "XFD"]);
    }
}

//! One line of CSV by RFC 4180.

use super::json::to_json_text;
use crate::value::Value;

/// The text of a cell: empty for null, JSON for lists and records, and else as in JSON without
/// its quotes.
pub fn cell(value: &Value) -> String {
    match value {
        Value::Nothing { .. } => String::new(),
        Value::String { val, .. } => val.clone(),
        other => {
            let text = to_json_text(other, false);
            match other {
                Value::Date { .. } | Value::Binary { .. } => text.trim_matches('"').to_owned(),
                _ => text,
            }
        }
    }
}

/// The line of these cells, with its line feed. An empty text is quoted, so that it is not null.
pub fn line<'a>(
    cells: impl IntoIterator<Item = &'a str>,
    quoted: impl Fn(usize) -> bool,
) -> String {
    let mut line = String::new();
    for (at, cell) in cells.into_iter().enumerate() {
        if at > 0 {
            line.push(',');
        }
        if quoted(at) || cell.contains([',', '"', '\n', '\r']) || cell.trim() != cell {
            line.push('"');
            line.push_str(&cell.replace('"', "\"\""));
            line.push('"');
        } else {
            line.push_str(cell);
        }
    }
    // A blank line is no row to most readers, so a row of one null is an empty text to them.
    if line.is_empty() {
        line.push_str("\"\"");
    }
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let cells = ["a", "b,c", "say \"hi\"", "", "two\nlines", " x"];
        assert_eq!(
            line(cells, |at| at == 3),
            "a,\"b,c\",\"say \"\"hi\"\"\",\"\",\"two\nlines\",\" x\"\n"
        );
    }
}

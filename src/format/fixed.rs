//! Columns of fixed width, as programs print them for people.

use std::collections::HashSet;

use crate::diag::{Diagnostic, Result, codes};
use crate::value::scan::{Narrow, typed};
use crate::value::{Value, scalar};

/// The rows of a text whose first line names the columns. They are as wide as `widths` says, in
/// characters, the last one to the end of the line; without them a column ends where each line has
/// a space at the same place. A cell has no blanks around it, an empty one is null, and a column is of
/// the narrowest type that all of its cells have. A column without a name is called by its place,
/// `column3`.
///
/// # Errors
/// It is no UTF-8, has no line, or two columns of one name.
pub fn from_fixed(bytes: &[u8], widths: Option<&[usize]>) -> Result<Value> {
    let wrong = |message: String| Diagnostic::error(codes::FORMAT, message);
    let text =
        std::str::from_utf8(bytes).map_err(|_| wrong("this is no text in UTF-8".to_owned()))?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let lines = lines.map(|line| line.chars().collect::<Vec<_>>()).collect::<Vec<_>>();
    let ends = widths.map_or_else(|| gaps(&lines), ends);
    let mut rows = lines.iter().map(|line| cells(line, &ends));
    let Some(header) = rows.next() else {
        return Err(wrong("there is no line of column names".to_owned()).into());
    };
    let name = |(at, name): (usize, String)| {
        if name.is_empty() { format!("column{}", at + 1) } else { name }
    };
    let names = header.into_iter().enumerate().map(name).collect::<Vec<_>>();
    let mut seen = HashSet::new();
    if let Some(name) = names.iter().find(|name| !seen.insert(name.as_str())) {
        return Err(wrong(format!("two columns are called `{name}`"))
            .help("say how wide columns are: `from fixed --widths [10 8]`")
            .into());
    }
    let rows = rows.collect::<Vec<_>>();
    let mut columns = vec![Narrow::default(); names.len()];
    for row in &rows {
        columns.iter_mut().zip(row).for_each(|(column, cell)| column.see(cell.as_bytes()));
    }
    let columns = columns.into_iter().map(Narrow::ty).collect::<Vec<_>>();
    let rows = rows.iter().map(|row| {
        let cells = names.iter().zip(row).zip(&columns);
        scalar::record(cells.map(|((name, cell), ty)| (name.clone(), typed(cell, ty))))
    });
    Ok(scalar::list(rows.collect()))
}

/// Where each column but the last ends, counted from the beginning of the line.
fn ends(widths: &[usize]) -> Vec<usize> {
    let ends = widths.iter().scan(0_usize, |end, width| {
        *end = end.saturating_add(*width);
        Some(*end)
    });
    ends.collect()
}

/// Where a column ends because no line has anything there.
fn gaps(lines: &[Vec<char>]) -> Vec<usize> {
    let longest = lines.iter().map(Vec::len).max().unwrap_or(0);
    let mut is_used = vec![false; longest];
    for line in lines {
        for (used, c) in is_used.iter_mut().zip(line) {
            *used |= !c.is_whitespace();
        }
    }
    let mut ends = Vec::new();
    let mut before = false;
    for (at, used) in is_used.iter().enumerate() {
        if before && !used {
            ends.push(at);
        }
        before = *used;
    }
    ends
}

/// The cells of a line; the last one is what is behind the last end.
fn cells(line: &[char], ends: &[usize]) -> Vec<String> {
    let mut from = 0;
    let mut cell = |to: usize| {
        let to = to.min(line.len());
        let cell = line.get(from.min(to)..to).unwrap_or_default().iter().collect::<String>();
        from = to;
        cell.trim().to_owned()
    };
    let mut cells = ends.iter().map(|end| cell(*end)).collect::<Vec<_>>();
    cells.push(cell(usize::MAX));
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::to_json_text;

    fn json(text: &str, widths: Option<&[usize]>) -> String {
        to_json_text(&from_fixed(text.as_bytes(), widths).unwrap(), false)
    }

    #[test]
    fn columns_end_where_every_line_has_a_space() {
        let text = "NAME        READY  AGE\nweb one       1/1    7\n\nä             0/2  120\n";
        assert_eq!(
            json(text, None),
            r#"[{"NAME":"web one","READY":"1/1","AGE":7},{"NAME":"ä","READY":"0/2","AGE":120}]"#
        );
        assert_eq!(json("a\n1\n", None), r#"[{"a":1}]"#);
        assert_eq!(json("a  b\n", None), "[]");
    }

    #[test]
    fn widths_may_be_said() {
        let text = "idname  n\n07ada   1\n12grace\n";
        let wanted = r#"[{"id":"07","name":"ada","n":1},{"id":"12","name":"grace","n":null}]"#;
        assert_eq!(json(text, Some(&[2, 6])), wanted);
        assert_eq!(
            json("a\n1\n", Some(&[usize::MAX, usize::MAX])),
            r#"[{"a":1,"column2":null,"column3":null}]"#
        );
    }

    #[test]
    fn what_is_wrong_is_said() {
        let problem = |text: &str| from_fixed(text.as_bytes(), None).unwrap_err().message;
        assert_eq!(problem(" \n"), "there is no line of column names");
        assert_eq!(problem("a a\n1 2\n"), "two columns are called `a`");
    }
}

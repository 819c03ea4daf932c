//! In which order rows are put.

use polars::prelude::row_encode::_get_rows_encoded_ca;
use polars::prelude::{
    BinaryOffsetChunked, Column, DataFrame, IntoColumn, IntoLazy, LazyFrame, PlSmallStr,
    PolarsResult, SortMultipleOptions, StringChunked, col,
};

/// By these columns: the first one decides, the next ones where it is equal. Rows that are equal in
/// all of them keep their order; nulls are last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The columns.
    pub keys: Vec<String>,
    /// Whether the greatest are first.
    pub is_descending: bool,
    /// Whether numbers within texts are ordered by what they count.
    pub is_natural: bool,
}

impl Order {
    /// The rows of `lazy` in this order.
    pub fn lazy(&self, lazy: LazyFrame) -> LazyFrame {
        if !self.is_natural {
            return lazy.sort(self.names(), self.options());
        }
        let natural = |column: Column| Ok(natural(column));
        let keys = self.names().into_iter();
        let keys = keys.map(|name| col(name).map(natural, |_, field| Ok(field.clone())));
        lazy.sort_by_exprs(keys.collect::<Vec<_>>(), self.options())
    }

    /// The rows of `frame` in this order.
    pub(super) fn frame(&self, frame: &DataFrame) -> PolarsResult<DataFrame> {
        if self.is_natural {
            return self.lazy(frame.clone().lazy()).collect();
        }
        frame.sort(self.names(), self.options())
    }

    /// For each row of `frame` bytes that are in this order.
    pub(super) fn bytes(&self, frame: &DataFrame) -> PolarsResult<BinaryOffsetChunked> {
        let key = |column: &Column| {
            if self.is_natural { natural(column.clone()) } else { column.clone() }
        };
        let keys = self.names().into_iter().map(|name| frame.column(&name).map(key));
        let keys = keys.collect::<PolarsResult<Vec<Column>>>()?;
        let (descending, last) = (vec![self.is_descending; keys.len()], vec![true; keys.len()]);
        _get_rows_encoded_ca(PlSmallStr::EMPTY, &keys, &descending, &last, false)
    }

    fn names(&self) -> Vec<PlSmallStr> {
        self.keys.iter().map(|name| PlSmallStr::from_str(name)).collect()
    }

    fn options(&self) -> SortMultipleOptions {
        SortMultipleOptions::default()
            .with_order_descending(self.is_descending)
            .with_nulls_last(true)
            .with_maintain_order(true)
    }
}

/// A column of texts whose order by code point is the natural one of those in `column`; a column of
/// other values as it is.
fn natural(column: Column) -> Column {
    let Ok(texts) = column.str() else { return column };
    let keys = texts.iter().map(|text| text.map(natural_key)).collect::<StringChunked>();
    keys.with_name(column.name().clone()).into_column()
}

/// A text that is before those of other texts where `text` is before them when numbers in them are
/// ordered by what they count. Where nothing else differs, the zeros before numbers do.
fn natural_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len() * 2 + 4);
    let mut rest = text;
    while let Some(at) = rest.find(|char: char| char.is_ascii_digit()) {
        let (before, number) = rest.split_at(at);
        let end = number.find(|char: char| !char.is_ascii_digit()).unwrap_or(number.len());
        let (number, behind) = number.split_at(end);
        let counted = number.trim_start_matches('0');
        key.push_str(before);
        // The longer number is the greater one. A digit stands before it, as in the text.
        let length = u32::try_from(counted.len()).unwrap_or(u32::MAX).min(0xD000);
        key.extend(['0', char::from_u32(length).unwrap_or('\0')]);
        key.push_str(counted);
        rest = behind;
    }
    key.push_str(rest);
    key.push('\0');
    key.push_str(text);
    key
}

#[cfg(test)]
mod tests {
    use super::natural_key;

    #[test]
    fn numbers_in_texts_are_ordered_by_what_they_count() {
        let wanted = [
            "", "-", "0", "00", "01", "1", "2", "10", "a", "a-1", "a1", "a1b", "a02", "a2", "a10",
            "aa1", "v1.2.9", "v1.2.10", "v1.10", "web9.a", "web10", "web10.a", "é1", "é10",
        ];
        let mut sorted = wanted;
        sorted.reverse();
        sorted.sort_by_key(|text| natural_key(text));
        assert_eq!(sorted, wanted);
    }
}

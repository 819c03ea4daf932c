//! In which order rows are put.

use polars::prelude::row_encode::_get_rows_encoded_ca;
use polars::prelude::{
    BinaryOffsetChunked, Column, DataFrame, LazyFrame, PlSmallStr, PolarsResult,
    SortMultipleOptions,
};

/// By these columns: the first one decides, the next ones where it is equal. Rows that are equal in
/// all of them keep their order; nulls are last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The columns.
    pub keys: Vec<String>,
    /// Whether the greatest are first.
    pub is_descending: bool,
}

impl Order {
    /// The rows of `lazy` in this order.
    pub fn lazy(&self, lazy: LazyFrame) -> LazyFrame {
        lazy.sort(self.names(), self.options())
    }

    /// The rows of `frame` in this order.
    pub(super) fn frame(&self, frame: &DataFrame) -> PolarsResult<DataFrame> {
        frame.sort(self.names(), self.options())
    }

    /// For each row of `frame` bytes that are in this order.
    pub(super) fn bytes(&self, frame: &DataFrame) -> PolarsResult<BinaryOffsetChunked> {
        let keys = self.names().into_iter().map(|name| frame.column(&name).cloned());
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

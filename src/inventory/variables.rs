//! Values of variables, as TOML writes them.

use std::ops::Range;

use toml::Spanned;
use toml::de::DeValue;

use crate::value::{Value, scalar};

/// Why an item is no value.
pub(super) struct Wrong {
    /// The place, in bytes of the file.
    pub at: Range<usize>,
    pub message: String,
    pub help: &'static str,
}

/// The value that `item` stands for. A date with an offset is a date, one without is a text.
///
/// # Errors
/// A number that does not fit in 64 bits.
pub(super) fn of_toml(item: &Spanned<DeValue<'_>>) -> Result<Value, Wrong> {
    let too_big = || Wrong {
        at: item.span(),
        message: "this number does not fit in 64 bits".to_owned(),
        help: "write it as a text, in quotes",
    };
    Ok(match item.get_ref() {
        DeValue::String(text) => scalar::text(text.as_ref()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map(scalar::int)
            .map_err(|_| too_big())?,
        DeValue::Float(number) => {
            number.as_str().parse().map(scalar::float).map_err(|_| too_big())?
        }
        DeValue::Boolean(value) => scalar::boolean(*value),
        DeValue::Datetime(date) => {
            let text = date.to_string();
            let instant = chrono::DateTime::parse_from_rfc3339(&text).ok();
            let nanoseconds = instant.and_then(|instant| instant.timestamp_nanos_opt());
            nanoseconds.map_or_else(|| scalar::text(text), scalar::date)
        }
        DeValue::Array(items) => {
            scalar::list(items.iter().map(of_toml).collect::<Result<Vec<_>, _>>()?)
        }
        DeValue::Table(table) => {
            let fields = table.iter().map(|(name, item)| (name.span().start, name, item));
            let mut fields = fields.collect::<Vec<_>>();
            fields.sort_by_key(|(start, ..)| *start);
            let field = |(_, name, item): (usize, &Spanned<toml::de::DeString<'_>>, _)| {
                Ok((name.get_ref().to_string(), of_toml(item)?))
            };
            scalar::record(fields.into_iter().map(field).collect::<Result<Vec<_>, _>>()?)
        }
    })
}

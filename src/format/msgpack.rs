//! MessagePack in and out.

use std::io::{self, Cursor, Write};

use rmpv::Value as Packed;

use super::encoder::{Encoder, Rows};
use crate::diag::{Diagnostic, Result, codes};
use crate::value::{Schema, Value, scalar};

/// The most lists and maps in each other.
const DEPTH: usize = 128;

/// The type of an extension that is an instant.
const TIMESTAMP: i8 = -1;

/// The value of the MessagePack document that `bytes` are. Timestamps are dates.
///
/// # Errors
/// It is none, there is more behind it, it is nested too deep, or it has what no value is: keys that
/// are no text, numbers beyond 64 bits with a sign, other extensions.
pub fn from_msgpack(bytes: &[u8]) -> Result<Value> {
    let mut input = Cursor::new(bytes);
    let packed = match rmpv::decode::read_value_with_max_depth(&mut input, DEPTH) {
        Ok(packed) => packed,
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            return wrong("this is no MessagePack: it ends in the middle of a value");
        }
        Err(error) => return wrong(format!("this is no MessagePack: {error}")),
    };
    match input.position() {
        end if end < bytes.len() as u64 => {
            wrong(format!("there is more behind the value, from byte {end}"))
        }
        _ => unpacked(packed),
    }
}

fn wrong<T>(message: impl Into<String>) -> Result<T> {
    Err(Diagnostic::error(codes::FORMAT, message).into())
}

fn unpacked(packed: Packed) -> Result<Value> {
    Ok(match packed {
        Packed::Nil => scalar::null(),
        Packed::Boolean(val) => scalar::boolean(val),
        Packed::Integer(val) => match val.as_i64() {
            Some(val) => scalar::int(val),
            None => return wrong(format!("the number {val} does not fit in 64 bits")),
        },
        Packed::F32(val) => scalar::float(f64::from(val)),
        Packed::F64(val) => scalar::float(val),
        Packed::String(text) => match text.into_str() {
            Some(text) => scalar::text(text),
            None => return wrong("a text is no UTF-8"),
        },
        Packed::Binary(bytes) => scalar::binary(bytes),
        Packed::Array(items) => {
            scalar::list(items.into_iter().map(unpacked).collect::<Result<_>>()?)
        }
        Packed::Map(pairs) => {
            let field = |(key, value): (Packed, Packed)| match key {
                Packed::String(key) => match key.into_str() {
                    Some(key) => Ok((key, unpacked(value)?)),
                    None => wrong("a key is no UTF-8"),
                },
                other => wrong(format!("the key {other} is no text")),
            };
            scalar::record(pairs.into_iter().map(field).collect::<Result<Vec<_>>>()?)
        }
        Packed::Ext(TIMESTAMP, bytes) => match instant(&bytes) {
            Some(instant) => scalar::date(instant),
            None => return wrong("a timestamp is out of range"),
        },
        Packed::Ext(other, _) => return wrong(format!("an extension of type {other} is no value")),
    })
}

/// The nanoseconds since 1970 of a timestamp, in any of its three lengths.
fn instant(bytes: &[u8]) -> Option<i64> {
    let (seconds, nanoseconds) = match bytes.len() {
        4 => (i64::from(u32::from_be_bytes(bytes.try_into().ok()?)), 0),
        8 => {
            let both = u64::from_be_bytes(bytes.try_into().ok()?);
            (i64::try_from(both & 0x3_ffff_ffff).ok()?, both >> 34)
        }
        12 => {
            let (nanoseconds, seconds) = bytes.split_at_checked(4)?;
            let nanoseconds = u32::from_be_bytes(nanoseconds.try_into().ok()?);
            (i64::from_be_bytes(seconds.try_into().ok()?), u64::from(nanoseconds))
        }
        _ => return None,
    };
    let nanoseconds = i64::try_from(nanoseconds).ok().filter(|part| *part < 1_000_000_000)?;
    seconds.checked_mul(1_000_000_000)?.checked_add(nanoseconds)
}

/// `value` as MessagePack, dates as timestamps.
pub fn to_msgpack(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    // Memory takes everything.
    let _ = rmpv::encode::write_value(&mut out, &packed(value));
    out
}

fn packed(value: &Value) -> Packed {
    match value {
        Value::Bool { val, .. } => Packed::from(*val),
        Value::Int { val, .. } | Value::Duration { val, .. } => Packed::from(*val),
        Value::Filesize { val, .. } => Packed::from(val.get()),
        Value::Float { val, .. } => Packed::F64(*val),
        Value::String { val, .. } => Packed::from(val.as_str()),
        Value::Binary { val, .. } => Packed::Binary(val.to_vec()),
        Value::Date { val, .. } => {
            let mut bytes = val.timestamp_subsec_nanos().to_be_bytes().to_vec();
            bytes.extend(val.timestamp().to_be_bytes());
            Packed::Ext(TIMESTAMP, bytes)
        }
        Value::List { vals, .. } => Packed::Array(vals.iter().map(packed).collect()),
        Value::Record { val, .. } => {
            let pairs =
                val.iter().map(|(name, value)| (Packed::from(name.as_str()), packed(value)));
            Packed::Map(pairs.collect())
        }
        _ => Packed::Nil,
    }
}

/// Rows as an array of maps, which begins with their number: they are kept until it is known.
#[derive(Default)]
pub struct Table {
    names: Vec<String>,
    rows: Vec<Packed>,
}

impl Encoder for Table {
    fn begin(&mut self, _: &mut dyn Write, schema: &Schema) -> io::Result<()> {
        self.names = schema.names().into_iter().map(str::to_owned).collect();
        Ok(())
    }

    fn rows(&mut self, _: &mut dyn Write, rows: Rows<'_>) -> io::Result<()> {
        for row in rows {
            let cell = |(at, name): (usize, &String)| {
                (Packed::from(name.as_str()), row.get(at).map_or(Packed::Nil, packed))
            };
            self.rows.push(Packed::Map(self.names.iter().enumerate().map(cell).collect()));
        }
        Ok(())
    }

    fn end(&mut self, mut out: &mut dyn Write) -> io::Result<()> {
        let rows = Packed::Array(std::mem::take(&mut self.rows));
        rmpv::encode::write_value(&mut out, &rows).map_err(io::Error::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::to_json_text;

    #[test]
    fn values_come_back() {
        let value = scalar::record([
            ("n".to_owned(), scalar::int(-5)),
            ("x".to_owned(), scalar::float(2.5)),
            ("t".to_owned(), scalar::list(vec![scalar::text("ñ"), scalar::null()])),
            ("d".to_owned(), scalar::date(-1_500_000_000)),
            ("b".to_owned(), scalar::binary(vec![0, 255])),
        ]);
        let back = from_msgpack(&to_msgpack(&value)).unwrap();
        assert_eq!(to_json_text(&back, false), to_json_text(&value, false));
    }

    #[test]
    fn timestamps_have_three_lengths() {
        assert_eq!(instant(&[0, 0, 0, 2]), Some(2_000_000_000));
        assert_eq!(instant(&((3_u64 << 34) | 2).to_be_bytes()), Some(2_000_000_003));
        assert_eq!(instant(&[0xff; 8]), None);
        assert_eq!(instant(&[0; 5]), None);
    }

    #[test]
    fn what_is_wrong_is_said() {
        let problem = |bytes: &[u8]| from_msgpack(bytes).unwrap_err().message;
        assert!(problem(b"").starts_with("this is no MessagePack"));
        assert_eq!(problem(b"\x01\x02"), "there is more behind the value, from byte 1");
        assert_eq!(problem(b"\x81\x01\x02"), "the key 1 is no text");
        assert_eq!(
            problem(b"\xcf\xff\xff\xff\xff\xff\xff\xff\xff"),
            "the number 18446744073709551615 does not fit in 64 bits"
        );
        assert!(problem(&[0x91; 1000]).starts_with("this is no MessagePack"));
        assert!(problem(b"\xdd\xff\xff\xff\xff").starts_with("this is no MessagePack"));
    }
}

//! The units of durations and filesizes.

/// Units of time and their nanoseconds, the largest first; the name that is written before its others.
pub const TIME: &[(&str, i64)] = &[
    ("wk", 604_800_000_000_000),
    ("day", 86_400_000_000_000),
    ("d", 86_400_000_000_000),
    ("hr", 3_600_000_000_000),
    ("h", 3_600_000_000_000),
    ("min", 60_000_000_000),
    ("s", 1_000_000_000),
    ("sec", 1_000_000_000),
    ("ms", 1_000_000),
    ("us", 1_000),
    ("µs", 1_000),
    ("ns", 1),
];

/// Units of data and their bytes, the largest first; large and small letters are the same.
pub const DATA: &[(&str, i64)] = &[
    ("PiB", 1 << 50),
    ("PB", 1_000_000_000_000_000),
    ("TiB", 1 << 40),
    ("TB", 1_000_000_000_000),
    ("GiB", 1 << 30),
    ("GB", 1_000_000_000),
    ("MiB", 1 << 20),
    ("MB", 1_000_000),
    ("KiB", 1 << 10),
    ("kB", 1_000),
    ("B", 1),
];

/// `amount` in the largest unit of `units` in which it is a whole number, so that it is read back
/// as the same.
pub fn exact(amount: i64, units: &[(&str, i64)]) -> String {
    let found = units.iter().find(|(_, factor)| amount != 0 && amount % factor == 0);
    let smallest = units.last().map_or(("", 1), |unit| *unit);
    let (name, factor) = found.copied().unwrap_or(smallest);
    format!("{}{name}", amount / factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_in_the_largest_unit_that_loses_nothing() {
        assert_eq!(exact(90_000_000_000, TIME), "90s");
        assert_eq!(exact(-1_500_000_000, TIME), "-1500ms");
        assert_eq!(exact(0, TIME), "0ns");
        assert_eq!(exact(i64::MIN, TIME), "-9223372036854775808ns");
        assert_eq!(exact(1536, DATA), "1536B");
        assert_eq!(exact(5_000_000_000, DATA), "5GB");
        assert_eq!(exact(4 << 30, DATA), "4GiB");
    }
}

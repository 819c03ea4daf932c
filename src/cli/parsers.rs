//! Numbers, sizes and times on the command line. What is wrong with one is told with what to write.

use std::time::Duration;

use crate::session::Grant;

pub fn jobs(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("give a number of tests from 1".to_owned()),
        Ok(jobs) => Ok(jobs),
    }
}

pub fn parallel(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("give a number of hosts from 1".to_owned()),
        Ok(parallel) => Ok(parallel),
    }
}

/// A size as the language writes it.
pub fn memory(text: &str) -> Result<usize, String> {
    let wrong = || "write it as a size from 1MiB, such as `512MiB` or `4GiB`".to_owned();
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let scale: usize = match unit.to_ascii_lowercase().as_str() {
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        "mb" => 1_000_000,
        "gb" => 1_000_000_000,
        _ => return Err(wrong()),
    };
    let size = number.parse().ok().and_then(|number: usize| number.checked_mul(scale));
    size.filter(|size| *size >= 1 << 20).ok_or_else(wrong)
}

pub fn rows(text: &str) -> Result<usize, String> {
    text.parse().map_err(|_| "give a number of rows, or 0 for all".to_owned())
}

pub fn machines(text: &str) -> Result<usize, String> {
    text.parse().map_err(|_| "give a number of machines, such as `200`".to_owned())
}

pub fn seed(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| "give a whole number; the same one gives the same machines".to_owned())
}

/// The number of an open file.
pub fn descriptor(text: &str) -> Result<u32, String> {
    text.parse()
        .map_err(|_| "give the number of an open file, as in `--password-fd 3 3< FILE`".into())
}

/// A duration as the language writes it.
pub fn duration(text: &str) -> Result<Duration, String> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let seconds = match unit {
        "ms" => 0.001,
        "s" | "sec" => 1.0,
        "min" => 60.0,
        "h" | "hr" => 3600.0,
        _ => return Err("write it with a unit, such as `500ms`, `30s` or `5min`".to_owned()),
    };
    let number = number.parse::<f64>().map_err(|_| format!("`{number}` is no number"))?;
    let duration = Duration::try_from_secs_f64(number * seconds);
    match duration {
        Ok(duration) if !duration.is_zero() => Ok(duration),
        _ => Err("it has to be longer than nothing".to_owned()),
    }
}

/// Something that a plugin may be granted.
pub fn grant(text: &str) -> Result<Grant, String> {
    Grant::parse(text)
}

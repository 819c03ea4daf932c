//! `into record`: take a date apart into its numbers.

use crate::builtin::given;
use crate::command::{Args, Body, Command, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::Effects;
use crate::value::{Column, Schema, Type, Value, scalar};
use chrono::{Datelike, Timelike};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "into record",
        summary: "take a date apart into its numbers",
        details: "In UTC; `weekday` goes from 1 for Monday to 7 for Sunday.",
        input: Input::Date,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "the parts",
            text: "\"2026-03-01T12:30:15.5Z\" | into datetime | into record",
            prints: "{\"year\":2026,\"month\":3,\"day\":1,\"hour\":12,\"minute\":30,\"second\":15,\"nanosecond\":500000000,\"weekday\":7}",
        }],
    },
    output: &|_| Type::Record(schema()),
    body: Body::Scalar(run),
};

fn schema() -> Schema {
    Schema::closed(NAMES.map(|name| Column::new(name, Type::Int)).to_vec())
}

const NAMES: [&str; 8] =
    ["year", "month", "day", "hour", "minute", "second", "nanosecond", "weekday"];

fn run(input: Value, _: &Args) -> Result<Value> {
    let Value::Date { val, .. } = input else { return Err(given::unlike(&input, "a date")) };
    let at = val.to_utc();
    let parts = [
        i64::from(at.year()),
        i64::from(at.month()),
        i64::from(at.day()),
        i64::from(at.hour()),
        i64::from(at.minute()),
        i64::from(at.second()),
        i64::from(at.nanosecond()),
        i64::from(at.weekday().number_from_monday()),
    ];
    let fields =
        NAMES.iter().zip(parts).map(|(name, part)| ((*name).to_owned(), scalar::int(part)));
    Ok(scalar::record(fields))
}

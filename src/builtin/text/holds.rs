//! What the commands that look for a text in another one have in common.

use crate::builtin::given;
use crate::command::{Args, Flag};
use crate::diag::Result;
use crate::value::{Value, scalar};

/// Looks with either case.
pub const IGNORE_CASE: Flag = Flag {
    name: "ignore-case",
    short: Some('i'),
    shape: None,
    doc: "take capitals and small letters for the same",
};

/// Whether `test` holds for the text that is given and the argument called `wanted`.
///
/// # Errors
/// The value is no text.
pub fn holds(
    input: &Value,
    args: &Args,
    wanted: &str,
    test: impl Fn(&str, &str) -> bool,
) -> Result<Value> {
    let text = given::text(input)?;
    let wanted = args.text(wanted).unwrap_or_default();
    Ok(scalar::boolean(if args.switch("ignore-case") {
        test(&text.to_lowercase(), &wanted.to_lowercase())
    } else {
        test(text, wanted)
    }))
}

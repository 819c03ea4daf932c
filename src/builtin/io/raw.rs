//! Texts and bytes that are saved as they are.

use std::io::{self, Write};

use super::elsewhere;
use super::save::unwritable;
use crate::builtin::given;
use crate::command::{Args, Checking};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::NewFile;
use crate::format::{Format, Packer, Packing};
use crate::source::Span;
use crate::value::{Data, Type};

/// Whether a value of type `ty` is written to `path` as it is: `--raw` says so, or it is text or
/// bytes and the name of the file tells no format.
pub(super) fn is_raw(args: &Args, path: &str, ty: &Type) -> bool {
    let untold = args.first("format").is_none() && Format::of_path(path).is_err();
    args.switch("raw") || (untold && matches!(ty.non_null(), Type::String | Type::Binary))
}

/// What is wrong with writing the input as it is is reported.
pub(super) fn check(checking: &mut Checking<'_>, span: Span) {
    if !matches!(checking.input.non_null(), Type::String | Type::Binary | Type::Unknown) {
        let message = format!("a value of type {} is not written as it is", checking.input);
        let problem = given::clash(message, span);
        checking.problem(problem.help("`--raw` is for texts and bytes; leave it away"));
    }
    for flag in ["append", "format", "table"] {
        if let Some(arg) = checking.args.first(flag) {
            let message =
                format!("`--{flag}` is for tables, and text and bytes are written as they are");
            let problem = Diagnostic::error(codes::EXTRA_ARGUMENT, message).at(arg.span, "");
            checking.problem(problem.help("leave the flag away"));
        }
    }
}

/// Begins to write a file.
type Create<'a> = &'a dyn Fn() -> io::Result<Box<dyn NewFile>>;

/// Write `input` to the file at `path`, which is named at `span` and begun by `create`.
///
/// # Errors
/// It is neither text nor bytes, or the file cannot be written.
pub(super) fn write(input: Data, path: &str, create: Create<'_>, span: Span) -> Result<()> {
    let Data::Value(value) = input else {
        let problem = given::clash("a table is not written as it is", span);
        return Err(problem.help("leave `--raw` away").into());
    };
    let bytes = given::bytes(&value).map_err(|problem| problem.or_at(span))?;
    let written = || {
        let mut file = Packer::new(Packing::of_path(path).0, create()?)?;
        file.write_all(bytes)?;
        file.finish()?.commit()
    };
    written().map_err(|error| unwritable(&elsewhere::name(path), &error, span))
}

//! Files in formats that plugins read and write. Those that are built in come first.

use std::io::{self, Write};

use super::source::Input as File;
use crate::command::{Args, Body, Checking, Command, Context, FileFormat, Registry};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Files;
use crate::format::{Encoder, Format, Rows};
use crate::source::Span;
use crate::value::{Data, Schema, Type, Value, scalar};

/// The column with the bytes of a file that a plugin writes.
const BYTES: &str = "bytes";

/// The format that a call names, or else that the name of the file at `path` tells.
pub fn of(registry: Registry, args: &Args, path: &str) -> Option<&'static FileFormat> {
    match args.text("format") {
        Some(name) => registry.format(name),
        None if Format::of_path(path).is_ok() => None,
        None => registry.format_of(path),
    }
}

/// The type of what `open` yields of such a file.
pub fn read_type(format: &FileFormat, checking: &mut Checking<'_>, span: Span) -> Type {
    for name in ["schema", "bad-rows", "sniff", "table"] {
        if let Some(arg) = checking.args.first(name) {
            let message = format!("`--{name}` is for formats that are built in");
            let problem = Diagnostic::error(codes::BAD_ARGUMENT, message).at(arg.span, "");
            checking.problem(problem.help("leave it away"));
        }
    }
    match reader(format) {
        Ok(reader) => asked(reader, &Type::Binary, checking, span),
        Err(problem) => {
            checking.problem(*problem.or_at(span));
            Type::Unknown
        }
    }
}

/// What a plugin makes of the file in `found`.
pub fn read(format: &FileFormat, found: &[File], span: Span, context: &Context) -> Result<Data> {
    let reader = reader(format)?;
    let [file] = found else {
        let message = format!("files of the format `{}` are read one at a time", format.name);
        return Err(Diagnostic::error(codes::BAD_ARGUMENT, message)
            .help("name one file, without `*` and `?`")
            .into());
    };
    let files: &dyn Files = context.world.files.as_ref();
    let bytes = scalar::binary(file.bytes(files, &context.cancel)?);
    run(reader, Data::Value(bytes), span, context)
}

/// What is wrong with saving what flows in so.
pub fn check_write(format: &FileFormat, checking: &mut Checking<'_>, span: Span) {
    if let Some(arg) = checking.args.first("append") {
        let message = format!("rows cannot be added to a file of the format `{}`", format.name);
        let problem = Diagnostic::error(codes::BAD_ARGUMENT, message).at(arg.span, "");
        checking.problem(problem.help("`--force` replaces the file"));
    }
    let is_table = matches!(checking.input.non_null(), Type::Table(_) | Type::Unknown);
    match writer(format) {
        Ok(writer) if is_table => {
            let input = checking.input.clone();
            asked(writer, &input, checking, span);
        }
        Ok(_) => {
            let message = format!("a value of type {} cannot be saved so", checking.input);
            let problem = Diagnostic::error(codes::TYPE_CLASH, message);
            let why = format!("the format `{}` is one of tables", format.name);
            checking.problem(problem.at(span, why));
        }
        Err(problem) => checking.problem(*problem.or_at(span)),
    }
}

/// The bytes that a plugin makes of a table, as rows of one column.
pub fn written(format: &FileFormat, input: Data, span: Span, context: &Context) -> Result<Data> {
    run(writer(format)?, input, span, context)
}

fn reader(format: &FileFormat) -> Result<&'static Command> {
    format.reader.ok_or_else(|| lacking(format, "written and not read"))
}

fn writer(format: &FileFormat) -> Result<&'static Command> {
    format.writer.ok_or_else(|| lacking(format, "read and not written"))
}

fn lacking(format: &FileFormat, what: &str) -> Box<Diagnostic> {
    let message = format!("files of the format `{}` are {what}", format.name);
    Diagnostic::error(codes::UNKNOWN_FORMAT, message).into()
}

/// What `command` says that it yields, without arguments.
fn asked(command: &Command, input: &Type, checking: &mut Checking<'_>, span: Span) -> Type {
    let args = Args::new(Vec::new(), span);
    let mut inner = Checking {
        args: &args,
        input,
        mode: checking.mode,
        world: checking.world,
        written: checking.written,
        registry: checking.registry,
        problems: checking.problems,
    };
    (command.output)(&mut inner)
}

fn run(command: &Command, input: Data, span: Span, context: &Context) -> Result<Data> {
    match command.body {
        Body::Stream(body) => body(input, &Args::new(Vec::new(), span), context),
        _ => Err(Diagnostic::error(codes::INTERNAL, "a format that is none of a plugin").into()),
    }
}

/// Writes what a plugin has made.
pub struct Bytes;

impl Encoder for Bytes {
    fn begin(&mut self, _: &mut dyn Write, schema: &Schema) -> io::Result<()> {
        match schema.columns() {
            [column] if column.name == BYTES && *column.ty.non_null() == Type::Binary => Ok(()),
            _ => Err(io::Error::other("the plugin gives other columns than `bytes`")),
        }
    }

    fn rows(&mut self, out: &mut dyn Write, rows: Rows<'_>) -> io::Result<()> {
        for row in rows {
            if let Some(Value::Binary { val, .. }) = row.first() {
                out.write_all(val)?;
            }
        }
        Ok(())
    }

    fn end(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

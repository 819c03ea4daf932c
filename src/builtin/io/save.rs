//! `save`: data into a file.

use std::io::{self, ErrorKind, Write};
use std::path::Path;

use futures_util::{FutureExt, StreamExt, TryStreamExt, future};

use super::{append, database, elsewhere, plugged, raw};
use crate::command::{
    Args, Arity, Body, Checking, Command, Context, Example, Flag, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{Effect, Effects, NewFile};
use crate::format::{Database, Encoder, Format, Packer, Packing, encoder, to_bytes};
use crate::source::Span;
use crate::value::{Chunk, ChunkStream, Data, Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "save",
        summary: "write data to a file",
        details: "The end of the name tells the format: CSV and TSV, Parquet and Arrow, JSON and \
                  NDJSON, TOML, YAML, NUON, MessagePack, databases of SQLite, or for people `.md` and `.html`, and behind it `.gz`, `.zst`, `.xz` or `.bz2` that it is to \
                  be compressed. The file appears whole or not at all, and one that is there \
                  already is only replaced with `--force`, or gets more rows with `--append`. A text or \
                  bytes are written as they are where the name tells no format, such as `notes.txt`.",
        input: Input::Any,
        params: &[Param {
            name: "file",
            shape: Shape::Path,
            arity: Arity::One,
            doc: "the file to write",
        }],
        flags: &[
            Flag {
                name: "append",
                short: Some('a'),
                shape: None,
                doc: "add rows to a file of CSV, TSV or NDJSON, or a table or rows to a database, that is \
                      there already",
            },
            Flag {
                name: "force",
                short: Some('f'),
                shape: None,
                doc: "replace the file if it is there already",
            },
            Flag {
                name: "format",
                short: None,
                shape: Some(Shape::Text),
                doc: "`arrow`, `csv`, `html`, `json`, `md`, `msgpack`, `ndjson`, `nuon`, `parquet`, \
                      `sqlite`, `toml`, `tsv` or `yaml`, whatever the file is called",
            },
            Flag {
                name: "raw",
                short: Some('r'),
                shape: None,
                doc: "write a text or bytes as they are, whatever the file is called",
            },
            Flag {
                name: "table",
                short: None,
                shape: Some(Shape::Text),
                doc: "what the table in a database is called; as the file when it is left out",
            },
        ],
        effects: Effects::of(&[Effect::WriteFiles]),
        examples: &[Example {
            doc: "a table as CSV",
            text: "[{host: \"a\", cores: 4}] | save /tmp/rebe-example-save.csv --force",
            prints: "",
        }],
    },
    output: &output,
    body: Body::Stream(&run),
};

fn output(checking: &mut Checking<'_>) -> Type {
    let args = checking.args.clone();
    let Some((path, span)) = args.texts("file").next() else { return Type::Nothing };
    elsewhere::check(checking, path, span);
    if let Some(format) = plugged::of(checking.registry, &args, path)
        && !raw::is_raw(&args, path, checking.input)
    {
        plugged::check_write(format, checking, span);
        return Type::Nothing;
    }
    match format(&args, path, span) {
        _ if raw::is_raw(&args, path, checking.input) => raw::check(checking, span),
        // What it is will be seen when it runs.
        Err(_) if *checking.input == Type::Unknown => {}
        Err(problem) => checking.problem(*problem),
        Ok(format) => {
            if let Some((why, help)) = format.refuses(checking.input) {
                let message = format!("a value of type {} cannot be saved so", checking.input);
                let problem = Diagnostic::error(codes::TYPE_CLASH, message);
                checking.problem(problem.at(span, why).help(help));
            } else if format.stored().is_some() && Packing::of_path(path).0.is_some() {
                let message = "such a file is compressed within, and not once more around it";
                let problem = Diagnostic::error(codes::TYPE_CLASH, message).at(span, "");
                checking.problem(problem.help("leave the last part of the name away"));
            }
            database::flag(checking, format);
            if let Some(append) = args.first("append")
                && !elsewhere::is_address(path)
            {
                appended(checking, format, path, append.span);
            }
        }
    }
    Type::Nothing
}

/// What is wrong with adding rows to the file at `path`.
fn appended(checking: &mut Checking<'_>, format: Format, path: &str, span: Span) {
    if let Some(force) = checking.args.first("force") {
        let message = "a file is replaced, or rows are added to it";
        let problem = Diagnostic::error(codes::EXTRA_ARGUMENT, message).at(force.span, "");
        checking.problem(problem.help("leave one of both flags away"));
    }
    let problem = match append::refused(format, span) {
        Some(problem) => Some(problem),
        None if checking.written.names(path) => None,
        None => {
            let target = append::Target { path, format, table: &table(checking.args, path) };
            append::there(target, &checking.schema(), checking.world.files.as_ref())
                .err()
                .map(|problem| *problem.or_at(span))
        }
    };
    problem.into_iter().for_each(|problem| checking.problem(problem));
}

fn format(args: &Args, path: &str, span: Span) -> Result<Format> {
    match args.texts("format").next() {
        Some((name, span)) => Format::named(name).map_err(|problem| problem.or_at(span)),
        None => Format::of_path(path).map_err(|problem| {
            let help = || format!("say it with `--format`: {}", Format::written_names());
            problem.or_help(help).or_at(span)
        }),
    }
}

/// What the table is called, where the file has names of tables.
fn table(args: &Args, path: &str) -> String {
    let (_, path) = Packing::of_path(path);
    let stem = Path::new(path).file_stem().and_then(|stem| stem.to_str());
    args.text("table").or(stem).unwrap_or("rows").to_owned()
}

fn run(input: Data, args: &Args, context: &Context) -> Result<Data> {
    let Some((path, span)) = args.texts("file").next() else { return Ok(Data::Nothing) };
    let files = context.world.files.as_ref();
    // `--force` would not help here.
    if elsewhere::is_folder(path, files) {
        return Err(unwritable(path, &ErrorKind::IsADirectory.into(), span));
    }
    let (force, append) = (args.switch("force"), args.switch("append"));
    let (world, cancel) = (&context.world, &context.cancel);
    if !force && !append && elsewhere::exists(path, world, cancel).map_err(|p| p.or_at(span))? {
        let name = elsewhere::name(path);
        return Err(Diagnostic::error(codes::FILE_EXISTS, format!("`{name}` is there already"))
            .at(span, "")
            .help("`--force` replaces it; `--append` adds rows to CSV, TSV, NDJSON and SQLite")
            .into());
    }
    if raw::is_raw(args, path, &input.ty()) {
        let file = || elsewhere::create(path, world, cancel);
        let written = raw::write(input, path, &file, span);
        return written.map(|()| Data::Nothing);
    }
    let (name, table) = (elsewhere::name(path), table(args, path));
    let wrong = move |error: io::Error| unwritable(&name, &error, span);
    if let Some(format) = plugged::of(context.registry, args, path) {
        let Ok(chunks) = plugged::written(format, input, span, context)?.into_chunks() else {
            return Ok(Data::Nothing);
        };
        let file = elsewhere::create(path, world, cancel).map_err(&wrong)?;
        let file = Packer::new(Packing::of_path(path).0, file).map_err(&wrong)?;
        let written = write_table(chunks, file, Box::new(plugged::Bytes), false, wrong);
        let nothing = written.map(|written| written.map(|()| scalar::null()));
        return Ok(Data::Pending(Type::Nothing, nothing.boxed()));
    }
    let format = format(args, path, span)?;
    let chunks = input.into_chunks();
    let old = match (&chunks, append) {
        (Ok(chunks), true) => {
            append::there(append::Target { path, format, table: &table }, &chunks.schema, files)
        }
        _ => Ok(None),
    };
    let old = old.map_err(|problem| problem.or_at(span))?;
    let packing = old.as_ref().map_or_else(|| Packing::of_path(path).0, |old| old.packing);
    let mut file = elsewhere::create(path, world, cancel).map_err(&wrong)?;
    let (mut encoder, mut goes_on) = (encoder(format), false);
    match &old {
        _ if format == Format::Sqlite => {
            let old = old.as_ref().map(|old| old.bytes(files, &context.cancel)).transpose()?;
            encoder = Box::new(Database::new(&table, old.unwrap_or_default()));
        }
        Some(old) => {
            append::copy(old, files, &mut file).map_err(&wrong)?;
            goes_on = true;
        }
        None => {}
    }
    let file = Packer::new(packing, file).map_err(&wrong)?;
    let written = match chunks {
        Ok(chunks) => write_table(chunks, file, encoder, goes_on, wrong),
        Err(Data::Value(value)) => future::ready(
            write_value(&value, format, file, wrong).map_err(|problem| problem.or_at(span)),
        )
        .boxed(),
        Err(other) => return Ok(other),
    };
    let nothing = written.map(|written| written.map(|()| scalar::null()));
    Ok(Data::Pending(Type::Nothing, nothing.boxed()))
}

/// A file that is not there yet, and packs what is written to it.
type Packed = Packer<Box<dyn NewFile>>;

fn write_value(
    value: &Value,
    format: Format,
    mut file: Packed,
    wrong: impl Fn(io::Error) -> Box<Diagnostic>,
) -> Result<()> {
    let bytes = to_bytes(value, format)?;
    let written = file.write_all(&bytes);
    written.and_then(|()| file.finish()?.commit()).map_err(wrong)
}

fn write_table(
    chunks: ChunkStream,
    file: Packed,
    encoder: Box<dyn Encoder>,
    goes_on: bool,
    wrong: impl Fn(io::Error) -> Box<Diagnostic> + Clone + Send + 'static,
) -> future::BoxFuture<'static, Result<()>> {
    let mut state = (file, encoder);
    // What stands before the rows is there already where they are added.
    let begun = match goes_on {
        true => state.1.begin(&mut io::sink(), &chunks.schema),
        false => state.1.begin(&mut state.0, &chunks.schema),
    };
    if let Err(error) = begun {
        return future::ready(Err(wrong(error))).boxed();
    }
    let at_end = wrong.clone();
    let append = move |mut state: (Packed, Box<dyn Encoder>), chunk: Chunk| {
        let written = state.1.chunk(&mut state.0, &chunk).map_err(&wrong);
        future::ready(written.map(|()| state))
    };
    let finish = move |state: Result<(Packed, Box<dyn Encoder>)>| {
        let (mut file, mut encoder) = state?;
        encoder.end(&mut file).and_then(|()| file.finish()?.commit()).map_err(at_end)
    };
    chunks.chunks.boxed().try_fold(state, append).map(finish).boxed()
}

/// What is wrong with writing the file at `path`, which is named at `span`.
pub(super) fn unwritable(path: &str, error: &io::Error, span: Span) -> Box<Diagnostic> {
    let (reason, help) = match error.kind() {
        ErrorKind::StorageFull => ("the disk is full", "make room, or save to another disk"),
        ErrorKind::QuotaExceeded => ("your share of the disk is used up", "make room"),
        ErrorKind::NotFound => ("its folder is not there", "make the folder first"),
        ErrorKind::PermissionDenied => {
            ("the account that runs rebe may not write there", "save it somewhere else")
        }
        ErrorKind::FileTooLarge => ("it is larger than files may be here", "save less of it"),
        ErrorKind::IsADirectory => ("it is a folder", "name a file in it"),
        ErrorKind::ReadOnlyFilesystem => ("that disk cannot be written to", "save it elsewhere"),
        _ => ("", "nothing was left behind"),
    };
    let reason = if reason.is_empty() { error.to_string() } else { reason.to_owned() };
    Diagnostic::error(codes::FILE_ACCESS, format!("`{path}` cannot be written: {reason}"))
        .at(span, "")
        .help(help)
        .into()
}

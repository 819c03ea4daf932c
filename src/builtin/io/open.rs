//! `open`: the data in a file.

use super::source::{self, inputs};
use crate::command::{
    Args, Arity, Body, Checking, Command, Context, Example, Flag, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{Cancel, Effect, Effects, Files};
use crate::format::{self, Format};
use crate::source::Span;
use crate::value::{Data, Frame, Schema, Stored, Type, Value, conform, scalar, scan, type_of};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "open",
        summary: "read the data in a file",
        details: "The end of the name tells the format: CSV and TSV, Parquet and Arrow, JSON and \
                  NDJSON, TOML, or YAML, and behind it `.gz`, `.zst`, `.xz` or `.bz2` that it is \
                  compressed. The columns of files of tables are known before anything runs; those \
                  of CSV are guessed from the first rows, and a later cell of another type is an \
                  error. `*` and `?` in the name stand for other characters, and the files that \
                  match are read one behind the other. Any other file is read as a text with \
                  `--raw`.",
        input: Input::Nothing,
        params: &[Param {
            name: "file",
            shape: Shape::Path,
            arity: Arity::One,
            doc: "the file to read, or files, with `*` and `?` in their name",
        }],
        flags: &[
            Flag {
                name: "format",
                short: Some('f'),
                shape: Some(Shape::Text),
                doc: "`arrow`, `csv`, `json`, `ndjson`, `parquet`, `toml`, `tsv` or `yaml`, whatever the \
                      file is called",
            },
            Flag {
                name: "raw",
                short: Some('r'),
                shape: None,
                doc: "take it as a text, whatever the file is called",
            },
            Flag {
                name: "sniff",
                short: None,
                shape: Some(Shape::Count),
                doc: "rows of a CSV file to guess types from, 0 for all, 10000 unless said otherwise",
            },
        ],
        effects: Effects::of(&[Effect::ReadFiles]),
        examples: &[
            Example {
                doc: "rows of a file",
                text: "open tests/fixtures/data/hosts.csv | where cores > 4 | select host",
                prints: "{\"host\":\"db01\"}",
            },
            Example {
                doc: "lines of a text",
                text: "open --raw tests/fixtures/data/hosts.csv | lines | get 0",
                prints: "\"host,cores,memory,os\"",
            },
        ],
    },
    output: &output,
    body: Body::Stream(&run),
};

/// Documents are read when the text is checked, to know their types, up to this size.
const PEEK: u64 = 8 << 20;

fn output(checking: &mut Checking<'_>) -> Type {
    let args = checking.args.clone();
    let Some((path, span)) = args.texts("file").next() else { return Type::Unknown };
    let files = checking.world.files.as_ref();
    let found = match inputs(path, files) {
        Ok(found) => found,
        Err(problem) => {
            checking.problem(*problem.or_at(span));
            return Type::Unknown;
        }
    };
    if args.switch("raw") {
        if found.is_empty() {
            checking.missing(path, missing(path, span));
        }
        return Type::String;
    }
    let format = match format_of(&args, path, span) {
        Ok(format) => format,
        Err(problem) => {
            checking.problem(*problem);
            return Type::Unknown;
        }
    };
    let unknown = match format {
        Format::Json | Format::Toml | Format::Yaml => Type::Unknown,
        _ => Type::Table(Schema::open()),
    };
    if checking.written.names(path) {
        return unknown;
    }
    let Some(first) = found.first() else {
        checking.missing(path, missing(path, span));
        return unknown;
    };
    let columns = |frame: Frame| Type::Table(frame.schema.as_ref().clone());
    let opened = match (format.separator(), format.stored()) {
        (Some(separator), _) => guess(first, separator, &args, files)
            .and_then(|guess| scan::csv(scan::Source::Paths(Vec::new()), &guess, path))
            .map(columns),
        (None, Some(stored)) => columnar(first, stored, files).map(columns),
        (None, None) => peek(&found, format, files),
    };
    opened.unwrap_or_else(|problem| {
        checking.problem(*problem.or_at(span));
        Type::Unknown
    })
}

fn run(_: Data, args: &Args, context: &Context) -> Result<Data> {
    let Some((path, span)) = args.texts("file").next() else { return Ok(Data::Nothing) };
    let (files, cancel) = (context.world.files.as_ref(), &context.cancel);
    opened(path, span, args, files, cancel).map_err(|problem| problem.or_at(span))
}

fn opened(path: &str, span: Span, args: &Args, files: &dyn Files, cancel: &Cancel) -> Result<Data> {
    let found = inputs(path, files)?;
    let Some(first) = found.first() else { return Err(missing(path, span).into()) };
    if args.switch("raw") {
        let mut text = String::new();
        for input in &found {
            let bytes = input.bytes(files, cancel)?;
            text.push_str(std::str::from_utf8(&bytes).map_err(|_| {
                let message = format!("`{}` is no text in UTF-8", input.path);
                Diagnostic::error(codes::FORMAT, message)
            })?);
        }
        return Ok(Data::Value(scalar::text(text)));
    }
    let format = format_of(args, path, span)?;
    match (format.separator(), format.stored()) {
        (Some(separator), _) => {
            let guess = guess(first, separator, args, files)?;
            let mut header = None;
            let tables = found.iter().map(|input| {
                let whole = input.whole(files, cancel, |bytes| {
                    let found =
                        scan::even(bytes, separator).map_err(|problem| in_file(problem, input))?;
                    alike(header.get_or_insert(found.clone()), &found, input, first)
                })?;
                scan::csv(whole, &guess, &input.path)
            });
            stacked(tables)
        }
        (None, Some(stored)) => stacked(found.iter().map(|input| columnar(input, stored, files))),
        (None, None) => document(&found, format, files, cancel).map(Data::Value),
    }
}

fn format_of(args: &Args, path: &str, span: Span) -> Result<Format> {
    match args.texts("format").next() {
        Some((name, span)) => Format::named(name).map_err(|problem| problem.or_at(span)),
        None => Format::of_path(path).map_err(|mut problem| {
            let known = problem.help.take().map_or_else(String::new, |help| format!("{help}; "));
            problem.help = Some(format!("{known}`open --raw` reads it as a text"));
            problem.or_at(span)
        }),
    }
}

fn guess(
    input: &source::Input,
    separator: u8,
    args: &Args,
    files: &dyn Files,
) -> Result<scan::Guess> {
    let sniff = args.count("sniff").unwrap_or(scan::SNIFF);
    scan::guess(input.head(files, sniff)?, separator, sniff, &input.path)
}

/// Files that are read one behind the other must have the same first line.
fn alike(header: &[u8], found: &[u8], input: &source::Input, first: &source::Input) -> Result<()> {
    if header.trim_ascii_end() == found.trim_ascii_end() {
        return Ok(());
    }
    let message = format!("`{}` has other columns than `{}`", input.path, first.path);
    Err(Diagnostic::error(codes::FORMAT, message)
        .help("open them apart, and put them together with `append --fill`")
        .into())
}

fn in_file(mut problem: Box<Diagnostic>, input: &source::Input) -> Box<Diagnostic> {
    problem.message = format!("`{}`: {}", input.path, problem.message);
    problem
}

fn columnar(input: &source::Input, stored: Stored, files: &dyn Files) -> Result<Frame> {
    if let Some(packing) = input.packing {
        let message = format!("`{}` is compressed twice", input.path);
        return Err(Diagnostic::error(codes::FORMAT, message)
            .help(format!("unpack it by `{} -d`; such files are compressed within", packing.name()))
            .into());
    }
    let source = input.as_path(files)?;
    match stored {
        Stored::Parquet => scan::parquet(source, &input.path),
        Stored::Arrow => scan::arrow(source, &input.path),
    }
}

/// Tables one behind the other.
fn stacked(tables: impl Iterator<Item = Result<Frame>>) -> Result<Data> {
    Ok(Data::Frame(Frame::stack(tables.collect::<Result<_>>()?)?))
}

/// The value in a file, or the items in several, one behind the other.
fn document(
    found: &[source::Input],
    format: Format,
    files: &dyn Files,
    cancel: &Cancel,
) -> Result<Value> {
    let values = found.iter().map(|input| {
        let bytes = input.bytes(files, cancel)?;
        format::read(&bytes, format).map_err(|problem| in_file(problem, input))
    });
    if let [_] = found {
        return values.collect::<Result<Vec<_>>>().map(|mut one| one.pop().unwrap_or_default());
    }
    let mut items = Vec::new();
    for value in values {
        match value? {
            Value::List { vals, .. } => items.extend(vals.into_owned()),
            value => items.push(value),
        }
    }
    let items = scalar::list(items);
    conform(&items)?;
    Ok(items)
}

fn peek(found: &[source::Input], format: Format, files: &dyn Files) -> Result<Type> {
    let mut size = 0;
    for input in found {
        let there = files.stat(std::path::Path::new(&input.path));
        size += there.map_or(0, |stat| stat.size);
        if size > PEEK || input.packing.is_some() {
            return Ok(Type::Unknown);
        }
    }
    Ok(type_of(&document(found, format, files, &Cancel::new())?))
}

fn missing(path: &str, span: Span) -> Diagnostic {
    if path.contains(['*', '?']) {
        return Diagnostic::error(codes::FILE_MISSING, format!("no file matches `{path}`"))
            .at(span, "")
            .help("`*` stands for any characters of one name, `?` for one");
    }
    let help = if path.starts_with('~') {
        "write the whole path; `~` does not stand for your home here"
    } else {
        "check the name; it is taken from the folder in which rebe was started"
    };
    Diagnostic::error(codes::FILE_MISSING, format!("there is no file `{path}`"))
        .at(span, "")
        .help(help)
}

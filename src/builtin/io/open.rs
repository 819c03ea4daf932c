//! `open`: the data in a file.

use std::sync::Arc;

use super::cells::{self, Reading};
use super::source::{self, inputs};
use crate::command::{
    Args, Arity, Body, Checking, Command, Context, Example, Flag, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{Cancel, Effect, Effects, Files};
use crate::format::{self, Format};
use crate::source::Span;
use crate::value::{
    Data, Frame, Origin, Schema, Stored, Type, Value, conform, scalar, scan, type_of,
};

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
            doc: "the file to read, or files, with `*` and `?` in their name; `/dev/stdin` \
                  is what is piped in",
        }],
        flags: &[
            Flag {
                name: "bad-rows",
                short: None,
                shape: Some(Shape::NewFile),
                doc: "set rows of CSV and TSV that are not as the columns want them aside, as a \
                      table in this new file",
            },
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
                name: "schema",
                short: None,
                shape: Some(Shape::Any),
                doc: "types of columns of CSV and TSV that are not to be guessed, such as \
                      `{cores: \"int\", seen: \"date\"}`",
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
        for name in ["schema", "bad-rows"] {
            if let Some(arg) = args.first(name) {
                let message = format!("`--raw` reads a text, and `--{name}` is about rows");
                let problem = Diagnostic::error(codes::BAD_ARGUMENT, message).at(arg.span, "");
                checking.problem(problem.help("leave one of the two away"));
            }
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
    flags(checking, &args, format);
    let unknown = match format {
        Format::Json | Format::Toml | Format::Yaml => Type::Unknown,
        _ => Type::Table(Schema::open()),
    };
    // A pipe gives what is in it once, and that is for the run.
    if checking.written.names(path) || found.iter().any(|input| !input.is_regular) {
        return unknown;
    }
    let Some(first) = found.first() else {
        checking.missing(path, missing(path, span));
        return unknown;
    };
    let columns = |frame: Frame| Type::Table(frame.schema.as_ref().clone());
    if checking.problems.iter().any(Diagnostic::is_error) {
        return unknown;
    }
    let opened = match (format.separator(), format.stored()) {
        (Some(separator), _) => cells::guess(first, separator, &args, files)
            .map(|guess| Type::Table(guess.schema().clone())),
        (None, Some(stored)) => columnar(first, stored, files).map(columns),
        (None, None) => peek(&found, format, files),
    };
    opened.unwrap_or_else(|problem| {
        checking.problem(*problem.or_at(span));
        Type::Unknown
    })
}

/// What is wrong with flags, whatever is in the file.
fn flags(checking: &mut Checking<'_>, args: &Args, format: Format) {
    for name in ["schema", "bad-rows"] {
        if let Some(arg) = args.first(name).filter(|_| format.separator().is_none()) {
            let message = format!("`--{name}` is for CSV and TSV, whose cells are texts");
            let problem = Diagnostic::error(codes::BAD_ARGUMENT, message).at(arg.span, "");
            checking.problem(problem.help("leave it away; this format has types of its own"));
        }
    }
    if let Some(arg) = args.first("schema").filter(|arg| arg.value().is_some())
        && let Err(problem) = cells::pinned(arg)
    {
        checking.problem(*problem);
    }
    if let Some((path, span)) = args.texts("bad-rows").next()
        && let Err(problem) = Format::of_path(path)
    {
        checking.problem(*problem.or_at(span));
    }
}

fn run(_: Data, args: &Args, context: &Context) -> Result<Data> {
    let Some((path, span)) = args.texts("file").next() else { return Ok(Data::Nothing) };
    let (files, cancel) = (&context.world.files, &context.cancel);
    opened(path, span, args, files, cancel).map_err(|problem| problem.or_at(span))
}

fn opened(
    path: &str,
    span: Span,
    args: &Args,
    shared: &Arc<dyn Files>,
    cancel: &Cancel,
) -> Result<Data> {
    let files = shared.as_ref();
    let found = inputs(path, files)?;
    let found = found.into_iter().map(|input| input.spooled(files, cancel));
    let found = found.collect::<Result<Vec<_>>>()?;
    if found.is_empty() {
        return Err(missing(path, span).into());
    }
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
            let reading = Reading { args, files: shared, cancel };
            Ok(Data::Frame(Frame::stack(cells::tables(&found, separator, reading)?)?))
        }
        (None, Some(stored)) => {
            let tables = found.iter().map(|input| columnar(input, stored, files));
            let table = Frame::stack(tables.collect::<Result<_>>()?)?;
            let columns = Columns { cancel: cancel.clone(), _files: found.clone() };
            let origin: Arc<dyn Origin> = Arc::new(columns);
            let table = table.reading([origin]);
            Ok(Data::Frame(table))
        }
        (None, None) => document(&found, format, files, cancel).map(Data::Value),
    }
}

fn format_of(args: &Args, path: &str, span: Span) -> Result<Format> {
    let (format, span) = match args.texts("format").next() {
        Some((name, span)) => (Format::named(name), span),
        None => {
            let format = Format::of_path(path).map_err(|mut problem| {
                let read = Format::ALL.iter().filter(|(_, format)| format.is_read());
                let names = read.map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
                let near = problem.help.take().filter(|help| help.starts_with("did you mean"));
                let known = near.unwrap_or_else(|| format!("`--format` says which it is: {names}"));
                problem.help = Some(format!("{known}; `open --raw` reads it as a text"));
                problem
            });
            (format, span)
        }
    };
    match format {
        Ok(format) if !format.is_read() => {
            let message = "a file of this format is written for people, and not read";
            let problem = Diagnostic::error(codes::UNKNOWN_FORMAT, message).at(span, "");
            Err(problem.help("`open --raw` reads it as a text").into())
        }
        format => format.map_err(|problem| problem.or_at(span)),
    }
}

/// Files of columns, in which polars finds all that can be wrong.
struct Columns {
    cancel: Cancel,
    /// They stay as long as somebody reads them.
    _files: Vec<source::Input>,
}

impl Origin for Columns {
    fn find(&self, _: &str, _: &str) -> Option<String> {
        None
    }

    fn is_cancelled(&self) -> bool {
        self.cancel.is_cancelled()
    }
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

/// The value in a file, or the items in several, one behind the other.
fn document(
    found: &[source::Input],
    format: Format,
    files: &dyn Files,
    cancel: &Cancel,
) -> Result<Value> {
    let values = found.iter().map(|input| {
        let bytes = input.bytes(files, cancel)?;
        format::read(&bytes, format).map_err(|problem| input.wrong(problem))
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

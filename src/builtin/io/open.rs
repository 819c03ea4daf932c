//! `open`: the data in a file.

use std::path::Path;

use super::aside;
use super::cells::{self, Reading};
use super::database;
use super::elsewhere;
use super::paths::inputs;
use super::plugged;
use super::read;
use super::source::Input as File;
use crate::command::{
    Args, Arity, Body, Checking, Command, Context, Example, Flag, Input, Param, Shape, Signature,
};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{Cancel, Effect, Effects, Elsewhere, Files};
use crate::format::{Format, Packing};
use crate::source::Span;
use crate::value::{Data, Schema, Type, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "open",
        summary: "read the data in a file",
        details: "The end of the name tells the format: CSV and TSV, Parquet and Arrow, JSON and \
                  NDJSON, TOML, YAML, XML, INI, NUON, MessagePack, databases of SQLite, workbooks of Excel, or logs (`clf`, `logfmt`, `syslog`), and behind it `.gz`, `.zst`, `.xz` or `.bz2` that it is \
                  compressed. The columns of files of tables are known before anything runs; those \
                  of CSV are guessed from the first rows, and a later cell of another type is an \
                  error. `*` and `?` in the name stand for other characters, and the files that \
                  match are read one behind the other, as are those in a folder and below it; \
                  where folders on the way are called `name=value`, as Hive lays tables out, that \
                  is a column. Any other file is read as a text with \
                  `--raw`.",
        input: Input::Nothing,
        params: &[Param {
            name: "file",
            shape: Shape::Path,
            arity: Arity::One,
            doc: "the file to read, or files, with `*` and `?` in their name, or a folder; \
                  `/dev/stdin` is what is piped in",
        }],
        flags: &[
            Flag {
                name: "bad-rows",
                short: None,
                shape: Some(Shape::NewFile),
                doc: "set rows of CSV and TSV and lines of logs that are not as the columns want \
                      them aside, as a table in this new file",
            },
            Flag {
                name: "format",
                short: Some('f'),
                shape: Some(Shape::Text),
                doc: "`arrow`, `clf`, `csv`, `ini`, `json`, `logfmt`, `msgpack`, `ndjson`, `nuon`, `parquet`, \
                      `sqlite`, `syslog`, `toml`, `tsv`, `xlsx`, `xml` or `yaml`, whatever the file is called",
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
                doc: "rows of CSV or SQLite to guess types from, or of logfmt to find columns in, 0 for \
                      all, 10000 unless said otherwise",
            },
            Flag {
                name: "table",
                short: None,
                shape: Some(Shape::Text),
                doc: "which table of a database, or sheet of a workbook; the only one when it is left out",
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

fn output(checking: &mut Checking<'_>) -> Type {
    let args = checking.args.clone();
    let Some((path, span)) = args.texts("file").next() else { return Type::Unknown };
    let files = checking.world.files.as_ref();
    let found = match Elsewhere::of(path) {
        Ok(None) => inputs(path, files),
        Ok(Some(_)) => Ok(vec![File::elsewhere(path)]),
        Err(problem) => Err(problem),
    };
    let found = match found {
        Ok(found) => found,
        Err(problem) => {
            checking.problem(*problem.or_at(span));
            return Type::Unknown;
        }
    };
    if args.switch("raw") {
        if found.is_empty() {
            checking.missing(path, missing(path, span, files));
        }
        for name in ["schema", "bad-rows", "table"] {
            if let Some(arg) = args.first(name) {
                let message = format!("`--raw` reads a text, and `--{name}` is about rows");
                let problem = Diagnostic::error(codes::BAD_ARGUMENT, message).at(arg.span, "");
                checking.problem(problem.help("leave one of the two away"));
            }
        }
        return Type::String;
    }
    if found.is_empty() && files.list(Path::new(path)).is_ok() {
        checking.missing(path, missing(path, span, files));
        return Type::Unknown;
    }
    if let Some(format) = plugged::of(checking.registry, &args, path) {
        if found.is_empty() {
            checking.missing(path, missing(path, span, files));
        }
        return plugged::read_type(format, checking, span);
    }
    let format = match format_of(&args, path, span, &found) {
        Ok(format) => format,
        // What is elsewhere tells it when it comes.
        Err(_) if elsewhere::is_address(path) && args.first("format").is_none() => {
            return Type::Unknown;
        }
        Err(problem) => {
            checking.problem(*problem);
            return Type::Unknown;
        }
    };
    flags(checking, &args, format);
    let unknown = match format {
        _ if format.is_document() => Type::Unknown,
        _ => Type::Table(Schema::open()),
    };
    // A pipe gives what is in it once, and that is for the run.
    if checking.written.names(path) || found.iter().any(|input| !input.is_regular) {
        return unknown;
    }
    if found.is_empty() {
        checking.missing(path, missing(path, span, files));
        return unknown;
    }
    if checking.problems.iter().any(Diagnostic::is_error) {
        return unknown;
    }
    let never = Cancel::new();
    let reading = Reading { args: &args, files: &checking.world.files, cancel: &never };
    read::peek(&found, format, reading).unwrap_or_else(|problem| {
        checking.problem(*problem.or_at(span));
        Type::Unknown
    })
}

/// What is wrong with flags, whatever is in the file.
fn flags(checking: &mut Checking<'_>, args: &Args, format: Format) {
    let is_log = matches!(format, Format::Log(_));
    for (name, takes_logs) in [("schema", false), ("bad-rows", true)] {
        let is_for = format.separator().is_some() || (is_log && takes_logs);
        if let Some(arg) = args.first(name).filter(|_| !is_for) {
            let which = if takes_logs { "CSV, TSV and logs" } else { "CSV and TSV" };
            let message = format!("`--{name}` is for {which}, whose cells are texts");
            let problem = Diagnostic::error(codes::BAD_ARGUMENT, message).at(arg.span, "");
            checking.problem(problem.help("leave it away; this format has types of its own"));
        }
    }
    database::flag(checking, format);
    if let Some(arg) = args.first("schema").filter(|arg| arg.value().is_some())
        && let Err(problem) = cells::pinned(arg)
    {
        checking.problem(*problem);
    }
    if let Some((path, span)) = args.texts("bad-rows").next()
        && let Err(problem) = aside::format(path)
    {
        checking.problem(*problem.or_at(span));
    }
}

fn run(_: Data, args: &Args, context: &Context) -> Result<Data> {
    let Some((path, span)) = args.texts("file").next() else { return Ok(Data::Nothing) };
    opened(path, span, args, context).map_err(|problem| problem.or_at(span))
}

fn opened(path: &str, span: Span, args: &Args, context: &Context) -> Result<Data> {
    let (shared, cancel) = (&context.world.files, &context.cancel);
    let files = shared.as_ref();
    let found = match elsewhere::is_address(path) {
        true => elsewhere::inputs(path, &context.world, cancel)?,
        false => inputs(path, files)?,
    };
    let found = found.into_iter().map(|input| input.spooled(files, cancel));
    let found = found.collect::<Result<Vec<_>>>()?;
    if found.is_empty() {
        return Err(missing(path, span, files).into());
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
    if let Some(page) = found.iter().find(|input| input.format == Some(Format::Html)) {
        let message = format!("`{}`: the server answers with a page of HTML", page.path);
        return Err(Diagnostic::error(codes::FORMAT, message)
            .help("often it is one to log in; `open --raw` shows it")
            .into());
    }
    if let Some(format) = plugged::of(context.registry, args, path) {
        return plugged::read(format, &found, span, context);
    }
    let format = format_of(args, path, span, &found)?;
    read::read(&found, format, Reading { args, files: shared, cancel })
}

/// The format of the files of `found`, which `path` stands for.
fn format_of(args: &Args, path: &str, span: Span, found: &[File]) -> Result<Format> {
    let (format, span) = match args.texts("format").next() {
        Some((name, span)) => (Format::named(name), span),
        None => (told(path, found), span),
    };
    let is = |format: Format| {
        let mut known = found.iter().filter_map(|input| Some((input, input.format?)));
        known.find(|(_, is)| *is != format && is.is_by_bytes())
    };
    match format {
        Ok(format) if let Some((input, is)) = is(format) => {
            let (is, not) = (is.name(), format.name());
            let message = format!("`{}` is `{is}` by its first bytes, not `{not}`", input.path);
            let problem = Diagnostic::error(codes::FORMAT, message).at(span, "");
            Err(problem.help(format!("`--format {is}` reads it")).into())
        }
        Ok(format) if !format.is_read() => {
            let message = "a file of this format is written for people, and not read";
            let problem = Diagnostic::error(codes::UNKNOWN_FORMAT, message).at(span, "");
            Err(problem.help("`open --raw` reads it as a text").into())
        }
        format => format.map_err(|problem| problem.or_at(span)),
    }
}

/// The format that names of files tell.
fn told(path: &str, found: &[File]) -> Result<Format> {
    let one = found.first().map_or(path, |first| &first.path);
    let said = found.first().and_then(|first| first.format);
    let format = Format::of_path(one).or_else(|problem| said.ok_or(problem));
    let format = format.map_err(|mut problem| {
        let near = problem.help.take().filter(|help| help.starts_with("did you mean"));
        let names = if Packing::of_path(one).1.ends_with(".log") {
            "clf, logfmt, syslog".to_owned()
        } else {
            Format::read_names()
        };
        let path = Path::new(Packing::of_path(one).1);
        let old = path.extension().is_some_and(|end| end == "xls" || end == "ods");
        problem.help = Some(match near {
            _ if old => "save it as `.xlsx` with the program that wrote it".to_owned(),
            Some(near) => format!("{near} As a text it is read by `open --raw`"),
            None => {
                let known = format!("`--format` says which it is: {names}");
                format!("{known}; as a text it is read by `open --raw`")
            }
        });
        problem
    })?;
    let is_other =
        |other: &&File| Format::of_path(&other.path).ok().or(other.format) != Some(format);
    if let Some(other) = found.iter().find(is_other) {
        let message = format!("`{path}` stands for files of several formats, such as `{one}` and");
        let message = format!("{message} `{}`", other.path);
        return Err(Diagnostic::error(codes::UNKNOWN_FORMAT, message)
            .help("name those of one format by their ends, such as `*.csv`")
            .into());
    }
    Ok(format)
}

fn missing(path: &str, span: Span, files: &dyn Files) -> Diagnostic {
    if elsewhere::is_address(path) {
        let message = format!("there is nothing at `{}`", elsewhere::name(path));
        let problem = Diagnostic::error(codes::FILE_MISSING, message).at(span, "");
        return problem
            .help("`*` stands for any characters of one name, a `/` at the end for all below");
    }
    if files.list(Path::new(path)).is_ok() {
        let message = format!("there is no file in the folder `{path}`");
        let problem = Diagnostic::error(codes::FILE_MISSING, message).at(span, "");
        return problem.help("those whose names begin with `.` or `_` are left out");
    }
    if path.contains(['*', '?']) {
        return Diagnostic::error(codes::FILE_MISSING, format!("no file matches `{path}`"))
            .at(span, "")
            .help("`*` stands for any characters of one name, `?` for one");
    }
    let begins =
        |word: &&str| path.strip_prefix(word).is_some_and(|rest| rest.starts_with([':', '/']));
    let is_near =
        ["https", "http", "s3", "gs", "az"].iter().any(begins) || path.starts_with("www.");
    let help = if is_near {
        "an address begins with `https://`, `s3://`, `gs://` or `az://`"
    } else if path.starts_with('~') {
        "write the whole path; `~` does not stand for your home here"
    } else {
        "check the name; it is taken from the folder in which rebe was started"
    };
    Diagnostic::error(codes::FILE_MISSING, format!("there is no file `{path}`"))
        .at(span, "")
        .help(help)
}

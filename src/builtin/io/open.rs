//! `open`: the data in a file.

use std::io::ErrorKind;
use std::path::Path;

use crate::command::{
    Args, Arity, Body, Checking, Command, Context, Example, Flag, Input, Mode, Param, Shape,
    Signature,
};
use crate::diag::{Diagnostic, Result, Severity, codes};
use crate::effect::{Effect, Effects, World};
use crate::format::{self, Format};
use crate::source::Span;
use crate::value::{Data, Frame, Schema, Type, scalar, scan, type_of};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "open",
        summary: "read the data in a file",
        details: "The end of the name tells the format: CSV and TSV, JSON and NDJSON, TOML, or \
                  YAML. The columns of a CSV file are known before \
                  anything runs; their types are guessed from the first rows, and a later cell of \
                  another type is an error. Any other file is read as a text \
                  with `--raw`.",
        input: Input::Nothing,
        params: &[Param {
            name: "file",
            shape: Shape::Path,
            arity: Arity::One,
            doc: "the file to read",
        }],
        flags: &[
            Flag {
                name: "format",
                short: Some('f'),
                shape: Some(Shape::Text),
                doc: "`csv`, `json`, `ndjson`, `toml`, `tsv` or `yaml`, whatever the file is called",
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

/// Files without cells are read when the text is checked, to know their columns, up to this size.
const PEEK: usize = 8 << 20;

fn output(checking: &mut Checking<'_>) -> Type {
    let args = checking.args.clone();
    let Some((path, span)) = args.texts("file").next() else { return Type::Unknown };
    if args.switch("raw") {
        if !checking.world.files.exists(Path::new(path)) {
            let problem = missing(path, span);
            checking.problem(as_wanted(problem, checking.mode));
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
    let holds_tables = matches!(format, Format::Csv | Format::Tsv | Format::Ndjson);
    if !checking.world.files.exists(Path::new(path)) {
        checking.problem(as_wanted(missing(path, span), checking.mode));
        return if holds_tables { Type::Table(Schema::open()) } else { Type::Unknown };
    }
    let opened = match format.separator() {
        Some(separator) => open_csv(checking.world, path, separator, &args)
            .map(|frame| Type::Table(frame.schema.as_ref().clone())),
        None => peek(checking.world, path, format),
    };
    opened.unwrap_or_else(|problem| {
        checking.problem(*problem.or_at(span));
        Type::Unknown
    })
}

/// What is missing when a text is checked may be there when it runs.
fn as_wanted(problem: Diagnostic, mode: Mode) -> Diagnostic {
    match mode {
        Mode::Check => Diagnostic { severity: Severity::Warning, ..problem },
        Mode::Run => problem,
    }
}

fn run(_: Data, args: &Args, context: &Context) -> Result<Data> {
    let Some((path, span)) = args.texts("file").next() else { return Ok(Data::Nothing) };
    if args.switch("raw") {
        let bytes = bytes(&context.world, path).map_err(|problem| problem.or_at(span))?;
        let text = String::from_utf8(bytes).map_err(|_| {
            let message = format!("`{path}` is no text in UTF-8");
            Diagnostic::error(codes::FORMAT, message).at(span, "")
        })?;
        return Ok(Data::Value(scalar::text(text)));
    }
    let format = format_of(args, path, span)?;
    let opened = match format.separator() {
        Some(separator) => even(&context.world, path, separator)
            .and_then(|()| open_csv(&context.world, path, separator, args).map(Data::Frame)),
        None => bytes(&context.world, path)
            .and_then(|bytes| format::read(&bytes, format))
            .map(Data::Value),
    };
    opened.map_err(|problem| problem.or_at(span))
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

fn open_csv(world: &World, path: &str, separator: u8, args: &Args) -> Result<Frame> {
    let real = world.files.real_path(Path::new(path)).ok_or_else(|| {
        Diagnostic::error(codes::FILE_ACCESS, format!("`{path}` is no file of this machine"))
    })?;
    // polars would say of an unreadable file only that something failed.
    world.files.open(&real).map_err(|error| unreadable(path, &error))?;
    scan::csv(&real, separator, args.count("sniff").unwrap_or(scan::SNIFF))
}

/// A row with too few or too many fields ends the run before the first row is used.
fn even(world: &World, path: &str, separator: u8) -> Result<()> {
    let file = world.files.open(Path::new(path)).map_err(|error| unreadable(path, &error))?;
    scan::even(file, separator).map_err(|mut problem| {
        problem.message = format!("`{path}`: {}", problem.message);
        problem
    })
}

fn bytes(world: &World, path: &str) -> Result<Vec<u8>> {
    world.files.read(Path::new(path)).map_err(|error| unreadable(path, &error))
}

fn peek(world: &World, path: &str, format: Format) -> Result<Type> {
    let bytes = bytes(world, path)?;
    if bytes.len() > PEEK {
        return Ok(Type::Unknown);
    }
    Ok(type_of(&format::read(&bytes, format)?))
}

fn missing(path: &str, span: Span) -> Diagnostic {
    let help = if path.starts_with('~') {
        "write the whole path; `~` does not stand for your home here"
    } else if path.contains(['*', '?']) {
        "name one file; wildcards are not looked up"
    } else {
        "check the name; it is taken from the folder in which rebe was started"
    };
    Diagnostic::error(codes::FILE_MISSING, format!("there is no file `{path}`"))
        .at(span, "")
        .help(help)
}

fn unreadable(path: &str, error: &std::io::Error) -> Box<Diagnostic> {
    let (code, reason) = match error.kind() {
        ErrorKind::NotFound => (codes::FILE_MISSING, "there is no such file".to_owned()),
        ErrorKind::PermissionDenied => {
            (codes::FILE_ACCESS, "the account that runs rebe may not read it".to_owned())
        }
        ErrorKind::IsADirectory => (codes::FILE_ACCESS, "it is a folder".to_owned()),
        _ => (codes::FILE_ACCESS, error.to_string()),
    };
    Diagnostic::error(code, format!("`{path}` cannot be read: {reason}")).into()
}

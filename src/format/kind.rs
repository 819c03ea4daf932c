//! Which formats there are.

use super::{Log, Packing};
use crate::diag::{Diagnostic, Result, codes, did_you_mean};
use crate::value::{Stored, Type};

/// A format of data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Apache Arrow's IPC files, of columns.
    Arrow,
    /// One JSON document.
    Json,
    /// One JSON document a line.
    Ndjson,
    /// Apache Parquet, of columns.
    Parquet,
    /// An HTML table, written and not read.
    Html,
    /// A table in Markdown, written and not read.
    Markdown,
    /// Values as Nushell writes them.
    Nuon,
    /// Comma-separated values by RFC 4180, with a header.
    Csv,
    /// The same with tabs between the cells.
    Tsv,
    /// One TOML document.
    Toml,
    /// YAML 1.2.
    Yaml,
    /// Sections of keys and their values, read and not written.
    Ini,
    /// One MessagePack document.
    Msgpack,
    /// A database of SQLite, of which one table is read or written.
    Sqlite,
    /// A workbook of Excel, of which one sheet is read.
    Xlsx,
    /// One XML document, read and not written.
    Xml,
    /// Lines of a log, read and not written.
    Log(Log),
}

impl Format {
    /// Every format, by name.
    pub const ALL: [(&'static str, Self); 19] = [
        ("arrow", Self::Arrow),
        ("clf", Self::Log(Log::Clf)),
        ("csv", Self::Csv),
        ("html", Self::Html),
        ("ini", Self::Ini),
        ("json", Self::Json),
        ("logfmt", Self::Log(Log::Logfmt)),
        ("md", Self::Markdown),
        ("msgpack", Self::Msgpack),
        ("ndjson", Self::Ndjson),
        ("nuon", Self::Nuon),
        ("parquet", Self::Parquet),
        ("sqlite", Self::Sqlite),
        ("syslog", Self::Log(Log::Syslog)),
        ("toml", Self::Toml),
        ("tsv", Self::Tsv),
        ("xlsx", Self::Xlsx),
        ("xml", Self::Xml),
        ("yaml", Self::Yaml),
    ];

    /// The format called `name`, or of files whose name ends so.
    ///
    /// # Errors
    /// There is none.
    pub fn named(name: &str) -> Result<Self> {
        let lower = name.to_ascii_lowercase();
        let lower = match lower.as_str() {
            "combined" | "common" => "clf",
            "jsonl" => "ndjson",
            "yml" => "yaml",
            "htm" => "html",
            "markdown" => "md",
            "xlsm" => "xlsx",
            "pq" => "parquet",
            "ipc" | "feather" => "arrow",
            "mpk" | "mp" => "msgpack",
            "db" | "db3" | "sqlite3" => "sqlite",
            other => other,
        };
        let found = Self::ALL.iter().find(|(known, _)| *known == lower);
        found.map(|(_, format)| *format).ok_or_else(|| {
            let names = Self::ALL.map(|(name, _)| name);
            Diagnostic::error(codes::UNKNOWN_FORMAT, format!("no format `{name}`"))
                .maybe_help(did_you_mean(name, "formats", &names))
                .into()
        })
    }

    /// The format of what begins with `bytes`, where nothing else begins so.
    pub fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let mut known = Self::BEGIN.into_iter();
        known.find_map(|(begin, format)| bytes.starts_with(begin).then_some(format))
    }

    /// Whether a file of this format is known by its first bytes, whatever it is called.
    pub fn is_by_bytes(self) -> bool {
        Self::BEGIN.iter().any(|(_, format)| *format == self)
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, format)| *format == self).map_or("", |(name, _)| name)
    }

    /// How files of some formats begin, and no others.
    const BEGIN: [(&[u8], Self); 3] = [
        (b"PAR1", Self::Parquet),
        (b"ARROW1\0\0", Self::Arrow),
        (b"SQLite format 3\0", Self::Sqlite),
    ];

    /// The format that a web server calls `media_type`, whatever its parameters are; none where it
    /// could be any, such as `text/plain`.
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let (_, name) = essence.split_once('/')?;
        let name = name.rsplit_once('+').map_or(name, |(_, suffix)| suffix);
        Some(match name.strip_prefix("x-").unwrap_or(name) {
            "csv" => Self::Csv,
            "tab-separated-values" => Self::Tsv,
            "json" => Self::Json,
            "ndjson" | "jsonl" | "jsonlines" | "json-lines" => Self::Ndjson,
            "yaml" => Self::Yaml,
            "toml" => Self::Toml,
            "xml" => Self::Xml,
            "html" => Self::Html,
            "msgpack" | "vnd.msgpack" => Self::Msgpack,
            "vnd.apache.parquet" | "parquet" => Self::Parquet,
            "vnd.apache.arrow.file" => Self::Arrow,
            "sqlite3" | "vnd.sqlite3" => Self::Sqlite,
            "vnd.openxmlformats-officedocument.spreadsheetml.sheet" => Self::Xlsx,
            _ => return None,
        })
    }

    /// The format of the file at `path`, by the end of its name.
    ///
    /// # Errors
    /// The end of the name tells none.
    pub fn of_path(path: &str) -> Result<Self> {
        let (_, path) = Packing::of_path(path);
        let end = std::path::Path::new(path).extension().and_then(|end| end.to_str());
        match end {
            Some("log") => {
                let message = format!("the name `{path}` does not tell a format of logs");
                Err(Diagnostic::error(codes::UNKNOWN_FORMAT, message).into())
            }
            Some(end) => Self::named(end),
            None => {
                let message = format!("the name `{path}` does not tell a format");
                Err(Diagnostic::error(codes::UNKNOWN_FORMAT, message).into())
            }
        }
    }

    /// What stands between the cells of a row, in formats that have rows of cells.
    pub fn separator(self) -> Option<u8> {
        match self {
            Self::Csv => Some(b','),
            Self::Tsv => Some(b'\t'),
            Self::Json | Self::Ndjson | Self::Toml | Self::Yaml => None,
            Self::Ini | Self::Msgpack | Self::Nuon | Self::Sqlite | Self::Xlsx | Self::Xml => None,
            Self::Arrow | Self::Parquet | Self::Html | Self::Markdown | Self::Log(_) => None,
        }
    }

    /// What it is as a file of columns, if that is what it is.
    pub fn stored(self) -> Option<Stored> {
        match self {
            Self::Arrow => Some(Stored::Arrow),
            Self::Parquet => Some(Stored::Parquet),
            Self::Csv | Self::Tsv | Self::Html | Self::Markdown => None,
            Self::Json | Self::Ndjson | Self::Toml | Self::Yaml | Self::Log(_) => None,
            Self::Ini | Self::Msgpack | Self::Nuon | Self::Sqlite | Self::Xlsx | Self::Xml => None,
        }
    }

    /// The names of the formats that are read, with commas between them.
    pub fn read_names() -> String {
        Self::names(Self::is_read)
    }

    /// The same of those that are written.
    pub fn written_names() -> String {
        Self::names(Self::is_written)
    }

    fn names(which: fn(Self) -> bool) -> String {
        let names = Self::ALL.iter().filter(|(_, format)| which(*format)).map(|(name, _)| *name);
        names.collect::<Vec<_>>().join(", ")
    }

    /// Whether files of this format are written.
    pub fn is_written(self) -> bool {
        !matches!(self, Self::Ini | Self::Log(_) | Self::Xlsx | Self::Xml)
    }

    /// Whether its files are documents, which are read as a whole and may be of any type.
    pub fn is_document(self) -> bool {
        matches!(self, Self::Ini | Self::Json | Self::Msgpack | Self::Nuon | Self::Toml)
            || matches!(self, Self::Xlsx | Self::Xml | Self::Yaml)
    }

    /// Whether a file of this format has several tables, each with a name.
    pub fn has_tables(self) -> bool {
        matches!(self, Self::Sqlite | Self::Xlsx)
    }

    /// Whether files of this format are read; if not, they are for people alone.
    pub fn is_read(self) -> bool {
        !matches!(self, Self::Html | Self::Markdown)
    }

    /// What is wrong with writing a value of type `ty`; a fragment with help.
    pub fn refuses(self, ty: &Type) -> Option<(&'static str, &'static str)> {
        match (self, ty.non_null()) {
            _ if !self.is_written() => {
                Some(("this format is read, and not written", "`--format` says another format"))
            }
            (_, Type::Unknown) | (Self::Json | Self::Msgpack | Self::Nuon | Self::Yaml, _) => None,
            (Self::Toml, Type::Record(_)) => None,
            (Self::Toml, _) => {
                Some(("a TOML document is a record", "give it a name: `{rows: (…)}` is a record"))
            }
            (_, Type::Table(_)) => None,
            _ => Some((
                "this format holds tables alone",
                "JSON, YAML, NUON and MessagePack hold any value",
            )),
        }
    }
}

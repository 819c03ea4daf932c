//! Which formats there are.

use crate::diag::{Diagnostic, Result, codes, did_you_mean};

/// A format of data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One JSON document.
    Json,
    /// One JSON document a line.
    Ndjson,
    /// Comma-separated values by RFC 4180, with a header.
    Csv,
}

impl Format {
    /// Every format, by name.
    pub const ALL: [(&'static str, Self); 3] =
        [("csv", Self::Csv), ("json", Self::Json), ("ndjson", Self::Ndjson)];

    /// The format called `name`, or of files whose name ends so.
    ///
    /// # Errors
    /// There is none.
    pub fn named(name: &str) -> Result<Self> {
        let lower = name.to_ascii_lowercase();
        let lower = if lower == "jsonl" { "ndjson" } else { &lower };
        let found = Self::ALL.iter().find(|(known, _)| *known == lower);
        found.map(|(_, format)| *format).ok_or_else(|| {
            let names = Self::ALL.map(|(name, _)| name);
            Diagnostic::error(codes::UNKNOWN_FORMAT, format!("no format `{name}`"))
                .maybe_help(did_you_mean(name, "formats", &names))
                .into()
        })
    }

    /// The format of the file at `path`, by the end of its name.
    ///
    /// # Errors
    /// The end of the name tells none.
    pub fn of_path(path: &str) -> Result<Self> {
        let end = std::path::Path::new(path).extension().and_then(|end| end.to_str());
        match end {
            Some(end) => Self::named(end),
            None => Err(Diagnostic::error(
                codes::UNKNOWN_FORMAT,
                format!("the name `{path}` does not tell a format"),
            )
            .help("say it with `--format csv`, `json` or `ndjson`")
            .into()),
        }
    }
}

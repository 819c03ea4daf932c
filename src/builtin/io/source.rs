//! The files that a path stands for, and what is in them once they are unpacked.

use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::os::fd::AsRawFd;
use std::path::Path;
use std::sync::Arc;

use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{Cancel, Files, shown};
use crate::format::{Format, MAGIC, Packing};
use crate::value::scan::{self, Guess, Source};

/// The most bytes that a packed document may unpack to: it has to be in memory as a whole.
const DOCUMENT: u64 = 1 << 30;

/// One file.
#[derive(Debug, Clone)]
pub struct Input {
    /// Its path, as it is written, or as it was found.
    pub path: String,
    /// How it is compressed, by the end of its name, or by its first bytes.
    pub packing: Option<Packing>,
    /// Whether it can be read as often as one likes; a pipe gives what is in it once.
    pub is_regular: bool,
    /// What the names of folders on the way to it say, such as `year=2026`; null where the name says
    /// that there is none.
    pub parts: Vec<(String, Option<String>)>,
    /// What it is by its first bytes, or else what its server says.
    pub format: Option<Format>,
    /// Where it is read.
    place: String,
    /// What was read of a pipe, which is there as long as somebody may want it.
    _spool: Option<Arc<File>>,
}

impl Input {
    /// The file at `path`.
    pub fn new(path: String, files: &dyn Files) -> Self {
        let is_regular = files.stat(Path::new(&path)).is_ok_and(|stat| stat.regular);
        let packing = Packing::of_path(&path).0;
        let (place, parts) = (path.clone(), Vec::new());
        let input = Self { place, path, packing, is_regular, parts, format: None, _spool: None };
        if is_regular { input.looked_at(files) } else { input }
    }

    /// The file at `address`, which is not here yet.
    pub fn elsewhere(address: &str) -> Self {
        let (path, place) = (shown(address), address.to_owned());
        let packing = Packing::of_path(&path).0;
        let parts = Vec::new();
        Self { path, packing, is_regular: false, parts, format: None, place, _spool: None }
    }

    /// The same once it was brought to `place`, where `kept` is, and is of `media_type`.
    pub fn brought(
        self,
        place: String,
        kept: File,
        media_type: Option<&str>,
        files: &dyn Files,
    ) -> Self {
        let (format, spool) = (media_type.and_then(Format::of_media_type), Some(Arc::new(kept)));
        Self { place, format, is_regular: true, _spool: spool, ..self }.looked_at(files)
    }

    /// The same as its first bytes say that it is, and compressed where its name says nothing.
    fn looked_at(self, files: &dyn Files) -> Self {
        if self.packing.is_some() {
            return self;
        }
        let first = files.read_at_most(Path::new(&self.place), MAGIC as u64).unwrap_or_default();
        let (packing, format) = (Packing::of_bytes(&first), Format::of_bytes(&first));
        Self { packing, format: format.or(self.format), ..self }
    }

    /// The same as a file that can be read as often as one likes: what a pipe gives is written to a
    /// file without a name.
    ///
    /// # Errors
    /// It cannot be read, or there is no room for it.
    pub fn spooled(self, files: &dyn Files, cancel: &Cancel) -> Result<Self> {
        if self.is_regular {
            return Ok(self);
        }
        let mut scratch = files.scratch().map_err(|error| no_room(&error))?;
        let input = files.open(Path::new(&self.place));
        let input = input.map_err(|error| unreadable(&self.path, &error))?;
        let copied = io::copy(&mut Cancelled { input, cancel }, &mut scratch);
        copied.map_err(|error| unreadable(&self.path, &error))?;
        let place = format!("/dev/fd/{}", scratch.as_raw_fd());
        let spool = Some(Arc::new(scratch));
        Ok(Self { place, is_regular: true, _spool: spool, ..self }.looked_at(files))
    }

    /// Whether its file has a name; what came from a pipe is in one that has none.
    pub fn is_named(&self) -> bool {
        self._spool.is_none()
    }

    /// About how many bytes what is in it would take in memory.
    pub fn size(&self, files: &dyn Files) -> u64 {
        let there = files.stat(Path::new(&self.place)).map_or(0, |stat| stat.size);
        let stored = Format::of_path(&self.path).is_ok_and(|format| format.stored().is_some());
        // What is compressed is mostly a fifth of what it was.
        if self.packing.is_some() || stored { 5 * there } else { there }
    }

    /// All that is in it.
    ///
    /// # Errors
    /// It cannot be read, is not packed as its name says, or unpacks to more than there is room for.
    pub fn bytes(&self, files: &dyn Files, cancel: &Cancel) -> Result<Vec<u8>> {
        if self.packing.is_none() {
            let path = Path::new(&self.place);
            return files.read(path).map_err(|error| unreadable(&self.path, &error));
        };
        let mut bytes = Vec::new();
        let mut reader = self.reader(files, cancel)?.take(DOCUMENT + 1);
        reader.read_to_end(&mut bytes).map_err(|error| self.failed(&error))?;
        if bytes.len() as u64 > DOCUMENT {
            let message = format!("`{}` unpacks to more than {} MiB", self.path, DOCUMENT >> 20);
            return Err(Diagnostic::error(codes::TOO_MUCH, message)
                .help("such a document is read as a whole; CSV, TSV and Parquet may be larger")
                .into());
        }
        Ok(bytes)
    }

    /// All of it for a library that reads files itself, once `check` has read it through: unpacked in
    /// a file without a name, which is gone with the last plan that needs it.
    ///
    /// # Errors
    /// As for [`Self::bytes`], those of `check`, or there is no room to unpack it.
    pub fn unpacked(
        &self,
        files: &dyn Files,
        cancel: &Cancel,
        check: impl FnOnce(&mut dyn Read) -> Result<()>,
    ) -> Result<Source> {
        if self.packing.is_none() {
            return self.as_path(files);
        }
        let scratch = files.scratch().map_err(|error| no_room(&error))?;
        let (input, trouble) = (self.reader(files, cancel)?, None);
        let mut copying = Copying { input, output: io::BufWriter::new(scratch), trouble };
        let checked = check(&mut copying);
        // What went wrong below is why the check failed.
        match copying.trouble.take() {
            Some(Trouble::Input(error)) => return Err(self.failed(&error)),
            Some(Trouble::Output(error)) => return Err(no_room(&error)),
            None => checked?,
        }
        let scratch = copying.output.into_inner().map_err(|error| no_room(error.error()))?;
        Ok(Source::Files([scratch].into()))
    }

    /// Where it is.
    ///
    /// # Errors
    /// It is not on this machine, or may not be read.
    pub fn as_path(&self, files: &dyn Files) -> Result<Source> {
        let real = files.real_path(Path::new(&self.place)).ok_or_else(|| {
            let message = format!("`{}` is no file of this machine", self.path);
            Diagnostic::error(codes::FILE_ACCESS, message)
        })?;
        // polars would say of an unreadable file only that something failed.
        files.open(&real).map_err(|error| unreadable(&self.path, &error))?;
        Ok(Source::Paths(vec![real]))
    }

    /// What is in it, unpacked, from its beginning.
    ///
    /// # Errors
    /// It cannot be opened.
    pub fn reader<'a>(
        &self,
        files: &dyn Files,
        cancel: &'a Cancel,
    ) -> Result<Box<dyn Read + Send + 'a>> {
        let wrong = |error: &io::Error| unreadable(&self.path, error);
        let file = files.open(Path::new(&self.place)).map_err(|error| wrong(&error))?;
        let file = Cancelled { input: file, cancel };
        match self.packing {
            Some(packing) => packing.unpack(file).map_err(|error| wrong(&error)),
            None => Ok(Box::new(file)),
        }
    }

    /// `problem` with this file's name.
    pub fn wrong(&self, mut problem: Box<Diagnostic>) -> Box<Diagnostic> {
        problem.message = format!("`{}`: {}", self.path, problem.message);
        problem
    }

    /// What is wrong with its bytes, as `error` has it from reading them.
    pub fn failed(&self, error: &io::Error) -> Box<Diagnostic> {
        match self.packing {
            Some(packing) => packing.damaged(&self.path, error),
            None => unreadable(&self.path, error),
        }
    }

    /// The columns that it has as a text of cells, guessed from its first `sniff` rows.
    ///
    /// # Errors
    /// Those of [`scan::guess`].
    pub fn guess(&self, separator: u8, sniff: usize, files: &dyn Files) -> Result<Guess> {
        let never = Cancel::new();
        let reader = self.reader(files, &never)?;
        scan::guess(reader, separator, sniff, &self.path, |error| self.failed(error))
    }
}

/// Fails as soon as the run is over.
struct Cancelled<'a, R> {
    input: R,
    cancel: &'a Cancel,
}

impl<R: Read> Read for Cancelled<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.cancel.is_cancelled() {
            return Err(io::Error::other("the run was cancelled"));
        }
        self.input.read(into)
    }
}

/// Whoever reads from it makes a copy.
struct Copying<R> {
    input: R,
    output: io::BufWriter<File>,
    trouble: Option<Trouble>,
}

enum Trouble {
    Input(io::Error),
    Output(io::Error),
}

impl<R: Read> Read for Copying<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.input.read(into).map_err(|error| self.fail(error, Trouble::Input))?;
        let written = self.output.write_all(into.get(..length).unwrap_or_default());
        written.map_err(|error| self.fail(error, Trouble::Output))?;
        Ok(length)
    }
}

impl<R> Copying<R> {
    /// Keep `error`, whatever the reader makes of the one that it gets.
    fn fail(&mut self, error: io::Error, side: fn(io::Error) -> Trouble) -> io::Error {
        let kind = error.kind();
        self.trouble = Some(side(error));
        kind.into()
    }
}

/// What is wrong with reading the file at `path`.
pub fn unreadable(path: &str, error: &io::Error) -> Box<Diagnostic> {
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

/// What is wrong with writing to a file without a name.
pub fn no_room(error: &io::Error) -> Box<Diagnostic> {
    let reason = match error.kind() {
        ErrorKind::StorageFull => "the disk is full".to_owned(),
        _ => error.to_string(),
    };
    let message =
        format!("there is no room to unpack it in the folder for temporary files: {reason}");
    Diagnostic::error(codes::FILE_ACCESS, message)
        .help("make room, or name another folder by the environment variable TMPDIR")
        .into()
}

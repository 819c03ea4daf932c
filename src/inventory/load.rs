//! The inventory of a session: found, read and checked when it is first asked for.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::ansible::{self, Given};
use super::catalog::plain;
use super::document::Document;
use super::read::{Base, read};
use super::resolve::resolve;
use super::{Catalog, Format, command, json, ssh};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{Cancel, Directory, Environment, Files, Processes, Program, Target, Transport};
use crate::source::{SourceId, Sources};
use crate::value::Schema;

/// The largest file that is read, in bytes.
pub(super) const LARGEST: usize = 64 << 20;

/// Keeps a text, given its name and itself, so that spans of diagnostics can point into it.
pub type Register = Box<dyn Fn(&str, &str) -> SourceId + Send + Sync>;

/// Does what may be cancelled.
pub type Cancelling = Box<dyn Fn(&mut dyn FnMut(Cancel)) + Send + Sync>;

/// Lists hosts as JSON, in place of a file.
pub type Lister = Box<dyn Fn() -> Result<Vec<u8>> + Send + Sync>;

/// A [`Register`] that adds to `sources`.
pub fn register_in(sources: Arc<Mutex<Sources>>) -> Register {
    Box::new(move |name, text| {
        sources.lock().unwrap_or_else(PoisonError::into_inner).add(name, text)
    })
}

/// A [`Directory`] that reads its file at the first question and remembers the answer.
pub struct Inventory {
    file: Option<File>,
    catalog: OnceLock<std::result::Result<Catalog, Vec<Diagnostic>>>,
}

/// What was said about where the inventory is.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// The file; the user's own when absent.
    pub path: Option<PathBuf>,
    /// What prints it, in place of a file: a text for `sh`.
    pub command: Option<String>,
    /// Its format, where that is not to be found out.
    pub format: Option<Format>,
}

/// Where to look for the file, and what for.
struct File {
    origin: Origin,
    files: Arc<dyn Files>,
    environment: Arc<dyn Environment>,
    programs: Option<(Arc<dyn Processes>, Cancelling)>,
    lister: Option<Lister>,
    register: Register,
}

impl Inventory {
    /// The inventory of `origin`, or else the user's own, or else this machine alone. Nothing is
    /// read yet. The text of the file goes to `register` once it is read.
    pub fn load(
        origin: Origin,
        files: Arc<dyn Files>,
        environment: Arc<dyn Environment>,
        register: Register,
    ) -> Self {
        let file =
            Some(File { origin, files, environment, programs: None, lister: None, register });
        Self { file, catalog: OnceLock::new() }
    }

    /// The same, and what runs the program that prints it.
    #[must_use]
    pub fn with_programs(mut self, programs: Arc<dyn Processes>, cancelling: Cancelling) -> Self {
        let programs = Some((programs, cancelling));
        self.file = self.file.map(|file| File { programs, ..file });
        self
    }

    /// The same, and what lists the hosts in place of a file or a program.
    #[must_use]
    pub fn with_lister(mut self, lister: Option<Lister>) -> Self {
        self.file = self.file.map(|file| File { lister, ..file });
        self
    }

    /// An inventory of these targets and no file. Of several with one name the first is kept.
    pub fn of_targets(targets: Vec<Target>) -> Self {
        let catalog = Catalog::new(targets, plain("", Transport::Ssh));
        Self { file: None, catalog: OnceLock::from(Ok(catalog)) }
    }

    /// The machines, all checked.
    ///
    /// # Errors
    /// Everything that is wrong with the file, in the order of its text.
    pub fn catalog(&self) -> std::result::Result<&Catalog, &[Diagnostic]> {
        self.catalog
            .get_or_init(|| self.file.as_ref().map_or_else(|| Ok(this_machine()), File::read))
            .as_ref()
            .map_err(Vec::as_slice)
    }

    /// The machines, or the first thing that is wrong, which says how many more there are.
    fn first(&self) -> Result<&Catalog> {
        self.catalog().map_err(|problems| first_of(problems, "the inventory"))
    }
}

/// The first of `problems` with `whose` files, which says how many more there are.
pub(super) fn first_of(problems: &[Diagnostic], whose: &str) -> Box<Diagnostic> {
    let mut first = problems.first().cloned().unwrap_or_else(|| {
        Diagnostic::error(codes::INTERNAL, format!("{whose} failed without a reason"))
    });
    let more = match problems.len() {
        0 | 1 => return Box::new(first),
        2 => "one more error".to_owned(),
        all => format!("{} more errors", all - 1),
    };
    let help = first.help.take().map_or_else(String::new, |help| {
        let end = if help.ends_with('?') { "" } else { ";" };
        format!("{help}{end} ")
    });
    Box::new(first.help(format!("{help}{whose} has {more}")))
}

impl File {
    fn read(&self) -> std::result::Result<Catalog, Vec<Diagnostic>> {
        if let Some(lister) = &self.lister {
            let name = "the inventory of a plugin";
            let listed = lister().and_then(|bytes| text(name, bytes));
            let listed = listed.map_err(|problem| vec![*problem])?;
            return self.understood(name, &listed, Format::Json, None);
        }
        if let (Some(command), Some((programs, cancelling))) =
            (&self.origin.command, &self.programs)
        {
            let mut printed = Err(Program::cancelled(command));
            cancelling(&mut |cancel| printed = command::output(command, &**programs, cancel));
            return self.printed(command, printed).map_err(|problem| vec![*problem])?;
        }
        let given = self.origin.path.is_some();
        let usual = || self.environment.config().map(|config| config.join("hosts.toml"));
        let Some(path) = self.origin.path.clone().or_else(usual) else { return Ok(this_machine()) };
        if given && self.format_of(&path) == Some(Format::SshConfig) {
            let home = self.environment.home();
            let found = ssh::hosts(&path, &*self.files, home.as_deref(), &self.register)?;
            let missing = || vec![unreadable(&path, &io::ErrorKind::NotFound.into())];
            return found.ok_or_else(missing);
        }
        let bytes = match self.files.read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound && !given => {
                return Ok(this_machine());
            }
            Err(error) => return Err(vec![unreadable(&path, &error)]),
        };
        let name = format!("the inventory `{}`", path.display());
        let text = text(&name, bytes).map_err(|diagnostic| vec![*diagnostic])?;
        let guessed = || if given { Format::of(&path, &text) } else { Format::Toml };
        let format = self.origin.format.unwrap_or_else(guessed);
        let folder = path.parent().unwrap_or(Path::new(""));
        let read = self.understood(&path.to_string_lossy(), &text, format, Some(folder));
        if !text.starts_with("#!") {
            return read;
        }
        read.map_err(|mut problems| {
            if let Some(first) = problems.first_mut() {
                let here = if path.components().count() == 1 { "./" } else { "" };
                first.help = Some(format!(
                    "this looks like a program, and a file is read, never run; to run it say \
                     `--inventory-command {here}{}`",
                    path.display()
                ));
            }
            problems
        })
    }
}

impl File {
    /// The format of the file at `path`, as far as it is known before it is read.
    fn format_of(&self, path: &Path) -> Option<Format> {
        self.origin.format.or_else(|| Format::of_path(path))
    }

    /// What `command` has printed.
    fn printed(
        &self,
        command: &str,
        printed: Result<Vec<u8>>,
    ) -> Result<std::result::Result<Catalog, Vec<Diagnostic>>> {
        let text = text(&format!("the output of `{command}`"), printed?)?;
        let format = self.origin.format.unwrap_or_else(|| Format::of(Path::new(""), &text));
        Ok(self.understood(&format!("`{command}`"), &text, format, None))
    }

    /// What `text` says, which is in a file of `folder` if it is in one, and is shown as `name`.
    fn understood(
        &self,
        name: &str,
        text: &str,
        format: Format,
        folder: Option<&Path>,
    ) -> std::result::Result<Catalog, Vec<Diagnostic>> {
        let source = (self.register)(name, text);
        let home = self.environment.home();
        let home = home.as_deref();
        let (files, register) = (&*self.files, &self.register);
        let (has_folders, folder) = (folder.is_some(), folder.unwrap_or(Path::new("")));
        let around = Given { source, text, folder, has_folders, home, files, register };
        match format {
            Format::Toml => own(source, text, &Base { home, folder }),
            Format::AnsibleIni => ansible::ini(&around),
            Format::AnsibleYaml => ansible::yaml(&around),
            Format::Json => json::read(&around),
            Format::SshConfig => {
                let message = "an SSH configuration is read from a file alone";
                let help = "say `--inventory FILE --inventory-format ssh-config`";
                Err(vec![Diagnostic::error(codes::INVENTORY, message).help(help)])
            }
        }
    }
}

/// Read an inventory in our own format.
fn own(
    source: SourceId,
    text: &str,
    base: &Base<'_>,
) -> std::result::Result<Catalog, Vec<Diagnostic>> {
    settle(read(source, text, base))
}

/// Work out the targets of a document, where nothing is wrong with it so far.
pub(super) fn settle(
    (document, mut diagnostics): (Document, Vec<Diagnostic>),
) -> std::result::Result<Catalog, Vec<Diagnostic>> {
    let (catalog, contradictions) = resolve(&document);
    diagnostics.extend(contradictions);
    diagnostics.sort_by_key(|diagnostic| diagnostic.labels.first().map(|at| at.span.start));
    if diagnostics.is_empty() { Ok(catalog) } else { Err(diagnostics) }
}

/// The inventory of someone who has none.
fn this_machine() -> Catalog {
    Catalog::new(vec![plain("localhost", Transport::Local)], plain("", Transport::Ssh))
}

fn text(name: &str, bytes: Vec<u8>) -> Result<String> {
    if bytes.len() > LARGEST {
        let message = format!("{name} is larger than 64 MiB");
        let help = "name the hosts by ranges such as `web[001-999]`, or split the file";
        return Err(Box::new(Diagnostic::error(codes::INVENTORY, message).help(help)));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let message = format!("{name} is not UTF-8 text, at byte {at}");
        let help = "save it as UTF-8; perhaps this is not the file that was meant, or a program: \
                    those are run by `--inventory-command`";
        Box::new(Diagnostic::error(codes::INVENTORY, message).help(help))
    })
}

fn unreadable(path: &Path, error: &io::Error) -> Diagnostic {
    let name = path.display();
    if error.kind() == io::ErrorKind::NotFound {
        let message = format!("the inventory `{name}` is not there");
        let help = "check the path after `--inventory`; relative paths start at the current folder";
        return Diagnostic::error(codes::INVENTORY, message).help(help);
    }
    if error.kind() == io::ErrorKind::IsADirectory {
        let message = format!("the inventory `{name}` is a folder");
        let help = "name a file in it; `--inventory-command 'ansible-inventory -i FOLDER --list'` \
                    puts several together";
        return Diagnostic::error(codes::INVENTORY, message).help(help);
    }
    let message = format!("the inventory `{name}` cannot be read: {error}");
    let help = "check that it is a file, and that you may read it";
    Diagnostic::error(codes::INVENTORY, message).help(help)
}

impl Directory for Inventory {
    fn all(&self) -> Result<Vec<Arc<Target>>> {
        Ok(self.first()?.targets().to_vec())
    }

    fn variables(&self) -> Result<Schema> {
        Ok(self.first()?.variables().clone())
    }

    fn get(&self, name: &str) -> Result<Arc<Target>> {
        self.first()?.get(name)
    }

    fn select(&self, pattern: &str) -> Result<Vec<Arc<Target>>> {
        self.first()?.select(pattern)
    }
}

//! Files that are carried to a target, or from it.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

/// Files to be put on a target.
#[derive(Debug, Clone)]
pub struct Upload {
    /// The files.
    pub files: Arc<[LocalFile]>,
    /// Folders that are made for them, each after the one that it is in.
    pub folders: Arc<[LocalFolder]>,
    /// The path of the one file or folder there, or of the folder for all of them when it ends in
    /// `/`. What does not begin with `/` is below the home of the account.
    pub place: Arc<str>,
    /// The mode that files get; else that of the file that is replaced, else that of the local file.
    pub mode: Option<u32>,
    /// Whether folders of `place` that are missing are made.
    pub make_folders: bool,
    /// Part of the names that files have while they are written; nobody else uses it.
    pub mark: Arc<str>,
    /// How sure it has to be.
    pub care: Care,
}

/// A file of this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its name below the place: its own name, or the way to it from the folder that is carried,
    /// with `/` between the parts. Empty where the place itself is its path.
    pub name: String,
    /// Who may do what with it: the nine bits, where they are known.
    pub mode: Option<u32>,
    /// Number of bytes when it was looked at.
    pub size: u64,
    /// When it was written last.
    pub modified: SystemTime,
}

/// A folder of this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalFolder {
    /// As [`LocalFile::name`].
    pub name: String,
    /// Who may do what with it: the nine bits.
    pub mode: u32,
}

/// Files to be brought here.
#[derive(Debug, Clone)]
pub struct Download {
    /// The path of a file, the last part of which may have `*` and `?`. What does not begin with `/`
    /// is below the home of the account.
    pub place: Arc<str>,
    /// The folder of this machine in which each target has a folder of its own.
    pub folder: PathBuf,
    /// Whether folders are carried with all that is in them.
    pub recursive: bool,
    /// Whether files that are here already are replaced.
    pub overwrite: bool,
    /// The most bytes of one target.
    pub most: u64,
    /// How sure it has to be.
    pub care: Care,
}

/// How sure it has to be that a file is the same on both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Care {
    /// As sure as SSH is, which checks all that is on the way.
    #[default]
    Usual,
    /// By the SHA-256 of both sides, before the file is put in place.
    Verify,
    /// As [`Self::Verify`]; what came over before a connection broke is kept, and the next
    /// transfer of the same file goes on there.
    Resume,
}

impl Care {
    /// Whether both sides are compared.
    pub fn verifies(self) -> bool {
        self != Self::Usual
    }

    /// Whether what is there already is gone on with.
    pub fn resumes(self) -> bool {
        self == Self::Resume
    }
}

/// A file that was carried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Where it is on this machine.
    pub local: PathBuf,
    /// Where it is on the target.
    pub remote: String,
    /// Number of bytes.
    pub size: u64,
    /// The SHA-256 that both sides have, in hexadecimal digits, where they were compared.
    pub sha256: Option<String>,
}

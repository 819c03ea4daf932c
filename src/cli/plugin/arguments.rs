//! What may be written behind `rebe plugin`.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};

use crate::cli::parsers::{duration, grant};
use crate::session::{Chosen, Grant, Language};

/// What is done about plugins.
#[derive(Debug, Subcommand)]
pub enum PluginFace {
    /// Begin to write a plugin: make a project that can be built
    New {
        /// What it is written in
        language: LanguageForm,
        /// The folder, which is not there yet or empty; the plugin is called as it is
        folder: PathBuf,
        /// What the plugin is called
        #[arg(long)]
        name: Option<String>,
    },
    /// Build the plugin of a project
    Build {
        /// Its folder
        #[arg(default_value = ".")]
        folder: PathBuf,
    },
    /// Build the plugin of a project, and run its examples and its tests
    Test {
        /// Its folder
        #[arg(default_value = ".")]
        folder: PathBuf,
    },
    /// Install a plugin, and ask what it may do
    Install(Install),
    /// Search the indexes that were added
    Search {
        /// What its name, its summary or a command has in it; all are listed if nothing is given
        #[arg(default_value = "")]
        text: String,
        /// The index to search
        #[arg(long, value_name = "NAME")]
        index: Option<String>,
    },
    /// Put the newest version in the place of what came from an index
    Update {
        /// Their names; all if none is named
        names: Vec<String>,
        /// Say what there is, and change nothing
        #[arg(long)]
        check: bool,
        /// Grant all that is asked for newly, where it says how far
        #[arg(long)]
        grant_all: bool,
    },
    /// List what is installed
    List,
    /// Tell what a plugin is, what it asks for and what it was granted
    Info {
        /// Its name, or the file of one that is not installed
        name: String,
    },
    /// Let a plugin do more, of what it asks for
    Grant {
        /// Its name
        name: String,
        /// What, such as `read-files=/var/log` or `query-network=https://api.example.com/`
        #[arg(value_name = "CAPABILITY", required = true, value_parser = grant)]
        grants: Vec<Grant>,
    },
    /// Take back what a plugin was granted
    Revoke {
        /// Its name
        name: String,
        /// What; all of it if nothing is named
        #[arg(value_name = "CAPABILITY", value_parser = grant)]
        grants: Vec<Grant>,
    },
    /// Take plugins away, and what they were granted
    Remove {
        /// Their names
        #[arg(required = true)]
        names: Vec<String>,
    },
    /// Look whether the files of plugins are what was installed
    Verify {
        /// Their names; all if none is named
        names: Vec<String>,
        /// Look whether what is installed is what a lock file names [default: plugins.lock]
        #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, conflicts_with = "names")]
        locked: Option<Option<PathBuf>>,
    },
    /// Write which plugins are installed to a file, for the repository of a project
    Lock {
        /// Their names; all if none is named
        names: Vec<String>,
        /// The file [default: plugins.lock]
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
    },
    /// Decide which indexes are trusted, or publish one
    Index {
        #[command(subcommand)]
        face: IndexFace,
    },
    /// Make a key to sign with: a secret one, and a public one beside it
    Key {
        /// The file of the secret one; the public one has `.pub` behind its name
        file: PathBuf,
        /// Lock it with no password
        #[arg(long)]
        no_password: bool,
    },
    /// Sign the file of a plugin; the signature has `.minisig` behind its name
    Sign {
        /// The file
        file: PathBuf,
        /// The file of the secret key
        #[arg(long, value_name = "FILE")]
        secret_key: PathBuf,
    },
}

/// What a plugin may be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LanguageForm {
    /// Rust, with cargo
    Rust,
    /// C, with zig or clang
    C,
    /// Python, with componentize-py
    Python,
    /// JavaScript, with componentize-qjs
    #[value(alias = "javascript")]
    Js,
}

impl LanguageForm {
    /// What the session calls it.
    pub fn language(self) -> Language {
        match self {
            Self::Rust => Language::Rust,
            Self::C => Language::C,
            Self::Python => Language::Python,
            Self::Js => Language::JavaScript,
        }
    }
}

/// What is done about indexes.
#[derive(Debug, Subcommand)]
pub enum IndexFace {
    /// Trust an index from now on
    Add {
        /// Its address, or its folder
        place: String,
        /// The key that it has to be signed with, or its file
        #[arg(long, value_name = "KEY")]
        key: Option<String>,
    },
    /// List the indexes that are trusted
    List,
    /// Trust indexes no more; what was installed from them stays
    Remove {
        /// Their names
        #[arg(required = true)]
        names: Vec<String>,
    },
    /// Make the index of a folder of plugins, or renew it, and sign it
    Build {
        /// The folder with the files `*.wasm`
        folder: PathBuf,
        /// What the index is called, such as `acme`
        #[arg(long)]
        name: String,
        /// The file of the secret key
        #[arg(long, value_name = "FILE")]
        secret_key: PathBuf,
        /// How long it may be believed before it is renewed, such as `2160h`
        #[arg(long, value_name = "DURATION", value_parser = duration)]
        valid: Option<Duration>,
    },
}

/// What is installed, and what is decided before anybody is asked.
#[derive(Debug, Args)]
pub struct Install {
    /// A file, a folder with one in it, an address, or a name in an index, perhaps with a version: `NAME@1.4.0`
    #[arg(required_unless_present = "locked")]
    pub what: Option<String>,

    /// The index to look in for a name
    #[arg(long, value_name = "NAME")]
    pub index: Option<String>,

    /// The key that the file has to be signed with, or the file of that key
    #[arg(long, value_name = "KEY")]
    pub key: Option<String>,

    /// The digest that the file has to have
    #[arg(long, value_name = "DIGEST", value_parser = Chosen::check_digest)]
    pub sha256: Option<String>,

    /// It is a program `nu_plugin_NAME`, a plugin of Nushell: native code, which may do anything that you may
    #[arg(long, conflicts_with_all = ["index", "key", "locked", "grant_all"])]
    pub native: bool,

    /// Install what a lock file names, or only the plugin WHAT of it [default: plugins.lock]
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, conflicts_with_all = ["index", "key", "sha256", "replace"])]
    pub locked: Option<Option<PathBuf>>,

    /// Grant all that it asks for, where it says how far
    #[arg(long)]
    pub grant_all: bool,

    /// Put it in the place of one of its name
    #[arg(long)]
    pub replace: bool,
}

//! What may be written behind `rebe plugin`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cli::parsers::grant;
use crate::session::Grant;

/// What is done about plugins.
#[derive(Debug, Subcommand)]
pub enum PluginFace {
    /// Install a plugin from its file, and ask what it may do
    Install(Install),
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
    },
}

/// What is installed, and what is decided before anybody is asked.
#[derive(Debug, Args)]
pub struct Install {
    /// The file
    pub file: PathBuf,

    /// Grant all that it asks for, where it says how far
    #[arg(long)]
    pub grant_all: bool,

    /// Put it in the place of one of its name
    #[arg(long)]
    pub replace: bool,
}

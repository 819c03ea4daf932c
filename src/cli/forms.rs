//! The forms in which results and errors are written, as they are called on the command line.

use clap::ValueEnum;

use crate::render::{Errors, Form, Format};
use crate::session::InventoryFormat;

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum OutputForm {
    /// For people
    #[default]
    Table,
    /// One array of objects
    Json,
    /// One object a line, as hosts answer
    Ndjson,
    /// With a header
    Csv,
}

impl OutputForm {
    /// What the screen calls it.
    pub fn form(self) -> Form {
        match self {
            Self::Table => Form::Table,
            Self::Json => Form::Data(Format::Json),
            Self::Ndjson => Form::Data(Format::Ndjson),
            Self::Csv => Form::Data(Format::Csv),
        }
    }
}

/// Formats of inventories.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InventoryForm {
    /// The one of hosts.toml
    Toml,
    /// Ansible's with sections
    AnsibleIni,
    /// Ansible's in YAML
    AnsibleYaml,
    /// A list of hosts, or what programs for Ansible print
    Json,
    /// The hosts that an SSH configuration names
    SshConfig,
}

impl InventoryForm {
    /// What the session calls it.
    pub fn format(self) -> InventoryFormat {
        match self {
            Self::Toml => InventoryFormat::Toml,
            Self::AnsibleIni => InventoryFormat::AnsibleIni,
            Self::AnsibleYaml => InventoryFormat::AnsibleYaml,
            Self::Json => InventoryFormat::Json,
            Self::SshConfig => InventoryFormat::SshConfig,
        }
    }
}

/// How errors are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiagnosticsForm {
    /// For people
    Text,
    /// One object a line
    Json,
    /// Workflow commands of GitHub Actions, which shows them beside the code
    Github,
    /// Logging commands of Azure Pipelines
    Azure,
}

impl DiagnosticsForm {
    /// What the output calls it.
    pub fn errors(self) -> Errors {
        match self {
            Self::Text => Errors::People,
            Self::Json => Errors::Json,
            Self::Github => Errors::Github,
            Self::Azure => Errors::Azure,
        }
    }
}

//! What may be written on the command line.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

use super::forms::{DiagnosticsForm, InventoryForm, OutputForm};
use super::parsers::{descriptor, duration, grant, jobs, machines, memory, parallel, rows, seed};
use super::plugin::PluginFace;
use crate::session::Grant;

/// A structured-data shell for fleets.
#[derive(Debug, Parser)]
#[command(
    name = "rebe",
    version,
    about = "A structured-data shell for fleets: typed pipelines over pooled SSH connections",
    disable_help_subcommand = true,
    args_conflicts_with_subcommands = false,
    after_help = "Without FILE and -c the shell opens; text on standard input is run.\n\
                  `rebe help COMMAND` tells how a command of the language is used, `rebe help E0202` what an \
                  error means."
)]
pub struct Cli {
    #[command(subcommand)]
    pub face: Option<Face>,

    #[command(flatten)]
    pub global: Global,

    /// Run this text and end
    #[arg(short = 'c', value_name = "TEXT", allow_hyphen_values = true)]
    pub command: Option<String>,

    /// Run this script and end; `-` is standard input
    #[arg(value_name = "FILE")]
    pub file: Option<String>,

    /// What the script gets as `$args`
    #[arg(value_name = "ARGS", trailing_var_arg = true, allow_hyphen_values = true)]
    pub args: Vec<String>,
}

/// What a face other than running a text does.
#[derive(Debug, Subcommand)]
pub enum Face {
    /// Start a fleet of simulated machines on this one, and run a text or open the shell on it
    Demo(Demo),
    /// Run a text again, on the hosts alone that an earlier run has left to be done
    Rerun(Rerun),
    /// Check scripts and run nothing
    Check(Check),
    /// Write scripts as everybody writes them, in place
    Fmt(Fmt),
    /// Run the tests of scripts: their blocks `test "…" { … }`
    Test(Test),
    /// Install plugins, and decide what they may do
    Plugin {
        #[command(subcommand)]
        face: PluginFace,
    },
    /// Serve an editor by the Language Server Protocol, on standard input and output
    Lsp {
        /// The default, and the only way; some editors say it
        #[arg(long)]
        stdio: bool,
    },
    /// Show what a script would do, and run nothing
    Explain {
        /// The script; `-` is standard input
        #[arg(required_unless_present = "command")]
        file: Option<String>,
        /// A text instead of a script
        #[arg(
            short = 'c',
            value_name = "TEXT",
            allow_hyphen_values = true,
            conflicts_with = "file"
        )]
        command: Option<String>,
    },
    /// List the commands of the language, tell how one is used, or what an error means
    Help {
        /// A command of one word or two, the code of an error such as E0202, or `codes`
        command: Vec<String>,
    },
}

/// What is run again, and where.
#[derive(Debug, Args)]
pub struct Rerun {
    /// The hosts that are not done in what `--outcomes FILE` of the earlier run has written
    #[arg(long, value_name = "OUTCOMES", required = true)]
    pub failed: PathBuf,

    /// Run this text and end
    #[arg(short = 'c', value_name = "TEXT", allow_hyphen_values = true)]
    pub command: Option<String>,

    /// Run this script and end; `-` is standard input
    #[arg(value_name = "FILE", conflicts_with = "command", required_unless_present = "command")]
    pub file: Option<String>,

    /// What the script gets as `$args`
    #[arg(value_name = "ARGS", trailing_var_arg = true, allow_hyphen_values = true)]
    pub args: Vec<String>,
}

/// What is checked, and what is done about it.
#[derive(Debug, Args)]
pub struct Check {
    /// Scripts, and folders with all `*.rsh` below them; `-` is standard input
    #[arg(value_name = "FILE", default_value = ".")]
    pub files: Vec<String>,

    /// Write what was found to standard output, as one JSON document
    #[arg(long)]
    pub json: bool,

    /// Mend what has one certain remedy, and write the files
    #[arg(long)]
    pub fix: bool,

    /// With --fix: say what would be changed, and write nothing
    #[arg(long, requires = "fix")]
    pub dry_run: bool,

    /// Check again whenever a file is changed, until Ctrl-C
    #[arg(long, conflicts_with = "fix")]
    pub watch: bool,
}

/// What is formatted, or looked at whether it is.
#[derive(Debug, Args)]
pub struct Fmt {
    /// Scripts, and folders with all `*.rsh` below them; `-` is standard input
    #[arg(value_name = "FILE", default_value = ".")]
    pub files: Vec<String>,

    /// Write nothing, name each file that would be changed, and end with 1 if there is one
    #[arg(long)]
    pub check: bool,
}

/// Which tests are run, and how.
#[derive(Debug, Args)]
pub struct Test {
    /// Scripts, and folders with all `*.rsh` below them; `-` is standard input
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<String>,

    /// Run only tests with this text in their name or in that of their file
    #[arg(long, value_name = "TEXT")]
    pub filter: Option<String>,

    /// Name the tests, and run none
    #[arg(long)]
    pub list: bool,

    /// How many tests are run at once
    #[arg(long, short, value_name = "N", default_value = "8", value_parser = jobs)]
    pub jobs: usize,

    /// Deadline for each test, and for a command on a host in it [default: 1min]
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub timeout: Option<Duration>,
}

impl Test {
    /// How long each test may take.
    pub fn deadline(&self) -> Duration {
        self.timeout.unwrap_or(Duration::from_secs(60))
    }
}

/// What is done on the simulated fleet besides running a text.
#[derive(Debug, Subcommand)]
pub enum OnDemo {
    /// Run the tests of scripts on it
    Test(Test),
}

/// The simulated fleet.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = false, subcommand_negates_reqs = true)]
pub struct Demo {
    #[command(subcommand)]
    pub face: Option<OnDemo>,

    /// Run this text and end
    #[arg(short = 'c', value_name = "TEXT", allow_hyphen_values = true)]
    pub command: Option<String>,

    /// Run this script and end; `-` is standard input
    #[arg(value_name = "FILE", conflicts_with = "command")]
    pub file: Option<String>,

    /// What the script gets as `$args`
    #[arg(value_name = "ARGS", trailing_var_arg = true, allow_hyphen_values = true)]
    pub args: Vec<String>,

    /// How many machines
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = machines)]
    pub hosts: usize,

    /// Give a part of the machines faults: names with commas between them, or `all`
    #[arg(long, value_name = "NAMES")]
    pub faults: Option<String>,

    /// What the machines and their faults are drawn from
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = seed)]
    pub seed: u64,

    /// How long a round trip to a machine takes, as if it were far away
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub latency: Option<Duration>,
}

/// Options of every face.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// How results are written; `table` unless said otherwise
    #[arg(short, long, value_name = "FORM", global = true)]
    pub output: Option<OutputForm>,

    /// The most rows of a table that a terminal shows, 0 for all [default: 100]
    #[arg(long, value_name = "N", global = true, value_parser = rows)]
    pub rows: Option<usize>,

    /// At a terminal show results through $PAGER, or `less -RS`, all rows and columns of them
    #[arg(long, global = true)]
    pub pager: bool,

    /// The inventory; else hosts.toml in the folder of your settings, else this machine alone
    #[arg(short, long, value_name = "FILE", global = true, group = "hosts_from")]
    pub inventory: Option<PathBuf>,

    /// What prints the inventory, in place of a file: a text for `sh`, run when hosts are first asked
    /// for
    #[arg(long, value_name = "COMMAND", global = true, group = "hosts_from")]
    pub inventory_command: Option<String>,

    /// The inventory of a plugin, in place of a file: its name, and its arguments behind it
    #[arg(long, value_name = "NAME", global = true, group = "hosts_from")]
    pub inventory_plugin: Option<String>,

    /// The format of the inventory, where its name and its text do not tell it
    #[arg(long, value_name = "FORMAT", global = true, requires = "hosts_from")]
    pub inventory_format: Option<InventoryForm>,

    /// Add the commands of a plugin, a WASM component; may be given several times
    #[arg(long, value_name = "FILE", global = true)]
    pub plugin: Vec<PathBuf>,

    /// Let the plugins of `--plugin` have this, if they ask for it, such as
    /// `read-files=/var/log`; may be given several times
    #[arg(long, value_name = "CAPABILITY", global = true, value_parser = grant)]
    pub grant: Vec<Grant>,

    /// Add the commands of a plugin of Nushell, a program `nu_plugin_NAME` that may do anything that you
    /// may; may be given several times
    #[arg(long, value_name = "FILE", global = true)]
    pub nu_plugin: Vec<PathBuf>,

    /// Leave out the plugins that are installed
    #[arg(long, global = true)]
    pub no_plugins: bool,

    /// How many hosts are worked on at once [default: 256]
    #[arg(long, value_name = "N", global = true, value_parser = parallel)]
    pub parallel: Option<usize>,

    /// Deadline for reaching a host [default: 10s]
    #[arg(long, value_name = "DURATION", global = true, value_parser = duration)]
    pub connect_timeout: Option<Duration>,

    /// Deadline for logging in [default: 10s]
    #[arg(long, value_name = "DURATION", global = true, value_parser = duration)]
    pub auth_timeout: Option<Duration>,

    /// Deadline for a command on a host [default: 60s]
    #[arg(long, value_name = "DURATION", global = true, value_parser = duration)]
    pub timeout: Option<Duration>,

    /// Deadline for a host as a whole [default: 2min]
    #[arg(long, value_name = "DURATION", global = true, value_parser = duration)]
    pub total_timeout: Option<Duration>,

    /// Deadline for the run as a whole; it ends with exit code 124
    #[arg(long, value_name = "DURATION", global = true, value_parser = duration)]
    pub deadline: Option<Duration>,

    /// How much memory the rows of a sort or of the second table of a join may take before they go
    /// through temporary files [default: 512MiB]
    #[arg(long, value_name = "SIZE", global = true, value_parser = memory)]
    pub memory: Option<usize>,

    /// Refuse texts that would write files, run programs, run commands on hosts or have a plugin send
    /// something, with exit code 5
    #[arg(long, global = true)]
    pub read_only: bool,

    /// The account to log in with, where the inventory names none
    #[arg(short, long, value_name = "NAME", global = true)]
    pub user: Option<String>,

    /// A private key to log in with; may be given several times
    #[arg(long, value_name = "FILE", global = true)]
    pub identity: Vec<PathBuf>,

    /// The file of known host keys
    #[arg(long, value_name = "FILE", global = true)]
    pub known_hosts: Option<PathBuf>,

    /// The SSH configuration; else ~/.ssh/config and that of the system; `none` reads no file
    #[arg(long, value_name = "FILE", global = true)]
    pub ssh_config: Option<PathBuf>,

    /// Ask for a password, for hosts that want one
    #[arg(long, global = true, conflicts_with_all = ["password_fd", "password_command"])]
    pub ask_password: bool,

    /// Read the password from the file descriptor of this number
    #[arg(long, value_name = "N", global = true, value_parser = descriptor, conflicts_with = "password_command")]
    pub password_fd: Option<u32>,

    /// Take the first line that this command prints for the password
    #[arg(long, value_name = "COMMAND", global = true)]
    pub password_command: Option<String>,

    /// Ask for the password for `sudo`, for hosts whose `sudo` wants one
    #[arg(long, global = true, conflicts_with_all = ["become_password_fd", "become_password_command"])]
    pub ask_become_password: bool,

    /// Read the password for `sudo` from the file descriptor of this number
    #[arg(long, value_name = "N", global = true, value_parser = descriptor, conflicts_with = "become_password_command")]
    pub become_password_fd: Option<u32>,

    /// Take the first line that this command prints for the password for `sudo`
    #[arg(long, value_name = "COMMAND", global = true)]
    pub become_password_command: Option<String>,

    /// Record and trust keys of hosts that are not on record yet
    #[arg(long, global = true)]
    pub accept_new: bool,

    /// Write how it ended for each host to this file, as NDJSON
    #[arg(long, value_name = "FILE", global = true)]
    pub outcomes: Option<PathBuf>,

    /// Write a report for CI systems to this file, as JUnit XML: on the hosts of a run, or on tests
    #[arg(long, value_name = "FILE", global = true)]
    pub junit: Option<PathBuf>,

    /// How errors and failed hosts are written to standard error
    #[arg(long, value_name = "FORM", global = true)]
    pub diagnostics: Option<DiagnosticsForm>,
}

//! What a session is told once.

use std::path::PathBuf;
use std::time::Duration;

use crate::diag::Result;
use crate::effect::{Environment, Grant, Limits, Target};
use crate::fleet::demo::{DemoFleet, DemoOptions, Faults};
use crate::fleet::{FleetSettings, KnownKey};
use crate::inventory::{ConfigFiles, Format as InventoryFormat};

/// What a session is told once.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The inventory; the user's own when absent.
    pub inventory: Option<PathBuf>,
    /// What prints the inventory, in place of a file: a text for `sh`.
    pub inventory_command: Option<String>,
    /// The inventory of a plugin, in place of a file: its name, and its arguments behind it.
    pub inventory_plugin: Option<String>,
    /// The format of that, where it is not to be found out.
    pub inventory_format: Option<InventoryFormat>,
    /// The SSH configuration, by which hosts are reached.
    pub ssh_config: ConfigFiles,
    /// These targets instead of an inventory; they are reached without an SSH configuration.
    pub targets: Option<Vec<Target>>,
    /// Only these hosts, of whatever the inventory has.
    pub only: Option<Vec<String>>,
    /// Files with plugins, whose commands are added.
    pub plugins: Vec<PathBuf>,
    /// Programs that are plugins of Nushell, whose commands are added.
    pub nushell_plugins: Vec<PathBuf>,
    /// What components of `plugins` may do, of what they ask for.
    pub grants: Vec<Grant>,
    /// Whether the plugins that the user has installed are there, too.
    pub installed: bool,
    /// How hosts are connected to.
    pub fleet: FleetSettings,
    /// Bounds of fleet commands.
    pub limits: Limits,
    /// How long a run may take as a whole.
    pub deadline: Option<Duration>,
    /// Refuse texts that would write files, run programs or run commands on hosts.
    pub read_only: bool,
    /// Run plans as they were written. The optimiser changes no result, and so can be looked at.
    pub unoptimised: bool,
}

impl Options {
    /// The SSH configuration by which hosts are reached: one that is the inventory, too, where no
    /// other is named.
    pub(super) fn routed_by(&self, environment: &dyn Environment) -> ConfigFiles {
        let Some(path) = &self.inventory else { return self.ssh_config.clone() };
        let format = self.inventory_format.or_else(|| InventoryFormat::of_path(path));
        let usual = environment.home().map(|home| home.join(".ssh/config"));
        let is_its_own = format == Some(InventoryFormat::SshConfig) && usual.as_ref() != Some(path);
        match self.ssh_config {
            ConfigFiles::Usual if is_its_own => ConfigFiles::Only(path.clone()),
            _ => self.ssh_config.clone(),
        }
    }
}

/// A fleet to be played on this machine.
#[derive(Debug, Clone)]
pub struct Demo {
    /// Number of machines.
    pub hosts: usize,
    /// Names of faults with commas between them, or `all`; none when absent.
    pub faults: Option<String>,
    /// What machines and faults are drawn from.
    pub seed: u64,
    /// How long a round trip to a machine takes.
    pub latency: Duration,
}

impl Demo {
    /// Start it, and have `options` point at it. It runs until it is dropped.
    ///
    /// # Errors
    /// A fault has another name, there are too many hosts, or the system gives no sockets.
    pub fn start(&self, options: &mut Options) -> Result<DemoFleet> {
        let faults = match &self.faults {
            Some(names) => Faults::parse(names)?,
            None => Faults::none(),
        };
        let (hosts, seed, latency) = (self.hosts, self.seed, self.latency);
        let fleet = DemoFleet::start(DemoOptions { hosts, faults, seed, latency })?;
        let key = fleet.host_key().clone();
        options.fleet.known_keys = vec![KnownKey { host: None, key }];
        options.fleet.identity = Some(std::sync::Arc::new(fleet.client_key().clone()));
        options.targets = Some(fleet.targets());
        Ok(fleet)
    }
}

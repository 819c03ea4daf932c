//! What a session is told once.

use std::path::PathBuf;

use crate::effect::{Limits, Target};
use crate::fleet::FleetSettings;

/// What a session is told once.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The inventory; the user's own when absent.
    pub inventory: Option<PathBuf>,
    /// These targets instead of an inventory.
    pub targets: Option<Vec<Target>>,
    /// How hosts are connected to.
    pub fleet: FleetSettings,
    /// Bounds of fleet commands.
    pub limits: Limits,
}

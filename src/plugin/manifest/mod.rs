//! What a plugin says about itself, which nobody vouches for, as commands of the shell.
//!
//! All of it is checked before any of it is kept: what becomes a command lives as long as the process.

mod check;
mod roles;
mod signature;
mod wants;
mod words;

use super::notation;
use super::wit::Manifest;
use crate::command::{Registry, Signature};
use crate::effect::Capability;
use crate::value::Schema;

pub use check::check;
pub use wants::{Want, capability, wants};
pub use words::{is_name, is_plain, is_plain_line};

/// What a manifest says of one command, found to be fit.
pub struct Fit {
    /// Its signature.
    pub signature: Signature,
    /// The columns that it yields, where they are always the same.
    pub output: Option<Schema>,
    /// What it uses of what the plugin wants.
    pub uses: Vec<Capability>,
}

/// The commands of `manifest`, none of which may be in `registry`.
///
/// # Errors
/// What is wrong with it, as a fragment for people.
pub fn commands(manifest: &Manifest, registry: Registry) -> Result<Vec<Fit>, String> {
    check(manifest, registry)?;
    let fit = manifest.commands.iter().map(|command| {
        let uses = command.uses.iter().copied().map(capability).collect::<Vec<_>>();
        let output = command.output.clone().map(|columns| notation::promised(columns, &[]));
        let output = output.transpose()?.map(|schema| schema.as_ref().clone());
        Ok(Fit { signature: signature::of(command, &uses)?, output, uses })
    });
    fit.collect()
}

#[cfg(test)]
mod tests;

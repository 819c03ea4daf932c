//! What a plugin says about itself.

use std::path::Path;

use futures_executor::block_on;
use nu_plugin_protocol::{PluginCall, PluginCallResponse, PluginInput, PluginOutput};
use nu_protocol::PluginSignature;

use super::talk::{Asked, Broken, Talk, converse};
use super::{engine, limits};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{Cancel, Limits, World};
use crate::plugin::{Manifest, PluginCommand, PluginCommandInput, is_name, plain};

/// What a plugin says about itself.
#[derive(Debug, Clone)]
pub struct Described {
    /// Its name: that of the program, without what all have in common.
    pub name: String,
    /// Its own version; empty where it does not tell.
    pub version: String,
    signatures: Vec<PluginSignature>,
}

/// A command that cannot be had, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Its name.
    pub name: String,
    /// Why, as a fragment for people.
    pub why: String,
}

/// The name of the plugin in the program at `path`.
///
/// # Errors
/// It is not called as plugins of Nushell are.
pub fn name_of(path: &Path) -> Result<String> {
    let stem = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let name = stem.strip_prefix("nu_plugin_").map(|name| name.replace('_', "-"));
    name.filter(|name| is_name(name)).ok_or_else(|| {
        let message = format!("{} is no plugin of Nushell", path.display());
        Diagnostic::error(codes::PLUGIN_INVALID, message)
            .help("those are programs called `nu_plugin_NAME`; others may be run as `^PROGRAM`")
            .into()
    })
}

/// Start the program at `path` and ask it what it is.
///
/// # Errors
/// It cannot be started, is no plugin, or is made for another version of Nushell.
pub fn describe(path: &Path, world: &World, cancel: Cancel) -> Result<Described> {
    let name = name_of(path)?;
    let asked = Asked { who: format!("the plugin `{name}`"), path: path.to_owned() };
    let limits = Limits { exec: limits::ASK, ..Limits::default() };
    let most = limits::DESCRIPTION;
    let told = converse(asked, world, &limits, most, cancel, |talk| {
        let PluginCallResponse::Metadata(metadata) = ask(talk, 0, PluginCall::Metadata)? else {
            return Err(talk.forged("something else than its version"));
        };
        let PluginCallResponse::Signature(signatures) = ask(talk, 1, PluginCall::Signature)? else {
            return Err(talk.forged("something else than its commands"));
        };
        match signatures.len() {
            1..=limits::COMMANDS => Ok((metadata.version, signatures)),
            other => Err(talk.forged(&format!("{other} commands"))),
        }
    });
    let ((version, signatures), _) = block_on(told)?;
    let version = plain(&version.unwrap_or_default(), 64);
    Ok(Described { name, version, signatures })
}

/// What it answers to `call`.
fn ask(
    talk: &mut Talk,
    id: usize,
    call: PluginCall<nu_plugin_protocol::PipelineDataHeader>,
) -> Result<PluginCallResponse<nu_plugin_protocol::PipelineDataHeader>, Broken> {
    talk.voice.say(&PluginInput::Call(id, call))?;
    loop {
        match talk.hear()? {
            PluginOutput::CallResponse(of, PluginCallResponse::Error(error)) if of == id => {
                return Err(Broken::Problem(engine::reported(error.into(), talk.who(), &[])));
            }
            PluginOutput::CallResponse(of, response) if of == id => return Ok(response),
            PluginOutput::Option(_) => {}
            PluginOutput::EngineCall { id, .. } => {
                talk.voice.say(&engine::refused(id, "a plugin that is asked what it is"))?;
            }
            _ => return Err(talk.forged("an answer to nothing")),
        }
    }
}

impl Described {
    /// What it said, to be kept.
    pub fn to_json(&self) -> serde_json::Value {
        // There is nothing in it that JSON cannot say.
        serde_json::to_value(&self.signatures).unwrap_or_default()
    }

    /// What was kept of the plugin called `name`.
    ///
    /// # Errors
    /// Another version of Nushell's plugins said it.
    pub fn of_json(name: &str, version: &str, kept: &serde_json::Value) -> Result<Self> {
        use serde::Deserialize;
        let signatures = Vec::deserialize(kept).map_err(|error| {
            let message = format!(
                "what `{name}` said about itself cannot be used: {}",
                plain(&error.to_string(), 200)
            );
            Diagnostic::error(codes::PLUGIN_VERSION, message)
                .help("install it anew with `--replace`")
        })?;
        Ok(Self { name: name.to_owned(), version: version.to_owned(), signatures })
    }

    /// Its commands as they are.
    pub(super) fn signatures(&self) -> &[PluginSignature] {
        &self.signatures
    }

    /// It with what is in the manifest of any plugin.
    pub fn manifest(&self) -> Manifest {
        let commands = self.signatures.iter().map(|PluginSignature { sig, .. }| PluginCommand {
            name: plain(&sig.name, 64),
            summary: plain(&sig.description, 200),
            details: String::new(),
            input: PluginCommandInput::Nothing,
            output: None,
            params: Vec::new(),
            flags: Vec::new(),
            uses: Vec::new(),
            examples: Vec::new(),
        });
        Manifest {
            name: self.name.clone(),
            version: self.version.clone(),
            summary: "a plugin of Nushell".to_owned(),
            commands: commands.collect(),
            probes: Vec::new(),
            formats: Vec::new(),
            inventories: Vec::new(),
            wants: Vec::new(),
        }
    }
}

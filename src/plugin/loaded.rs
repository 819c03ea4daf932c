//! A plugin that is known to a session. It is compiled when one of its commands is first asked for
//! something, and not before.

use std::sync::{Arc, OnceLock};

use super::code::Code;
use super::compile::{Component, compile};
use super::engine::Place;
use super::failure::{Failure, plain};
use super::guest::{Guest, drive};
use super::manifest;
use super::services::{Allowed, Services, Settings};
use super::wit::Manifest;
use crate::command::{Context, Registry};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{Cancel, Capability, Grant, Grants, World};

/// What a plugin says about itself, and what is known about it whatever it says.
#[derive(Debug, Clone)]
pub struct Described {
    /// What it says.
    pub manifest: Manifest,
    /// The services that it imports, by the names of their interfaces.
    pub imports: Vec<String>,
    /// The version of the interface that it is made for, such as `0.2`.
    pub interface: &'static str,
    /// The digest of the component, in hexadecimal.
    pub digest: String,
}

/// Where the bytes of a component come from.
pub type Bytes = Box<dyn Fn() -> Result<Vec<u8>> + Send + Sync>;

/// A plugin with what it was granted.
pub struct Granted {
    /// How people know it.
    pub name: String,
    /// What it says.
    pub manifest: Manifest,
    /// The digest of the component.
    pub digest: String,
    /// Gives the component.
    pub bytes: Bytes,
    /// What it was granted.
    pub grants: Grants,
    /// The words before a grant that grant more, such as `rebe plugin grant NAME`.
    pub way: String,
    /// What its user has set.
    pub settings: Arc<dyn Settings>,
}

/// A plugin that may be called.
pub struct Loaded {
    plugin: Granted,
    world: World,
    /// What it may have at most.
    wanted: Vec<manifest::Want>,
    way: Arc<str>,
    component: OnceLock<Component>,
    /// The same for instances that the pool has no room for.
    spare: OnceLock<Component>,
}

/// Ask the component in `bytes`, known to people by `name`, what it is.
///
/// # Errors
/// It is no plugin, it is made for another version, it wants what no plugin can have, or what it says
/// about itself cannot be used.
pub fn describe(
    name: &str,
    bytes: Vec<u8>,
    world: &World,
    registry: Registry,
) -> Result<Described> {
    let digest = super::code::digest(&bytes);
    let component = compile(name, bytes, &Code::of(world, &digest), Place::Pool)?;
    let described = drive(async {
        let mut guest = Guest::new(&component, Cancel::new()).await?;
        guest.describe().await
    });
    let who = format!("the plugin `{name}`");
    let manifest = described.map_err(|failure: Failure| failure.diagnostic(&who, None))?;
    let wanted = fit(name, &manifest, registry)?.0;
    let imports = component.imports();
    if let Some(hidden) = hidden(&imports, &wanted) {
        let message = format!("`{name}` imports the service `{hidden}` and does not ask for it");
        return Err(Diagnostic::error(codes::PLUGIN_DENIED, message)
            .help("a plugin says what it wants and why: use another one, or tell its author")
            .into());
    }
    Ok(Described { manifest, imports, interface: component.interface(), digest })
}

/// What `manifest` asks for, and its commands.
///
/// # Errors
/// It cannot be used.
pub(super) fn fit(
    name: &str,
    manifest: &Manifest,
    registry: Registry,
) -> Result<(Vec<manifest::Want>, Vec<manifest::Fit>)> {
    let fit = manifest::commands(manifest, registry)
        .and_then(|commands| Ok((manifest::wants(manifest)?, commands)));
    fit.map_err(|wrong| {
        let message = format!("`{name}` describes itself with {}", plain(&wrong, 300));
        Diagnostic::error(codes::PLUGIN_MANIFEST, message)
            .help("tell its author; what is there already can be had once, from one plugin")
            .into()
    })
}

/// A service that is imported and not asked for.
fn hidden<'a>(imports: &'a [String], wanted: &[manifest::Want]) -> Option<&'a str> {
    let asked =
        |capability: Capability| wanted.iter().any(|want| want.grant.capability == capability);
    let fits = |import: &str| match import {
        // Everybody has these, and types do nothing.
        "log" | "progress" | "config" | "errors" | "outcomes" => true,
        "network" => asked(Capability::QueryNetwork) || asked(Capability::ChangeNetwork),
        other => Capability::find(other).is_some_and(asked),
    };
    imports.iter().map(String::as_str).find(|import| !fits(import))
}

impl Loaded {
    pub(super) fn new(plugin: Granted, wanted: Vec<manifest::Want>, world: &World) -> Self {
        let way = plugin.way.as_str().into();
        Self {
            plugin,
            world: world.clone(),
            wanted,
            way,
            component: OnceLock::new(),
            spare: OnceLock::new(),
        }
    }

    /// A new instance, which `cancel` ends. It may call nothing.
    ///
    /// # Errors
    /// It cannot be compiled, or does not start.
    pub async fn guest(&self, cancel: Cancel) -> std::result::Result<Guest, Failure> {
        let pooled = Guest::new(self.component(Place::Pool)?, cancel.clone()).await;
        match pooled {
            Err(Failure::Full) => Guest::new(self.component(Place::Own)?, cancel).await,
            other => other,
        }
    }

    /// The component for instances at `place`, compiled now if it was not.
    ///
    /// # Errors
    /// It cannot be read, or is not what it was.
    fn component(&self, place: Place) -> Result<&Component> {
        let kept = match place {
            Place::Pool => &self.component,
            Place::Own => &self.spare,
        };
        if let Some(component) = kept.get() {
            return Ok(component);
        }
        // What went wrong may go well the next time, so only what went well is kept.
        let bytes = (self.plugin.bytes)()?;
        let code = Code::of(&self.world, &self.plugin.digest);
        let component = compile(&self.plugin.name, bytes, &code, place)?;
        Ok(kept.get_or_init(|| component))
    }

    /// What a command that uses these has: what was granted, and no more than was asked for.
    pub fn grants(&self, uses: &[Capability]) -> Grants {
        let asked = self.wanted.iter().map(|want| &want.grant);
        let asked = asked.filter(|grant| uses.contains(&grant.capability)).cloned();
        self.plugin.grants.within(&asked.collect::<Vec<Grant>>())
    }

    /// What it says about itself.
    pub fn manifest(&self) -> &Manifest {
        &self.plugin.manifest
    }

    /// Why it must not do what takes all of `capability`, if it was not granted.
    pub fn lacks(&self, capability: Capability) -> Option<Box<Diagnostic>> {
        if self.grants(&[capability]).has(capability) {
            return None;
        }
        let message =
            format!("`{}` needs `{capability}` for this, which was not granted", self.plugin.name);
        let asked = self.wanted.iter().any(|want| want.grant.capability == capability);
        let help = match asked {
            true => format!("`{} {capability}` grants it", self.way),
            false => "it does not ask for it, either: tell its author".to_owned(),
        };
        Some(Diagnostic::error(codes::PLUGIN_DENIED, message).help(help).into())
    }

    /// What a command that uses these cannot do without and does not have.
    pub fn missing(&self, uses: &[Capability]) -> Option<Box<Diagnostic>> {
        let grants = self.grants(uses);
        let needed = self.wanted.iter().filter(|want| !want.optional);
        let needed = needed.filter(|want| uses.contains(&want.grant.capability));
        let missing = needed.filter(|want| !grants.has(want.grant.capability)).collect::<Vec<_>>();
        let first = missing.first()?;
        let told = missing.iter().map(|want| {
            let (capability, reason) = (want.grant.capability, plain(&want.reason, 200));
            format!("`{capability}` ({reason})")
        });
        let told = told.collect::<Vec<_>>().join(", ");
        let message = format!("`{}` needs {told}, which was not granted", self.plugin.name);
        let help = format!("`{} {}` grants it", self.way, first.example());
        Some(Diagnostic::error(codes::PLUGIN_DENIED, message).help(help).into())
    }

    /// What an instance for a call of a command that uses these may call.
    pub fn services(&self, uses: &[Capability], context: &Context) -> Services {
        let plugin = &self.plugin;
        let allowed = Allowed {
            plugin: plugin.manifest.name.clone(),
            digest: plugin.digest.clone(),
            uses: uses.to_vec(),
            grants: self.grants(uses),
            way: Arc::clone(&self.way),
            settings: Arc::clone(&plugin.settings),
        };
        Services::new(allowed, context)
    }
}

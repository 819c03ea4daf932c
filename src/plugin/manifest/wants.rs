//! What a plugin asks for.

use super::words::{LINE, NAME, line};
use crate::effect::{Capability, Grant, check_scope};
use crate::plugin::failure::plain;
use crate::plugin::wit::{Manifest, Service};

/// Most parts of a scope.
const PARTS: usize = 16;
/// Most bytes of a part.
const PART: usize = 1_000;

/// Something that a plugin asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Want {
    /// What, and how far at most.
    pub grant: Grant,
    /// What for.
    pub reason: String,
    /// Whether it does something useful without it.
    pub optional: bool,
}

impl Want {
    /// A grant of it as one writes it; what is for the user to name is left for them.
    pub fn example(&self) -> String {
        let Grant { capability, scope } = &self.grant;
        if !scope.iter().any(|part| part == "*") {
            return self.grant.to_string();
        }
        let place = match capability {
            Capability::QueryNetwork | Capability::ChangeNetwork => "https://HOST/",
            Capability::ReadFiles | Capability::WriteFiles => "/FOLDER",
            Capability::QueryHosts => "/PATH",
            _ => "NAME",
        };
        format!("{capability}={place}")
    }
}

/// What `manifest` asks for.
///
/// # Errors
/// What is wrong with it, as a fragment for people.
pub fn wants(manifest: &Manifest) -> Result<Vec<Want>, String> {
    let mut wants: Vec<Want> = Vec::new();
    for want in &manifest.wants {
        let capability = capability(want.service);
        if wants.iter().any(|known| known.grant.capability == capability) {
            return Err(format!("`{capability}`, which it asks for twice"));
        }
        line(&format!("the reason for `{capability}`"), &want.reason, LINE)?;
        if capability.is_whole() != want.scope.is_empty() || want.scope.len() > PARTS {
            return Err(format!("{} parts of a scope for `{capability}`", want.scope.len()));
        }
        for part in &want.scope {
            line(&format!("the scope of `{capability}`"), part, PART)?;
            let comma = part.contains(',').then(|| format!("`{}` with a comma", plain(part, NAME)));
            comma.map_or(Ok(()), Err)?;
            check_scope(capability, part)?;
        }
        wants.push(Want {
            grant: Grant { capability, scope: want.scope.clone() },
            reason: want.reason.clone(),
            optional: want.optional,
        });
    }
    wants.sort_by_key(|want| want.grant.capability);
    Ok(wants)
}

/// The capability that `service` stands for.
pub fn capability(service: Service) -> Capability {
    match service {
        Service::QueryNetwork => Capability::QueryNetwork,
        Service::ChangeNetwork => Capability::ChangeNetwork,
        Service::ReadFiles => Capability::ReadFiles,
        Service::WriteFiles => Capability::WriteFiles,
        Service::QueryHosts => Capability::QueryHosts,
        Service::RunOnHosts => Capability::RunOnHosts,
        Service::Secrets => Capability::Secrets,
        Service::Cache => Capability::Cache,
    }
}

//! Making an index of a folder of components.

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};

use super::format::{COMPONENT, INDEX, Index, LARGEST, Listed, SIGNATURE};
use crate::command::Registry;
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::World;
use crate::package::private::unwritable;
use crate::package::trust::{Key, SMALL, Secret};
use crate::plugin::{Described, describe, digest, plain, wants};

/// What became of one version of a plugin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It was not there before.
    New,
    /// It is there as it was.
    Kept,
    /// Its file is gone, and so is it.
    Gone,
}

/// An index that was made.
pub struct Published {
    /// What it says now.
    pub index: Index,
    /// Each version that is there, or was.
    pub states: Vec<(Listed, State)>,
}

/// Make the index of the components in `folder`, called `name`, and sign it with `secret`. It says of
/// itself that it should not be believed after `valid`, if that is given.
///
/// # Errors
/// A component cannot be used beside what is in `registry`, a version was published with another
/// content before, the index that is there is another one, or the files cannot be written.
pub fn publish(
    world: &World,
    folder: &Path,
    name: &str,
    secret: &Secret,
    valid: Option<Duration>,
    registry: Registry,
) -> Result<Published> {
    let key = secret.key().map_err(|wrong| refused("the secret key", &wrong))?;
    let (before, signed) = match before(world, folder, name)? {
        Some((before, bytes)) => (Some(before), is_signed(world, folder, &bytes, &key)),
        None => (None, false),
    };
    let other = before.as_ref().is_some_and(|before| before.key != key.to_string());
    if other {
        let wrong = "it was signed with another key until now, and its users would refuse this one";
        return Err(refused(INDEX, wrong)
            .help("sign it with the key that it had; or take it away, and have users add it anew")
            .into());
    }
    let mut index = Index::new(name, &key);
    let entries = world.files.list(folder).map_err(|error| {
        refused(&folder.display().to_string(), &error.to_string()).help("name a folder")
    })?;
    let files = entries.iter().filter(|entry| !entry.folder && entry.name.ends_with(".wasm"));
    let mut states = Vec::new();
    // What is said of a digest is found out once.
    let known = before.iter().flat_map(|index| &index.plugins);
    let known = known.map(|listed| (&listed.sha256, listed)).collect::<HashMap<_, _>>();
    for file in files {
        let listed = look(world, &folder.join(&file.name), &file.name, registry)?;
        let was = known.get(&listed.sha256).copied();
        let withdrawn = was.and_then(|was| was.withdrawn.clone());
        let state = if was.is_some() { State::Kept } else { State::New };
        let listed = Listed { withdrawn, ..listed };
        states.push((listed.clone(), state));
        index.plugins.push(listed);
    }
    index.plugins.sort_by(|one, other| one.order().cmp(&other.order()));
    for two in index.plugins.windows(2) {
        if let [one, other] = two
            && one.order() == other.order()
        {
            let what = format!("`{} {}`", one.name, one.version);
            let wrong = format!("it is in {} and in {}", one.file, other.file);
            return Err(refused(&what, &wrong).help("take one of them away").into());
        }
    }
    for was in before.iter().flat_map(|index| &index.plugins) {
        let now = index.plugins.iter().find(|listed| listed.order() == was.order());
        match now {
            None => states.push((was.clone(), State::Gone)),
            Some(now) if now.sha256 != was.sha256 => {
                let what = format!("`{} {}`", now.name, now.version);
                let wrong = "it was published before with another content";
                return Err(refused(&what, wrong).help("give it another version").into());
            }
            Some(_) => {}
        }
    }
    states.sort_by(|(one, _), (other, _)| one.order().cmp(&other.order()));
    let now = DateTime::<Utc>::from(world.clock.now());
    let expires = valid.and_then(|valid| Some(now + chrono::Duration::from_std(valid).ok()?));
    index.expires = expires.map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true));
    // Whoever has withdrawn a version has changed what was signed.
    let changed = before.as_ref().is_none_or(|before| {
        !signed || (&before.plugins, &before.expires) != (&index.plugins, &index.expires)
    });
    // It grows even where the index before was lost.
    let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
    index.serial = match &before {
        Some(before) if !changed => before.serial,
        Some(before) => seconds.max(before.serial + 1),
        None => seconds,
    };
    if changed {
        write(world, folder, &index, secret)?;
    }
    Ok(Published { index, states })
}

/// The index that is in `folder`.
fn before(world: &World, folder: &Path, name: &str) -> Result<Option<(Index, Vec<u8>)>> {
    let path = folder.join(INDEX);
    if !world.files.exists(&path) {
        return Ok(None);
    }
    let shown = path.display().to_string();
    let bytes = world.files.read_at_most(&path, LARGEST);
    let bytes = bytes.map_err(|error| refused(&shown, &error.to_string()))?;
    let index = Index::read(&bytes).map_err(|wrong| {
        refused(&shown, &wrong).help("mend it, or take it away to have it made anew")
    })?;
    if index.name != name {
        let wrong = format!("it is of the index `{}`, not of `{name}`", index.name);
        return Err(refused(&shown, &wrong).help("publish it under the name that it has").into());
    }
    Ok(Some((index, bytes)))
}

/// Whether the signature in `folder` is one of `key` over `bytes`.
fn is_signed(world: &World, folder: &Path, bytes: &[u8], key: &Key) -> bool {
    let signature = world.files.read_at_most(&folder.join(SIGNATURE), SMALL);
    signature.is_ok_and(|text| key.verify(bytes, &String::from_utf8_lossy(&text)).is_ok())
}

/// What is to be said of the component at `path`.
fn look(world: &World, path: &Path, file: &str, registry: Registry) -> Result<Listed> {
    let shown = path.display().to_string();
    let bytes = world.files.read_at_most(path, COMPONENT);
    let bytes = bytes.map_err(|error| refused(&shown, &error.to_string()))?;
    let (size, sha256) = (bytes.len() as u64, digest(&bytes));
    let Described { manifest, interface, .. } = describe(&shown, bytes, world, registry)?;
    let version = semver::Version::parse(&manifest.version).map_err(|error| {
        refused(&shown, &format!("its version `{}`: {error}", plain(&manifest.version, 80)))
            .help("versions of plugins that are published are like `1.4.0`: see semver.org")
    })?;
    let wants = wants(&manifest).unwrap_or_default();
    let listed = Listed {
        version,
        summary: manifest.summary.clone(),
        interface: interface.to_owned(),
        file: file.to_owned(),
        size,
        sha256,
        commands: manifest.commands.iter().map(|command| command.name.clone()).collect(),
        wants: wants.iter().map(|want| want.grant.to_string()).collect(),
        withdrawn: None,
        name: manifest.name,
    };
    // Those who read it would refuse it.
    listed.check().map_err(|wrong| refused(&shown, &wrong))?;
    Ok(listed)
}

fn write(world: &World, folder: &Path, index: &Index, secret: &Secret) -> Result<()> {
    let text = index.to_text();
    let comment = format!("index {}, number {}", index.name, index.serial);
    let signature = secret.sign(text.as_bytes(), &comment);
    let signature = signature.map_err(|wrong| refused("the index", &wrong))?;
    let put = |name: &str, content: &str| {
        let path = folder.join(name);
        let write = || -> io::Result<()> {
            let mut file = world.files.create(&path)?;
            file.write_all(content.as_bytes())?;
            file.commit()
        };
        write().map_err(|error| Box::new(unwritable(&path, &error)))
    };
    put(INDEX, &text)?;
    put(SIGNATURE, &signature)
}

fn refused(what: &str, wrong: &str) -> Diagnostic {
    let message = format!("{what} cannot be published: {}", plain(wrong, 300));
    Diagnostic::error(codes::PLUGIN_INDEX, message)
}

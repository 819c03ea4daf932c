//! What `install` is given: a file, a folder, an address, or the name of a plugin of an index.

use std::path::Path;

use super::Chosen;
use crate::diag::{Diagnostic, Result, codes, did_you_mean};
use crate::effect::{in_home, shown};
use crate::package::{
    COMPONENT, Index, Indexes, Key, Listed, Origin, Pinned, SMALL, beside, bring, is_address,
    is_open, whole,
};
use crate::plugin::{digest, is_name};
use crate::session::Session;

/// A component before anybody has looked at it.
pub(super) struct Source {
    /// What people call it.
    pub name: String,
    /// The address or the path.
    pub place: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Where it came from.
    pub origin: Origin,
    /// Who it says it is, where an index has said so before.
    pub expected: Option<(String, String)>,
}

impl Session {
    /// The component that `what` stands for.
    ///
    /// # Errors
    /// There is none, or it is not the one that it should be.
    pub(super) fn source(&self, what: &str, chosen: &Chosen) -> Result<Source> {
        if !is_address(what)? && !is_path(what) {
            if chosen.key.is_some() {
                let message = "what is in an index is signed with the key of that index";
                let help = "leave `--key` out; `rebe plugin index list` shows the keys";
                return Err(Diagnostic::error(codes::USAGE, message).help(help).into());
            }
            let (name, version) = match what.split_once('@') {
                Some((name, version)) => (name, Some(version)),
                None => (what, None),
            };
            let (kept, listed) = self.listed(name, version, chosen.index.as_deref())?;
            let source = self.of_index(&kept, &listed)?;
            as_said(&source.name, &source.bytes, chosen)?;
            return Ok(source);
        }
        if chosen.index.is_some() {
            let message = format!("`{}` is not the name of a plugin in an index", shown(what));
            let help =
                "leave `--index` out, or write a name, with `@1.4.0` behind it for a version";
            return Err(Diagnostic::error(codes::USAGE, message).help(help).into());
        }
        let place = match is_address(what)? {
            true => what.to_owned(),
            false => self.one_in(&whole(self.world(), what)?)?,
        };
        if is_open(&place) && chosen.sha256.is_none() && chosen.key.is_none() {
            let message =
                format!("anybody on the way to `{}` could put another in its place", shown(&place));
            return Err(Diagnostic::error(codes::PLUGIN_UNTRUSTED, message)
                .help("use `https`, or say which one it has to be with `--sha256` or `--key`")
                .into());
        }
        let name = shown(&place);
        let bytes = self.bring_one(&place, COMPONENT)?;
        as_said(&name, &bytes, chosen)?;
        let mut origin = Origin::of(name.clone());
        if let Some(key) = self.chosen_key(chosen)? {
            self.verify_signature(&place, &bytes, &key)?;
            origin.key = Some(key.to_string());
        }
        Ok(Source { name, place, bytes, origin, expected: None })
    }

    /// The component of one version in the index `kept`.
    ///
    /// # Errors
    /// It cannot be read, or is not the one that the index says.
    pub(super) fn of_index(&self, kept: &Pinned, listed: &Listed) -> Result<Source> {
        let place = beside(&kept.from, &listed.file);
        let bytes = self.bring_one(&place, COMPONENT)?;
        if digest(&bytes) != listed.sha256 || bytes.len() as u64 != listed.size {
            let message = format!(
                "`{}` is not what the index `{}` says of `{} {}`",
                shown(&place),
                kept.name,
                listed.name,
                listed.version
            );
            return Err(Diagnostic::error(codes::PLUGIN_UNTRUSTED, message)
                .help("nothing was kept of it; tell whoever publishes the index")
                .into());
        }
        let (index, key) = (Some(kept.name.clone()), Some(kept.key.clone()));
        let name = shown(&place);
        let origin = Origin { index, key, ..Origin::of(name.clone()) };
        let expected = Some((listed.name.clone(), listed.version.to_string()));
        Ok(Source { name, place, bytes, origin, expected })
    }

    /// What is at `place`, of at most so many bytes.
    pub(super) fn bring_one(&self, place: &str, most: u64) -> Result<Vec<u8>> {
        let brought = bring(self.world(), &[(place.to_owned(), most)])?;
        Ok(brought.into_iter().next().unwrap_or_default())
    }

    /// Whether the file beside `place` signs `bytes` with `key`.
    ///
    /// # Errors
    /// There is none, or it does not.
    pub(super) fn verify_signature(&self, place: &str, bytes: &[u8], key: &Key) -> Result<()> {
        let signature = beside_of(place);
        let brought = self.bring_one(&signature, SMALL).map_err(|mut problem| {
            if problem.code == codes::FILE_MISSING {
                problem.message = format!("`{}` is not signed: {}", shown(place), problem.message);
                problem.code = codes::PLUGIN_UNTRUSTED;
                problem.help = Some("whoever made it signs it by `rebe plugin sign`".to_owned());
            }
            problem
        })?;
        key.verify(bytes, &String::from_utf8_lossy(&brought)).map_err(|wrong| {
            let message = format!("`{}` is not to be trusted: {wrong}", shown(place));
            Diagnostic::error(codes::PLUGIN_UNTRUSTED, message)
                .help(format!("the key that it has to be signed with is {key}"))
                .into()
        })
    }

    /// The key that was chosen, as it is or as a file `*.pub`.
    pub(super) fn chosen_key(&self, chosen: &Chosen) -> Result<Option<Key>> {
        chosen.key.as_deref().map(|text| self.key_of(text)).transpose()
    }

    /// The public key that `text` is, or that is in the file of this path.
    ///
    /// # Errors
    /// It is neither.
    pub fn key_of(&self, text: &str) -> Result<Key> {
        let wrong = match Key::parse(text) {
            Ok(key) => return Ok(key),
            Err(wrong) => wrong,
        };
        let refused = |wrong: &str| {
            let message = format!("`{text}` is no key: {wrong}");
            let help = "write the key itself, or the path of a file `*.pub`";
            Diagnostic::error(codes::USAGE, message).help(help)
        };
        let read = self.world().files.read_at_most(Path::new(text), SMALL);
        let Ok(bytes) = read else { return Err(refused(&wrong).into()) };
        Key::parse(&String::from_utf8_lossy(&bytes)).map_err(|wrong| refused(&wrong).into())
    }

    /// The one component in the folder `place`, or `place` itself, which is a file.
    fn one_in(&self, place: &str) -> Result<String> {
        let files = &self.world().files;
        let Ok(entries) = files.list(Path::new(place)) else { return Ok(place.to_owned()) };
        let wrong = |message: String, help: &str| {
            Err(Diagnostic::error(codes::USAGE, message).help(help.to_owned()).into())
        };
        if entries.iter().any(|entry| entry.name == "index.json") {
            let help = "`rebe plugin index add` adds it; then `rebe plugin install NAME`";
            return wrong(format!("`{place}` is an index of plugins"), help);
        }
        // What was built of a project lies below it.
        let built = beside(place, "build");
        let below = files.list(Path::new(&built)).unwrap_or_default();
        let of = |folder: &str, entries: &[crate::effect::Entry]| {
            let wasm =
                entries.iter().filter(|entry| !entry.folder && entry.name.ends_with(".wasm"));
            wasm.map(|entry| beside(folder, &entry.name)).collect::<Vec<_>>()
        };
        let found = [of(place, &entries), of(&built, &below)].concat();
        match found.as_slice() {
            [one] => Ok(one.clone()),
            [] => wrong(
                format!("there is no plugin in `{place}`"),
                "`rebe plugin build` builds that of a project; or name a file",
            ),
            _ => wrong(
                format!("there are {} plugins in `{place}`", found.len()),
                "name the file of one",
            ),
        }
    }

    /// The version of the plugin called `name` that the indexes have, or one of them, and which it is.
    ///
    /// # Errors
    /// None has it, several have it, or an index cannot be read.
    pub(super) fn listed(
        &self,
        name: &str,
        version: Option<&str>,
        index: Option<&str>,
    ) -> Result<(Pinned, Listed)> {
        let indexes = self.indexes()?;
        let names = index.map_or_else(|| indexes.names(), |index| vec![index.to_owned()]);
        let unknown = |message: String, help: String| {
            Err(Diagnostic::error(codes::PLUGIN_UNKNOWN, message).help(help).into())
        };
        if names.is_empty() {
            let message = format!("no index was added that could have a plugin `{name}`");
            let help = "`rebe plugin index add ADDRESS` adds one; a file is named with its path, \
                        such as `./x.wasm`";
            return unknown(message, help.to_owned());
        }
        let all = names.iter().map(|name| {
            let kept = indexes.get(name)?;
            let index = indexes.current(&kept)?;
            Ok((kept, index))
        });
        let all = all.collect::<Result<Vec<_>>>()?;
        let having = |(_, index): &&(Pinned, Index)| index.versions(name).next().is_some();
        match all.iter().filter(having).collect::<Vec<_>>().as_slice() {
            [] => {
                let known = all.iter().flat_map(|(_, index)| index.names()).collect::<Vec<_>>();
                let help = did_you_mean(name, "plugins", &known)
                    .unwrap_or_else(|| "`rebe plugin search` lists what there is".to_owned());
                let path = match self.world().files.exists(Path::new(name)) {
                    true => format!("; the file or folder of this name is `./{name}`"),
                    false => String::new(),
                };
                unknown(format!("no index has a plugin `{name}`"), format!("{help}{path}"))
            }
            [(kept, index)] => Ok((kept.clone(), pick(index, name, version)?.clone())),
            several => {
                let names = several.iter().map(|(kept, _)| format!("`{}`", kept.name));
                let names = names.collect::<Vec<_>>().join(" and ");
                let help = "say which one with `--index`".to_owned();
                unknown(format!("the indexes {names} have a plugin `{name}`"), help)
            }
        }
    }

    /// The indexes of the user.
    ///
    /// # Errors
    /// There is no folder for them.
    pub fn indexes(&self) -> Result<Indexes> {
        self.plugins()?;
        Indexes::of(self.world()).ok_or_else(|| {
            Diagnostic::error(codes::ENVIRONMENT, "there is no folder to keep indexes in").into()
        })
    }

    /// `path` with the home of the user in the place of `~`.
    pub(super) fn in_home(&self, path: &Path) -> std::path::PathBuf {
        in_home(path, self.world().environment.home().as_deref())
    }
}

/// The version of `name` that is asked for, or the newest one.
fn pick<'a>(index: &'a Index, name: &str, version: Option<&str>) -> Result<&'a Listed> {
    let unfit = |code, message: String, help: String| {
        Err(Diagnostic::error(code, message).help(help).into())
    };
    let newest = index.newest(name);
    let all = || {
        let all = index.plugins.iter().filter(|listed| listed.name == name);
        all.map(|listed| listed.version.to_string()).collect::<Vec<_>>().join(", ")
    };
    let Some(version) = version else {
        return newest.map_or_else(
            || {
                let message =
                    format!("no version of `{name}` can be used here: there is {}", all());
                let help = "they were withdrawn, or are for another version of rebe".to_owned();
                unfit(codes::PLUGIN_VERSION, message, help)
            },
            Ok,
        );
    };
    let found = index.plugins.iter().find(|listed| {
        listed.name == name && listed.version.to_string() == version.trim_start_matches('v')
    });
    let instead = newest.map_or_else(String::new, |newest| format!("there is {}", newest.version));
    match found {
        None => {
            let message = format!("the index `{}` has no `{name}` {version}", index.name);
            unfit(codes::PLUGIN_UNKNOWN, message, format!("it has {}", all()))
        }
        Some(Listed { withdrawn: Some(reason), .. }) => {
            let message = format!("`{name}` {version} was withdrawn: {reason}");
            unfit(codes::PLUGIN_UNTRUSTED, message, instead)
        }
        Some(listed) if !listed.is_fit() => {
            let interface = &listed.interface;
            let message = format!("`{name}` {version} is made for the interface {interface}");
            unfit(codes::PLUGIN_VERSION, message, instead)
        }
        Some(listed) => Ok(listed),
    }
}

/// Whether `bytes` have the digest that was said.
fn as_said(name: &str, bytes: &[u8], chosen: &Chosen) -> Result<()> {
    let digest = digest(bytes);
    match &chosen.sha256 {
        Some(said) if !said.eq_ignore_ascii_case(&digest) => {
            let message = format!("`{name}` has another digest than was said");
            let help = format!("it has {digest}; nothing was kept of it");
            Err(Diagnostic::error(codes::PLUGIN_UNTRUSTED, message).help(help).into())
        }
        _ => Ok(()),
    }
}

/// Whether `what` is written as a path is: no plugin could be called so.
fn is_path(what: &str) -> bool {
    !is_name(what.split_once('@').map_or(what, |(name, _)| name))
}

/// The file that signs the one at `place`.
fn beside_of(place: &str) -> String {
    let is_address = is_address(place).unwrap_or(false);
    let end = place.find('?').filter(|_| is_address).unwrap_or(place.len());
    let (path, rest) = place.split_at(end);
    format!("{path}.minisig{rest}")
}

//! Indexes of plugins, for those who use them and for those who publish them.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::Session;
use super::table::tell;
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::shown;
use crate::exec::Sink;
use crate::package::{
    COMPONENT, Pinned, Published, SMALL, Secret, Seen, State, is_open, publish, whole,
};
use crate::value::{Schema, Type, scalar};

/// How an index is published.
#[derive(Debug, Clone)]
pub struct Publishing {
    /// The folder with the components.
    pub folder: PathBuf,
    /// What the index is called.
    pub name: String,
    /// The file of the secret key.
    pub secret: PathBuf,
    /// How long it may be believed.
    pub valid: Option<Duration>,
}

impl Session {
    /// Trust the index at `place` from now on. Its key is `key`, that or its file; where none is given
    /// a person decides whether it is the one that it is signed with.
    ///
    /// # Errors
    /// It cannot be read or trusted, or another one of its name was added before.
    pub fn add_index(&self, place: &str, key: Option<&str>) -> Result<Pinned> {
        let indexes = self.indexes()?;
        let place = whole(self.world(), place)?;
        let place = place.trim_end_matches("/index.json").to_owned();
        if is_open(&place) && key.is_none() {
            let message =
                format!("anybody on the way to `{}` could put another in its place", shown(&place));
            return Err(Diagnostic::error(codes::PLUGIN_UNTRUSTED, message)
                .help("use `https`, or say with `--key` what it has to be signed with")
                .into());
        }
        let seen = indexes.look(&place)?;
        let name = seen.index.name.clone();
        if indexes.names().contains(&name) {
            let before = indexes.get(&name)?;
            if before.key != seen.index.key {
                let message =
                    format!("an index `{name}` was added before, with another key: {}", before.key);
                let help = format!("`rebe plugin index remove {name}` first, if that is meant");
                return Err(Diagnostic::error(codes::PLUGIN_UNTRUSTED, message).help(help).into());
            }
            // It has moved; how old it may be is still known.
            let moved = before.moved(place);
            indexes.current(&moved)?;
            return indexes.add(&seen);
        }
        match key.map(|key| self.key_of(key)).transpose()? {
            Some(key) if key.to_string() == seen.index.key => {}
            Some(key) => {
                let message = format!("the index `{name}` is signed with another key than {key}");
                let help = format!("it is signed with {}", seen.index.key);
                return Err(Diagnostic::error(codes::PLUGIN_UNTRUSTED, message).help(help).into());
            }
            None => self.ask_for_key(&seen)?,
        }
        indexes.add(&seen)
    }

    fn ask_for_key(&self, seen: &Seen) -> Result<()> {
        let Seen { index, from, .. } = seen;
        let question = format!(
            "the index `{}` at {} has {} plugins, and is signed with the key\n  {}\n  compare it with \
             what its owner told you\n  trust it from now on? [y/N] ",
            index.name,
            shown(from),
            index.names().len(),
            index.key
        );
        let refused = |message: String, help: String| {
            Err(Diagnostic::error(codes::PLUGIN_UNTRUSTED, message).help(help).into())
        };
        let key = &index.key;
        match self.world().prompt.answer(&question) {
            Some(answer) if matches!(answer.to_ascii_lowercase().as_str(), "y" | "yes") => Ok(()),
            Some(_) => {
                let message = format!("the index `{}` is not added: you said no", index.name);
                refused(message, "nothing was changed".to_owned())
            }
            None => refused(
                format!(
                    "nobody is there who could say whether {key} is the key of `{}`",
                    index.name
                ),
                format!("compare it with what its owner told you, then add `--key {key}`"),
            ),
        }
    }

    /// Give the indexes to `sink` as a table. Nothing is fetched. What is wrong with some comes back.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn list_indexes(&self, sink: &Arc<Mutex<dyn Sink>>) -> Result<io::Result<Vec<Diagnostic>>> {
        let indexes = self.indexes()?;
        let schema =
            Schema::of([("name", Type::String), ("from", Type::String), ("key", Type::String)]);
        let (mut table, mut problems) = (Vec::new(), Vec::new());
        for name in indexes.names() {
            match indexes.get(&name) {
                Ok(Pinned { name, from, key, .. }) => {
                    let from = shown(&from);
                    table.push([name, from, key].map(scalar::text).to_vec());
                }
                Err(problem) => problems.push(*problem),
            }
        }
        Ok(tell(schema, &table, sink)?.map(|()| problems))
    }

    /// Give the plugins of all indexes, or of one, to `sink` as a table: those that have `text` in
    /// their name, their summary or a command. What is wrong with an index comes back.
    ///
    /// # Errors
    /// There is no index, or the output cannot be written.
    pub fn search_plugins(
        &self,
        text: &str,
        only: Option<&str>,
        sink: &Arc<Mutex<dyn Sink>>,
    ) -> Result<io::Result<Vec<Diagnostic>>> {
        let (indexes, shelf) = (self.indexes()?, self.plugins()?);
        let names = only.map_or_else(|| indexes.names(), |only| vec![only.to_owned()]);
        if names.is_empty() {
            return Err(Diagnostic::error(codes::PLUGIN_UNKNOWN, "no index was added")
                .help("`rebe plugin index add ADDRESS` adds one")
                .into());
        }
        let schema = Schema::of([
            ("name", Type::String),
            ("version", Type::String),
            ("summary", Type::String),
            ("commands", Type::List(Box::new(Type::String))),
            ("wants", Type::List(Box::new(Type::String))),
            ("index", Type::String),
            ("installed", Type::String.nullable()),
        ]);
        let (mut table, mut problems) = (Vec::new(), Vec::new());
        let text = text.to_lowercase();
        for name in names {
            let read = indexes.get(&name).and_then(|kept| indexes.current(&kept));
            let index = match read {
                Ok(index) => index,
                // Somebody has named it.
                Err(problem) if only.is_some() => return Err(problem),
                Err(problem) => {
                    problems.push(*problem);
                    continue;
                }
            };
            for plugin in index.names() {
                let Some(listed) = index.newest(plugin) else { continue };
                let mut texts = [&listed.name, &listed.summary].into_iter().chain(&listed.commands);
                if !texts.any(|part| part.to_lowercase().contains(&text)) {
                    continue;
                }
                let texts =
                    |texts: &[String]| scalar::list(texts.iter().map(scalar::text).collect());
                let installed = shelf.record(plugin).ok().map(|record| record.manifest.version);
                table.push(vec![
                    scalar::text(&listed.name),
                    scalar::text(listed.version.to_string()),
                    scalar::text(&listed.summary),
                    texts(&listed.commands),
                    texts(&listed.wants),
                    scalar::text(&index.name),
                    installed.map_or_else(scalar::null, scalar::text),
                ]);
            }
        }
        Ok(tell(schema, &table, sink)?.map(|()| problems))
    }

    /// Make the index of a folder of components, sign it, and give what is in it to `sink`.
    ///
    /// # Errors
    /// A component cannot be published, the key cannot be used, or the files cannot be written.
    pub fn publish_index(
        &self,
        publishing: &Publishing,
        sink: &Arc<Mutex<dyn Sink>>,
    ) -> Result<io::Result<()>> {
        let secret = self.secret(&publishing.secret)?;
        let Publishing { folder, name, valid, .. } = publishing;
        if !crate::plugin::is_name(name) {
            let message = format!("`{name}` is no name of an index");
            let help = "words of small letters and digits with dashes between them, such as `acme`";
            return Err(Diagnostic::error(codes::USAGE, message).help(help).into());
        }
        let registry = crate::builtin::REGISTRY;
        let Published { index, states, .. } =
            publish(self.world(), folder, name, &secret, *valid, registry)?;
        let schema = Schema::of([
            ("name", Type::String),
            ("version", Type::String),
            ("file", Type::String),
            ("state", Type::String),
            ("serial", Type::Int),
        ]);
        let serial = scalar::int(i64::try_from(index.serial).unwrap_or(i64::MAX));
        let rows = states.into_iter().map(|(listed, state)| {
            let state = match (state, &listed.withdrawn) {
                (State::New, _) => "new",
                (State::Kept, None) => "kept",
                (State::Kept, Some(_)) => "withdrawn",
                (State::Gone, _) => "gone",
            };
            let texts = [listed.name, listed.version.to_string(), listed.file, state.to_owned()];
            [&texts.map(scalar::text)[..], std::slice::from_ref(&serial)].concat()
        });
        tell(schema, &rows.collect::<Vec<_>>(), sink)
    }

    /// Make a new key: the secret one at `path`, which must not be there, the public one beside it.
    ///
    /// # Errors
    /// A file is there, or cannot be written; or nobody gives a password where one is wanted.
    pub fn new_key(&self, path: &Path, locked: bool) -> Result<(crate::package::Key, PathBuf)> {
        let public = PathBuf::from(format!("{}.pub", path.display()));
        for path in [path, &public] {
            if self.world().files.exists(path) {
                let message = format!("{} is there already", path.display());
                let help = "a key is not overwritten: name another file";
                return Err(Diagnostic::error(codes::FILE_EXISTS, message).help(help).into());
            }
        }
        let password = locked.then(|| self.new_password()).transpose()?;
        let wrong = |wrong: String| {
            Diagnostic::error(codes::INTERNAL, format!("no key can be made: {wrong}"))
        };
        let (text, key) = Secret::generate(password).map_err(wrong)?;
        self.put_file(path, text.as_bytes(), 0o600)?;
        self.put_file(&public, key.to_file().as_bytes(), 0o644)?;
        Ok((key, public))
    }

    fn new_password(&self) -> Result<String> {
        let prompt = &self.world().prompt;
        let nobody = || {
            let message = "nobody is there to type a password for the key";
            let help = "`--no-password` makes a key that whoever has the file can sign with";
            Diagnostic::error(codes::USAGE, message).help(help)
        };
        let first = prompt.secret("password for the new key: ").ok_or_else(nobody)?;
        let again = prompt.secret("once more: ").ok_or_else(nobody)?;
        match first == again && !first.is_empty() {
            true => Ok(first),
            false => {
                let message = "the two passwords are not the same, or empty";
                Err(Diagnostic::error(codes::USAGE, message).help("no key was made").into())
            }
        }
    }

    /// Sign the file at `path` with the secret key in the file `secret`; the signature lies beside it.
    ///
    /// # Errors
    /// A file cannot be read or written, or the key cannot be used.
    pub fn sign_plugin(&self, path: &Path, secret: &Path) -> Result<PathBuf> {
        let secret = self.secret(secret)?;
        let bytes = self.bring_one(&path.display().to_string(), COMPONENT)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let signature = secret.sign(&bytes, &format!("file:{name}")).map_err(|wrong| {
            Diagnostic::error(codes::INTERNAL, format!("nothing can be signed: {wrong}"))
        })?;
        let beside = PathBuf::from(format!("{}.minisig", path.display()));
        self.put_file(&beside, signature.as_bytes(), 0o644)?;
        Ok(beside)
    }

    /// The secret key in the file at `path`.
    fn secret(&self, path: &Path) -> Result<Secret> {
        let shown = path.display().to_string();
        let bytes = self.bring_one(&shown, SMALL)?;
        let question = format!("password of the key {shown}: ");
        let ask = || self.world().prompt.secret(&question);
        Secret::open(&String::from_utf8_lossy(&bytes), ask).map_err(|wrong| {
            let message = format!("the key in {shown} cannot be used: {wrong}");
            let help = "`rebe plugin key FILE` makes one; those of minisign do, too";
            Diagnostic::error(codes::USAGE, message).help(help).into()
        })
    }

    pub(super) fn put_file(&self, path: &Path, content: &[u8], mode: u32) -> Result<()> {
        let written = self.world().files.create(path).and_then(|mut file| {
            file.write_all(content)?;
            file.set_mode(mode)?;
            file.commit()
        });
        written.map_err(|error| {
            let message = format!("{} cannot be written: {error}", path.display());
            Diagnostic::error(codes::FILE_ACCESS, message).into()
        })
    }
}

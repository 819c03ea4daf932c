//! Plugins of Nushell: programs of this machine that nothing holds back. They are there where
//! somebody has named them, on the command line or when they were installed as what they are, and
//! where rebe was built to speak to them.

use std::path::Path;

use super::Chosen;
use crate::command::{Command, Native};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::shown;
use crate::package::Record;
use crate::session::Session;

/// A command that a plugin has and that is not to be had here.
pub struct Missed {
    /// Its name.
    pub name: String,
    /// Why.
    pub why: String,
}

impl Session {
    /// Install the plugin of Nushell in the program that `what` names.
    ///
    /// # Errors
    /// It is none, it is not the one that was chosen, or another one of its name is there.
    pub(super) fn install_native(&self, what: &str, chosen: &Chosen) -> Result<Record> {
        let shelf = self.plugins()?;
        if let Some(grant) = chosen.grants.first() {
            let message = format!("`{what}` cannot be granted `{grant}`: it may do anything");
            let help = "leave `--grant` out; nothing holds a native plugin back";
            return Err(Diagnostic::error(codes::USAGE, message).help(help).into());
        }
        let record = self.ask_native(what, chosen.sha256.as_deref())?;
        let name = &record.manifest.name;
        if shelf.names().contains(name) && !chosen.replace {
            let message = format!("`{name}` is installed already");
            let help = "`--replace` puts this one in its place";
            return Err(Diagnostic::error(codes::USAGE, message).help(help).into());
        }
        shelf.install_native(record)
    }

    /// Add the commands of the plugin of Nushell in the program at `path`.
    ///
    /// # Errors
    /// It is none.
    pub(super) fn load_program(&mut self, path: &Path) -> Result<Vec<Missed>> {
        let record = self.ask_native(&path.display().to_string(), None)?;
        self.load_native(&record)
    }

    /// Add the commands of the plugin of Nushell that `record` is about, and say which it cannot have.
    ///
    /// # Errors
    /// It cannot be used.
    pub(super) fn load_native(&mut self, record: &Record) -> Result<Vec<Missed>> {
        let (commands, missed) = self.native_commands(record)?;
        // The names are those that nothing else has.
        if let (Ok(extended), Some(native)) = (self.registry().extended(&commands), &record.native)
        {
            let program: &'static str = native.path.display().to_string().leak();
            let of = |command: &&Command| Native { command: command.signature.name, program };
            let native = commands.iter().map(of).collect::<Vec<_>>();
            self.set_registry(extended.with_native(&native));
        }
        Ok(missed)
    }

    /// The commands of an installed plugin that cannot be had beside those that are built in.
    pub(super) fn missed(&self, record: &Record) -> Vec<Missed> {
        let known = self.registry_without(&record.manifest.name);
        let mut other = Self::in_world(self.world().clone(), crate::session::Options::default());
        other.set_registry(known);
        other.native_commands(record).map(|(_, missed)| missed).unwrap_or_default()
    }
}

/// Whether the file that `what` names is what it is taken for, a component.
///
/// # Errors
/// It is called as plugins of Nushell are, which are asked for otherwise: `how`.
pub(super) fn no_program(what: &str, how: &str) -> Result<()> {
    let file = what.rsplit('/').next().unwrap_or(what);
    if !file.starts_with("nu_plugin_") || file.ends_with(".wasm") {
        return Ok(());
    }
    let message = format!("`{}` is a plugin of Nushell, native code and no component", shown(what));
    let help = format!("{how}; it may do anything that you may then");
    Err(Diagnostic::error(codes::PLUGIN_INVALID, message).help(help).into())
}

/// What is told where rebe was built without them.
#[cfg(not(feature = "nushell-plugins"))]
mod speech {
    use super::*;

    fn unbuilt() -> Box<Diagnostic> {
        let message = "this rebe was built without plugins of Nushell";
        Diagnostic::error(codes::PLUGIN_INVALID, message)
            .help("build it with `cargo install --path . --features nushell-plugins`")
            .into()
    }

    impl Session {
        pub(super) fn ask_native(&self, _: &str, _: Option<&str>) -> Result<Record> {
            Err(unbuilt())
        }

        pub(super) fn native_commands(
            &self,
            _record: &Record,
        ) -> Result<(Vec<&'static Command>, Vec<Missed>)> {
            Err(unbuilt())
        }
    }
}

#[cfg(feature = "nushell-plugins")]
mod speech {
    use std::path::PathBuf;

    use super::*;
    use crate::effect::Cancel;
    use crate::nushell::{self, Described, LeftOut};
    use crate::package::NativeProgram;
    use crate::plugin::digest_of;
    use crate::syntax::begins_with_keyword;

    impl Session {
        /// The program that `what` names: by its path, or by its name where it is in a folder of `PATH`.
        ///
        /// # Errors
        /// There is none.
        fn program(&self, what: &str) -> Result<PathBuf> {
            let path = self.in_home(Path::new(what));
            let found = match self.world().files.exists(&path) {
                true => path,
                false => self.world().processes.find(&path.display().to_string(), None)?,
            };
            Ok(self.world().files.absolute(&found).unwrap_or(found))
        }

        /// What the program that `what` names says about itself; it is not started where it has another
        /// digest than the one that is `wanted`.
        ///
        /// # Errors
        /// It is another one, no plugin of Nushell, or one for another version.
        pub(super) fn ask_native(&self, what: &str, wanted: Option<&str>) -> Result<Record> {
            let path = self.program(what)?;
            // Its name first: what is called otherwise is not even started.
            nushell::name_of(&path)?;
            // The digest before it is started, so that it is that of what was started.
            let digest = self.world().files.open(&path).and_then(digest_of);
            let digest = digest.map_err(|error| {
                let message = format!("{} cannot be read: {error}", path.display());
                Diagnostic::error(codes::FILE_ACCESS, message)
            })?;
            if let Some(wanted) = wanted.filter(|wanted| *wanted != digest) {
                let message = format!("`{what}` has the digest {digest}, and not {wanted}");
                let help = "it was not run; find out who changed it";
                return Err(Diagnostic::error(codes::PLUGIN_UNTRUSTED, message).help(help).into());
            }
            let described = nushell::describe(&path, self.world(), Cancel::new())?;
            let said = described.to_json();
            Ok(Record::of_native(described.manifest(), NativeProgram { path, said }, digest))
        }

        pub(super) fn native_commands(
            &self,
            record: &Record,
        ) -> Result<(Vec<&'static Command>, Vec<Missed>)> {
            let Some(NativeProgram { path, said }) = &record.native else {
                return Ok((Vec::new(), Vec::new()));
            };
            let manifest = &record.manifest;
            let described = Described::of_json(&manifest.name, &manifest.version, said)?;
            let remedy = format!(
                "`rebe plugin install --native --replace {}` takes what is there now",
                path.display()
            );
            let (path, digest) = (path.clone(), record.digest.clone());
            let native = nushell::Native { described, path, digest, remedy };
            let taken = |name: &str| {
                begins_with_keyword(name)
                    .then(|| "it begins with a word of the language".to_owned())
            };
            let (world, registry) = (self.world(), self.registry());
            let (commands, left) = nushell::commands(native, world, registry, &taken);
            let missed = left.into_iter().map(|LeftOut { name, why }| Missed { name, why });
            Ok((commands, missed.collect()))
        }
    }
}

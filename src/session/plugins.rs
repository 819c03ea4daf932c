//! The plugins of a session, loaded once at its start.

use std::io::{self, ErrorKind};
use std::path::Path;

use super::Session;
use crate::diag::{Diagnostic, Result, codes};
use crate::plugin;

/// More of a file is not read: it is too large by then.
const MOST: u64 = 33 << 20;

impl Session {
    /// Add the commands of the plugins that its options name.
    ///
    /// # Errors
    /// A file cannot be read, is no plugin, or has a command that there is already.
    pub fn load_plugins(&mut self) -> Result<()> {
        for path in self.options().plugins.clone() {
            self.load_plugin(&path)?;
        }
        Ok(())
    }

    fn load_plugin(&mut self, path: &Path) -> Result<()> {
        let name = path.display().to_string();
        let bytes = self.world().files.read_at_most(path, MOST);
        let bytes = bytes.map_err(|error| unreadable(&name, &error))?;
        let registry = self.registry();
        let commands = plugin::load(&name, bytes, registry)?;
        let extended = registry.extended(&commands).map_err(|taken| {
            let message = format!("`{name}` has a command `{taken}` that there is already");
            Diagnostic::error(codes::PLUGIN_MANIFEST, message)
        })?;
        self.set_registry(extended);
        Ok(())
    }
}

fn unreadable(name: &str, error: &io::Error) -> Box<Diagnostic> {
    let (code, reason) = match error.kind() {
        ErrorKind::NotFound => (codes::FILE_MISSING, "there is no such file".to_owned()),
        ErrorKind::PermissionDenied => {
            (codes::FILE_ACCESS, "the account that runs rebe may not read it".to_owned())
        }
        ErrorKind::IsADirectory => (codes::FILE_ACCESS, "it is a folder".to_owned()),
        _ => (codes::FILE_ACCESS, error.to_string()),
    };
    Diagnostic::error(code, format!("the plugin `{name}` cannot be read: {reason}"))
        .help("`--plugin` takes the path of a WASM component")
        .into()
}

//! What a user has set for plugins: `plugins.toml` in the folder of their settings.
//!
//! ```toml
//! [secrets]
//! cmdb = { env = "CMDB_TOKEN" }          # or { file = "~/.cmdb" }, or { command = "pass show cmdb" }
//!
//! [config.http-hosts]
//! url = "https://cmdb.example.com/hosts.json"
//! ```
//!
//! A secret that is not there is that of the environment variable `REBE_SECRET_CMDB`. The file is read
//! when a plugin first asks for something.

use std::collections::HashMap;
use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde::Deserialize;

use crate::diag::Diagnostic;
use crate::effect::{Cancel, Completed, Limits, Program, World, in_home};
use crate::plugin::Settings;

/// The name of the file.
const FILE: &str = "plugins.toml";
/// Bytes of it, and of a secret.
const MOST: u64 = 1 << 20;
/// How long a command that prints a secret may take.
const COMMAND: Duration = Duration::from_secs(60);

/// What stands in the file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    secrets: HashMap<String, Secret>,
    config: HashMap<String, HashMap<String, String>>,
}

/// Where a secret is.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "lowercase")]
enum Secret {
    /// In an environment variable.
    Env(String),
    /// In a file, without the line feed at its end.
    File(String),
    /// In the first line that a command for `sh` prints.
    Command(String),
}

/// The settings of one user.
pub struct UserSettings {
    world: World,
    file: OnceLock<Result<File, String>>,
}

impl UserSettings {
    /// Those of the user of `world`.
    pub fn new(world: &World) -> Self {
        Self { world: world.clone(), file: OnceLock::new() }
    }

    fn file(&self) -> Result<&File, String> {
        let read = || {
            let Some(folder) = self.world.environment.config() else { return Ok(File::default()) };
            let path = folder.join(FILE);
            if !self.world.files.exists(&path) {
                return Ok(File::default());
            }
            let wrong = |why: &dyn std::fmt::Display| format!("{}: {why}", path.display());
            let bytes =
                self.world.files.read_at_most(&path, MOST).map_err(|error| wrong(&error))?;
            let text = String::from_utf8(bytes).map_err(|_| wrong(&"it is no UTF-8"))?;
            toml::from_str(&text).map_err(|error| wrong(&error.message()))
        };
        self.file.get_or_init(read).as_ref().map_err(Clone::clone)
    }

    fn taken(&self, secret: &Secret) -> Result<Taken, String> {
        match secret {
            Secret::Env(name) => {
                let missing = || format!("the environment variable `{name}` is not set");
                self.world.environment.var(name).map(Taken::Text).ok_or_else(missing)
            }
            Secret::File(path) => {
                let home = self.world.environment.home();
                let path = in_home(Path::new(path), home.as_deref());
                let read = self.world.files.read_at_most(&path, MOST);
                let bytes = read.map_err(|error| format!("{}: {error}", path.display()))?;
                let text = String::from_utf8(bytes).map_err(|_| "it is no text".to_owned())?;
                Ok(Taken::Text(text.trim_end_matches(['\r', '\n']).to_owned()))
            }
            Secret::Command(line) => {
                let limits = Limits { exec: COMMAND, ..Limits::default() };
                let program = Program::new("sh", vec!["-c".into(), line.into()], &limits);
                Ok(Taken::Printed(program))
            }
        }
    }
}

/// A secret, or what prints it.
enum Taken {
    Text(String),
    Printed(Program),
}

/// The first line that a program has printed.
fn printed(ended: Result<Completed, Box<Diagnostic>>) -> Result<String, String> {
    let ended = ended.map_err(|problem| problem.message)?;
    if !ended.exit.is_success() {
        return Err(format!("what prints it ended with exit code {}", ended.exit.code()));
    }
    let text = String::from_utf8(ended.stdout).map_err(|_| "it is no text".to_owned())?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

impl Settings for UserSettings {
    fn config(&self, plugin: &str, key: &str) -> Option<String> {
        self.file().ok()?.config.get(plugin)?.get(key).cloned()
    }

    fn secret(&self, name: &str) -> BoxFuture<'static, Result<String, String>> {
        let told = |why: String| std::future::ready(Err(why)).boxed();
        let secret = match self.file() {
            Ok(file) => file.secrets.get(name).map(|secret| self.taken(secret)),
            Err(why) => return told(why),
        };
        let name = name.to_owned();
        match secret {
            Some(Ok(Taken::Text(text))) => std::future::ready(Ok(text)).boxed(),
            Some(Ok(Taken::Printed(program))) => {
                let ended = self.world.processes.start(program, Cancel::new());
                ended
                    .map(printed)
                    .map(move |text| text.map_err(|why| format!("the secret `{name}`: {why}")))
                    .boxed()
            }
            Some(Err(why)) => told(format!("the secret `{name}`: {why}")),
            None => {
                let usual = name.to_ascii_uppercase().replace('-', "_");
                let variable = format!("REBE_SECRET_{usual}");
                std::future::ready(self.world.environment.var(&variable).ok_or_else(|| {
                    format!(
                        "there is no secret `{name}`: set the environment variable `{variable}`, or \
                         say where it is in {FILE} of your settings"
                    )
                }))
                .boxed()
            }
        }
    }
}

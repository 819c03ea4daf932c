//! From the bytes of a file to a component that may be instantiated.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;

use wasmtime::Engine;
use wasmtime::component::{HasSelf, Linker};

use super::code::Code;
use super::engine::{Place, engine};
use super::failure::{Failure, plain};
use super::guest::State;
use super::limits::{self, Stop};
use super::wit::{Plugin2, Plugin2Pre, v0_1};
use crate::diag::{Diagnostic, Result, codes};

/// The package of the interface.
const PACKAGE: &str = "rebe:plugin/";
/// What a plugin exports, without its version.
const INTERFACE: &str = "rebe:plugin/commands@";
/// The versions that there are, by their first two numbers; the newest one last.
const VERSIONS: [&str; 2] = ["0.1", "0.2"];

/// Whether there is this version of the interface, such as `0.2`.
pub fn is_known(version: &str) -> bool {
    VERSIONS.contains(&version)
}

/// A component that may be instantiated, by the version of its interface.
pub enum Component {
    /// One that only computes.
    V1(v0_1::PluginPre<State>),
    /// One that may call services.
    V2(Plugin2Pre<State>),
}

impl Component {
    /// The engine that it was compiled for.
    pub fn engine(&self) -> &Engine {
        match self {
            Self::V1(plugin) => plugin.engine(),
            Self::V2(plugin) => plugin.engine(),
        }
    }

    /// The version of the interface that it is made for.
    pub fn interface(&self) -> &'static str {
        match self {
            Self::V1(_) => "0.1",
            Self::V2(_) => "0.2",
        }
    }

    /// The services that it imports, whatever it says, by the names of their interfaces.
    pub fn imports(&self) -> Vec<String> {
        let component = match self {
            Self::V1(plugin) => plugin.instance_pre().component(),
            Self::V2(plugin) => plugin.instance_pre().component(),
        };
        let ty = component.component_type();
        let imports = ty.imports(self.engine()).filter_map(|(import, _)| service(import));
        imports.map(str::to_owned).collect()
    }
}

/// The name of the interface of this package that is called `import` with its version.
fn service(import: &str) -> Option<&str> {
    let (name, _) = import.strip_prefix(PACKAGE)?.split_once('@')?;
    Some(name)
}

/// What compiling gives to whoever waits for it.
type Compiled = wasmtime::Result<wasmtime::component::Component>;

/// The component in `bytes`, known to people by `name`, for instances at `place`; from `code` where it
/// was compiled before.
///
/// # Errors
/// It is none, it wants something that no plugin can have, it is made for another version, or what
/// was compiled before was changed by somebody.
pub fn compile(name: &str, bytes: Vec<u8>, code: &Code<'_>, place: Place) -> Result<Component> {
    look(name, &bytes)?;
    let engine = engine(place)?;
    let component = match code.load(name, engine)? {
        Some(component) => component,
        None => {
            let component = in_time(name, engine, bytes)?;
            code.store(&component);
            component
        }
    };
    let version = version(name, engine, &component);
    // What a component wants that is made for no version is told before that.
    refuse_imports(name, engine, &component, version.as_ref().map_or("", |version| version))?;
    let version = version?;
    linked(engine, &component, version).map_err(|error| {
        let reason = plain(&error.root_cause().to_string(), 200);
        let message = format!("`{name}` says that it has the interface {version}, but {reason}");
        Diagnostic::error(codes::PLUGIN_VERSION, message)
            .help("build it anew with the SDK of this version")
            .into()
    })
}

/// The component with all that its version may call. What is called is held against what was
/// granted, at each call.
fn linked(
    engine: &Engine,
    component: &wasmtime::component::Component,
    version: &str,
) -> wasmtime::Result<Component> {
    let mut linker = Linker::<State>::new(engine);
    Ok(match version {
        "0.1" => {
            let instance = linker.instantiate_pre(component)?;
            Component::V1(v0_1::PluginPre::new(instance)?)
        }
        _ => {
            Plugin2::add_to_linker::<_, HasSelf<State>>(&mut linker, |state| state)?;
            Component::V2(Plugin2Pre::new(linker.instantiate_pre(component)?)?)
        }
    })
}

/// What the first bytes tell.
fn look(name: &str, bytes: &[u8]) -> Result<()> {
    if bytes.len() > limits::COMPONENT {
        let most = limits::COMPONENT >> 20;
        let message = format!("`{name}` has more than {most} MiB, which is too large for a plugin");
        return Err(Diagnostic::error(codes::PLUGIN_LIMIT, message)
            .help("build it without debug information, or without what it does not need")
            .into());
    }
    let told = |message: String, help: &str| {
        Err(Diagnostic::error(codes::PLUGIN_INVALID, message).help(help).into())
    };
    match bytes {
        [0, b'a', b's', b'm', 0x0d, 0, 1, 0, ..] => Ok(()),
        [0, b'a', b's', b'm', 1, 0, 0, 0, ..] => told(
            format!("`{name}` is a core module of WASM, plugins are components"),
            "link it with `wasm-component-ld`, or make one of it with `wasm-tools component new`",
        ),
        _ => told(
            format!("`{name}` is no WASM file"),
            "a plugin is a WASM component, such as `plugins/build` makes",
        ),
    }
}

/// Compile on a thread of its own, for as long as there is time.
fn in_time(
    name: &str,
    engine: &'static Engine,
    bytes: Vec<u8>,
) -> Result<wasmtime::component::Component> {
    let (sender, receiver) = mpsc::channel::<Compiled>();
    let work = move || {
        // Nobody may wait any more.
        let _ = sender.send(wasmtime::component::Component::from_binary(engine, &bytes));
    };
    let started = thread::Builder::new().name("plugin compiler".to_owned()).spawn(work);
    let compiled = match started {
        Ok(_) => receiver.recv_timeout(limits::COMPILE),
        Err(_) => Err(RecvTimeoutError::Disconnected),
    };
    match compiled {
        Ok(Ok(component)) => Ok(component),
        Ok(Err(error)) => {
            let reason = plain(&error.root_cause().to_string(), 200);
            // The types of these errors are private to wasmtime, and where instances have no room of
            // their own it says so later.
            let stop = [("minimum byte size", Stop::Memory), ("minimum element size", Stop::Table)];
            if let Some((_, stop)) = stop.into_iter().find(|(words, _)| reason.contains(words)) {
                let who = format!("the plugin `{name}`");
                return Err(Failure::Stopped(stop).diagnostic(&who, None));
            }
            let message = format!("`{name}` is no valid component: {reason}");
            Err(Diagnostic::error(codes::PLUGIN_INVALID, message)
                .help("the file is damaged, or made for another runtime")
                .into())
        }
        Err(RecvTimeoutError::Timeout) => {
            let seconds = limits::COMPILE.as_secs();
            let message = format!("`{name}` could not be compiled within {seconds} seconds");
            Err(Diagnostic::error(codes::PLUGIN_LIMIT, message)
                .help("it is too large for this machine, or made to keep it busy")
                .into())
        }
        Err(RecvTimeoutError::Disconnected) => {
            let message = format!("`{name}` could not be compiled: its thread ended");
            Err(Diagnostic::error(codes::INTERNAL, message).into())
        }
    }
}

/// What a component imports is what it wants, whatever it says. Only services of its version can be
/// had at all.
fn refuse_imports(
    name: &str,
    engine: &Engine,
    component: &wasmtime::component::Component,
    version: &str,
) -> Result<()> {
    let ty = component.component_type();
    let imports = ty.imports(engine).map(|(import, _)| import);
    let services = version == "0.2";
    let strange = imports.filter(|import| !(services && service(import).is_some()));
    let strange = strange.map(|import| format!("`{}`", plain(import, 80))).collect::<Vec<_>>();
    let Some(first) = strange.first() else { return Ok(()) };
    let others = match strange.len() - 1 {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let message = format!("`{name}` wants {first}{others}, which no plugin can have");
    let wasi = strange.iter().any(|import| import.starts_with("`wasi:"));
    let help = if wasi {
        "plugins have no files, clock or network but by services: build it without WASI, as for \
         `wasm32-unknown-unknown`"
    } else {
        "use a plugin that does without it"
    };
    Err(Diagnostic::error(codes::PLUGIN_DENIED, message).help(help).into())
}

/// The version of its interface, by its first two numbers.
fn version(
    name: &str,
    engine: &Engine,
    component: &wasmtime::component::Component,
) -> Result<&'static str> {
    let ty = component.component_type();
    let names = ty.exports(engine).map(|(export, _)| export.to_owned()).collect::<Vec<_>>();
    let versions = names.iter().filter_map(|export| export.strip_prefix(INTERFACE));
    let versions = versions.collect::<Vec<_>>();
    let known = VERSIONS.iter().rev().find(|known| versions.iter().any(|one| fits(one, known)));
    if let Some(known) = known {
        return Ok(known);
    }
    let Some(version) = versions.first() else {
        let newest = VERSIONS.last().copied().unwrap_or_default();
        let message = format!("`{name}` is a component, but no plugin of rebe");
        return Err(Diagnostic::error(codes::PLUGIN_INVALID, message)
            .help(format!("a plugin exports the interface `{INTERFACE}{newest}.0`"))
            .into());
    };
    let (version, known) = (plain(version, 40), VERSIONS.join(" and "));
    let message = format!("`{name}` is made for plugin interface {version}, this rebe has {known}");
    Err(Diagnostic::error(codes::PLUGIN_VERSION, message)
        .help("get a build of it for this version, or another version of rebe")
        .into())
}

/// Whether `version` is one of those that begin with `known`.
fn fits(version: &str, known: &str) -> bool {
    version.strip_prefix(known).is_some_and(|rest| rest.starts_with('.'))
}

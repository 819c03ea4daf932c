//! From the bytes of a file to a component that may be instantiated.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;

use wasmtime::Engine;
use wasmtime::component::{Component, Linker};

use super::engine::engine;
use super::failure::plain;
use super::guest::State;
use super::limits;
use super::wit::PluginPre;
use crate::diag::{Diagnostic, Result, codes};

/// The interface, without its version.
const INTERFACE: &str = "rebe:plugin/commands@";
/// Its version here. Others with the same two first numbers will do.
const VERSION: &str = "0.1.0";

/// What compiling gives to whoever waits for it.
type Compiled = wasmtime::Result<Component>;

/// The component in `bytes`, known to people by `name`.
///
/// # Errors
/// It is none, it wants something of the outside, or it is made for another version.
pub fn compile(name: &str, bytes: Vec<u8>) -> Result<PluginPre<State>> {
    look(name, &bytes)?;
    let engine = engine()?;
    let component = in_time(name, engine, bytes)?;
    refuse_imports(name, engine, &component)?;
    check_version(name, engine, &component)?;
    // Nothing is in the linker: nothing is granted.
    let linker = Linker::<State>::new(engine);
    linker.instantiate_pre(&component).and_then(PluginPre::new).map_err(|error| {
        let reason = plain(&error.root_cause().to_string(), 200);
        let message = format!("`{name}` says that it has the interface {VERSION}, but {reason}");
        Diagnostic::error(codes::PLUGIN_VERSION, message)
            .help("build it anew with the SDK of this version")
            .into()
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
fn in_time(name: &str, engine: &'static Engine, bytes: Vec<u8>) -> Result<Component> {
    let (sender, receiver) = mpsc::channel::<Compiled>();
    let work = move || {
        // Nobody may wait any more.
        let _ = sender.send(Component::from_binary(engine, &bytes));
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

/// What a component imports is what it wants, whatever it says.
fn refuse_imports(name: &str, engine: &Engine, component: &Component) -> Result<()> {
    let ty = component.component_type();
    let imports = ty.imports(engine).map(|(import, _)| format!("`{}`", plain(import, 80)));
    let imports = imports.collect::<Vec<_>>();
    let Some(first) = imports.first() else { return Ok(()) };
    let others = match imports.len() - 1 {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let message = format!("`{name}` wants {first}{others}, and nothing can be granted yet");
    let wasi = imports.iter().any(|import| import.starts_with("`wasi:"));
    let help = if wasi {
        "plugins have no files, clock or network: build it for `wasm32-unknown-unknown`"
    } else {
        "use a plugin that does without it"
    };
    Err(Diagnostic::error(codes::PLUGIN_DENIED, message).help(help).into())
}

fn check_version(name: &str, engine: &Engine, component: &Component) -> Result<()> {
    let ty = component.component_type();
    let names = ty.exports(engine).map(|(export, _)| export.to_owned()).collect::<Vec<_>>();
    let versions = names.iter().filter_map(|export| export.strip_prefix(INTERFACE));
    let versions = versions.collect::<Vec<_>>();
    if versions.iter().any(|version| fits(version)) {
        return Ok(());
    }
    let Some(version) = versions.first() else {
        let message = format!("`{name}` is a component, but no plugin of rebe");
        return Err(Diagnostic::error(codes::PLUGIN_INVALID, message)
            .help(format!("a plugin exports the interface `{INTERFACE}{VERSION}`"))
            .into());
    };
    let version = plain(version, 40);
    let message =
        format!("`{name}` is made for plugin interface {version}, this rebe has {VERSION}");
    Err(Diagnostic::error(codes::PLUGIN_VERSION, message)
        .help("get a build of it for this version, or another version of rebe")
        .into())
}

fn fits(version: &str) -> bool {
    let numbers = |text: &str| {
        let mut parts = text.splitn(3, '.').map(str::to_owned);
        (parts.next(), parts.next())
    };
    numbers(version) == numbers(VERSION)
}

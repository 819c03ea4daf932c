//! What `wasmtime` makes of the interface.

wasmtime::component::bindgen!({
    path: "plugins/wit",
    world: "plugin",
    exports: { default: async },
});

pub use exports::rebe::plugin::commands::*;

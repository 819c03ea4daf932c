//! What `wit-bindgen` makes of the interface. Plugins do not need it: the other modules wrap it.
#![allow(missing_docs, unsafe_code, clippy::allow_attributes, reason = "generated code")]
#![allow(
    clippy::pedantic,
    clippy::indexing_slicing,
    unused_qualifications,
    reason = "generated code"
)]

wit_bindgen::generate!({
    path: "../wit/0.2",
    world: "plugin",
    pub_export_macro: true,
    default_bindings_module: "rebe_plugin::bindings",
    export_macro_name: "export_bindings",
});

pub use exports::rebe::plugin::commands;
pub use rebe::plugin as services;

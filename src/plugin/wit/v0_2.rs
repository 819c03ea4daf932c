//! Version 0.2: with services.

wasmtime::component::bindgen!({
    path: "plugins/wit/0.2",
    world: "plugin",
    imports: { default: async | trappable },
    exports: { default: async },
    additional_derives: [serde::Serialize, serde::Deserialize, PartialEq],
});

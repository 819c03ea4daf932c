//! How a crate becomes a plugin.

/// Make this crate a plugin of these commands. It stands once in a crate.
///
/// ```ignore
/// rebe_plugin::export! {
///     name: "semver",
///     summary: "takes versions apart",
///     commands: [Parse, Matches],
///     wants: [Want::cache("to remember what was taken apart").optional()],
/// }
/// ```
///
/// Behind `wants`, in this order, may stand `probes`, `formats` and `inventories`.
///
/// The version is that of the crate. Beside the exports it makes a constant `PLUGIN`, for tests.
#[macro_export]
macro_rules! export {
    (
        name: $name:expr,
        summary: $summary:expr,
        commands: [$($command:ty),+ $(,)?]
        $(, wants: [$($want:expr),* $(,)?])?
        $(, probes: [$($probe:expr),* $(,)?])?
        $(, formats: [$($format:expr),* $(,)?])?
        $(, inventories: [$($inventory:expr),* $(,)?])?
        $(,)?
    ) => {
        /// All that this plugin is.
        pub const PLUGIN: $crate::Plugin = $crate::Plugin {
            name: $name,
            version: env!("CARGO_PKG_VERSION"),
            summary: $summary,
            commands: &[$($crate::Entry::of::<$command>()),+],
            wants: &[$($($want),*)?],
            probes: &[$($($probe),*)?],
            formats: &[$($($format),*)?],
            inventories: &[$($($inventory),*)?],
        };

        // Only a component has these exports; no other linker takes their names.
        #[cfg(target_arch = "wasm32")]
        #[doc(hidden)]
        mod rebe_plugin_exports {
            use $crate::bindings::commands as wit;

            struct Exported;
            struct Stage($crate::Running);

            impl wit::Guest for Exported {
                type Stage = Stage;

                fn describe() -> wit::Manifest {
                    super::PLUGIN.manifest()
                }

                fn output(
                    call: wit::Invocation,
                    input: Vec<wit::ColumnType>,
                ) -> Result<Vec<wit::ColumnType>, wit::Problem> {
                    super::PLUGIN.output(call, input)
                }
            }

            impl wit::GuestStage for Stage {
                fn open(
                    call: wit::Invocation,
                    input: Vec<wit::ColumnType>,
                ) -> Result<wit::Stage, wit::Problem> {
                    super::PLUGIN.open(call, input).map(|running| wit::Stage::new(Stage(running)))
                }

                fn push(&self, rows: wit::Batch) -> Result<wit::Given, wit::Problem> {
                    self.0.push(rows)
                }

                fn finish(&self) -> Result<wit::Given, wit::Problem> {
                    self.0.finish()
                }

                fn more(&self) -> Result<wit::Given, wit::Problem> {
                    self.0.more()
                }
            }

            $crate::bindings::export_bindings!(Exported with_types_in $crate::bindings);
        }
    };
}

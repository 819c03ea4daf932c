//! Write commands for rebe, the structured-data shell for fleets, as WASM plugins.
//!
//! A plugin is one file. Its commands are typed, checked, completed, explained and piped like those
//! that come with the shell. It can compute, and it can do what it asks for and its user grants: read
//! a folder, ask a web server, run something on the hosts of a pipeline. See [`services`].
//!
//! # Write
//! `rebe plugin new rust NAME` makes a project, in which this crate lies beside the sources. A command
//! that is a function of a row is written as such: see [`function!`]. Any other command is a type that
//! implements [`Command`]; its value is one stage of a pipeline. This one adds a column with the
//! lengths of texts:
//!
//! ```
//! use rebe_plugin::{Batch, Call, Column, Command, Description, Field, Param, Problem, Schema, Type};
//!
//! struct TextLength {
//!     column: usize,
//!     output: usize,
//! }
//!
//! impl Command for TextLength {
//!     const NAME: &'static str = "text length";
//!
//!     fn describe() -> Description {
//!         Description::of_table("add a column with the lengths of texts")
//!             .param(Param::column("column", "the texts"))
//!     }
//!
//!     fn output(call: &Call, input: &Schema) -> Result<Schema, Problem> {
//!         let name = call.text("column").unwrap_or_default();
//!         match input.get(name).map(|field| &field.ty) {
//!             Some(Type::String) => Ok(input.clone().with(Field::nullable("length", Type::Int))),
//!             _ => Err(Problem::new(format!("`{name}` is no column of texts")).about("column")),
//!         }
//!     }
//!
//!     fn open(call: &Call, input: &Schema) -> Result<Self, Problem> {
//!         let output = Self::output(call, input)?;
//!         let column = call.text("column").and_then(|name| input.index(name));
//!         let output = output.index("length");
//!         Ok(Self { column: column.unwrap_or(0), output: output.unwrap_or(0) })
//!     }
//!
//!     fn push(&mut self, rows: Batch) -> Result<Vec<Batch>, Problem> {
//!         let Some(texts) = rows.column(self.column) else { return Ok(Vec::new()) };
//!         let lengths = texts.texts().map(|text| i64::try_from(text?.chars().count()).ok());
//!         let lengths = Column::of_ints(lengths);
//!         Ok(vec![rows.put(self.output, lengths)])
//!     }
//! }
//!
//! // Without a shell, as a test would do it:
//! let input = Schema::new([Field::new("name", Type::String)]);
//! let rows = Batch::new([Column::of_texts([Some("web01"), Some("é")])]);
//! let call = Call::of("text length").with_text("column", "name");
//! let table = rebe_plugin::testing::run::<TextLength>(&call, &input, [rows])?;
//! assert_eq!(table.ints("length"), [Some(5), Some(1)]);
//! # Ok::<(), Problem>(())
//! ```
//!
//! [`export!`] makes the crate a plugin. `Err(`[`Problem`]`)` is how a command says that a call
//! does not work, at best already in [`Command::output`], which is asked before anything runs. A
//! panic ends the call with an error and nothing else, but says little to whoever made the call.
//!
//! # Build, test and use
//! ```text
//! rustup target add wasm32-unknown-unknown
//! rebe plugin build NAME          # NAME/build/NAME.wasm
//! rebe plugin test NAME           # that, `cargo test`, the examples, and the tests in NAME/tests
//! rebe plugin install ./NAME
//! ```
//!
//! The target is the one without an operating system; `wasm32-wasip2` would give a component that
//! imports WASI, which the shell refuses. Without `rebe plugin build`, a component is made by the linker
//! `wasm-component-ld`, which comes with Rust.
//!
//! # What a plugin has to keep to
//! - Columns have the types `int`, `float`, `string`, `bool`, `duration`, `filesize`, `date` and
//!   `binary`, each perhaps nullable; lists, records and tables come and go as texts of JSON.
//! - A call of `push` or `finish` takes at most 5 seconds, `describe` and `output` at most one; a
//!   stage has 256 MiB of memory; 1,000,000 rows and 32 MiB come back from one call at most.
//! - What comes back is checked: other columns than those that were promised are an error.
//! - There is no clock, no environment and no file but by [`services`], and none of those while the
//!   plugin describes itself or says what it would yield.

mod batch;
pub mod bindings;
mod call;
mod column;
mod command;
mod describe;
mod export;
pub mod function;
mod roles;
mod schema;
pub mod services;
pub mod testing;

pub use batch::Batch;
pub use bindings::commands::Value;
pub use call::{Call, Problem};
pub use column::Column;
pub use command::{Command, Entry, Plugin, Running};
pub use describe::{Description, Flag, Param};
pub use roles::{Format, Inventory, Probe, Want};
pub use schema::{Field, Schema, Type};

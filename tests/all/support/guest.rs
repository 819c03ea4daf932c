//! Plugins for tests, written as WASM text: one command, `evil run`, which takes a table and
//! promises one column `a` of ints, and each of whose functions can be replaced.

use std::fmt::Write as _;

use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

/// Where the data of a guest begins.
const BASE: u32 = 1024;

/// A plugin in the making. Its functions are bodies of WASM text that leave the address of their
/// result.
pub(crate) struct Guest {
    /// What is in its memory from the start.
    pub(crate) data: Vec<u8>,
    /// How many pages of memory it has from the start.
    pub(crate) pages: u32,
    /// The version of the interface that it is made for.
    pub(crate) version: &'static str,
    pub(crate) describe: String,
    pub(crate) output: String,
    pub(crate) push: String,
    pub(crate) finish: String,
}

/// The cells of a column that is given back.
pub(crate) enum Cells {
    Ints(Vec<i64>),
    Bytes(Vec<u32>, Vec<u8>),
}

impl Guest {
    /// One that does what it says: each batch gives one row, the number 7.
    pub(crate) fn new() -> Self {
        let mut guest = Self {
            data: Vec::new(),
            pages: 2,
            version: "0.1.0",
            describe: String::new(),
            output: String::new(),
            push: String::new(),
            finish: String::new(),
        };
        guest.describe = guest.manifest("evil run", "do harm");
        guest.output = guest.promise("a", "int");
        guest.push = guest.gives(1, None, &Cells::Ints(vec![7]));
        let none = guest.list(&[], 0);
        guest.finish = guest.ok(none);
        guest
    }

    /// One that gives back what it gets: its memory has the same layout both ways.
    pub(crate) fn echo() -> Self {
        let mut guest = Self::new();
        guest.describe = guest.manifest("echo", "give back what comes in");
        // A result that is well, and one batch.
        let store = |at: u32, value: &str| format!("(i32.store (i32.const {at}) {value})");
        let list = |at: u32, start: &str, count: &str| {
            [store(at, "(i32.const 0)"), store(at + 4, start), store(at + 8, count)].concat()
        };
        let columns = list(512, "(local.get 4)", "(local.get 5)");
        guest.output = format!("{columns} (i32.const 512)");
        let batch = list(512, "(i32.const 528)", "(i32.const 1)");
        let rows = store(528, "(local.get 1)");
        let columns = [store(532, "(local.get 2)"), store(536, "(local.get 3)")].concat();
        // What it got may be written over once it was taken.
        let again = "(global.set $next (i32.const 65536))";
        guest.push = format!("{batch} {rows} {columns} {again} (i32.const 512)");
        guest
    }

    fn put(&mut self, bytes: &[u8]) -> u32 {
        while !self.data.len().is_multiple_of(8) {
            self.data.push(0);
        }
        let at = BASE + u32::try_from(self.data.len()).unwrap();
        self.data.extend_from_slice(bytes);
        at
    }

    fn words(&mut self, words: &[u32]) -> u32 {
        let bytes = words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<_>>();
        self.put(&bytes)
    }

    fn text(&mut self, text: &str) -> [u32; 2] {
        [self.put(text.as_bytes()), u32::try_from(text.len()).unwrap()]
    }

    fn list(&mut self, words: &[u32], count: u32) -> [u32; 2] {
        [self.words(words), count]
    }

    /// A result that is well and holds `list`.
    fn ok(&mut self, list: [u32; 2]) -> String {
        format!("i32.const {}", self.words(&[0, list[0], list[1]]))
    }

    /// A body of `describe`: one command of this name.
    pub(crate) fn manifest(&mut self, command: &str, summary: &str) -> String {
        let (name, version) = (self.text("evil"), self.text("6.6.6"));
        let (command, summary, none) = (self.text(command), self.text(summary), [0, 0]);
        // Behind the details: its input, of which a table is the second case, then three lists.
        let rest = [1, 0, 0, 0, 0, 0, 0];
        let fields = [&command[..], &summary, &none, &rest].concat();
        let commands = self.list(&fields, 1);
        let manifest = [name, version, summary, commands, none].concat();
        format!("i32.const {}", self.words(&manifest))
    }

    /// A body of `output`: one column.
    pub(crate) fn promise(&mut self, name: &str, ty: &str) -> String {
        let column = [self.text(name), self.text(ty)].concat();
        let columns = self.list(&column, 1);
        self.ok(columns)
    }

    /// A body of `push` or `finish`: one batch of one column.
    pub(crate) fn gives(&mut self, rows: u32, validity: Option<&[u8]>, cells: &Cells) -> String {
        self.gives_columns(rows, 1, validity, cells)
    }

    /// The same with the column so many times.
    pub(crate) fn gives_columns(
        &mut self,
        rows: u32,
        columns: usize,
        validity: Option<&[u8]>,
        cells: &Cells,
    ) -> String {
        let validity = match validity {
            None => [0, 0, 0],
            Some(bitmap) => [1, self.put(bitmap), u32::try_from(bitmap.len()).unwrap()],
        };
        let cells = match cells {
            Cells::Ints(cells) => {
                let bytes = cells.iter().flat_map(|cell| cell.to_le_bytes()).collect::<Vec<_>>();
                [0, self.put(&bytes), u32::try_from(cells.len()).unwrap(), 0, 0]
            }
            Cells::Bytes(offsets, data) => {
                let (at, count) = (self.words(offsets), u32::try_from(offsets.len()).unwrap());
                [3, at, count, self.put(data), u32::try_from(data.len()).unwrap()]
            }
        };
        let column = [validity.as_slice(), cells.as_slice()].concat();
        let columns = self.list(&column.repeat(columns), u32::try_from(columns).unwrap());
        let batch = self.list(&[rows, columns[0], columns[1]], 1);
        self.ok(batch)
    }

    /// Bytes that a body of `push` or `finish` says to have given: a list of this many batches.
    pub(crate) fn gives_at(&mut self, address: u32, batches: u32) -> String {
        self.ok([address, batches])
    }

    /// The core module.
    pub(crate) fn module(&self) -> Vec<u8> {
        let interface = format!("rebe:plugin/commands@{}", self.version);
        let data = self.data.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "\\{byte:02x}");
            text
        });
        let call = "(param i32 i32 i32 i32 i32 i32) (result i32)";
        let (describe, output) = (&self.describe, &self.output);
        let (push, finish, pages) = (&self.push, &self.finish, self.pages);
        let text = format!(
            r#"(module
            (import "[export]{interface}" "[resource-new]stage" (func $new (param i32) (result i32)))
            (memory (export "memory") {pages})
            (data (i32.const {BASE}) "{data}")
            (global $next (mut i32) (i32.const 65536))
            (func $deep (param i64) (result i64)
                (i64.add (call $deep (i64.add (local.get 0) (i64.const 1))) (i64.const 1)))
            (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (local $at i32)
                (local.set $at (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
                (global.set $next (i32.add (local.get $at) (local.get 3)))
                (if (i32.gt_u (global.get $next) (i32.shl (memory.size) (i32.const 16)))
                    (then (drop (memory.grow (i32.add (i32.const 1) (i32.shr_u
                        (i32.sub (global.get $next) (i32.shl (memory.size) (i32.const 16)))
                        (i32.const 16)))))))
                (local.get $at))
            (func (export "{interface}#describe") (result i32) {describe})
            (func (export "{interface}#output") {call} {output})
            (func (export "{interface}#[static]stage.open") {call}
                (i32.store (i32.const 512) (i32.const 0))
                (i32.store (i32.const 516) (call $new (i32.const 1)))
                (i32.const 512))
            (func (export "{interface}#[method]stage.push") (param i32 i32 i32 i32) (result i32)
                {push})
            (func (export "{interface}#[method]stage.finish") (param i32) (result i32) {finish})
            )"#
        );
        wat::parse_str(text).unwrap()
    }

    /// The component.
    pub(crate) fn component(&self) -> Vec<u8> {
        let wit = std::fs::read_to_string("plugins/wit/0.1/plugin.wit").unwrap();
        let wit = wit.replace("rebe:plugin@0.1.0", &format!("rebe:plugin@{}", self.version));
        let mut resolve = Resolve::default();
        let package = resolve.push_str("plugin.wit", &wit).unwrap();
        let world = resolve.select_world(&[package], Some("plugin")).unwrap();
        let mut module = self.module();
        embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8).unwrap();
        ComponentEncoder::default().validate(true).module(&module).unwrap().encode().unwrap()
    }
}

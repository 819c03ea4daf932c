//! Commands run without a shell, for tests of plugins: `cargo test` is all that it takes.

#[cfg(not(target_arch = "wasm32"))]
pub(crate) mod outside;

#[cfg(not(target_arch = "wasm32"))]
pub use outside::Outside;

use crate::{Batch, Call, Command, Problem, Schema};

/// What a call yields.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its columns.
    pub schema: Schema,
    /// Its rows, as they came.
    pub batches: Vec<Batch>,
}

impl Table {
    /// The texts of the column called `name`, over all batches; empty where there is no such
    /// column or it is none of texts.
    pub fn texts(&self, name: &str) -> Vec<Option<String>> {
        self.cells(name, |column| column.texts().map(|text| text.map(str::to_owned)).collect())
    }

    /// The numbers of the column called `name`, over all batches; empty where there is no such
    /// column or it is none of whole numbers.
    pub fn ints(&self, name: &str) -> Vec<Option<i64>> {
        self.cells(name, |column| column.ints().collect())
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.batches.iter().map(Batch::len).sum()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn cells<T>(&self, name: &str, of: impl Fn(&crate::Column) -> Vec<T>) -> Vec<T> {
        let Some(at) = self.schema.index(name) else { return Vec::new() };
        self.batches.iter().filter_map(|batch| batch.column(at)).flat_map(of).collect()
    }
}

/// Run `call` of the command `C` over `batches`, whose columns are `input`.
///
/// # Errors
/// What the command reports.
pub fn run<C: Command>(
    call: &Call,
    input: &Schema,
    batches: impl IntoIterator<Item = Batch>,
) -> Result<Table, Problem> {
    let schema = C::output(call, input)?;
    let mut stage = C::open(call, input)?;
    let mut given = Vec::new();
    let mut rest = |stage: &mut C, batches: Vec<Batch>| {
        given.extend(batches);
        while stage.has_more() {
            given.extend(stage.more()?);
        }
        Ok::<(), Problem>(())
    };
    for batch in batches {
        let batches = stage.push(batch)?;
        rest(&mut stage, batches)?;
    }
    let batches = stage.finish()?;
    rest(&mut stage, batches)?;
    Ok(Table { schema, batches: given })
}

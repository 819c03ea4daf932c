//! Tables as lazy polars plans, with the schema that polars cannot hold.

use std::fmt;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

use polars::prelude::{
    DataFrame, DataType, Engine, Expr, Field, IdxSize, IntoLazy, LazyFrame, PlanCallback,
    PolarsError, Scalar, TimeUnit, TimeZone, UnionArgs, concat, lit,
};

use super::cell::{internal, to_cell};
use super::compact::compact;
use super::{Chunk, Column, Schema, Type, Value};
use crate::diag::{Diagnostic, Result, codes, did_you_mean};

/// A table that has not been computed yet.
#[derive(Clone)]
pub struct Frame {
    /// How to compute it. It yields exactly the columns of `schema`, in order.
    pub lazy: LazyFrame,
    /// Its columns; closed.
    pub schema: Arc<Schema>,
    /// The files that it is read from.
    pub origins: Vec<Arc<dyn Origin>>,
}

impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Frame").field("schema", &self.schema).finish_non_exhaustive()
    }
}

/// Files that polars reads without knowing them by the names that people have for them.
pub trait Origin: Send + Sync {
    /// Where `cell` stands in the column called `column`, such as `hosts.csv line 7`; none where it
    /// is not there.
    fn find(&self, column: &str, cell: &str) -> Option<String>;

    /// Read them through for what polars would not notice. Asked again, it says the same at once.
    ///
    /// # Errors
    /// What is wrong with them.
    fn check(&self) -> Result<()> {
        Ok(())
    }

    /// About how many bytes all rows of them would take in memory.
    fn size(&self) -> u64;

    /// Whether the run is over for which they are read.
    fn is_cancelled(&self) -> bool {
        false
    }
}

/// A typed expression over the columns of a table, compiled for polars.
#[derive(Debug, Clone)]
pub struct ColumnExpr(pub Expr);

impl Frame {
    /// The table of these rows.
    pub fn of(chunk: Chunk) -> Self {
        let schema = Arc::clone(chunk.schema());
        Self { lazy: chunk.into_frame().lazy(), schema, origins: Vec::new() }
    }

    /// A table of these columns without rows.
    ///
    /// # Errors
    /// Only by a defect.
    pub fn empty(schema: Arc<Schema>) -> Result<Self> {
        Chunk::empty(schema).map(Self::of)
    }

    /// Compute it. The files that it is read from are checked meanwhile: what polars has computed is
    /// given out when both are done.
    ///
    /// # Errors
    /// The data does not follow its format, or a calculation has no result.
    pub fn collect(self) -> Result<Chunk> {
        let frame = if self.origins.is_empty() {
            let lazy = self.lazy;
            guarded(|| lazy.collect().map_err(|error| failure(&error.to_string(), &[])))?
        } else {
            streamed(self.lazy, self.origins)?
        };
        Ok(Chunk::new(frame, self.schema))
    }

    /// Compute it piece by piece: each of about `rows` rows goes to `take` in order, until that
    /// says false. Only what is at hand is in memory, where the plan allows it. It works on the
    /// threads of polars, which wait while `take` does.
    ///
    /// # Errors
    /// As for [`Self::collect`].
    pub fn each(
        self,
        rows: NonZeroUsize,
        take: impl Fn(Chunk) -> bool + Send + Sync + 'static,
    ) -> Result<()> {
        let schema = self.schema;
        let take = move |frame| Ok(!take(Chunk::new(frame, Arc::clone(&schema))));
        let (lazy, origins) = (self.lazy, self.origins);
        check(&origins)?;
        guarded(|| {
            lazy.sink_batches(PlanCallback::new(take), true, Some(rows))
                .and_then(|lazy| lazy.collect_with_engine(Engine::Streaming))
                .map(drop)
                .map_err(|error| failure(&error.to_string(), &origins))
        })
    }

    /// The rows of all of them, one table behind the other.
    ///
    /// # Errors
    /// There is none, or their columns differ.
    pub fn stack(frames: Vec<Self>) -> Result<Self> {
        let mut schema: Option<Arc<Schema>> = None;
        let (mut plans, mut origins) = (Vec::new(), Vec::new());
        for frame in frames {
            let first = schema.get_or_insert_with(|| Arc::clone(&frame.schema));
            if *first != frame.schema {
                let message =
                    format!("the columns of the files differ: {first} and {}", frame.schema);
                return Err(Diagnostic::error(codes::FORMAT, message)
                    .help("open them apart, and put them together with `append --fill`")
                    .into());
            }
            plans.push(frame.lazy);
            origins.extend(frame.origins);
        }
        let schema = schema.ok_or_else(|| internal("no table to stack"))?;
        let lazy = match plans.len() {
            1 => plans.pop().unwrap_or_default(),
            _ => {
                concat(plans, UnionArgs::default()).map_err(|error| internal(&error.to_string()))?
            }
        };
        Ok(Self { lazy, schema, origins })
    }

    /// About how many bytes all rows of the files would take in memory that it is read from.
    pub fn size(&self) -> u64 {
        self.origins.iter().map(|origin| origin.size()).sum()
    }

    /// The rows for which `condition` is true.
    pub fn filter(self, condition: Expr) -> Self {
        Self { lazy: self.lazy.filter(condition), ..self }.compact()
    }

    /// The same after a choice among its rows: of what is read from files, the rows that are left
    /// hold little more memory than they need.
    pub fn compact(self) -> Self {
        if self.origins.is_empty() {
            return self;
        }
        Self { lazy: compact(self.lazy), ..self }
    }

    /// Its first `rows` rows.
    pub fn limit(self, rows: usize) -> Self {
        let rows = IdxSize::try_from(rows).unwrap_or(IdxSize::MAX);
        Self { lazy: self.lazy.limit(rows), ..self }
    }

    /// The column `name` alone.
    ///
    /// # Errors
    /// There is none, with the columns there are.
    pub fn only(self, name: &str) -> Result<Self> {
        self.columns(&[name])
    }

    /// These columns alone.
    ///
    /// # Errors
    /// There is no such column, with those that there are.
    pub fn columns(self, names: &[&str]) -> Result<Self> {
        let mut columns = Vec::with_capacity(names.len());
        for name in names {
            let Some(column) = self.schema.get(name) else {
                let known = self.schema.names();
                let problem =
                    Diagnostic::error(codes::UNKNOWN_COLUMN, format!("no column `{name}` here"));
                return Err(problem.maybe_help(did_you_mean(name, "columns", &known)).into());
            };
            columns.push(column.clone());
        }
        let chosen = names.iter().map(|name| polars::prelude::col(*name));
        let lazy = self.lazy.select(chosen.collect::<Vec<_>>());
        Ok(Self::with(lazy, Schema::closed(columns)).reading(self.origins))
    }

    /// The same with the column `name` at its end, of type `ty`, which is `value` in every row.
    ///
    /// # Errors
    /// `value` is of another type.
    pub fn constant(self, name: &str, ty: &Type, value: &Value) -> Result<Self> {
        let mut schema = self.schema.as_ref().clone();
        schema.put(Column::new(name, ty.clone().nullable()));
        let value = Scalar::new(physical(ty), to_cell(value, ty)?);
        let lazy = self.lazy.with_columns([lit(value).alias(name)]);
        Ok(Self::with(lazy, schema).reading(self.origins))
    }

    /// The same rows with another plan and schema.
    pub fn with(lazy: LazyFrame, schema: Schema) -> Self {
        Self { lazy, schema: Arc::new(schema), origins: Vec::new() }
    }

    /// The same, which is read from these files too.
    pub fn reading(mut self, origins: impl IntoIterator<Item = Arc<dyn Origin>>) -> Self {
        self.origins.extend(origins);
        self
    }
}

/// Compute a plan that is read from files, which may be larger than memory. Whoever waits for it is
/// let go when the run is cancelled; polars cannot be stopped everywhere, so it may go on in the
/// background until it is done.
fn streamed(lazy: LazyFrame, origins: Vec<Arc<dyn Origin>>) -> Result<DataFrame> {
    let (sender, receiver) = sync_channel(1);
    let files = origins.clone();
    let work = move || {
        let wrong = |error: PolarsError| failure(&error.to_string(), &files);
        let compute = || lazy.collect_with_engine(Engine::Streaming).map_err(wrong);
        let computed = thread::scope(|scope| {
            let checking = scope.spawn(|| check(&files));
            let computed = guarded(compute);
            checking.join().unwrap_or_else(|_| Err(internal("a check of a file ended")))?;
            computed
        });
        let _ = sender.send(computed.map(|computed| computed.unwrap_single()));
    };
    let begun = thread::Builder::new().name("table".to_owned()).spawn(work);
    begun.map_err(|error| internal(&format!("the system gives no thread: {error}")))?;
    wait(&receiver, &origins)?
}

/// What comes from a thread that computes what is read from `origins`.
///
/// # Errors
/// The run is cancelled, or the thread is gone.
pub(super) fn wait<T>(receiver: &Receiver<T>, origins: &[Arc<dyn Origin>]) -> Result<T> {
    loop {
        match receiver.recv_timeout(LOOK) {
            Ok(said) => return Ok(said),
            Err(RecvTimeoutError::Disconnected) => {
                return Err(internal("what computes a table has crashed"));
            }
            Err(RecvTimeoutError::Timeout) => goes_on(origins)?,
        }
    }
}

/// # Errors
/// The run is over for which `origins` are read.
pub(super) fn goes_on(origins: &[Arc<dyn Origin>]) -> Result<()> {
    if origins.iter().any(|origin| origin.is_cancelled()) {
        let message = "the run was cancelled before a table was computed";
        return Err(Diagnostic::error(codes::CANCELLED, message).into());
    }
    Ok(())
}

/// How often whoever waits looks whether the run was cancelled.
const LOOK: Duration = Duration::from_millis(20);

fn check(origins: &[Arc<dyn Origin>]) -> Result<()> {
    origins.iter().try_for_each(|origin| origin.check())
}

/// What `compute` yields. polars panics where a file of columns lies about what is in it.
pub(super) fn guarded<T>(compute: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(compute)).unwrap_or_else(|_| {
        let message = "the table cannot be computed: a file that it is read from is damaged";
        Err(Diagnostic::error(codes::FORMAT, message)
            .help("get the file once more; if it is whole, this is a defect of rebe, please report it")
            .into())
    })
}

/// All rows of `chunks`, which share `schema`.
///
/// # Errors
/// Only by a defect: the chunks do not share the schema.
pub fn whole(schema: Arc<Schema>, chunks: Vec<Chunk>) -> Result<Chunk> {
    let mut frames = chunks.into_iter().map(Chunk::into_frame);
    let Some(mut frame) = frames.next() else {
        return Chunk::empty(schema);
    };
    for next in frames {
        frame.vstack_mut(&next).map_err(|error| failure(&error.to_string(), &[]))?;
    }
    frame.align_chunks();
    Ok(Chunk::new(frame, schema))
}

/// How polars holds a column of type `ty`.
pub fn physical(ty: &Type) -> DataType {
    match ty {
        Type::Int | Type::Filesize => DataType::Int64,
        Type::Float => DataType::Float64,
        Type::String => DataType::String,
        Type::Bool => DataType::Boolean,
        Type::Duration => DataType::Duration(TimeUnit::Nanoseconds),
        Type::Date => DataType::Datetime(TimeUnit::Nanoseconds, Some(TimeZone::UTC)),
        Type::Binary => DataType::Binary,
        Type::List(item) => DataType::List(Box::new(physical(item))),
        Type::Record(schema) => record(schema),
        Type::Table(schema) => DataType::List(Box::new(record(schema))),
        Type::Nullable(inner) => physical(inner),
        Type::Nothing | Type::Range | Type::Closure | Type::Unknown => DataType::Null,
    }
}

fn record(schema: &Schema) -> DataType {
    let columns = schema.columns().iter();
    let fields = columns.map(|c| Field::new(c.name.as_str().into(), physical(&c.ty)));
    DataType::Struct(fields.collect())
}

/// What polars says, as a diagnostic. Errors of our own kernels begin with their message and come
/// through unchanged; polars appends the plan, which nobody wants to see.
pub(crate) fn failure(text: &str, origins: &[Arc<dyn Origin>]) -> Box<Diagnostic> {
    let first = text.split("\n\nResolved plan").next().unwrap_or(text).trim();
    let calculation = first.find("arithmetic: ").map(|at| first.get(at + 12..).unwrap_or(first));
    match calculation {
        Some(message) => {
            let message = message.lines().next().unwrap_or(message);
            Diagnostic::error(codes::ARITHMETIC, message)
        }
        None => {
            let known = csv(first, origins).or_else(|| too_large(first));
            known.unwrap_or_else(|| Diagnostic::error(codes::FORMAT, first.replace('\n', " ")))
        }
    }
    .into()
}

/// What polars says of CSV files, in words for people; its advice is about its own options.
fn csv(text: &str, origins: &[Arc<dyn Origin>]) -> Option<Diagnostic> {
    if text.contains("found more fields than defined") {
        let message = "a row has more fields than the first line of the file has names";
        return Some(
            Diagnostic::error(codes::FORMAT, message)
                .help("put `\"` around fields that have a comma in them, or add the missing names"),
        );
    }
    if text.contains("invalid utf-8") {
        let message = "the file is no UTF-8 text";
        return Some(Diagnostic::error(codes::FORMAT, message).help("save it as UTF-8"));
    }
    let (_, rest) = text.split_once("could not parse `")?;
    let (cell, rest) = rest.split_once("` as dtype `")?;
    let (dtype, rest) = rest.split_once("` at column '")?;
    let (column, _) = rest.split_once("' (column number")?;
    if dtype == "str" {
        let message = format!("a field of column `{column}` begins with `\"` and never ends");
        return Some(
            Diagnostic::error(codes::FORMAT, message)
                .help("add the `\"` at its end; within quotes write `\"\"` for one of them"),
        );
    }
    let ty = match dtype {
        "i64" => "int",
        "f64" => "float",
        "bool" => "bool",
        other => other,
    };
    let place = origins.iter().find_map(|origin| origin.find(column, cell));
    let place = place.map_or_else(String::new, |place| format!("{place}: "));
    let message = format!("{place}`{cell}` in column `{column}` is no {ty}");
    Some(Diagnostic::error(codes::FORMAT, message).help(
        "mend the row, set such rows aside with `--bad-rows FILE`, guess types from all rows with \
         `--sniff 0`, or say them with `--schema`",
    ))
}

/// A number of a file of columns that is no int.
fn too_large(text: &str) -> Option<Diagnostic> {
    let (_, rest) = text.split_once("conversion from `u64` to `i64` failed in column '")?;
    let (column, rest) = rest.split_once('\'')?;
    let (_, numbers) = rest.split_once('[')?;
    let number = numbers.split([',', ']']).next().unwrap_or_default().trim();
    let message = format!("{number} in column `{column}` is larger than an int may be");
    Some(
        Diagnostic::error(codes::FORMAT, message)
            .help(format!("leave the column out with `reject {column}`, or write it as text")),
    )
}

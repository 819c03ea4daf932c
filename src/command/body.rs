//! How a command runs: one of a few kinds.

use super::{Args, Checking, Context, Signature};
use crate::diag::Result;
use crate::value::spill::Room;
use crate::value::{Data, Frame, Type, Value};

/// From the arguments of a call and the type of its input to the type of its output. Built-in
/// commands give a function, those that come later a closure that lives as long as the process.
pub type Output = &'static (dyn Fn(&mut Checking<'_>) -> Type + Send + Sync);

/// Streams to streams, with the world within reach; a function or a closure, as for [`Output`].
pub type Streaming = &'static (dyn Fn(Data, &Args, &Context) -> Result<Data> + Send + Sync);

/// A command.
#[derive(Clone, Copy)]
pub struct Command {
    /// What is said about it.
    pub signature: Signature,
    /// The type of its output, from its arguments and the type of its input. What is wrong with
    /// them is reported to the [`Checking`].
    pub output: Output,
    /// How it runs.
    pub body: Body,
}

impl std::fmt::Debug for Command {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Command({})", self.signature.name)
    }
}

/// How a command runs.
#[derive(Clone, Copy)]
pub enum Body {
    /// A plan to a plan, row by row: what it does to a table is what it does to each chunk.
    Rows(fn(Frame, &Args) -> Result<Frame>),
    /// A plan to a plan that needs all rows, such as a sort.
    Whole(fn(Frame, &Args) -> Result<Frame>),
    /// The same where what it needs may be larger than memory.
    Large {
        /// A plan to a plan, in memory.
        run: fn(Frame, &Args) -> Result<Frame>,
        /// A table as a plan or in chunks, in as much memory as there is room for.
        spill: fn(Data, &Args, Room) -> Result<Data>,
    },
    /// So many rows from the start; what feeds it stops once they stand.
    Limit(fn(&Args) -> usize),
    /// Streams to streams, with the world within reach.
    Stream(Streaming),
    /// A value to a value, pure.
    Scalar(fn(Value, &Args) -> Result<Value>),
    /// Calls a closure for what flows in.
    Call(Calling),
    /// A value to a value, pure; a table is cut down to what is needed before it becomes a list of
    /// records. What it does to a table is what it does to each chunk, some rows more at most.
    Fold {
        /// The columns and rows that are needed.
        narrow: fn(Frame, &Args) -> Result<Frame>,
        /// A value to a value.
        run: fn(Value, &Args) -> Result<Value>,
    },
}

/// How a command calls the closure that it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Calling {
    /// With each item; what it yields is the result.
    Each,
    /// With several items at once; what it yields is the result, in their order.
    Parallel,
    /// With each item until it yields true; whether it did.
    Any,
    /// With each item until it yields false; whether it never did.
    All,
    /// With each item; those for which it yields true stay.
    Keep,
    /// With each item until it does not yield true; the items before that one stay.
    TakeWhile,
    /// With each item until it does not yield true; that one and those behind it stay.
    SkipWhile,
    /// With each item and with what it yielded before; the last of that is the result.
    Fold,
    /// Once, with the other arguments.
    Once,
}

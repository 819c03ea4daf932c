//! What a command takes from the pipeline, and how it is put over lists, records and nulls.
//!
//! A command is written for one kind of input. Most of what people have is more than that: a list
//! of texts instead of a text, a record instead of a table, a value that may be null. The step from
//! one to the other is made here alone, for the types when a text is checked ([`Lift`]) and for the
//! values when it runs ([`Command::compute`]).

use super::{Args, Body, Command};
use crate::diag::Result;
use crate::value::{Schema, Type, Value, scalar};

/// What a command takes from the pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// Nothing: it begins a pipeline.
    Nothing,
    /// A table.
    Table,
    /// A table or a list.
    Rows,
    /// A table; a record counts as one row and comes out as a record again.
    Row,
    /// A table with a text column `host`.
    Hosts,
    /// A list.
    List,
    /// A record.
    Record,
    /// A table, a list or a record.
    Members,
    /// Text.
    Text,
    /// Text, or a list of texts that are taken together.
    Texts,
    /// An int or a float.
    Number,
    /// A number, a duration or a filesize.
    Amount,
    /// An instant.
    Date,
    /// An amount of data.
    Filesize,
    /// A length of time.
    Duration,
    /// Text or bytes.
    Bytes,
    /// Bytes.
    Binary,
    /// Any value that is no list, record or table.
    Plain,
    /// Whatever there is, but something.
    Any,
    /// Whatever there is, even nothing.
    Anything,
    /// Whatever there is, or nothing: it may begin a pipeline, too.
    Maybe,
}

impl Input {
    /// Whether the command is written for one value, and a list of such values is taken one by one.
    pub fn is_single(self) -> bool {
        self.natural().is_some()
    }

    /// A type that it takes, for the items of a list that has none.
    fn natural(self) -> Option<Type> {
        Some(match self {
            Self::Text | Self::Bytes | Self::Plain => Type::String,
            Self::Number | Self::Amount => Type::Int,
            Self::Date => Type::Date,
            Self::Filesize => Type::Filesize,
            Self::Duration => Type::Duration,
            Self::Binary => Type::Binary,
            _ => return None,
        })
    }

    /// Whether it takes a value of type `ty`, as far as that is known.
    pub fn takes(self, ty: &Type) -> bool {
        use Type as T;
        match (self, ty.non_null()) {
            (Self::Anything | Self::Maybe, _) => true,
            (Self::Nothing, ty) => *ty == T::Nothing,
            (_, T::Nothing) => false,
            (Self::Any, _) | (_, T::Unknown) => true,
            (Self::Hosts, T::Table(schema)) => match schema.get("host") {
                Some(column) => matches!(column.ty.non_null(), T::String | T::Unknown),
                None => schema.is_open(),
            },
            (Self::Table | Self::Rows | Self::Row | Self::Members, T::Table(_)) => true,
            (Self::Rows | Self::List | Self::Members, T::List(_)) => true,
            (Self::Row | Self::Record | Self::Members, T::Record(_)) => true,
            (Self::Texts, T::List(item)) => matches!(item.non_null(), T::String | T::Nothing),
            (Self::Text | Self::Texts | Self::Bytes, T::String) => true,
            (Self::Bytes | Self::Binary, T::Binary) => true,
            (Self::Number | Self::Amount, T::Int | T::Float) => true,
            (Self::Amount | Self::Duration, T::Duration) => true,
            (Self::Amount | Self::Filesize, T::Filesize) => true,
            (Self::Date, T::Date) => true,
            (Self::Plain, ty) => !matches!(ty, T::List(_) | T::Record(_) | T::Table(_)),
            _ => false,
        }
    }

    /// What makes a value of type `ty`, which it does not take, one that it does; to be followed by
    /// the command itself.
    pub fn remedy(self, ty: &Type) -> Option<&'static str> {
        use Type as T;
        let item = match ty.non_null() {
            T::List(item) if self.is_single() || self == Self::Texts => item.non_null(),
            other => other,
        };
        Some(match (self, item) {
            (Self::Record, T::Table(_)) => "`get 0` takes the first row",
            (Self::List | Self::Texts, T::Table(_)) => "`get COLUMN` takes one column",
            (single, T::Table(_)) if single.is_single() => "`get COLUMN` takes one column",
            (_, T::List(_) | T::Record(_) | T::Table(_) | T::Nothing) => match (self, item) {
                (Self::Table | Self::Row, T::List(_)) => "`wrap NAME` makes a table of a list",
                _ => return None,
            },
            (Self::Text | Self::Texts | Self::Bytes, _) => "`into string` makes a text of it",
            (Self::Number | Self::Amount, T::String) => {
                "`into int` or `into float` makes a number of a text"
            }
            (Self::Number, T::Filesize | T::Duration) => "`into int` makes a number of it",
            (Self::Date, T::String | T::Int) => "`into datetime` makes a date of it",
            (Self::Filesize, T::String | T::Int) => "`into filesize` makes a filesize of it",
            (Self::Duration, T::String | T::Int) => "`into duration` makes a duration of it",
            _ => return None,
        })
    }

    /// What it is called in messages, with its article.
    pub fn describe(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Table => "a table",
            Self::Rows => "a table or a list",
            Self::Row => "a table or a record",
            Self::Hosts => "a table with a text column `host`",
            Self::List => "a list",
            Self::Record => "a record",
            Self::Members => "a table, a list or a record",
            Self::Text => "a text",
            Self::Texts => "a text or a list of texts",
            Self::Number => "a number",
            Self::Amount => "a number, a duration or a filesize",
            Self::Date => "a date",
            Self::Filesize => "a filesize",
            Self::Duration => "a duration",
            Self::Bytes => "a text or bytes",
            Self::Binary => "bytes",
            Self::Plain => "a single value",
            Self::Any | Self::Anything => "something",
            Self::Maybe => "something or nothing",
        }
    }
}

/// How a command is put over its input: the type that it sees, and what becomes of its output.
#[derive(Debug, Clone)]
pub struct Lift {
    /// The type that the command sees.
    pub item: Type,
    around: Around,
}

#[derive(Debug, Clone, Copy)]
enum Around {
    Nothing,
    /// A null goes in and comes out.
    Null,
    List {
        nullable: bool,
    },
    Record {
        nullable: bool,
    },
}

impl Lift {
    /// The type of the whole output, when the command yields `output`.
    pub fn output(&self, output: Type) -> Type {
        match (self.around, output) {
            (_, Type::Unknown) => Type::Unknown,
            (Around::Nothing, output) => output,
            (Around::Null, output) => output.nullable(),
            (Around::List { nullable: false }, Type::Record(schema)) => Type::Table(schema),
            (Around::List { nullable: false }, output) => Type::List(Box::new(output)),
            (Around::List { nullable: true }, output) => Type::List(Box::new(output.nullable())),
            (Around::Record { nullable }, Type::Table(schema)) => {
                let record = Type::Record(schema);
                if nullable { record.nullable() } else { record }
            }
            (Around::Record { .. }, output) => output,
        }
    }
}

impl Command {
    /// How it is put over an input of type `input`.
    pub fn lift(&self, input: &Type) -> Lift {
        let wanted = self.signature.input;
        let plain = || Lift { item: input.clone(), around: Around::Nothing };
        match (wanted.natural(), input) {
            (Some(natural), Type::List(item)) => Lift {
                item: if **item == Type::Nothing { natural } else { item.non_null().clone() },
                around: Around::List { nullable: item.is_nullable() },
            },
            (Some(_), Type::Nullable(inner)) if !matches!(**inner, Type::List(_)) => {
                Lift { item: inner.as_ref().clone(), around: Around::Null }
            }
            (None, input) if self.takes_records() => match input.non_null() {
                Type::Record(schema) => Lift {
                    item: Type::Table(schema.clone()),
                    around: Around::Record { nullable: input.is_nullable() },
                },
                _ => plain(),
            },
            _ => plain(),
        }
    }

    /// Whether it is a command on tables that takes a record as one row.
    pub fn takes_records(&self) -> bool {
        let on_tables = matches!(self.body, Body::Rows(_) | Body::Whole(_) | Body::Large { .. });
        match self.signature.input {
            Input::Row => true,
            Input::Members => on_tables,
            _ => false,
        }
    }

    /// What it makes of `value`, for a command whose body is a function of values: item by item for
    /// a list where it takes single values, and null of null.
    ///
    /// # Errors
    /// The command has no result for it; the diagnostic points at the call.
    pub fn compute(&self, value: Value, args: &Args) -> Result<Value> {
        let (Body::Scalar(run) | Body::Fold { run, .. }) = self.body else {
            return Ok(value);
        };
        let run = |value| run(value, args).map_err(|problem| problem.or_at(args.span));
        match value {
            value if !self.signature.input.is_single() => run(value),
            Value::List { vals, .. } => {
                let items = vals.into_owned().into_iter().map(|item| self.compute(item, args));
                Ok(scalar::list(items.collect::<Result<_>>()?))
            }
            Value::Nothing { .. } => Ok(scalar::null()),
            value => run(value),
        }
    }
}

/// The schema of the rows in `ty`: of a table, or of a record as one row.
pub(super) fn schema_of(ty: &Type) -> Schema {
    match ty.non_null() {
        Type::Table(schema) | Type::Record(schema) => schema.clone(),
        _ => Schema::open(),
    }
}

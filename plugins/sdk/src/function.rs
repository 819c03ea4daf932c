//! A function with typed arguments becomes a command.

use crate::{Batch, Call, Column, Field, Param, Problem, Schema, Type, Value};

/// Make a command of a function that is called for each row.
///
/// What stands before the `;` are columns: whoever calls the command names them, and the function gets
/// their cells. What stands behind it are values that are given once, and come as references. The
/// table goes on with one more column, which has the name of the function.
///
/// ```
/// rebe_plugin::function! {
///     /// add how many words texts have
///     pub Words = "text words";
///     example("of two hosts", "[{host: \"web01 old\"}] | text words host | get words", "[2]\n");
///     fn words(
///         /// the texts
///         text: &str;
///         /// the letters that a word has at least
///         least: Option<i64>
///     ) -> i64 {
///         let least = usize::try_from(least.unwrap_or(1)).unwrap_or(1);
///         text.split_whitespace().filter(|word| word.chars().count() >= least).count() as i64
///     }
/// }
///
/// # use rebe_plugin::{Batch, Call, Column, Field, Problem, Schema, Type, Value};
/// let input = Schema::new([Field::new("host", Type::String)]);
/// let rows = Batch::new([Column::of_texts([Some("web01 is old"), Some("")])]);
/// let call = Call::of("text words").with_text("text", "host").with("least", Value::Int(3));
/// let table = rebe_plugin::testing::run::<Words>(&call, &input, [rows])?;
/// assert_eq!(table.ints("words"), [Some(2), Some(0)]);
/// # Ok::<(), Problem>(())
/// ```
///
/// - A column is `&str`, `&[u8]`, `i64`, `f64` or `bool`, for cells of type string, binary, int, float
///   and bool. A row with null in one of them gets null, and the function is not called for it; with
///   `Option<…>` around the type, it is.
/// - A value is `String`, `i64`, `f64` or `bool`; `Option<…>` for one that may be left out, `Vec<…>`
///   for any number of them, which has to be the last one.
/// - It returns `i64`, `f64`, `bool`, `String` or `Vec<u8>`, `Option<…>` where that may be null, and
///   `Result<…, Problem>` where a row may be wrong, which ends the run.
///
/// `_` in a name is `-` in the language.
#[macro_export]
macro_rules! function {
    (
        $(#[doc = $summary:literal])+
        $vis:vis $command:ident = $name:literal;
        $(example($doc:literal, $text:literal, $prints:literal);)*
        fn $output:ident(
            $($(#[doc = $column_doc:literal])+ $column:ident: $column_type:ty),+
            $(; $($(#[doc = $param_doc:literal])+ $param:ident: $param_type:ty),+)?
            $(,)?
        ) -> $answer:ty $body:block
    ) => {
        $(#[doc = $summary])+
        $vis struct $command {
            columns: Vec<usize>,
            output: usize,
            params: ($($($param_type,)+)?),
        }

        impl $crate::Command for $command {
            fn describe() -> $crate::Description {
                use $crate::function as to;
                let described =
                    $crate::Description::of_table($name, &to::line(&[$($summary),+]));
                $(let described = described.param($crate::Param::column(
                    &to::word(stringify!($column)),
                    &to::line(&[$($column_doc),+]),
                ));)+
                $($(let described = described.param(<$param_type as to::Argument>::param(
                    &to::word(stringify!($param)),
                    &to::line(&[$($param_doc),+]),
                ));)+)?
                $(let described = described.example($doc, $text, $prints);)*
                described
            }

            fn output(
                call: &$crate::Call,
                input: &$crate::Schema,
            ) -> Result<$crate::Schema, $crate::Problem> {
                use $crate::function as to;
                let nullable = [$(to::check::<$column_type>(call, input, stringify!($column))?),+];
                Ok(to::output::<$answer>(input, stringify!($output), &nullable))
            }

            fn open(
                call: &$crate::Call,
                input: &$crate::Schema,
            ) -> Result<Self, $crate::Problem> {
                use $crate::function as to;
                let output = <Self as $crate::Command>::output(call, input)?;
                Ok(Self {
                    columns: vec![$(to::place(call, input, stringify!($column))?),+],
                    output: output.index(&to::word(stringify!($output))).unwrap_or(usize::MAX),
                    params: ($($(to::argument::<$param_type>(call, stringify!($param))?,)+)?),
                })
            }

            fn push(
                &mut self,
                rows: $crate::Batch,
            ) -> Result<Vec<$crate::Batch>, $crate::Problem> {
                use $crate::function as to;
                fn function_of_a_row(
                    $($column: $column_type,)+
                    $($($param: &$param_type,)+)?
                ) -> $answer $body

                #[allow(clippy::let_unit_value, reason = "there may be no parameter")]
                let ($($($param,)+)?) = &self.params;
                let mut places = self.columns.iter();
                $(let mut $column = to::cells::<$column_type>(&rows, places.next());)+
                let mut given = Vec::with_capacity(rows.len());
                for _ in 0..rows.len() {
                    given.push(match ($($column.next().flatten(),)+) {
                        ($(Some($column),)+) => to::Answer::answer(
                            function_of_a_row($($column,)+ $($($param,)+)?)
                        )?,
                        _ => None,
                    });
                }
                drop(($($column,)+));
                let given = to::column::<$answer>(given);
                Ok(vec![rows.put(self.output, given)])
            }
        }
    };
}

/// The lines of a comment as one.
pub fn line(lines: &[&str]) -> String {
    lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ")
}

/// A name of Rust as a word of the language.
pub fn word(name: &str) -> String {
    name.trim_start_matches("r#").replace('_', "-")
}

/// What the cells of a column may be for a function.
pub trait Cell<'a>: Sized + 'a {
    /// The type of the column.
    fn ty() -> Type;

    /// Whether null is one of them.
    const NULLABLE: bool = false;

    /// The cells; none where there is no value.
    fn cells(column: &'a Column) -> Box<dyn Iterator<Item = Option<Self>> + 'a>;
}

/// What a value may be that is given once.
pub trait Argument: Sized {
    /// What the manifest says of it.
    fn param(name: &str, doc: &str) -> Param;

    /// What `values` are, if they are such.
    fn of(values: &[Value]) -> Option<Self>;
}

/// What a cell of the new column may be.
pub trait Built: Sized {
    /// The type of the column.
    fn ty() -> Type;

    /// The column.
    fn column(cells: Vec<Option<Self>>) -> Column;
}

/// What a function may return.
pub trait Answer {
    /// What the cells are then.
    type Cell: Built;

    /// Whether there may be none.
    const NULLABLE: bool = false;

    /// The cell.
    ///
    /// # Errors
    /// What is wrong with the row.
    fn answer(self) -> Result<Option<Self::Cell>, Problem>;
}

macro_rules! cell {
    ($rust:ty, $ty:expr, $cells:ident) => {
        impl<'a> Cell<'a> for $rust {
            fn ty() -> Type {
                $ty
            }

            fn cells(column: &'a Column) -> Box<dyn Iterator<Item = Option<Self>> + 'a> {
                Box::new(column.$cells())
            }
        }
    };
}

cell!(&'a str, Type::String, texts);
cell!(&'a [u8], Type::Binary, bytes);
cell!(i64, Type::Int, ints);
cell!(f64, Type::Float, floats);
cell!(bool, Type::Bool, bools);

impl<'a, T: Cell<'a>> Cell<'a> for Option<T> {
    fn ty() -> Type {
        T::ty()
    }

    const NULLABLE: bool = true;

    fn cells(column: &'a Column) -> Box<dyn Iterator<Item = Option<Self>> + 'a> {
        Box::new(T::cells(column).map(Some))
    }
}

macro_rules! argument {
    ($rust:ty, $ty:expr, $pattern:pat => $value:expr) => {
        impl Argument for $rust {
            fn param(name: &str, doc: &str) -> Param {
                Param::value(name, &$ty, doc)
            }

            fn of(values: &[Value]) -> Option<Self> {
                match values {
                    [$pattern] => Some($value),
                    _ => None,
                }
            }
        }
    };
}

argument!(String, Type::String, Value::Text(text) => text.clone());
argument!(i64, Type::Int, Value::Int(number) => *number);
argument!(f64, Type::Float, Value::Float(number) => *number);
argument!(bool, Type::Bool, Value::Bool(value) => *value);

impl<T: Argument> Argument for Option<T> {
    fn param(name: &str, doc: &str) -> Param {
        T::param(name, doc).optional()
    }

    fn of(values: &[Value]) -> Option<Self> {
        if values.is_empty() { Some(None) } else { T::of(values).map(Some) }
    }
}

impl<T: Argument> Argument for Vec<T> {
    fn param(name: &str, doc: &str) -> Param {
        T::param(name, doc).any()
    }

    fn of(values: &[Value]) -> Option<Self> {
        values.iter().map(|value| T::of(std::slice::from_ref(value))).collect()
    }
}

macro_rules! built {
    ($rust:ty, $ty:expr, $column:ident) => {
        impl Built for $rust {
            fn ty() -> Type {
                $ty
            }

            fn column(cells: Vec<Option<Self>>) -> Column {
                Column::$column(cells)
            }
        }

        impl Answer for $rust {
            type Cell = Self;

            fn answer(self) -> Result<Option<Self>, Problem> {
                Ok(Some(self))
            }
        }
    };
}

built!(i64, Type::Int, of_ints);
built!(f64, Type::Float, of_floats);
built!(bool, Type::Bool, of_bools);
built!(String, Type::String, of_texts);
built!(Vec<u8>, Type::Binary, of_bytes);

impl<T: Built> Answer for Option<T> {
    type Cell = T;

    const NULLABLE: bool = true;

    fn answer(self) -> Result<Option<T>, Problem> {
        Ok(self)
    }
}

impl<A: Answer> Answer for Result<A, Problem> {
    type Cell = A::Cell;

    const NULLABLE: bool = A::NULLABLE;

    fn answer(self) -> Result<Option<A::Cell>, Problem> {
        self.and_then(A::answer)
    }
}

/// Whether a row may be without an answer because of the column that `call` names for `name`.
///
/// # Errors
/// The column is none for a function that takes `T`.
pub fn check<'a, T: Cell<'a>>(call: &Call, input: &Schema, name: &str) -> Result<bool, Problem> {
    let param = word(name);
    let column = call.text(&param).unwrap_or_default();
    match input.get(column) {
        Some(field) if field.ty == T::ty() => Ok(field.nullable && !T::NULLABLE),
        Some(field) => {
            let message = format!("`{column}` is of type {field}, wanted is {}", T::ty().name());
            Err(Problem::new(message).about(param))
        }
        None => Err(Problem::new(format!("there is no column `{column}`")).about(param)),
    }
}

/// The columns that a function yields.
pub fn output<A: Answer>(input: &Schema, name: &str, nullable: &[bool]) -> Schema {
    let nullable = A::NULLABLE || nullable.contains(&true);
    input.clone().with(Field { name: word(name), ty: A::Cell::ty(), nullable })
}

/// The place of the column that `call` names for `name`.
///
/// # Errors
/// There is none.
pub fn place(call: &Call, input: &Schema, name: &str) -> Result<usize, Problem> {
    let place = call.text(&word(name)).and_then(|column| input.index(column));
    place.ok_or_else(|| Problem::new("there is no such column").about(word(name)))
}

/// The value that `call` gives for `name`.
///
/// # Errors
/// It is another one than was described, which the shell does not let happen.
pub fn argument<T: Argument>(call: &Call, name: &str) -> Result<T, Problem> {
    let param = word(name);
    T::of(call.all(&param)).ok_or_else(|| Problem::new("this is not what it takes").about(param))
}

/// The cells of the column at `place`.
pub fn cells<'a, T: Cell<'a>>(
    rows: &'a Batch,
    place: Option<&usize>,
) -> Box<dyn Iterator<Item = Option<T>> + 'a> {
    match place.and_then(|place| rows.column(*place)) {
        Some(column) => T::cells(column),
        None => Box::new(std::iter::empty()),
    }
}

/// The new column.
pub fn column<A: Answer>(cells: Vec<Option<A::Cell>>) -> Column {
    A::Cell::column(cells)
}

#[cfg(test)]
mod tests {
    use crate::testing::run;
    use crate::{Batch, Call, Column, Command, Field, Problem, Schema, Type, Value};

    crate::function! {
        /// add how full disks are,
        /// in percent
        Full = "disk full";
        fn used_percent(
            /// what is used
            used: i64,
            /// what there is
            total: Option<i64>;
            /// what is never used
            reserved: f64,
            /// names of nothing
            more: Vec<String>
        ) -> Result<Option<f64>, Problem> {
            match total {
                None => Ok(None),
                Some(0) => Err(Problem::new("a disk of nothing").about("total")),
                Some(total) => Ok(Some(used as f64 * 100.0 / total as f64 + reserved + more.len() as f64)),
            }
        }
    }

    crate::function! {
        /// say it again
        Again = "again";
        fn text(/** what */ text: &str) -> String {
            format!("{text}{text}")
        }
    }

    #[test]
    fn a_function_is_called_for_each_row() {
        let input = Schema::new([
            Field::nullable("u", Type::Int),
            Field::nullable("t", Type::Int),
            Field::new("text", Type::String),
        ]);
        let rows = |total: [Option<i64>; 3]| {
            let used = Column::of_ints([Some(1), None, Some(3)]);
            let texts = Column::of_texts([Some("a"), Some("b"), Some("c")]);
            Batch::new([used, Column::of_ints(total), texts])
        };
        let call = Call::of("disk full").with_text("used", "u").with_text("total", "t");
        let call = call.with("reserved", Value::Float(0.5)).with_text("more", "x");
        let table = run::<Full>(&call, &input, [rows([Some(4), Some(1), None])]).unwrap();
        let field = table.schema.get("used-percent").unwrap();
        assert_eq!((&field.ty, field.nullable), (&Type::Float, true));
        let cells = table.batches[0].column(3).unwrap().floats().collect::<Vec<_>>();
        assert_eq!(cells, [Some(26.5), None, None]);
        let wrong = run::<Full>(&call, &input, [rows([Some(0); 3])]).unwrap_err();
        assert_eq!(wrong.argument.as_deref(), Some("total"));
        let wrong = Full::output(&call.with_text("used", "y"), &input);
        assert!(wrong.is_ok(), "the first value counts");
        let other = Call::of("disk full").with_text("used", "text").with_text("total", "t");
        let wrong = Full::output(&other, &input).unwrap_err();
        assert_eq!(wrong.message, "`text` is of type string, wanted is int");
        // A column of its name takes its place.
        let again = Call::of("again").with_text("text", "text");
        let table = run::<Again>(&again, &input, [rows([None; 3])]).unwrap();
        assert_eq!(table.schema.fields().len(), 3);
        assert_eq!(table.texts("text")[0].as_deref(), Some("aa"));
        assert!(!table.schema.get("text").unwrap().nullable);
        let described = Full::describe().into_wit();
        assert_eq!(described.summary, "add how full disks are, in percent");
        let names = described.params.iter().map(|param| param.name.as_str());
        assert_eq!(names.collect::<Vec<_>>(), ["used", "total", "reserved", "more"]);
    }
}

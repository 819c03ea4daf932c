//! A function with typed arguments becomes a command.

mod types;

pub use types::{Answer, Argument, Built, Cell};

use crate::{Batch, Call, Column, Field, Problem, Schema};

/// Make a command of a function that is called for each row.
///
/// What stands before the `;` are columns: whoever calls the command names them, and the function gets
/// their cells. What stands behind it are values that are given once, and come as references: `&str` for a `String`,
/// a slice for a `Vec`. The
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
            params: ((), $($($param_type,)+)?),
        }

        impl $crate::Command for $command {
            const NAME: &'static str = $name;

            fn describe() -> $crate::Description {
                use $crate::function as to;
                let described =
                    $crate::Description::of_table(&to::line(&[$($summary),+]));
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
                    params: ((), $($(to::argument::<$param_type>(call, stringify!($param))?,)+)?),
                })
            }

            fn push(
                &mut self,
                rows: $crate::Batch,
            ) -> Result<Vec<$crate::Batch>, $crate::Problem> {
                use $crate::function as to;
                fn function_of_a_row(
                    $($column: $column_type,)+
                    $($($param: &<$param_type as to::Argument>::Given,)+)?
                ) -> $answer $body

                let ((), $($($param,)+)?) = &self.params;
                $($(let $param = to::Argument::given($param);)+)?
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
mod tests;

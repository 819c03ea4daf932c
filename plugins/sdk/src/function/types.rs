//! What a function may take and return.

use crate::{Column, Param, Problem, Type, Value};

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

    /// What the function gets a reference to.
    type Given: ?Sized;

    /// What it gets.
    fn given(&self) -> &Self::Given;
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
    ($rust:ty as $given:ty, $ty:expr, $pattern:pat => $value:expr) => {
        impl Argument for $rust {
            type Given = $given;

            fn given(&self) -> &$given {
                self
            }

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

argument!(String as str, Type::String, Value::Text(text) => text.clone());
argument!(i64 as i64, Type::Int, Value::Int(number) => *number);
argument!(f64 as f64, Type::Float, Value::Float(number) => *number);
argument!(bool as bool, Type::Bool, Value::Bool(value) => *value);

impl<T: Argument> Argument for Option<T> {
    type Given = Self;

    fn given(&self) -> &Self {
        self
    }

    fn param(name: &str, doc: &str) -> Param {
        T::param(name, doc).optional()
    }

    fn of(values: &[Value]) -> Option<Self> {
        if values.is_empty() { Some(None) } else { T::of(values).map(Some) }
    }
}

impl<T: Argument> Argument for Vec<T> {
    type Given = [T];

    fn given(&self) -> &[T] {
        self
    }

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

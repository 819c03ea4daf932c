//! Rows that become many, and bytes that become one.

use rebe_plugin::{Batch, Call, Column, Command, Description, Field, Param, Problem, Schema, Type};

/// Gives so many rows, a thousand at a time.
pub struct Many {
    given: i64,
    all: i64,
}

fn numbers() -> Schema {
    Schema::new([Field::new("n", Type::Int), Field::nullable("tags", Type::String.list())])
}

impl Command for Many {
    const NAME: &'static str = "many";

    fn describe() -> Description {
        Description::of_source("give many rows").output(numbers()).param(Param::value(
            "count",
            &Type::Int,
            "how many",
        ))
    }

    fn output(_: &Call, _: &Schema) -> Result<Schema, Problem> {
        Ok(numbers())
    }

    fn open(call: &Call, _: &Schema) -> Result<Self, Problem> {
        Ok(Self { given: 0, all: call.int("count").unwrap_or(0) })
    }

    fn push(&mut self, _: Batch) -> Result<Vec<Batch>, Problem> {
        Ok(Vec::new())
    }

    fn has_more(&self) -> bool {
        self.given < self.all
    }

    fn more(&mut self) -> Result<Vec<Batch>, Problem> {
        let end = (self.given + 1_000).min(self.all);
        let rows = self.given..end;
        self.given = end;
        let tags = rows.clone().map(|n| (n % 2 == 0).then(|| format!("[\"a{n}\", \"b\"]")));
        Ok(vec![Batch::new([Column::of_ints(rows.map(Some)), Column::of_texts(tags)])])
    }
}

/// Counts bytes.
pub struct Size(i64);

impl Command for Size {
    const NAME: &'static str = "size of";

    fn describe() -> Description {
        Description::of_bytes("count bytes")
    }

    fn output(_: &Call, _: &Schema) -> Result<Schema, Problem> {
        Ok(Schema::new([Field::new("size", Type::Filesize)]))
    }

    fn open(_: &Call, _: &Schema) -> Result<Self, Problem> {
        Ok(Self(0))
    }

    fn push(&mut self, rows: Batch) -> Result<Vec<Batch>, Problem> {
        let pieces = rows.column(0).into_iter().flat_map(|column| column.bytes()).flatten();
        self.0 += pieces.map(|piece| i64::try_from(piece.len()).unwrap_or(0)).sum::<i64>();
        Ok(Vec::new())
    }

    fn finish(&mut self) -> Result<Vec<Batch>, Problem> {
        Ok(vec![Batch::new([Column::of_ints([Some(self.0)])])])
    }
}

/// Gives back what it gets.
pub struct Echo;

impl Command for Echo {
    const NAME: &'static str = "echo";

    fn describe() -> Description {
        Description::of_table("give rows back")
    }

    fn output(_: &Call, input: &Schema) -> Result<Schema, Problem> {
        Ok(input.clone())
    }

    fn open(_: &Call, _: &Schema) -> Result<Self, Problem> {
        Ok(Self)
    }

    fn push(&mut self, rows: Batch) -> Result<Vec<Batch>, Problem> {
        Ok(vec![rows])
    }
}

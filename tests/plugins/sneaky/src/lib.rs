//! A plugin for tests. It reads a file of its user, and does not say that it wants to.

use rebe_plugin::{
    Batch, Call, Column, Command, Description, Field, Problem, Schema, Type, services,
};

rebe_plugin::export! {
    name: "sneaky",
    summary: "seems to do nothing",
    commands: [Sneaky],
}

/// What is read.
pub struct Sneaky;

fn schema() -> Schema {
    Schema::new([Field::new("text", Type::Binary)])
}

impl Command for Sneaky {
    const NAME: &'static str = "sneak";

    fn describe() -> Description {
        Description::of_source("seem to do nothing").output(schema())
    }

    fn output(_: &Call, _: &Schema) -> Result<Schema, Problem> {
        Ok(schema())
    }

    fn open(_: &Call, _: &Schema) -> Result<Self, Problem> {
        Ok(Self)
    }

    fn push(&mut self, _: Batch) -> Result<Vec<Batch>, Problem> {
        Ok(Vec::new())
    }

    fn finish(&mut self) -> Result<Vec<Batch>, Problem> {
        let read = services::read("/etc/passwd")?;
        Ok(vec![Batch::new([Column::of_bytes([Some(read)])])])
    }
}

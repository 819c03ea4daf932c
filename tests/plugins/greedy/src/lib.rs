//! A plugin for tests. It does nothing for whoever does not let it run commands on hosts.

use rebe_plugin::{
    Batch, Call, Command, Description, Field, Problem, Schema, Type, Want, services::Uses,
};

rebe_plugin::export! {
    name: "greedy",
    summary: "cannot do without hosts",
    commands: [Greedy],
    wants: [Want::run_on_hosts("to do what it does"), Want::cache("to remember it").optional()],
}

/// What does it.
pub struct Greedy;

fn schema() -> Schema {
    Schema::new([Field::new("text", Type::String)])
}

impl Command for Greedy {
    const NAME: &'static str = "grab";

    fn describe() -> Description {
        let command = Description::of_source("do what it does").output(schema());
        command.uses(Uses::RunOnHosts)
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
}

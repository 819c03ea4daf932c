//! A plugin for tests. It asks for everything, tries whatever its arguments say, and tells what came
//! of it; and it does what makes a program a bad guest.

mod harm;
mod roles;
mod stream;
mod tries;

rebe_plugin::export! {
    name: "tryout",
    summary: "tries everything that it must not be able to do",
    commands: [
        harm::Harm,
        roles::Hosts,
        roles::Load,
        roles::Reader,
        roles::Writer,
        stream::Echo,
        stream::Many,
        stream::Size,
        tries::Ambient,
        tries::Kept,
        tries::Listed,
        tries::OnHosts,
        tries::OfHosts,
        tries::Read,
        tries::Said,
        tries::Secret,
        tries::Sent,
        tries::Sneaked,
        tries::Wrote,
    ],
    wants: [
        Want::query_network(&["*"], "to look around").optional(),
        Want::change_network(&["*"], "to change something").optional(),
        Want::read_files(&["*"], "to read something").optional(),
        Want::write_files(&["*"], "to write something").optional(),
        Want::query_hosts(&["*"], "to look around on hosts").optional(),
        Want::run_on_hosts("to change hosts").optional(),
        Want::secrets(&["*"], "to know something").optional(),
        Want::cache("to remember something").optional(),
    ],
    probes: [Probe {
        name: "load",
        summary: "what a host is called and what it runs",
        script: "hostname; uname -r",
        parser: "load parse",
    }],
    formats: [Format {
        name: "pairs",
        summary: "lines of names and values",
        extensions: &["pairs", "p.txt"],
        reader: Some("pairs read"),
        writer: Some("pairs write"),
    }],
    inventories: [Inventory {
        name: "made-up",
        summary: "as many hosts as one likes",
        source: "made-up hosts",
    }],
}

use rebe_plugin::{Batch, Column, Field, Format, Inventory, Probe, Schema, Type, Want};

/// The one column of what came of something.
fn answer() -> Schema {
    Schema::new([Field::new("answer", Type::String)])
}

/// A row for each of these.
fn rows<T: AsRef<str>>(answers: impl IntoIterator<Item = T>) -> Vec<Batch> {
    vec![Batch::new([Column::of_texts(answers.into_iter().map(Some))])]
}

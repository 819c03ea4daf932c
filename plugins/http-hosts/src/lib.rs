//! A plugin that lists hosts from a JSON endpoint, such as that of a CMDB.

mod hosts;
mod source;

pub use hosts::{Hosts, read};
pub use source::HttpHosts;

use rebe_plugin::{Inventory, Want};

rebe_plugin::export! {
    name: "http-hosts",
    summary: "lists hosts from a JSON endpoint",
    commands: [HttpHosts],
    wants: [
        Want::query_network(&["*"], "to fetch the list of hosts from the address that you name"),
        Want::secrets(&["*"], "to show the server a token, with --token").optional(),
        Want::cache("to go on with the last list while the server is away, with --keep").optional(),
    ],
    inventories: [Inventory {
        name: "http-hosts",
        summary: "what a JSON endpoint says",
        source: "http-hosts",
    }],
}

//! A plugin that reads X.509 certificates (RFC 5280): of files, as PEM or DER, and of hosts.

mod fields;
mod hosts;
mod read;

pub use fields::{Certificate, columns, schema};
pub use hosts::OfHosts;
pub use read::Read;

use rebe_plugin::{Format, Want};

rebe_plugin::export! {
    name: "certificate",
    summary: "reads X.509 certificates of files and of hosts",
    commands: [OfHosts, Read],
    wants: [
        Want::query_hosts(&["*"], "`certificate of` reads the file with the certificate on hosts").optional(),
    ],
    formats: [Format {
        name: "x509",
        summary: "certificates as PEM or DER",
        extensions: &["pem", "crt", "cer", "der"],
        reader: Some("certificate read"),
        writer: None,
    }],
}

#[cfg(test)]
mod tests;

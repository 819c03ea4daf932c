//! `certificate read`: the certificates in a file.

use rebe_plugin::{Batch, Call, Command, Description, Problem, Schema};

use crate::fields::{Certificate, columns, schema};

/// `certificate read` at work: what came in so far.
#[derive(Default)]
pub struct Read(Vec<u8>);

impl Command for Read {
    const NAME: &'static str = "certificate read";

    fn describe() -> Description {
        Description::of_bytes("read the certificates in a text or in bytes")
            .details(
                "Certificates are read as DER, or as PEM, of which there may be several. What stands \
                 between them is left out, such as the keys of a bundle. `open` reads files whose \
                 names end in `.pem`, `.crt`, `.cer` or `.der` so. Whether a certificate is trusted, \
                 and by whom, is not looked at.",
            )
            .output(schema())
            .example(
                "those that end soon",
                "open server.pem | where not_after < (date now) + 30day | select subject not_after",
                "",
            )
    }

    fn output(_: &Call, _: &Schema) -> Result<Schema, Problem> {
        Ok(schema())
    }

    fn open(_: &Call, _: &Schema) -> Result<Self, Problem> {
        Ok(Self::default())
    }

    fn push(&mut self, rows: Batch) -> Result<Vec<Batch>, Problem> {
        let pieces = rows.column(0).into_iter().flat_map(|column| column.bytes());
        pieces.flatten().for_each(|piece| self.0.extend_from_slice(piece));
        Ok(Vec::new())
    }

    fn finish(&mut self) -> Result<Vec<Batch>, Problem> {
        let all = Certificate::all_in(&self.0)?;
        Ok(vec![Batch::new(columns(&all))])
    }
}

//! `certificate of`: the certificates in a file of each host.

use rebe_plugin::services::{self, Error, File, Uses};
use rebe_plugin::{Batch, Call, Column, Command, Description, Field, Param, Problem, Schema, Type};

use crate::fields::{Certificate, columns, schema};

/// `certificate of` at work.
pub struct OfHosts {
    host: usize,
    path: String,
}

/// `host`, and what is told of a certificate.
fn with_host() -> Schema {
    let fields = schema().fields().to_vec();
    Schema::new([Field::new("host", Type::String)].into_iter().chain(fields))
}

fn host(input: &Schema) -> Result<usize, Problem> {
    match input.get("host").map(|field| &field.ty) {
        Some(Type::String) => Ok(input.index("host").unwrap_or_default()),
        _ => Err(Problem::new("there is no column `host` with the names of hosts")),
    }
}

impl Command for OfHosts {
    const NAME: &'static str = "certificate of";

    fn describe() -> Description {
        Description::of_table("read the certificates in a file of each host")
            .details(
                "Each certificate gives a row. A host without the file, or with something else in it, \
                 gives none and ends as `invalid`.",
            )
            .output(with_host())
            .uses(Uses::QueryHosts)
            .param(Param::value("path", &Type::String, "the file on each host"))
            .example(
                "who has the oldest",
                "hosts web | certificate of /etc/ssl/certs/server.pem | sort-by not_after | first 5",
                "",
            )
    }

    fn output(_: &Call, input: &Schema) -> Result<Schema, Problem> {
        host(input).map(|_| with_host())
    }

    fn open(call: &Call, input: &Schema) -> Result<Self, Problem> {
        Ok(Self { host: host(input)?, path: call.text("path").unwrap_or_default().to_owned() })
    }

    fn push(&mut self, rows: Batch) -> Result<Vec<Batch>, Problem> {
        let hosts = rows.column(self.host).into_iter().flat_map(|column| column.texts()).flatten();
        let files = hosts.map(|host| File { host: host.to_owned(), path: self.path.clone() });
        let files = files.collect::<Vec<_>>();
        let (mut names, mut all) = (Vec::new(), Vec::new());
        for (file, read) in files.iter().zip(services::read_of_hosts(&files)) {
            let read = match read {
                Ok(bytes) => Certificate::all_in(&bytes).map_err(|problem| problem.message),
                Err(Error::Denied(text)) => return Err(Error::Denied(text).into()),
                Err(error) => Err(Problem::from(error).message),
            };
            match read {
                Ok(found) => {
                    names.extend(found.iter().map(|_| file.host.clone()));
                    all.extend(found);
                }
                Err(why) => services::fail_host(&file.host, &format!("{}: {why}", file.path)),
            }
        }
        let host = Column::of_texts(names.iter().map(Some));
        let columns = std::iter::once(host).chain(columns(&all));
        Ok(vec![Batch::new(columns)])
    }
}

//! `fleet status`: the connections that are open, and the hosts that are left alone.

use std::time::Duration;

use crate::command::{Args, Body, Command, Context, Example, Input, Signature};
use crate::diag::Result;
use crate::effect::{Breaker, Connection, Effects};
use crate::value::{ChunkStream, Data, Rows, Schema, Type, Value, scalar};

pub const COMMAND: Command = Command {
    signature: Signature {
        name: "fleet status",
        summary: "list the connections to hosts, and the hosts that are left alone",
        details: "One row a connection, jump hosts among them, and one for each host without one \
                  that failed lately. `breaker` is `open` while a host is left alone, for the time \
                  in `open_for`, and `half-open` when the next attempt finds out whether it is \
                  well again. Asks no host.",
        input: Input::Nothing,
        params: &[],
        flags: &[],
        effects: Effects::NONE,
        examples: &[Example {
            doc: "how many connections are open",
            text: "fleet status | where state != \"closed\" | length",
            prints: "0",
        }],
    },
    output: &|_| Type::Table(schema()),
    body: Body::Stream(&run),
};

fn schema() -> Schema {
    Schema::of([
        ("address", Type::String),
        ("port", Type::Int),
        ("user", Type::String),
        ("via", Type::String.nullable()),
        ("state", Type::String),
        ("users", Type::Int),
        ("uses", Type::Int),
        ("age", Type::Duration.nullable()),
        ("idle", Type::Duration.nullable()),
        ("breaker", Type::String),
        ("failures", Type::Int),
        ("open_for", Type::Duration.nullable()),
    ])
}

fn run(_: Data, _: &Args, context: &Context) -> Result<Data> {
    let schema = std::sync::Arc::new(schema());
    let mut rows = Rows::new(std::sync::Arc::clone(&schema));
    for connection in context.world.remote.status() {
        rows.push(&row(&connection))?;
    }
    let chunk = rows.finish();
    Ok(Data::Chunks(ChunkStream::new(schema, futures_util::stream::iter([chunk]))))
}

fn row(connection: &Connection) -> Vec<Value> {
    let time =
        |time: Duration| scalar::duration(i64::try_from(time.as_nanos()).unwrap_or(i64::MAX));
    let count = |count: u64| scalar::int(i64::try_from(count).unwrap_or(i64::MAX));
    let open_for = match connection.breaker {
        Breaker::Open(left) => Some(left),
        _ => None,
    };
    vec![
        scalar::text(&connection.address),
        scalar::int(i64::from(connection.port)),
        scalar::text(&connection.user),
        scalar::or_null(connection.via.as_deref(), scalar::text),
        scalar::text(connection.state.name()),
        count(connection.users as u64),
        count(connection.uses),
        scalar::or_null(connection.age, time),
        scalar::or_null(connection.idle, time),
        scalar::text(connection.breaker.name()),
        scalar::int(i64::from(connection.failures)),
        scalar::or_null(open_for, time),
    ]
}

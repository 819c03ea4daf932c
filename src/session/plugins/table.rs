//! Tables about plugins, for whoever looks at the output.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use crate::diag::Result;
use crate::exec::{Event, Sink};
use crate::value::{Rows, Schema, Value};

/// Give `rows` to `sink` as one table.
///
/// # Errors
/// The output cannot be written.
pub(super) fn tell(
    schema: Schema,
    rows: &[Vec<Value>],
    sink: &Arc<Mutex<dyn Sink>>,
) -> Result<io::Result<()>> {
    let schema = Arc::new(schema);
    let mut table = Rows::new(Arc::clone(&schema));
    rows.iter().try_for_each(|row| table.push(row))?;
    let chunk = table.finish()?;
    let mut sink = sink.lock().unwrap_or_else(PoisonError::into_inner);
    let events = [Event::Table(schema), Event::Rows(chunk), Event::TableEnd];
    Ok(events.into_iter().try_for_each(|event| sink.event(event)))
}

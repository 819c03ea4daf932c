//! What a person asks of data that they look through, computed beside the run that shows it.

use std::sync::{Mutex, PoisonError};

use super::Session;
use super::kept::Kept;
use crate::command::Mode;
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Cancel;
use crate::exec::Stored;
use crate::exec::event::{Asks, Shown};
use crate::value::{scalar, whole};

/// The name that the data has.
const DATA: &str = "explored";

/// A session that computes pipelines and changes nothing.
pub(super) struct Beside(pub Mutex<Session>);

impl Asks for Beside {
    fn ask(&self, shown: &Shown, pipeline: &str) -> Result<Shown> {
        let mut session = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        session.set(
            DATA,
            match shown {
                Shown::Table(chunk) => Stored::Table(chunk.clone()),
                Shown::Value(value) => Stored::Value(value.clone()),
            },
        );
        let text = format!("${DATA} | {pipeline}");
        let mut prepared = session.prepare("explore", &text, Mode::Run);
        if prepared.plan.statements.len() > 1 {
            let problem = Diagnostic::error(codes::UNEXPECTED, "this is more than one pipeline");
            return Err(problem.into());
        }
        prepared.deny_writes("`explore` changes nothing");
        match Kept::of(&mut session, &prepared, Cancel::new())? {
            Kept { schema: Some(schema), chunks, .. } => Ok(Shown::Table(whole(schema, chunks)?)),
            Kept { value, .. } => Ok(value.unwrap_or_else(|| Shown::Value(scalar::null()))),
        }
    }
}

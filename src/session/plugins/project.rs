//! Writing a plugin: a project is made, built, and tried in a session of its own.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::Session;
use crate::command::Mode;
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Cancel;
use crate::exec::event::{Event, Shown, Sink};
use crate::format::to_json_text;
use crate::package::{Built, Language, build_project, create_project, test_project};
use crate::plugin::{Manifest, plain};
use crate::session::kept::Kept;
use crate::value::whole;

/// An example of a command that was tried.
pub struct Tried {
    /// The command and the example, for people.
    pub name: String,
    /// Why it is none; nothing where all is well.
    pub problem: Option<Box<Diagnostic>>,
}

impl Session {
    /// Make a project in `folder`, and say what the plugin is called.
    ///
    /// # Errors
    /// The name is none, a file is there already, or the files cannot be written.
    pub fn new_project(
        &self,
        language: Language,
        folder: &Path,
        name: Option<&str>,
    ) -> Result<String> {
        create_project(self.world(), language, &self.in_home(folder), name)
    }

    /// Build the plugin of the project in `folder`.
    ///
    /// # Errors
    /// It is no project, a compiler is missing or finds something wrong, which `sink` is told, or what
    /// comes of it is no plugin.
    pub fn build_project(&self, folder: &Path, sink: &Arc<Mutex<dyn Sink>>) -> Result<Built> {
        let registry = crate::builtin::REGISTRY;
        let built = build_project(self.world(), folder, registry, &mut notes(sink))?;
        super::reachable("what was built", &built.described.manifest)?;
        Ok(built)
    }

    /// Run the tests that the project has in its own language.
    ///
    /// # Errors
    /// One of them failed, which `sink` is told.
    pub fn test_project(
        &self,
        folder: &Path,
        built: &Built,
        sink: &Arc<Mutex<dyn Sink>>,
    ) -> Result<()> {
        test_project(self.world(), folder, built, &mut notes(sink))
    }

    /// Run the examples of the commands in `manifest`, whose plugin is loaded in this session.
    pub fn try_examples(&mut self, manifest: &Manifest) -> Vec<Tried> {
        let mut all = Vec::new();
        for command in &manifest.commands {
            for example in &command.examples {
                let name = format!("{}: {}", command.name, plain(&example.doc, 200));
                let problem = self.try_example(&example.text, &example.prints).err();
                all.push(Tried { name, problem });
            }
        }
        all
    }

    /// Whether `text` prints what was promised. Where nothing was, it only has to be right.
    fn try_example(&mut self, text: &str, prints: &str) -> Result<()> {
        let prepared = self.prepare("an example", text, Mode::Run);
        if prints.is_empty() {
            let wrong = prepared.diagnostics.iter().find(|problem| problem.is_error());
            return wrong.map_or(Ok(()), |wrong| Err(wrong.clone().into()));
        }
        let kept = Kept::of(self, &prepared, Cancel::new())?;
        let mut printed = String::new();
        if let Some(schema) = kept.schema {
            let rows = whole(schema, kept.chunks)?.to_value();
            for row in rows.as_list().unwrap_or_default() {
                printed.push_str(&to_json_text(row, false));
                printed.push('\n');
            }
        } else if let Some(Shown::Value(value)) = kept.value {
            printed.push_str(&to_json_text(&value, false));
            printed.push('\n');
        }
        if printed == prints {
            return Ok(());
        }
        let shown = |text: &str| plain(text.trim_end(), 500);
        let message = format!("it prints {}", shown(&printed));
        let help = format!("the example says {}", shown(prints));
        Err(Diagnostic::error(codes::TEST_FAILED, message).help(help).into())
    }
}

/// Gives what programs say to `sink`.
fn notes(sink: &Arc<Mutex<dyn Sink>>) -> impl FnMut(&str, &str) {
    |who, text| {
        let (who, text) = (who.into(), text.into());
        let mut sink = sink.lock().unwrap_or_else(PoisonError::into_inner);
        // Where nobody can be told of it, the error stands for itself.
        let _ = sink.event(Event::Note { who, text });
    }
}

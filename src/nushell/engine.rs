//! What a plugin asks of the shell that runs it, and what it reports.

use nu_plugin_protocol::{
    EngineCall, EngineCallId, EngineCallResponse, PipelineDataHeader, PluginInput,
};
use nu_protocol::shell_error::generic::GenericError;
use nu_protocol::{Config, LabeledError, ShellError, Span};

use crate::diag::{Diagnostic, codes};
use crate::effect::World;
use crate::plugin::plain;
use crate::source::Span as Place;
use crate::value::scalar;

/// What a plugin that is run may know of its shell.
pub struct Engine {
    /// Where it is.
    pub world: World,
    /// How the command is written.
    pub usage: String,
}

impl Engine {
    /// The answer to a question. What a plugin could change here is refused: it has been given what
    /// it needs, and nothing that it does is seen by anybody but through its rows.
    pub fn answer<D>(&self, id: EngineCallId, call: &EngineCall<D>) -> PluginInput {
        let value = |value| EngineCallResponse::PipelineData(PipelineDataHeader::value(value));
        let nothing = || EngineCallResponse::PipelineData(PipelineDataHeader::Empty);
        let response = match call {
            EngineCall::GetConfig => EngineCallResponse::Config(Config::default().into()),
            EngineCall::GetPluginConfig | EngineCall::LeaveForeground | EngineCall::FindDecl(_) => {
                nothing()
            }
            EngineCall::GetEnvVar(name) => match self.world.environment.var(name) {
                Some(text) => value(scalar::text(text)),
                None => nothing(),
            },
            EngineCall::GetCurrentDir => {
                match self.world.files.absolute(std::path::Path::new(".")) {
                    Ok(folder) => value(scalar::text(folder.display().to_string())),
                    Err(error) => {
                        return refused_as(id, format!("the folder is not known: {error}"));
                    }
                }
            }
            EngineCall::GetHelp => value(scalar::text(&self.usage)),
            other => return refused(id, other.name()),
        };
        PluginInput::EngineCallResponse(id, response)
    }
}

/// Say no to a question.
pub fn refused(id: EngineCallId, what: &str) -> PluginInput {
    refused_as(id, format!("rebe has no {what} for plugins of Nushell"))
}

fn refused_as(id: EngineCallId, why: String) -> PluginInput {
    let error = GenericError::new("not in this shell", why, Span::unknown());
    PluginInput::EngineCallResponse(id, EngineCallResponse::Error(ShellError::Generic(error)))
}

/// The place in messages that stands for the argument number `at` from 1, or for the call itself as
/// number 0. Plugins point at what they were given by places in a text that they never see.
pub fn place(at: usize) -> Span {
    Span::new(at * 2, at * 2 + 1)
}

/// What a plugin says is wrong, at the one of the `places` of arguments that it points at, if it does.
pub fn reported(error: LabeledError, who: &str, places: &[Place]) -> Box<Diagnostic> {
    let mut told = plain(&error.msg, 1_000);
    let labels = error.labels.iter().filter(|label| !label.text.is_empty());
    for label in labels.take(4) {
        let text = plain(&label.text, 300);
        if !told.contains(&text) {
            told.push_str(if told.is_empty() { "" } else { ": " });
            told.push_str(&text);
        }
    }
    if told.is_empty() {
        told = format!("{who} cannot do this");
    }
    let help = error.help.map(|help| plain(&help, 1_000)).filter(|help| !help.is_empty());
    let at = error.labels.iter().find_map(|label| written(label.span, places));
    let problem = Diagnostic::error(codes::PLUGIN_PROBLEM, told).maybe_help(help);
    match at {
        Some(at) => problem.at(at, "").into(),
        None => problem.into(),
    }
}

/// Where the argument that `span` stands for was written. That of the call itself is no news.
fn written(span: Span, places: &[Place]) -> Option<Place> {
    let at = (span.start / 2).checked_sub(1)?;
    places.get(at).copied().filter(|_| place(at + 1) == span)
}

//! How what is being called is called, while its arguments are typed.

use lsp_types::{
    Documentation, ParameterInformation, ParameterLabel, SignatureHelp, SignatureHelpParams,
    SignatureInformation,
};

use super::describe::parameter;
use super::state::State;
use super::wire::Failure;
use crate::command::{Command, Shape};
use crate::plan::usage;
use crate::session::{Callee, Calling};
use crate::syntax::ast::{Def, ParamKind};

/// How the call at the place of `params` is written.
pub(super) fn help(
    state: &State,
    params: &SignatureHelpParams,
) -> Result<Option<SignatureHelp>, Failure> {
    let place = state.place(&params.text_document_position_params)?;
    let calling = state.workspace.calling(&place.document.text, &place.study, place.at);
    Ok(calling.map(|Calling { callee, given }| {
        let signature = match callee {
            Callee::Command(command) => of_command(command, given),
            Callee::Def(def) => of_def(&def, given),
        };
        SignatureHelp {
            active_parameter: signature.active_parameter,
            signatures: vec![signature],
            active_signature: Some(0),
        }
    }))
}

fn of_command(command: &Command, given: usize) -> SignatureInformation {
    let signature = &command.signature;
    // A condition is one argument, however many words it has.
    let condition = signature.params.first().is_some_and(|one| one.shape == Shape::Condition);
    let at = if condition { 0 } else { given };
    let all = (0..signature.params.len()).filter_map(|number| parameter(command, number));
    let parameters = all.map(|(label, doc)| information(label, doc)).collect::<Vec<_>>();
    let last = signature.params.len().saturating_sub(1);
    // Beyond the last one stand more of it, or one too many.
    let active = parameter(command, at).map(|_| at.min(last));
    information_of(signature.usage(), signature.summary, parameters, active)
}

fn of_def(def: &Def, given: usize) -> SignatureInformation {
    let is_place = |kind| !matches!(kind, ParamKind::Flag | ParamKind::Switch);
    let places = def.params.iter().filter(|param| is_place(param.kind)).collect::<Vec<_>>();
    let parameters = places.iter().map(|param| {
        let name = &param.name.node;
        let label = match param.kind {
            ParamKind::Rest => format!("[{name}…]"),
            ParamKind::Optional => format!("[{name}]"),
            _ => format!("<{name}>"),
        };
        information(label, &param.doc)
    });
    let is_rest = places.last().is_some_and(|last| last.kind == ParamKind::Rest);
    let last = places.len().saturating_sub(1);
    let active = (given < places.len() || is_rest).then(|| given.min(last));
    information_of(usage(def), &def.doc, parameters.collect(), active)
}

fn information(label: String, doc: &str) -> ParameterInformation {
    let documentation = (!doc.is_empty()).then(|| Documentation::String(doc.to_owned()));
    ParameterInformation { label: ParameterLabel::Simple(label), documentation }
}

fn information_of(
    label: String,
    doc: &str,
    parameters: Vec<ParameterInformation>,
    active: Option<usize>,
) -> SignatureInformation {
    SignatureInformation {
        label,
        documentation: (!doc.is_empty()).then(|| Documentation::String(doc.to_owned())),
        parameters: Some(parameters),
        active_parameter: active.and_then(|active| u32::try_from(active).ok()),
    }
}

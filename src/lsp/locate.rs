//! Where a name is defined, and where it is used.

use std::collections::BTreeSet;
use std::rc::Rc;

use lsp_types::{
    DocumentHighlight, DocumentHighlightKind, DocumentHighlightParams, GotoDefinitionParams,
    GotoDefinitionResponse, Location, ReferenceParams,
};

use super::names::{Foreign, Target};
use super::state::{File, State};
use super::wire::Failure;
use crate::source::Span;
use crate::syntax::ast::Statement;
use crate::syntax::walk::{Node, walk};

/// The most scripts of a folder that are looked through.
const MOST: usize = 2000;

/// Where what is named at the place of `params` is defined.
pub(super) fn definition(
    state: &State,
    params: &GotoDefinitionParams,
) -> Result<Option<GotoDefinitionResponse>, Failure> {
    let place = state.place(&params.text_document_position_params)?;
    let Some((_, target)) = place.file.names.at(&place.file.text, place.at) else {
        return Ok(None);
    };
    let found = match target {
        Target::Local(number) => {
            place.file.names.definitions.get(number).map(|one| (Rc::clone(&place.file), one.span))
        }
        Target::Foreign(Foreign { module, name, flag }) => state.file(&module).and_then(|file| {
            let number = file.names.exported(&name, flag.as_deref())?;
            let span = file.names.definitions.get(number)?.span;
            Some((file, span))
        }),
        Target::Module(module) => state.file(&module).map(|file| {
            let start = Span { source: file.source, start: 0, end: 0 };
            (file, start)
        }),
    };
    let location = found.and_then(|(file, span)| location(&file, span));
    Ok(location.map(GotoDefinitionResponse::Scalar))
}

fn location(file: &File, span: Span) -> Option<Location> {
    Some(Location { uri: file.uri()?, range: file.range(span) })
}

/// Where what is named at the place of `params` is used, in every script that can be seen.
pub(super) fn references(
    state: &State,
    params: &ReferenceParams,
) -> Result<Option<Vec<Location>>, Failure> {
    let place = state.place(&params.text_document_position)?;
    let Some((_, target)) = place.file.names.at(&place.file.text, place.at) else {
        return Ok(None);
    };
    let definition = params.context.include_declaration;
    let mut locations = Vec::new();
    for (file, target) in everywhere(state, &place.file, &target) {
        let mut places = file.names.places(&target, definition);
        places.sort_by_key(|(span, _)| span.start);
        locations.extend(places.into_iter().filter_map(|(span, _)| location(&file, span)));
    }
    Ok(Some(locations))
}

/// The places in the same text that mean what is named at the place of `params`.
pub(super) fn highlight(
    state: &State,
    params: &DocumentHighlightParams,
) -> Result<Option<Vec<DocumentHighlight>>, Failure> {
    let place = state.place(&params.text_document_position_params)?;
    let Some((_, target)) = place.file.names.at(&place.file.text, place.at) else {
        return Ok(None);
    };
    let kind = Some(DocumentHighlightKind::TEXT);
    let places = place.file.names.places(&target, true).into_iter();
    let all = places.map(|(span, _)| DocumentHighlight { range: place.file.range(span), kind });
    Ok(Some(all.collect()))
}

/// Every script in which something may mean `target` of `file`, with what it is there. The one that
/// defines it comes first.
pub(super) fn everywhere(
    state: &State,
    file: &Rc<File>,
    target: &Target,
) -> Vec<(Rc<File>, Target)> {
    let (home, foreign) = match target {
        Target::Local(number) => (Some(Rc::clone(file)), file.names.foreign(&file.name, *number)),
        Target::Foreign(foreign) => (state.file(&foreign.module), Some(foreign.clone())),
        Target::Module(module) => {
            let users = users(state, file, module).into_iter();
            return users.map(|file| (file, target.clone())).collect();
        }
    };
    let mut all = Vec::new();
    if let (Some(home), Some(foreign)) = (&home, &foreign) {
        if let Some(number) = home.names.exported(&foreign.name, foreign.flag.as_deref()) {
            all.push((Rc::clone(home), Target::Local(number)));
        }
        for user in users(state, file, &foreign.module) {
            if user.name != home.name {
                all.push((user, Target::Foreign(foreign.clone())));
            }
        }
    } else if let Some(home) = home {
        all.push((home, target.clone()));
    }
    all
}

/// The scripts that use the module called `module`: `file` itself, those that are open, and those in
/// the folders of the client.
fn users(state: &State, file: &Rc<File>, module: &str) -> Vec<Rc<File>> {
    let mut names = state.documents.keys().cloned().collect::<BTreeSet<_>>();
    names.insert(file.name.clone());
    let below = state.workspace.scripts(&state.folders);
    names.extend(below.into_iter().take(MOST));
    let files = names.into_iter().filter_map(|name| state.file(&name));
    files.filter(|file| uses(state, file, module)).collect()
}

fn uses(state: &State, file: &File, module: &str) -> bool {
    // Most scripts use nothing, and need not be gone through.
    if !file.text.contains("use") {
        return false;
    }
    let mut found = false;
    walk(&file.program, &mut |node| {
        if let Node::Statement(Statement::Use(one), _) = node {
            found |= state.workspace.module(&one.path.node, &file.name) == module;
        }
    });
    found
}

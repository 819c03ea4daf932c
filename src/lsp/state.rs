//! What the server knows: the texts that are open, and what is known about them.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use lsp_types::{Position, TextDocumentPositionParams, Uri};

use super::address;
use super::names::{self, Names};
use super::position::{Encoding, Lines};
use super::wire::{ErrorCode, Failure};
use crate::session::{Study, Workspace};
use crate::source::{SourceId, Span};
use crate::syntax::ast::{Program, Statement};
use crate::syntax::walk::{Node, walk};

/// The largest text that may be open, in bytes.
const LARGEST: usize = 16 << 20;

/// What a client can do with answers.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Client {
    /// How columns are counted.
    pub(super) encoding: Encoding,
    /// Whether it shows Markdown when a pointer rests on something.
    pub(super) markdown: bool,
    /// Whether it shows places that belong to a diagnostic.
    pub(super) related: bool,
}

/// A text that is open.
pub(super) struct Document {
    /// Its address, as the client writes it.
    pub(super) uri: Uri,
    /// What it is called.
    pub(super) name: String,
    /// The text.
    pub(super) text: Arc<str>,
    /// Its lines.
    pub(super) lines: Lines,
    /// Counts its changes.
    pub(super) version: i32,
    study: OnceCell<Rc<Study>>,
    file: OnceCell<Rc<File>>,
}

/// A script, open or not, and its names.
pub(super) struct File {
    /// What it is called.
    pub(super) name: String,
    /// Its text.
    pub(super) text: Arc<str>,
    /// Its lines.
    pub(super) lines: Lines,
    /// Its number among the sources.
    pub(super) source: SourceId,
    /// Its tree.
    pub(super) program: Arc<Program>,
    /// Its names.
    pub(super) names: Names,
}

impl File {
    /// The bytes of `span`.
    pub(super) fn slice(&self, span: Span) -> &str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// Where `span` is.
    pub(super) fn range(&self, span: Span) -> lsp_types::Range {
        self.lines.range(&self.text, span.start..span.end)
    }

    /// Its address.
    pub(super) fn uri(&self) -> Option<Uri> {
        address::uri(&self.name)
    }
}

/// A place in an open text.
pub(super) struct Place<'a> {
    /// The text.
    pub(super) document: &'a Document,
    /// Its names.
    pub(super) file: Rc<File>,
    /// What is known about it.
    pub(super) study: Rc<Study>,
    /// The byte.
    pub(super) at: usize,
}

/// All that the server knows.
pub(super) struct State {
    /// Looks at texts.
    pub(super) workspace: Workspace,
    /// The texts that are open, by name.
    pub(super) documents: BTreeMap<String, Document>,
    /// What the client can do.
    pub(super) client: Client,
    /// The folders that the client works in.
    pub(super) folders: Vec<String>,
}

impl State {
    /// A text has been opened.
    pub(super) fn open(&mut self, uri: Uri, version: i32, text: String) -> String {
        let name = address::name(&uri);
        self.put(uri, name.clone(), version, text);
        name
    }

    fn put(&mut self, uri: Uri, name: String, version: i32, text: String) {
        let text = Arc::<str>::from(text);
        self.workspace.open(&name, Arc::clone(&text));
        let lines = Lines::new(&text, self.client.encoding);
        let (study, file) = (OnceCell::new(), OnceCell::new());
        let key = name.clone();
        let document = Document { uri, name, text, lines, version, study, file };
        self.documents.insert(key, document);
        self.forget_users();
    }

    /// A text has changed. One that is not open changes nothing.
    pub(super) fn change(
        &mut self,
        name: &str,
        version: i32,
        change: impl FnOnce(&Document) -> String,
    ) {
        if let Some(document) = self.documents.get(name) {
            let (uri, text) = (document.uri.clone(), change(document));
            self.put(uri, name.to_owned(), version, text);
        }
    }

    /// A text has been closed.
    pub(super) fn close(&mut self, uri: &Uri) {
        let name = address::name(uri);
        if self.documents.remove(&name).is_some() {
            self.workspace.close(&name);
            self.forget_users();
        }
    }

    /// What is known of texts that use others is known no more.
    pub(super) fn forget_users(&mut self) {
        for document in self.documents.values_mut() {
            if document.uses() {
                document.forget();
            }
        }
    }

    /// Nothing is known any more.
    pub(super) fn forget(&mut self) {
        for document in self.documents.values_mut() {
            document.forget();
        }
    }

    /// The text at `uri`.
    pub(super) fn document(&self, uri: &Uri) -> Result<&Document, Failure> {
        self.documents.get(&address::name(uri)).ok_or_else(|| {
            let message = format!("`{}` is not open", uri.as_str());
            Failure::new(ErrorCode::InvalidParams, message)
        })
    }

    /// The place that `params` name.
    pub(super) fn place(&self, params: &TextDocumentPositionParams) -> Result<Place<'_>, Failure> {
        self.place_at(&params.text_document.uri, params.position)
    }

    /// The place at `position` of the text at `uri`.
    pub(super) fn place_at(&self, uri: &Uri, position: Position) -> Result<Place<'_>, Failure> {
        let document = self.document(uri)?;
        let at = document.lines.offset(&document.text, position);
        Ok(Place { document, file: self.file_of(document), study: self.study(document), at })
    }

    /// What is known about an open text.
    pub(super) fn study(&self, document: &Document) -> Rc<Study> {
        let look = || Rc::new(self.workspace.study(&document.name, document.script()));
        Rc::clone(document.study.get_or_init(look))
    }

    /// An open text and its names.
    pub(super) fn file_of(&self, document: &Document) -> Rc<File> {
        let read = || Rc::new(self.read(&document.name, document.script().into()));
        Rc::clone(document.file.get_or_init(read))
    }

    /// The script called `name`, open or on disk.
    pub(super) fn file(&self, name: &str) -> Option<Rc<File>> {
        if let Some(document) = self.documents.get(name) {
            return Some(self.file_of(document));
        }
        let text = self.workspace.text(name)?;
        Some(Rc::new(self.read(name, text.into())))
    }

    /// The names of `text`, which is called `name`.
    pub(super) fn read(&self, name: &str, text: Arc<str>) -> File {
        let (source, program) = self.workspace.parse(name, &text);
        let lines = Lines::new(&text, self.client.encoding);
        let names = self.names(name, &text, &program);
        File { name: name.to_owned(), text, lines, source, program, names }
    }

    /// The names of `program`, the tree of `text`.
    pub(super) fn names(&self, name: &str, text: &str, program: &Program) -> Names {
        let module = |path: &str| self.workspace.module(path, name);
        let exports = |module: &str| {
            let text = self.workspace.text(module).unwrap_or_default();
            names::exports(&self.workspace.parse(module, &text).1)
        };
        Names::of(program, text, &module, &exports)
    }
}

impl Document {
    /// Whether it is larger than any script, so that nothing is said about it.
    pub(super) fn is_too_large(&self) -> bool {
        self.text.len() > LARGEST
    }

    /// What of it is a script.
    fn script(&self) -> &str {
        if self.is_too_large() { "" } else { &self.text }
    }

    fn uses(&self) -> bool {
        self.study.get().is_none_or(|study| {
            let mut uses = false;
            walk(&study.program, &mut |node| {
                uses |= matches!(node, Node::Statement(Statement::Use(_), _));
            });
            uses
        })
    }

    /// Whether it has been looked at as it is.
    pub(super) fn is_known(&self) -> bool {
        self.study.get().is_some()
    }

    fn forget(&mut self) {
        self.study.take();
        self.file.take();
    }
}

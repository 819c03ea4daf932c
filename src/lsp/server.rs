//! The loop of the server: messages in, answers and diagnostics out.
//!
//! A thread reads; everything else happens here, one message after the other. All that has come in
//! is taken before something is done, so that what was cancelled meanwhile is never begun, and
//! diagnostics are computed when nothing waits, for the texts as they are then.

use std::collections::{BTreeSet, VecDeque};
use std::io::{self, BufReader, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Receiver};
use std::thread;

use lsp_types::{
    CancelParams, DidChangeTextDocumentParams, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, InitializeParams, NumberOrString, PublishDiagnosticsParams,
    TextDocumentContentChangeEvent,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::position::Lines;
use super::state::{Document, State};
use super::wire::{self, ErrorCode, Failure, Message};
use super::{
    address, capabilities, complete, format, hints, hover, locate, problems, rename, signature,
    symbols, tokens,
};
use crate::diag::{Diagnostic, Result as Checked, codes, exit};
use crate::session::{Session, Workspace};

/// Serve one client until it says `exit` or its stream ends; gives the exit code. `session` makes
/// the session that texts are looked at in, anew whenever the inventory has changed.
///
/// # Errors
/// No session can be made to begin with, or the stream ends before anyone has introduced himself.
pub fn serve(
    session: &dyn Fn() -> Checked<Session>,
    input: impl Read + Send + 'static,
    output: &mut dyn Write,
) -> Checked<u8> {
    let workspace = Workspace::new(session()?);
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut input = BufReader::new(input);
        while let Ok(Some(message)) = wire::read(&mut input) {
            if sender.send(message).is_err() {
                break;
            }
        }
    });
    let state = State {
        workspace,
        documents: Default::default(),
        client: Default::default(),
        folders: Vec::new(),
    };
    let (life, queue, dirty) = (Life::Begun, VecDeque::new(), BTreeSet::new());
    let mut server = Server { session, receiver, output, state, life, queue, dirty };
    match server.run() {
        Ok(Some(code)) => Ok(code),
        Ok(None) if server.life == Life::Begun => {
            let message = "the input ended before an editor had said `initialize`";
            let problem = Diagnostic::error(codes::USAGE, message);
            Err(problem.help("an editor starts `rebe lsp` and talks to it").into())
        }
        Ok(None) => Ok(server.ended()),
        // Nobody reads on when nothing can be written, so there is nobody to serve.
        Err(_) => Ok(exit::RUNTIME),
    }
}

/// How far the life of a server has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Life {
    /// The client has not introduced itself.
    Begun,
    Running,
    /// The client wants nothing more but that it ends.
    ShutDown,
}

struct Server<'a> {
    session: &'a dyn Fn() -> Checked<Session>,
    receiver: Receiver<Message>,
    output: &'a mut dyn Write,
    state: State,
    life: Life,
    /// What has come in and is not done yet.
    queue: VecDeque<Message>,
    /// The names of texts whose diagnostics the client does not know.
    dirty: BTreeSet<String>,
}

impl Server<'_> {
    /// Serve until the client says `exit`, which gives the exit code, or the stream ends.
    fn run(&mut self) -> io::Result<Option<u8>> {
        loop {
            while let Ok(message) = self.receiver.try_recv() {
                self.take(message)?;
            }
            match self.queue.pop_front() {
                Some(message) => {
                    if let Some(code) = self.handle(message)? {
                        return Ok(Some(code));
                    }
                }
                None if !self.dirty.is_empty() => self.publish()?,
                None => match self.receiver.recv() {
                    Ok(message) => self.take(message)?,
                    Err(_) => return Ok(None),
                },
            }
        }
    }

    /// The exit code of a client that goes: it has to say so before.
    fn ended(&self) -> u8 {
        if self.life == Life::ShutDown { exit::OK } else { exit::RUNTIME }
    }

    /// Put `message` into the queue, or take out of it what it cancels.
    fn take(&mut self, message: Message) -> io::Result<()> {
        let cancelled = match &message {
            Message::Notification { method, params } if method == "$/cancelRequest" => {
                serde_json::from_value::<CancelParams>(params.clone()).ok()
            }
            _ => {
                self.queue.push_back(message);
                return Ok(());
            }
        };
        let Some(CancelParams { id: cancelled }) = cancelled else { return Ok(()) };
        let cancelled = match cancelled {
            NumberOrString::Number(number) => Value::from(number),
            NumberOrString::String(text) => Value::from(text),
        };
        let is_it =
            |message: &Message| matches!(message, Message::Request { id, .. } if *id == cancelled);
        let Some(at) = self.queue.iter().position(is_it) else { return Ok(()) };
        self.queue.remove(at);
        let failure = Failure::new(ErrorCode::Cancelled, "it was cancelled");
        wire::respond(self.output, &cancelled, Err(failure))
    }

    /// Do what `message` says; gives the exit code when that is to end.
    fn handle(&mut self, message: Message) -> io::Result<Option<u8>> {
        match message {
            Message::Wrong(id, failure) => wire::respond(self.output, &id, Err(failure))?,
            Message::Response => {}
            Message::Notification { method, .. } if method == "exit" => {
                return Ok(Some(self.ended()));
            }
            Message::Notification { method, params } if self.life == Life::Running => {
                // One that cannot be understood is dropped, for there is nobody to tell.
                let _ = catch_unwind(AssertUnwindSafe(|| self.notified(&method, params)));
            }
            Message::Notification { .. } => {}
            Message::Request { id, method, params } => {
                let answer = catch_unwind(AssertUnwindSafe(|| self.answer(&method, params)));
                let failed = |_| {
                    let message = format!("`{method}` ended in a mistake of the server");
                    Err(Failure::new(ErrorCode::Internal, message))
                };
                wire::respond(self.output, &id, answer.unwrap_or_else(failed))?;
            }
        }
        Ok(None)
    }

    fn answer(&mut self, method: &str, params: Value) -> Result<Value, Failure> {
        match (self.life, method) {
            (Life::Begun, "initialize") => {
                let params = parsed::<InitializeParams>(params)?;
                self.state.client = capabilities::client(&params);
                self.state.folders = capabilities::folders(&params);
                self.life = Life::Running;
                written(capabilities::answer(self.state.client))
            }
            (Life::Begun, _) => {
                let message = format!("`{method}` came before `initialize`");
                Err(Failure::new(ErrorCode::NotInitialized, message))
            }
            (Life::ShutDown, _) => {
                let message = format!("`{method}` came after `shutdown`");
                Err(Failure::new(ErrorCode::InvalidRequest, message))
            }
            (Life::Running, "initialize") => {
                let message = "`initialize` came a second time";
                Err(Failure::new(ErrorCode::InvalidRequest, message))
            }
            (Life::Running, "shutdown") => {
                self.life = Life::ShutDown;
                Ok(Value::Null)
            }
            (Life::Running, method) => asked(&self.state, method, params),
        }
    }

    fn notified(&mut self, method: &str, params: Value) -> Result<(), Failure> {
        match method {
            "textDocument/didOpen" => {
                let params = parsed::<DidOpenTextDocumentParams>(params)?;
                let document = params.text_document;
                self.state.open(document.uri, document.version, document.text);
                self.all_dirty();
            }
            "textDocument/didChange" => {
                let params = parsed::<DidChangeTextDocumentParams>(params)?;
                let document = params.text_document;
                let name = address::name(&document.uri);
                self.state.change(&name, document.version, |before| {
                    changed(before, params.content_changes)
                });
                self.all_dirty();
            }
            "textDocument/didClose" => {
                let params = parsed::<DidCloseTextDocumentParams>(params)?;
                let uri = params.text_document.uri;
                self.state.close(&uri);
                self.all_dirty();
                let nothing =
                    PublishDiagnosticsParams { uri, diagnostics: Vec::new(), version: None };
                // A client that does not read any more is noticed with the next message.
                let _ = self.tell(&nothing);
            }
            // What is on disk may be another thing now: modules, data, the inventory.
            "textDocument/didSave" | "workspace/didChangeWatchedFiles" => {
                self.renew();
                self.state.forget();
                self.all_dirty();
            }
            _ => {}
        }
        Ok(())
    }

    /// Texts that use the one that has changed may be wrong now, or well.
    fn all_dirty(&mut self) {
        let state = &self.state;
        let unknown = state.documents.values().filter(|document| !document.is_known());
        self.dirty.extend(unknown.map(|document| document.name.clone()));
    }

    /// Begin with a new session where the inventory is another one. One that cannot be had leaves
    /// the old one in place.
    fn renew(&mut self) {
        if !self.state.workspace.is_stale() {
            return;
        }
        if let Ok(session) = (self.session)() {
            self.state.workspace = Workspace::new(session);
            for document in self.state.documents.values() {
                self.state.workspace.open(&document.name, document.text.clone());
            }
        }
    }

    /// Tell what is wrong with one text.
    fn publish(&mut self) -> io::Result<()> {
        let Some(name) = self.dirty.pop_first() else { return Ok(()) };
        let Some(document) = self.state.documents.get(&name) else { return Ok(()) };
        let state = &self.state;
        let told = catch_unwind(AssertUnwindSafe(|| problems::publish(state, document)));
        match told {
            Ok(told) => self.tell(&told),
            // There is nothing to tell, and the next change is looked at anew.
            Err(_) => Ok(()),
        }
    }

    fn tell(&mut self, told: &PublishDiagnosticsParams) -> io::Result<()> {
        let params = serde_json::to_value(told).unwrap_or_default();
        wire::notify(self.output, "textDocument/publishDiagnostics", params)
    }
}

/// The answer to a question about texts.
fn asked(state: &State, method: &str, params: Value) -> Result<Value, Failure> {
    match method {
        "textDocument/hover" => written(hover::hover(state, &parsed(params)?)?),
        "textDocument/completion" => written(complete::complete(state, &parsed(params)?)?),
        "textDocument/signatureHelp" => written(signature::help(state, &parsed(params)?)?),
        "textDocument/definition" => written(locate::definition(state, &parsed(params)?)?),
        "textDocument/references" => written(locate::references(state, &parsed(params)?)?),
        "textDocument/documentHighlight" => written(locate::highlight(state, &parsed(params)?)?),
        "textDocument/documentSymbol" => written(symbols::symbols(state, &parsed(params)?)?),
        "textDocument/codeAction" => written(problems::actions(state, &parsed(params)?)?),
        "textDocument/formatting" => written(format::format(state, &parsed(params)?)?),
        "textDocument/prepareRename" => written(rename::prepare(state, &parsed(params)?)?),
        "textDocument/rename" => written(rename::rename(state, &parsed(params)?)?),
        "textDocument/inlayHint" => written(hints::hints(state, &parsed(params)?)?),
        "textDocument/semanticTokens/full" => written(tokens::tokens(state, &parsed(params)?)?),
        _ => {
            let message = format!("there is no method `{method}`");
            Err(Failure::new(ErrorCode::MethodNotFound, message))
        }
    }
}

fn parsed<T: DeserializeOwned>(params: Value) -> Result<T, Failure> {
    serde_json::from_value(params)
        .map_err(|error| Failure::new(ErrorCode::InvalidParams, error.to_string()))
}

fn written(answer: impl Serialize) -> Result<Value, Failure> {
    serde_json::to_value(answer)
        .map_err(|error| Failure::new(ErrorCode::Internal, error.to_string()))
}

/// The text of `document` after `changes`, each of which is about what the one before has left.
fn changed(document: &Document, changes: Vec<TextDocumentContentChangeEvent>) -> String {
    let mut text = document.text.to_string();
    let mut lines = document.lines.clone();
    let encoding = lines.encoding();
    for change in changes {
        match change.range {
            Some(range) => text.replace_range(lines.bytes(&text, range), &change.text),
            None => text = change.text,
        }
        lines = Lines::new(&text, encoding);
    }
    text
}

//! What the server can do, and what it is told of the client.

use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionProviderCapability, CompletionOptions,
    HoverProviderCapability, InitializeParams, InitializeResult, MarkupKind, OneOf, RenameOptions,
    SaveOptions, SemanticTokensFullOptions, SemanticTokensOptions,
    SemanticTokensServerCapabilities, ServerCapabilities, ServerInfo, SignatureHelpOptions,
    TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
    TextDocumentSyncSaveOptions, Uri, WorkDoneProgressOptions,
};

use super::address;
use super::position::Encoding;
use super::state::Client;
use super::tokens::legend;

/// What the client says that it can do.
pub(super) fn client(params: &InitializeParams) -> Client {
    let capabilities = &params.capabilities;
    let general = capabilities.general.as_ref();
    let offered = general.and_then(|general| general.position_encodings.as_deref());
    let text = capabilities.text_document.as_ref();
    let formats = text.and_then(|text| text.hover.as_ref()?.content_format.as_ref());
    let diagnostics = text.and_then(|text| text.publish_diagnostics.as_ref());
    Client {
        encoding: Encoding::of(offered),
        markdown: formats.is_some_and(|all| all.contains(&MarkupKind::Markdown)),
        related: diagnostics.is_some_and(|one| one.related_information == Some(true)),
    }
}

/// The folders that the client works in.
pub(super) fn folders(params: &InitializeParams) -> Vec<String> {
    let folders = params.workspace_folders.iter().flatten().map(|folder| &folder.uri);
    let folders = folders.map(path).collect::<Vec<_>>();
    #[expect(deprecated, reason = "older clients name their one folder so")]
    let root = params.root_uri.as_ref().filter(|_| folders.is_empty());
    folders.into_iter().chain(root.map(path)).flatten().collect()
}

fn path(uri: &Uri) -> Option<String> {
    Some(address::name(uri)).filter(|name| name.starts_with('/'))
}

/// What the server answers to that.
pub(super) fn answer(client: Client) -> InitializeResult {
    let progress = WorkDoneProgressOptions::default;
    let words = |all: &[&str]| Some(all.iter().map(|one| (*one).to_owned()).collect());
    let capabilities = ServerCapabilities {
        position_encoding: Some(client.encoding.kind()),
        text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions::default())),
            ..TextDocumentSyncOptions::default()
        })),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        completion_provider: Some(CompletionOptions {
            trigger_characters: words(&["$", ".", "-", "@", "|", "(", "/", "\""]),
            ..CompletionOptions::default()
        }),
        signature_help_provider: Some(SignatureHelpOptions {
            trigger_characters: words(&[" "]),
            ..SignatureHelpOptions::default()
        }),
        definition_provider: Some(OneOf::Left(true)),
        references_provider: Some(OneOf::Left(true)),
        document_highlight_provider: Some(OneOf::Left(true)),
        document_symbol_provider: Some(OneOf::Left(true)),
        code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, CodeActionKind::SOURCE_FIX_ALL]),
            ..CodeActionOptions::default()
        })),
        document_formatting_provider: Some(OneOf::Left(true)),
        rename_provider: Some(OneOf::Right(RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: progress(),
        })),
        inlay_hint_provider: Some(OneOf::Left(true)),
        semantic_tokens_provider: Some(SemanticTokensServerCapabilities::SemanticTokensOptions(
            SemanticTokensOptions {
                work_done_progress_options: progress(),
                legend: legend(),
                range: None,
                full: Some(SemanticTokensFullOptions::Bool(true)),
            },
        )),
        ..ServerCapabilities::default()
    };
    let (name, version) = ("rebe".to_owned(), Some(env!("CARGO_PKG_VERSION").to_owned()));
    let server_info = Some(ServerInfo { name, version });
    InitializeResult { capabilities, server_info, offset_encoding: None }
}

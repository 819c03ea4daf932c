//! What an editor may do to the language server besides asking about scripts: the order of things,
//! what cannot be understood, and what is too much.

use serde_json::{Value, json};

use crate::support::editor::Editor;

const PARSE: i64 = -32700;
const INVALID_REQUEST: i64 = -32600;
const METHOD_NOT_FOUND: i64 = -32601;
const INVALID_PARAMS: i64 = -32602;
const NOT_INITIALIZED: i64 = -32002;
const CANCELLED: i64 = -32800;

fn initialize() -> Value {
    json!({"processId": null, "rootUri": null, "capabilities": {}})
}

#[test]
fn nothing_is_answered_before_initialize_and_after_shutdown() {
    let mut editor = Editor::silent();
    let place = editor.place("a.rsh", &json!({"line": 0, "character": 0}));
    assert_eq!(editor.error("textDocument/hover", place.clone()).0, NOT_INITIALIZED);
    assert_eq!(editor.error("shutdown", Value::Null).0, NOT_INITIALIZED);
    editor.tell("textDocument/didOpen", json!({"textDocument": {}}));
    let answer = editor.ask("initialize", initialize());
    assert_eq!(answer["serverInfo"]["name"], "rebe");
    assert_eq!(answer["capabilities"]["positionEncoding"], "utf-16");
    assert_eq!(answer["capabilities"]["textDocumentSync"]["change"], 2, "incremental");
    assert_eq!(editor.error("initialize", initialize()).0, INVALID_REQUEST);
    assert_eq!(editor.ask("shutdown", Value::Null), Value::Null);
    assert_eq!(editor.error("textDocument/hover", place).0, INVALID_REQUEST);
    editor.tell("exit", Value::Null);
    assert_eq!(editor.ended(), Some(0));
}

#[test]
fn who_goes_without_shutdown_is_told_by_the_exit_code() {
    let mut editor = Editor::start();
    editor.tell("exit", Value::Null);
    assert_eq!(editor.ended(), Some(1));
    let mut editor = Editor::silent();
    editor.tell("exit", Value::Null);
    assert_eq!(editor.ended(), Some(1));
    let mut editor = Editor::start();
    assert_eq!(editor.ends(), Some(1), "the stream ends");
    assert_eq!(Editor::silent().ends(), Some(2), "nobody was there");
    let mut editor = Editor::start();
    editor.ask("shutdown", Value::Null);
    assert_eq!(editor.ends(), Some(0));
}

#[test]
fn what_is_not_known_is_refused_or_passed_over() {
    let mut editor = Editor::start();
    assert_eq!(editor.error("textDocument/none", json!({})).0, METHOD_NOT_FOUND);
    assert_eq!(editor.error("$/none", json!({})).0, METHOD_NOT_FOUND);
    editor.tell("$/none", json!({}));
    editor.tell("workspace/none", json!([1, 2]));
    editor.tell("textDocument/didOpen", json!({"textDocument": {"uri": 5}}));
    editor.tell("textDocument/didChange", json!({}));
    let (code, message) = editor.error("textDocument/hover", json!({"textDocument": 5}));
    assert_eq!(code, INVALID_PARAMS, "{message}");
    assert_eq!(editor.error("textDocument/hover", Value::Null).0, INVALID_PARAMS);
    let place = editor.place("never.rsh", &json!({"line": 0, "character": 0}));
    let (code, message) = editor.error("textDocument/hover", place);
    assert_eq!(code, INVALID_PARAMS);
    assert!(message.contains("is not open"), "{message}");
    // An answer to something that was never asked.
    editor.send(&json!({"jsonrpc": "2.0", "id": 99, "result": null}));
    assert_eq!(editor.open("a.rsh", "1 + 1\n"), [Value::Null; 0]);
}

#[test]
fn what_cannot_be_understood_is_told_and_the_server_goes_on() {
    let mut editor = Editor::start();
    let huge = "[".repeat(1_000_000);
    let body = json!({"jsonrpc": "1.0", "id": 7, "method": "shutdown"}).to_string();
    let frames = [
        ("Content-Length: 1\r\n\r\n{".to_owned(), PARSE),
        (format!("Content-Length: {}\r\n\r\n{huge}", huge.len()), PARSE),
        ("Content-Length: 2\r\n\r\n[]".to_owned(), INVALID_REQUEST),
        ("Content-Length: 4\r\n\r\nnull".to_owned(), INVALID_REQUEST),
        ("GET / HTTP/1.1\r\n\r\n".to_owned(), PARSE),
        (format!("Content-Length: {}\r\n\r\n{body}", body.len()), INVALID_REQUEST),
    ];
    for (frame, code) in frames {
        editor.send_bytes(frame.as_bytes());
        let answer = editor.wait(|message| message.get("error").is_some());
        assert_eq!(answer["error"]["code"], code, "{frame:.60}");
        let id = if frame.contains("1.0\"") { json!(7) } else { Value::Null };
        assert_eq!(answer["id"], id, "{frame:.60}");
    }
    assert_eq!(editor.open("a.rsh", "1 + 1\n"), [Value::Null; 0]);
}

#[test]
fn a_message_that_is_too_large_is_skipped() {
    let mut editor = Editor::start();
    let size = (128 << 20) + 1;
    editor.send_bytes(format!("Content-Length: {size}\r\n\r\n").as_bytes());
    let spaces = vec![b' '; 1 << 20];
    for _ in 0..128 {
        editor.send_bytes(&spaces);
    }
    editor.send_bytes(b" ");
    let answer = editor.wait(|message| message.get("error").is_some());
    assert_eq!(answer["error"]["code"], INVALID_REQUEST);
    assert_eq!(editor.ask("shutdown", Value::Null), Value::Null);
}

#[test]
fn a_text_that_is_no_script_is_not_looked_at() {
    let mut editor = Editor::start();
    let told = editor.open("large.rsh", &"# x\n".repeat((16 << 20) / 4 + 1));
    let [only] = told.as_slice() else { panic!("{told:?}") };
    assert!(only["message"].as_str().unwrap().contains("16 MiB"));
    let range =
        json!({"start": {"line": 0, "character": 0}, "end": {"line": 9_999_999, "character": 0}});
    let told = editor.change("large.rsh", json!([{"range": range, "text": "1 + true"}]));
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["range"]["start"], json!({"line": 0, "character": 2}), "it is a script now");
}

#[test]
fn what_is_cancelled_while_it_waits_is_never_begun() {
    let mut editor = Editor::start();
    // All of it is there before the first of it is done.
    let mut bytes = Vec::new();
    let mut add = |message: Value| {
        let body = message.to_string();
        bytes.extend(format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes());
    };
    let text = "let x = 1\n".repeat(400);
    let document = json!({"uri": "untitled:a", "languageId": "rsh", "version": 1, "text": text});
    add(
        json!({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": document}}),
    );
    let whole = json!({"textDocument": {"uri": "untitled:a"}});
    for id in 1000..1100 {
        let method = "textDocument/semanticTokens/full";
        add(json!({"jsonrpc": "2.0", "id": id, "method": method, "params": whole}));
    }
    add(
        json!({"jsonrpc": "2.0", "id": "last", "method": "textDocument/documentSymbol", "params": whole}),
    );
    add(json!({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": "last"}}));
    add(json!({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 5}}));
    editor.send_bytes(&bytes);
    let answer = editor.wait(|message| message["id"] == "last");
    assert_eq!(answer["error"]["code"], CANCELLED, "{answer}");
    let answer = editor.wait(|message| message["id"] == 1099);
    assert!(answer["result"]["data"].as_array().unwrap().len() >= 400 * 5);
}

//! An editor that speaks the Language Server Protocol with a `rebe lsp` of its own.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::Folder;

/// Longer than this no answer takes, even unoptimised and beside other tests.
const PATIENCE: Duration = Duration::from_secs(60);

/// The place in a text that a test is about.
pub(crate) const MARK: char = '‸';

/// An editor and its server.
pub(crate) struct Editor {
    child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    /// What was told last of each file.
    told: RefCell<HashMap<String, Vec<Value>>>,
    next: i64,
    version: i64,
    /// Where its files are.
    pub(crate) folder: Folder,
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Editor {
    /// A server that has heard nothing yet.
    pub(crate) fn silent() -> Self {
        let folder = Folder::new();
        let hosts = "[groups.web]\nhosts = [\"web[01-02]\"]\ntags = [\"prod\"]\n";
        std::fs::write(folder.join("hosts.toml"), hosts).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_rebe"))
            .arg("lsp")
            .arg("--inventory")
            .arg(folder.join("hosts.toml"))
            .current_dir(folder.path())
            .env("XDG_CONFIG_HOME", folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let input = child.stdin.take();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            while let Some(message) = read(&mut output) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        let told = RefCell::default();
        Self { child, input, messages, told, next: 0, version: 0, folder }
    }

    /// A server that is ready for an editor of the usual kind.
    pub(crate) fn start() -> Self {
        Self::with(json!({
            "textDocument": {
                "hover": {"contentFormat": ["plaintext"]},
                "publishDiagnostics": {"relatedInformation": true},
            },
        }))
    }

    pub(crate) fn with(capabilities: Value) -> Self {
        let mut editor = Self::silent();
        let root = editor.uri("");
        let params = json!({
            "processId": null,
            "rootUri": root,
            "capabilities": capabilities,
        });
        editor.ask("initialize", params);
        editor.tell("initialized", json!({}));
        editor
    }

    pub(crate) fn uri(&self, name: &str) -> String {
        format!("file://{}/{name}", self.folder.path().display())
    }

    pub(crate) fn send_bytes(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().unwrap();
        input.write_all(bytes).unwrap();
        input.flush().unwrap();
    }

    pub(crate) fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.send_bytes(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    pub(crate) fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Send a request; its number.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> i64 {
        self.next += 1;
        let id = self.next;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        id
    }

    /// The next message for which `is_it` is true; others are passed over.
    #[track_caller]
    pub(crate) fn wait(&self, is_it: impl Fn(&Value) -> bool) -> Value {
        let start = Instant::now();
        loop {
            let left = PATIENCE.saturating_sub(start.elapsed());
            let message = self.messages.recv_timeout(left).expect("no such message came");
            let params = &message["params"];
            if let (Some(uri), Some(all)) =
                (params["uri"].as_str(), params["diagnostics"].as_array())
            {
                self.told.borrow_mut().insert(uri.to_owned(), all.clone());
            }
            if is_it(&message) {
                return message;
            }
        }
    }

    #[track_caller]
    pub(crate) fn answer(&mut self, method: &str, params: Value) -> Value {
        let id = self.request(method, params);
        self.wait(|message| message["id"] == id)
    }

    /// The result of a request that succeeds.
    #[track_caller]
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Value {
        let answer = self.answer(method, params);
        assert_eq!(answer["error"], Value::Null, "{answer}");
        answer["result"].clone()
    }

    /// The number and message of the error that a request ends in.
    #[track_caller]
    pub(crate) fn error(&mut self, method: &str, params: Value) -> (i64, String) {
        let answer = self.answer(method, params);
        let error = &answer["error"];
        let code = error["code"].as_i64();
        let code = code.unwrap_or_else(|| panic!("this succeeds: {answer}"));
        (code, error["message"].as_str().unwrap().to_owned())
    }

    /// Open `text` as the file `name`; what is wrong with it.
    #[track_caller]
    pub(crate) fn open(&mut self, name: &str, text: &str) -> Vec<Value> {
        self.version += 1;
        let document = json!({
            "uri": self.uri(name), "languageId": "rsh", "version": self.version, "text": text,
        });
        self.tell("textDocument/didOpen", json!({"textDocument": document}));
        self.diagnostics(name, self.version)
    }

    /// Make `changes` in the file `name`; what is wrong with it then.
    #[track_caller]
    pub(crate) fn change(&mut self, name: &str, changes: Value) -> Vec<Value> {
        self.version += 1;
        let document = json!({"uri": self.uri(name), "version": self.version});
        let params = json!({"textDocument": document, "contentChanges": changes});
        self.tell("textDocument/didChange", params);
        self.diagnostics(name, self.version)
    }

    /// What is told of version `version` of the file `name`.
    #[track_caller]
    pub(crate) fn diagnostics(&self, name: &str, version: i64) -> Vec<Value> {
        let uri = self.uri(name);
        let told = self.wait(|message| {
            let params = &message["params"];
            message["method"] == "textDocument/publishDiagnostics"
                && params["uri"] == uri
                && params["version"].as_i64() >= Some(version)
        });
        told["params"]["diagnostics"].as_array().unwrap().clone()
    }

    /// Wait until what is wrong with the file `name` is what `is_it` says.
    #[track_caller]
    pub(crate) fn until(&self, name: &str, is_it: impl Fn(&[Value]) -> bool) {
        let uri = self.uri(name);
        let is_now = || self.told.borrow().get(&uri).is_some_and(|all| is_it(all));
        while !is_now() {
            self.wait(|message| message["params"]["uri"] == uri);
        }
    }

    /// Open `marked` as the file `name`, without the mark; the parameters that name its place.
    #[track_caller]
    pub(crate) fn open_at(&mut self, name: &str, marked: &str) -> Value {
        let (text, position) = at_mark(marked);
        self.open(name, &text);
        self.place(name, &position)
    }

    pub(crate) fn place(&self, name: &str, position: &Value) -> Value {
        json!({"textDocument": {"uri": self.uri(name)}, "position": position})
    }

    pub(crate) fn document(&self, name: &str) -> Value {
        json!({"textDocument": {"uri": self.uri(name)}})
    }

    /// No more is sent; the exit code of the server.
    pub(crate) fn ends(&mut self) -> Option<i32> {
        self.input = None;
        self.child.wait().unwrap().code()
    }

    /// The exit code of a server that was told to end.
    pub(crate) fn ended(&mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }
}

fn read(output: &mut impl BufRead) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().strip_prefix("Content-Length: ") {
            Some(number) => length = number.parse::<usize>().ok(),
            None if line.trim_end().is_empty() => break,
            None => panic!("a server wrote {line:?}"),
        }
    }
    let mut body = vec![0; length.expect("a server wrote no length")];
    output.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).expect("a server wrote no JSON"))
}

/// `marked` without its mark, and where that is: columns count UTF-16.
pub(crate) fn at_mark(marked: &str) -> (String, Value) {
    let at = marked.find(MARK).expect("the text has a mark");
    let text = marked.replace(MARK, "");
    let before = &text[..at];
    let line = before.matches('\n').count();
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let character = before[start..].encode_utf16().count();
    (text, json!({"line": line, "character": character}))
}

/// The bytes of `text` at a range that counts UTF-16.
pub(crate) fn bytes(text: &str, range: &Value) -> std::ops::Range<usize> {
    let offset = |position: &Value| {
        let number = |name: &str| usize::try_from(position[name].as_u64().unwrap()).unwrap();
        let start = match number("line") {
            0 => 0,
            line => text.match_indices('\n').nth(line - 1).unwrap().0 + 1,
        };
        let mut left = number("character");
        let chars = text[start..].char_indices();
        let mut at = text.len();
        for (offset, char) in chars {
            if left == 0 {
                at = start + offset;
                break;
            }
            left = left.checked_sub(char.len_utf16()).expect("a half of a character");
        }
        at
    };
    offset(&range["start"])..offset(&range["end"])
}

/// What stands in `text` at `range`.
pub(crate) fn slice<'t>(text: &'t str, range: &Value) -> &'t str {
    &text[bytes(text, range)]
}

/// `text` after `edits`.
pub(crate) fn edited(text: &str, edits: &Value) -> String {
    let edits = edits.as_array().unwrap().iter();
    let mut edits = edits
        .map(|edit| (bytes(text, &edit["range"]), edit["newText"].as_str().unwrap()))
        .collect::<Vec<_>>();
    edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    let mut text = text.to_owned();
    for (range, new) in edits {
        text.replace_range(range, new);
    }
    text
}

/// Put `text` into the file `name` of `folder`.
pub(crate) fn write(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).unwrap();
}

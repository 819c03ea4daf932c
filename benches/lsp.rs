//! What an editor waits for: an edit in a script of 2,000 lines, until what is wrong with it is
//! told, and completion in it; and what `rebe check` takes for 10,000 lines.
//!
//! Times depend on the machine, so each stands beside the floor of the same run: for the server the
//! same edit in a script of one part, for the check going through the text once.
#![expect(clippy::indexing_slicing, reason = "a missing part of JSON is null, and then it stops")]
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark may fail and prints")]
#![expect(clippy::disallowed_methods, reason = "a benchmark reads clocks")]

#[path = "support/script.rs"]
mod script;

use std::io::{BufRead, BufReader, PipeReader, PipeWriter, Read, Write, pipe};
use std::thread;
use std::time::{Duration, Instant};

use rebe_shell::lsp;
use rebe_shell::session::{Mode, Options, Session};
use rebe_shell::source::{SourceId, Sources};
use rebe_shell::syntax;
use serde_json::{Value, json};

const URI: &str = "untitled:bench.rsh";
const ROUNDS: usize = 15;

/// An editor whose server runs in a thread of this process.
struct Editor {
    input: PipeWriter,
    output: BufReader<PipeReader>,
    version: i64,
}

impl Editor {
    fn start() -> Self {
        let (from_us, input) = pipe().unwrap();
        let (output, mut to_us) = pipe().unwrap();
        let session = || Ok(Session::new(Options::default()));
        // As much of a stack as the first thread of a process has.
        let thread = thread::Builder::new().stack_size(8 << 20);
        thread.spawn(move || lsp::serve(&session, from_us, &mut to_us)).unwrap();
        let mut editor = Self { input, output: BufReader::new(output), version: 0 };
        editor.ask("initialize", json!({"capabilities": {}}));
        editor.tell("initialized", json!({}));
        editor
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
    }

    fn read(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.output.read_line(&mut line).unwrap();
            match line.trim().strip_prefix("Content-Length: ") {
                Some(number) => length = number.parse().unwrap(),
                None if line.trim().is_empty() => break,
                None => {}
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body).unwrap();
        serde_json::from_slice(&body).unwrap()
    }

    fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.send(&json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}));
        loop {
            let message = self.read();
            if message["id"] == 1 {
                return message["result"].clone();
            }
        }
    }

    /// Wait for what is wrong; the number of diagnostics.
    fn diagnostics(&mut self) -> usize {
        loop {
            let message = self.read();
            if message["method"] == "textDocument/publishDiagnostics" {
                assert_eq!(message["params"]["version"], self.version);
                return message["params"]["diagnostics"].as_array().unwrap().len();
            }
        }
    }

    fn open(&mut self, text: &str) -> Duration {
        self.version += 1;
        let start = Instant::now();
        let document = json!({
            "uri": URI, "languageId": "rsh", "version": self.version, "text": text,
        });
        self.tell("textDocument/didOpen", json!({"textDocument": document}));
        assert_eq!(self.diagnostics(), 0, "the script of this benchmark is well");
        start.elapsed()
    }

    /// Put `text` at the beginning of line `line`, or take away as much.
    fn edit(&mut self, line: usize, old: usize, text: &str, wrong: usize) -> Duration {
        self.version += 1;
        let start = Instant::now();
        let at = |character| json!({"line": line, "character": character});
        self.tell(
            "textDocument/didChange",
            json!({
                "textDocument": {"uri": URI, "version": self.version},
                "contentChanges": [{"range": {"start": at(0), "end": at(old)}, "text": text}],
            }),
        );
        assert_eq!(self.diagnostics(), wrong);
        start.elapsed()
    }

    /// A mistake is typed and taken away again, some times over; what each edit took, sorted.
    fn edits(&mut self, line: usize) -> Vec<Duration> {
        let mistake = "let oops = [1, 2] | lenght\n";
        let mut took = Vec::new();
        for _ in 0..ROUNDS {
            took.push(self.edit(line, 0, mistake, 1));
            // Without its last letter the command is another one, and none either.
            took.push(self.edit(line, mistake.len() - 1, "let oops = [1, 2] | length", 0));
            self.version += 1;
            let at = |line, character| json!({"line": line, "character": character});
            let range = json!({"start": at(line, 0), "end": at(line + 1, 0)});
            self.tell(
                "textDocument/didChange",
                json!({
                    "textDocument": {"uri": URI, "version": self.version},
                    "contentChanges": [{"range": range, "text": ""}],
                }),
            );
            let start = Instant::now();
            assert_eq!(self.diagnostics(), 0);
            took.push(start.elapsed());
        }
        took.sort();
        took
    }

    fn completes(&mut self, line: usize) -> Vec<Duration> {
        let mut took = Vec::new();
        self.edit(line, 0, "hosts | discover cpu | where cor\n", 1);
        for _ in 0..ROUNDS {
            let start = Instant::now();
            let position = json!({"line": line, "character": 32});
            let document = json!({"uri": URI});
            let params = json!({"textDocument": document, "position": position});
            let found = self.ask("textDocument/completion", params);
            assert_eq!(found["items"][0]["label"], "cores");
            took.push(start.elapsed());
        }
        took.sort();
        took
    }
}

fn middle(sorted: &[Duration]) -> Duration {
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

fn show(what: &str, sorted: &[Duration], floor: Duration) {
    let (middle, worst) = (middle(sorted), sorted.last().copied().unwrap_or_default());
    let ratio = middle.as_secs_f64() / floor.as_secs_f64();
    println!("{what:<34} {middle:>10.2?}  worst {worst:>10.2?}  {ratio:>6.1} × floor");
}

fn server() {
    let small = script::script(1);
    let mut editor = Editor::start();
    editor.open(&small);
    let floor = middle(&editor.edits(10));
    println!("floor: an edit in {} lines         {floor:>10.2?}", small.lines().count());
    let text = script::script(2_000);
    let lines = text.lines().count();
    let mut editor = Editor::start();
    println!("open {lines} lines, {} KiB        {:>10.2?}", text.len() >> 10, editor.open(&text));
    let part = small.lines().count();
    for (name, line) in
        [("start", 10), ("middle", lines / 2 / part * part + 10), ("end", lines - 1)]
    {
        show(&format!("edit at the {name} (line {line})"), &editor.edits(line), floor);
    }
    show("complete a column in the middle", &editor.completes(lines / 2 / part * part + 10), floor);
}

fn check() {
    let text = script::script(10_000);
    let lines = text.lines().count();
    let mut sources = Sources::default();
    let best = |run: &mut dyn FnMut()| {
        let once = |_| {
            let start = Instant::now();
            run();
            start.elapsed()
        };
        (0..ROUNDS).map(once).min().unwrap_or_default()
    };
    let floor = best(&mut || {
        let words = text.split_whitespace().filter(|word| !word.is_empty()).count();
        assert!(words > lines);
    });
    let parse = best(&mut || {
        let id = sources.add("bench", "");
        assert!(syntax::parse(id, &text).diagnostics.is_empty());
    });
    let tokens = best(&mut || assert!(syntax::tokens(SourceId::default(), &text).len() > lines));
    let check = best(&mut || {
        let session = Session::new(Options::default());
        let prepared = session.prepare("bench", &text, Mode::Check);
        assert!(prepared.diagnostics.is_empty(), "{:?}", prepared.diagnostics.first());
    });
    println!("floor: the words of {lines} lines     {floor:>10.2?}");
    for (what, took) in [("tokens", tokens), ("parse", parse), ("check", check)] {
        let each = took.as_secs_f64() * 1e6 / lines as f64;
        let ratio = took.as_secs_f64() / floor.as_secs_f64();
        println!("{what:<34} {took:>10.2?}  {each:>6.2} µs a line  {ratio:>6.1} × floor");
    }
}

fn main() {
    server();
    check();
}

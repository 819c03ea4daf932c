//! Scripts in an editor, by a whole session of the language server.

use serde_json::{Value, json};

use crate::support::editor::{Editor, MARK, at_mark, edited, slice, write};

/// What is told when the pointer rests at the mark.
#[track_caller]
fn hover(text: &str) -> String {
    let mut editor = Editor::start();
    let place = editor.open_at("a.rsh", text);
    let answer = editor.ask("textDocument/hover", place);
    answer["contents"]["value"].as_str().unwrap_or_default().to_owned()
}

/// What may stand at the mark.
#[track_caller]
fn offered(text: &str) -> Vec<String> {
    let mut editor = Editor::start();
    let place = editor.open_at("a.rsh", text);
    let answer = editor.ask("textDocument/completion", place);
    let items = answer["items"].as_array().unwrap().iter();
    items.map(|item| item["label"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_is_wrong_is_told_with_code_help_and_remedy() {
    let mut editor = Editor::start();
    let text = "# é 😀\nlet é = 1\nhosts | discover cpu | where coers > 4\n";
    let text = text.replace("let é = 1\n", "print \"😀\"; [1, 2] | lenght\n");
    let told = editor.open("a.rsh", &text);
    let [first, second] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(slice(&text, &first["range"]), "lenght");
    assert_eq!((&first["code"], &first["severity"]), (&json!("E0201"), &json!(1)));
    assert_eq!(first["source"], "rebe");
    assert_eq!(first["message"], "no command `lenght`\ndid you mean `length`?");
    assert_eq!(slice(&text, &second["range"]), "coers");
    assert_eq!(second["code"], "E0202");
    let mut params = editor.document("a.rsh");
    params["range"] = first["range"].clone();
    params["context"] = json!({"diagnostics": [first]});
    let actions = editor.ask("textDocument/codeAction", params.clone());
    let [action] = actions.as_array().unwrap().as_slice() else { panic!("{actions}") };
    assert_eq!(action["title"], "replace `lenght` by `length`");
    assert_eq!((&action["kind"], &action["isPreferred"]), (&json!("quickfix"), &json!(true)));
    assert_eq!(action["diagnostics"][0]["code"], "E0201");
    let edits = &action["edit"]["changes"][editor.uri("a.rsh")];
    assert!(edited(&text, edits).contains("[1, 2] | length\n"));
    params["context"]["only"] = json!(["source"]);
    let actions = editor.ask("textDocument/codeAction", params);
    let mended = edited(&text, &actions[0]["edit"]["changes"][editor.uri("a.rsh")]);
    assert_eq!(editor.change("a.rsh", json!([{"text": mended}])), [Value::Null; 0]);
}

#[test]
fn places_that_belong_to_a_mistake_are_told_with_it() {
    let mut editor = Editor::start();
    let text = "def twice [] { 1 }\ndef twice [] { 2 }\n";
    let told = editor.open("a.rsh", text);
    let related = &told[0]["relatedInformation"][0];
    assert_eq!(related["message"], "first defined here");
    assert_eq!(slice(text, &related["location"]["range"]), "twice");
    assert_eq!(related["location"]["range"]["start"]["line"], 0);
}

#[test]
fn edits_are_taken_as_they_come() {
    let mut editor = Editor::start();
    let text = "let a = \"😀\" # 漢\nlet b = $a | str length\n";
    assert_eq!(editor.open("a.rsh", text), [Value::Null; 0]);
    let at = |line: u32, character: u32| json!({"line": line, "character": character});
    let range = |from: Value, to: Value| json!({"start": from, "end": to});
    // Behind the emoji, which is two columns wide; then in the line that the first edit makes.
    let told = editor.change(
        "a.rsh",
        json!([
            {"range": range(at(0, 11), at(0, 12)), "text": "y\" #\n$nothing #"},
            {"range": range(at(1, 1), at(1, 8)), "text": "none"},
        ]),
    );
    let now = "let a = \"😀y\" #\n$none # # 漢\nlet b = $a | str length\n";
    let [only] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(slice(now, &only["range"]), "$none");
    let told = editor.change("a.rsh", json!([{"range": range(at(1, 0), at(2, 0)), "text": ""}]));
    assert_eq!(told, [Value::Null; 0]);
    // Past the end of a line is its end, past the last line the end of the text.
    let told = editor.change(
        "a.rsh",
        json!([
            {"range": range(at(9, 9), at(9, 9)), "text": "$b"},
            {"range": range(at(2, 2), at(2, 99)), "text": "x"},
        ]),
    );
    let now = "let a = \"😀y\" #\nlet b = $a | str length\n$bx";
    assert_eq!(slice(now, &told[0]["range"]), "$bx");
}

#[test]
fn columns_count_bytes_where_the_client_takes_that() {
    let mut editor = Editor::with(json!({"general": {"positionEncodings": ["utf-8", "utf-16"]}}));
    let told = editor.open("a.rsh", "print \"😀漢\"; $none\n");
    assert_eq!(told[0]["range"]["start"]["character"], 17);
    assert_eq!(told[0].get("relatedInformation"), None, "this client did not ask for it");
    let mut editor = Editor::start();
    let told = editor.open("a.rsh", "print \"😀漢\"; $none\n");
    assert_eq!(told[0]["range"]["start"]["character"], 13);
}

#[test]
fn a_pointer_is_told_types_and_documentation() {
    let told = hover("hosts | disc‸over cpu\n");
    assert!(told.starts_with("discover <probes…> [--"), "{told}");
    assert!(
        told.contains("effects: ") && told.contains("yields table<host: string, cores"),
        "{told}"
    );
    assert_eq!(
        hover("hosts | discover cpu | where cor‸es > 4\n"),
        "cores: int\n\na column of the rows that come in"
    );
    assert!(hover("hosts | select port‸ host\n").starts_with("port: int"));
    assert_eq!(hover("let few = [1, 2]\n$f‸ew | length\n"), "let few: list<int>");
    assert_eq!(hover("let f‸ew = hosts | first 2 | select host\n"), "let few: table<host: string>");
    assert_eq!(hover("let wait = 3‸0s\n"), "duration\n\n30,000,000,000 ns");
    assert_eq!(hover("let size = 4Gi‸B\n"), "filesize\n\n4,294,967,296 bytes");
    assert_eq!(hover("[{a: 1}] | each {|r‸ow| $row.a }\n"), "row: record<a: int>");
    assert_eq!(hover("let r = {a: true}\n$r.‸a\n"), "a: bool");
    let def = "# Doubles a number.\n# Twice over.\ndef double [\n  n: int # what is doubled\n  \
               --more # and more\n] { $n * 2 }\n";
    let told = hover(&format!("{def}dou‸ble 2\n"));
    let wanted = "def double <n> [--more]\n\nDoubles a number.\nTwice over.\n\n\
                  - n: what is doubled\n- --more: and more\n\nyields int";
    assert_eq!(told, wanted);
    assert_eq!(hover(&format!("{def}double 2 --mo‸re\n")), "more: bool\n\nand more");
    assert!(hover("hosts --ta‸g prod\n").starts_with("--tag\n\n"));
    assert_eq!(hover("# no‸thing\n"), "");
}

#[test]
fn markdown_is_for_clients_that_show_it() {
    let mut editor =
        Editor::with(json!({"textDocument": {"hover": {"contentFormat": ["markdown"]}}}));
    let place = editor.open_at("a.rsh", "let few = [1, 2]\n$f‸ew | length\n");
    let answer = editor.ask("textDocument/hover", place);
    let wanted = json!({"kind": "markdown", "value": "```rsh\nlet few: list<int>\n```"});
    assert_eq!(answer["contents"], wanted);
    let range = &answer["range"];
    assert_eq!(slice("let few = [1, 2]\n$few | length\n", range), "few");
}

#[test]
fn what_may_stand_at_the_cursor_is_offered() {
    assert_eq!(offered("hosts | discover cpu | where cor‸\n"), ["cores"]);
    assert_eq!(offered("hosts | select host port | sort-by ‸\nlet x = 1\n"), ["host", "port"]);
    assert_eq!(offered("hosts | disc‸"), ["discover"]);
    assert_eq!(offered("hosts --‸"), ["--failed", "--group", "--tag"]);
    assert_eq!(offered("hosts web0‸"), ["web01", "web02"]);
    assert_eq!(offered("hosts @w‸"), ["@web"]);
    assert_eq!(offered("let alpha = 1\nlet beta = 2\nprint $al‸\nlet alps = 3\n"), ["$alpha"]);
    assert_eq!(offered("let r = {port: 1, user: 2}\n$r.p‸"), ["$r.port"]);
    let def = "# Doubles.\ndef double [n: int --more (-m)] { $n * 2 }\n";
    assert_eq!(offered(&format!("{def}doub‸\n")), ["double"]);
    assert_eq!(offered(&format!("{def}double 2 --‸\n")), ["--more"]);
}

#[test]
fn what_is_offered_in_a_block_is_what_can_be_seen_there() {
    let text =
        "def main [limit: int] {\n  let rows = hosts | select host port\n  $rows | where ‸\n}\n";
    assert_eq!(offered(text), ["host", "port"]);
    assert_eq!(offered(&text.replace("$rows | where ‸", "let x: int = $li‸")), ["$limit"]);
    assert_eq!(offered(&text.replace("$rows | where ‸", "if true {\n    $ro‸\n  }")), ["$rows"]);
    assert_eq!(offered("hosts | each {|one| $one.po‸ }\n"), ["$one.port"]);
    assert_eq!(offered("for h in [{name: 1}] {\n  print $h.‸\n}\n"), ["$h.name"]);
    assert_eq!(offered("let x = if true { hosts | select host | where ho‸ }\n"), ["host"]);
    let outside = "def f [] {\n  let inner = 1\n  $inner\n}\nprint $in‸\n";
    assert_eq!(offered(outside), [""; 0]);
}

#[test]
fn what_is_chosen_replaces_what_was_typed() {
    let mut editor = Editor::start();
    let (text, position) = at_mark("print \"😀\"; hosts | where por‸\n");
    editor.open("a.rsh", &text);
    let answer = editor.ask("textDocument/completion", editor.place("a.rsh", &position));
    let item = &answer["items"][0];
    assert_eq!((&item["kind"], &item["detail"]), (&json!(5), &json!("int?")));
    let edits = json!([item["textEdit"]]);
    assert_eq!(edited(&text, &edits), "print \"😀\"; hosts | where port\n");
}

/// A module, and a script that uses it.
const MODULE: &str = "# Says hello.\nexport def greet [name: string --loud] { $\"hello ($name)\" }\n\
                      export const LIMIT = 4\ndef own [] { greet \"me\" }\n";
const USER: &str = "use ./lib.rsh *\ngreet \"you\" --loud\nprint ($LIMIT + 1)\n";

#[test]
fn definitions_are_found_in_the_text_and_in_modules() {
    let mut editor = Editor::start();
    write(editor.folder.path(), "lib.rsh", MODULE);
    let mut goes_to = |text: &str| {
        let place = editor.open_at("a.rsh", text);
        let answer = editor.ask("textDocument/definition", place);
        let uri = answer["uri"].as_str().unwrap_or_default();
        let name = uri.rsplit('/').next().unwrap_or_default().to_owned();
        let text = if name == "lib.rsh" { MODULE.to_owned() } else { text.replace(MARK, "") };
        match answer.is_null() {
            true => (String::new(), 0, String::new()),
            false => {
                let line = answer["range"]["start"]["line"].as_u64().unwrap();
                (name, line, slice(&text, &answer["range"]).to_owned())
            }
        }
    };
    let of = |name: &str, line, text: &str| (name.to_owned(), line, text.to_owned());
    assert_eq!(goes_to("let x = 1\nlet x = 2 + $x\nprint $‸x\n"), of("a.rsh", 1, "x"));
    assert_eq!(goes_to("let x = 1\nlet x = 2 + $x‸\n"), of("a.rsh", 0, "x"));
    assert_eq!(goes_to("def f [a b?: int] {\n  $b‸\n}\n"), of("a.rsh", 0, "b"));
    assert_eq!(goes_to("f‸ 1\ndef f [a] { $a }\n"), of("a.rsh", 1, "f"));
    assert_eq!(goes_to("def f [--flag] { $flag }\nf --fl‸ag\n"), of("a.rsh", 0, "flag"));
    assert_eq!(goes_to("[1] | each {|one| $on‸e }\n"), of("a.rsh", 0, "one"));
    assert_eq!(goes_to("match [1] { [$a, ...$b] => $b‸ }\n"), of("a.rsh", 0, "b"));
    assert_eq!(goes_to("try { 1 } catch {|e| print $‸e.message }\n"), of("a.rsh", 0, "e"));
    assert_eq!(
        goes_to("def \"two words\" [] { 1 }\ntwo wor‸ds\n"),
        of("a.rsh", 0, "\"two words\"")
    );
    assert_eq!(goes_to("use ./lib.rsh *\ngre‸et \"x\"\n"), of("lib.rsh", 1, "greet"));
    assert_eq!(goes_to("use ./lib.rsh\nlib gre‸et \"x\"\n"), of("lib.rsh", 1, "greet"));
    assert_eq!(goes_to("use ./lib.rsh\nli‸b greet \"x\"\n"), of("lib.rsh", 0, ""));
    assert_eq!(goes_to("use ./lib.rsh [gr‸eet]\n"), of("lib.rsh", 1, "greet"));
    assert_eq!(goes_to("use ./lib.rsh *\n$LIM‸IT\n"), of("lib.rsh", 2, "LIMIT"));
    assert_eq!(goes_to("use ./lib.rsh *\ngreet \"x\" --lo‸ud\n"), of("lib.rsh", 1, "loud"));
    assert_eq!(goes_to("hosts | len‸gth\n"), of("", 0, ""));
    // Broken text around it changes nothing.
    assert_eq!(goes_to("let x = 1\nhosts | where (\nprint $‸x\n"), of("a.rsh", 0, "x"));
}

#[test]
fn an_unsaved_module_is_what_others_see() {
    let mut editor = Editor::start();
    write(editor.folder.path(), "lib.rsh", MODULE);
    assert_eq!(editor.open("a.rsh", USER), [Value::Null; 0]);
    editor.open("lib.rsh", MODULE);
    let renamed = MODULE.replace("greet", "welcome");
    editor.change("lib.rsh", json!([{"text": renamed}]));
    let first = |told: &[Value]| told.first().map(|one| one["message"].to_string());
    let is =
        |words: &'static str| move |told: &[Value]| first(told).is_some_and(|m| m.contains(words));
    editor.until("a.rsh", is("no command `greet`"));
    // It is closed without being saved, so the file counts again.
    let params = editor.document("lib.rsh");
    editor.tell("textDocument/didClose", params);
    editor.until("a.rsh", <[Value]>::is_empty);
    editor.until("lib.rsh", <[Value]>::is_empty);
    // It is written by somebody else.
    write(editor.folder.path(), "lib.rsh", "1 +");
    editor.tell("workspace/didChangeWatchedFiles", json!({"changes": []}));
    editor.until("a.rsh", is("cannot be used"));
}

#[test]
fn a_mistake_in_a_module_is_told_where_it_is_used() {
    let mut editor = Editor::start();
    write(editor.folder.path(), "lib.rsh", "export def f [] {\n  $none\n}\n");
    let text = "use ./lib.rsh\nlib f\n";
    let told = editor.open("a.rsh", text);
    assert_eq!(slice(text, &told[0]["range"]), "./lib.rsh");
    let message = told[0]["message"].as_str().unwrap();
    assert!(message.starts_with("line 2 of `") && message.contains("no variable `$none`"));
    let uri = &told[0]["relatedInformation"][0]["location"]["uri"];
    assert_eq!(*uri, editor.uri("lib.rsh"));
}

//! What an editor changes by the language server, and what it shows beside the text.

use serde_json::{Value, json};

use crate::support::editor::{Editor, MARK, edited, slice, write};

const INVALID_PARAMS: i64 = -32602;
const REQUEST_FAILED: i64 = -32803;

/// `text` after what is named at its mark is called `new`.
#[track_caller]
fn renamed(text: &str, new: &str) -> String {
    let mut editor = Editor::start();
    let mut params = editor.open_at("a.rsh", text);
    params["newName"] = json!(new);
    let answer = editor.ask("textDocument/rename", params);
    edited(&text.replace(MARK, ""), &answer["changes"][editor.uri("a.rsh")])
}

/// Why what is named at the mark of `text` cannot be called `new`.
#[track_caller]
fn refusal(text: &str, new: &str) -> (i64, String) {
    let mut editor = Editor::start();
    let mut params = editor.open_at("a.rsh", text);
    params["newName"] = json!(new);
    editor.error("textDocument/rename", params)
}

#[test]
fn a_rename_reaches_every_place_and_no_other() {
    assert_eq!(
        renamed("let ‸x = 1\nlet y = $\"($x)😀\" # $x\nprint $x; print $y\n", "few"),
        "let few = 1\nlet y = $\"($few)😀\" # $x\nprint $few; print $y\n"
    );
    assert_eq!(
        renamed("let x = 1\nlet x = $x + 1\nprint $‸x\n", "z"),
        "let x = 1\nlet z = $x + 1\nprint $z\n"
    );
    assert_eq!(
        renamed("def f [n: int] { let m = $n; [1] | each {|n| $n + $m } }\nf‸ 2\n", "g"),
        "def g [n: int] { let m = $n; [1] | each {|n| $n + $m } }\ng 2\n"
    );
    assert_eq!(
        renamed("def f [n‸: int] { let m = $n; [1] | each {|n| $n + $m } }\nf 2\n", "k"),
        "def f [k: int] { let m = $k; [1] | each {|n| $n + $m } }\nf 2\n"
    );
    assert_eq!(
        renamed("def f [--flag (-f) b?] { if $flag‸ { $b } else { 1 } }\nf --flag\nf -f\n", "on"),
        "def f [--on (-f) b?] { if $on { $b } else { 1 } }\nf --on\nf -f\n"
    );
    assert_eq!(
        renamed("match {a: 1, b: 2} { {$a, b: $b} => $a‸ + $b }\n", "z"),
        "match {a: 1, b: 2} { {a: $z, b: $b} => $z + $b }\n"
    );
    assert_eq!(
        renamed("def \"two words\" [] { 1 }\ntwo wor‸ds\n", "say it"),
        "def \"say it\" [] { 1 }\nsay it\n"
    );
    // A mistake beside it hides no place.
    assert_eq!(
        renamed("let ‸x = 1\nhosts | wher port > $x\n$x +\n", "few"),
        "let few = 1\nhosts | wher port > $few\n$few +\n"
    );
}

#[test]
fn a_rename_that_would_change_a_meaning_is_refused() {
    let taken = refusal("let ‸x = 1\nlet y = 2\nprint ($x + $y)\n", "y");
    assert_eq!(taken.0, REQUEST_FAILED);
    assert!(taken.1.contains("means something else there already"), "{}", taken.1);
    let (code, _) = refusal("let ‸x = 1\n[2] | each {|y| $y + $x }\n", "y");
    assert_eq!(code, REQUEST_FAILED);
    let (code, message) = refusal("hosts | len‸gth\n", "size");
    assert_eq!(code, REQUEST_FAILED);
    assert_eq!(message, "`length` is a command of the language and keeps its name");
    let (code, message) = refusal("def f‸ [] { 1 }\nf\n", "length");
    assert_eq!(code, INVALID_PARAMS);
    assert!(message.contains("is a command of the language"), "{message}");
    for name in ["", "1x", "a b", "a.b", "if", "$", "in"] {
        assert_eq!(refusal("let ‸x = 1\nprint $x\n", name).0, INVALID_PARAMS, "{name}");
    }
    assert_eq!(refusal("def mai‸n [] { 1 }\n", "x").0, REQUEST_FAILED);
    assert_eq!(refusal("hosts | where po‸rt > 1\n", "x").0, REQUEST_FAILED);
}

#[test]
fn a_rename_is_offered_for_what_has_a_name() {
    let mut editor = Editor::start();
    let place = editor.open_at("a.rsh", "let few = 1\nprint \"😀\" $fe‸w\n");
    let answer = editor.ask("textDocument/prepareRename", place);
    assert_eq!(answer["placeholder"], "few");
    assert_eq!(slice("let few = 1\nprint \"😀\" $few\n", &answer["range"]), "few");
    let place = editor.open_at("b.rsh", "hosts | fir‸st 2\n");
    let (code, message) = editor.error("textDocument/prepareRename", place);
    assert_eq!(code, REQUEST_FAILED);
    assert!(message.starts_with("`first` is a command"), "{message}");
}

/// A module and two scripts that use it, of which one is never opened.
fn project(editor: &Editor) -> [(&'static str, &'static str); 3] {
    let files = [
        ("lib.rsh", "export def greet [name --loud] { $name }\nexport const MOST = 4\ngreet 1\n"),
        ("one.rsh", "use ./lib.rsh [greet MOST]\ngreet 2 --loud\nprint $MOST\n"),
        ("two.rsh", "use ./lib.rsh\nlib greet 3\ndef greet [] { 4 }\ngreet\n"),
    ];
    for (name, text) in files {
        write(editor.folder.path(), name, text);
    }
    files
}

#[test]
fn a_rename_reaches_the_scripts_that_use_a_module() {
    let mut editor = Editor::start();
    let files = project(&editor);
    editor.open("lib.rsh", files[0].1);
    let mut rename = |name: &str, line: u32, character: u32, new: &str| {
        if name != "lib.rsh" {
            let text = files.iter().find(|(file, _)| *file == name).unwrap().1;
            editor.open(name, text);
        }
        let mut params = editor.place(name, &json!({"line": line, "character": character}));
        params["newName"] = json!(new);
        let answer = editor.ask("textDocument/rename", params);
        files.map(|(name, text)| match &answer["changes"][editor.uri(name)] {
            Value::Null => text.to_owned(),
            edits => edited(text, edits),
        })
    };
    let wanted = [
        "export def hail [name --loud] { $name }\nexport const MOST = 4\nhail 1\n",
        "use ./lib.rsh [hail MOST]\nhail 2 --loud\nprint $MOST\n",
        "use ./lib.rsh\nlib hail 3\ndef greet [] { 4 }\ngreet\n",
    ];
    assert_eq!(rename("lib.rsh", 0, 12, "hail"), wanted);
    assert_eq!(rename("one.rsh", 1, 2, "hail"), wanted, "from where it is used");
    let [lib, one, two] = rename("lib.rsh", 0, 27, "shout");
    assert!(lib.contains("--shout]") && one.contains("greet 2 --shout"), "{lib}{one}");
    assert_eq!(two, files[2].1);
    let [lib, one, _] = rename("one.rsh", 2, 8, "ALL");
    assert!(lib.contains("const ALL = 4"), "{lib}");
    assert_eq!(one, "use ./lib.rsh [greet ALL]\ngreet 2 --loud\nprint $ALL\n");
}

#[test]
fn references_are_found_in_every_script() {
    let mut editor = Editor::start();
    let files = project(&editor);
    editor.open("lib.rsh", files[0].1);
    let mut params = editor.place("lib.rsh", &json!({"line": 0, "character": 12}));
    params["context"] = json!({"includeDeclaration": true});
    let found = editor.ask("textDocument/references", params.clone());
    let shown = |found: &Value| {
        let all = found.as_array().unwrap().iter();
        let mut all = all
            .map(|one| {
                let name = one["uri"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
                let start = &one["range"]["start"];
                (name, start["line"].as_u64().unwrap(), start["character"].as_u64().unwrap())
            })
            .collect::<Vec<_>>();
        all.sort();
        all
    };
    let of = |name: &str, line, character| (name.to_owned(), line, character);
    let uses = [
        of("lib.rsh", 0, 11),
        of("lib.rsh", 2, 0),
        of("one.rsh", 0, 15),
        of("one.rsh", 1, 0),
        of("two.rsh", 1, 4),
    ];
    assert_eq!(shown(&found), uses);
    params["context"]["includeDeclaration"] = json!(false);
    let found = editor.ask("textDocument/references", params);
    assert_eq!(shown(&found), uses[1..]);
    let place = editor.place("lib.rsh", &json!({"line": 0, "character": 34}));
    let found = editor.ask("textDocument/documentHighlight", place);
    assert_eq!(found.as_array().unwrap().len(), 2, "the parameter and its use");
}

#[test]
fn a_text_is_formatted_where_it_has_to_be() {
    let mut editor = Editor::start();
    let mut format = |name: &str, text: &str| {
        editor.open(name, text);
        let mut params = editor.document(name);
        params["options"] = json!({"tabSize": 2, "insertSpaces": true});
        editor.ask("textDocument/formatting", params)
    };
    let text = "# é 😀\nlet   x = 1\nlet y=[1,2]  # 😀\nprint $x $y\n";
    let edits = format("a.rsh", text);
    assert_eq!(edited(text, &edits), "# é 😀\nlet x = 1\nlet y = [1, 2] # 😀\nprint $x $y\n");
    let range = &edits[0]["range"];
    assert_eq!((&range["start"]["line"], &range["end"]["line"]), (&json!(1), &json!(3)));
    assert_eq!(format("b.rsh", "let x = 1\n"), json!([]));
    assert_eq!(format("c.rsh", "let   x = (\n"), Value::Null, "it does not parse");
}

#[test]
fn types_are_shown_where_none_are_written() {
    let mut editor = Editor::start();
    let text = "let a = \"😀\"; let b: int = 1\nlet rows = hosts | select host port\n\
                $rows | each {|row| $row.port }\nfor n in 1..3 { print $n }\nlet f = {|x| $x }\n";
    editor.open("a.rsh", text);
    let mut params = editor.document("a.rsh");
    params["range"] =
        json!({"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}});
    let hints = editor.ask("textDocument/inlayHint", params.clone());
    let shown = hints.as_array().unwrap().iter().map(|hint| {
        let at = &hint["position"];
        (
            at["line"].as_u64().unwrap(),
            at["character"].as_u64().unwrap(),
            hint["label"].as_str().unwrap(),
        )
    });
    let wanted = [
        (0, 5, ": string"),
        (1, 8, ": table<host: string, port: int?>"),
        (2, 18, ": record<host: string, port: int?>"),
        (3, 5, ": int"),
    ];
    assert_eq!(shown.collect::<Vec<_>>(), wanted);
    params["range"]["end"] = json!({"line": 1, "character": 0});
    assert_eq!(editor.ask("textDocument/inlayHint", params).as_array().unwrap().len(), 1);
}

#[test]
fn words_have_the_colour_of_what_they_are() {
    let mut editor = Editor::start();
    let text = "# 😀\nconst N = 4\ndef twice [n: int] { $n * 2 }\nlet s = \"a\n😀b\"\n\
                hosts | discover cpu | where cores > $N\ntwice 2 | str length\n";
    editor.open("a.rsh", text);
    let params = editor.document("a.rsh");
    let answer = editor.ask("textDocument/semanticTokens/full", params);
    let numbers = answer["data"].as_array().unwrap().iter().map(|one| one.as_u64().unwrap());
    let numbers = numbers.collect::<Vec<_>>();
    let (mut line, mut start) = (0, 0);
    let mut tokens = Vec::new();
    for token in numbers.chunks(5) {
        start = if token[0] > 0 { token[1] } else { start + token[1] };
        line += token[0];
        tokens.push((line, start, token[2], token[3], token[4]));
    }
    let has = |line, start, length, ty, modifiers| {
        let wanted = (line, start, length, ty, modifiers);
        assert!(tokens.contains(&wanted), "{wanted:?} is none of {tokens:?}");
    };
    has(0, 0, 4, 0, 0); // the comment, whose emoji is two columns wide
    has(1, 0, 5, 4, 0); // const
    has(1, 6, 1, 6, 3); // N: variable, definition and readonly
    has(2, 4, 5, 5, 1); // twice: function, definition
    has(2, 11, 1, 7, 1); // n: parameter, definition
    has(2, 14, 3, 10, 0); // int: type
    has(2, 21, 2, 7, 0); // $n: parameter
    has(3, 8, 2, 1, 0); // a string over two lines is two tokens
    has(4, 0, 4, 1, 0);
    has(5, 0, 5, 5, 4); // hosts: function of the language
    has(5, 29, 5, 8, 0); // cores: property
    has(5, 37, 2, 6, 2); // $N: variable, readonly
    has(6, 0, 5, 5, 0); // twice: function
    has(6, 10, 3, 5, 4); // str length is one function in two words
    has(6, 14, 6, 5, 4);
}

#[test]
fn an_outline_has_what_a_text_names() {
    let mut editor = Editor::start();
    let text =
        "use ./none.rsh\nconst N = 4\ndef f [a] {\n  let inner = 1\n  $inner\n}\nlet x = 1\n";
    editor.open("a.rsh", text);
    let params = editor.document("a.rsh");
    let answer = editor.ask("textDocument/documentSymbol", params);
    let symbols = answer.as_array().unwrap();
    let names = symbols.iter().map(|one| (one["name"].as_str().unwrap(), one["kind"].as_u64()));
    let wanted = [("./none.rsh", Some(2)), ("N", Some(14)), ("f", Some(12)), ("x", Some(13))];
    assert_eq!(names.collect::<Vec<_>>(), wanted);
    assert_eq!(symbols[2]["children"][0]["name"], "inner");
    assert_eq!(symbols[2]["detail"], "f <a>");
    assert_eq!(slice(text, &symbols[2]["range"]), "def f [a] {\n  let inner = 1\n  $inner\n}");
    assert_eq!(slice(text, &symbols[2]["selectionRange"]), "f");
}

#[test]
fn a_call_says_what_is_to_be_given() {
    let mut editor = Editor::start();
    let mut help = |text: &str| {
        let place = editor.open_at("a.rsh", text);
        let answer = editor.ask("textDocument/signatureHelp", place);
        let label = answer["signatures"][0]["label"].as_str().unwrap_or_default().to_owned();
        (label, answer["activeParameter"].as_u64())
    };
    let usage = "where <condition>".to_owned();
    assert_eq!(help("hosts | where port > ‸"), (usage.clone(), Some(0)));
    assert_eq!(help("hosts | where ‸"), (usage, Some(0)));
    let def = "def f [a: int --flag: int b: int] { $a }\n";
    let usage = "f <a> [--flag VALUE] <b>".to_owned();
    assert_eq!(help(&format!("{def}f ‸\n")), (usage.clone(), Some(0)));
    assert_eq!(help(&format!("{def}f 1 --flag 2 ‸\n")), (usage.clone(), Some(1)));
    assert_eq!(help(&format!("{def}f 1 2 ‸\n")).0, usage);
    assert_eq!(help("‸hosts\n"), (String::new(), None));
}

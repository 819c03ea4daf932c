//! Rust text without what is no code, so that the rules of the house are not about words in
//! comments and texts. Lines keep their numbers.

/// `text` without comments, without what is inside of quotes, and without test modules.
pub fn code(text: &str) -> String {
    without_tests(&bare(text))
}

/// `text` with comments and the insides of texts and characters taken out.
fn bare(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = ' ';
    while let Some(char) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            comment(rest)
        } else if before.is_alphanumeric() || before == '_' {
            0
        } else {
            quoted(rest)
        };
        let length = if skipped == 0 { char.len_utf8() } else { skipped };
        let (this, after) = rest.split_at(length);
        match skipped {
            0 => out.push_str(this),
            _ => out.extend(this.chars().filter(|char| *char == '\n')),
        }
        // What a text was stands for no word, so that the words around it do not join.
        before = if skipped == 0 { char } else { ' ' };
        rest = after;
    }
    out
}

/// Length of the comment, perhaps with comments in it, that `rest` begins with.
fn comment(rest: &str) -> usize {
    let mut depth = 0_usize;
    for (at, pair) in rest.as_bytes().windows(2).enumerate() {
        match pair {
            b"/*" => depth += 1,
            b"*/" if depth <= 1 => return at + 2,
            b"*/" => depth -= 1,
            _ => {}
        }
    }
    rest.len()
}

/// Length of the text or character that `rest` begins with, 0 when it begins with none.
fn quoted(rest: &str) -> usize {
    let start = rest.trim_start_matches(['b', 'c']);
    let prefix = rest.len() - start.len();
    if let Some(raw) = start.strip_prefix('r') {
        let inner = raw.trim_start_matches('#');
        let hashes = raw.len() - inner.len();
        let Some(inner) = inner.strip_prefix('"') else { return 0 };
        let end = format!("\"{}", "#".repeat(hashes));
        let length = inner.find(&end).map_or(inner.len(), |at| at + end.len());
        return rest.len() - inner.len() + length;
    }
    if start.starts_with('"') {
        return prefix + until(start, '"');
    }
    let mut chars = start.chars();
    match (chars.next(), chars.next(), chars.next()) {
        (Some('\''), Some('\\'), _) => prefix + until(start, '\''),
        (Some('\''), Some(one), Some('\'')) => prefix + 2 + one.len_utf8(),
        _ => 0,
    }
}

/// Length of `rest` up to the second `quote` that no backslash stands before.
fn until(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, char) in rest.char_indices().skip(1) {
        if char == quote && !escaped {
            return at + char.len_utf8();
        }
        escaped = char == '\\' && !escaped;
    }
    rest.len()
}

/// `code` without the bodies of modules that are for tests alone.
fn without_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let mut out = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(at) = rest.find(MARK) {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        // An item ends at its semicolon or with its braces, whichever is first.
        let end = after.find([';', '{']).map_or(after.len(), |open| {
            if after[open..].starts_with(';') { open + 1 } else { open + braces(&after[open..]) }
        });
        let (test, others) = after.split_at(end);
        out.extend(test.chars().filter(|char| *char == '\n'));
        rest = others;
    }
    out.push_str(rest);
    out
}

/// Length of the braces, with all in them, that `code` begins with.
pub fn braces(code: &str) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in code.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth <= 1 => return at + 1,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    code.len()
}

/// Places of `word` in `code` where no letter, digit or `_` stands before it.
pub fn words<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    code.match_indices(word)
        .map(|(at, _)| at)
        .filter(|at| !code[..*at].ends_with(|char: char| char.is_alphanumeric() || char == '_'))
}

/// The line of byte `at`, from 1.
pub fn line(code: &str, at: usize) -> usize {
    code[..at].matches('\n').count() + 1
}

#[test]
fn comments_texts_and_tests_are_no_code() {
    let text = r###"//! crate::a
use crate::b; // crate::c
/* crate::d /* crate::e */ crate::f */ let x = "crate::g \" crate::h"; let y = r#"crate::"i"#;
let z = ('"', b'\'', '\u{22}', 'a', b"crate::j"); fn f<'a>(x: &'a str) { crate::k }
#[cfg(test)]
mod tests;
#[cfg(test)]
mod more { use crate::l; fn f() { "}" } }
use crate::m;
"###;
    let code = code(text);
    let found = words(&code, "crate::").map(|at| (line(&code, at), &code[at + 7..at + 8]));
    assert_eq!(found.collect::<Vec<_>>(), [(2, "b"), (4, "k"), (9, "m")]);
}

//! Words that people bring along from other shells and languages, and what stands for them here.

use super::AGGREGATES;
use crate::value::Type;

/// What stands for a word of another shell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instead {
    /// The next step.
    pub help: &'static str,
    /// The command that takes the same arguments, if there is one.
    pub command: Option<&'static str>,
}

/// Words of other shells and languages, by what to write instead. In lower case, as all are looked
/// up.
const INSTEAD: &[(&[&str], Instead)] = &[
    same(
        &["cat", "less", "more", "import", "import-csv"],
        "open",
        "`open FILE` reads a CSV or JSON file, `open --raw FILE` any file as a text",
    ),
    help(
        &["http", "fetch", "invoke-restmethod", "invoke-webrequest"],
        "`open https://…` reads a file of a web server",
    ),
    same(
        &["vd", "visidata", "out-gridview", "ogv"],
        "explore",
        "`explore` looks through what comes out of a pipeline",
    ),
    help(
        &["cd", "pushd", "popd"],
        "start rebe in another folder, or write the whole path of a file",
    ),
    same(&["count", "measure", "size", "len"], "length", "`length` counts rows"),
    help(&["wc"], "`length` counts rows; the lines of a text are counted by `lines | length`"),
    help(
        &["fn", "func", "function", "sub", "proc", "alias"],
        "`def name [x: int] { … }` makes a command",
    ),
    help(
        &["loop", "until", "repeat"],
        "`while true { … }` goes on until `break`; `for x in 1..5 { … }` counts",
    ),
    help(
        &["switch", "case", "when"],
        "`match $x { 1 => \"one\", _ => \"many\" }` chooses by value",
    ),
    help(&["unless"], "write `if not … { … }`"),
    help(&["throw", "raise", "die", "panic"], "`error \"…\"` ends the run with a message"),
    help(
        &["source", "require-module", "include", "."],
        "`use ./lib.rsh` takes commands from another script",
    ),
    same(
        &["foreach", "map", "foreach-object"],
        "each",
        "`each {|x| … }` does something for each item; `where`, `select` and `update` work on all rows at once",
    ),
    help(
        &["xargs", "parallel", "foreach-parallel"],
        "`par-each {|x| … }` does something for several items at once; fleet commands ask all hosts at once",
    ),
    same(
        &["echo", "printf", "write-host", "write-output", "puts", "console.log"],
        "print",
        "`print` shows a value; a value alone, such as \"hello\" or `$name`, is the result",
    ),
    help(
        &["exit", "quit", "logout"],
        "a script ends with its last line or `error \"…\"`, the shell with Ctrl-D",
    ),
    help(
        &["set", "mut", "var", "declare", "local", "setenv", "unset"],
        "name a value with `let name = …`; values never change",
    ),
    help(&["read", "input"], "a script is told what it needs by `def main [name: string] { … }`"),
    same(&["select-object"], "select", "`select` keeps columns"),
    help(&["cut"], "`select` keeps columns; `split column` takes texts apart"),
    same(&["where-object"], "where", "`where` keeps rows, such as `where host =~ \"web\"`"),
    help(
        &["grep", "egrep", "rg", "search", "select-string"],
        "`where` keeps rows, such as `where host =~ \"web\"`; of a text, `lines | where …`",
    ),
    help(&["group", "group-object"], "`group-by COLUMN` makes one row a group"),
    same(&["head", "take", "limit", "top"], "first", "`first 5` keeps the first rows"),
    same(&["tail"], "last", "`last 5` keeps the last rows"),
    help(
        &["ls", "dir", "ll", "get-childitem"],
        "`hosts` lists machines, `open FILE` reads a file, `^ls` runs the program",
    ),
    same(&["man", "info", "get-help"], "help", "`help COMMAND` tells how a command is used"),
    help(
        &["ssh", "pssh", "pdsh", "clush", "ansible", "salt", "fab", "invoke-command"],
        "`hosts NAME | run \"…\"` runs a program on hosts",
    ),
    same(
        &["order", "sort-object", "orderby", "order-by"],
        "sort-by",
        "`sort-by COLUMN` orders rows",
    ),
    same(&["avg", "average", "mean"], "math mean", "`math mean` takes a list or a column"),
    same(&["sum", "total"], "math sum", "`math sum` takes a list or a column"),
    same(&["median"], "math median", "`math median` takes a list or a column"),
    same(&["min", "minimum"], "math min", "`math min` takes a list or a column"),
    same(&["max", "maximum"], "math max", "`math max` takes a list or a column"),
    same(&["stdev", "stddev"], "math stddev", "`math stddev` takes a list or a column"),
    help(
        &["round", "abs", "sqrt", "floor", "ceil", "log", "exp"],
        "commands on numbers begin with `math`, such as `math round`",
    ),
    help(&["date format", "strftime"], "`format date` writes a date in another form"),
    same(&["distinct", "unique", "dedup"], "uniq", "`uniq` leaves out rows that were there before"),
    help(&["sed", "gsub", "replace"], "`str replace FIND WITH` changes a text"),
    help(&["tr"], "`str replace`, `str upcase` and `str downcase` change a text"),
    help(
        &["awk", "gawk"],
        "`split column` and `parse` take texts apart, `where` keeps rows, `select` keeps columns",
    ),
    help(
        &["tee"],
        "name the table with `let` first, then `$name | save FILE` and go on with `$name`",
    ),
    help(
        &["jq", "convertfrom-json"],
        "`from json` reads JSON, `get` takes a part of it, `where` keeps rows",
    ),
    same(&["convertto-json"], "to json", "`to json` writes JSON"),
    same(
        &["export-csv", "out-file", "write"],
        "save",
        "`save FILE` writes a file; its ending says in which form",
    ),
    help(&["seq", "range"], "a range is `1..5`, every second number `1..3..9`"),
    same(&["upper", "uppercase", "toupper"], "str upcase", "`str upcase` writes capitals"),
    same(&["lower", "lowercase", "tolower"], "str downcase", "`str downcase` writes small letters"),
    same(&["trim", "strip"], "str trim", "commands on texts begin with `str`, such as `str trim`"),
    help(&["split"], "`split row`, `split column` and `split words` take texts apart"),
    same(
        &["type", "typeof", "get-member"],
        "describe",
        "`describe` tells of which type a value is",
    ),
    same(&["drop-column", "remove-column"], "reject", "`reject` leaves out columns"),
    help(
        PROGRAMS,
        "a program of this machine is run by `^name`; `hosts | run \"…\"` runs one on hosts",
    ),
];

/// Programs that people expect to be there by their names alone.
const PROGRAMS: &[&str] = &[
    "apt",
    "apt-get",
    "bash",
    "chmod",
    "chown",
    "cp",
    "curl",
    "df",
    "dig",
    "dmesg",
    "dnf",
    "docker",
    "du",
    "env",
    "file",
    "free",
    "git",
    "hostname",
    "id",
    "ifconfig",
    "ip",
    "journalctl",
    "kill",
    "kubectl",
    "lsblk",
    "lscpu",
    "make",
    "mkdir",
    "mount",
    "mv",
    "netstat",
    "nproc",
    "ping",
    "podman",
    "ps",
    "pwd",
    "python",
    "python3",
    "reboot",
    "rm",
    "rsync",
    "scp",
    "service",
    "sh",
    "ss",
    "su",
    "sudo",
    "systemctl",
    "tar",
    "touch",
    "traceroute",
    "uname",
    "uptime",
    "wget",
    "which",
    "whoami",
    "yum",
];

const fn help(
    words: &'static [&'static str],
    help: &'static str,
) -> (&'static [&'static str], Instead) {
    (words, Instead { help, command: None })
}

/// The same with a command that takes the same arguments.
const fn same(
    words: &'static [&'static str],
    command: &'static str,
    help: &'static str,
) -> (&'static [&'static str], Instead) {
    (words, Instead { help, command: Some(command) })
}

/// What to write instead of the command `word`.
pub fn command(word: &str) -> Option<Instead> {
    let only = |help| Some(Instead { help, command: None });
    if word.starts_with("/*") {
        return only("comments begin with `#` and end with the line");
    }
    if word.starts_with(|c: char| c.is_ascii_digit()) && word.contains("..") {
        return only(RANGE);
    }
    let word = word.to_lowercase();
    INSTEAD.iter().find(|(words, _)| words.contains(&word.as_str())).map(|(_, instead)| *instead)
}

/// What does for a list what `command` does for a table.
pub fn of_list(command: &str, input: &Type) -> Option<&'static str> {
    let is_list = matches!(input.non_null(), Type::List(_));
    (is_list && command == "where")
        .then_some("`filter {|x| … }` keeps the items of a list for which it is true")
}

/// How a range is written.
pub const RANGE: &str = "a range is `1..5`, without the last number `1..<5`";

/// Numbers as words.
const NUMBERS: &[(&str, i64)] = &[
    ("zero", 0),
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("twelve", 12),
    ("twenty", 20),
    ("fifty", 50),
    ("hundred", 100),
    ("thousand", 1_000),
];

/// The number that `word` is in English.
pub fn number(word: &str) -> Option<i64> {
    let word = word.to_lowercase();
    NUMBERS.iter().find(|(name, _)| *name == word).map(|(_, number)| *number)
}

/// Whether `word` only goes on with what a shell's `if`, `for` or `while` began.
pub fn goes_on(word: &str) -> bool {
    matches!(word, "do" | "done" | "then" | "fi" | "elif" | "else" | "esac" | "end")
}

/// What other languages call `null`, `true` and `false`.
pub fn literal(word: &str) -> Option<&'static str> {
    Some(match word.to_lowercase().as_str() {
        "null" | "none" | "nil" | "undefined" => "null",
        "true" | "yes" => "true",
        "false" | "no" => "false",
        _ => return None,
    })
}

/// What to write where `word` was put in the place of a column.
pub fn column(word: &str, grouped: bool) -> Option<String> {
    match word.to_lowercase().as_str() {
        "count" if grouped => Some("a count is written `(count)`".to_owned()),
        word if grouped && AGGREGATES.contains(&word) => {
            Some(format!("aggregates stand in parentheses, such as `({word} …)`"))
        }
        "desc" | "descending" => Some("`--reverse` puts the greatest first".to_owned()),
        "asc" | "ascending" => Some("the least is first without a word for it".to_owned()),
        _ => None,
    }
}

/// What to write where `word` was put behind a condition.
pub fn after_condition(word: &str) -> &'static str {
    match word.to_lowercase().as_str() {
        "and" | "or" | "not" => "`and`, `or` and `not` are written in small letters",
        "is" | "eq" | "ne" | "equals" => "compare with `==` or `!=`, such as `x != null`",
        "gt" | "lt" | "ge" | "le" => "compare with `<`, `<=`, `>` or `>=`",
        "like" | "ilike" | "match" | "matches" | "contains" | "rlike" => {
            "match a pattern with `=~`, such as `model =~ \"Xeon\"`"
        }
        "between" => "write `x >= 2 and x <= 4`",
        _ => "join conditions with `and` or `or`; begin the next command with `|`",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::builtin::REGISTRY;

    #[test]
    fn what_stands_for_a_word_is_a_command_and_the_word_is_none() {
        let commands = REGISTRY.names();
        let mut seen = BTreeSet::new();
        for (words, instead) in INSTEAD {
            assert!(instead.command.is_none_or(|name| commands.contains(&name)), "{instead:?}");
            for word in *words {
                assert!(seen.insert(*word), "`{word}` stands there twice");
                assert_eq!(word.to_lowercase(), *word, "words are looked up in small letters");
                let known = commands.contains(word);
                assert!(!known, "`{word}` is a command, so nobody is told this");
            }
        }
        assert!(seen.len() > 150, "only {} words", seen.len());
    }

    #[test]
    fn words_are_found_in_any_case() {
        assert_eq!(command("Where-Object").and_then(|instead| instead.command), Some("where"));
        assert_eq!(command("nothing-of-the-kind"), None);
        assert_eq!(number("Five"), Some(5));
    }
}

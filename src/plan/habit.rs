//! Words that people bring along from other shells and languages, and what stands for them here.

use super::aggregate::FUNCTIONS;
use crate::value::Type;

/// What to write instead of the command `word`.
pub fn command(word: &str) -> Option<&'static str> {
    if word.starts_with("/*") {
        return Some("comments begin with `#` and end with the line");
    }
    if word.starts_with('^') {
        return Some(
            "`hosts | run \"…\"` runs a program on hosts; without an inventory on this one",
        );
    }
    if word.starts_with(|c: char| c.is_ascii_digit()) && word.contains("..") {
        return Some(RANGE);
    }
    Some(match word.to_lowercase().as_str() {
        "cat" | "less" | "more" | "import" | "import-csv" => "`open FILE` reads a CSV or JSON file",
        "cd" => "start rebe in another folder, or write the whole path of a file",
        "count" | "measure" | "wc" | "size" => "`length` counts rows",
        "fn" | "function" | "func" => "`def NAME [PARAMETERS] { … }` names a command of your own",
        "loop" | "until" => "`for NAME in LIST { … }` goes through items, `while` asks each time",
        "foreach" | "map" | "foreach-object" | "par-each" => {
            "`each {|row| … }` does something for each row; `run` asks all hosts at once"
        }
        "echo" | "printf" | "write-host" => "write the value alone, or `print $name`",
        "exit" | "quit" | "logout" => "a script ends with its last line, the shell with Ctrl-D",
        "export" | "set" | "mut" | "const" | "var" => "name a value with `let name = …`",
        "cut" | "select-object" => "`select` keeps columns",
        "grep" | "search" | "where-object" => "`where` keeps rows, such as `where host =~ \"web\"`",
        "group" | "group-object" => "`group-by COLUMN` makes one row a group",
        "head" | "take" | "limit" | "top" => "`first 5` keeps the first rows",
        "ls" | "dir" => "`hosts` lists machines, `open FILE` reads a file",
        "man" | "info" | "get-help" => "`help COMMAND` tells how a command is used",
        "ssh" | "pssh" | "clush" | "ansible" => "`hosts NAME | run \"…\"` runs a program on hosts",
        "order" | "sort-object" => "`sort-by COLUMN` orders rows",
        "avg" | "average" | "mean" | "median" | "sum" | "min" | "max" => {
            "`math mean`, `math sum` and the like take a list or a column"
        }
        "date format" => "`format date` writes a date in another form",
        "distinct" | "unique" => "`uniq` leaves out rows that were there before",
        "sed" | "tr" | "gsub" => "`str replace FIND WITH` changes a text",
        "df" | "free" | "ps" | "reboot" | "systemctl" | "uname" | "uptime" => {
            "`hosts | run \"…\"` runs a program on hosts"
        }
        "upper" | "lower" | "trim" => "commands on texts begin with `str`, such as `str trim`",
        "tail" => "`last 5` keeps the last rows",
        _ => return None,
    })
}

/// What does for a list what `command` does for a table.
pub fn of_list(command: &str, input: &Type) -> Option<&'static str> {
    let is_list = matches!(input.non_null(), Type::List(_));
    (is_list && command == "where")
        .then_some("`filter {|x| … }` keeps the items of a list for which it is true")
}

/// What looks like a range and is none.
pub const RANGE: &str =
    "a range goes over whole numbers, such as `1..5`; for others write `x >= 1.5 and x <= 4`";

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
        word if grouped && FUNCTIONS.contains(&word) => {
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

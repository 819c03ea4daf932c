//! `os`: which distribution, which kernel.

use super::text::clean;
use super::{Invalid, Probe, Section, Sections, uname};
use crate::value::{Schema, Type, Value, scalar};

/// The probe.
pub const PROBE: Probe = Probe {
    name: "os",
    summary: "distribution, its version, kernel and architecture",
    columns,
    sections: &[
        uname::SECTION,
        Section { name: "os_release", call: "file /etc/os-release /usr/lib/os-release" },
    ],
    parse,
};

/// `name` is for people (`PRETTY_NAME`), `id` for comparing (`ID`); without an `os-release` both
/// are the system that `uname` names. `version` is `VERSION_ID`; rolling releases have none.
fn columns() -> Schema {
    Schema::of([
        ("name", Type::String),
        ("version", Type::String.nullable()),
        ("id", Type::String),
        ("kernel", Type::String),
        ("arch", Type::String),
    ])
}

fn parse(sections: &Sections) -> Result<Vec<Value>, Invalid> {
    let uname = uname::uname(sections)?;
    let text = sections.text("os_release");
    let get = |key| assigned(text, key).and_then(|value| clean(&value));
    let name = get("PRETTY_NAME").or_else(|| get("NAME"));
    let id = get("ID").unwrap_or_else(|| uname.system.to_ascii_lowercase());
    Ok(vec![
        scalar::text(name.unwrap_or_else(|| uname.system.to_owned())),
        scalar::or_null(get("VERSION_ID").or_else(|| get("VERSION")), scalar::text),
        scalar::text(id),
        scalar::text(uname.release),
        scalar::text(uname.machine),
    ])
}

/// The value of the last assignment to `key`, by the rules of os-release(5): the subset of shell
/// assignments without expansion. Lines that are no assignment are skipped.
fn assigned(text: &str, key: &str) -> Option<String> {
    let of_key = |line: &str| {
        let (name, value) = line.trim_start().split_once('=')?;
        (name == key).then(|| unquote(value.trim()))
    };
    text.lines().rev().find_map(of_key)
}

/// A value without its quotes: within double quotes a backslash keeps the next of `"`, `$`, `\` and
/// the backquote; within single quotes nothing is special; without quotes it keeps any next one.
fn unquote(value: &str) -> String {
    let mut plain = String::new();
    let mut quoted = None;
    let mut rest = value.chars().peekable();
    while let Some(c) = rest.next() {
        match (c, quoted) {
            ('"' | '\'', None) => quoted = Some(c),
            (c, Some(open)) if c == open => quoted = None,
            ('\\', None) => plain.extend(rest.next()),
            ('\\', Some('"')) => match rest.next_if(|next| "\"$\\`".contains(*next)) {
                Some(next) => plain.push(next),
                None => plain.push('\\'),
            },
            _ => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_a_shell_would() {
        let text = "# a comment\nNAME=Plain\nID='o\\ne'\nPRETTY_NAME=\"a \\\"b\\\" \\$c \\\\ \\d\"\nVERSION_ID=a\\ b\nNAME=Last\n";
        let get = |key| assigned(text, key);
        assert_eq!(get("NAME").as_deref(), Some("Last"));
        assert_eq!(get("ID").as_deref(), Some("o\\ne"));
        assert_eq!(get("PRETTY_NAME").as_deref(), Some("a \"b\" $c \\ \\d"));
        assert_eq!(get("VERSION_ID").as_deref(), Some("a b"));
        assert_eq!(get("VERSION"), None);
    }
}

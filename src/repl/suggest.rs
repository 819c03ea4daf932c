//! What there is to choose from: commands, flags, columns, probes, hosts, files, variables.

use std::collections::BTreeSet;
use std::path::Path;

use crate::command::{Command, Registry};
use crate::render::text::defuse;
use crate::session::Session;
use crate::source::SourceId;
use crate::syntax::{self, Kind};
use crate::value::{Schema, Type};

/// One thing to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Choice {
    /// What is put into the text.
    pub value: String,
    /// What it is, in a few words.
    pub about: String,
    /// Whether it is whole, so that a space may follow.
    pub whole: bool,
}

impl Choice {
    /// A whole choice.
    pub(super) fn new(value: impl Into<String>, about: impl Into<String>) -> Self {
        Self { value: value.into(), about: about.into(), whole: true }
    }
}

/// The commands that take what flows in, a table of hosts for `discover`.
pub(super) fn commands(registry: Registry, flowing: Option<&Type>) -> Vec<Choice> {
    let all = registry.all().iter();
    let fitting = all.filter(|command| flowing.is_none_or(|ty| takes(command, ty)));
    fitting.map(|command| Choice::new(command.signature.name, command.signature.summary)).collect()
}

fn takes(command: &Command, flowing: &Type) -> bool {
    command.signature.input.takes(&command.lift(flowing).item)
}

/// The flags of `command`.
pub(super) fn flags(command: &Command) -> Vec<Choice> {
    let flags = command.signature.flags.iter();
    flags
        .map(|flag| {
            let short = flag.short.map_or(String::new(), |short| format!("-{short}: "));
            Choice::new(format!("--{}", flag.name), format!("{short}{}", flag.doc))
        })
        .collect()
}

/// The columns of `schema` with their types, as they are written in a text.
pub(super) fn columns(schema: &Schema) -> Vec<Choice> {
    let columns = schema.columns().iter();
    columns
        .filter_map(|column| Some(Choice::new(name(&column.name)?, column.ty.to_string())))
        .collect()
}

/// `column` as a name in a text; none where there is no way to write it.
fn name(column: &str) -> Option<String> {
    if is_word(column) {
        return Some(column.to_owned());
    }
    let backticks = !column.is_empty() && !column.contains('`') && !column.contains('\n');
    backticks.then(|| format!("`{column}`"))
}

/// Whether `text` stands for itself without quotes.
fn is_word(text: &str) -> bool {
    match syntax::tokens(SourceId::default(), text).as_slice() {
        [(Kind::Command | Kind::Word, span)] => span.len() == text.len() && !text.starts_with('`'),
        _ => false,
    }
}

/// The groups and tags of the inventory, then its hosts. An inventory that cannot be read has
/// none; the run will say why.
pub(super) fn hosts(session: &Session) -> Vec<Choice> {
    let targets = session.world().directory.all().unwrap_or_default();
    let groups = targets.iter().flat_map(|target| &target.groups).collect::<BTreeSet<_>>();
    let tags = targets.iter().flat_map(|target| &target.tags).collect::<BTreeSet<_>>();
    let groups = groups.into_iter().map(|group| Choice::new(format!("@{group}"), "group"));
    let tags = tags.into_iter().map(|tag| Choice::new(format!("\"tag:{tag}\""), "tag"));
    let hosts = targets.iter().map(|target| {
        let groups = target.groups.join(", ");
        let about = if groups.is_empty() { target.address.clone() } else { groups };
        Choice::new(target.name.as_str(), about)
    });
    groups.chain(tags).chain(hosts).collect()
}

/// What is in the folder that `typed` begins with. Hidden files are there for who types the dot.
pub(super) fn files(session: &Session, typed: &str, quoted: bool) -> Vec<Choice> {
    let (folder, begun) = match typed.rfind('/') {
        Some(slash) => typed.split_at(slash + 1),
        None => ("", typed),
    };
    let place = if folder.is_empty() { "." } else { folder };
    let entries = session.world().files.list(Path::new(place)).unwrap_or_default();
    let entries = entries.into_iter();
    let seen = entries.filter(|entry| begun.starts_with('.') || !entry.name.starts_with('.'));
    seen.map(|entry| {
        let slash = if entry.folder { "/" } else { "" };
        let path = format!("{folder}{}{slash}", entry.name);
        let value = if quoted || is_word(&path) { path } else { quote(&path) };
        let about = if entry.folder { "folder" } else { "" };
        Choice { value, about: about.to_owned(), whole: !entry.folder }
    })
    .collect()
}

/// `text` in quotes.
fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The variables with their types.
pub(super) fn variables(session: &Session) -> Vec<Choice> {
    let scope = session.variables().scope();
    let about = |name: &str| scope.get(name).map(Type::to_string).unwrap_or_default();
    scope.names().into_iter().map(|name| Choice::new(format!("${name}"), about(name))).collect()
}

/// The fields of `base`, a variable and perhaps fields of it, such as `$host.tags`, behind the
/// statements `earlier`.
pub(super) fn fields(session: &Session, earlier: &str, base: &str) -> Vec<Choice> {
    let ty = session.output_of(&format!("{earlier}\n{base}"));
    let (Type::Record(schema) | Type::Table(schema)) = ty.non_null() else { return Vec::new() };
    let columns = columns(schema).into_iter().filter(|column| !column.value.starts_with('`'));
    columns.map(|field| Choice { value: format!("{base}.{}", field.value), ..field }).collect()
}

/// The operators of a condition.
pub(super) fn operators() -> Vec<Choice> {
    let all = [
        ("==", "is"),
        ("!=", "is not"),
        ("<", "less than"),
        ("<=", "at most"),
        (">", "greater than"),
        (">=", "at least"),
        ("=~", "matches the regular expression"),
        ("!~", "does not match the regular expression"),
        ("in", "is one of a list"),
        ("not in", "is none of a list"),
        ("and", "both are true"),
        ("or", "at least one is true"),
    ];
    all.into_iter().map(|(operator, about)| Choice::new(operator, about)).collect()
}

/// Whether `choice` can be shown at a terminal as it is. A name with control characters in it, as
/// a file or a host may have, is not offered.
pub(super) fn is_harmless(choice: &Choice) -> bool {
    let same = |text: &str| matches!(defuse(text), std::borrow::Cow::Borrowed(_));
    same(&choice.value) && same(&choice.about)
}

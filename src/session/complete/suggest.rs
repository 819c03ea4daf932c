//! What there is to choose from: commands, flags, columns, probes, hosts, files, variables.

use std::collections::BTreeSet;
use std::path::Path;

use crate::command::{Command, Registry};
use crate::plan::{Library, Scope, usage};
use crate::render::text::defuse;
use crate::session::Session;
use crate::source::SourceId;
use crate::syntax::ast::{Def, ParamKind};
use crate::syntax::{self, Kind};
use crate::value::{Schema, Type};

/// What kind of thing a choice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChoiceKind {
    /// A command.
    Command,
    /// A command that the text defines.
    Def,
    /// A flag, dashes included.
    Flag,
    /// A variable, its sign included, or a field of one.
    Variable,
    /// A column.
    Column,
    /// A host, or a group or tag of hosts.
    Host,
    /// A file or a folder.
    File,
    /// An operator.
    Operator,
    /// Anything else.
    Word,
}

/// One thing to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is put into the text.
    pub value: String,
    /// What it is, in a few words.
    pub about: String,
    /// Whether it is whole, so that a space may follow.
    pub whole: bool,
    /// What kind of thing it is.
    pub kind: ChoiceKind,
}

impl Choice {
    /// A whole choice.
    pub(super) fn new(value: impl Into<String>, about: impl Into<String>) -> Self {
        let kind = ChoiceKind::Word;
        Self { value: value.into(), about: about.into(), whole: true, kind }
    }

    fn of(self, kind: ChoiceKind) -> Self {
        Self { kind, ..self }
    }
}

/// The commands that take what flows in, a table of hosts for `discover`.
pub(super) fn commands(registry: Registry, flowing: Option<&Type>) -> Vec<Choice> {
    let all = registry.all().iter();
    let fitting = all.filter(|command| flowing.is_none_or(|ty| takes(command, ty)));
    fitting
        .map(|command| {
            let signature = &command.signature;
            Choice::new(signature.name, signature.summary).of(ChoiceKind::Command)
        })
        .collect()
}

/// What `def` has named in `scope`, with the first line of its comment.
pub(super) fn defs(scope: &Scope, library: &Library) -> Vec<Choice> {
    let names = scope.def_names().into_iter();
    names
        .filter(|name| *name != "main")
        .filter_map(|name| {
            let def = &library.defs.get(scope.def(name)?)?.def;
            let about = match def.doc.lines().next() {
                Some(line) => line.to_owned(),
                None => usage(def),
            };
            Some(Choice::new(name, about).of(ChoiceKind::Def))
        })
        .collect()
}

/// The flags of `def`.
pub(super) fn flags_of(def: &Def) -> Vec<Choice> {
    let is_flag = |kind| matches!(kind, ParamKind::Flag | ParamKind::Switch);
    let flags = def.params.iter().filter(|param| is_flag(param.kind));
    flags
        .map(|flag| {
            let short = flag.short.map_or(String::new(), |short| format!("-{short}: "));
            let value = format!("--{}", flag.name.node);
            Choice::new(value, format!("{short}{}", flag.doc)).of(ChoiceKind::Flag)
        })
        .collect()
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
            let value = format!("--{}", flag.name);
            Choice::new(value, format!("{short}{}", flag.doc)).of(ChoiceKind::Flag)
        })
        .collect()
}

/// The columns of `schema` with their types, as they are written in a text.
pub(super) fn columns(schema: &Schema) -> Vec<Choice> {
    let columns = schema.columns().iter();
    columns
        .filter_map(|column| {
            let choice = Choice::new(name(&column.name)?, column.ty.to_string());
            Some(choice.of(ChoiceKind::Column))
        })
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
    groups.chain(tags).chain(hosts).map(|choice| choice.of(ChoiceKind::Host)).collect()
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
        let kind = ChoiceKind::File;
        Choice { value, about: about.to_owned(), whole: !entry.folder, kind }
    })
    .collect()
}

/// `text` in quotes.
fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The variables with their types.
pub(super) fn variables(scope: &Scope) -> Vec<Choice> {
    let mut names = scope.names();
    names.dedup();
    let of = |name: String| {
        let constant = scope.constant(&name).map(|(_, ty)| ty);
        let about = scope.get(&name).or(constant).map(Type::to_string).unwrap_or_default();
        Choice::new(format!("${name}"), about).of(ChoiceKind::Variable)
    };
    names.into_iter().map(of).collect()
}

/// The fields of `base`, a variable and perhaps fields of it, such as `$host.tags`, of type `ty`.
pub(super) fn fields(ty: &Type, base: &str) -> Vec<Choice> {
    let (Type::Record(schema) | Type::Table(schema)) = ty.non_null() else { return Vec::new() };
    let columns = columns(schema).into_iter().filter(|column| !column.value.starts_with('`'));
    let kind = ChoiceKind::Variable;
    columns
        .map(|field| Choice { value: format!("{base}.{}", field.value), kind, ..field })
        .collect()
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
    let of = |(operator, about)| Choice::new(operator, about).of(ChoiceKind::Operator);
    all.into_iter().map(of).collect()
}

/// Whether `choice` can be shown at a terminal as it is. A name with control characters in it, as
/// a file or a host may have, is not offered.
pub(super) fn is_harmless(choice: &Choice) -> bool {
    let same = |text: &str| matches!(defuse(text), std::borrow::Cow::Borrowed(_));
    same(&choice.value) && same(&choice.about)
}

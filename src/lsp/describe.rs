//! What commands, definitions and types are, in words for a person.

use crate::command::{Arity, Command};
use crate::plan::usage;
use crate::syntax::ast::{Def, ParamKind};
use crate::value::{Schema, Type};

/// A text of several parts, one below the other.
#[derive(Debug, Default)]
pub(super) struct Page(Vec<String>);

impl Page {
    /// Lines of the language.
    pub(super) fn code(mut self, code: &str) -> Self {
        self.0.push(format!("```rsh\n{code}\n```"));
        self
    }

    /// Words; none when there are none.
    pub(super) fn words(mut self, words: &str) -> Self {
        if !words.is_empty() {
            self.0.push(words.to_owned());
        }
        self
    }

    /// A list of names and what they are.
    fn list(self, items: &[(String, String)]) -> Self {
        let line = |(name, about): &(String, String)| match about.is_empty() {
            true => format!("- `{name}`"),
            false => format!("- `{name}`: {about}"),
        };
        let lines = items.iter().map(line).collect::<Vec<_>>().join("\n");
        self.words(&lines)
    }

    /// As Markdown, or as plain text.
    pub(super) fn text(self, markdown: bool) -> String {
        let text = self.0.join("\n\n");
        if markdown {
            return text;
        }
        let plain = text.lines().filter(|line| !line.starts_with("```"));
        plain.collect::<Vec<_>>().join("\n").replace('`', "")
    }
}

/// What `command` is, and what flows in and out of it where that is known.
pub(super) fn command(command: &Command, flow: Option<(&Type, &Type)>) -> Page {
    let signature = &command.signature;
    let params = signature.params.iter().map(|one| (one.name.to_owned(), one.doc.to_owned()));
    let flags = signature.flags.iter().map(|flag| {
        let short = flag.short.map_or(String::new(), |short| format!("-{short}, "));
        (format!("{short}--{}", flag.name), flag.doc.to_owned())
    });
    let arguments = params.chain(flags).collect::<Vec<_>>();
    let page = Page::default().code(&signature.usage()).words(signature.summary);
    let page = page.words(signature.details).list(&arguments);
    let effects = signature.effects.to_string();
    let page = match effects.is_empty() {
        true => page,
        false => page.words(&format!("effects: {effects}")),
    };
    match flow {
        Some((input, output)) if *input != Type::Nothing => {
            page.words(&format!("takes `{input}`")).words(&format!("yields `{output}`"))
        }
        Some((_, output)) => page.words(&format!("yields `{output}`")),
        None => page,
    }
}

/// What the parameter number `at` of `command` is called where its usage is shown.
pub(super) fn parameter(command: &Command, at: usize) -> Option<(String, &'static str)> {
    let params = command.signature.params;
    let many = |arity: Arity| matches!(arity, Arity::Any | Arity::Some);
    let last = params.last().filter(|last| many(last.arity));
    let param = params.get(at).or(last)?;
    let name = param.name;
    let label = match param.arity {
        Arity::One => format!("<{name}>"),
        Arity::Optional => format!("[{name}]"),
        Arity::Any => format!("[{name}…]"),
        Arity::Some => format!("<{name}…>"),
    };
    Some((label, param.doc))
}

/// What `def` is, and what it yields where that is known.
pub(super) fn def(def: &Def, output: Option<&Type>) -> Page {
    let params = def.params.iter().map(|param| {
        let dashes = match param.kind {
            ParamKind::Flag | ParamKind::Switch => "--",
            ParamKind::Required | ParamKind::Optional | ParamKind::Rest => "",
        };
        let short = param.short.map_or(String::new(), |short| format!("-{short}, "));
        (format!("{short}{dashes}{}", param.name.node), param.doc.clone())
    });
    let params = params.collect::<Vec<_>>();
    let page = Page::default().code(&format!("def {}", usage(def))).words(&def.doc).list(&params);
    match output {
        Some(output) => page.words(&format!("yields `{output}`")),
        None => page,
    }
}

/// `ty` in as few characters as `most`, where that can be: columns are left out at the end.
pub(super) fn short(ty: &Type, most: usize) -> String {
    let whole = ty.to_string();
    if whole.chars().count() <= most {
        return whole;
    }
    match ty {
        Type::Nullable(inner) => format!("{}?", short(inner, most.saturating_sub(1))),
        Type::List(item) => format!("list<{}>", short(item, most.saturating_sub(6))),
        Type::Record(schema) => format!("record<{}>", columns(schema, most.saturating_sub(8))),
        Type::Table(schema) => format!("table<{}>", columns(schema, most.saturating_sub(7))),
        _ => whole,
    }
}

fn columns(schema: &Schema, most: usize) -> String {
    let mut text = String::new();
    for column in schema.columns() {
        let one = format!("{}: {}, ", column.name, short(&column.ty, most / 2));
        if text.chars().count() + one.chars().count() > most {
            break;
        }
        text.push_str(&one);
    }
    text.push('…');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_types_are_cut_between_columns() {
        let schema = Schema::of([("host", Type::String), ("cores", Type::Int), ("x", Type::Float)]);
        let table = Type::Table(schema);
        assert_eq!(short(&table, 99), "table<host: string, cores: int, x: float>");
        assert_eq!(short(&table, 30), "table<host: string, …>");
        assert_eq!(short(&Type::List(Box::new(table)), 30), "list<table<host: string, …>>");
    }
}

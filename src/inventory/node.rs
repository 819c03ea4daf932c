//! What files of YAML and JSON hold, with the place of everything in them.

use std::collections::HashSet;
use std::rc::Rc;

use crate::diag::{Diagnostic, Result, codes};
use crate::source::Span;
use crate::value::{Value, scalar};

/// The field of a record that is an encrypted text.
pub(super) const VAULT: &str = "__ansible_vault";

/// The field of a record that is a text in which Ansible looks for no template.
const UNSAFE: &str = "__ansible_unsafe";

/// How deep values may nest.
const DEPTH: usize = 64;

/// The most values in a file, one that is named twice counting twice.
const MOST: usize = 10_000_000;

/// One value and where it stands.
#[derive(Debug)]
pub(super) struct Node {
    pub kind: Kind,
    pub span: Span,
    /// Number of values in it, itself among them.
    size: usize,
    /// Number of levels in it.
    depth: usize,
}

/// What it is.
#[derive(Debug)]
pub(super) enum Kind {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    /// A text that is encrypted.
    Vault(String),
    List(Vec<Rc<Node>>),
    Map(Vec<(Rc<Node>, Rc<Node>)>),
}

impl Node {
    /// A value at `span`.
    ///
    /// # Errors
    /// There is too much in it.
    pub fn new(kind: Kind, span: Span) -> Result<Rc<Self>> {
        let parts: Box<dyn Iterator<Item = &Rc<Self>>> = match &kind {
            Kind::List(items) => Box::new(items.iter()),
            Kind::Map(pairs) => Box::new(pairs.iter().flat_map(|(key, value)| [key, value])),
            _ => Box::new(std::iter::empty()),
        };
        let (mut size, mut depth) = (1_usize, 0);
        for part in parts {
            size = size.saturating_add(part.size);
            depth = part.depth.max(depth);
        }
        let depth = depth + 1;
        if depth > DEPTH {
            return Err(too_deep(span).into());
        }
        if size > MOST {
            let message = format!("there are more than {MOST} values in this");
            let help = "write ranges of hosts, and what they share at their group";
            let problem = Diagnostic::error(codes::INVENTORY, message).at(span, "");
            return Err(problem.help(help).into());
        }
        Ok(Rc::new(Self { kind, span, size, depth }))
    }

    /// The pairs of a map; none of null.
    pub fn map(&self) -> Option<&[(Rc<Self>, Rc<Self>)]> {
        match &self.kind {
            Kind::Map(pairs) => Some(pairs),
            Kind::Null => Some(&[]),
            _ => None,
        }
    }

    /// What is at the key `name` of a map.
    pub fn get(&self, name: &str) -> Option<&Rc<Self>> {
        let mut pairs = self.map()?.iter();
        pairs.find(|(key, _)| key.text() == Some(name)).map(|(_, value)| value)
    }

    /// A text.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// What it is, in words.
    pub fn what(&self) -> &'static str {
        match self.kind {
            Kind::Null => "nothing",
            Kind::Bool(_) => "true or false",
            Kind::Int(_) | Kind::Float(_) => "a number",
            Kind::Text(_) => "a text",
            Kind::Vault(_) => "an encrypted text",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a mapping",
        }
    }

    /// It, as a value of the language. An encrypted text is a record that says so.
    pub fn value(&self) -> Value {
        match &self.kind {
            Kind::Null => scalar::null(),
            Kind::Bool(value) => scalar::boolean(*value),
            Kind::Int(value) => scalar::int(*value),
            Kind::Float(value) => scalar::float(*value),
            Kind::Text(text) => scalar::text(text),
            Kind::Vault(text) => scalar::record([(VAULT.to_owned(), scalar::text(text))]),
            Kind::List(items) => scalar::list(items.iter().map(|item| item.value()).collect()),
            Kind::Map(pairs) => {
                if let [(key, value)] = pairs.as_slice()
                    && key.text() == Some(UNSAFE)
                {
                    return value.value();
                }
                let field = |(key, value): &(Rc<Self>, Rc<Self>)| Some((key.key()?, value.value()));
                scalar::record(pairs.iter().filter_map(field))
            }
        }
    }

    /// It, as the name of a field; none for what is no single value.
    pub fn key(&self) -> Option<String> {
        Some(match &self.kind {
            Kind::Null => "null".to_owned(),
            Kind::Bool(value) => value.to_string(),
            Kind::Int(value) => value.to_string(),
            Kind::Float(value) => format!("{value:?}"),
            Kind::Text(text) => text.clone(),
            Kind::Vault(_) | Kind::List(_) | Kind::Map(_) => return None,
        })
    }
}

/// A map of these pairs.
///
/// # Errors
/// A key that is no single value, and one that stands there twice.
pub(super) fn check_keys(pairs: &[(Rc<Node>, Rc<Node>)]) -> Result<()> {
    let mut seen = HashSet::new();
    for (key, _) in pairs {
        let Some(name) = key.key() else {
            let message = format!("a key has to be a single value, not {}", key.what());
            let help = "write a name before the `:`";
            let problem = Diagnostic::error(codes::INVENTORY, message).at(key.span, "");
            return Err(problem.help(help).into());
        };
        if seen.contains(&name) {
            let message = format!("the key `{}` stands here twice", name.escape_debug());
            let mut problem = Diagnostic::error(codes::INVENTORY, message).at(key.span, "");
            let first = pairs.iter().find(|(other, _)| other.key().as_ref() == Some(&name));
            if let Some((first, _)) = first {
                problem = problem.at(first.span, "the first one");
            }
            return Err(problem.help("put what both say under one of them").into());
        }
        seen.insert(name);
    }
    Ok(())
}

/// Values that nest too deep, at `span`.
pub(super) fn too_deep(span: Span) -> Diagnostic {
    let message = format!("values nest deeper than {DEPTH} levels");
    Diagnostic::error(codes::INVENTORY, message).at(span, "").help("make it flatter")
}

/// Whether so many levels are too many.
pub(super) fn is_too_deep(levels: usize) -> bool {
    levels > DEPTH
}

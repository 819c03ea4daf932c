//! A list of hosts in JSON: names, and objects such as
//! `{"host": "db1", "address": "10.0.0.7", "port": 2222, "groups": ["db"], "tags": ["primary"]}`.
//!
//! The keys are those of the columns of `hosts`, and those of a host in `hosts.toml`; `name` is
//! another name of `host`. What is null is not said.

use std::collections::HashMap;
use std::path::PathBuf;
use std::rc::Rc;

use crate::diag::{Diagnostic, codes, did_you_mean};
use crate::effect::{Transport, in_home};
use crate::inventory::document::{Document, Group, Mention, Origin, Placed, Settings};
use crate::inventory::node::{Kind, Node};
use crate::inventory::range::Pattern;
use crate::inventory::read::{Base, sample};
use crate::inventory::{name, resolve};
use crate::value::Value;

const KEYS: [&str; 10] =
    ["host", "name", "address", "port", "user", "identity", "transport", "groups", "tags", "vars"];

/// Read `items`. The document holds what could be understood.
pub(super) fn read(items: &[Rc<Node>], base: &Base<'_>) -> (Document, Vec<Diagnostic>) {
    let mut reader = Reader {
        base,
        document: Document::default(),
        groups: HashMap::new(),
        named: HashMap::new(),
        left: resolve::MOST,
        diagnostics: Vec::new(),
    };
    for item in items {
        match &item.kind {
            Kind::Text(_) => {
                if let Some(mention) = reader.mention(item, Origin::Flat) {
                    reader.document.mentions.push(mention);
                }
            }
            Kind::Map(pairs) => reader.host(item, pairs),
            _ => {
                let message = format!("expected a host, found {}", item.what());
                let help = "write its name in quotes, or an object such as `{\"host\": \"web1\"}`";
                reader.wrong(item, message, help);
            }
        }
    }
    (reader.document, reader.diagnostics)
}

type Pairs = [(Rc<Node>, Rc<Node>)];

struct Reader<'a> {
    base: &'a Base<'a>,
    document: Document,
    /// Places of groups in the document, by their names.
    groups: HashMap<String, usize>,
    /// Where each host is named.
    named: HashMap<String, crate::source::Span>,
    /// How many more hosts may be named.
    left: usize,
    diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn host(&mut self, item: &Node, pairs: &Pairs) {
        let wrong_before = self.diagnostics.len();
        let settings = self.settings(pairs);
        let Some(named) = item.get("host").or_else(|| item.get("name")) else {
            // A slip in the key of the name says enough.
            if self.diagnostics.len() == wrong_before {
                let help = "give it the key `host` with its name";
                self.wrong(item, "this host has no name", help);
            }
            return;
        };
        let Some(mention) = self.mention(named, Origin::Entry(self.document.entries.len())) else {
            return;
        };
        if settings.address.is_some() && mention.pattern.len() > 1 {
            let message = "one address for several hosts";
            return self.wrong(named, message, "give each host an object of its own");
        }
        for group in
            item.get("groups").map(|groups| self.texts(groups, "a group")).into_iter().flatten()
        {
            let at = self.group(&group);
            let (text, pattern) = (mention.text.clone(), mention.pattern.clone());
            self.document.mentions.push(Mention { text, pattern, origin: Origin::Group(at) });
        }
        self.document.mentions.push(mention);
        self.document.entries.push(settings);
    }

    /// The place of a group, which is there from now on.
    fn group(&mut self, name: &Placed<String>) -> usize {
        let next = self.document.groups.len();
        let at = *self.groups.entry(name.value.clone()).or_insert(next);
        if at == next {
            let (children, settings) = (Vec::new(), Settings::default());
            self.document.groups.push(Group { name: name.clone(), children, settings });
        }
        at
    }

    fn settings(&mut self, pairs: &Pairs) -> Settings {
        let mut settings = Settings::default();
        for (key, value) in pairs.iter().filter(|(_, value)| !matches!(value.kind, Kind::Null)) {
            match key.text().unwrap_or_default() {
                "address" => settings.address = self.word(value, "a host name or an IP address"),
                "user" => settings.user = self.word(value, "the name of an account"),
                "port" => settings.port = self.port(value),
                "identity" => settings.identities = self.identities(value),
                "transport" => settings.transport = self.transport(value),
                "tags" => {
                    let tags = self.texts(value, "a tag");
                    settings.tags = tags.into_iter().map(|tag| tag.value).collect();
                }
                "vars" => settings.vars = self.vars(value),
                "host" | "name" | "groups" => {}
                word => {
                    let message = format!("unknown key `{}`", word.escape_debug());
                    let help = did_you_mean(word, "keys of a host", &KEYS);
                    let problem = Diagnostic::error(codes::INVENTORY, message).at(key.span, "");
                    self.diagnostics.push(problem.maybe_help(help));
                }
            }
        }
        settings
    }

    /// The host, or the range of hosts, that `node` names, each named once.
    fn mention(&mut self, node: &Node, origin: Origin) -> Option<Mention> {
        let text = self.text(node, "the name of a host")?;
        let pattern = match Pattern::parse(&text.value) {
            Ok(pattern) => pattern,
            Err(error) => {
                self.wrong(node, error.message, error.help);
                return None;
            }
        };
        let plain = if pattern.is_range() { sample(&text.value) } else { text.value.clone() };
        if !self.is_name(&plain, node, "host") {
            return None;
        }
        let Some(left) = self.left.checked_sub(pattern.len()) else {
            let message = format!("the inventory names more than {} hosts", resolve::MOST);
            self.wrong(node, message, "make the range smaller");
            return None;
        };
        self.left = left;
        for host in pattern.names() {
            if let Some(first) = self.named.insert(host.clone(), node.span) {
                let message = format!("the host `{host}` is named twice");
                let problem = Diagnostic::error(codes::INVENTORY, message).at(node.span, "");
                let problem = problem.at(first, "named here already");
                self.diagnostics.push(problem.help("say all of it in one place"));
                return None;
            }
        }
        Some(Mention { text, pattern, origin })
    }

    fn is_name(&mut self, name: &str, node: &Node, what: &str) -> bool {
        let Some(complaint) = name::complaint(name) else { return true };
        self.wrong(node, format!("the name of this {what} {complaint}"), name::HELP);
        false
    }

    fn text(&mut self, node: &Node, what: &str) -> Option<Placed<String>> {
        let Some(text) = node.text() else {
            let message = format!("expected {what}, found {}", node.what());
            self.wrong(node, message, "write it in quotes");
            return None;
        };
        Some(Placed { value: text.to_owned(), span: node.span })
    }

    /// A list of names.
    fn texts(&mut self, node: &Node, what: &str) -> Vec<Placed<String>> {
        match &node.kind {
            Kind::Null => Vec::new(),
            Kind::List(items) => {
                let mut texts = Vec::new();
                for item in items {
                    let text = self.text(item, what);
                    let bare = what.trim_start_matches("a ");
                    let text = text.filter(|text| self.is_name(&text.value, item, bare));
                    texts.extend(text);
                }
                texts
            }
            _ => {
                let message = format!("expected a list, found {}", node.what());
                self.wrong(node, message, "put it into brackets, as in `[\"one\", \"two\"]`");
                Vec::new()
            }
        }
    }

    /// A text that is one word and does not start with `-`, for it may reach a command line.
    fn word(&mut self, node: &Node, what: &str) -> Option<Placed<String>> {
        let word = self.text(node, what)?;
        let strange = |char: char| char.is_control() || char.is_whitespace();
        if !word.value.is_empty() && !word.value.starts_with('-') && !word.value.contains(strange) {
            return Some(word);
        }
        let message = format!("`{}` is not {what}", word.value.escape_debug());
        let help = "it is not empty, holds no whitespace and does not start with `-`";
        self.wrong(node, message, help);
        None
    }

    fn port(&mut self, node: &Node) -> Option<Placed<u16>> {
        let number = match node.kind {
            Kind::Int(number) => u16::try_from(number).ok().filter(|port| *port > 0),
            _ => None,
        };
        if number.is_none() {
            let message = format!("expected a port from 1 to 65535, found {}", node.what());
            self.wrong(node, message, "write the number alone, such as `\"port\": 22`");
        }
        number.map(|value| Placed { value, span: node.span })
    }

    fn transport(&mut self, node: &Node) -> Option<Placed<Transport>> {
        let value = match node.text() {
            Some("ssh") => Transport::Ssh,
            Some("local") => Transport::Local,
            _ => {
                let help =
                    "`\"ssh\"` reaches the host over SSH, `\"local\"` is this machine itself";
                self.wrong(node, "this is no transport", help);
                return None;
            }
        };
        Some(Placed { value, span: node.span })
    }

    fn identities(&mut self, node: &Node) -> Option<Placed<Vec<PathBuf>>> {
        let nodes = match &node.kind {
            Kind::List(items) => items.iter().map(AsRef::as_ref).collect(),
            _ => vec![node],
        };
        let mut value = Vec::new();
        for node in nodes {
            let Some(path) = self.text(node, "the path of a private key") else { continue };
            if path.value.is_empty() {
                self.wrong(node, "the path of this key is empty", "name a file, or leave it out");
                continue;
            }
            value.push(self.base.folder.join(in_home(path.value.as_ref(), self.base.home)));
        }
        Some(Placed { value, span: node.span })
    }

    fn vars(&mut self, node: &Node) -> Vec<(Placed<String>, Value)> {
        let Some(pairs) = node.map() else {
            let message = format!("`vars` has to be an object, found {}", node.what());
            self.wrong(node, message, "write it as `{\"name\": value}`");
            return Vec::new();
        };
        let var = |(key, value): &(Rc<Node>, Rc<Node>)| {
            Some((Placed { value: key.key()?, span: key.span }, value.value()))
        };
        pairs.iter().filter_map(var).collect()
    }

    fn wrong(&mut self, node: &Node, message: impl Into<String>, help: &str) {
        let problem = Diagnostic::error(codes::INVENTORY, message).at(node.span, "").help(help);
        self.diagnostics.push(problem);
    }
}

//! From the text of an inventory file to a [`Document`], with every complaint about single values.

use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::document::{Document, Group, Mention, Origin, Placed, Settings};
use super::name;
use super::range::Pattern;
use super::variables;
use crate::diag::{Diagnostic, codes, did_you_mean};
use crate::effect::Transport;
use crate::source::{SourceId, Span};
use crate::value::Value;

/// What paths in the file are relative to.
pub(super) struct Base<'a> {
    /// For `~/`.
    pub home: Option<&'a Path>,
    /// The folder of the file, for relative paths.
    pub folder: &'a Path,
}

/// Read `text`, which `source` names in the spans. The document holds what could be understood.
pub(super) fn read(source: SourceId, text: &str, base: &Base<'_>) -> (Document, Vec<Diagnostic>) {
    let mut reader = Reader { source, text, base, diagnostics: Vec::new() };
    let (table, errors) = DeTable::parse_recoverable(text);
    // What follows a syntax error would be misread, and complaints about it would mislead.
    if errors.is_empty() {
        let document = reader.document(table.get_ref());
        return (document, reader.diagnostics);
    }
    for error in errors {
        let place = reader.span(error.span().unwrap_or(text.len()..text.len()));
        reader.diagnostics.push(
            Diagnostic::error(codes::INVENTORY, format!("not TOML: {}", error.message()))
                .at(place, "")
                .help("the file is TOML: `key = \"value\"` lines under `[defaults]`, `[groups.NAME]` or `[hosts.NAME]`"),
        );
    }
    (Document::default(), reader.diagnostics)
}

type Key<'a, 'i> = &'a Spanned<DeString<'i>>;
type Item<'a, 'i> = &'a Spanned<DeValue<'i>>;

struct Reader<'a> {
    source: SourceId,
    text: &'a str,
    base: &'a Base<'a>,
    diagnostics: Vec<Diagnostic>,
}

/// The keys of a table that settings are read from.
const SETTINGS: [&str; 6] = ["user", "port", "identity", "transport", "tags", "vars"];

impl Reader<'_> {
    fn document(&mut self, table: &DeTable<'_>) -> Document {
        let mut document = Document::default();
        for (key, item) in in_order(table) {
            match key.get_ref().as_ref() {
                "hosts" => match item.get_ref() {
                    DeValue::Table(entries) => self.entries(entries, &mut document),
                    _ => self.mentions(item, Origin::Flat, &mut document),
                },
                "defaults" => {
                    if let Some(table) = self.table(key, item) {
                        document.defaults = self.settings(table, &[]);
                    }
                }
                "groups" => {
                    for (name, item) in self.table(key, item).map(in_order).unwrap_or_default() {
                        self.group(name, item, &mut document);
                    }
                }
                _ => self.unknown(key, &["hosts", "defaults", "groups"]),
            }
        }
        document
    }

    fn group(&mut self, key: Key<'_, '_>, item: Item<'_, '_>, document: &mut Document) {
        self.name(key.get_ref(), self.span(key.span()), "group");
        let Some(table) = self.table(key, item) else { return };
        let at = document.groups.len();
        if let Some(hosts) = table.get("hosts") {
            self.mentions(hosts, Origin::Group(at), document);
        }
        let children = table.get("children").and_then(|item| self.strings(item, "a group"));
        if table.get("hosts").is_none() && table.get("children").is_none() {
            self.error(
                key.span(),
                format!("the group `{}` has neither `hosts` nor `children`", key.get_ref()),
                "add a line such as `hosts = [\"web1\", \"web2\"]` to it, or `children = [\"web\"]` \
                 with the names of other groups",
            );
        }
        let name = Placed { value: key.get_ref().to_string(), span: self.span(key.span()) };
        let settings = self.settings(table, &["hosts", "children"]);
        let children = children.unwrap_or_default();
        document.groups.push(Group { name, children, settings });
    }

    fn entries(&mut self, table: &DeTable<'_>, document: &mut Document) {
        for (key, item) in in_order(table) {
            let Some(table) = self.table(key, item) else { continue };
            let settings = self.settings(table, &["address"]);
            let place = self.span(self.inside(key.span(), key.get_ref()));
            let origin = Origin::Entry(document.entries.len());
            let Some(mention) = self.mention(key.get_ref(), place, origin) else { continue };
            if let Some(address) = settings.address.as_ref().filter(|_| mention.pattern.len() > 1) {
                self.diagnostics.push(
                    Diagnostic::error(codes::INVENTORY, "one address for several hosts")
                        .at(address.span, "")
                        .at(place, format!("these are {} hosts", mention.pattern.len()))
                        .help("give each host a table of its own"),
                );
            }
            document.mentions.push(mention);
            document.entries.push(settings);
        }
    }

    fn mentions(&mut self, item: Item<'_, '_>, origin: Origin, document: &mut Document) {
        let DeValue::Array(items) = item.get_ref() else {
            let help = "write it as `hosts = [\"web1\", \"db[1-3]\"]`";
            return self.error(item.span(), expected("a list of hosts", item), help);
        };
        for item in items.iter() {
            if let Some(host) = self.string(item, "the name of a host") {
                document.mentions.extend(self.mention(&host.value, host.span, origin));
            }
        }
    }

    /// The host, or the range of hosts, that `text` at `span` names.
    fn mention(&mut self, text: &str, span: Span, origin: Origin) -> Option<Mention> {
        let pattern = match Pattern::parse(text) {
            Ok(pattern) => pattern,
            Err(error) => {
                // A text with escapes in it is not its own bytes: then the whole of it is shown.
                let exact = self.text.get(span.start..span.end) == Some(text);
                let at = error.at.start + span.start..error.at.end + span.start;
                let at = if exact { self.span(at) } else { span };
                self.diagnostics.push(
                    Diagnostic::error(codes::INVENTORY, error.message).at(at, "").help(error.help),
                );
                return None;
            }
        };
        // With the ranges taken out, what is left has to be fit for a name.
        let sample = if pattern.is_range() { sample(text) } else { text.to_owned() };
        if !self.name(&sample, span, "host") {
            return None;
        }
        let text = Placed { value: text.to_owned(), span };
        Some(Mention { text, pattern, origin })
    }

    /// Complain about a `name` that is none.
    fn name(&mut self, name: &str, span: Span, what: &str) -> bool {
        let Some(complaint) = name::complaint(name) else { return true };
        let message = format!("the name of this {what} {complaint}");
        let diagnostic = Diagnostic::error(codes::INVENTORY, message).at(span, "").help(name::HELP);
        self.diagnostics.push(diagnostic);
        false
    }

    /// The settings of `table`; `also` are the keys that may stand there besides.
    fn settings(&mut self, table: &DeTable<'_>, also: &[&str]) -> Settings {
        let mut settings = Settings::default();
        for (key, item) in in_order(table) {
            match key.get_ref().as_ref() {
                "user" => settings.user = self.word(item, "the name of an account"),
                "port" => settings.port = self.port(item),
                "identity" => settings.identities = self.identities(item),
                "transport" => settings.transport = self.transport(item),
                "tags" => settings.tags = self.tags(item),
                "vars" => settings.vars = self.vars(key, item),
                "address" if also.contains(&"address") => {
                    settings.address = self.word(item, "a host name or an IP address");
                }
                known if also.contains(&known) => {}
                _ => self.unknown(key, &[also, &SETTINGS].concat()),
            }
        }
        settings
    }

    fn port(&mut self, item: Item<'_, '_>) -> Option<Placed<u16>> {
        let number = match item.get_ref() {
            DeValue::Integer(number) => u16::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => None,
        };
        if let Some(value) = number.filter(|port| *port > 0) {
            return Some(Placed { value, span: self.span(item.span()) });
        }
        let help = "write the number alone, such as `port = 22`";
        self.error(item.span(), expected("a port from 1 to 65535", item), help);
        None
    }

    fn transport(&mut self, item: Item<'_, '_>) -> Option<Placed<Transport>> {
        let word = self.string(item, "`\"ssh\"` or `\"local\"`")?;
        let value = match word.value.as_str() {
            "ssh" => Transport::Ssh,
            "local" => Transport::Local,
            other => {
                let help =
                    "`\"ssh\"` reaches the host over SSH, `\"local\"` is this machine itself";
                self.error(item.span(), format!("no transport is called `{other}`"), help);
                return None;
            }
        };
        Some(Placed { value, span: word.span })
    }

    fn tags(&mut self, item: Item<'_, '_>) -> Vec<String> {
        let Some(tags) = self.strings(item, "a tag") else { return Vec::new() };
        tags.into_iter()
            .filter(|tag| self.name(&tag.value, tag.span, "tag"))
            .map(|tag| tag.value)
            .collect()
    }

    fn vars(&mut self, key: Key<'_, '_>, item: Item<'_, '_>) -> Vec<(Placed<String>, Value)> {
        let mut vars = Vec::new();
        for (name, item) in self.table(key, item).map(in_order).unwrap_or_default() {
            match variables::of_toml(item) {
                Ok(value) => {
                    let span = self.span(name.span());
                    vars.push((Placed { value: name.get_ref().to_string(), span }, value));
                }
                Err(wrong) => self.error(wrong.at, wrong.message, wrong.help),
            }
        }
        vars
    }

    fn identities(&mut self, item: Item<'_, '_>) -> Option<Placed<Vec<PathBuf>>> {
        let paths = match item.get_ref() {
            DeValue::Array(_) => self.strings(item, "the path of a private key")?,
            _ => vec![self.string(item, "the path of a private key")?],
        };
        let value = paths.into_iter().filter_map(|path| self.path(&path)).collect();
        Some(Placed { value, span: self.span(item.span()) })
    }

    fn path(&mut self, path: &Placed<String>) -> Option<PathBuf> {
        let text = path.value.as_str();
        let place = path.span.start..path.span.end;
        let home = text.strip_prefix('~').map(|rest| (rest, rest.strip_prefix('/')));
        let (message, help) = match (home, self.base.home) {
            (None, _) if !text.is_empty() => return Some(self.base.folder.join(text)),
            (None, _) => ("the path of this key is empty", "name a file, or leave the line out"),
            (Some((_, Some(rest))), Some(home)) => return Some(home.join(rest)),
            (Some((_, Some(_))), None) => ("the user's home is not known", "write the whole path"),
            (Some((_, None)), _) => {
                ("only `~/` stands for a home, that of the user", "write the whole path")
            }
        };
        self.error(place, message, help);
        None
    }

    fn strings(&mut self, item: Item<'_, '_>, what: &str) -> Option<Vec<Placed<String>>> {
        let DeValue::Array(items) = item.get_ref() else {
            let help = "put it into brackets, as in `[\"one\", \"two\"]`";
            self.error(item.span(), expected("a list", item), help);
            return None;
        };
        Some(items.iter().filter_map(|item| self.string(item, what)).collect())
    }

    /// A text that is one word and does not start with `-`, for it may reach a command line.
    fn word(&mut self, item: Item<'_, '_>, what: &str) -> Option<Placed<String>> {
        let word = self.string(item, what)?;
        let strange = |char: char| char.is_control() || char.is_whitespace();
        if !word.value.is_empty() && !word.value.starts_with('-') && !word.value.contains(strange) {
            return Some(word);
        }
        let message = format!("`{}` is not {what}", word.value.escape_debug());
        let help = "it is not empty, holds no whitespace and does not start with `-`";
        self.error(item.span(), message, help);
        None
    }

    fn string(&mut self, item: Item<'_, '_>, what: &str) -> Option<Placed<String>> {
        let DeValue::String(text) = item.get_ref() else {
            let help = "write it in quotes, such as \"web1\"";
            self.error(item.span(), expected(what, item), help);
            return None;
        };
        let span = self.span(self.inside(item.span(), text));
        Some(Placed { value: text.to_string(), span })
    }

    fn table<'t, 'i>(&mut self, key: Key<'_, 'i>, item: Item<'t, 'i>) -> Option<&'t DeTable<'i>> {
        if let DeValue::Table(table) = item.get_ref() {
            return Some(table);
        }
        let message = format!("`{}` has to be a table, not {}", key.get_ref(), kind(item));
        self.error(
            item.span(),
            message,
            "write it as `[a.table]` with its keys on the lines below",
        );
        None
    }

    /// The bytes between the quotes at `range`, when what stands there is `text` letter by letter.
    fn inside(&self, range: Range<usize>, text: &str) -> Range<usize> {
        let inner = range.start + 1..range.end.saturating_sub(1);
        if self.text.get(inner.clone()) == Some(text) { inner } else { range }
    }

    fn unknown(&mut self, key: Key<'_, '_>, known: &[&str]) {
        let word = key.get_ref();
        self.diagnostics.push(
            Diagnostic::error(codes::INVENTORY, format!("unknown key `{word}`"))
                .at(self.span(key.span()), "")
                .maybe_help(did_you_mean(word, "keys that may stand here", known)),
        );
    }

    fn error(&mut self, at: Range<usize>, message: impl Into<String>, help: &str) {
        let diagnostic = Diagnostic::error(codes::INVENTORY, message);
        self.diagnostics.push(diagnostic.at(self.span(at), "").help(help));
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.source, range)
    }
}

/// The entries of `table` in the order of the file.
fn in_order<'t, 'i>(table: &'t DeTable<'i>) -> Vec<(Key<'t, 'i>, Item<'t, 'i>)> {
    let mut entries = table.iter().collect::<Vec<_>>();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}

/// `text` with every range replaced by a digit.
pub(super) fn sample(text: &str) -> String {
    let mut sample = String::new();
    for (at, piece) in text.split('[').enumerate() {
        let after =
            if at == 0 { piece } else { piece.split_once(']').map_or("", |(_, after)| after) };
        sample.push_str(if at == 0 { "" } else { "1" });
        sample.push_str(after);
    }
    sample
}

fn expected(what: &str, item: Item<'_, '_>) -> String {
    let found = match item.get_ref() {
        DeValue::Integer(number) => format!("`{number}`"),
        _ => kind(item).to_owned(),
    };
    format!("expected {what}, found {found}")
}

fn kind(item: Item<'_, '_>) -> &'static str {
    match item.get_ref() {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a number",
        DeValue::Float(_) => "a number with a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

//! From the text of a YAML file to its one value. The types of plain scalars are those of Ansible.
//!
//! What is bounded: how deep values nest, and how many there are with each alias counted as all that
//! it stands for.

use std::collections::HashMap;
use std::rc::Rc;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Tag};

use super::scalar::resolve;
use crate::diag::{Diagnostic, codes};
use crate::inventory::node::{Kind, Node, check_keys, is_too_deep, too_deep};
use crate::source::{SourceId, Span};

/// The value that `text` holds, which `source` names in the spans; none for a file without one.
///
/// # Errors
/// The first thing that is wrong.
pub(super) fn read(source: SourceId, text: &str) -> Result<Option<Rc<Node>>, Box<Diagnostic>> {
    let mut reader = Reader {
        places: Places::new(source, text),
        open: Vec::new(),
        anchors: HashMap::new(),
        root: None,
        documents: 0,
    };
    for event in Parser::new_from_str(text.strip_prefix('\u{feff}').unwrap_or(text)) {
        match event {
            Ok((event, span)) => {
                let span = reader.places.span(span.start, span.end);
                reader.event(event, span)?;
            }
            Err(error) => {
                let at = reader.places.span(*error.marker(), *error.marker());
                return Err(Box::new(syntax(text, at, error.info())));
            }
        }
    }
    Ok(reader.root)
}

/// What the parser says of the text at `at`.
fn syntax(text: &str, at: Span, what: &str) -> Diagnostic {
    let line = text.get(..at.start).unwrap_or_default();
    let before = line.rsplit('\n').next().unwrap_or_default();
    let rest = text.get(at.start..).unwrap_or_default();
    let line = rest.split('\n').next().unwrap_or_default();
    let help = if before.contains('\t') || line.starts_with('\t') || what.contains("tab") {
        "indent with blanks; YAML takes no tabs there"
    } else if what.contains("mapping values") {
        "a `: ` inside of a text needs quotes around the text; one key and its value stand on a line"
    } else {
        "lines of one level begin at the same column, further in than the line that they belong to; \
         a text with `:`, `#`, `{` or `[` in it needs quotes"
    };
    Diagnostic::error(codes::INVENTORY, format!("not YAML: {what}")).at(at, "").help(help)
}

/// Where things are: the parser counts characters, and spans count bytes.
struct Places {
    source: SourceId,
    /// Bytes before the text that the parser has.
    start: usize,
    length: usize,
    /// The byte of every 64th character; empty when all of them are one byte.
    steps: Vec<usize>,
    /// The text, where its characters have several bytes.
    text: String,
}

impl Places {
    fn new(source: SourceId, text: &str) -> Self {
        let rest = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (start, length) = (text.len() - rest.len(), text.len());
        let wide = !rest.is_ascii();
        let steps = rest.char_indices().step_by(64).map(|(at, _)| at);
        let steps = if wide { steps.collect() } else { Vec::new() };
        let text = if wide { rest.to_owned() } else { String::new() };
        Self { source, start, length, steps, text }
    }

    fn byte(&self, at: Marker) -> usize {
        let byte = if self.steps.is_empty() {
            at.index()
        } else {
            let (step, more) = (at.index() / 64, at.index() % 64);
            let from = self.steps.get(step).copied().unwrap_or(self.text.len());
            let rest = self.text.get(from..).unwrap_or_default();
            let offset = rest.char_indices().nth(more).map_or(rest.len(), |(offset, _)| offset);
            from + offset
        };
        (self.start + byte).min(self.length)
    }

    fn span(&self, start: Marker, end: Marker) -> Span {
        let (start, end) = (self.byte(start), self.byte(end));
        Span::new(self.source, start..end.max(start))
    }
}

struct Reader {
    places: Places,
    open: Vec<Open>,
    anchors: HashMap<usize, Option<Rc<Node>>>,
    root: Option<Rc<Node>>,
    documents: usize,
}

/// A list or a map whose end has not come.
struct Open {
    is_map: bool,
    span: Span,
    anchor: usize,
    /// What is in it; keys and values by turns.
    items: Vec<Rc<Node>>,
    /// Which of them are a plain `<<`.
    merges: Vec<usize>,
}

type Done = Result<(), Box<Diagnostic>>;

impl Reader {
    fn event(&mut self, event: Event<'_>, span: Span) -> Done {
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    let message = "a second document begins here";
                    let help = "an inventory is one document: take out the `---`";
                    return fail(span, message, help);
                }
            }
            Event::Alias(anchor) => {
                let Some(node) = self.anchors.get(&anchor).cloned().flatten() else {
                    let help = "write out what is meant";
                    return fail(span, "this stands for something that it is a part of", help);
                };
                self.put(node, false)?;
            }
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain;
                let merge = plain && tag.is_none() && text == "<<";
                let kind = match (plain, tag.as_deref()) {
                    (_, Some(tag)) => tagged(&text, plain, tag, span)?,
                    (true, None) if text == "=" => {
                        let help = "put it in quotes if it is a text";
                        return fail(span, "a bare `=` is no value that Ansible knows", help);
                    }
                    (true, None) => resolve(&text),
                    (false, None) => Kind::Text(text.into_owned()),
                };
                let node = Node::new(kind, span)?;
                if anchor > 0 {
                    self.anchors.insert(anchor, Some(Rc::clone(&node)));
                }
                self.put(node, merge)?;
            }
            Event::SequenceStart(anchor, tag) => self.open(false, anchor, tag.as_deref(), span)?,
            Event::MappingStart(anchor, tag) => self.open(true, anchor, tag.as_deref(), span)?,
            Event::SequenceEnd | Event::MappingEnd => self.close(span)?,
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
        Ok(())
    }

    fn open(&mut self, is_map: bool, anchor: usize, tag: Option<&Tag>, span: Span) -> Done {
        if let Some(tag) = tag {
            let known = match is_map {
                true => tag_name(tag) == "!!map",
                false => tag_name(tag) == "!!seq",
            };
            if !known && tag_name(tag) != "!unsafe" {
                return unknown_tag(tag, span).map(drop);
            }
        }
        if is_too_deep(self.open.len() + 1) {
            return Err(Box::new(too_deep(span)));
        }
        if anchor > 0 {
            self.anchors.insert(anchor, None);
        }
        self.open.push(Open { is_map, span, anchor, items: Vec::new(), merges: Vec::new() });
        Ok(())
    }

    fn close(&mut self, end: Span) -> Done {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let span = Span::new(open.span.source, open.span.start..end.end.max(open.span.end));
        let kind =
            if open.is_map { map(open.items, &open.merges)? } else { Kind::List(open.items) };
        let node = Node::new(kind, span)?;
        if open.anchor > 0 {
            self.anchors.insert(open.anchor, Some(Rc::clone(&node)));
        }
        self.put(node, false)
    }

    fn put(&mut self, node: Rc<Node>, merge: bool) -> Done {
        match self.open.last_mut() {
            Some(open) => {
                if merge && open.is_map && open.items.len() % 2 == 0 {
                    open.merges.push(open.items.len());
                }
                open.items.push(node);
            }
            None => self.root = Some(node),
        }
        Ok(())
    }
}

/// The map of keys and values by turns, where the values at `merges` lend their pairs to what does
/// not have them.
fn map(items: Vec<Rc<Node>>, merges: &[usize]) -> Result<Kind, Box<Diagnostic>> {
    let (mut own, mut lent) = (Vec::new(), Vec::new());
    let mut items = items.into_iter().enumerate();
    while let (Some((at, key)), Some((_, value))) = (items.next(), items.next()) {
        if !merges.contains(&at) {
            own.push((key, value));
            continue;
        }
        let lenders = match &value.kind {
            Kind::List(lenders) => lenders.clone(),
            _ => vec![Rc::clone(&value)],
        };
        for lender in lenders {
            let Kind::Map(pairs) = &lender.kind else {
                let help = "write `<<: *name`, where `&name` stands at a mapping above";
                return Err(Box::new(wrong(lender.span, "only mappings can be merged", help)));
            };
            lent.extend(pairs.iter().map(|(key, value)| (Rc::clone(key), Rc::clone(value))));
        }
    }
    check_keys(&own)?;
    if lent.is_empty() {
        return Ok(Kind::Map(own));
    }
    let mut seen =
        own.iter().filter_map(|(key, _)| key.key()).collect::<std::collections::HashSet<_>>();
    // Of several that lend a key the first counts.
    lent.retain(|(key, _)| key.key().is_some_and(|name| seen.insert(name)));
    lent.extend(own);
    Ok(Kind::Map(lent))
}

/// The scalar `text` with a tag.
fn tagged(text: &str, plain: bool, tag: &Tag, span: Span) -> Result<Kind, Box<Diagnostic>> {
    let owned = || Kind::Text(text.to_owned());
    let name = tag_name(tag);
    let kind = match (name.as_str(), resolve(text)) {
        ("!vault" | "!vault-encrypted", _) => Kind::Vault(text.to_owned()),
        ("!unsafe", resolved) => {
            if plain {
                resolved
            } else {
                owned()
            }
        }
        ("!!str", _) => owned(),
        ("!!int", kind @ Kind::Int(_)) | ("!!bool", kind @ Kind::Bool(_)) => kind,
        ("!!float", kind @ Kind::Float(_)) => kind,
        #[expect(clippy::cast_precision_loss, reason = "a float was asked for")]
        ("!!float", Kind::Int(number)) => Kind::Float(number as f64),
        ("!!null", _) => Kind::Null,
        ("!!int" | "!!float" | "!!bool", _) => {
            let message = format!("`{}` is no value of the type `{name}`", text.escape_debug());
            return Err(Box::new(wrong(span, message, "take out the tag, or write another value")));
        }
        _ => return unknown_tag(tag, span),
    };
    Ok(kind)
}

/// The tag as it is written.
fn tag_name(tag: &Tag) -> String {
    match tag.handle.as_str() {
        "tag:yaml.org,2002:" => format!("!!{}", tag.suffix),
        handle => format!("{handle}{}", tag.suffix),
    }
}

fn unknown_tag(tag: &Tag, span: Span) -> Result<Kind, Box<Diagnostic>> {
    let message = format!("the tag `{}` is not known here", tag_name(tag).escape_debug());
    let help = "known are `!vault`, `!unsafe`, `!!str`, `!!int`, `!!float`, `!!bool` and `!!null`";
    Err(Box::new(wrong(span, message, help)))
}

fn fail(span: Span, message: &str, help: &str) -> Done {
    Err(Box::new(wrong(span, message, help)))
}

fn wrong(span: Span, message: impl Into<String>, help: &str) -> Diagnostic {
    Diagnostic::error(codes::INVENTORY, message).at(span, "").help(help)
}

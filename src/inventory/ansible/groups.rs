//! Inventories of Ansible in YAML: a mapping of groups, each with `hosts`, `children` and `vars`.

use std::rc::Rc;

use super::model::{Model, Vars};
use crate::diag::{Diagnostic, codes, did_you_mean};
use crate::inventory::document::Placed;
use crate::inventory::name;
use crate::inventory::node::{Kind, Node};
use crate::source::Span;

/// Where programs for Ansible put what is not about groups.
const META: &str = "_meta";

/// What a group may say.
const SECTIONS: [&str; 3] = ["hosts", "children", "vars"];

/// Read the mapping `root` into `model`.
pub(super) fn read(root: &Node, model: &mut Model) {
    let Kind::Map(pairs) = &root.kind else {
        let message = format!("an inventory is a mapping of groups, found {}", root.what());
        let help = "begin it with `all:`, and `hosts:` further in below it";
        return model.wrong(root.span, message, help);
    };
    if let Some(plugin) = root.get("plugin") {
        let message = "this configures a plugin of Ansible, and is no inventory";
        let help = "run it by Ansible: `--inventory-command 'ansible-inventory -i FILE --list'`";
        return model.wrong(plugin.span, message, help);
    }
    for (key, value) in pairs {
        if !model.lists || key.text() != Some(META) {
            group(key, value, model);
        }
    }
    if let Some(of_hosts) =
        root.get(META).filter(|_| model.lists).and_then(|meta| meta.get("hostvars"))
    {
        host_vars(of_hosts, model);
    }
}

/// The variables of hosts that a program for Ansible prints apart from its groups.
fn host_vars(node: &Node, model: &mut Model) {
    let Some(pairs) = node.map() else {
        let message = format!("`hostvars` has to be an object, found {}", node.what());
        return model.wrong(node.span, message, "write `{\"web1\": {\"name\": value}}`");
    };
    for (key, value) in pairs {
        let name = key.key().unwrap_or_default();
        let Some(vars) = fields(value) else {
            let message = "the variables of a host have to be an object";
            model.wrong(value.span, message, "write `{\"name\": value}`");
            continue;
        };
        if !model.add_vars(&name, vars) {
            let message = format!("the host `{}` is in no group", name.escape_debug());
            let help = "name it in the `hosts` of a group too, such as `ungrouped`";
            model.wrong(key.span, message, help);
        }
    }
}

/// The group at `key`, if it is one.
fn group(key: &Node, node: &Node, model: &mut Model) -> Option<usize> {
    let name = key.text().filter(|name| !name.is_empty());
    let Some(name) = name else {
        let message = format!("the name of a group has to be a text, found {}", key.what());
        model.wrong(key.span, message, "put it in quotes");
        return None;
    };
    if let Some(complaint) = name::complaint(name) {
        let message = format!("the name of this group {complaint}");
        model.wrong(key.span, message, "use letters, digits and `_`");
        return None;
    }
    if model.lists && matches!(node.kind, Kind::List(_)) {
        let at = model.group(name);
        hosts(node, at, model);
        return Some(at);
    }
    let Some(pairs) = node.map() else {
        let message = format!("the group `{name}` has to be a mapping, found {}", node.what());
        let help = "write `hosts:`, `children:` or `vars:` further in below it";
        model.wrong(node.span, message, help);
        return None;
    };
    let at = model.group(name);
    for (key, value) in pairs {
        match key.text() {
            Some("hosts") => hosts(value, at, model),
            Some("children") => children(value, at, model),
            Some("vars") => vars(value, at, model),
            _ => {
                let word = key.key().unwrap_or_default();
                let message = format!("a group has no `{}`", word.escape_debug());
                let help = did_you_mean(&word, "keys of a group", &SECTIONS);
                let problem = Diagnostic::error(codes::INVENTORY, message).at(key.span, "");
                model.diagnostics.push(problem.maybe_help(help));
            }
        }
    }
    Some(at)
}

/// The names at a section, with what each of them says: a text is a name that says nothing.
fn section(
    node: &Node,
    what: &str,
    model: &mut Model,
    mut each: impl FnMut(&Node, Option<&Rc<Node>>, &mut Model),
) {
    match (&node.kind, node.map()) {
        (Kind::Text(_), _) => each(node, None, model),
        (Kind::List(items), _) if model.lists && what != "vars" => {
            items.iter().for_each(|item| each(item, None, model));
        }
        (_, Some(pairs)) => pairs.iter().for_each(|(key, value)| each(key, Some(value), model)),
        (_, None) => {
            let message = format!("`{what}` has to be a mapping, found {}", node.what());
            let help = match what {
                "vars" => "write each variable on a line of its own, as `name: value`",
                _ => "write each name on a line of its own with a `:` behind it, as `web1:`",
            };
            model.wrong(node.span, message, help);
        }
    }
}

fn hosts(node: &Node, group: usize, model: &mut Model) {
    section(node, "hosts", model, |key, value, model| {
        let Some(name) = key.text().filter(|name| !name.is_empty()) else {
            let message = format!("the name of a host has to be a text, found {}", key.what());
            return model.wrong(key.span, message, "put it in quotes");
        };
        let Some(vars) = value.map_or(Some(Vars::new()), |value| fields(value)) else {
            let span = value.map_or(key.span, |value| value.span);
            let message = "the variables of a host have to be a mapping";
            return model.wrong(span, message, "write `name: value` below the host");
        };
        model.name_hosts(name, inner(key, name), group, vars);
    });
}

fn children(node: &Node, parent: usize, model: &mut Model) {
    let empty = Node::new(Kind::Null, node.span).ok();
    section(node, "children", model, |key, value, model| {
        let Some(value) = value.or(empty.as_ref()) else { return };
        let Some(child) = group(key, value, model) else { return };
        let span = inner(key, key.text().unwrap_or_default());
        let place = Placed { value: key.text().unwrap_or_default().to_owned(), span };
        model.contain(parent, child, place);
    });
}

fn vars(node: &Node, group: usize, model: &mut Model) {
    section(node, "vars", model, |key, value, model| {
        let Some(name) = key.key() else { return };
        let value = match value {
            Some(value) => Placed { value: value.value(), span: value.span },
            None => Placed { value: crate::value::scalar::null(), span: key.span },
        };
        model.set(group, name, value);
    });
}

/// The fields of a mapping as variables.
pub(super) fn fields(node: &Node) -> Option<Vars> {
    let pairs = node.map()?.iter();
    let field = |(key, value): &(Rc<Node>, Rc<Node>)| {
        Some((key.key()?, Placed { value: value.value(), span: value.span }))
    };
    Some(pairs.filter_map(field).collect())
}

/// The place of the text of `node`, without its quotes.
fn inner(node: &Node, text: &str) -> Span {
    let Span { source, start, end } = node.span;
    if end - start == text.len() + 2 { Span::new(source, start + 1..end - 1) } else { node.span }
}

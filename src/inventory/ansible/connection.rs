//! Variables of Ansible that say how a host is reached.
//!
//! Of two names of one setting the one with `ssh` in it counts, as in Ansible.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::diag::{Diagnostic, codes};
use crate::effect::{Target, Transport, in_home};
use crate::inventory::document::Placed;
use crate::inventory::node::VAULT;
use crate::source::Span;
use crate::value::Value;

/// Variables that are secrets: they are not among the variables of a host, so that no table shows
/// them.
const SECRETS: [&str; 6] = [
    "ansible_become_pass",
    "ansible_become_password",
    "ansible_password",
    "ansible_ssh_pass",
    "ansible_ssh_password",
    "ansible_sudo_pass",
];

/// All variables of a host.
pub(super) type Merged<'a> = BTreeMap<&'a str, &'a Placed<Value>>;

/// Whether the variable `name` is a secret.
pub(super) fn is_secret(name: &str) -> bool {
    SECRETS.contains(&name)
}

/// Give `target` the settings that `vars` hold. What is wrong with them goes to `complain`.
pub(super) fn apply(
    target: &mut Target,
    vars: &Merged<'_>,
    home: Option<&Path>,
    complain: &mut dyn FnMut(Diagnostic),
) {
    let mut reader = Reader { vars, complain };
    if let Some((address, _)) = reader.word("a host name or an IP address", &ADDRESS) {
        target.address = address;
    }
    target.user = reader.word("the name of an account", &USER).map(|(user, _)| user);
    target.port = reader.port();
    if let Some((path, span)) = reader.text(&KEY) {
        if path.is_empty() {
            reader.wrong(span, "the path of this key is empty", "name a file, or leave it out");
        } else {
            target.identities = vec![in_home(&PathBuf::from(path), home)];
        }
    }
    if let Some((connection, _)) = reader.text(&["ansible_connection"])
        && matches!(connection.as_str(), "local" | "ansible.builtin.local")
    {
        target.transport = Transport::Local;
    }
}

const ADDRESS: [&str; 2] = ["ansible_ssh_host", "ansible_host"];
const USER: [&str; 2] = ["ansible_ssh_user", "ansible_user"];
const PORT: [&str; 2] = ["ansible_ssh_port", "ansible_port"];
const KEY: [&str; 2] = ["ansible_ssh_private_key_file", "ansible_private_key_file"];

struct Reader<'a, 'v> {
    vars: &'a Merged<'v>,
    complain: &'a mut dyn FnMut(Diagnostic),
}

impl Reader<'_, '_> {
    /// The first of `names` that is there and not null, as a text without a template in it.
    fn text(&mut self, names: &[&str]) -> Option<(String, Span)> {
        let found = names.iter().filter_map(|name| Some((*name, self.vars.get(name)?)));
        let mut found = found.filter(|(_, value)| !matches!(value.value, Value::Nothing { .. }));
        let (name, Placed { value, span }) = found.next()?;
        let (message, help) = match value {
            Value::String { val, .. } if !is_template(val) => return Some((val.clone(), *span)),
            Value::Int { val, .. } => return Some((val.to_string(), *span)),
            Value::String { .. } => (
                format!("`{name}` is a template, which only Ansible can fill in"),
                "write the value itself, or let Ansible do it: `--inventory-command \
                 'ansible-inventory -i FILE --list'`",
            ),
            Value::Record { val, .. } if val.get(VAULT).is_some() => (
                format!("`{name}` is encrypted"),
                "how a host is reached has to stand in plain text",
            ),
            _ => (format!("`{name}` has to be a text"), "put it in quotes"),
        };
        self.wrong(*span, message, help);
        None
    }

    /// A text that is one word and does not start with `-`, for it may reach a command line.
    fn word(&mut self, what: &str, names: &[&str]) -> Option<(String, Span)> {
        let (text, span) = self.text(names)?;
        let strange = |char: char| char.is_control() || char.is_whitespace();
        if !text.is_empty() && !text.starts_with('-') && !text.contains(strange) {
            return Some((text, span));
        }
        let message = format!("`{}` is not {what}", text.escape_debug());
        let help = "it is not empty, holds no whitespace and does not start with `-`";
        self.wrong(span, message, help);
        None
    }

    fn port(&mut self) -> Option<u16> {
        let (text, span) = self.text(&PORT)?;
        if let Some(port) = text.trim().parse().ok().filter(|port| *port > 0) {
            return Some(port);
        }
        let message = format!("`{}` is no port", text.escape_debug());
        self.wrong(span, message, "a port is a number from 1 to 65535");
        None
    }

    fn wrong(&mut self, span: Span, message: impl Into<String>, help: &str) {
        let problem = Diagnostic::error(codes::INVENTORY, message).at(span, "").help(help);
        (self.complain)(problem);
    }
}

fn is_template(text: &str) -> bool {
    text.contains("{{") || text.contains("{%")
}

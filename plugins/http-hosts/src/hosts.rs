//! From JSON to hosts.

use rebe_plugin::{Batch, Column, Field, Problem, Schema, Type};
use serde_json::{Map, Value};

/// The columns of hosts, as `hosts` tells them.
pub fn schema() -> Schema {
    Schema::new([
        Field::new("host", Type::String),
        Field::nullable("address", Type::String),
        Field::nullable("port", Type::Int),
        Field::nullable("user", Type::String),
        Field::new("groups", Type::String.list()),
        Field::new("tags", Type::String.list()),
    ])
}

/// Hosts in columns.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Hosts {
    names: Vec<String>,
    addresses: Vec<Option<String>>,
    ports: Vec<Option<i64>>,
    users: Vec<Option<String>>,
    groups: Vec<Value>,
    tags: Vec<Value>,
}

/// Under what names fields are looked for, the first that is there.
const HOST: &[&str] = &["host", "name", "hostname", "fqdn"];
const ADDRESS: &[&str] = &["address", "ip", "ip_address", "ansible_host"];
const PORT: &[&str] = &["port", "ssh_port", "ansible_port"];
const USER: &[&str] = &["user", "ssh_user", "ansible_user"];

/// The hosts in the JSON text `bytes`: a list of names and objects, which `at` (names with dots
/// between them) leads to.
///
/// # Errors
/// It is no such list; where.
pub fn read(bytes: &[u8], at: &str) -> Result<Hosts, Problem> {
    let json: Value = serde_json::from_slice(bytes)
        .map_err(|error| Problem::new(format!("the server answers with no JSON: {error}")))?;
    let mut inner = &json;
    for name in at.split('.').filter(|name| !name.is_empty()) {
        inner = inner.get(name).ok_or_else(|| {
            Problem::new(format!("there is no field `{name}` in the answer")).about("at")
        })?;
    }
    let list = inner.as_array().ok_or_else(|| {
        let problem = Problem::new(format!("the answer is {}, and no list of hosts", kind(inner)));
        problem.help("`--at FIELD` leads to a list within it")
    })?;
    let mut hosts = Hosts::default();
    for (at, item) in list.iter().enumerate() {
        hosts.add(item).map_err(|wrong| Problem::new(format!("host {}: {wrong}", at + 1)))?;
    }
    Ok(hosts)
}

impl Hosts {
    fn add(&mut self, item: &Value) -> Result<(), String> {
        let empty = Map::new();
        let (name, fields) = match item {
            Value::String(name) => (Some(name.clone()), &empty),
            Value::Object(fields) => (text(fields, HOST)?, fields),
            other => return Err(format!("{}, and no name or object", kind(other))),
        };
        let name = name.ok_or_else(|| format!("it has no name; looked for {}", HOST.join(", ")))?;
        self.names.push(name);
        self.addresses.push(text(fields, ADDRESS)?);
        self.ports.push(match first(fields, PORT) {
            None => None,
            Some((name, port)) => {
                let number = port.as_i64().filter(|port| (1..=65_535).contains(port));
                Some(number.ok_or_else(|| format!("`{name}` is no port"))?)
            }
        });
        self.users.push(text(fields, USER)?);
        self.groups.push(texts(fields, "groups")?);
        self.tags.push(texts(fields, "tags")?);
        Ok(())
    }

    /// Them as rows of the schema of `http-hosts`.
    pub fn into_batch(self) -> Batch {
        let lists =
            |lists: Vec<Value>| Column::of_texts(lists.iter().map(|list| Some(list.to_string())));
        Batch::new([
            Column::of_texts(self.names.into_iter().map(Some)),
            Column::of_texts(self.addresses),
            Column::of_ints(self.ports),
            Column::of_texts(self.users),
            lists(self.groups),
            lists(self.tags),
        ])
    }
}

fn first<'a>(fields: &'a Map<String, Value>, names: &[&'a str]) -> Option<(&'a str, &'a Value)> {
    let mut found = names.iter().filter_map(|name| Some((*name, fields.get(*name)?)));
    found.find(|(_, value)| !value.is_null())
}

fn text(fields: &Map<String, Value>, names: &[&str]) -> Result<Option<String>, String> {
    match first(fields, names) {
        None => Ok(None),
        Some((_, Value::String(text))) => Ok(Some(text.clone())),
        Some((name, other)) => Err(format!("`{name}` is {}, and no text", kind(other))),
    }
}

fn texts(fields: &Map<String, Value>, name: &str) -> Result<Value, String> {
    match fields.get(name) {
        None | Some(Value::Null) => Ok(Value::Array(Vec::new())),
        Some(Value::Array(items)) if items.iter().all(Value::is_string) => {
            Ok(Value::Array(items.clone()))
        }
        Some(_) => Err(format!("`{name}` is no list of texts")),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_objects_are_hosts() {
        let text = br#"{"data": {"items": ["a", {"name": "b", "ip": "10.0.0.2", "port": 2200,
            "groups": ["web"], "tags": null, "user": null}]}}"#;
        let hosts = read(text, "data.items").unwrap();
        assert_eq!(hosts.names, ["a", "b"]);
        assert_eq!(hosts.addresses, [None, Some("10.0.0.2".to_owned())]);
        assert_eq!(hosts.ports, [None, Some(2200)]);
        assert_eq!(hosts.groups, [Value::Array(Vec::new()), serde_json::json!(["web"])]);
    }

    #[test]
    fn what_is_no_host_is_told() {
        let told = |text: &str, at: &str| read(text.as_bytes(), at).unwrap_err().message;
        assert!(told("<html>", "").contains("no JSON"));
        assert_eq!(told("{}", ""), "the answer is an object, and no list of hosts");
        assert_eq!(told("{}", "items"), "there is no field `items` in the answer");
        assert!(told("[{}]", "").starts_with("host 1: it has no name"));
        assert_eq!(told("[1]", ""), "host 1: a number, and no name or object");
        assert_eq!(told(r#"["a", {"host": 1}]"#, ""), "host 2: `host` is a number, and no text");
        assert_eq!(told(r#"[{"host": "a", "port": 0}]"#, ""), "host 1: `port` is no port");
        assert_eq!(
            told(r#"[{"host": "a", "tags": "x"}]"#, ""),
            "host 1: `tags` is no list of texts"
        );
    }
}

//! Which format an inventory has, where nobody says it.

use std::path::Path;

/// A format of inventories.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Our own.
    Toml,
    /// Ansible's, with sections.
    AnsibleIni,
    /// Ansible's, as a mapping of groups.
    AnsibleYaml,
    /// A list of hosts, or what programs for Ansible print, in JSON.
    Json,
    /// The hosts of an SSH configuration.
    SshConfig,
}

/// How much of a text is looked at, in bytes.
const LOOKED_AT: usize = 64 << 10;

impl Format {
    /// The format of the file at `path` with this text: by the ending of its name, else by the first
    /// line that is neither blank nor a remark, as [`super`] tells it.
    pub fn of(path: &Path, text: &str) -> Self {
        Self::of_path(path).unwrap_or_else(|| Self::of_text(text))
    }

    /// The format of the file at `path`, where its name tells it.
    pub fn of_path(path: &Path) -> Option<Self> {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        Some(match ending.to_ascii_lowercase().as_str() {
            "toml" => Self::Toml,
            "ini" => Self::AnsibleIni,
            "yml" | "yaml" => Self::AnsibleYaml,
            "json" => Self::Json,
            _ if name == "ssh_config" || path.ends_with(".ssh/config") => Self::SshConfig,
            _ => return None,
        })
    }

    fn of_text(text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let end = text.floor_char_boundary(LOOKED_AT);
        let mut lines = text.get(..end).unwrap_or_default().lines().map(str::trim);
        if text.trim_start().starts_with('{') || is_list(text) {
            return Self::Json;
        }
        let is_remark = |line: &&str| line.is_empty() || line.starts_with(['#', ';']);
        let Some(line) = lines.find(|line| !is_remark(line)) else { return Self::Toml };
        let own = ["hosts =", "hosts=", "[defaults]", "[groups.", "[hosts."];
        // A remark behind it says nothing.
        let said = line.split(" #").next().unwrap_or_default().trim_end();
        if own.iter().any(|start| line.starts_with(start)) {
            Self::Toml
        } else if said.starts_with("---")
            || said.starts_with("%YAML")
            || said.ends_with(':')
            || !said.starts_with('[') && said.contains(": ")
        {
            Self::AnsibleYaml
        } else if toml::de::DeTable::parse(text).is_ok() {
            Self::Toml
        } else {
            Self::AnsibleIni
        }
    }
}

/// Whether the first two signs of `text` are those of a list in JSON, and not of a section of INI or
/// a table of TOML.
fn is_list(text: &str) -> bool {
    let inner = text.trim_start().strip_prefix('[').map(str::trim_start);
    inner.is_some_and(|inner| inner.starts_with(['"', '{', ']']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_the_ending_or_the_first_line_that_says_something() {
        let is = |path: &str, text: &str| Format::of(Path::new(path), text);
        assert_eq!(is("a.toml", "all:"), Format::Toml);
        assert_eq!(is("a.YML", "[web]"), Format::AnsibleYaml);
        assert_eq!(is("hosts.ini", "hosts = []"), Format::AnsibleIni);
        assert_eq!(is("hosts", "\n# x\n[web]\nw1\n"), Format::AnsibleIni);
        assert_eq!(is("hosts", "w1 x=1 # a: b\n"), Format::AnsibleIni);
        assert_eq!(is("hosts", "w1:22\n"), Format::AnsibleIni);
        assert_eq!(is("hosts", "[hosts]\nw1\n"), Format::AnsibleIni);
        assert_eq!(is("hosts", "all: # x\n  hosts:\n"), Format::AnsibleYaml);
        assert_eq!(is("hosts", "---\n"), Format::AnsibleYaml);
        assert_eq!(is("hosts", "hosts = [\n"), Format::Toml);
        assert_eq!(is("hosts", "[groups.web]\nhosts = 1 1\n"), Format::Toml);
        assert_eq!(is("hosts", ""), Format::Toml);
        assert_eq!(is("hosts", " {\"web\": []}"), Format::Json);
        assert_eq!(is("hosts", "[\n  \"w1\"]"), Format::Json);
        assert_eq!(is("hosts", "[\"w1\"]"), Format::Json);
        assert_eq!(is("x.json", "w1"), Format::Json);
        assert_eq!(is("/home/me/.ssh/config", "[web]"), Format::SshConfig);
        assert_eq!(is("ssh_config", ""), Format::SshConfig);
        assert_eq!(is("config", "w1\n"), Format::AnsibleIni);
        assert_eq!(is("hosts", "[defaults]\nuser = 'x'\n"), Format::Toml);
    }
}

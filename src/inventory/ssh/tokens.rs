//! What stands for something else in the values of settings: `%h` and its like, `${VARIABLE}`, and
//! `~/` for the user's home.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use sha1::{Digest, Sha1};

use super::document::Placed;
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{Environment, in_home};

/// Who asks, from which machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Here {
    /// The account on this machine.
    pub user: String,
    /// Its number.
    pub uid: u32,
    /// Its home.
    pub home: Option<PathBuf>,
    /// The name of this machine.
    pub machine: String,
}

impl Here {
    pub fn of(environment: &dyn Environment) -> Self {
        Self {
            user: environment.user(),
            uid: environment.uid(),
            home: environment.home(),
            machine: environment.machine(),
        }
    }
}

/// What the tokens stand for, for one host.
#[derive(Clone, Copy)]
pub(super) struct Tokens<'a> {
    pub here: &'a Here,
    pub environment: &'a dyn Environment,
    /// The name that was asked for.
    pub asked: &'a str,
    /// The host name that is connected to.
    pub host: &'a str,
    pub port: u16,
    /// The account on the host.
    pub user: &'a str,
    /// The name that its key is on record under, where that is another one.
    pub alias: Option<&'a str>,
    /// The host on the way; empty when there is none.
    pub jump: &'a str,
}

/// Which tokens a setting knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Set {
    /// `%h` alone, for the name that was asked for.
    HostName,
    /// Those of `ProxyCommand`.
    Command,
    /// All.
    All,
}

impl Tokens<'_> {
    /// `value` with its tokens replaced; with variables too where the set is all.
    ///
    /// # Errors
    /// It holds another token, or a variable that is not set.
    pub fn expand(&self, value: &Placed, set: Set) -> Result<String> {
        let mut text = String::new();
        let mut rest = value.text.as_str();
        while let Some(at) = rest.find(['%', '$']) {
            let (before, tail) = rest.split_at(at);
            text.push_str(before);
            if set == Set::All && tail.starts_with("${") {
                let Some((name, after)) = tail.get(2..).and_then(|tail| tail.split_once('}'))
                else {
                    return Err(problem(value, "this `${` is never closed"));
                };
                match self.environment.var(name) {
                    Some(variable) => text.push_str(&variable),
                    None => {
                        return Err(problem(value, format!("the variable `{name}` is not set")));
                    }
                }
                rest = after;
                continue;
            }
            let mut chars = tail.chars();
            if chars.next() == Some('$') {
                text.push('$');
            } else {
                let token = chars.next();
                self.token(token, set, value, &mut text)?;
            }
            rest = chars.as_str();
        }
        text.push_str(rest);
        Ok(text)
    }

    /// As [`Self::expand`] with all tokens, for a path.
    ///
    /// # Errors
    /// As there.
    pub fn path(&self, value: &Placed) -> Result<PathBuf> {
        let home = in_home(Path::new(&value.text), self.here.home.as_deref());
        let text = home.to_str().unwrap_or(&value.text).to_owned();
        let expanded = self.expand(&Placed { text, span: value.span }, Set::All)?;
        Ok(Path::new(&expanded).to_owned())
    }

    fn token(
        &self,
        token: Option<char>,
        set: Set,
        value: &Placed,
        text: &mut String,
    ) -> Result<()> {
        let here = self.here;
        let allowed = match set {
            Set::HostName => "%h",
            Set::Command => "%hnpr",
            Set::All => "%CLdhijklnpru",
        };
        let Some(token) = token.filter(|token| allowed.contains(*token)) else {
            let token = token.map(String::from).unwrap_or_default();
            return Err(problem(value, format!("`%{token}` stands for nothing here")));
        };
        match token {
            '%' => text.push('%'),
            'C' => text.push_str(&self.connection()),
            'L' => text.push_str(here.machine.split('.').next().unwrap_or_default()),
            'd' => text.push_str(&here.home.as_deref().unwrap_or(Path::new("")).to_string_lossy()),
            'h' => text.push_str(self.host),
            'i' => text.push_str(&here.uid.to_string()),
            'j' => text.push_str(self.jump),
            'k' => text.push_str(self.alias.unwrap_or(self.asked)),
            'l' => text.push_str(&here.machine),
            'n' => text.push_str(self.asked),
            'p' => text.push_str(&self.port.to_string()),
            'r' => text.push_str(self.user),
            _ => text.push_str(&here.user),
        }
        Ok(())
    }

    /// The name of this connection: SHA-1 of `%l%h%p%r%j`, as hexadecimal digits.
    fn connection(&self) -> String {
        let mut hash = Sha1::new();
        let port = self.port.to_string();
        for part in [self.here.machine.as_str(), self.host, &port, self.user, self.jump] {
            hash.update(part.as_bytes());
        }
        hash.finalize().iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

fn problem(value: &Placed, message: impl Into<String>) -> Box<Diagnostic> {
    Diagnostic::error(codes::SSH_CONFIG, message)
        .at(value.span, "")
        .help("write `%%` for a plain `%`; `man ssh_config` lists the others under TOKENS")
        .into()
}

//! Which names hosts, groups and tags may have.

/// The longest name, in bytes: that of DNS.
const LONGEST: usize = 253;

/// What is wrong with `name`, as the end of a sentence that begins with the name.
pub(super) fn complaint(name: &str) -> Option<String> {
    if name.is_empty() {
        return Some("is empty".to_owned());
    }
    if name.len() > LONGEST {
        return Some(format!("is longer than {LONGEST} bytes"));
    }
    if name.starts_with('-') {
        return Some("starts with `-`".to_owned());
    }
    name.chars().find_map(|char| match char {
        char if char.is_control() => Some("holds a control character".to_owned()),
        char if char.is_whitespace() => Some("holds whitespace".to_owned()),
        '@' | ':' | ',' | '&' | '!' | '^' | '*' | '?' | '[' | ']' | '/' | '\\' | '"' | '\'' => {
            Some(format!("holds `{char}`"))
        }
        _ => None,
    })
}

/// The next step for a name with a complaint.
pub(super) const HELP: &str = "use letters, digits, `.`, `_` and `-`; what to connect to goes into `address` of the \
     host, its account into `user`, its port into `port`";

#[cfg(test)]
mod tests {
    use super::complaint;

    #[test]
    fn names_that_would_mean_something_else_are_refused() {
        for good in ["web1", "db-1.example.net", "10.0.0.1", "münchen", "a_b"] {
            assert_eq!(complaint(good), None, "{good}");
        }
        for bad in ["", "-oProxyCommand=x", "a b", "a\u{1b}[0m", "fe80::1", "u@h", "w*", "a/b"] {
            assert!(complaint(bad).is_some(), "{bad}");
        }
    }
}

//! Patterns of names, as the files of SSH and the commands of rebe write them: `*` stands for any
//! characters, `?` for one, and `!` in a list takes names out again.

/// A list of patterns, such as `*.example.com,!bad.example.com`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternList(Vec<Pattern>);

/// One pattern of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Pattern {
    negated: bool,
    text: String,
}

impl PatternList {
    /// Whether `list` says more than plain names do.
    pub fn is_needed(list: &str) -> bool {
        list.contains(['*', '?', '!'])
    }

    /// Read a list with commas between the patterns.
    pub fn new(list: &str) -> Self {
        list.split(',').filter(|text| !text.is_empty()).collect()
    }

    /// The patterns that take no names out, as they are written.
    pub fn plain(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|pattern| !pattern.negated).map(|pattern| pattern.text.as_str())
    }

    /// Whether `name` is meant. A negated pattern that matches beats all others, and a list of
    /// nothing but negated ones means nobody.
    pub fn matches(&self, name: &str) -> bool {
        let mut meant = false;
        for pattern in &self.0 {
            if wildcard_matches(&pattern.text, name) {
                if pattern.negated {
                    return false;
                }
                meant = true;
            }
        }
        meant
    }
}

impl<'a> FromIterator<&'a str> for PatternList {
    fn from_iter<T: IntoIterator<Item = &'a str>>(patterns: T) -> Self {
        let pattern = |text: &str| match text.strip_prefix('!') {
            Some(rest) => Pattern { negated: true, text: rest.to_owned() },
            None => Pattern { negated: false, text: text.to_owned() },
        };
        Self(patterns.into_iter().map(pattern).collect())
    }
}

/// Whether `name` as a whole matches the wildcards of `pattern`. Only the last `*` is ever gone
/// back to, so that it takes no longer than the product of both lengths.
pub fn wildcard_matches(pattern: &str, name: &str) -> bool {
    let (mut pattern, mut name) = (pattern.chars(), name.chars());
    // What follows the last `*`, and the name from where it was last tried.
    let mut again = None;
    loop {
        let before = name.clone();
        match (pattern.next(), name.next()) {
            (None, None) => return true,
            (Some('*'), _) => {
                again = Some((pattern.clone(), before.clone()));
                name = before;
            }
            (Some('?'), Some(_)) => {}
            (Some(wanted), Some(found)) if wanted == found => {}
            _ => {
                let Some((after, from)) = &mut again else { return false };
                if from.next().is_none() {
                    return false;
                }
                pattern = after.clone();
                name = from.clone();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_match_whole_names() {
        for (pattern, name, fits) in [
            ("web*", "web1", true),
            ("web*", "web", true),
            ("web?", "web", false),
            ("*", "", true),
            ("*.net", "a.net.net", true),
            ("a*b*c", "axxbyybc", true),
            ("a*b*c", "axxbyyb", false),
            ("a*c", "abcd", false),
            ("**a", "ba", true),
            ("?*", "é", true),
            ("?", "", false),
            ("", "", true),
            ("", "a", false),
        ] {
            assert_eq!(wildcard_matches(pattern, name), fits, "{pattern} {name}");
        }
        assert!(!wildcard_matches(&"*a".repeat(100), &"a".repeat(99)));
        assert!(!wildcard_matches("*a*a*a*a*a*a*a*a*b", &"a".repeat(5000)));
    }

    #[test]
    fn a_negation_alone_means_nobody() {
        assert!(!PatternList::new("!bad").matches("good"));
        assert!(PatternList::new("!bad,*").matches("good"));
        assert!(!PatternList::new("*,!bad").matches("bad"));
    }
}

//! Lists of patterns, as `known_hosts` files have them: `*.example.com,!bad.example.com`.

/// A list of patterns.
#[derive(Debug)]
pub(super) struct PatternList(Vec<Pattern>);

#[derive(Debug)]
struct Pattern {
    negated: bool,
    glob: String,
}

impl PatternList {
    /// Whether `list` says more than plain names do.
    pub(super) fn is_needed(list: &str) -> bool {
        list.contains(['*', '?', '!'])
    }

    /// Read a list with commas between the patterns.
    pub(super) fn new(list: &str) -> Self {
        let pattern = |text: &str| match text.strip_prefix('!') {
            Some(rest) => Pattern { negated: true, glob: rest.to_owned() },
            None => Pattern { negated: false, glob: text.to_owned() },
        };
        Self(list.split(',').filter(|text| !text.is_empty()).map(pattern).collect())
    }

    /// Whether `name` is meant. A negated pattern that matches beats all others.
    pub(super) fn matches(&self, name: &str) -> bool {
        let mut matches = false;
        for pattern in &self.0 {
            if glob_matches(pattern.glob.as_bytes(), name.as_bytes()) {
                if pattern.negated {
                    return false;
                }
                matches = true;
            }
        }
        matches
    }
}

/// `*` stands for any text and `?` for one character. Only the last star is ever backed up to, so
/// that no pattern takes longer than the product of both lengths.
fn glob_matches(glob: &[u8], text: &[u8]) -> bool {
    let (mut at, mut seen) = (0, 0);
    let mut star = None;
    while seen < text.len() {
        match glob.get(at) {
            Some(b'*') => {
                star = Some((at, seen));
                at += 1;
            }
            Some(byte) if *byte == b'?' || Some(byte) == text.get(seen) => {
                at += 1;
                seen += 1;
            }
            _ => match star {
                Some((starred, from)) => {
                    at = starred + 1;
                    seen = from + 1;
                    star = Some((starred, seen));
                }
                None => return false,
            },
        }
    }
    glob.get(at..).is_some_and(|rest| rest.iter().all(|byte| *byte == b'*'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_question_marks_and_their_absence() {
        let matches = |glob: &str, text: &str| glob_matches(glob.as_bytes(), text.as_bytes());
        for (glob, text) in [
            ("", ""),
            ("*", ""),
            ("*", "a.b"),
            ("a*c", "abbc"),
            ("a?c", "abc"),
            ("*b*", "abc"),
            ("**a", "ba"),
        ] {
            assert!(matches(glob, text), "{glob} {text}");
        }
        for (glob, text) in [("", "a"), ("?", ""), ("a*c", "abcd"), ("a?c", "ac"), ("ab", "a")] {
            assert!(!matches(glob, text), "{glob} {text}");
        }
        assert!(!glob_matches(b"*a*a*a*a*a*a*a*a*b", &[b'a'; 5000]));
    }

    #[test]
    fn a_negation_alone_means_nobody() {
        assert!(!PatternList::new("!bad").matches("good"));
        assert!(PatternList::new("!bad,*").matches("good"));
        assert!(!PatternList::new("*,!bad").matches("bad"));
    }
}

//! Patterns of file names, as a shell expands them.

use super::Machine;

/// A longer pattern is taken as a name, so that nobody can make the search deep or slow.
const LONGEST: usize = 16;

/// The files that `pattern` names below the folder `base`, sorted by byte, as paths below it. `*`
/// and `[a-b]` may stand in a component.
pub fn expand(machine: &Machine, base: &str, pattern: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    for part in pattern.split('/') {
        let mut next = Vec::new();
        for known in &found {
            let slash = if known.is_empty() { "" } else { "/" };
            if !part.contains(['*', '[']) || part.len() > LONGEST {
                next.push(format!("{known}{slash}{part}"));
                continue;
            }
            let folder = format!("{base}/{known}");
            for name in machine.folder(folder.trim_end_matches('/')) {
                if matches(part.as_bytes(), name.as_bytes()) {
                    next.push(format!("{known}{slash}{name}"));
                }
            }
        }
        found = next;
    }
    found
}

/// Whether `name` is of `pattern`.
fn matches(pattern: &[u8], name: &[u8]) -> bool {
    match pattern {
        [] => name.is_empty(),
        [b'*', rest @ ..] => {
            (0..=name.len()).any(|skip| name.get(skip..).is_some_and(|name| matches(rest, name)))
        }
        [b'[', first, b'-', last, b']', rest @ ..] => name
            .split_first()
            .is_some_and(|(c, name)| (first..=last).contains(&c) && matches(rest, name)),
        [c, rest @ ..] => {
            name.split_first().is_some_and(|(found, name)| found == c && matches(rest, name))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_and_ranges_match_as_in_a_shell() {
        assert!(matches(b"cpu[0-9]*", b"cpu12"));
        assert!(!matches(b"cpu[0-9]*", b"cpufreq"));
        assert!(!matches(b"cpu[0-9]*", b"cpu"));
        assert!(matches(b"policy*", b"policy"));
    }
}

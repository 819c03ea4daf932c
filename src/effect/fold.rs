//! Names of hosts, folded into ranges that the inventory reads back.

use std::collections::BTreeMap;

/// The least number of neighbours that are written as a range.
const LEAST: usize = 3;

/// Names that differ in their last number alone: what comes before it and after it. A name that
/// has none, or cannot be part of a range, is a family of its own.
type Family<'a> = (&'a str, Option<&'a str>);

/// `names` with runs of three or more folded, such as `edge[003-007]`, each with the number of
/// names it stands for. Sorted, and a name given twice counts once. What is folded expands to the
/// same names again.
pub fn fold<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<(String, usize)> {
    let mut families: BTreeMap<Family<'_>, Vec<(u64, &str)>> = BTreeMap::new();
    for name in names {
        match parts(name) {
            Some((before, digits, number, after)) => {
                families.entry((before, Some(after))).or_default().push((number, digits));
            }
            None => families.entry((name, None)).or_default().push((0, "")),
        }
    }
    let mut folded = Vec::new();
    for ((before, after), mut numbers) in families {
        let Some(after) = after else {
            folded.push((before.to_owned(), 1));
            continue;
        };
        numbers.sort_unstable();
        numbers.dedup();
        let mut rest = numbers.as_slice();
        while let [(_, first), ..] = rest {
            let length = run(rest);
            let (these, others) = rest.split_at(length);
            rest = others;
            match these {
                [.., (_, last)] if length >= LEAST => {
                    folded.push((format!("{before}[{first}-{last}]{after}"), length));
                }
                these => {
                    let name = |digits: &str| format!("{before}{digits}{after}");
                    folded.extend(these.iter().map(|(_, digits)| (name(digits), 1)));
                }
            }
        }
    }
    folded
}

/// Number of neighbours that `numbers` begins with, one at least.
fn run(numbers: &[(u64, &str)]) -> usize {
    let Some((first, start)) = numbers.first() else { return 1 };
    let width = if start.starts_with('0') { start.len() } else { 0 };
    let follows = |(number, digits): &(u64, &str), wanted: u64| {
        *number == wanted && *digits == format!("{wanted:0width$}")
    };
    numbers.iter().zip(*first..).take_while(|(at, wanted)| follows(at, *wanted)).count().max(1)
}

/// `name` around its last number: what comes before, the digits, their value, what comes after.
/// `None` for a name without a number, or one whose text would mean something else in a range.
fn parts(name: &str) -> Option<(&str, &str, u64, &str)> {
    if name.contains(['[', ']', ',', ':', '@', '*', '?']) {
        return None;
    }
    let end = name.rfind(|char: char| char.is_ascii_digit())? + 1;
    let (front, after) = name.split_at_checked(end)?;
    let before = front.trim_end_matches(|char: char| char.is_ascii_digit());
    let digits = front.get(before.len()..)?;
    let number = digits.parse().ok().filter(|number| *number <= 999_999_999_999)?;
    Some((before, digits, number, after))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::fold;
    use crate::inventory::range::Pattern;

    fn folded(names: &[&str]) -> String {
        let folded = fold(names.iter().copied());
        folded.into_iter().map(|(name, _)| name).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn neighbours_become_ranges() {
        assert_eq!(folded(&["edge005", "edge003", "edge004"]), "edge[003-005]");
        assert_eq!(folded(&["a1", "a2", "a4"]), "a1 a2 a4");
        assert_eq!(
            folded(&["w9", "w8", "w10", "w11.x"]),
            "w8 w9 w10 w11.x".replace("w8 w9 w10", "w[8-10]")
        );
        assert_eq!(folded(&["w098", "w099", "w100"]), "w[098-100]");
        assert_eq!(folded(&["w1", "w02", "w3"]), "w1 w02 w3");
        assert_eq!(folded(&["10.0.0.1", "10.0.0.2", "10.0.0.3"]), "10.0.0.[1-3]");
        assert_eq!(folded(&["db", "db", "alpha"]), "alpha db");
        assert_eq!(folded(&["h:1", "h:2", "h:3"]), "h:1 h:2 h:3");
        assert_eq!(folded(&[]), "");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn what_is_folded_expands_to_the_same_names(
            names in prop::collection::btree_set("[a-b]{0,1}(0{0,2}[0-9]{1,2}){1,2}(-x)?", 0..60)
        ) {
            let folded = fold(names.iter().map(String::as_str));
            prop_assert_eq!(folded.iter().map(|(_, count)| count).sum::<usize>(), names.len());
            let mut expanded = folded
                .iter()
                .flat_map(|(name, _)| Pattern::parse(name).unwrap().names())
                .collect::<Vec<_>>();
            expanded.sort();
            prop_assert_eq!(expanded, names.into_iter().collect::<Vec<_>>());
        }
    }
}

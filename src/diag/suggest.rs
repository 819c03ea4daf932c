//! "Did you mean …?"

/// The name among `names` that `word` is most likely a misspelling of.
///
/// Damerau-Levenshtein over lower-cased text; a name counts when at most a third of the longer of
/// both has to change (one change is always allowed for words of three letters or more). Ties go
/// to the name that has more of its beginning and end in common with `word`, then to the first.
/// Where none is near, the one that begins with `word` is meant, if there is just one: people cut
/// words short.
pub fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let mut best: Option<((usize, usize), &'a str)> = None;
    let mut longer = Vec::new();
    for name in names {
        let other = name.to_lowercase();
        let distance = strsim::damerau_levenshtein(&word, &other);
        let length = word.chars().count().max(other.chars().count());
        let rank = (distance, usize::MAX - ends(&word, &other));
        if is_near(&word, &other) && best.is_none_or(|(least, _)| rank < least) {
            best = Some((rank, name));
        }
        if length > word.chars().count() && word.chars().count() >= 3 && other.starts_with(&word) {
            longer.push(name);
        }
    }
    longer.dedup();
    let only = match longer.as_slice() {
        [only] => Some(*only),
        _ => None,
    };
    best.map(|(_, name)| name).or(only)
}

/// Whether few enough letters differ. Of names with several words each word has to be near: `from
/// csv` is no slip of `from json`.
fn is_near(word: &str, other: &str) -> bool {
    let near = |word: &str, other: &str| {
        let length = word.chars().count().max(other.chars().count());
        let allowed = if length >= 3 { (length / 3).max(1) } else { 0 };
        strsim::damerau_levenshtein(word, other) <= allowed
    };
    let words = || word.split(' ').zip(other.split(' '));
    let same_count = word.matches(' ').count() == other.matches(' ').count();
    near(word, other) && (!same_count || words().all(|(word, other)| near(word, other)))
}

/// How many letters two words have in common at their beginnings and at their ends.
fn ends(a: &str, b: &str) -> usize {
    let same = |pair: &(char, char)| pair.0 == pair.1;
    let beginning = a.chars().zip(b.chars()).take_while(same).count();
    beginning + a.chars().rev().zip(b.chars().rev()).take_while(same).count()
}

/// The help line that offers the nearest name, or else lists what there is (at most twelve names).
pub fn did_you_mean(word: &str, what: &str, names: &[&str]) -> Option<String> {
    if let Some(name) = nearest(word, names.iter().copied()) {
        return Some(format!("did you mean `{name}`?"));
    }
    match names {
        [] => None,
        names if names.len() <= 12 => Some(format!("{what}: {}", names.join(", "))),
        names => {
            let shown = names.iter().take(12).copied().collect::<Vec<_>>().join(", ");
            Some(format!("{what}: {shown} and {} more", names.len() - 12))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swap_or_a_slip_finds_the_name() {
        let names = ["cores", "threads", "sockets", "host"];
        assert_eq!(nearest("coers", names), Some("cores"));
        assert_eq!(nearest("Cores", names), Some("cores"));
        assert_eq!(nearest("hsot", names), Some("host"));
        assert_eq!(nearest("banana", names), None);
        assert_eq!(nearest("x", names), None);
        assert_eq!(nearest("medan", ["mean", "median"]), Some("median"));
        let names = ["from json", "to json"];
        assert_eq!(nearest("form jsno", names), Some("from json"));
        assert_eq!(nearest("from-json", names), Some("from json"));
        assert_eq!(nearest("from csv", names), None);
    }

    #[test]
    fn a_word_that_was_cut_short_is_the_only_one_that_begins_so() {
        assert_eq!(nearest("mem", ["cpu", "memory", "os"]), Some("memory"));
        assert_eq!(nearest("mem", ["memory", "membership"]), None);
        assert_eq!(nearest("me", ["cpu", "memory"]), None, "two letters say nothing");
        assert_eq!(nearest("core", ["cores_per_socket", "cores"]), Some("cores"));
    }
}

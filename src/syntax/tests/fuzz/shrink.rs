//! The smallest text that fails as another one does, found by leaving parts out.

/// Leave out parts of `text`, the largest first, as long as `fails` says that what is left fails. It
/// is asked `most` times at most.
pub(super) fn shrink(text: &str, most: usize, fails: impl Fn(&str) -> bool) -> String {
    let mut text = text.chars().collect::<Vec<_>>();
    let (mut size, mut asked) = (text.len().div_ceil(2), 0);
    while size > 0 {
        let (mut at, mut smaller) = (0, false);
        while at < text.len() && asked < most {
            let end = (at + size).min(text.len());
            let rest = text[..at].iter().chain(&text[end..]).collect::<String>();
            asked += 1;
            if fails(&rest) {
                text.drain(at..end);
                smaller = true;
            } else {
                at = end;
            }
        }
        // At the size of one character it is done when nothing more can go.
        size = if size > 1 || !smaller { size / 2 } else { 1 };
    }
    text.into_iter().collect()
}

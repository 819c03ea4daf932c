//! The page about a code at a terminal: headings and examples in colours, as wide as it is good to
//! read.

use super::Look;
use super::look::Role;
use crate::diag::Page;
use crate::format::{PageRole, page as lines};

/// Lines longer than this are hard to read, however wide the terminal is.
const WIDEST: usize = 88;

/// The narrowest width that is laid out for.
const NARROWEST: usize = 40;

/// `page` as text, without a line feed at its end.
pub fn page(page: &Page, look: &Look) -> String {
    let width = look.width.unwrap_or(76).clamp(NARROWEST, WIDEST);
    let painted = lines(page, width).into_iter().map(|(role, line)| {
        let role = match role {
            PageRole::Title | PageRole::Heading => Role::Heading,
            PageRole::Wrong => Role::Bad,
            PageRole::Right => Role::Good,
            PageRole::Remark => Role::Faint,
            PageRole::Prose => Role::Plain,
        };
        if line.is_empty() { line } else { look.paint(role, &line) }
    });
    painted.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::codes;

    #[test]
    fn colours_are_for_terminals_and_change_no_text() {
        let shown = codes::UNKNOWN_COLUMN.page();
        let plain = page(&shown, &Look::plain());
        let painted = page(&shown, &Look::terminal(76, true));
        assert!(!plain.contains('\u{1b}'));
        let red = "\u{1b}[1;31m    hosts | discover cpu | where coers > 4\u{1b}[0m";
        assert!(painted.contains(red), "{painted}");
        assert_eq!(page(&shown, &Look::terminal(76, false)), plain);
        let narrow = page(&shown, &Look::terminal(20, false));
        assert!(narrow.lines().count() > plain.lines().count());
    }
}

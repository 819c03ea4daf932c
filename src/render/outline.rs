//! A tree at a terminal: its lines in colours, as wide as the terminal is.

use super::Look;
use super::look::Role;
use super::text::defuse;
use crate::format::{Branch, OutlineRole, outline as lines};

/// The narrowest width that is laid out for.
const NARROWEST: usize = 40;

/// `roots` as text, without a line feed at its end.
pub fn outline(roots: &[Branch], look: &Look) -> String {
    let width = look.terminal.then(|| look.width.unwrap_or(80).max(NARROWEST));
    let painted = lines(roots, width).into_iter().map(|line| {
        let pieces = line.into_iter().map(|(role, text)| {
            let role = match role {
                OutlineRole::Heading => Role::Heading,
                OutlineRole::Text => Role::Plain,
                OutlineRole::Detail | OutlineRole::Guide => Role::Faint,
            };
            let text = defuse(&text);
            if text.trim().is_empty() { text.to_string() } else { look.paint(role, &text) }
        });
        pieces.collect::<String>().trim_end().to_owned()
    });
    painted.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_for_terminals_and_nothing_can_break_out() {
        let leaf = Branch { text: "where x == \"\u{1b}[2J\"".to_owned(), ..Branch::default() };
        let details = vec!["client".to_owned()];
        let root =
            Branch { text: "plan".to_owned(), branches: vec![leaf], details, ..Branch::default() };
        let plain = outline(std::slice::from_ref(&root), &Look::plain());
        assert!(!plain.contains('\u{1b}') && plain.starts_with("plan  client\n  where"), "{plain}");
        let painted = outline(std::slice::from_ref(&root), &Look::terminal(80, true));
        assert!(painted.starts_with("\u{1b}[1;32mplan\u{1b}[0m"), "{painted:?}");
        assert!(painted.contains("└─ ") && !painted.contains("\u{1b}[2J"), "{painted:?}");
    }
}

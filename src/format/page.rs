//! The page about a code, laid out as lines of text. Each line has a role, so that a terminal may
//! give it a colour; without one the lines alone are to be understood.

use crate::diag::{Block, Page, exit};

/// What a line of a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageRole {
    /// The code and its title.
    Title,
    /// The heading of what follows.
    Heading,
    /// Text of ours.
    Prose,
    /// Text that is wrong.
    Wrong,
    /// Text that is right.
    Right,
    /// A remark.
    Remark,
}

/// The lines of `page`, none with more than `width` characters where words allow it; examples are
/// never broken.
pub fn page(page: &Page, width: usize) -> Vec<(PageRole, String)> {
    let mut lines = Vec::new();
    let code = page.code;
    wrap(&mut lines, PageRole::Title, "", &format!("{}: {}", code.id, code.title), width);
    for block in &page.blocks {
        lines.push((PageRole::Prose, String::new()));
        match block {
            Block::Text(text) => wrap(&mut lines, PageRole::Prose, "", text, width),
            Block::Heading(title) => {
                lines.push((PageRole::Heading, format!("{}:", title.to_lowercase())));
                // The paragraph below it stands right below it.
                continue;
            }
            Block::Example(example) => {
                let (title, role) = match example.right {
                    true => ("right:", PageRole::Right),
                    false => ("wrong:", PageRole::Wrong),
                };
                lines.push((PageRole::Heading, title.to_owned()));
                lines.extend(example.text.lines().map(|line| (role, indented(line))));
                if let Some(message) = &example.message {
                    wrap(&mut lines, PageRole::Remark, "  ", &format!("× {message}"), width);
                }
            }
        }
    }
    lines.push((PageRole::Prose, String::new()));
    let early = if code.exit == exit::RUNTIME { "; 2 when it is found before the run" } else { "" };
    let exits = format!("exit code: {}, {}{early}", code.exit, exit::meaning(code.exit));
    lines.push((PageRole::Remark, exits));
    let near = page.related.iter().map(|code| format!("{} {}", code.id, code.title));
    let near = format!("related: {}", near.collect::<Vec<_>>().join("; "));
    wrap(&mut lines, PageRole::Remark, "", &near, width);
    // A heading and its paragraph were parted by the line that parts all blocks.
    let mut after_why = false;
    lines.retain(|(role, line)| {
        let drop = after_why && line.is_empty();
        after_why = *role == PageRole::Heading;
        !drop
    });
    lines
}

/// The lines of `page` as one text, 76 characters wide.
pub fn page_text(shown: &Page) -> String {
    let lines = page(shown, 76).into_iter().map(|(_, line)| line);
    lines.collect::<Vec<_>>().join("\n")
}

fn indented(line: &str) -> String {
    if line.is_empty() { String::new() } else { format!("    {line}") }
}

/// `text` in lines that begin with `indent`.
fn wrap(
    lines: &mut Vec<(PageRole, String)>,
    role: PageRole,
    indent: &str,
    text: &str,
    width: usize,
) {
    let mut line = indent.to_owned();
    let mut empty = true;
    for word in text.split_whitespace() {
        if !empty && line.chars().count() + 1 + word.chars().count() > width {
            lines.push((role, std::mem::replace(&mut line, indent.to_owned())));
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    lines.push((role, line));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::codes;

    #[test]
    fn every_page_fits_and_holds_its_examples_whole() {
        for code in codes::ALL {
            let shown = code.page();
            let text = page_text(&shown);
            assert!(text.starts_with(&format!("{}: {}\n\n", code.id, code.title)), "{text}");
            for line in text.lines().filter(|line| !line.starts_with("    ")) {
                assert!(line.chars().count() <= 76, "{}: {line}", code.id);
            }
            for example in shown.examples() {
                let width = example.text.lines().map(str::len).max().unwrap_or(0);
                assert!(width <= 72, "{}: an example is too wide for a terminal", code.id);
            }
            assert!(!text.contains("\n\n\n"), "{text}");
        }
    }
}

//! The page about a code: what it means, examples, and what else there is to read.
//!
//! Pages are small Markdown files in `pages/`, one a code. A page opens with what the code means,
//! in paragraphs. `## Why` follows, then `## Wrong` and `## Right` in turns, each with one fenced
//! example, and `## Related` with the codes that are near. Below a wrong example a quoted line is
//! the message that it causes. The word behind the fence says how an example is tried:
//!
//! - ` ```rebe ` is checked; nothing runs.
//! - ` ```rebe run ` is run, for some mistakes show only then.
//! - ` ```rebe demo ` is run on the demo fleet.
//! - ` ```rebe show ` is only shown, for it needs a world that a test does not have.
//! - ` ```sh ` is a command line.
//!
//! A test runs all of them but those that are only shown. Nothing is rendered here.

use super::{Code, codes};

/// The page about one code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The code.
    pub code: Code,
    /// What is on it, in order.
    pub blocks: Vec<Block>,
    /// Codes that are near.
    pub related: Vec<Code>,
}

/// One part of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A paragraph, in one line.
    Text(String),
    /// The heading of what follows.
    Heading(&'static str),
    /// An example.
    Example(Example),
}

/// Text that is wrong, or that is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// Whether it shows how it is done.
    pub right: bool,
    /// How it is tried.
    pub way: Way,
    /// The text itself, without the line feed at its end.
    pub text: String,
    /// The message that a wrong text causes.
    pub message: Option<String>,
}

/// How an example is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// It is checked.
    Check,
    /// It is run.
    Run,
    /// It is run on the demo fleet.
    Demo,
    /// It is a command line.
    Shell,
    /// It is only shown.
    Show,
}

impl Way {
    fn of(fence: &str) -> Self {
        match fence.trim() {
            "sh" => Self::Shell,
            "rebe run" => Self::Run,
            "rebe demo" => Self::Demo,
            "rebe show" => Self::Show,
            _ => Self::Check,
        }
    }
}

impl Page {
    /// The page about `code` that `text` holds.
    pub(super) fn read(code: Code, text: &'static str) -> Self {
        let mut page = Self { code, blocks: Vec::new(), related: Vec::new() };
        let mut heading = "";
        let mut lines = text.lines();
        let mut paragraph = String::new();
        while let Some(line) = lines.next() {
            let line = line.trim_end();
            let plain = !line.is_empty() && !line.starts_with(['#', '>', '`']);
            // Code in a paragraph begins with a backtick, too; a fence has three.
            if plain || (line.starts_with('`') && !line.starts_with("```")) {
                if !paragraph.is_empty() {
                    paragraph.push(' ');
                }
                paragraph.push_str(line);
                continue;
            }
            page.paragraph(heading, &mut paragraph);
            if let Some(title) = line.strip_prefix("## ") {
                heading = title;
                if !matches!(title, "Wrong" | "Right" | "Related") {
                    page.blocks.push(Block::Heading(title));
                }
            } else if let Some(fence) = line.strip_prefix("```") {
                let body = lines.by_ref().take_while(|line| !line.starts_with("```"));
                let text = body.collect::<Vec<_>>().join("\n");
                let (right, way) = (heading == "Right", Way::of(fence));
                page.blocks.push(Block::Example(Example { right, way, text, message: None }));
            } else if let Some(said) = line.strip_prefix("> ")
                && let Some(Block::Example(example)) = page.blocks.last_mut()
            {
                example.message = Some(said.to_owned());
            }
        }
        page.paragraph(heading, &mut paragraph);
        page
    }

    /// A paragraph has ended: it is text, or names the codes that are near.
    fn paragraph(&mut self, heading: &str, text: &mut String) {
        let text = std::mem::take(text);
        if heading == "Related" {
            let near = |id: &str| codes::ALL.iter().find(|code| code.id == id.trim()).copied();
            self.related.extend(text.split(',').filter_map(near));
        } else if !text.is_empty() {
            self.blocks.push(Block::Text(text));
        }
    }

    /// The examples on it.
    pub fn examples(&self) -> impl Iterator<Item = &Example> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Example(example) => Some(example),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_into_its_parts() {
        let text = "One\n`two`.\n\nThree.\n\n## Why\n\nFor.\n\n## Wrong\n\n```rebe run\na\n b\n```\n\n\
                    > no `a`\n\n## Right\n\n```sh\nc\n```\n\n## Related\n\nE0201, E0203\n";
        let page = Page::read(codes::UNKNOWN_COLUMN, text);
        let example = |right, way, text: &str, message: Option<&str>| {
            let message = message.map(str::to_owned);
            Block::Example(Example { right, way, text: text.to_owned(), message })
        };
        let wanted = vec![
            Block::Text("One `two`.".to_owned()),
            Block::Text("Three.".to_owned()),
            Block::Heading("Why"),
            Block::Text("For.".to_owned()),
            example(false, Way::Run, "a\n b", Some("no `a`")),
            example(true, Way::Shell, "c", None),
        ];
        assert_eq!(page.blocks, wanted);
        assert_eq!(page.related, [codes::UNKNOWN_COMMAND, codes::UNKNOWN_VARIABLE]);
    }

    #[test]
    fn every_page_says_all_that_a_page_says() {
        for code in codes::ALL {
            let (page, id) = (code.page(), code.id);
            assert!(matches!(page.blocks.first(), Some(Block::Text(_))), "{id}: what it means");
            assert!(page.blocks.contains(&Block::Heading("Why")), "{id}: why");
            assert!(page.examples().any(|example| !example.right), "{id}: a wrong text");
            assert!(page.examples().any(|example| example.right), "{id}: the corrected text");
            for example in page.examples().filter(|example| !example.right) {
                assert!(example.message.is_some(), "{id}: the message of `{}`", example.text);
            }
            assert!(!page.related.is_empty(), "{id}: related codes");
            assert!(!page.related.contains(code), "{id}: a code is not near itself");
        }
    }
}

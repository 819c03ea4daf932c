//! A tree laid out as lines of text. Each piece of a line has a role, so that a terminal may give it
//! a colour; without one, and without lines that are drawn, the indentation alone is to be
//! understood.

/// A line of the tree, and what is below it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Branch {
    /// What it is.
    pub text: String,
    /// What there is to say about it, right behind it.
    pub details: Vec<String>,
    /// What is said below it, each in a line of its own.
    pub remarks: Vec<String>,
    /// What is in it.
    pub branches: Vec<Branch>,
}

/// What a piece of a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutlineRole {
    /// What stands at the root.
    Heading,
    /// What a line is about.
    Text,
    /// What is said about it.
    Detail,
    /// A line that is drawn.
    Guide,
}

/// A line in pieces.
pub type Pieces = Vec<(OutlineRole, String)>;

/// How far details are moved to the right at most so that they stand below each other.
const FARTHEST: usize = 44;

/// `roots` as lines. At a terminal with so many columns lines are drawn between branches, and
/// details that do not fit stand below.
pub fn outline(roots: &[Branch], width: Option<usize>) -> Vec<Pieces> {
    let mut lines = Vec::new();
    for root in roots {
        let mut line = vec![(OutlineRole::Heading, root.text.clone())];
        detailed(&mut line, root, root.text.chars().count());
        lines.push(line);
        remarks(root, "", false, width, &mut lines);
        below(root, "", width, &mut lines);
    }
    lines
}

/// The lines of [`outline`] as one text, as they are where there is no terminal.
pub fn outline_text(roots: &[Branch]) -> String {
    let line = |pieces: Pieces| pieces.into_iter().map(|(_, text)| text).collect::<String>();
    outline(roots, None).into_iter().map(line).collect::<Vec<_>>().join("\n")
}

fn below(branch: &Branch, indent: &str, width: Option<usize>, lines: &mut Vec<Pieces>) {
    let lengths = branch.branches.iter().map(|one| one.text.chars().count());
    let longest = lengths.filter(|length| *length <= FARTHEST).max().unwrap_or(0);
    let count = branch.branches.len();
    for (at, one) in branch.branches.iter().enumerate() {
        let is_last = at + 1 == count;
        let (fork, under) = match (width.is_some(), is_last) {
            (false, _) => ("  ", "  "),
            (true, false) => ("├─ ", "│  "),
            (true, true) => ("└─ ", "   "),
        };
        let indented = format!("{indent}{under}");
        let mut line = vec![
            (OutlineRole::Guide, format!("{indent}{fork}")),
            (OutlineRole::Text, one.text.clone()),
        ];
        let begin = indent.chars().count() + fork.chars().count();
        let length = one.text.chars().count();
        let details = one.details.join(", ");
        let behind = begin + longest.max(length) + 2 + details.chars().count();
        let fits = width.is_none_or(|width| behind <= width);
        if fits {
            detailed(&mut line, one, longest.max(length));
        }
        lines.push(line);
        let has_more = !one.branches.is_empty();
        if !fits {
            let said = Branch { remarks: vec![details], ..Branch::default() };
            remarks(&said, &indented, has_more, width, lines);
        }
        remarks(one, &indented, has_more, width, lines);
        below(one, &indented, width, lines);
    }
}

/// Put the details of `branch` behind `line`, whose text is filled up to `longest` characters.
fn detailed(line: &mut Pieces, branch: &Branch, longest: usize) {
    if branch.details.is_empty() {
        return;
    }
    let fill = (longest + 2).saturating_sub(branch.text.chars().count());
    line.push((OutlineRole::Detail, format!("{}{}", " ".repeat(fill), branch.details.join(", "))));
}

/// The remarks of `branch`, broken between words where they are too long.
fn remarks(
    branch: &Branch,
    indent: &str,
    has_more: bool,
    width: Option<usize>,
    lines: &mut Vec<Pieces>,
) {
    let bar = if width.is_some() && has_more { "│ " } else { "  " };
    let indent = format!("{indent}{bar}  ");
    let room = width.map(|width| width.saturating_sub(indent.chars().count()).max(20));
    for remark in &branch.remarks {
        let mut text = String::new();
        for word in remark.split(' ') {
            let length = text.chars().count() + word.chars().count();
            if !text.is_empty() && room.is_some_and(|room| length >= room) {
                lines.push(said(&indent, std::mem::take(&mut text)));
            }
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(word);
        }
        lines.push(said(&indent, text));
    }
}

fn said(indent: &str, text: String) -> Pieces {
    vec![(OutlineRole::Guide, indent.to_owned()), (OutlineRole::Detail, text)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn branch(text: &str, details: &[&str], branches: Vec<Branch>) -> Branch {
        let details = details.iter().map(|detail| (*detail).to_owned()).collect();
        Branch { text: text.to_owned(), details, remarks: Vec::new(), branches }
    }

    fn tree() -> Vec<Branch> {
        let mut leaf = branch("discover cpu", &["hosts", "probe-script"], Vec::new());
        leaf.remarks.push("gathers host cores threads".to_owned());
        let inner = branch("result", &[], vec![branch("hosts", &["client"], Vec::new()), leaf]);
        vec![branch("plan", &[], vec![inner, branch("break", &[], Vec::new())])]
    }

    #[test]
    fn without_a_terminal_the_indentation_tells() {
        let wanted = "plan\n  result\n    hosts         client\n    discover cpu  hosts, probe-script\n\
                      \x20       gathers host cores threads\n  break";
        assert_eq!(outline_text(&tree()), wanted);
    }

    #[test]
    fn at_a_terminal_branches_are_drawn_and_what_does_not_fit_stands_below() {
        let text = |width| {
            let line = |line: Pieces| line.into_iter().map(|(_, text)| text).collect::<String>();
            outline(&tree(), Some(width)).into_iter().map(line).collect::<Vec<_>>().join("\n")
        };
        assert_eq!(
            text(80),
            "plan\n├─ result\n│  ├─ hosts         client\n│  └─ discover cpu  hosts, probe-script\n\
             │         gathers host cores threads\n└─ break"
        );
        assert_eq!(
            text(30),
            "plan\n├─ result\n│  ├─ hosts         client\n│  └─ discover cpu\n\
             │         hosts, probe-script\n│         gathers host cores\n│         threads\n└─ break"
        );
    }
}

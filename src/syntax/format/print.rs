//! Documents to lines. A document says where lines may break; here they are broken where they have
//! to be.

use unicode_width::UnicodeWidthStr;

use super::{STEP, WIDTH};

/// Why a group is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Break {
    /// If it does not fit.
    Wide,
    /// Because somebody broke it, though it might fit.
    Kept,
    /// Because it has more than one line in any case.
    Must,
}

/// A part of a text.
#[derive(Debug, Clone)]
pub(super) enum Doc {
    /// Text as it is.
    Text(String),
    /// A comment behind something in the same line, which never makes a line too long.
    Trail(String),
    /// A space, or the end of a line where the group is broken; with a blank line if true.
    Line(bool),
    /// Nothing, or the end of a line where the group is broken.
    Soft,
    /// A space, or the end of a line if what follows does not fit.
    Wrap,
    /// The end of a line in the midst of something, which goes on further to the right if true.
    Hard(bool),
    /// A comma where the group is broken.
    Comma,
    /// Further to the right.
    Nest(Vec<Doc>),
    /// What is broken together.
    Group(Vec<Doc>, Break),
    /// The same around statements, whose lines are their own affair.
    Block(Vec<Doc>, Break),
}

impl Doc {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

/// Why brackets around `docs` have to be broken.
pub(super) fn need(docs: &[Doc]) -> Break {
    let needs = docs.iter().map(|doc| match doc {
        Doc::Hard(_) | Doc::Trail(_) => Break::Must,
        Doc::Nest(inner) => need(inner),
        Doc::Group(inner, own) | Doc::Block(inner, own) => need(inner).max(*own),
        _ => Break::Wide,
    });
    needs.max().unwrap_or(Break::Wide)
}

/// How the parts of a group are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// In one line.
    Flat,
    /// Over lines.
    Broken,
}

type Todo<'d> = (usize, Mode, &'d Doc);

/// The lines of `doc`.
pub(super) fn print(doc: &Doc) -> String {
    let mut out = Printer { out: String::new(), column: 0 };
    let mut todo = vec![(0, Mode::Broken, doc)];
    while let Some((indent, mode, doc)) = todo.pop() {
        match doc {
            Doc::Text(text) => out.text(text),
            Doc::Trail(text) => {
                out.out.push(' ');
                out.text(text);
            }
            Doc::Line(_) | Doc::Wrap if mode == Mode::Flat => out.text(" "),
            Doc::Soft | Doc::Comma if mode == Mode::Flat => {}
            Doc::Line(blank) => {
                if *blank {
                    out.line(0);
                }
                out.line(indent);
            }
            Doc::Soft => out.line(indent),
            Doc::Comma => out.text(","),
            Doc::Hard(deeper) => out.line(indent + if *deeper { STEP } else { 0 }),
            Doc::Wrap => match fits_to_wrap(out.column + 1, &todo) {
                true => out.text(" "),
                false => out.line(indent + STEP),
            },
            Doc::Nest(inner) => {
                todo.extend(inner.iter().rev().map(|doc| (indent + STEP, mode, doc)));
            }
            Doc::Group(inner, own) | Doc::Block(inner, own) => {
                let mode = match (own, mode) {
                    (Break::Kept | Break::Must, _) => Mode::Broken,
                    (Break::Wide, Mode::Flat) => Mode::Flat,
                    (Break::Wide, Mode::Broken) if fits(out.column, inner, &todo) => Mode::Flat,
                    (Break::Wide, Mode::Broken) => Mode::Broken,
                };
                todo.extend(inner.iter().rev().map(|doc| (indent, mode, doc)));
            }
        }
    }
    out.finish()
}

struct Printer {
    out: String,
    column: usize,
}

impl Printer {
    fn text(&mut self, text: &str) {
        self.out.push_str(text);
        self.column = match text.rsplit_once('\n') {
            Some((_, last)) => last.width(),
            None => self.column + text.width(),
        };
    }

    fn line(&mut self, indent: usize) {
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n(' ', indent));
        self.column = indent;
    }

    fn finish(mut self) -> String {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out
    }
}

/// What is looked at to see whether something fits.
struct Measure {
    column: usize,
}

/// What has been found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    /// It goes on.
    More,
    /// The line ends and all of it fits.
    End,
    /// It does not fit.
    Wide,
}

impl Measure {
    fn text(&mut self, text: &str) -> Found {
        let (first, ends) = match text.split_once('\n') {
            Some((first, _)) => (first, true),
            None => (text, false),
        };
        self.column += first.width();
        match ends {
            _ if self.column > WIDTH => Found::Wide,
            true => Found::End,
            false => Found::More,
        }
    }

    /// Look at `docs`, which are written in `mode`; groups in them are broken where `broken` says.
    fn docs(&mut self, docs: &[Doc], mode: Mode, broken: fn(Mode, Break) -> Mode) -> Found {
        for doc in docs {
            let found = self.doc(doc, mode, broken);
            if found != Found::More {
                return found;
            }
        }
        Found::More
    }

    fn doc(&mut self, doc: &Doc, mode: Mode, broken: fn(Mode, Break) -> Mode) -> Found {
        match (doc, mode) {
            (Doc::Text(text), _) => self.text(text),
            (Doc::Trail(_), _) => Found::More,
            (Doc::Line(_) | Doc::Wrap, Mode::Flat) => self.text(" "),
            (Doc::Soft | Doc::Comma, Mode::Flat) => Found::More,
            (Doc::Comma, Mode::Broken) => self.text(","),
            (Doc::Hard(_), _) | (Doc::Line(_) | Doc::Soft | Doc::Wrap, Mode::Broken) => Found::End,
            (Doc::Nest(inner), mode) => self.docs(inner, mode, broken),
            (Doc::Group(inner, own) | Doc::Block(inner, own), mode) => {
                self.docs(inner, broken(mode, *own), broken)
            }
        }
    }

    /// Look at what is left to be written, up to where its line may end at the soonest.
    fn rest(&mut self, todo: &[Todo<'_>]) -> Found {
        let soonest = |mode, _| mode;
        for (_, mode, doc) in todo.iter().rev() {
            let found = self.doc(doc, *mode, soonest);
            if found != Found::More {
                return found;
            }
        }
        Found::End
    }
}

/// Whether `docs` fit in one line with what follows them in it.
fn fits(column: usize, docs: &[Doc], todo: &[Todo<'_>]) -> bool {
    let mut measure = Measure { column };
    let kept = |_, own| if own == Break::Wide { Mode::Flat } else { Mode::Broken };
    match measure.docs(docs, Mode::Flat, kept) {
        Found::More => measure.rest(todo) != Found::Wide,
        found => found == Found::End,
    }
}

/// Whether what is left fits up to the next place where the line may end. It does not matter
/// whether brackets in it were broken by somebody, or else it would be broken in another way the
/// next time.
fn fits_to_wrap(column: usize, todo: &[Todo<'_>]) -> bool {
    let mut measure = Measure { column };
    let flat = |_, own| if own == Break::Must { Mode::Broken } else { Mode::Flat };
    for (_, mode, doc) in todo.iter().rev() {
        match measure.doc(doc, *mode, flat) {
            Found::More => {}
            found => return found == Found::End,
        }
    }
    true
}

//! What is looked at: pages on top of each other, the line that is typed, and what is on its way.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use tui_input::Input;

use super::ask::{self, Asked};
use super::keys::{self, Action, Edge};
use super::page::{Cells, Page};
use crate::diag::{Diagnostic, Result};
use crate::effect::Cancel;
use crate::exec::event::{Asks, Exploring, Shown};
use crate::value::Chunk;

/// Chunks that are taken between two looks at the keys.
const AT_ONCE: usize = 16;

/// Cells that are searched between two looks at the keys.
const SEARCHED: usize = 5_000;

/// Columns that a text moves to the side.
const ASIDE: isize = 20;

/// How far the rows have come.
pub(super) enum Rows {
    /// More may come.
    Coming(Receiver<Result<Chunk>>),
    /// All are there.
    All,
    /// More than may be held.
    Full,
    /// They ended with an error.
    Failed(Box<Diagnostic>),
}

/// What the keys do.
pub(super) enum Mode {
    /// They move and act.
    Browse,
    /// They type a pipeline.
    Pipeline(Input),
    /// They type what is looked for.
    Search(Input),
    /// Any of them closes the list of keys.
    Help,
}

/// A line for the person.
pub(super) struct Note {
    pub text: String,
    pub bad: bool,
}

/// A search that has not come to its end.
struct Search {
    /// The cell that is looked at next, counted row by row.
    at: usize,
    /// Cells that are not looked at yet.
    left: usize,
    back: bool,
}

pub(super) struct State {
    /// The one at the end is seen. There is always one.
    pub pages: Vec<Page>,
    pub rows: Rows,
    pub mode: Mode,
    pub note: Option<Note>,
    pub asked: Option<Asked>,
    /// Rows that fitted on the terminal the last time.
    pub screen: usize,
    asks: Option<Arc<dyn Asks>>,
    memory: usize,
    cancel: Cancel,
    search: Option<Search>,
    /// What was looked for last, in small letters.
    needle: String,
    touched: bool,
    left: bool,
}

impl State {
    pub fn new(exploring: Exploring) -> Self {
        let Exploring { shown, rest, memory, cancel, asks } = exploring;
        let title = match shown {
            Shown::Table(_) => "rows",
            Shown::Value(_) => "value",
        };
        Self {
            pages: vec![Page::new(title, None, shown)],
            rows: rest.map_or(Rows::All, Rows::Coming),
            mode: Mode::Browse,
            note: None,
            asked: None,
            screen: 1,
            asks,
            memory,
            cancel,
            search: None,
            needle: String::new(),
            touched: true,
            left: false,
        }
    }

    /// The page that is seen.
    pub fn page(&self) -> Option<&Page> {
        self.pages.last()
    }

    /// Whether the person has left, or the run has ended.
    pub fn is_left(&self) -> bool {
        self.left || self.cancel.is_cancelled()
    }

    /// Whether there is work to do before the next key.
    pub fn is_busy(&self) -> bool {
        self.search.is_some()
    }

    /// It has to be drawn again.
    pub fn touch(&mut self) {
        self.touched = true;
    }

    /// Why the rows ended early.
    pub fn failure(self) -> Option<Box<Diagnostic>> {
        match self.rows {
            Rows::Failed(problem) => Some(problem),
            _ => None,
        }
    }

    /// What was done to the rows, as a pipeline; a cell that was entered ends it.
    pub fn pipeline(&self) -> Option<String> {
        let steps = self.pages.iter().skip(1).map_while(|page| page.step.as_deref());
        let steps = steps.collect::<Vec<_>>();
        (!steps.is_empty()).then(|| steps.join(" | "))
    }

    /// Take what has come and go on with what is under way. Whether it has to be drawn again.
    pub fn take_rows(&mut self) -> bool {
        for _ in 0..AT_ONCE {
            let Rows::Coming(rest) = &self.rows else { break };
            let next = rest.try_recv();
            self.touched |= !matches!(next, Err(TryRecvError::Empty));
            match next {
                Ok(Ok(chunk)) => {
                    if let Some(Page { cells: Cells::Table(table), .. }) = self.pages.first_mut() {
                        table.add(chunk);
                        if table.size > self.memory {
                            self.rows = Rows::Full;
                        }
                    }
                }
                Ok(Err(problem)) => {
                    self.say(&problem.message, true);
                    self.rows = Rows::Failed(problem);
                }
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => self.rows = Rows::All,
            }
        }
        if let Some(answer) = self.asked.as_ref().and_then(Asked::answer) {
            self.answered(answer);
        }
        self.look_on();
        std::mem::take(&mut self.touched)
    }

    fn say(&mut self, text: &str, bad: bool) {
        self.note = Some(Note { text: text.to_owned(), bad });
        self.touch();
    }

    fn answered(&mut self, answer: Result<Shown>) {
        let Some(asked) = self.asked.take() else { return };
        self.touch();
        match answer {
            Ok(shown) => {
                let step = asked.pipeline;
                let mut page = Page::new(step.clone(), Some(step), shown);
                // One stays in the column that one is in, as long as there is one.
                let column = self.page().and_then(Page::name);
                let same = page.headings().iter().position(|(name, _)| Some(&**name) == column);
                page.go(0, same.unwrap_or(0));
                self.pages.push(page);
            }
            Err(problem) => {
                let help = problem.help.as_deref().map(|help| format!(" ({help})"));
                self.say(&format!("{}{}", problem.message, help.unwrap_or_default()), true);
            }
        }
    }

    /// A key was struck.
    pub fn key(&mut self, key: KeyEvent) {
        self.touch();
        let control_c =
            key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL);
        match &mut self.mode {
            Mode::Help => self.mode = Mode::Browse,
            Mode::Pipeline(_) | Mode::Search(_) if control_c || key.code == KeyCode::Esc => {
                self.mode = Mode::Browse;
            }
            Mode::Pipeline(input) if key.code == KeyCode::Enter => {
                let text = input.value().trim().trim_start_matches('|').trim().to_owned();
                self.mode = Mode::Browse;
                if !text.is_empty() {
                    self.ask(Some(text));
                }
            }
            Mode::Search(input) if key.code == KeyCode::Enter => {
                self.needle = input.value().to_lowercase();
                self.mode = Mode::Browse;
                self.search(false);
            }
            Mode::Pipeline(input) | Mode::Search(input) => {
                if let Some(request) = keys::edit(&key) {
                    input.handle(request);
                }
            }
            Mode::Browse => {
                if let Some(action) = keys::action(&key) {
                    self.act(action);
                }
            }
        }
    }

    fn act(&mut self, action: Action) {
        self.note = None;
        let screen = isize::try_from(self.screen).unwrap_or(isize::MAX);
        let Some(page) = self.pages.last_mut() else { return };
        let (row, column, last) = (page.row, page.column, page.height().saturating_sub(1));
        match action {
            Action::Rows(by) => page.go(row.saturating_add_signed(by), column),
            Action::Screens(by) => {
                page.go(row.saturating_add_signed(by.saturating_mul(screen)), column);
            }
            Action::Columns(by) if matches!(page.cells, Cells::Lines(_)) => {
                page.left = page.left.saturating_add_signed(by * ASIDE);
            }
            Action::Columns(by) => page.go(row, column.saturating_add_signed(by)),
            Action::Edge(Edge::First) => page.go(0, column),
            Action::Edge(Edge::Last) => page.go(last, column),
            Action::Side(Edge::First) => (page.column, page.left) = (0, 0),
            Action::Side(Edge::Last) => page.go(row, usize::MAX),
            Action::Enter => match page.entered() {
                Some(page) => self.pages.push(page),
                None => self.say("there is nothing more in this cell", false),
            },
            Action::Back => self.back(),
            Action::Sort { reverse } => {
                let sort = ask::sort(page, reverse);
                self.ask(sort);
            }
            Action::Like { not } => {
                let like = ask::like(page, not);
                self.ask(like);
            }
            Action::Counts => {
                let counts = ask::counts(page);
                self.ask(counts);
            }
            Action::Profile => self.ask(Some("profile".to_owned())),
            Action::Pipeline => self.mode = Mode::Pipeline(Input::default()),
            Action::Search => self.mode = Mode::Search(Input::default()),
            Action::Again { back } => self.search(back),
            Action::Help => self.mode = Mode::Help,
            Action::Leave => self.left = true,
            Action::Cancel => self.cancel.cancel(),
        }
    }

    /// What is under way is given up, or else the page below is seen again.
    fn back(&mut self) {
        if self.asked.take().is_some() || self.search.take().is_some() {
            self.say("given up", false);
        } else if self.pages.len() > 1 {
            self.pages.pop();
        } else {
            self.say("this is where it began; `q` leaves", false);
        }
    }

    /// Have `pipeline` computed on what is seen.
    fn ask(&mut self, pipeline: Option<String>) {
        let Some(pipeline) = pipeline else {
            return self.say("this works in the columns of a table", false);
        };
        let (Some(asks), Some(page)) = (&self.asks, self.pages.last()) else {
            return self.say("nothing can be computed here", true);
        };
        match Asked::begin(asks, page, pipeline) {
            Ok(asked) => self.asked = Some(asked),
            Err(problem) => self.say(&problem.message, true),
        }
    }

    /// Look for the next place, or the one before.
    fn search(&mut self, back: bool) {
        let Some(page) = self.pages.last() else { return };
        let left = page.height().saturating_mul(page.width());
        if self.needle.is_empty() || left == 0 {
            return self.say("nothing is looked for yet; `/` says what", false);
        }
        let here = page.row * page.width() + page.column;
        let at = if back { (here + left - 1) % left } else { (here + 1) % left };
        self.search = Some(Search { at, left, back });
    }

    /// Go on with the search.
    fn look_on(&mut self) {
        let (Some(search), Some(page)) = (&mut self.search, self.pages.last_mut()) else { return };
        let (width, all) = (page.width().max(1), (page.height() * page.width()).max(1));
        for _ in 0..SEARCHED {
            if search.left == 0 {
                self.search = None;
                let text = format!("`{}` is nowhere", self.needle);
                return self.say(&text, true);
            }
            let (row, column) = (search.at / width, search.at % width);
            if page.text(row, column).to_lowercase().contains(&self.needle) {
                page.go(row, column);
                self.search = None;
                return self.touch();
            }
            search.left -= 1;
            search.at =
                if search.back { (search.at + all - 1) % all } else { (search.at + 1) % all };
        }
    }
}

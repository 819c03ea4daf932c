//! Tables and other values on the whole terminal, for a person to look through.
//!
//! [`State`] is what is looked at and knows no terminal; [`draw`] paints it; [`keys`] says what a key
//! means. Here is what ties them to the terminal, which is left as it was found however it ends.

mod ask;
mod draw;
mod keys;
mod page;
mod state;
#[cfg(test)]
mod tests;

use std::io::{self, Stdout, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossterm::event::{Event, poll, read};
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

use self::state::State;
use super::Look;
use super::look::Role;
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Prompt;
use crate::exec::event::{Explorer, Exploring};

/// How long it waits for a key before it looks for rows.
const LOOK: Duration = Duration::from_millis(50);

/// The terminal while somebody looks through data.
pub(super) struct Explore {
    look: Look,
    /// Whether it is open, which others who draw look at.
    open: Arc<AtomicBool>,
    /// Who else asks for keys.
    prompt: Option<Arc<dyn Prompt>>,
}

impl Explore {
    /// One that draws as `look` says; `open` is true as long as it lives.
    pub fn new(look: Look, open: Arc<AtomicBool>, prompt: Option<Arc<dyn Prompt>>) -> Self {
        open.store(true, Ordering::Relaxed);
        Self { look, open, prompt }
    }
}

impl Drop for Explore {
    fn drop(&mut self) {
        self.open.store(false, Ordering::Relaxed);
    }
}

impl Explorer for Explore {
    fn explore(&mut self, exploring: Exploring) -> Result<()> {
        let mut state = State::new(exploring);
        let shown = self.show(&mut state);
        shown.map_err(|error| {
            let message = format!("the terminal cannot be used: {error}");
            Box::new(Diagnostic::error(codes::OUTPUT, message))
        })?;
        if let Some(pipeline) = state.pipeline() {
            let text = self.look.paint(Role::Faint, &format!("… | {pipeline}"));
            // It is a service, and the terminal has worked until now.
            let _ = writeln!(io::stderr(), "{text}");
        }
        state.failure().map_or(Ok(()), Err)
    }
}

impl Explore {
    fn show(&self, state: &mut State) -> io::Result<()> {
        let mut screen = Whole::enter()?;
        while !state.is_left() {
            let asking = self.prompt.as_ref().is_some_and(|prompt| prompt.is_asking());
            if state.take_rows() && !asking {
                screen.terminal.draw(|frame| draw::draw(state, &self.look, frame))?;
            }
            if asking {
                // Somebody else reads the keys.
                std::thread::sleep(LOOK);
            } else if poll(if state.is_busy() { Duration::ZERO } else { LOOK })? {
                match read()? {
                    Event::Key(key) => state.key(key),
                    Event::Resize(..) => state.touch(),
                    _ => {}
                }
            }
        }
        Ok(())
    }
}

/// The terminal as a whole; what was there comes back when it is dropped.
struct Whole {
    terminal: Terminal<CrosstermBackend<Stdout>>,
}

impl Whole {
    fn enter() -> io::Result<Self> {
        enable_raw_mode()?;
        let entered = execute!(io::stdout(), EnterAlternateScreen, cursor::Hide)
            .and_then(|()| Terminal::new(CrosstermBackend::new(io::stdout())));
        entered.map(|terminal| Self { terminal }).inspect_err(|_| restore())
    }
}

impl Drop for Whole {
    fn drop(&mut self) {
        restore();
    }
}

/// The terminal as a shell wants it.
fn restore() {
    // A terminal that is gone needs nothing.
    let _ = execute!(io::stdout(), LeaveAlternateScreen, cursor::Show);
    let _ = disable_raw_mode();
}

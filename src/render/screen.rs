//! The events of a run as output and progress: a [`Sink`] over two writers.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::explore::Explore;
use super::held::Held;
use super::outcomes::write_note;
use super::progress::Line;
use super::text::defuse_lines;
use super::view::View;
use super::{Look, Progress, value};
use crate::effect::{Clock, Load, OutcomeKind, Prompt};
use crate::exec::event::{Event, Explorer, Sink};
use crate::format::{Encoder, Format, csv_cell, encoder, to_json_text};
use crate::value::{Chunk, Schema, Type, Value};

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Tables for people.
    Table,
    /// A format for programs.
    Data(Format),
}

/// Where the events of a run are shown.
pub struct Screen {
    form: Form,
    look: Look,
    out: Box<dyn Write + Send>,
    /// The progress line, when a person watches.
    progress: Option<Meter>,
    /// The table that is being written.
    current: Option<Current>,
    /// Where what is said on the way goes, and whether it is for programs.
    notes: Option<(Box<dyn Write + Send>, bool)>,
    /// Whether all of the terminal is somebody else's: of a pager, or of who looks through data.
    covered: Arc<AtomicBool>,
}

/// The progress line and where it is drawn.
struct Meter {
    err: Box<dyn Write + Send>,
    width: usize,
    clock: Arc<dyn Clock>,
    prompt: Arc<dyn Prompt>,
    progress: Option<Progress>,
    line: Line,
}

enum Current {
    /// Rows that are shown as they come.
    View(View),
    /// Rows are held until it is known how wide columns are.
    Table(Held),
    Data(Box<dyn Encoder>),
}

impl Screen {
    /// A screen that writes results to `out`, in `form` and as `look` says.
    pub fn new(form: Form, look: Look, out: Box<dyn Write + Send>) -> Self {
        let covered = Arc::default();
        Self { form, look, out, progress: None, current: None, notes: None, covered }
    }

    /// The same, and `covered` says whether somebody else draws on the terminal.
    pub fn covered(self, covered: Arc<AtomicBool>) -> Self {
        Self { covered, ..self }
    }

    /// Write what is said on the way to `err`; as JSON where it is for programs.
    pub fn with_notes(self, err: Box<dyn Write + Send>, json: bool) -> Self {
        Self { notes: Some((err, json)), ..self }
    }

    /// Draw a progress line, at most `width` columns wide, on `err`, while nobody is asked anything.
    pub fn with_progress(
        mut self,
        err: Box<dyn Write + Send>,
        width: usize,
        clock: Arc<dyn Clock>,
        prompt: Arc<dyn Prompt>,
    ) -> Self {
        let (progress, line) = (None, Line::default());
        self.progress = Some(Meter { err, width, clock, prompt, progress, line });
        self
    }

    fn begin(&mut self, schema: Arc<Schema>) -> io::Result<()> {
        self.current = Some(match self.form {
            Form::Table => match View::of(&schema) {
                Some(view) => Current::View(view),
                None => Current::Table(Held::new(schema)),
            },
            Form::Data(format) => {
                let mut encoder = encoder(format);
                let defused = self.look.terminal;
                write(&mut self.out, defused, |out| encoder.begin(out, &schema))?;
                Current::Data(encoder)
            }
        });
        Ok(())
    }

    fn rows(&mut self, chunk: &Chunk) -> io::Result<()> {
        match &mut self.current {
            Some(Current::Table(held)) => held.add(chunk, &self.look, &mut self.out)?,
            Some(Current::View(view)) => {
                view.rows(chunk, &self.look, &mut self.out)?;
                self.out.flush()?;
            }
            Some(Current::Data(encoder)) => {
                let defused = self.look.terminal;
                write(&mut self.out, defused, |out| encoder.chunk(out, chunk))?;
                self.out.flush()?;
            }
            None => {}
        }
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        match self.current.take() {
            Some(Current::Table(held)) => held.end(&self.look, &mut self.out)?,
            Some(Current::Data(mut encoder)) => encoder.end(&mut self.out)?,
            Some(Current::View(view)) => view.end(&self.look, &mut self.out)?,
            None => {}
        }
        self.out.flush()
    }

    fn value(&mut self, shown: &Value) -> io::Result<()> {
        match self.form {
            Form::Table => value(shown, &self.look, &mut self.out)?,
            Form::Data(Format::Csv) => {
                let text = csv_cell(shown);
                write(&mut self.out, self.look.terminal, |out| writeln!(out, "{text}"))?;
            }
            Form::Data(_) => writeln!(self.out, "{}", to_json_text(shown, false))?,
        }
        self.out.flush()
    }

    fn note(&mut self, who: &str, text: &str) -> io::Result<()> {
        // What came before it stands before it.
        self.clear()?;
        self.out.flush()?;
        match &mut self.notes {
            Some((err, json)) => write_note(who, text, *json, &mut *err),
            None => Ok(()),
        }
    }

    fn clear(&mut self) -> io::Result<()> {
        match &mut self.progress {
            _ if self.covered.load(Ordering::Relaxed) => Ok(()),
            Some(meter) => meter.line.clear(&mut meter.err),
            None => Ok(()),
        }
    }
}

/// Have `encode` write to `out`; for a terminal, what it writes is defused on the way, for CSV
/// holds the text of hosts as it came.
fn write(
    out: &mut dyn Write,
    defused: bool,
    encode: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    if !defused {
        return encode(out);
    }
    let mut text = Vec::new();
    encode(&mut text)?;
    out.write_all(defuse_lines(&String::from_utf8_lossy(&text)).as_bytes())
}

impl Meter {
    fn progress(&mut self) -> &mut Progress {
        let now = self.clock.monotonic();
        self.progress.get_or_insert_with(|| Progress::new(now))
    }

    fn tick(&mut self, load: Load) -> io::Result<()> {
        let now = self.clock.monotonic();
        self.progress().tick(now, load);
        self.draw()
    }

    fn advance(&mut self, who: String, done: u64, total: Option<u64>) -> io::Result<()> {
        let now = self.clock.monotonic();
        // A plugin may say so as often as it likes.
        if self.progress().advance(now, who, done, total) { self.draw() } else { Ok(()) }
    }

    fn draw(&mut self) -> io::Result<()> {
        let width = self.width;
        match &self.progress {
            Some(progress) if !self.prompt.is_asking() => {
                self.line.draw(progress, width, &mut self.err)
            }
            _ => Ok(()),
        }
    }
}

impl Sink for Screen {
    fn event(&mut self, event: Event) -> io::Result<()> {
        match event {
            Event::Table(schema) => self.begin(schema),
            Event::Rows(chunk) => {
                if !matches!(self.current, Some(Current::Table(..))) {
                    self.clear()?;
                }
                self.rows(&chunk)
            }
            Event::TableEnd => {
                self.clear()?;
                if let Some(meter) = &mut self.progress {
                    meter.progress = None;
                }
                self.end()
            }
            Event::Value(shown, ty) => {
                self.clear()?;
                if ty == Type::Nothing && self.form == Form::Table {
                    return Ok(());
                }
                self.value(&shown)
            }
            Event::Outcome(outcome) => {
                if let Some(meter) = &mut self.progress {
                    let ok = usize::from(outcome.kind == OutcomeKind::Ok);
                    let failed = usize::from(outcome.kind.is_failure());
                    meter.progress().ended(ok, failed);
                }
                Ok(())
            }
            Event::Progress(load) => match &mut self.progress {
                Some(meter) if !self.covered.load(Ordering::Relaxed) => meter.tick(load),
                _ => Ok(()),
            },
            Event::Note { who, text } => self.note(&who, &text),
            Event::Advance { who, done, total } => match &mut self.progress {
                Some(meter) if !self.covered.load(Ordering::Relaxed) => {
                    meter.advance(who, done, total)
                }
                _ => Ok(()),
            },
        }
    }

    fn explorer(&mut self) -> Option<Box<dyn Explorer>> {
        if !self.look.terminal {
            return None;
        }
        let prompt = self.progress.as_ref().map(|meter| Arc::clone(&meter.prompt));
        // Nothing of ours may come out below what is drawn now.
        self.clear().and_then(|()| self.out.flush()).ok()?;
        Some(Box::new(Explore::new(self.look, Arc::clone(&self.covered), prompt)))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::effect::memory::StillClock;

    struct Asking(bool);

    impl Prompt for Asking {
        fn secret(&self, _: &str) -> Option<String> {
            None
        }

        fn is_asking(&self) -> bool {
            self.0
        }
    }

    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn drawn(asking: bool) -> usize {
        let err = Shared::default();
        let (clock, prompt) = (Arc::new(StillClock), Arc::new(Asking(asking)));
        let screen = Screen::new(Form::Table, Look::plain(), Box::new(io::sink()));
        let mut screen = screen.with_progress(Box::new(err.clone()), 80, clock, prompt);
        screen
            .event(Event::Progress(Load { in_flight: 1, waiting: 2, ..Load::default() }))
            .unwrap();
        err.0.lock().unwrap().len()
    }

    #[test]
    fn progress_does_not_cover_a_question() {
        assert!(drawn(false) > 0);
        assert_eq!(drawn(true), 0);
    }
}

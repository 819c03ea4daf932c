//! Completion: where the cursor stands, what may stand there, and what of that there is.

use std::sync::{Arc, Mutex, PoisonError};

use nu_ansi_term::{Color, Style};
use reedline::{Completer, CompletionResult, Span, Suggestion};

use super::place::{Level, Part, Place, boundary, place};
use super::slot::{Slot, slot};
use super::suggest::{self, Choice};
use crate::command::{Command, Shape};
use crate::diag::codes;
use crate::plan::AGGREGATES;
use crate::session::Session;
use crate::value::{Schema, Type};

/// No more than this is offered: nobody reads on, and a fleet has hosts without end.
const MOST: usize = 200;

/// Completes from what the session knows. It looks at files and the inventory and contacts no host.
pub(super) struct ByPlan {
    /// The session, which runs nothing while a line is typed.
    pub session: Arc<Mutex<Session>>,
    /// Whether colours are wanted.
    pub color: bool,
}

impl Completer for ByPlan {
    fn complete(&mut self, line: &str, cursor: usize) -> CompletionResult {
        let session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        let end = boundary(line, cursor);
        let (start, choices) = complete(&session, line, end);
        let style = |choice: &Choice| match choice.value.as_bytes().first() {
            _ if !self.color => None,
            Some(b'-') => Some(Style::new().fg(Color::Blue)),
            Some(b'$') => Some(Style::new().fg(Color::Purple)),
            _ => Some(Style::new().fg(Color::Cyan)),
        };
        let suggestions = choices.into_iter().map(|choice| Suggestion {
            style: style(&choice),
            append_whitespace: choice.whole,
            description: Some(choice.about).filter(|about| !about.is_empty()),
            value: choice.value,
            span: Span { start, end },
            ..Suggestion::default()
        });
        CompletionResult::fresh(suggestions.collect::<Vec<_>>())
    }
}

/// What may stand at byte `cursor` of `text`, and the byte from which it replaces what is there.
pub(super) fn complete(session: &Session, text: &str, cursor: usize) -> (usize, Vec<Choice>) {
    let cursor = boundary(text, cursor);
    let Some(place) = place(text, cursor) else { return (cursor, Vec::new()) };
    let mut start = place.word.start;
    let mut typed = place.word.text.clone();
    let mut choices = choices(session, text, &place);
    if let Slot::Second(first, at) = slot(&place, session.registry()) {
        start = at;
        typed = format!("{first} {typed}");
    }
    if let Some(quote) = place.word.quote {
        // Inside of quotes a name stands without its own, and the text is closed behind it.
        for choice in &mut choices {
            let bare = choice.value.trim_matches(['"', '`']);
            let end = if choice.whole { quote.to_string() } else { String::new() };
            choice.value = format!("{quote}{bare}{end}");
        }
        typed.insert(0, quote);
    }
    (start, matching(choices, &typed))
}

/// The choices that begin with `typed`; when there is none, those that have it somewhere.
fn matching(choices: Vec<Choice>, typed: &str) -> Vec<Choice> {
    let typed = typed.to_lowercase();
    let harmless = choices.into_iter().filter(suggest::is_harmless);
    let lower = |choice: &Choice| choice.value.to_lowercase();
    let bare = |text: &str| text.trim_start_matches(['"', '`', '@', '-']).to_owned();
    let all = harmless.collect::<Vec<_>>();
    let pick = |fits: &dyn Fn(&Choice) -> bool| {
        all.iter().filter(|choice| fits(choice)).take(MOST).cloned().collect::<Vec<_>>()
    };
    let begin = pick(&|choice| {
        lower(choice).starts_with(&typed) || bare(&lower(choice)).starts_with(&typed)
    });
    if begin.is_empty() { pick(&|choice| lower(choice).contains(&typed)) } else { begin }
}

fn choices(session: &Session, text: &str, place: &Place) -> Vec<Choice> {
    let typed = place.word.text.as_str();
    if place.word.quote.is_none() && typed.starts_with('$') {
        return match typed.rsplit_once('.') {
            Some((base, _)) => suggest::fields(session, earlier(text, place), base),
            None => suggest::variables(session),
        };
    }
    let level = place.levels.last();
    let rows = |at: usize| rows(session, text, place, at).unwrap_or_default();
    match slot(place, session.registry()) {
        Slot::Command => commands(session, text, place),
        Slot::Second(first, _) => {
            let mut all = suggest::commands(session.registry(), None);
            all.extend(defined(session));
            all.retain(|choice| choice.value.starts_with(&format!("{first} ")));
            all
        }
        Slot::Aggregate => AGGREGATES.iter().map(|name| Choice::new(*name, "aggregate")).collect(),
        Slot::Operand(at) => suggest::columns(&rows(at)),
        Slot::Argument(command, _) | Slot::Operator(command) if typed.starts_with('-') => {
            flags(command, level)
        }
        Slot::Operator(command) => {
            let mut choices = suggest::operators();
            choices.extend(flags(command, level));
            choices
        }
        Slot::Argument(command, shape) => {
            let at = place.levels.len().saturating_sub(1);
            let mut choices = argument(session, place, shape, || rows(at));
            unused(&mut choices, level, shape);
            if choices.is_empty() && typed.is_empty() {
                choices = flags(command, level);
            }
            choices
        }
        Slot::Nothing => Vec::new(),
    }
}

/// Commands that take what flows in; all of them, when none of those is what was begun.
fn commands(session: &Session, text: &str, place: &Place) -> Vec<Choice> {
    let at = place.levels.len().saturating_sub(1);
    let flowing = before(text, place, at).map_or(Type::Nothing, |text| session.output_of(&text));
    let mut fitting = suggest::commands(session.registry(), Some(&flowing));
    fitting.extend(defined(session));
    let typed = &place.word.text;
    if matching(fitting.clone(), typed).is_empty() {
        return suggest::commands(session.registry(), None);
    }
    fitting
}

/// What earlier lines have defined, or have taken from modules.
fn defined(session: &Session) -> Vec<Choice> {
    session.defined().into_iter().map(|(name, about)| Choice::new(name, about)).collect()
}

fn argument(
    session: &Session,
    place: &Place,
    shape: Option<Shape>,
    rows: impl FnOnce() -> Schema,
) -> Vec<Choice> {
    let quoted = place.word.quote.is_some();
    match shape {
        Some(Shape::Column | Shape::Member | Shape::Key | Shape::Condition | Shape::Expression) => {
            suggest::columns(&rows())
        }
        Some(Shape::Probe) => {
            session.probes().map(|(name, summary)| Choice::new(name, summary)).collect()
        }
        Some(Shape::Host) => suggest::hosts(session),
        Some(Shape::Path) => suggest::files(session, &place.word.text, quoted),
        Some(Shape::CommandName) => {
            let mut choices = suggest::commands(session.registry(), None);
            // Nobody who looks for a command wants to read on below thirty codes.
            if typed_code(&place.word.text) {
                choices.extend(codes::ALL.iter().map(|code| Choice::new(code.id, code.title)));
            }
            choices
        }
        Some(Shape::Quota) => {
            vec![Choice::new("all", "every host"), Choice::new("95%", "a share of the hosts")]
        }
        _ => Vec::new(),
    }
}

/// Whether `typed` begins a code, such as `E02`.
fn typed_code(typed: &str) -> bool {
    let mut chars = typed.chars();
    matches!(chars.next(), Some('e' | 'E')) && chars.all(|char| char.is_ascii_digit())
}

/// Flags that are not given yet.
fn flags(command: &'static Command, level: Option<&Level>) -> Vec<Choice> {
    let given = |choice: &Choice| {
        level.is_some_and(|level| level.parts.contains(&Part::Flag(choice.value.clone())))
    };
    let mut flags = suggest::flags(command);
    flags.retain(|choice| !given(choice));
    flags
}

/// Take away what the stage names already, where naming it twice makes no sense.
fn unused(choices: &mut Vec<Choice>, level: Option<&Level>, shape: Option<Shape>) {
    if !matches!(
        shape,
        Some(Shape::Column | Shape::Member | Shape::Key | Shape::Probe | Shape::Host)
    ) {
        return;
    }
    let parts = level.map_or(&[] as &[Part], |level| level.parts.as_slice());
    choices.retain(|choice| {
        !parts.iter().any(|part| matches!(part, Part::Word(word, _) if *word == choice.value))
    });
}

/// The columns that flow into the stage of the level number `at`.
fn rows(session: &Session, text: &str, place: &Place, at: usize) -> Option<Schema> {
    session.columns_of(&before(text, place, at)?)
}

/// The statements before the cursor and the stages of the level number `at` before its own; none
/// when there is no such stage.
fn before(text: &str, place: &Place, at: usize) -> Option<String> {
    let level = place.levels.get(at)?;
    let stages = text.get(level.start..level.pipe?)?;
    Some(format!("{}\n{stages}", earlier(text, place)))
}

/// The statements before that of the cursor.
fn earlier<'t>(text: &'t str, place: &Place) -> &'t str {
    let statement = place.levels.first().map_or(0, |level| level.statement);
    text.get(..statement).unwrap_or_default()
}

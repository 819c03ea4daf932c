//! From a cursor to the choices there are.

use std::sync::Arc;

use super::place::{Level, Part, Place, boundary, place};
use super::slot::{Slot, call, flag, slot};
use super::suggest::{self, Choice};
use crate::command::{Command, Shape};
use crate::diag::codes;
use crate::plan::{AGGREGATES, Facts, Scope};
use crate::session::Session;
use crate::source::SourceId;
use crate::syntax::ast::{Def, Param, ParamKind};
use crate::value::{Schema, Type};

/// No more than this is offered: nobody reads on, and a fleet has hosts without end.
const MOST: usize = 200;

/// What may stand at a cursor.
#[derive(Debug, Default)]
pub struct Completed {
    /// The first byte of what a choice replaces.
    pub start: usize,
    /// One past its last byte: the cursor.
    pub end: usize,
    /// What there is to choose from.
    pub choices: Vec<Choice>,
}

/// A call whose arguments are being typed.
#[derive(Debug)]
pub struct Calling {
    /// What is called.
    pub callee: Callee,
    /// How many arguments stand before the one at the cursor, flags and their values aside.
    pub given: usize,
}

/// What a call calls.
#[derive(Debug)]
pub enum Callee {
    /// A command of the language.
    Command(&'static Command),
    /// What a text defines.
    Def(Arc<Def>),
}

/// A text in which something is completed.
pub(in crate::session) struct Asking<'a> {
    /// Knows commands, hosts and files.
    pub session: &'a Session,
    /// The text.
    pub text: &'a str,
    /// What its spans name it.
    pub source: SourceId,
    /// What its plan has found out.
    pub facts: &'a Facts,
}

impl Asking<'_> {
    /// What may stand at byte `cursor`.
    pub(in crate::session) fn complete(&self, cursor: usize) -> Completed {
        let end = boundary(self.text, cursor);
        let Some(place) = place(self.text, end) else {
            return Completed { start: end, end, choices: Vec::new() };
        };
        let mut start = place.word.start;
        let mut typed = place.word.text.clone();
        let mut choices = self.choices(&place);
        if let Slot::Second(first, at) = slot(&place, self.session.registry())
            && !typed.starts_with('-')
        {
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
        Completed { start, end, choices: matching(choices, &typed) }
    }

    /// The call whose arguments are at byte `cursor`.
    pub(in crate::session) fn calling(&self, cursor: usize) -> Option<Calling> {
        let place = place(self.text, boundary(self.text, cursor))?;
        let level = place.levels.last()?;
        let scope = self.scope_at(level);
        if let Some((def, rest)) = scope.and_then(|scope| self.def(scope, &level.parts)) {
            let takes_value = |flag: &str| {
                let is_it = |param: &&Param| match flag.strip_prefix("--") {
                    Some(name) => param.name.node == name,
                    None => param.short.is_some_and(|short| flag.ends_with(short)),
                };
                let mut flags = def.params.iter().filter(|one| one.kind == ParamKind::Flag);
                flags.any(|param| is_it(&param))
            };
            let given = given(rest, &takes_value);
            return Some(Calling { callee: Callee::Def(def), given });
        }
        let (command, rest) = call(&level.parts, self.session.registry())?;
        let takes_value =
            |written: &str| flag(command, written).is_some_and(|flag| flag.shape.is_some());
        let given = given(rest, &takes_value);
        Some(Calling { callee: Callee::Command(command), given })
    }

    /// The definition that a stage calls, and what stands behind its name.
    fn def<'p>(&self, scope: &Scope, parts: &'p [Part]) -> Option<(Arc<Def>, &'p [Part])> {
        let (Part::Word(first, _), rest) = parts.split_first()? else { return None };
        let both = match rest.split_first() {
            Some((Part::Word(second, _), rest)) => {
                scope.def(&format!("{first} {second}")).map(|id| (id, rest))
            }
            _ => None,
        };
        let (id, rest) = both.or_else(|| Some((scope.def(first)?, rest)))?;
        Some((Arc::clone(&self.facts.library().defs.get(id)?.def), rest))
    }

    fn choices(&self, place: &Place) -> Vec<Choice> {
        let typed = place.word.text.as_str();
        let scope = self.scope(place);
        if place.word.quote.is_none() && typed.starts_with('$') {
            return match typed.rsplit_once('.') {
                Some((base, _)) => {
                    let ty = scope.map(|scope| self.session.output_in(scope, self.facts, base));
                    ty.map_or_else(Vec::new, |ty| suggest::fields(&ty, base))
                }
                None => scope.map_or_else(Vec::new, suggest::variables),
            };
        }
        let level = place.levels.last();
        let rows = |at: usize| self.rows(place, at).unwrap_or_default();
        match slot(place, self.session.registry()) {
            Slot::Command => self.commands(place, scope),
            Slot::Second(..) if typed.starts_with('-') => self.of_def(place, scope),
            Slot::Second(first, _) => {
                let mut all = suggest::commands(self.session.registry(), None);
                all.extend(self.defs(scope));
                all.retain(|choice| choice.value.starts_with(&format!("{first} ")));
                all
            }
            Slot::Aggregate => {
                AGGREGATES.iter().map(|name| Choice::new(*name, "aggregate")).collect()
            }
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
                let mut choices = self.argument(place, shape, || rows(at));
                unused(&mut choices, level, shape);
                if choices.is_empty() && typed.is_empty() {
                    choices = flags(command, level);
                }
                choices
            }
            Slot::Other => self.of_def(place, scope),
            Slot::Nothing => Vec::new(),
        }
    }

    /// The names that may be used in the statement of the cursor.
    fn scope(&self, place: &Place) -> Option<&Scope> {
        self.scope_at(place.levels.last()?)
    }

    fn scope_at(&self, level: &Level) -> Option<&Scope> {
        let rest = self.text.get(level.statement..).unwrap_or_default();
        let blank = rest.len() - rest.trim_start().len();
        let scope = self.facts.scope(self.source, level.statement + blank);
        // At the end of a block or of the text there is no statement yet.
        scope.or_else(|| self.facts.scope(self.source, level.statement))
    }

    /// What `def` has named.
    fn defs(&self, scope: Option<&Scope>) -> Vec<Choice> {
        scope.map_or_else(Vec::new, |scope| suggest::defs(scope, self.facts.library()))
    }

    /// Commands that take what flows in; all of them, when none of those is what was begun.
    fn commands(&self, place: &Place, scope: Option<&Scope>) -> Vec<Choice> {
        let at = place.levels.len().saturating_sub(1);
        let flowing = self.flowing(place, at).unwrap_or(Type::Nothing);
        let registry = self.session.registry();
        let with_defs = |mut choices: Vec<Choice>| {
            choices.extend(self.defs(scope));
            choices
        };
        let fitting = with_defs(suggest::commands(registry, Some(&flowing)));
        if matching(fitting.clone(), &place.word.text).is_empty() {
            return with_defs(suggest::commands(registry, None));
        }
        fitting
    }

    /// The flags of the definition that is called at the cursor.
    fn of_def(&self, place: &Place, scope: Option<&Scope>) -> Vec<Choice> {
        let Some((level, scope)) = place.levels.last().zip(scope) else { return Vec::new() };
        if !place.word.text.starts_with('-') {
            return Vec::new();
        }
        let def = self.def(scope, &level.parts);
        let mut flags = def.map_or_else(Vec::new, |(def, _)| suggest::flags_of(&def));
        flags.retain(|choice| !level.parts.contains(&Part::Flag(choice.value.clone())));
        flags
    }

    fn argument(
        &self,
        place: &Place,
        shape: Option<Shape>,
        rows: impl FnOnce() -> Schema,
    ) -> Vec<Choice> {
        let quoted = place.word.quote.is_some();
        match shape {
            Some(
                Shape::Column | Shape::Member | Shape::Key | Shape::Condition | Shape::Expression,
            ) => suggest::columns(&rows()),
            Some(Shape::Probe) => {
                let probes = self.session.probes();
                probes.map(|(name, summary)| Choice::new(name, summary)).collect()
            }
            Some(Shape::Host) => suggest::hosts(self.session),
            Some(Shape::Path | Shape::NewFile) => {
                suggest::files(self.session, &place.word.text, quoted)
            }
            Some(Shape::CommandName) => {
                let mut choices = suggest::commands(self.session.registry(), None);
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

    /// The columns that flow into the stage of the level number `at`.
    fn rows(&self, place: &Place, at: usize) -> Option<Schema> {
        match self.flowing(place, at)?.non_null() {
            Type::Table(schema) => Some(schema.clone()),
            _ => None,
        }
    }

    /// The type of what flows into the stage of the level number `at`; none where it is the first.
    fn flowing(&self, place: &Place, at: usize) -> Option<Type> {
        let level = place.levels.get(at)?;
        let stages = self.text.get(level.start..level.pipe?)?;
        Some(self.session.output_in(self.scope_at(level)?, self.facts, stages))
    }
}

/// How many arguments `parts` are, flags and their values aside.
fn given(parts: &[Part], takes_value: &dyn Fn(&str) -> bool) -> usize {
    let (mut count, mut joined, mut waiting) = (0_usize, false, false);
    for part in parts {
        match part {
            Part::Flag(name) => waiting = takes_value(name),
            Part::Operator => joined = true,
            Part::Assign => {}
            Part::Comma => joined = false,
            Part::Word(..) | Part::Value if std::mem::take(&mut waiting) => {}
            Part::Word(..) | Part::Value if std::mem::take(&mut joined) => {}
            Part::Word(..) | Part::Value => count += 1,
        }
    }
    // An operand that is missing is still of the argument before it.
    if joined { count.saturating_sub(1) } else { count }
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

//! What the checker says of a pipeline is what comes out of it: each example of a command that
//! contacts no host has the type that was planned for it, with its rows and without any.

use std::io;
use std::sync::{Arc, Mutex};

use rebe_shell::builtin;
use rebe_shell::command::Mode;
use rebe_shell::effect::real::RealFiles;
use rebe_shell::effect::{Effect, Effects};
use rebe_shell::exec::{Event, Sink};
use rebe_shell::value::Type;

use crate::words::session;

/// Keeps the type of the last result.
#[derive(Default)]
struct Last(Option<Type>);

impl Sink for Last {
    fn event(&mut self, event: Event) -> io::Result<()> {
        match event {
            Event::Table(schema) => self.0 = Some(Type::Table(schema.as_ref().clone())),
            Event::Value(_, ty) => self.0 = Some(ty),
            _ => {}
        }
        Ok(())
    }
}

/// The type that is planned for the last statement of `text`, and the one that comes out; none
/// where that contacts hosts, writes files, or yields nothing.
fn types(text: &str) -> Option<(Type, Type)> {
    let mut session = session(Arc::new(RealFiles));
    let prepared = session.prepare("example", text, Mode::Run);
    assert!(!prepared.is_wrong(), "{text}: {:?}", prepared.diagnostics);
    let effects = prepared.plan.statements.iter().map(|s| s.effects());
    let effects = effects.fold(Effects::NONE, Effects::union);
    if Effect::ALL.iter().any(|e| *e != Effect::ReadFiles && effects.contains(*e)) {
        return None;
    }
    let planned = prepared.plan.statements.last()?.pipeline()?.output.clone();
    if planned == Type::Nothing {
        return None;
    }
    let last = Arc::new(Mutex::new(Last::default()));
    let report = session.run(&prepared, Arc::clone(&last) as Arc<Mutex<dyn Sink>>);
    assert!(report.errors.is_empty(), "{text}: {:?}", report.errors);
    let came = last.lock().unwrap().0.take()?;
    Some((planned, came))
}

fn examples() -> impl Iterator<Item = &'static str> {
    builtin::ALL.iter().flat_map(|command| command.signature.examples).map(|example| example.text)
}

#[test]
fn examples_have_the_type_that_was_planned() {
    let mut checked = 0;
    for (text, planned, came) in
        examples().filter_map(|text| types(text).map(|(planned, came)| (text, planned, came)))
    {
        match &planned {
            Type::Unknown => continue,
            Type::Table(schema) if schema.is_open() => continue,
            Type::Table(_) => assert_eq!(planned.to_string(), came.to_string(), "{text}"),
            _ => assert!(came.fits(&planned), "{text}: planned {planned}, found {came}"),
        }
        checked += 1;
    }
    assert!(checked > 150, "only {checked} examples were checked");
}

#[test]
fn examples_run_without_rows_too() {
    let mut checked = 0;
    for text in examples() {
        let Some((rows, rest)) = text.split_once("] | ").filter(|_| text.starts_with('[')) else {
            continue;
        };
        // What asks for a certain row or item has none here.
        if rest.starts_with("get ") {
            continue;
        }
        let empty = format!("{rows}] | skip 99 | {rest}");
        if let Some((Type::Table(schema), came)) = types(&empty)
            && !schema.is_open()
        {
            let planned = Type::Table(schema);
            assert_eq!(planned.to_string(), came.to_string(), "{empty}");
        }
        checked += 1;
    }
    assert!(checked > 60, "only {checked} examples were checked");
}

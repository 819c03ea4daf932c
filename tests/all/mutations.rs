//! A slip in any name of any program is found before a host is contacted, with the right word in
//! the help.
//!
//! The programs are the examples of all commands, the scripts of `examples` and `stdlib`, and the
//! programs of the corpus that mean something. Each of their names is misspelt in turn, in a few
//! ways, and the text is checked as `rebe check` and `rebe FILE` do it. By design these slips are
//! none, and each is a rule about names, not about programs:
//!
//! - A word that may be any text is a text: a path, an argument that is a text, an environment
//!   variable, the words of a program of this machine and its own name. So is what stands in quotes.
//! - What gives a name may give another one. Where it is called by the first one elsewhere that is
//!   found there, and the help tells the name that was given; where nobody calls it, or where the
//!   name is one of a column that only comes out at the end, there is nothing to be wrong.
//! - The columns of what `from json` and its like make of a text are known when it is there: then a
//!   slip is found before the first row is looked at.
//! - A definition that takes a table with any other columns, or a closure, knows those columns when
//!   it is called: a slip in one of them, within the definition, shows there.
//! - A name that is given twice, or that a module exports, is used by others too.
//! - `.name?` is null where there is none, unless a field has nearly that name.
//! - A slip may make another name that is there, or a word of the language.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use rebe_shell::builtin;
use rebe_shell::diag::{Diagnostic, exit};
use rebe_shell::effect::Files;
use rebe_shell::effect::real::RealFiles;
use rebe_shell::source::Sources;
use rebe_shell::syntax;

use crate::support::Folder;
use crate::support::names::{Name, Role, names, open_definitions, used};
use crate::support::programs::{Program, Recorder};

/// Scripts below a folder of the repository; none where there is no such folder.
fn scripts(folder: &str) -> Vec<Program> {
    let mut found = Vec::new();
    for entry in RealFiles.list(Path::new(folder)).unwrap_or_default() {
        let path = format!("{folder}/{}", entry.name);
        if entry.folder {
            found.extend(scripts(&path));
        } else if path.ends_with(".rsh") {
            let text = std::fs::read_to_string(&path).unwrap();
            let line = text.lines().find_map(|line| line.split_once(&path));
            let words = line.map_or("", |(_, words)| words).split_whitespace();
            let words = words.map(str::to_owned).collect();
            found.push(Program { path, text, words });
        }
    }
    found
}

/// The programs of the corpus that are whole.
fn corpus() -> Vec<Program> {
    let mut found = Vec::new();
    for entry in RealFiles.list(Path::new("grammar/corpus/ok")).unwrap() {
        let path = format!("grammar/corpus/ok/{}", entry.name);
        let text = format!("\n{}", std::fs::read_to_string(&path).unwrap());
        for case in text.split("\n=== ").skip(1) {
            let (title, rest) = case.split_once('\n').unwrap();
            let (program, _) = rest.split_once("\n---\n").unwrap();
            let path = format!("{path}: {title}");
            found.push(Program { path, text: program.to_owned(), words: Vec::new() });
        }
    }
    found
}

fn of_commands() -> Vec<Program> {
    let examples = builtin::ALL.iter().flat_map(|command| command.signature.examples);
    let examples = examples.map(|example| example.text.to_owned());
    // What no example has: every probe, every flag of `run`, all parts of an expression.
    let more = [
        "let limit = 4; hosts | discover cpu memory os | where cores > $limit",
        "hosts | discover cpu | where not (threads in [1, 2]) and model =~ \"x\" \
         | sort-by cores threads --reverse | group-by arch (mean cores) (sum threads)",
        "hosts web[01-02] --group web --tag prod | run \"true\" --timeout 5s --parallel 2 \
         --max-output 1MiB --binary | reject stdout | select host | require 95%",
    ];
    let texts = examples.chain(more.map(str::to_owned)).enumerate();
    let program = |(at, text)| Program { path: format!("example {at}"), text, words: Vec::new() };
    texts.map(program).collect()
}

/// A letter left out, two letters swapped, and a letter written twice.
fn slips(word: &str) -> BTreeSet<String> {
    let letters = word.chars().collect::<Vec<_>>();
    let middle = letters.len() / 2;
    let mut all = vec![letters.clone()];
    all[0].insert(middle, letters[middle]);
    if letters.len() > 2 {
        let (mut less, mut swapped) = (letters.clone(), letters);
        less.remove(middle);
        swapped.swap(middle - 1, middle);
        all.extend([less, swapped]);
    }
    let mut all = all.into_iter().map(String::from_iter).collect::<BTreeSet<String>>();
    all.remove(word);
    all
}

/// How it went, in numbers.
#[derive(Debug, Default, Clone, Copy)]
struct Count {
    programs: usize,
    used: usize,
    given: usize,
    column: usize,
    /// Of those that are used, the slips that show only when the text runs.
    late: usize,
    /// Of those that name something, the slips after which the program is another sound one.
    other: usize,
}

impl Count {
    fn add(&mut self, more: Self) {
        self.programs += more.programs;
        self.used += more.used;
        self.given += more.given;
        self.column += more.column;
        self.late += more.late;
        self.other += more.other;
    }
}

/// Misspell every name of `program`; what is not found is told in `holes`.
fn misspell(program: &Program, remote: &Arc<Recorder>, holes: &Mutex<Vec<String>>) -> Count {
    let mut count = Count::default();
    if program.checked().0 != exit::OK {
        return count;
    }
    count.programs = 1;
    let id = Sources::default().add(program.path.as_str(), program.text.as_str());
    let parsed = syntax::parse(id, &program.text).program;
    let all = names(&program.text, &parsed);
    let (used, open) = (used(&all), open_definitions(&parsed));
    let is_shared = |name: &Name, before: &str| {
        let same = |other: &&Name| other.role == Role::Given && other.text == name.text;
        before.ends_with("export def ") || all.iter().filter(same).count() > 1
    };
    for name in &all {
        for slip in slips(&name.text) {
            let end = name.start + name.text.len();
            let (before, after) = (&program.text[..name.start], &program.text[end..]);
            let wrong = program.with(format!("{before}{slip}{after}"));
            let (code, mut errors) = wrong.checked();
            let within = |of: &Range<usize>| of.contains(&name.start);
            let late = name.role == Role::Used && code == exit::OK;
            if name.role == Role::Used {
                match wrong.run(remote) {
                    // The names of what comes out of a text are known only when it runs.
                    Some(found) if late => errors = found,
                    Some(_) => errors.clear(),
                    None => {}
                }
            }
            let judged = match name.role {
                Role::Used if open.iter().any(within) && is_column(name, before) => {
                    judge_used(name, &slip, &errors).or(Ok(false))
                }
                Role::Used => judge_used(name, &slip, &errors),
                Role::Given if is_shared(name, before) || slip == "let" => Ok(code != exit::OK),
                _ => judge_given(name, &slip, code, &errors, &wrong.text, &used),
            };
            count.late += usize::from(late);
            match name.role {
                Role::Used => count.used += 1,
                Role::Given => count.given += 1,
                Role::Column => count.column += 1,
            }
            count.other += usize::from(judged == Ok(false));
            if let Err(why) = judged {
                let line = before.matches('\n').count() + 1;
                let told = errors.iter().map(|d| format!("\n    {} ({:?})", d.message, d.help));
                let told = told.collect::<String>();
                holes.lock().unwrap().push(format!(
                    "{}:{line}: `{slip}` for `{}` ({:?}): {why}{told}\n    {}",
                    program.path,
                    name.text,
                    name.role,
                    wrong.text.lines().nth(line - 1).unwrap_or_default().trim()
                ));
            }
        }
    }
    count
}

/// Whether `name` is one of a column, as far as the text before it and the commands tell.
fn is_column(name: &Name, before: &str) -> bool {
    let is_command = builtin::ALL.iter().any(|command| command.signature.name == name.text);
    !before.ends_with(['$', '-']) && !is_command
}

/// The text at the places that `problem` is about.
fn places<'t>(problem: &Diagnostic, text: &'t str) -> Vec<&'t str> {
    let labels = problem.labels.iter();
    labels.filter_map(|label| text.get(label.span.start..label.span.end)).collect()
}

/// The help of `problem` offers `word`, or something that is no further from `slip`.
fn offers(problem: &Diagnostic, slip: &str, word: &str) -> bool {
    let help = problem.help.as_deref().unwrap_or_default();
    let Some((_, offered)) = help.split_once("did you mean") else { return false };
    let offered = offered.split('`').nth(1).unwrap_or_default();
    let parts = offered.split([' ', '.', '/', '-', '$', '|']).chain([offered]);
    let lower = str::to_lowercase;
    let far = |other: &str| strsim::damerau_levenshtein(&lower(slip), &lower(other));
    offered.contains(word) || parts.into_iter().any(|part| far(part) <= far(word))
}

/// Whether a slip in a name that is used is found.
fn judge_used(name: &Name, slip: &str, errors: &[Diagnostic]) -> Result<bool, String> {
    let (start, end) = (name.start, name.start + slip.len());
    let covers = |d: &&Diagnostic| {
        d.labels.iter().any(|label| label.span.start <= start && label.span.end >= end)
    };
    let about = errors.iter().filter(covers).collect::<Vec<_>>();
    if about.is_empty() {
        return Err("no error points at it".to_owned());
    }
    // Of one or two letters nobody can tell what was meant.
    let short = name.text.chars().count() < 3;
    if !short && !about.iter().any(|d| offers(d, slip, &name.text)) {
        return Err("the right word is not told".to_owned());
    }
    Ok(true)
}

/// Whether a slip in a name that is given is found where the name is used; `Ok(false)` when it is
/// used nowhere.
fn judge_given(
    name: &Name,
    slip: &str,
    code: u8,
    errors: &[Diagnostic],
    text: &str,
    used: &BTreeSet<&str>,
) -> Result<bool, String> {
    let called = used.contains(name.text.as_str());
    if code == exit::OK {
        // The name of a column may only come out at the end, or it is one of several.
        let fine = name.role == Role::Column || !called;
        return if fine { Ok(false) } else { Err("it is used, and that is not found".to_owned()) };
    }
    if name.role == Role::Column || !called {
        return Ok(true);
    }
    let about = |d: &&Diagnostic| places(d, text).iter().any(|place| place.contains(&name.text));
    let about = errors.iter().filter(about).collect::<Vec<_>>();
    if about.is_empty() {
        return Err("no error points at where it is used".to_owned());
    }
    let short = name.text.chars().count() < 3;
    if !short && !about.iter().any(|d| offers(d, &name.text, slip)) {
        return Err("the name that was given is not told".to_owned());
    }
    Ok(true)
}

#[test]
fn a_slip_in_any_name_is_found_before_a_host_is_contacted() {
    let programs = [of_commands(), scripts("examples"), scripts("stdlib"), corpus()].concat();
    let (remote, holes) = (Arc::<Recorder>::default(), Mutex::new(Vec::new()));
    let next = AtomicUsize::new(0);
    let count = Mutex::new(Count::default());
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, |cores| cores.get().min(8)) {
            scope.spawn(|| {
                while let Some(program) = programs.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let of_this = misspell(program, &remote, &holes);
                    count.lock().unwrap().add(of_this);
                }
            });
        }
    });
    let (holes, count) = (holes.into_inner().unwrap(), count.into_inner().unwrap());
    assert!(holes.is_empty(), "{count:?}\n{}\n{} holes", holes.join("\n"), holes.len());
    assert_eq!(remote.count(), 0, "hosts were contacted");
    assert!(count.programs > 400 && count.used > 4000, "{count:?}");
    assert!(
        count.late * 200 < count.used && count.other * 3 < count.given + count.column * 2,
        "{count:?}"
    );
    println!("{count:?}");
}

/// What the transport would have counted.
#[test]
fn a_program_without_a_slip_contacts_hosts() {
    let remote = Arc::<Recorder>::default();
    let text = "hosts web01 | run \"true\"".to_owned();
    let program = Program { path: "sound".to_owned(), text, words: Vec::new() };
    assert!(program.run(&remote).is_some());
    assert_eq!(remote.count(), 1);
}

#[test]
fn the_program_ends_with_2_and_prints_nothing_after_a_slip() {
    let folder = Folder::new();
    let place = folder.join("slip.rsh");
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_rebe"))
            .args(arguments)
            .arg(&place)
            .env("HOME", folder.path())
            .output()
            .unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let slips = [
        "hots | discover cpu",
        "hosts | discover cpuu",
        "hosts | discover cpu | where coers > 4",
        "hosts | discover cpu --timeuot 5s",
        "let limit = 4; hosts | discover cpu | where cores > $limti",
        "def greet [name: string] { $nmae }; greet bob",
        "hosts | discover os | each {|row| $row.kernl }",
        "use ./nosuch.rsh; hosts",
    ];
    for text in slips {
        std::fs::write(&place, text).unwrap();
        assert_eq!(run(&["check"]).0, Some(2), "{text}");
        assert_eq!(run(&["demo", "--hosts", "2"]), (Some(2), String::new()), "{text}");
    }
}

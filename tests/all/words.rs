//! The examples of all commands do what they say, and a slip in any of their words is found before
//! a host is contacted, with the right word in the help.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use futures_util::stream::BoxStream;
use rebe_shell::builtin;
use rebe_shell::command::Mode;
use rebe_shell::diag::exit;
use rebe_shell::effect::memory::{MemoryEnvironment, MemoryProcesses, NoPrompt, StillClock};
use rebe_shell::effect::real::RealFiles;
use rebe_shell::effect::{Cancel, Files, Job, Remote, RemoteEvent, Target, World};
use rebe_shell::exec::Stored;
use rebe_shell::inventory::Inventory;
use rebe_shell::session::{Options, Session};
use rebe_shell::source::{Sources, Span};
use rebe_shell::syntax;
use rebe_shell::syntax::ast::{Argument, Expr, Stage};
use rebe_shell::syntax::walk::Node;
use rebe_shell::value::scalar;

use crate::support::target;

/// A transport that must not be used.
struct Untouched;

impl Remote for Untouched {
    fn run(
        &self,
        job: Job,
        _: BoxStream<'static, Arc<Target>>,
        _: Cancel,
    ) -> BoxStream<'static, RemoteEvent> {
        panic!("hosts were contacted: {}", job.command);
    }
}

/// A session that may read files and touch nothing else.
pub(crate) fn session(files: Arc<dyn Files>) -> Session {
    let targets = (1..=6).map(|at| Target {
        name: format!("web{at:02}"),
        groups: vec!["web".to_owned()],
        tags: vec!["prod".to_owned()],
        ..(*target("127.0.0.1", 1)).clone()
    });
    let world = World {
        files,
        clock: Arc::new(StillClock),
        environment: Arc::new(MemoryEnvironment::default()),
        prompt: Arc::new(NoPrompt),
        directory: Arc::new(Inventory::of_targets(targets.collect())),
        remote: Arc::new(Untouched),
        processes: Arc::new(MemoryProcesses::default().with("sh", |_| unreachable!())),
    };
    Session::in_world(world, Options::default())
}

/// What a slip is made in, and what the help must name.
type Words = BTreeMap<(usize, usize), String>;

/// Words of `node` and all that is in it.
fn collect(node: Node<'_>, words: &mut Words) {
    match node {
        Node::Stage(Stage::Call(call), _) => {
            put(words, call.name.span, &call.name.node);
            // A path may be anything, and so may a text.
            if matches!(call.name.node.as_str(), "open" | "save") {
                return;
            }
        }
        Node::Argument(Argument::Flag { name, .. }, _) => put(words, name.span, &name.node),
        Node::Expr(Expr::Word(word), span) => put(words, span, word),
        Node::Expr(Expr::Variable(name), span) => {
            put(words, Span { start: span.start + 1, ..span }, name);
        }
        // The columns of a table literal are new names.
        Node::Expr(Expr::Table { rows, .. }, _) => {
            let cells = rows.iter().flat_map(|row| &row.node);
            return cells.for_each(|cell| collect(Node::Expr(&cell.node, cell.span), words));
        }
        Node::Expr(Expr::Field { name, .. }, _) => put(words, name.span, &name.node),
        _ => {}
    }
    node.children().into_iter().for_each(|child| collect(child, words));
}

/// Of words of one or two letters nobody can tell what was meant, and a range names many hosts.
fn put(words: &mut Words, span: Span, word: &str) {
    if word.chars().count() > 2 && word.chars().all(|c| c.is_alphabetic() || "_-".contains(c)) {
        words.insert((span.start, span.end), word.to_owned());
    }
}

/// A letter left out, and two letters swapped.
fn slips(word: &str) -> [String; 2] {
    let letters = word.chars().collect::<Vec<_>>();
    let middle = letters.len() / 2;
    let (mut less, mut swapped) = (letters.clone(), letters);
    less.remove(middle);
    swapped.swap(middle - 1, middle);
    [less, swapped].map(|letters| letters.into_iter().collect())
}

#[test]
fn a_slip_in_any_word_is_found_before_a_host_is_contacted() {
    let mut texts = builtin::ALL
        .iter()
        .flat_map(|command| command.signature.examples)
        .map(|example| example.text.to_owned())
        .collect::<Vec<_>>();
    // What no example has: variables, every probe, every flag, all parts of an expression.
    texts.push("let limit = 4; hosts | discover cpu memory os | where cores > $limit".to_owned());
    texts.push(
        "hosts | discover cpu | where not (threads in [1, 2]) and model =~ \"x\" \
                | sort-by cores threads --reverse | group-by arch (mean cores) (sum threads)"
            .to_owned(),
    );
    texts.push(
        "hosts web[01-02] --group web --tag prod | run \"true\" --timeout 5s --parallel 2 \
                --max-output 1MiB --binary | reject stdout | select host | require 95%"
            .to_owned(),
    );
    let mut tried = 0;
    for text in &texts {
        let parsed = syntax::parse(Sources::default().add("example", text), text);
        assert!(parsed.diagnostics.is_empty(), "{text}: {:?}", parsed.diagnostics);
        let mut words = Words::new();
        for statement in &parsed.program.statements {
            collect(Node::Statement(&statement.node, statement.span), &mut words);
        }
        for ((start, end), word) in words {
            for slip in slips(&word) {
                if slip != word {
                    let wrong = format!("{}{slip}{}", &text[..start], &text[end..]);
                    check(&wrong, &slip, &word);
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 150, "only {tried} slips were tried");
}

fn check(text: &str, slip: &str, word: &str) {
    // A swap may make another word that fits.
    let mut session = session(Arc::new(RealFiles));
    session.set("args", Stored::Value(scalar::list(Vec::new())));
    let prepared = session.prepare("slip", text, Mode::Run);
    let errors = prepared.diagnostics.iter().filter(|d| d.is_error()).collect::<Vec<_>>();
    let about = |d: &&&rebe_shell::diag::Diagnostic| {
        let place = d.labels.first().map_or("", |label| &text[label.span.start..label.span.end]);
        place.contains(slip)
    };
    let Some(found) = errors.iter().find(about) else {
        panic!("`{slip}` for `{word}` is not found in `{text}`: {errors:?}");
    };
    assert_eq!(found.exit_code(), exit::CHECK, "{text}: {found:?}");
    let help = found.help.as_deref().unwrap_or_default();
    assert!(help.contains("did you mean") && help.contains(word), "{text}: {found:?}");
}

#[test]
fn examples_print_what_they_say() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut count = 0;
    for command in builtin::ALL {
        for example in command.signature.examples {
            let output = Command::new(env!("CARGO_BIN_EXE_rebe"))
                .args(["demo", "--hosts", "6", "-o", "ndjson", "-c", example.text])
                .current_dir(root)
                .output()
                .unwrap();
            let stdout = String::from_utf8(output.stdout).unwrap();
            let stderr = String::from_utf8(output.stderr).unwrap();
            assert_eq!(
                (stdout.trim_end(), stderr.as_str()),
                (example.prints, ""),
                "{}",
                example.text
            );
            assert_eq!(output.status.code(), Some(0), "{}", example.text);
            count += 1;
        }
    }
    assert!(count >= builtin::ALL.len());
    // The example of `save` has to write somewhere.
    let _ = std::fs::remove_file("/tmp/rebe-example-save.csv");
}

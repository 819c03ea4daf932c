//! What is seen for which keys, on a terminal that is only a buffer.

use std::sync::Arc;
use std::sync::mpsc::sync_channel;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::draw::draw;
use super::state::State;
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::Cancel;
use crate::exec::event::{Asks, Exploring, Shown};
use crate::render::Look;
use crate::value::{Chunk, Rows, Schema, Type, scalar};

/// Answers with the first row alone, or not at all.
struct First;

impl Asks for First {
    fn ask(&self, shown: &Shown, pipeline: &str) -> Result<Shown> {
        match shown {
            Shown::Table(chunk) if !pipeline.contains("wrong") => Ok(Shown::Table(chunk.head(1))),
            _ => {
                Err(Diagnostic::error(codes::UNKNOWN_COMMAND, "no such command").help("try").into())
            }
        }
    }
}

fn chunk(from: i64, to: i64) -> Chunk {
    let record = Schema::of([("a", Type::Int)]);
    let schema = Schema::of([
        ("n", Type::Int),
        ("a name", Type::String.nullable()),
        ("in", Type::Record(record)),
    ]);
    let mut rows = Rows::new(Arc::new(schema));
    for n in from..to {
        let name = if n % 3 == 0 { scalar::null() } else { scalar::text(format!("host\u{1b}{n}")) };
        rows.push(&[scalar::int(n), name, scalar::record([("a".into(), scalar::int(-n))])])
            .unwrap();
    }
    rows.finish().unwrap()
}

fn state(shown: Shown) -> State {
    let (cancel, asks) = (Cancel::new(), Some(Arc::new(First) as Arc<dyn Asks>));
    State::new(Exploring { shown, rest: None, memory: 1 << 20, cancel, asks })
}

/// Strike the keys of `text`, in which `⏎` is Enter and `⎋` is Escape, and wait for what they begin.
fn type_in(state: &mut State, text: &str) {
    for char in text.chars() {
        let code = match char {
            '⏎' => KeyCode::Enter,
            '⎋' => KeyCode::Esc,
            '→' => KeyCode::Right,
            '↓' => KeyCode::Down,
            char => KeyCode::Char(char),
        };
        state.key(KeyEvent::new(code, KeyModifiers::NONE));
        while state.asked.is_some() || state.is_busy() {
            state.take_rows();
        }
    }
}

fn seen(state: &mut State, width: u16, height: u16) -> Vec<String> {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| draw(state, &Look::terminal(80, true), frame)).unwrap();
    let buffer = terminal.backend().buffer();
    let rows = (0..height).map(|y| (0..width).map(|x| buffer[(x, y)].symbol()).collect::<String>());
    rows.map(|row| row.trim_end().to_owned()).collect()
}

#[test]
fn a_table_is_seen_with_its_types_and_what_comes_of_it() {
    let mut state = state(Shown::Table(chunk(0, 4)));
    let wanted = [
        "rows                              1 of 4",
        "    n a name  in",
        "  int string? record",
        "0   0 ∅       {a: 0}",
        "1   1 host␛1  {a: -1}",
        "2   2 host␛2  {a: -2}",
        "3   3 ∅       {a: -3}",
        "? keys  | pipeline  / search  s sort  En",
    ];
    assert_eq!(seen(&mut state, 40, 8), wanted);
    type_in(&mut state, "s→S↓=-");
    assert_eq!(
        state.pipeline().unwrap(),
        "sort-by n | sort-by `a name` --reverse | where `a name` == null | where `a name` != null"
    );
    assert_eq!(state.pages.len(), 5);
    type_in(&mut state, "⎋⎋⎋⎋⎋");
    assert_eq!((state.pages.len(), state.pipeline()), (1, None));
    type_in(&mut state, "→↓-");
    assert_eq!(state.pipeline().unwrap(), "where `a name` != \"host\\u{1b}1\" or `a name` == null");
}

#[test]
fn cells_are_entered_and_left() {
    let mut state = state(Shown::Table(chunk(0, 4)));
    type_in(&mut state, "G$⏎");
    let got = seen(&mut state, 30, 6);
    assert!(got[0].starts_with("rows › in[3]"), "{got:#?}");
    assert_eq!(got[2].trim(), "0 a        -3");
    type_in(&mut state, "⎋0⏎");
    let got = seen(&mut state, 40, 8);
    assert!(got[0].starts_with("rows › [3]") && got[4].ends_with("{a: -3}"), "{got:#?}");
    assert_eq!(state.pipeline(), None);
}

#[test]
fn what_is_looked_for_is_found_and_what_is_wrong_is_said() {
    let mut state = state(Shown::Table(chunk(0, 2000)));
    type_in(&mut state, "/HOST␛1999⏎");
    let page = state.page().unwrap();
    assert_eq!((page.row, page.column), (1999, 1));
    type_in(&mut state, "/host␛1⏎nnN");
    let page = state.page().unwrap();
    assert_eq!((page.row, page.column), (10, 1));
    type_in(&mut state, "/nobody⏎");
    assert_eq!(state.note.as_ref().unwrap().text, "`nobody` is nowhere");
    type_in(&mut state, "|wrong⏎");
    assert_eq!(state.note.as_ref().unwrap().text, "no such command (try)");
    type_in(&mut state, "| | where n > 1⏎");
    assert_eq!(state.pipeline().unwrap(), "where n > 1");
}

#[test]
fn rows_come_until_they_are_too_many() {
    let (send, rest) = sync_channel(9);
    let (cancel, shown) = (Cancel::new(), Shown::Table(chunk(0, 2)));
    let mut state =
        State::new(Exploring { shown, rest: Some(rest), memory: 4000, cancel, asks: None });
    send.send(Ok(chunk(2, 4))).unwrap();
    state.take_rows();
    assert!(seen(&mut state, 60, 6)[0].ends_with("1 of 4 and more to come"));
    send.send(Ok(chunk(4, 400))).unwrap();
    send.send(Ok(chunk(400, 500))).unwrap();
    state.take_rows();
    assert!(seen(&mut state, 60, 6)[0].ends_with("1 of 400, as many as `--memory` holds"));
    assert!(send.send(Ok(chunk(0, 1))).is_err(), "nobody waits for more");
    assert!(state.failure().is_none());
}

#[test]
fn an_error_of_the_rows_is_told_at_the_end() {
    let (send, rest) = sync_channel(9);
    let (cancel, shown) = (Cancel::new(), Shown::Table(chunk(0, 2)));
    let mut state =
        State::new(Exploring { shown, rest: Some(rest), memory: 4000, cancel, asks: None });
    send.send(Err(Diagnostic::error(codes::FORMAT, "line 3 is wrong").into())).unwrap();
    state.take_rows();
    assert!(seen(&mut state, 60, 6)[5].ends_with("line 3 is wrong"));
    assert_eq!(state.failure().unwrap().message, "line 3 is wrong");
}

#[test]
fn any_size_and_any_value_can_be_drawn() {
    let record = scalar::record([("k\n".into(), scalar::list(vec![scalar::text("x\ny")]))]);
    let values = [scalar::null(), record, scalar::text("a\n\tb\u{7}"), scalar::binary(vec![0; 40])];
    let shown = values.map(Shown::Value).into_iter().chain([Shown::Table(chunk(0, 3))]);
    for shown in shown.chain([Shown::Table(chunk(0, 0))]) {
        let mut state = state(shown);
        for (width, height) in [(1, 1), (2, 3), (7, 4), (20, 5), (200, 60)] {
            for keys in ["?", "x", "→→↓↓", "⏎", "g0", "|abc", "⎋", "/", "⎋⎋"] {
                type_in(&mut state, keys);
                assert_eq!(seen(&mut state, width, height).len(), usize::from(height));
            }
        }
    }
}

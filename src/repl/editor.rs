//! The editor: reedline, set up.

use std::sync::{Arc, Mutex, PoisonError};

use nu_ansi_term::{Color, Style};
use reedline::{
    DefaultHinter, EditCommand, Emacs, FileBackedHistory, IdeMenu, KeyCode, KeyModifiers,
    MenuBuilder, Reedline, ReedlineEvent, ReedlineMenu, default_emacs_keybindings,
};

use super::complete::ByPlan;
use super::highlight::ByTokens;
use super::validate::ByParser;
use crate::session::Session;

const MENU: &str = "completion";

/// An editor for the lines of `session`.
pub(super) fn editor(
    session: &Arc<Mutex<Session>>,
    history: Option<FileBackedHistory>,
    color: bool,
) -> Reedline {
    let registry = session.lock().unwrap_or_else(PoisonError::into_inner).registry();
    let completer = ByPlan { session: Arc::clone(session), color };
    let hinter = DefaultHinter::default().with_style(Style::new().dimmed());
    let editor = Reedline::create()
        .with_ansi_colors(color)
        .use_bracketed_paste(true)
        .with_completer(Box::new(completer))
        .with_quick_completions(true)
        .with_partial_completions(true)
        .with_menu(ReedlineMenu::EngineCompleter(Box::new(menu())))
        .with_highlighter(Box::new(ByTokens { registry }))
        .with_hinter(Box::new(hinter))
        .with_validator(Box::new(ByParser))
        .with_history_exclusion_prefix(Some(" ".to_owned()))
        .with_edit_mode(Box::new(keys()));
    match history {
        Some(history) => editor.with_history(Box::new(history)),
        None => editor,
    }
}

/// The list that Tab opens, with what each thing is beside it.
fn menu() -> IdeMenu {
    IdeMenu::default()
        .with_name(MENU)
        .with_marker("")
        .with_max_completion_height(10)
        .with_max_description_width(48)
        .with_correct_cursor_pos(true)
        .with_text_style(Style::new())
        .with_selected_text_style(Style::new().reverse())
        .with_match_text_style(Style::new().bold())
        .with_selected_match_text_style(Style::new().reverse().bold())
        .with_description_text_style(Style::new().fg(Color::Default).dimmed())
}

/// The keys of Emacs, as shells have them, with Tab for completion and Alt-Enter for a new line.
fn keys() -> Emacs {
    let mut keys = default_emacs_keybindings();
    let next = vec![ReedlineEvent::Menu(MENU.to_owned()), ReedlineEvent::MenuNext];
    keys.add_binding(KeyModifiers::NONE, KeyCode::Tab, ReedlineEvent::UntilFound(next));
    keys.add_binding(KeyModifiers::SHIFT, KeyCode::BackTab, ReedlineEvent::MenuPrevious);
    let line = ReedlineEvent::Edit(vec![EditCommand::InsertNewline]);
    keys.add_binding(KeyModifiers::ALT, KeyCode::Enter, line);
    Emacs::new(keys)
}

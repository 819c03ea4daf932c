//! The page that is seen, drawn.

use std::ops::Range;

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Paragraph};
use tui_input::Input;

use super::keys::HELP;
use super::page::{Cells, Page};
use super::state::{Mode, Rows, State};
use crate::render::Look;
use crate::render::look::Role;
use crate::render::table::grouped;
use crate::render::text::{cut, defuse, width};

/// The widest that a column is drawn, unless it is alone.
const WIDEST: usize = 40;

/// The narrowest that a wider column is cut to.
const NARROWEST: usize = 4;

/// Draw `state`; what is not in sight is brought there.
pub(super) fn draw(state: &mut State, look: &Look, frame: &mut Frame<'_>) {
    let areas =
        Layout::vertical([Constraint::Length(1), Constraint::Min(1), Constraint::Length(1)]);
    let [top, middle, bottom] = areas.areas(frame.area());
    heading(state, look, top, frame);
    let pages = state.pages.len();
    if let Some(page) = state.pages.last_mut() {
        state.screen = body(page, look, middle, frame);
    }
    footer(state, look, pages, bottom, frame);
    if matches!(state.mode, Mode::Help) {
        help(look, middle, frame);
    }
}

/// How `role` looks.
fn style(role: Role, look: &Look) -> Style {
    let style = Style::new();
    match role {
        Role::Heading => style.add_modifier(Modifier::BOLD),
        Role::Faint => style.add_modifier(Modifier::DIM),
        _ if !look.color => style,
        Role::Good => style.fg(Color::Green),
        Role::Bad => style.fg(Color::Red).add_modifier(Modifier::BOLD),
        Role::Number => style.fg(Color::Cyan),
        Role::Truth => style.fg(Color::Yellow),
        Role::Time => style.fg(Color::Magenta),
        Role::Plain => style,
    }
}

/// Where one is, and how far the rows have come.
fn heading(state: &State, look: &Look, area: Rect, frame: &mut Frame<'_>) {
    let Some(page) = state.page() else { return };
    let row = if page.height() == 0 { 0 } else { page.row + 1 };
    let coming = match &state.rows {
        _ if state.pages.len() > 1 => "",
        Rows::Coming(_) => " and more to come",
        Rows::Full => ", as many as `--memory` holds",
        Rows::Failed(_) => ", then an error",
        Rows::All => "",
    };
    let place = format!("{} of {}{coming}", grouped(row), grouped(page.height()));
    let room = usize::from(area.width).saturating_sub(width(&place) + 1);
    let titles = state.pages.iter().map(|page| defuse(&page.title).into_owned());
    let sign = if look.unicode { " › " } else { " > " };
    let titles = titles.collect::<Vec<_>>().join(sign);
    let titles = cut(&titles, room).into_owned();
    let gap = " ".repeat(room.saturating_sub(width(&titles)) + 1);
    let bar = Style::new().add_modifier(Modifier::REVERSED);
    frame.render_widget(Paragraph::new(format!("{titles}{gap}{place}")).style(bar), area);
}

/// The cells; how many rows there is room for.
fn body(page: &mut Page, look: &Look, area: Rect, frame: &mut Frame<'_>) -> usize {
    let headings = page.headings();
    let is_text = matches!(page.cells, Cells::Lines(_));
    let has_types = headings.iter().any(|(_, kind)| !kind.is_empty());
    let above = if is_text { 0 } else { 1 + usize::from(has_types) };
    let room = usize::from(area.height).saturating_sub(above).max(1);
    if page.row < page.top {
        page.top = page.row;
    }
    page.top = page.top.max((page.row + 1).saturating_sub(room));
    let rows = page.top..page.height().min(page.top + room);
    let mut lines = Vec::new();
    if is_text {
        for row in rows {
            let text = page.text(row, 0).chars().skip(page.left).collect::<String>();
            let style = if row == page.row { Modifier::BOLD } else { Modifier::empty() };
            lines.push(Line::styled(text, Style::new().add_modifier(style)));
        }
        frame.render_widget(Paragraph::new(lines), area);
        return room;
    }
    let gutter = if page.height() == 0 { 0 } else { grouped(rows.end).len() + 1 };
    let total = usize::from(area.width).saturating_sub(gutter);
    let (left, columns) = in_sight(page, &headings, rows.clone(), total);
    page.left = left;
    let faint = style(Role::Faint, look);
    let line = |texts: &dyn Fn(&(String, String)) -> String, style: Style| {
        let mut spans = vec![Span::raw(" ".repeat(gutter))];
        for (at, wide) in &columns {
            let text = headings.get(*at).map(texts).unwrap_or_default();
            let right = page.height() > 0 && is_right(page, page.top, *at);
            spans.push(Span::styled(padded(&defuse(&text), *wide, right), style));
            spans.push(Span::raw(" "));
        }
        Line::from(spans)
    };
    let head = style(Role::Heading, look);
    let head = if look.color { head.fg(Color::Green) } else { head };
    lines.push(line(&|heading| heading.0.clone(), head));
    if has_types {
        lines.push(line(&|heading| heading.1.clone(), faint));
    }
    for row in rows {
        let number = format!("{:>1$} ", grouped(row), gutter.saturating_sub(1));
        let here = row == page.row;
        let mut spans = vec![Span::styled(number, if here { head } else { faint })];
        for (at, wide) in &columns {
            let value = page.cell(row, *at);
            let role = match &page.cells {
                Cells::Fields(_) if *at == 0 => Role::Heading,
                _ => Role::of(&value),
            };
            let mut style = style(role, look);
            if here && *at == page.column {
                style = style.add_modifier(Modifier::REVERSED);
            }
            let text = padded(&page.text(row, *at), *wide, role == Role::Number);
            spans.push(Span::styled(text, style));
            spans.push(Span::raw(" "));
        }
        lines.push(Line::from(spans));
    }
    if page.height() == 0 {
        lines.push(Line::styled("(no rows)", faint));
    }
    frame.render_widget(Paragraph::new(lines), area);
    room
}

fn is_right(page: &Page, row: usize, column: usize) -> bool {
    Role::of(&page.cell(row, column)) == Role::Number
}

/// The first column that is drawn, and those that are, with their widths. The one that one is in is
/// among them, and as wide as it may be.
fn in_sight(
    page: &Page,
    headings: &[(String, String)],
    rows: Range<usize>,
    total: usize,
) -> (usize, Vec<(usize, usize)>) {
    let natural = |at: usize| {
        let cells = rows.clone().map(|row| width(&page.text(row, at))).max().unwrap_or(0);
        let (name, kind) = headings.get(at).map_or(("", ""), |(name, kind)| (name, kind));
        cells.max(width(&defuse(name))).max(width(kind)).max(1)
    };
    let widths = (0..headings.len()).map(|at| {
        let last = at + 1 == headings.len();
        (at, if last { natural(at) } else { natural(at).min(WIDEST) })
    });
    let widths = widths.collect::<Vec<_>>();
    let mut left = page.left.min(page.column);
    loop {
        let (mut columns, mut used) = (Vec::new(), 0);
        for (at, wide) in widths.iter().skip(left) {
            let room = total.saturating_sub(used);
            if room == 0 || used > 0 && room < NARROWEST.min(*wide) {
                break;
            }
            columns.push((*at, (*wide).min(room)));
            used += wide + 1;
        }
        let here = columns.iter().find(|(at, _)| *at == page.column);
        let is_whole = here.is_some_and(|(at, wide)| {
            widths.get(*at).is_some_and(|(_, natural)| wide >= natural || *wide >= WIDEST)
        });
        if is_whole || left >= page.column {
            return (left, columns);
        }
        left += 1;
    }
}

fn padded(text: &str, wide: usize, right: bool) -> String {
    let text = cut(text, wide);
    let gap = " ".repeat(wide.saturating_sub(width(&text)));
    if right { format!("{gap}{text}") } else { format!("{text}{gap}") }
}

/// What is typed, what was said, or what can be done.
fn footer(state: &State, look: &Look, pages: usize, area: Rect, frame: &mut Frame<'_>) {
    let faint = style(Role::Faint, look);
    let mut typed = |sign: &str, input: &Input| {
        let room = usize::from(area.width).saturating_sub(width(sign) + 1);
        let skipped = input.visual_scroll(room);
        let text = input.value().chars().skip(skipped).collect::<String>();
        frame.render_widget(Paragraph::new(format!("{sign}{text}")), area);
        let at = width(sign) + input.visual_cursor().saturating_sub(skipped);
        let at = u16::try_from(at).unwrap_or(u16::MAX).min(area.width.saturating_sub(1));
        frame.set_cursor_position(Position::new(area.x + at, area.y));
    };
    let line = match (&state.mode, &state.asked, &state.note) {
        (Mode::Pipeline(input), ..) => return typed("| ", input),
        (Mode::Search(input), ..) => return typed("/", input),
        (_, Some(asked), _) => {
            Line::styled(format!("computing `{}`; Esc gives it up", asked.pipeline), faint)
        }
        _ if state.is_busy() => Line::styled("searching; Esc gives it up", faint),
        (_, _, Some(note)) => {
            let role = if note.bad { Role::Bad } else { Role::Faint };
            Line::styled(defuse(&note.text).into_owned(), style(role, look))
        }
        _ if pages > 1 => Line::styled("? keys  Esc back  | pipeline  q leave", faint),
        _ => {
            Line::styled("? keys  | pipeline  / search  s sort  Enter into a cell  q leave", faint)
        }
    };
    frame.render_widget(Paragraph::new(line), area);
}

/// What the keys do, over the cells.
fn help(look: &Look, area: Rect, frame: &mut Frame<'_>) {
    let keys = HELP.iter().map(|(keys, _)| width(keys)).max().unwrap_or(0);
    let lines = HELP.iter().map(|(key, does)| {
        let key = Span::styled(padded(key, keys, false), style(Role::Heading, look));
        Line::from(vec![Span::raw(" "), key, Span::raw(format!("  {does}"))])
    });
    let lines = lines.collect::<Vec<_>>();
    let wide = lines.iter().map(Line::width).max().unwrap_or(0) + 3;
    let size = |wanted: usize, most: u16| u16::try_from(wanted).unwrap_or(u16::MAX).min(most);
    let (width, height) = (size(wide, area.width), size(lines.len() + 2, area.height));
    let (x, y) = (area.x + (area.width - width) / 2, area.y + (area.height - height) / 2);
    let over = Rect { x, y, width, height };
    frame.render_widget(Clear, over);
    frame.render_widget(Paragraph::new(lines).block(Block::bordered().title(" keys ")), over);
}

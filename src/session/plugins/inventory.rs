//! An inventory that a plugin lists: a session of its own, with the same plugins and no hosts, asks it
//! when hosts are first asked for.

use crate::command::Mode;
use crate::diag::{Diagnostic, Result, codes, did_you_mean};
use crate::effect::Cancel;
use crate::format::to_json_text;
use crate::session::kept::Kept;
use crate::session::{Interrupt, Options, Session};
use crate::value::whole;

/// A list of hosts as JSON, made when it is first wanted.
pub(in crate::session) type Lister = Box<dyn Fn() -> Result<Vec<u8>> + Send + Sync>;

/// What lists the hosts that `text`, the name of an inventory and its arguments, stands for.
pub(in crate::session) fn lister(text: String, options: &Options, interrupt: &Interrupt) -> Lister {
    let options = Options {
        inventory: None,
        inventory_command: None,
        inventory_plugin: None,
        targets: Some(Vec::new()),
        only: None,
        ..options.clone()
    };
    let interrupt = interrupt.clone();
    Box::new(move || {
        let mut session = Session::new(options.clone());
        session.load_plugins()?;
        let mut listed = Err(Diagnostic::error(codes::CANCELLED, "the run was cancelled").into());
        interrupt.during(&mut |cancel| listed = list(&mut session, &text, cancel));
        listed
    })
}

/// What the inventory that `text` names lists, as JSON.
fn list(session: &mut Session, text: &str, cancel: Cancel) -> Result<Vec<u8>> {
    let (name, arguments) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
    let inventories = session.inventories();
    let Some((_, source)) = inventories.iter().find(|(known, _)| known == name) else {
        let names = inventories.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>();
        let message = format!("no plugin has an inventory `{name}`");
        let known = match names.is_empty() {
            true => "no plugin that is there has any; `rebe plugin list` shows them".to_owned(),
            false => format!("there are {}", names.join(", ")),
        };
        let near = did_you_mean(name, "inventories", &names).unwrap_or(known);
        return Err(Diagnostic::error(codes::INVENTORY, message).help(near).into());
    };
    let prepared =
        session.prepare("--inventory-plugin", &format!("{source} {arguments}"), Mode::Run);
    if prepared.plan.statements.len() > 1 {
        let message = format!("the inventory `{name}` is followed by more than its arguments");
        let help = "a pipeline may follow, such as `| where …`, and nothing else";
        return Err(Diagnostic::error(codes::INVENTORY, message).help(help).into());
    }
    let kept = Kept::of(session, &prepared, cancel).map_err(|mut problem| {
        // Its places are in a text that nobody sees.
        problem.labels.clear();
        problem.message = format!("the inventory `{name}`: {}", problem.message);
        problem
    })?;
    let Some(schema) = kept.schema else {
        let message = format!("the inventory `{name}` gives no table of hosts");
        return Err(Diagnostic::error(codes::INVENTORY, message).into());
    };
    let rows = whole(schema, kept.chunks)?;
    Ok(to_json_text(&rows.to_value(), false).into_bytes())
}

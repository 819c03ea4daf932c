//! What a plugin says on the way, and how far it is.

use crate::plugin::failure::plain;
use crate::plugin::guest::State;
use crate::plugin::wit::log::{self, Level};
use crate::plugin::wit::progress;

/// Lines that a stage may say.
const LINES: u32 = 100;
/// Characters of a line.
const LINE: usize = 1_000;
/// The environment variable that tells how much is shown.
const SHOWN: &str = "REBE_PLUGIN_LOG";

impl log::Host for State {
    async fn write(&mut self, level: Level, message: String) -> wasmtime::Result<()> {
        let Ok(services) = self.at_hand() else { return Ok(()) };
        let shown = match level {
            Level::Warn => true,
            Level::Info | Level::Debug => {
                let shown = services.context.world.environment.var(SHOWN).unwrap_or_default();
                shown == "debug" || (shown == "info" && level == Level::Info)
            }
        };
        if !shown || services.said > LINES {
            return Ok(());
        }
        services.said += 1;
        let (line, observer) = (plain(&message, LINE), &services.context.observer);
        if services.said > LINES {
            observer.note(&services.plugin, "it has more to say, which is not shown");
        } else {
            observer.note(&services.plugin, &line);
        }
        Ok(())
    }
}

impl progress::Host for State {
    async fn report(&mut self, done: u64, total: Option<u64>) -> wasmtime::Result<()> {
        if let Ok(services) = self.at_hand() {
            services.context.observer.advance(&services.plugin, done, total);
        }
        Ok(())
    }
}

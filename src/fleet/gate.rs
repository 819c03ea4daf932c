//! The turns in which hosts are tried again that were broken off by somebody who had too many: few
//! at first, more with each that goes well, half as many with each that does not, as TCP finds the
//! room that a network has.

use std::sync::{Mutex, PoisonError};

use tokio::sync::{Semaphore, SemaphorePermit};

/// By how much of a turn each that went well widens the gate, where one is tried at a time; where
/// more are, it takes as many rounds.
const WIDER: f64 = 0.25;

/// How many of one job may be tried again at once.
#[derive(Debug)]
pub(super) struct Gate {
    turns: Semaphore,
    width: Mutex<Width>,
}

#[derive(Debug)]
struct Width {
    exact: f64,
    /// How many turns there are now, those taken included.
    turns: usize,
}

/// The right to try. Without a verdict it says nothing about the room there is.
#[derive(Debug)]
#[must_use]
pub(super) struct Turn<'a> {
    gate: &'a Gate,
    /// Given back in the end.
    permit: Option<SemaphorePermit<'a>>,
}

impl Default for Gate {
    fn default() -> Self {
        let width = Width { exact: 1.0, turns: 1 };
        Self { turns: Semaphore::new(1), width: Mutex::new(width) }
    }
}

impl Gate {
    /// Wait for a turn; whoever came first has it first.
    pub(super) async fn turn(&self) -> Turn<'_> {
        Turn { gate: self, permit: self.turns.acquire().await.ok() }
    }

    /// The width is another now: make so many turns of it. A turn that is too much goes with
    /// `permit`, and is made when the width is back.
    fn widen(&self, by: impl Fn(f64) -> f64, permit: Option<SemaphorePermit<'_>>) {
        let mut width = self.width.lock().unwrap_or_else(PoisonError::into_inner);
        width.exact = by(width.exact).max(1.0);
        if (width.turns + 1) as f64 <= width.exact {
            width.turns += 1;
            self.turns.add_permits(1);
        } else if width.turns as f64 > width.exact.max(1.0)
            && let Some(permit) = permit
        {
            width.turns -= 1;
            permit.forget();
        }
    }
}

impl Turn<'_> {
    /// The connection stands, and the login is through.
    pub(super) fn went_well(mut self) {
        self.gate.widen(|width| width + WIDER / width, self.permit.take());
    }

    /// It was broken off again.
    pub(super) fn broken_off(mut self) {
        self.gate.widen(|width| width / 2.0, self.permit.take());
    }
}

#[cfg(test)]
mod tests {
    use futures_executor::block_on;
    use futures_util::FutureExt;

    use super::*;

    /// How many turns can be had at once.
    fn room(gate: &Gate) -> usize {
        std::iter::from_fn(|| gate.turn().now_or_never()).collect::<Vec<_>>().len()
    }

    fn go(gate: &Gate, times: usize, well: bool) {
        for _ in 0..times {
            let turn = block_on(gate.turn());
            if well { turn.went_well() } else { turn.broken_off() }
        }
    }

    #[test]
    fn it_widens_slowly_and_narrows_at_once() {
        let gate = Gate::default();
        assert_eq!(room(&gate), 1);
        go(&gate, 3, true);
        assert_eq!(room(&gate), 1);
        go(&gate, 4, true);
        assert_eq!(room(&gate), 2);
        go(&gate, 40, true);
        assert_eq!(room(&gate), 4);
        go(&gate, 1, false);
        go(&gate, 1, true);
        assert_eq!(room(&gate), 2);
        go(&gate, 50, false);
        assert_eq!(room(&gate), 1, "nobody waits for ever");
    }

    #[test]
    fn a_turn_without_a_verdict_is_given_back() {
        let gate = Gate::default();
        drop(block_on(gate.turn()));
        assert_eq!(room(&gate), 1);
    }
}

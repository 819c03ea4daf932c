//! The line that shows how far a fleet command has come, redrawn in place.
//!
//! [`Progress`] is told what happened and when, and has no clock of its own; [`Line`] draws on a
//! writer and takes itself away before anything else is written there.

use std::io::{self, Write};
use std::time::Duration;

use super::human::filesize;
use super::text::{cut, defuse};
use crate::effect::Load;

/// The turning sign, one picture a drawing.
const FRAMES: [&str; 10] = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/// The time after which an old rate counts for a third of what it did.
const MEMORY: f64 = 2.0;

/// How far it has come.
#[derive(Debug, Clone)]
pub struct Progress {
    start: Duration,
    now: Duration,
    ok: usize,
    failed: usize,
    load: Load,
    frame: usize,
    /// Hosts a second, smoothed; `None` before time has passed.
    rate: Option<f64>,
    /// Bytes a second, likewise.
    speed: Option<f64>,
    /// Hosts that ended, bytes that were carried, and time, as of the last look at the rates.
    measured: (usize, u64, Duration),
    /// Whoever counts something else than hosts, and how far it is.
    other: Option<Other>,
}

/// How far something is that is no matter of hosts.
#[derive(Debug, Clone)]
struct Other {
    who: String,
    done: u64,
    total: Option<u64>,
    told: Duration,
}

/// How often that is drawn at most.
const DRAWN: Duration = Duration::from_millis(100);

impl Progress {
    /// Nothing has ended at `now`, a time of a clock that does not go back.
    pub fn new(now: Duration) -> Self {
        Self {
            start: now,
            now,
            ok: 0,
            failed: 0,
            load: Load::default(),
            frame: 0,
            rate: None,
            speed: None,
            measured: (0, 0, now),
            other: None,
        }
    }

    /// These many more hosts ended well and badly.
    pub fn ended(&mut self, ok: usize, failed: usize) {
        self.ok += ok;
        self.failed += failed;
    }

    /// It is `now`, and this is going on.
    pub fn tick(&mut self, now: Duration, load: Load) {
        self.now = self.now.max(now);
        self.load = load;
        self.frame = (self.frame + 1) % FRAMES.len();
        let (before, carried, then) = self.measured;
        let passed = self.now.saturating_sub(then).as_secs_f64();
        // Shorter than this, a handful of answers would look like a storm.
        if passed < 0.05 {
            return;
        }
        let weight = 1.0 - (-passed / MEMORY).exp();
        let smoothed = |before: Option<f64>, sample: f64| {
            Some(before.map_or(sample, |rate| rate + (sample - rate) * weight))
        };
        self.rate = smoothed(self.rate, (self.done() - before) as f64 / passed);
        // Several commands that fan out may tell in turns, each of its own bytes.
        let more = load.carried.saturating_sub(carried);
        self.speed = smoothed(self.speed, more as f64 / passed);
        self.measured = (self.done(), load.carried, self.now);
    }

    /// It is `now`, and `who` is so far; whether that is to be drawn.
    pub fn advance(&mut self, now: Duration, who: String, done: u64, total: Option<u64>) -> bool {
        self.now = self.now.max(now);
        let last = self.other.as_ref().map(|other| other.told);
        let due = last.is_none_or(|last| self.now.saturating_sub(last) >= DRAWN);
        let told = if due { self.now } else { last.unwrap_or_default() };
        self.frame = (self.frame + usize::from(due)) % FRAMES.len();
        self.other = Some(Other { who, done, total, told });
        due
    }

    /// Number of hosts that ended.
    pub fn done(&self) -> usize {
        self.ok + self.failed
    }

    /// The line, at most `width` columns wide, such as
    /// `⠹ 312/1000  ok 300  failed 12  in flight 256  410/s  2s`, and with files that are carried
    /// `⠹ 0/1  ok 0  in flight 1  1.2 GiB  310.0 MiB/s  4s`.
    pub fn line(&self, width: usize) -> String {
        let frame = FRAMES.get(self.frame).copied().unwrap_or("*");
        let Load { in_flight, waiting, limit, .. } = self.load;
        let all = self.done() + in_flight + waiting;
        if let (0, Some(other)) = (all, &self.other) {
            let total = other.total.map(|total| format!("/{total}")).unwrap_or_default();
            let passed = time(self.now.saturating_sub(self.start));
            let line = format!("{frame} {} {}{total}  {passed}", defuse(&other.who), other.done);
            return cut(&line, width).into_owned();
        }
        let mut parts = vec![format!("{frame} {}/{all}", self.done()), format!("ok {}", self.ok)];
        if self.failed > 0 {
            parts.push(format!("failed {}", self.failed));
        }
        if in_flight > 0 {
            parts.push(format!("in flight {in_flight}"));
        }
        if self.load.is_slowed() {
            parts.push(format!("slowed to {limit}"));
        }
        if self.load.carried > 0 {
            parts.push(filesize(i64::try_from(self.load.carried).unwrap_or(i64::MAX)));
            parts.extend(self.speed.map(|speed| format!("{}/s", filesize(speed as i64))));
        } else {
            parts.extend(self.rate.map(|rate| match rate {
                rate if rate < 10.0 => format!("{rate:.1}/s"),
                rate => format!("{rate:.0}/s"),
            }));
        }
        parts.push(time(self.now.saturating_sub(self.start)));
        cut(&parts.join("  "), width).into_owned()
    }
}

fn time(passed: Duration) -> String {
    let seconds = passed.as_secs();
    match seconds {
        0..60 => format!("{seconds}s"),
        60..3600 => format!("{}min {:02}s", seconds / 60, seconds % 60),
        _ => format!("{}hr {:02}min", seconds / 3600, seconds / 60 % 60),
    }
}

/// Draws a line in place. Whoever writes to the same terminal calls [`Self::clear`] first.
#[derive(Debug, Default)]
pub struct Line {
    drawn: bool,
}

impl Line {
    /// Show `progress` in place of what was shown before. One column stays free, for a terminal
    /// wraps when the last one is written.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn draw(
        &mut self,
        progress: &Progress,
        width: usize,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        self.drawn = true;
        write!(out, "\r\x1b[2K{}", progress.line(width.saturating_sub(1)))?;
        out.flush()
    }

    /// Take the line away, if there is one.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn clear(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if !std::mem::take(&mut self.drawn) {
            return Ok(());
        }
        write!(out, "\r\x1b[2K")?;
        out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::super::text::width;
    use super::*;

    fn load(in_flight: usize, waiting: usize) -> Load {
        Load { in_flight, waiting, limit: 256, most: 256, carried: 0 }
    }

    fn at(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    #[test]
    fn the_line_says_how_far_it_is() {
        let mut progress = Progress::new(at(5000));
        assert_eq!(progress.line(80), "⠋ 0/0  ok 0  0s");
        progress.tick(at(5000), load(256, 744));
        assert_eq!(progress.line(80), "⠙ 0/1000  ok 0  in flight 256  0s");
        progress.ended(300, 12);
        progress.tick(at(7000), load(256, 432));
        let line = progress.line(80);
        assert_eq!(line, "⠹ 312/1000  ok 300  failed 12  in flight 256  156/s  2s");
        assert_eq!(progress.line(20), "⠹ 312/1000  ok 300…");
        for limit in 0..60 {
            assert!(width(&progress.line(limit)) <= limit);
        }
        progress.tick(at(7000), Load { limit: 32, ..load(32, 656) });
        assert!(progress.line(80).contains("  in flight 32  slowed to 32  "));
        progress.ended(688, 0);
        progress.tick(at(7_000 + 3_600_000), load(0, 0));
        assert_eq!(progress.line(80), "⠼ 1000/1000  ok 988  failed 12  0.2/s  1hr 00min");
    }

    #[test]
    fn the_rate_follows_what_happens_and_forgets() {
        let mut progress = Progress::new(at(0));
        for step in 1..=100 {
            progress.ended(10, 0);
            progress.tick(at(step * 100), load(1, 0));
        }
        assert!(progress.line(80).contains("  100/s  "));
        for step in 101..=200 {
            progress.tick(at(step * 100), load(1, 0));
        }
        assert!(progress.line(80).contains("  0.7/s  "), "{}", progress.line(80));
        progress.tick(at(0), load(1, 0));
        assert!(progress.line(80).ends_with("  20s"), "time does not go back");
    }

    #[test]
    fn files_that_are_carried_are_counted_in_bytes() {
        let mut progress = Progress::new(at(0));
        progress.tick(at(1000), Load { carried: 100 << 20, ..load(1, 0) });
        assert_eq!(progress.line(80), "⠙ 0/1  ok 0  in flight 1  100.0 MiB  100.0 MiB/s  1s");
        progress.tick(at(60_000), Load { carried: 100 << 20, ..load(1, 0) });
        assert_eq!(progress.line(80), "⠹ 0/1  ok 0  in flight 1  100.0 MiB  0 B/s  1min 00s");
    }

    #[test]
    fn the_line_is_drawn_in_place_and_taken_away_once() {
        let mut out = Vec::new();
        let mut line = Line::default();
        line.clear(&mut out).unwrap();
        line.draw(&Progress::new(at(0)), 80, &mut out).unwrap();
        line.clear(&mut out).unwrap();
        line.clear(&mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "\r\u{1b}[2K⠋ 0/0  ok 0  0s\r\u{1b}[2K");
    }
}

//! A closure called with several items at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use super::executor::Executor;
use super::{Stored, Variables};
use crate::command::Ledger;
use crate::diag::{Diagnostic, Result, codes};
use crate::plan::PlannedClosure;
use crate::value::Value;

/// Items at once, unless it is said otherwise: enough where each waits for others.
const USUAL: usize = 16;

/// The stack of a thread, in bytes: as much as the main thread has.
const STACK: usize = 8 << 20;

/// What came of one item.
struct Came {
    at: usize,
    value: Result<Value>,
    ledgers: Vec<Arc<Ledger>>,
    problems: Vec<Diagnostic>,
}

impl Executor {
    /// What `closure` yields for each of `items`, in their order, for `most` of them at once.
    ///
    /// After the first error no other item is begun; those that were come to their end.
    ///
    /// # Errors
    /// That of the first item that has one.
    pub(super) fn at_once(
        &mut self,
        closure: &PlannedClosure,
        items: &[Value],
        most: Option<usize>,
        variables: &Variables,
    ) -> Result<Vec<Value>> {
        let (next, failed) = (AtomicUsize::new(0), AtomicBool::new(false));
        let threads = most.unwrap_or(USUAL).min(items.len());
        let forks = (0..threads).map(|_| self.fork()).collect::<Vec<_>>();
        let work = |mut fork: Self| {
            let mut came = Vec::new();
            while !failed.load(Ordering::Relaxed) && !fork.settings.cancel.is_cancelled() {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(item) = items.get(at) else { break };
                let data = fork.closure(closure, vec![Stored::Value(item.clone())], variables);
                let value = data.and_then(|data| Ok(fork.store(data)?.value()));
                failed.fetch_or(value.is_err() || fork.output.is_some(), Ordering::Relaxed);
                let problems = std::mem::take(&mut fork.problems);
                came.push(Came { at, value, ledgers: fork.take_ledgers(), problems });
            }
            (came, fork.output.take())
        };
        let ended = thread::scope(|scope| {
            let start = |fork: Self| {
                let thread = thread::Builder::new().name("par-each".to_owned()).stack_size(STACK);
                thread.spawn_scoped(scope, || work(fork))
            };
            let running = forks.into_iter().map(start).collect::<Vec<_>>();
            let join = |thread: std::io::Result<thread::ScopedJoinHandle<'_, _>>| {
                thread.map(|thread| {
                    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
                })
            };
            running.into_iter().map(join).collect::<Vec<_>>()
        });
        let mut came = Vec::with_capacity(items.len());
        let mut refused = None;
        for ended in ended {
            match ended {
                Ok((some, output)) => {
                    came.extend(some);
                    self.output = self.output.take().or(output);
                }
                Err(error) => refused = Some(error),
            }
        }
        // With fewer threads than wanted all items are done none the less.
        if let Some(error) = refused.filter(|_| came.is_empty() && !items.is_empty()) {
            let message = format!("no thread can be started: {error}");
            return Err(Diagnostic::error(codes::TOO_MUCH, message).at(closure.span, "").into());
        }
        came.sort_by_key(|came| came.at);
        let mut values = Vec::with_capacity(came.len());
        let mut wrong = None;
        for Came { value, ledgers, problems, .. } in came {
            self.keep_ledgers(ledgers);
            match value {
                Ok(value) => values.push(value),
                Err(problem) if wrong.is_none() => {
                    self.problems = problems;
                    wrong = Some(problem);
                }
                Err(_) => {}
            }
        }
        wrong.map_or(Ok(values), Err)
    }
}

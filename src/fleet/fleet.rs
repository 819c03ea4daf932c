//! The fleet: what a run needs, built at the first run.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use tokio::sync::mpsc;

use super::agent::Agents;
use super::breaker::Breakers;
use super::classify::Trouble;
use super::connect::Configs;
use super::group::Groups;
use super::host::{self, Work};
use super::keys::Keys;
use super::names::Names;
use super::pace::Pace;
use super::password::Passwords;
use super::pool::Pool;
use super::retry::{Budget, Dice};
use super::route::Answers;
use super::settings::{FleetSettings, PasswordSource};
use super::threads::Threads;
use super::trust::Trusts;
use super::{descriptors, run};
use crate::effect::{
    Cancel, Connection, Environment, Files, Job, Prompt, Remote, RemoteEvent, Routes, Target, Task,
};

/// Events that wait for a slow consumer.
const EVENTS: usize = 4;

/// Talks to machines over SSH, and to this one by child processes.
///
/// Making one is cheap and starts nothing; the first run starts two threads, and reads the user's
/// known hosts and keys when a host needs them. Dropping it ends all work without waiting for it.
pub struct Fleet {
    settings: FleetSettings,
    routes: Arc<dyn Routes>,
    pub(super) files: Arc<dyn Files>,
    pub(super) environment: Arc<dyn Environment>,
    prompt: Arc<dyn Prompt>,
    pub(super) threads: Threads,
    core: OnceLock<Arc<Core>>,
    jobs: AtomicU64,
}

/// Counts of what was done so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stats {
    /// SSH connections that were opened and logged in.
    pub opened: u64,
    /// Times that a connection of the pool was used again.
    pub reused: u64,
}

/// What all hosts share.
pub(super) struct Core {
    pub(super) settings: FleetSettings,
    /// The account for targets when nothing names another.
    pub(super) user: String,
    pub(super) routes: Arc<dyn Routes>,
    pub(super) files: Arc<dyn Files>,
    pub(super) trusts: Trusts,
    pub(super) keys: Keys,
    pub(super) agents: Agents,
    /// What passwords come from, if they may be used at all.
    pub(super) passwords: Option<Passwords>,
    /// What passwords for `sudo` come from.
    pub(super) sudo: Option<Passwords>,
    pub(super) names: Names,
    pub(super) groups: Groups,
    pub(super) answers: Answers,
    pub(super) breakers: Arc<Breakers>,
    pub(super) dice: Dice,
    pub(super) configs: Configs,
    pub(super) pool: Arc<Pool>,
}

impl Fleet {
    /// A fleet that has started nothing yet. `routes` tells how machines are reached.
    pub fn new(
        settings: FleetSettings,
        routes: Arc<dyn Routes>,
        files: Arc<dyn Files>,
        environment: Arc<dyn Environment>,
        prompt: Arc<dyn Prompt>,
    ) -> Self {
        let (core, jobs) = (OnceLock::new(), AtomicU64::new(0));
        let threads = Threads::default();
        Self { settings, routes, files, environment, prompt, threads, core, jobs }
    }

    /// What was done so far.
    pub fn stats(&self) -> Stats {
        let Some(core) = self.core.get() else { return Stats::default() };
        let pool = &core.pool;
        Stats {
            opened: pool.opened.load(Ordering::Relaxed),
            reused: pool.reused.load(Ordering::Relaxed),
        }
    }

    /// What all hosts share; made at the first run on hosts, for it raises the limit on open files,
    /// which programs of this machine would inherit.
    fn core(&self) -> &Arc<Core> {
        self.core.get_or_init(|| Arc::new(self.gather()))
    }

    fn gather(&self) -> Core {
        let environment = &*self.environment;
        let passwords = |source: &Option<PasswordSource>, question| {
            let source = source.clone()?;
            let (files, prompt) = (Arc::clone(&self.files), Arc::clone(&self.prompt));
            Some(Passwords::new(source, question, files, prompt))
        };
        Core {
            settings: self.settings.clone(),
            user: environment.user(),
            routes: Arc::clone(&self.routes),
            files: Arc::clone(&self.files),
            trusts: Trusts::new(
                &self.settings,
                Arc::clone(&self.files),
                Arc::clone(&self.environment),
            ),
            keys: Keys::new(Arc::clone(&self.files), Arc::clone(&self.prompt), environment),
            agents: Agents::new(environment),
            passwords: passwords(&self.settings.password, "Password: "),
            sudo: passwords(&self.settings.sudo_password, "Password for sudo: "),
            names: Names::default(),
            groups: self.threads.groups().clone(),
            answers: Answers::default(),
            breakers: Arc::default(),
            dice: Dice::new(environment.random()),
            configs: Configs::default(),
            pool: Pool::new(descriptors::budget()),
        }
    }
}

impl Remote for Fleet {
    fn run(
        &self,
        job: Job,
        targets: BoxStream<'static, Arc<Target>>,
        cancel: Cancel,
    ) -> BoxStream<'static, RemoteEvent> {
        let Some(runtime) = self.threads.runtime() else { return refuse(targets) };
        let core = Arc::clone(self.core());
        let number = self.jobs.fetch_add(1, Ordering::Relaxed);
        let cancel = cancel.child_token();
        let pace = Pace::new(core.pool.parallel(job.limits.parallel));
        let budget = Budget::default();
        let (sender, receiver) = mpsc::channel(EVENTS);
        let events = match &job.task {
            Task::Command(command) => command.stream.then(|| sender.clone()),
            Task::Upload(_) | Task::Download(_) => None,
        };
        let (cancel_work, bytes) = (cancel.clone(), AtomicU64::new(0));
        let work = Work { job, number, cancel: cancel_work, events, budget, pace, bytes };
        let work = Arc::new(work);
        runtime.spawn(run::run(core, work, targets, sender));
        // The threads live as long as someone takes events, and the job no longer than that.
        let state = (receiver, cancel.drop_guard(), self.threads.clone());
        let events = stream::unfold(state, |mut state| async move {
            let event = state.0.recv().await?;
            Some((event, state))
        });
        events.boxed()
    }

    fn status(&self) -> Vec<Connection> {
        let Some(core) = self.core.get() else { return Vec::new() };
        let mut breakers = core.breakers.all(tokio::time::Instant::now());
        let mut told = core.pool.status();
        for (key, connection) in &mut told {
            if let Some(standing) = breakers.remove(key) {
                (connection.breaker, connection.failures) = standing;
            }
        }
        let closed = breakers.into_iter().map(|(key, (breaker, failures))| {
            let connection = Connection { breaker, failures, ..key.unused() };
            (key, connection)
        });
        told.extend(closed);
        let mut told = told.into_iter().map(|(_, connection)| connection).collect::<Vec<_>>();
        let order = |one: &Connection| {
            let ip = one.address.parse::<std::net::IpAddr>().ok();
            (ip.is_none(), ip, one.address.clone(), one.port, one.user.clone())
        };
        told.sort_by_cached_key(order);
        told
    }
}

/// The replies when no thread can be started.
fn refuse(targets: BoxStream<'static, Arc<Target>>) -> BoxStream<'static, RemoteEvent> {
    let refused = |target| {
        host::untried(
            target,
            Trouble::unreachable(
                "this machine could not start the threads for the work; close other programs and \
                 try again",
            ),
        )
    };
    let batches = targets.map(refused).ready_chunks(1024);
    batches.map(RemoteEvent::Replies).boxed()
}

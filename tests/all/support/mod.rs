//! What the tests of the fleet share: folders, runs, and a real `sshd`.

pub(crate) mod editor;
mod folder;
pub(crate) mod guest;
pub(crate) mod names;
pub(crate) mod plugged;
pub(crate) mod programs;
pub(crate) mod proxy;
pub(crate) mod published;
pub(crate) mod rebe;
pub(crate) mod server;
pub(crate) mod sshd;
pub(crate) mod web;

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

pub(crate) use folder::Folder;
use futures_util::StreamExt;
use rebe_shell::effect::memory::NoPrompt;
use rebe_shell::effect::real::RealFiles;
use rebe_shell::effect::{
    Cancel, DirectRoutes, Environment, Job, Limits, Prompt, Remote, RemoteCommand, RemoteEvent,
    Reply, Target, Task, Transport,
};
use rebe_shell::fleet::{Fleet, FleetSettings};
use rebe_shell::inventory::{ConfigFiles, SshConfig, register_in};

/// What was written to it, by whoever has a clone.
#[derive(Clone, Default)]
pub(crate) struct Text(Arc<Mutex<Vec<u8>>>);

impl Text {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl io::Write for Text {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(data)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// An environment with a home of its own.
#[derive(Clone)]
pub(crate) struct Surroundings {
    pub(crate) home: PathBuf,
    pub(crate) variables: HashMap<String, String>,
}

impl Environment for Surroundings {
    fn var(&self, name: &str) -> Option<String> {
        self.variables.get(name).cloned()
    }

    fn home(&self) -> Option<PathBuf> {
        Some(self.home.clone())
    }

    fn config(&self) -> Option<PathBuf> {
        None
    }

    fn user(&self) -> String {
        me()
    }

    fn uid(&self) -> u32 {
        0
    }

    fn machine(&self) -> String {
        "here".to_owned()
    }

    fn random(&self) -> u128 {
        7
    }
}

/// Say that a test could not be done here, and why. What tests print is not shown where they pass,
/// so this goes past that.
pub(crate) fn skipped(why: &str) {
    let _ = io::Write::write_all(&mut io::stderr(), format!("SKIPPED: {why}\n").as_bytes());
}

/// The account that runs the tests.
pub(crate) fn me() -> String {
    static ME: OnceLock<String> = OnceLock::new();
    ME.get_or_init(|| tool("id", &["-un"], &[]).trim().to_owned()).clone()
}

/// A fleet whose home is `home`, with nobody at the terminal and no agent.
pub(crate) fn fleet(home: &Path, settings: FleetSettings) -> Fleet {
    fleet_with(home, settings, &[], Arc::new(NoPrompt))
}

pub(crate) fn fleet_with(
    home: &Path,
    settings: FleetSettings,
    variables: &[(&str, &str)],
    prompt: Arc<dyn Prompt>,
) -> Fleet {
    let variables = variables.iter().map(|(name, value)| ((*name).into(), (*value).into()));
    let environment = Surroundings { home: home.to_owned(), variables: variables.collect() };
    let routes = Arc::new(DirectRoutes);
    Fleet::new(settings, routes, Arc::new(RealFiles), Arc::new(environment), prompt)
}

/// A fleet whose home is `home`, and which reaches hosts by this SSH configuration.
pub(crate) fn fleet_routed(home: &Path, settings: FleetSettings, config: &str) -> Fleet {
    let path = home.join("ssh_config");
    std::fs::write(&path, config).unwrap();
    let environment = Surroundings { home: home.to_owned(), variables: HashMap::new() };
    let (files, environment) = (Arc::new(RealFiles), Arc::new(environment));
    let register = register_in(Arc::default());
    let which = ConfigFiles::Only(path);
    let routes = SshConfig::new(which, files.clone(), environment.clone(), register);
    Fleet::new(settings, Arc::new(routes), files, environment, Arc::new(NoPrompt))
}

pub(crate) fn job(command: &str) -> Job {
    job_reading(command, Arc::from([]))
}

/// `job` with this standard input.
pub(crate) fn job_reading(command: &str, stdin: Arc<[u8]>) -> Job {
    let command = RemoteCommand {
        line: command.into(),
        stdin,
        repeatable: false,
        every: None,
        stream: false,
        sudo: None,
    };
    Job { task: Task::Command(command), limits: Limits::default() }
}

/// The command of `job`.
pub(crate) fn command(job: &mut Job) -> &mut RemoteCommand {
    match &mut job.task {
        Task::Command(command) => command,
        other => panic!("{other:?}"),
    }
}

/// `job` with limits changed by `change`.
pub(crate) fn job_with(command: &str, change: impl FnOnce(&mut Limits)) -> Job {
    let mut job = job(command);
    change(&mut job.limits);
    job
}

pub(crate) fn target(address: &str, port: u16) -> Arc<Target> {
    Arc::new(Target {
        name: format!("{address}:{port}"),
        address: address.to_owned(),
        port: Some(port),
        user: Some(me()),
        identities: Vec::new(),
        transport: Transport::Ssh,
        groups: Vec::new(),
        tags: Vec::new(),
        vars: None,
    })
}

/// `count` addresses of this machine, each a host of its own.
pub(crate) fn targets(count: usize, port: u16) -> Vec<Arc<Target>> {
    (0..count).map(|at| target(&format!("127.0.{}.{}", at / 250, at % 250 + 1), port)).collect()
}

/// Run to the end; the replies in the order of the targets' names.
pub(crate) fn run(fleet: &Fleet, job: Job, targets: Vec<Arc<Target>>) -> Vec<Reply> {
    run_until(fleet, job, targets, &Cancel::new())
}

pub(crate) fn run_until(
    fleet: &Fleet,
    job: Job,
    targets: Vec<Arc<Target>>,
    cancel: &Cancel,
) -> Vec<Reply> {
    let mut names = targets.iter().map(|target| target.name.clone()).collect::<Vec<_>>();
    let mut events = fleet.run(job, futures_util::stream::iter(targets).boxed(), cancel.clone());
    let mut replies = Vec::new();
    block_on(async {
        while let Some(event) = events.next().await {
            if let RemoteEvent::Replies(batch) = event {
                assert!(!batch.is_empty() && batch.len() <= 1024);
                replies.extend(batch);
            }
        }
    });
    replies.sort_by(|a, b| a.target.name.cmp(&b.target.name));
    names.sort();
    let answered = replies.iter().map(|reply| reply.target.name.clone()).collect::<Vec<_>>();
    assert_eq!(answered, names, "one reply a target");
    replies
}

/// Run on one target.
pub(crate) fn run_one(fleet: &Fleet, job: Job, target: Arc<Target>) -> Reply {
    run(fleet, job, vec![target]).remove(0)
}

/// Wait on a runtime that is not the fleet's.
pub(crate) fn block_on<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        tokio::time::timeout(Duration::from_secs(60), work).await.expect("the run hangs")
    })
}

/// Run a program that must succeed.
pub(crate) fn tool(program: &str, arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let output = std::process::Command::new(program)
        .args(arguments)
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

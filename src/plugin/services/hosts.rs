//! The hosts of the pipeline: those whose names stood in the rows that were pushed.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use futures_util::StreamExt;
use futures_util::future::join_all;
use futures_util::stream;

use super::{Answer, Services, wait};
use crate::effect::{
    Capability, Job, Outcome, OutcomeKind, RemoteCommand, RemoteEvent, Reply, Target, Task,
};
use crate::plugin::failure::plain;
use crate::plugin::guest::State;
use crate::plugin::wit::errors::Error;
use crate::plugin::wit::outcomes;
use crate::plugin::wit::query_hosts::{self, File};
use crate::plugin::wit::run_on_hosts::{self, Command, Ended};

/// Hosts, files or commands that may be asked for at once.
const AT_ONCE: usize = 10_000;
/// Bytes of a file, and of each output of a command.
const MOST: usize = 1 << 20;
/// Characters of what is said of a host.
const MESSAGE: usize = 1_000;
/// How the line that reads a file says that there is none.
const NO_FILE: i32 = 66;

/// Something to be run on a host.
struct Wanted {
    capability: Capability,
    host: String,
    line: String,
    input: Vec<u8>,
}

/// Hosts that are asked the same, each once.
struct Group {
    targets: Vec<Arc<Target>>,
    /// Of each target the place of its question.
    places: HashMap<String, usize>,
    line: String,
    input: Vec<u8>,
    repeatable: bool,
}

impl Services {
    /// The target, where it may be asked.
    fn target(&mut self, wanted: &Wanted) -> Answer<Arc<Target>> {
        let host = plain(&wanted.host, 200);
        let world = &self.context.world;
        if !self.hosts.contains(&wanted.host) || world.directory.leaves_out(&wanted.host) {
            let why = "is denied: it is not in the column `host` of the rows that came in";
            let told = format!("asking `{host}` {why}");
            self.tell(wanted.capability, &told);
            return Err(Error::Denied(told));
        }
        world.directory.get(&wanted.host).map_err(|problem| Error::Failed(problem.message))
    }

    /// What is asked, in groups; and the answers that need no host.
    fn grouped(&mut self, wanted: Vec<Wanted>) -> (Vec<Group>, Vec<Option<Answer<Ended>>>) {
        let mut groups = BTreeMap::<(String, Vec<u8>), Vec<Group>>::new();
        let mut answers = Vec::new();
        for (place, wanted) in wanted.into_iter().enumerate() {
            match self.target(&wanted) {
                Err(error) => answers.push(Some(Err(error))),
                Ok(target) => {
                    answers.push(None);
                    let repeatable = wanted.capability == Capability::QueryHosts;
                    let key = (wanted.line.clone(), wanted.input.clone());
                    let alike = groups.entry(key).or_default();
                    let free =
                        alike.iter().position(|group| !group.places.contains_key(&target.name));
                    let at = free.unwrap_or_else(|| {
                        let (line, input) = (wanted.line, wanted.input);
                        let (targets, places) = (Vec::new(), HashMap::new());
                        alike.push(Group { targets, places, line, input, repeatable });
                        alike.len() - 1
                    });
                    if let Some(group) = alike.get_mut(at) {
                        group.places.insert(target.name.clone(), place);
                        group.targets.push(target);
                    }
                }
            }
        }
        (groups.into_values().flatten().collect(), answers)
    }

    /// The replies of the hosts of `group`, each with the place of its question.
    fn ask(&self, group: Group) -> impl Future<Output = Vec<(usize, Reply)>> + use<> {
        let mut limits = self.context.limits.clone();
        limits.max_output = MOST;
        let command = RemoteCommand {
            line: group.line.into(),
            stdin: group.input.into(),
            repeatable: group.repeatable,
            every: None,
            stream: false,
            sudo: None,
        };
        let job = Job { task: Task::Command(command), limits };
        let targets = stream::iter(group.targets).boxed();
        let mut events = self.context.world.remote.run(job, targets, self.context.cancel.clone());
        let (observer, places) = (Arc::clone(&self.context.observer), group.places);
        async move {
            let mut replies = Vec::new();
            while let Some(event) = events.next().await {
                match event {
                    RemoteEvent::Replies(more) => {
                        let placed = more
                            .into_iter()
                            .filter_map(|reply| Some((*places.get(&reply.target.name)?, reply)));
                        replies.extend(placed);
                    }
                    RemoteEvent::Progress(load) => observer.progress(load),
                    RemoteEvent::Output(_) => {}
                }
            }
            replies
        }
    }

    /// How it ended, for the plugin and for the run.
    fn judged(&mut self, reply: Reply) -> Answer<Ended> {
        let Reply { target, mut outcome, exit_code, stdout, stderr, .. } = reply;
        let answer = match (outcome.kind, exit_code) {
            (OutcomeKind::Ok | OutcomeKind::Failed(_), Some(code)) => {
                // What an exit code means is for the plugin to say.
                (outcome.kind, outcome.message) = (OutcomeKind::Ok, String::new());
                Ok(Ended { code, output: stdout, errors: stderr })
            }
            (OutcomeKind::Truncated, _) => {
                outcome.kind = OutcomeKind::Ok;
                Err(Error::TooLarge(format!("`{}` has more than 1 MiB to say", target.name)))
            }
            (OutcomeKind::Timeout(_), _) => Err(Error::TimedOut(outcome.message.clone())),
            _ => Err(Error::Failed(outcome.message.clone())),
        };
        let known: Option<&Outcome> = self.ended.get(&target.name);
        if known.is_none_or(|known| !known.kind.is_failure()) {
            self.ended.insert(target.name.clone(), outcome);
        }
        answer
    }
}

impl State {
    async fn on_hosts(&mut self, wanted: Vec<Wanted>) -> wasmtime::Result<Vec<Answer<Ended>>> {
        let all = |error: Error| Ok(wanted.iter().map(|_| Err(error.clone())).collect());
        let services = match self.at_hand() {
            Ok(services) => services,
            Err(error) => return all(error),
        };
        if wanted.len() > AT_ONCE {
            return all(Error::TooLarge(format!("more than {AT_ONCE} hosts at once")));
        }
        let (groups, mut answers) = services.grouped(wanted);
        let asked = groups.into_iter().map(|group| services.ask(group)).collect::<Vec<_>>();
        let replies = wait(self, join_all(asked)).await?;
        let Ok(services) = self.at_hand() else { return Ok(Vec::new()) };
        for (place, reply) in replies.into_iter().flatten() {
            if let Some(answer) = answers.get_mut(place) {
                *answer = Some(services.judged(reply));
            }
        }
        let none = || Err(Error::Failed("the host gave no answer".to_owned()));
        Ok(answers.into_iter().map(|answer| answer.unwrap_or_else(none)).collect())
    }
}

impl query_hosts::Host for State {
    async fn read(&mut self, files: Vec<File>) -> wasmtime::Result<Vec<Answer<Vec<u8>>>> {
        let capability = Capability::QueryHosts;
        let (mut denied, mut wanted) = (Vec::new(), Vec::new());
        for File { host, path } in files {
            let services = match self.at_hand() {
                Ok(services) => services,
                Err(error) => {
                    denied.push(Some(error));
                    continue;
                }
            };
            if !services.grants.allows(capability, &path) || path.contains('\0') {
                let shown = plain(&path, 200);
                let what = format!("reading `{shown}` of hosts");
                denied.push(Some(services.deny(capability, &shown, &what)));
                continue;
            }
            denied.push(None);
            let path = format!("'{}'", path.replace('\'', "'\\''"));
            let line = format!("test -e {path} || exit {NO_FILE}; head -c {} {path}", MOST + 1);
            wanted.push(Wanted { capability, host, line, input: Vec::new() });
        }
        let mut ended = self.on_hosts(wanted).await?.into_iter();
        let answers = denied.into_iter().map(|denied| match (denied, &mut ended) {
            (Some(error), _) => Err(error),
            (None, ended) => match ended.next() {
                Some(Ok(Ended { code: 0, output, .. })) => Ok(output),
                Some(Ok(Ended { code: NO_FILE, .. })) => {
                    Err(Error::Missing("there is no such file".to_owned()))
                }
                Some(Ok(Ended { code, errors, .. })) => {
                    let said = plain(&String::from_utf8_lossy(&errors), 200);
                    Err(Error::Failed(format!("reading it ended with exit code {code}: {said}")))
                }
                Some(Err(error)) => Err(error),
                None => Err(Error::Failed("the host gave no answer".to_owned())),
            },
        });
        Ok(answers.collect())
    }
}

impl run_on_hosts::Host for State {
    async fn run(&mut self, commands: Vec<Command>) -> wasmtime::Result<Vec<Answer<Ended>>> {
        let capability = Capability::RunOnHosts;
        if let Ok(services) = self.at_hand()
            && !services.grants.has(capability)
        {
            let error = services.deny(capability, "", "running commands on hosts");
            return Ok(commands.iter().map(|_| Err(error.clone())).collect());
        }
        let wanted = commands.into_iter().map(|Command { host, line, input }| Wanted {
            capability,
            host,
            line,
            input,
        });
        let wanted = wanted.collect();
        self.on_hosts(wanted).await
    }
}

impl outcomes::Host for State {
    async fn fail(&mut self, host: String, message: String) -> wasmtime::Result<()> {
        if let Ok(services) = self.at_hand()
            && let Some(outcome) = services.ended.get_mut(&host)
            && !outcome.kind.is_failure()
        {
            outcome.kind = OutcomeKind::Invalid;
            outcome.message = plain(&message, MESSAGE);
        }
        Ok(())
    }
}

//! One SSH session: who may log in, and the playing of answers.

use std::sync::Arc;
use std::time::Duration;

use russh::server::{
    Auth, ChannelOpenHandle, Handle, Handler, Msg, PublicKeyOffer, Session, VerifiedPublicKey,
};
use russh::{Channel, ChannelId, Error};
use tokio::task::AbortHandle;

use super::answer::with_fault;
use super::connection::Shared;
use super::faults::Fault;
use super::machine::Machine;
use super::random::Random;
use super::sftp::DemoSftp;
use super::shell::{Answer, Step, opening, run, wants_input};

/// How long a host that hangs in authentication keeps its silence. Nobody reads the socket
/// meanwhile, so it would not be noticed that the client has left.
const SILENCE: Duration = Duration::from_secs(120);

/// Standard input beyond this many bytes is not kept.
const MOST_INPUT: usize = 1 << 20;

/// A session of one client on one host.
pub struct DemoSession {
    shared: Arc<Shared>,
    index: usize,
    waiting: Vec<Waiting>,
    playing: Vec<(ChannelId, AbortHandle)>,
    /// Channels on which nothing was asked yet.
    opened: Vec<Channel<Msg>>,
}

/// A command whose standard input has not ended yet.
struct Waiting {
    channel: ChannelId,
    command: String,
    input: Vec<u8>,
    /// What it has said so far.
    said: Option<Step>,
}

impl Drop for DemoSession {
    fn drop(&mut self) {
        for (_, player) in &self.playing {
            player.abort();
        }
    }
}

impl DemoSession {
    /// A session on the host of this number.
    pub fn new(shared: Arc<Shared>, index: usize) -> Self {
        let (waiting, playing, opened) = Default::default();
        Self { shared, index, waiting, playing, opened }
    }

    fn fault(&self) -> Option<Fault> {
        self.shared.hosts.get(self.index).and_then(|host| host.fault)
    }

    fn answer(&self, command: &str, input: &[u8]) -> Answer {
        answer(&self.shared, self.index, command, input)
    }

    /// Write an answer at once when nothing in it takes time, else in a task of its own.
    fn play(
        &mut self,
        channel: ChannelId,
        answer: Answer,
        session: &mut Session,
    ) -> Result<(), Error> {
        if answer.steps.iter().any(|step| matches!(step, Step::Sleep(_) | Step::Endless(_))) {
            let player = tokio::spawn(play(session.handle(), channel, answer));
            self.playing.retain(|(_, player)| !player.is_finished());
            self.playing.push((channel, player.abort_handle()));
            return Ok(());
        }
        for step in answer.steps {
            match step {
                Step::Out(text) => session.data(channel, text)?,
                Step::Err(text) => session.extended_data(channel, 1, text)?,
                Step::Sleep(_) | Step::Endless(_) => {}
            }
        }
        session.exit_status_request(channel, answer.code.into())?;
        session.eof(channel)?;
        session.close(channel)
    }
}

/// What the host of this number answers, its fault included.
pub fn answer(shared: &Shared, index: usize, command: &str, input: &[u8]) -> Answer {
    let Some(host) = shared.hosts.get(index) else { return Answer::default() };
    if host.fault == Some(Fault::Flood) {
        return with_fault(host.fault, false, Answer::default());
    }
    let answer = run(&machine(shared, index), command, input);
    with_fault(host.fault, wants_input(command), answer)
}

/// The machine of this number.
pub fn machine(shared: &Shared, index: usize) -> Machine {
    let mut random = Random::new(!shared.seed, index as u64);
    let machine = match shared.hosts.get(index) {
        Some(host) => Machine::new(&host.name, host.kind, &mut random),
        None => Machine::new("", super::machine::Kind::SmallVm, &mut random),
    };
    Machine { changed: shared.changed.clone(), ..machine }
}

/// Write an answer step by step. The handle waits while the client's window is full.
async fn play(handle: Handle, channel: ChannelId, answer: Answer) {
    for step in answer.steps {
        let written = match step {
            Step::Out(text) => handle.data(channel, text).await.is_ok(),
            Step::Err(text) => handle.extended_data(channel, 1, text).await.is_ok(),
            Step::Sleep(pause) => {
                tokio::time::sleep(pause).await;
                true
            }
            Step::Endless(text) => loop {
                if handle.data(channel, text.clone()).await.is_err() {
                    break false;
                }
            },
        };
        if !written {
            return;
        }
    }
    let _ = handle.exit_status_request(channel, answer.code.into()).await;
    let _ = handle.eof(channel).await;
    let _ = handle.close(channel).await;
}

impl Handler for DemoSession {
    type Error = Error;

    async fn auth_publickey_offered(
        &mut self,
        _user: &str,
        offer: PublicKeyOffer<'_>,
    ) -> Result<Auth, Error> {
        match self.fault() {
            Some(Fault::HangAuth) => {
                tokio::time::sleep(SILENCE).await;
                Err(Error::Disconnect)
            }
            Some(Fault::Deny) => Ok(Auth::reject()),
            _ if offer.public_key.key_data() == self.shared.client.key_data() => Ok(Auth::Accept),
            _ => Ok(Auth::reject()),
        }
    }

    async fn auth_publickey(
        &mut self,
        _user: &str,
        key: VerifiedPublicKey<'_>,
    ) -> Result<Auth, Error> {
        if key.public_key.key_data() == self.shared.client.key_data() {
            return Ok(Auth::Accept);
        }
        Ok(Auth::reject())
    }

    async fn channel_open_session(
        &mut self,
        channel: Channel<Msg>,
        reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Result<(), Error> {
        reply.accept().await;
        self.opened.push(channel);
        Ok(())
    }

    async fn shell_request(
        &mut self,
        channel: ChannelId,
        session: &mut Session,
    ) -> Result<(), Error> {
        session.channel_failure(channel)
    }

    async fn subsystem_request(
        &mut self,
        channel: ChannelId,
        name: &str,
        session: &mut Session,
    ) -> Result<(), Error> {
        let at = self.opened.iter().position(|opened| opened.id() == channel);
        match (name, at.map(|at| self.opened.swap_remove(at))) {
            ("sftp", Some(opened)) => {
                session.channel_success(channel)?;
                let handler = DemoSftp::new(Arc::clone(&self.shared), self.index);
                russh_sftp::server::run(opened.into_stream(), handler).await;
                Ok(())
            }
            _ => session.channel_failure(channel),
        }
    }

    async fn exec_request(
        &mut self,
        channel: ChannelId,
        data: &[u8],
        session: &mut Session,
    ) -> Result<(), Error> {
        // Nobody reads it here, so it must not fill up.
        self.opened.retain(|opened| opened.id() != channel);
        let command = String::from_utf8_lossy(data).into_owned();
        session.channel_success(channel)?;
        if self.fault() == Some(Fault::HangExec) {
            return Ok(());
        }
        if wants_input(&command) {
            let said = opening(&machine(&self.shared, self.index), &command);
            if let Some(Step::Err(text)) = &said {
                session.extended_data(channel, 1, text.clone())?;
            }
            self.waiting.push(Waiting { channel, command, input: Vec::new(), said });
            return Ok(());
        }
        let answer = self.answer(&command, b"");
        self.play(channel, answer, session)
    }

    async fn data(
        &mut self,
        channel: ChannelId,
        data: &[u8],
        _session: &mut Session,
    ) -> Result<(), Error> {
        if let Some(waiting) = self.waiting.iter_mut().find(|w| w.channel == channel)
            && waiting.input.len() + data.len() <= MOST_INPUT
        {
            waiting.input.extend_from_slice(data);
        }
        Ok(())
    }

    async fn channel_eof(
        &mut self,
        channel: ChannelId,
        session: &mut Session,
    ) -> Result<(), Error> {
        let Some(at) = self.waiting.iter().position(|waiting| waiting.channel == channel) else {
            return Ok(());
        };
        let waiting = self.waiting.swap_remove(at);
        let mut answer = self.answer(&waiting.command, &waiting.input);
        let said = answer.steps.iter().position(|step| waiting.said.as_ref() == Some(step));
        said.map(|at| answer.steps.remove(at));
        self.play(channel, answer, session)
    }

    async fn channel_close(
        &mut self,
        channel: ChannelId,
        _session: &mut Session,
    ) -> Result<(), Error> {
        self.opened.retain(|opened| opened.id() != channel);
        self.waiting.retain(|waiting| waiting.channel != channel);
        self.playing.retain(|(playing, player)| {
            if *playing == channel {
                player.abort();
            }
            *playing != channel
        });
        Ok(())
    }
}

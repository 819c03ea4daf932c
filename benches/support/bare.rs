//! russh and nothing else: the floor. It checks the host's key, logs in, runs the same script and
//! reads all that comes; it has no deadlines, no outcomes, no parsing and no table.

use std::sync::Arc;

use rebe_shell::probe;
use russh::ChannelMsg;
use russh::client::{Config, Handle, Handler, connect};
use russh::keys::{PrivateKey, PrivateKeyWithHashAlg, PublicKey, PublicKeyOrCertificate};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::roster::Roster;
use super::{Failure, KEPT};

/// A runtime as the engine has one, and the connections that are kept.
pub struct Bare {
    runtime: Runtime,
    shared: Arc<Shared>,
    targets: Vec<(String, u16)>,
    fan_out: usize,
    kept: Vec<Option<Handle<Trust>>>,
}

/// What all hosts share.
struct Shared {
    config: Arc<Config>,
    user: String,
    client: Arc<PrivateKey>,
    host: PublicKey,
    command: String,
    stdin: Vec<u8>,
}

struct Trust(Arc<Shared>);

impl Handler for Trust {
    type Error = russh::Error;

    async fn check_server_key(
        &mut self,
        shown: &PublicKeyOrCertificate,
    ) -> Result<bool, russh::Error> {
        let PublicKeyOrCertificate::PublicKey { key, .. } = shown else { return Ok(false) };
        Ok(key.key_data() == self.0.host.key_data())
    }
}

impl Bare {
    /// Nobody is connected yet.
    pub fn new(roster: &Roster, fan_out: usize) -> Result<Self, Failure> {
        let cpu = probe::find("cpu").ok_or("there is no probe `cpu`")?;
        let script = probe::script(&[cpu], 7);
        let shared = Shared {
            config: Arc::new(Config {
                channel_buffer_size: 32,
                nodelay: true,
                ..Config::default()
            }),
            user: roster.user.clone(),
            client: roster.client_key()?,
            host: roster.host_key()?,
            command: script.command,
            stdin: script.stdin.into_bytes(),
        };
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let kept = roster.targets.iter().map(|_| None).collect();
        let targets = roster.targets.clone();
        Ok(Self { runtime, shared: Arc::new(shared), targets, fan_out, kept })
    }

    /// Run the script on all hosts; the number of them that answered well.
    pub fn ask(&mut self) -> Result<usize, Failure> {
        let places = Arc::new(Semaphore::new(self.fan_out));
        let mut hosts = JoinSet::new();
        let (mut ok, mut left) = (0, KEPT);
        self.runtime.block_on(async {
            for (at, (target, kept)) in self.targets.iter().zip(&mut self.kept).enumerate() {
                let place = Arc::clone(&places).acquire_owned().await?;
                let (shared, target, kept) =
                    (Arc::clone(&self.shared), target.clone(), kept.take());
                let keep = left > 0;
                left -= usize::from(keep);
                hosts.spawn(async move {
                    let handle =
                        host(shared, target, kept).await.map(|handle| keep.then_some(handle));
                    drop(place);
                    (at, handle)
                });
            }
            while let Some(done) = hosts.join_next().await {
                let (at, handle) = done?;
                let handle = handle?;
                ok += 1;
                if let Some(place) = self.kept.get_mut(at) {
                    *place = handle;
                }
            }
            Ok(ok)
        })
    }
}

/// One host, on the connection that was kept or on a new one.
async fn host(
    shared: Arc<Shared>,
    target: (String, u16),
    kept: Option<Handle<Trust>>,
) -> Result<Handle<Trust>, Failure> {
    let handle = match kept {
        Some(handle) => handle,
        None => log_in(&shared, target).await?,
    };
    let mut channel = handle.channel_open_session().await?;
    channel.exec(true, shared.command.as_str()).await?;
    channel.data_bytes(shared.stdin.clone()).await?;
    channel.eof().await?;
    let (mut out, mut code) = (Vec::new(), None);
    while let Some(message) = channel.wait().await {
        match message {
            ChannelMsg::Data { data } => out.extend_from_slice(&data),
            ChannelMsg::ExitStatus { exit_status } => code = Some(exit_status),
            ChannelMsg::Close => break,
            _ => {}
        }
    }
    if code != Some(0) || out.is_empty() {
        return Err(format!("exit code {code:?}, {} bytes", out.len()).into());
    }
    Ok(handle)
}

async fn log_in(shared: &Arc<Shared>, target: (String, u16)) -> Result<Handle<Trust>, Failure> {
    let trust = Trust(Arc::clone(shared));
    let mut handle = connect(Arc::clone(&shared.config), target, trust).await?;
    let key = PrivateKeyWithHashAlg::new(Arc::clone(&shared.client), None);
    let answer = handle.authenticate_publickey(shared.user.as_str(), key).await?;
    if answer.success() { Ok(handle) } else { Err("the key was refused".into()) }
}

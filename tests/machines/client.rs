//! A bare SSH client: one connection, one command, one answer, no pool and no retry.

use std::sync::Arc;
use std::time::Duration;

use rebe_shell::effect::{OutcomeKind, Phase, Target};
use rebe_shell::fleet::demo::DemoFleet;
use russh::client::{Config, Handle, Handler, connect};
use russh::keys::{PrivateKeyWithHashAlg, PublicKey, PublicKeyOrCertificate};
use russh::{ChannelMsg, Error};
use tokio::time::timeout;

/// What is kept of an output.
pub const MOST_OUTPUT: usize = 1 << 18;

/// Long enough for crypto without optimisation on a busy machine.
const DEADLINE: Duration = Duration::from_secs(4);

/// Which keys are used with a fleet.
#[derive(Clone)]
pub struct Keys {
    client: Arc<russh::keys::PrivateKey>,
    host: PublicKey,
}

impl Keys {
    pub fn of(fleet: &DemoFleet) -> Self {
        Self { client: Arc::new(fleet.client_key().clone()), host: fleet.host_key().clone() }
    }

    /// The same, but for the key to log in with.
    pub fn with_key_of(self, other: &DemoFleet) -> Self {
        Self { client: Arc::new(other.client_key().clone()), ..self }
    }
}

struct Trust(PublicKey);

impl Handler for Trust {
    type Error = Error;

    async fn check_server_key(&mut self, key: &PublicKeyOrCertificate) -> Result<bool, Error> {
        let trusted = |key: &PublicKey| key.key_data() == self.0.key_data();
        Ok(matches!(key, PublicKeyOrCertificate::PublicKey { key, .. } if trusted(key)))
    }
}

/// What a host wrote to its standard output, and the code that it ended with.
pub type Heard = (Vec<u8>, u32);

/// Run `command` with `stdin` on `target`; output beyond the bound is an error.
pub async fn ask(
    keys: Keys,
    target: Target,
    command: String,
    stdin: String,
) -> Result<Heard, OutcomeKind> {
    let handle = log_in(&keys, &target).await?;
    timeout(DEADLINE, exec(&handle, command, stdin))
        .await
        .map_err(|_| OutcomeKind::Timeout(Phase::Exec))?
}

async fn log_in(keys: &Keys, target: &Target) -> Result<Handle<Trust>, OutcomeKind> {
    let address = (target.address.clone(), target.port.unwrap());
    let connecting = connect(Arc::new(Config::default()), address, Trust(keys.host.clone()));
    let mut handle = match timeout(DEADLINE, connecting).await {
        Err(_) => return Err(OutcomeKind::Timeout(Phase::Connect)),
        Ok(Err(Error::UnknownKey)) => return Err(OutcomeKind::HostKey),
        Ok(Err(_)) => return Err(OutcomeKind::Unreachable),
        Ok(Ok(handle)) => handle,
    };
    let key = PrivateKeyWithHashAlg::new(Arc::clone(&keys.client), None);
    let user = target.user.clone().expect("a user");
    match timeout(DEADLINE, handle.authenticate_publickey(user, key)).await {
        Err(_) => Err(OutcomeKind::Timeout(Phase::Auth)),
        Ok(Ok(result)) if result.success() => Ok(handle),
        Ok(Ok(_)) => Err(OutcomeKind::AuthFailed),
        Ok(Err(_)) => Err(OutcomeKind::Unreachable),
    }
}

async fn exec(
    handle: &Handle<Trust>,
    command: String,
    stdin: String,
) -> Result<Heard, OutcomeKind> {
    let broken = |_| OutcomeKind::Unreachable;
    let mut channel = handle.channel_open_session().await.map_err(broken)?;
    channel.exec(true, command).await.map_err(broken)?;
    channel.data(stdin.as_bytes()).await.map_err(broken)?;
    channel.eof().await.map_err(broken)?;
    let (mut out, mut code) = (Vec::new(), None);
    while let Some(message) = channel.wait().await {
        match message {
            ChannelMsg::Data { data } => out.extend_from_slice(&data),
            ChannelMsg::ExitStatus { exit_status } => code = Some(exit_status),
            _ => {}
        }
        if out.len() > MOST_OUTPUT {
            return Err(OutcomeKind::Truncated);
        }
    }
    code.map(|code| (out, code)).ok_or(OutcomeKind::Unreachable)
}

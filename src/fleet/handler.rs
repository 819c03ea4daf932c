//! What the client answers when a server takes the initiative: it checks the server's key, and
//! refuses everything else that a server may ask for.

use std::sync::Arc;

use russh::client::{ChannelOpenHandle, DisconnectReason, Handler, Msg, Session};
use russh::keys::PublicKeyOrCertificate;
use russh::{Channel, Disconnect};
use tokio::sync::watch;

use super::classify::{Trouble, why_ended};
use super::trust::{KeyPlace, Trust};

/// Watches over one connection.
pub(super) struct Guard {
    pub(super) trust: Arc<Trust>,
    pub(super) place: KeyPlace,
    pub(super) ended: watch::Sender<Option<Ended>>,
}

/// How a connection ended.
#[derive(Debug, Clone, Default)]
pub(super) struct Ended {
    /// Why, in words of the server or of the system, as far as that is known.
    pub(super) why: Option<String>,
    /// Whether it ended because no key was accepted.
    pub(super) unwelcome: bool,
}

/// Why the connection's task ended.
#[derive(Debug)]
pub(super) enum Broken {
    /// The server's key is not trusted.
    HostKey(Trouble),
    /// Anything else.
    Ssh(russh::Error),
}

impl From<russh::Error> for Broken {
    fn from(error: russh::Error) -> Self {
        Self::Ssh(error)
    }
}

impl Handler for Guard {
    type Error = Broken;

    async fn check_server_key(&mut self, key: &PublicKeyOrCertificate) -> Result<bool, Broken> {
        let checked = match key {
            PublicKeyOrCertificate::PublicKey { key, .. } => {
                self.trust.check(&self.place, key).await
            }
            PublicKeyOrCertificate::Certificate(certificate) => {
                self.trust.check_certificate(&self.place, certificate).await
            }
        };
        match checked {
            Ok(()) => Ok(true),
            Err(trouble) => Err(Broken::HostKey(trouble)),
        }
    }

    async fn disconnected(&mut self, reason: DisconnectReason<Broken>) -> Result<(), Broken> {
        let (ended, result) = match reason {
            DisconnectReason::ReceivedDisconnect(info) => {
                let unwelcome = matches!(info.reason_code, Disconnect::NoMoreAuthMethodsAvailable)
                    || info.message.contains("Too many authentication failures");
                let why = Some(info.message).filter(|message| !message.is_empty());
                (Ended { why, unwelcome }, Ok(()))
            }
            DisconnectReason::Error(error) => {
                let ended = match &error {
                    Broken::Ssh(russh::Error::NoAuthMethod) => Ended { why: None, unwelcome: true },
                    Broken::Ssh(error) => Ended { why: why_ended(error), unwelcome: false },
                    Broken::HostKey(trouble) => {
                        Ended { why: Some(trouble.message.clone()), unwelcome: false }
                    }
                };
                (ended, Err(error))
            }
        };
        self.ended.send_replace(Some(ended));
        result
    }

    // The default of russh is to accept the channels below; dropping `reply` refuses them.

    async fn server_channel_open_forwarded_tcpip(
        &mut self,
        _channel: Channel<Msg>,
        _connected_address: &str,
        _connected_port: u32,
        _originator_address: &str,
        _originator_port: u32,
        _reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Result<(), Broken> {
        Ok(())
    }

    async fn server_channel_open_forwarded_streamlocal(
        &mut self,
        _channel: Channel<Msg>,
        _socket_path: &str,
        _reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Result<(), Broken> {
        Ok(())
    }

    async fn server_channel_open_agent_forward(
        &mut self,
        _channel: Channel<Msg>,
        _reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Result<(), Broken> {
        Ok(())
    }

    async fn server_channel_open_session(
        &mut self,
        _channel: Channel<Msg>,
        _reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Result<(), Broken> {
        Ok(())
    }

    async fn server_channel_open_direct_tcpip(
        &mut self,
        _channel: Channel<Msg>,
        _host_to_connect: &str,
        _port_to_connect: u32,
        _originator_address: &str,
        _originator_port: u32,
        _reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Result<(), Broken> {
        Ok(())
    }

    async fn server_channel_open_direct_streamlocal(
        &mut self,
        _channel: Channel<Msg>,
        _socket_path: &str,
        _reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Result<(), Broken> {
        Ok(())
    }

    async fn server_channel_open_x11(
        &mut self,
        _channel: Channel<Msg>,
        _originator_address: &str,
        _originator_port: u32,
        _reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Result<(), Broken> {
        Ok(())
    }
}

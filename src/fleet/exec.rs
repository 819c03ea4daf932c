//! One command on one connection.

use std::time::Duration;

use russh::client::Msg;
use russh::{Channel, ChannelMsg, ChannelReadHalf, ChannelWriteHalf, Disconnect, Sig};
use tokio::sync::SemaphorePermit;
use tokio::time::timeout;

use super::classify::Trouble;
use super::deadline::{Deadlines, Until};
use super::output::{Exit, Output, signal_number};
use super::pool::{Lease, Open};
use super::sudo::{Answers, Door, Entrance};
use crate::effect::{OutcomeKind, OutputStream, RemoteCommand};

/// A server answers the opening of a channel at once; one on a pooled connection that stays silent
/// this long is behind a connection that died unnoticed.
const STALE: Duration = Duration::from_secs(3);

/// Milliseconds to wait before asking again for a channel that was refused: sshd counts a session
/// for a moment after it has closed, and other programs of the user have sessions too.
const CROWDED: [u64; 5] = [10, 40, 100, 200, 400];

/// Bytes of standard input that are sent at a time.
const PIECE: usize = 32 << 10;

/// How long a command that is stopped may take to hear of it.
const PARTING: Duration = Duration::from_millis(200);

/// Why there is no channel.
pub(super) enum NoChannel {
    /// The connection is dead; nothing was started on it.
    Stale,
    /// The host takes no more sessions on this connection than it has.
    Full,
    /// Anything else.
    Trouble(Trouble),
}

/// Open a channel on `connection` by `until`.
pub(super) async fn open<'a>(
    connection: &'a Open,
    fresh: bool,
    deadlines: &Deadlines,
    until: Until,
) -> Result<(Channel<Msg>, SemaphorePermit<'a>), NoChannel> {
    let opening = async {
        let place = connection.channels.acquire().await.map_err(|_| None)?;
        let mut pauses = CROWDED.into_iter();
        loop {
            let opening = connection.link.handle.channel_open_session();
            let opened = if fresh {
                opening.await
            } else {
                timeout(STALE, opening).await.unwrap_or(Err(russh::Error::ConnectionTimeout))
            };
            match (opened, pauses.next()) {
                (Ok(channel), _) => return Ok((channel, place)),
                (Err(russh::Error::ChannelOpenFailure(_)), Some(pause)) => {
                    tokio::time::sleep(Duration::from_millis(pause)).await;
                }
                (Err(error @ russh::Error::ChannelOpenFailure(_)), None) => {
                    // Nobody else has one on a connection that is new.
                    if !fresh {
                        connection.bind(place);
                    }
                    return Err(Some(error));
                }
                (Err(error), _) => return Err(Some(error)),
            }
        }
    };
    match deadlines.within(until, opening).await.map_err(NoChannel::Trouble)? {
        Ok(opened) => Ok(opened),
        Err(Some(russh::Error::ChannelOpenFailure(_))) if !fresh => Err(NoChannel::Full),
        Err(Some(russh::Error::ChannelOpenFailure(reason))) => {
            Err(NoChannel::Trouble(Trouble::unreachable(format!(
                "the host refuses to open a session ({reason:?}); look at MaxSessions in its \
                 sshd_config, and at what else this account has open there"
            ))))
        }
        Err(_) if !fresh => Err(NoChannel::Stale),
        Err(_) => {
            let why = connection.link.end().await.and_then(|ended| ended.why);
            let trouble = Trouble::broke("opening a session", why.as_deref());
            Err(NoChannel::Trouble(trouble.transient()))
        }
    }
}

/// Run `command` and take what it prints. A command that does not end in time, or prints too much,
/// is stopped, and its connection is not used again.
pub(super) async fn run(
    lease: Lease,
    channel: Channel<Msg>,
    command: &RemoteCommand,
    entrance: Entrance<'_>,
    output: &mut Output,
    deadlines: &Deadlines,
    until: Until,
) -> Result<Exit, Trouble> {
    let (mut read, write) = channel.split();
    let Entrance { mut door, answers } = entrance;
    let talk = talk(&mut read, &write, command, &mut door, answers, output);
    let ended = deadlines.within(until, talk).await;
    match ended {
        Ok(Ok(Exit::Code(code))) => Ok(Exit::Code(code)),
        Ok(Ok(Exit::Truncated)) => {
            stop(lease, write).await;
            Ok(Exit::Truncated)
        }
        // `sudo` said no; the connection is as good as before.
        Ok(Err(Some(trouble))) if trouble.kind == OutcomeKind::AuthFailed => {
            let _ = timeout(PARTING, write.close()).await;
            Err(trouble)
        }
        Ok(Err(Some(trouble))) => {
            lease.retire();
            Err(trouble)
        }
        Ok(Err(None)) => {
            lease.retire();
            let why = lease.connection.link.end().await.and_then(|ended| ended.why);
            let trouble = Trouble::broke("the command ran", why.as_deref());
            Err(if command.repeatable { trouble.transient() } else { trouble })
        }
        Err(trouble) => {
            stop(lease, write).await;
            Err(door.map_or(trouble.clone(), |door| door.explain(trouble)))
        }
    }
}

/// Send everything, and read until the channel closes; both at once, so that neither side waits for
/// the other. The command and its input are sent without waiting for answers. The error is absent
/// when the connection broke.
async fn talk(
    read: &mut ChannelReadHalf,
    write: &ChannelWriteHalf<Msg>,
    command: &RemoteCommand,
    door: &mut Option<Door<'_>>,
    mut answers: Answers,
    output: &mut Output,
) -> Result<Exit, Option<Trouble>> {
    let feed = async {
        write.exec(true, command.line.as_bytes()).await?;
        while let Some(answer) = answers.recv().await {
            write.data_bytes(answer).await?;
        }
        for piece in command.stdin.chunks(PIECE) {
            write.data_bytes(piece.to_vec()).await?;
        }
        write.eof().await
    };
    tokio::pin!(feed);
    let (mut feeding, mut code, mut eof) = (true, None, false);
    loop {
        let message = tokio::select! {
            message = read.wait() => message,
            // A command need not read its input, so that sending failed says nothing: the end of
            // the channel does.
            _ = &mut feed, if feeding => {
                feeding = false;
                continue;
            }
        };
        let kept = match message {
            Some(ChannelMsg::Data { data }) => output.push(OutputStream::Stdout, &data).await,
            Some(ChannelMsg::ExtendedData { data, ext: 1 }) => match door {
                None => output.push(OutputStream::Stderr, &data).await,
                Some(door) => {
                    let heard = door.hear(&data).map_err(Some)?;
                    output.push(OutputStream::Stderr, &heard).await
                }
            },
            Some(ChannelMsg::ExitStatus { exit_status }) => {
                // Codes are 0 to 255 on all systems; a server that says otherwise did not succeed.
                code = Some(i32::try_from(exit_status).unwrap_or(i32::MAX));
                Ok(())
            }
            Some(ChannelMsg::ExitSignal { signal_name, .. }) => {
                code = Some(128 + signal_number(signal_text(&signal_name)));
                Ok(())
            }
            Some(ChannelMsg::Failure) => {
                return Err(Some(Trouble::unreachable(
                    "the host refuses to run commands for this account; look at ForceCommand and \
                     the account's shell there",
                )));
            }
            Some(ChannelMsg::Eof) => {
                eof = true;
                Ok(())
            }
            Some(ChannelMsg::Close) => {
                if let Some(trouble) = door.as_mut().and_then(Door::shut) {
                    return Err(Some(trouble));
                }
                return code.map(Exit::Code).ok_or_else(|| {
                    Some(Trouble::unreachable(
                        "the host closed the session without telling how the command ended; it \
                         may have been stopped there",
                    ))
                });
            }
            // Without a close, the output is whole only if its end was seen.
            None => return code.filter(|_| eof).map(Exit::Code).ok_or(None),
            Some(_) => Ok(()),
        };
        if let Err(full) = kept {
            return full.end().map_err(Some);
        }
    }
}

/// Stop the command and take the connection out of use: what the host still sends is nothing
/// anybody waits for.
async fn stop(lease: Lease, write: ChannelWriteHalf<Msg>) {
    lease.retire();
    let told = async {
        write.signal(Sig::TERM).await?;
        write.close().await
    };
    let _ = timeout(PARTING, told).await;
    tokio::spawn(async move {
        if lease.is_sole() {
            let handle = &lease.connection.link.handle;
            let goodbye = handle.disconnect(Disconnect::ByApplication, "", "");
            let _ = timeout(PARTING, goodbye).await;
        }
        tokio::time::sleep(PARTING).await;
        drop(lease);
    });
}

fn signal_text(signal: &Sig) -> &str {
    match signal {
        Sig::ABRT => "ABRT",
        Sig::ALRM => "ALRM",
        Sig::FPE => "FPE",
        Sig::HUP => "HUP",
        Sig::ILL => "ILL",
        Sig::INT => "INT",
        Sig::KILL => "KILL",
        Sig::PIPE => "PIPE",
        Sig::QUIT => "QUIT",
        Sig::SEGV => "SEGV",
        Sig::TERM => "TERM",
        Sig::USR1 => "USR1",
        Sig::Custom(name) => name,
    }
}

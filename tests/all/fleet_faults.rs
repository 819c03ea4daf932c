//! A server that speaks SSH well and then misbehaves; the name of the account tells how.

use std::sync::Arc;
use std::time::Duration;

use rebe_shell::effect::{Cancel, Limits, OutcomeKind, Reply, Target};
use rebe_shell::fleet::Fleet;
use russh::server::{
    Auth, ChannelOpenHandle, Handle, Handler, Msg, Server, Session, VerifiedPublicKey,
};
use russh::{Channel, ChannelId, Disconnect, Sig};

use crate::support::server::{Served, serve};
use crate::support::{fleet, job_with, run, run_until, target};

#[derive(Clone, Default)]
struct Faulty {
    fault: String,
    unanswered: Arc<std::sync::Mutex<Vec<ChannelOpenHandle>>>,
}

impl Server for Faulty {
    type Handler = Self;

    fn new_client(&mut self, _: Option<std::net::SocketAddr>) -> Self {
        self.clone()
    }
}

impl Handler for Faulty {
    type Error = russh::Error;

    async fn auth_publickey(
        &mut self,
        user: &str,
        _: VerifiedPublicKey<'_>,
    ) -> Result<Auth, russh::Error> {
        user.clone_into(&mut self.fault);
        match user {
            "auth-hang" => std::future::pending().await,
            "auth-break" => Err(russh::Error::Disconnect),
            "auth-password" => {
                let methods = [russh::MethodKind::Password];
                Ok(Auth::Reject {
                    proceed_with_methods: Some(methods.as_slice().into()),
                    partial_success: false,
                })
            }
            _ => Ok(Auth::Accept),
        }
    }

    async fn channel_open_session(
        &mut self,
        _: Channel<Msg>,
        reply: ChannelOpenHandle,
        _: &mut Session,
    ) -> Result<(), russh::Error> {
        match &*self.fault {
            "open-hang" => self.unanswered.lock().unwrap().push(reply),
            "open-refuse" => drop(reply),
            _ => reply.accept().await,
        }
        Ok(())
    }

    async fn exec_request(
        &mut self,
        id: ChannelId,
        _: &[u8],
        session: &mut Session,
    ) -> Result<(), russh::Error> {
        if self.fault == "exec-refuse" {
            return session.channel_failure(id);
        }
        session.channel_success(id)?;
        let (fault, handle) = (self.fault.clone(), session.handle());
        tokio::spawn(async move {
            let _ = misbehave(&fault, id, handle).await;
        });
        Ok(())
    }
}

async fn misbehave(fault: &str, id: ChannelId, handle: Handle) -> Result<(), ()> {
    match fault {
        "no-status" => {
            let _ = handle.data(id, "out").await;
            handle.eof(id).await?;
        }
        "status-only" => handle.exit_status_request(id, 0).await?,
        "late-status" => {
            let _ = handle.data(id, "out").await;
            handle.eof(id).await?;
            tokio::time::sleep(Duration::from_millis(200)).await;
            handle.exit_status_request(id, 5).await?;
        }
        "early-status" => {
            handle.exit_status_request(id, 0).await?;
            tokio::time::sleep(Duration::from_millis(200)).await;
            let _ = handle.data(id, "out").await;
        }
        "huge-status" => handle.exit_status_request(id, u32::MAX).await?,
        "signal" => {
            let signal = Sig::Custom("USR2".to_owned());
            handle.exit_signal_request(id, signal, false, String::new(), String::new()).await?;
        }
        "flood" => while handle.data(id, vec![b'x'; 30_000]).await.is_ok() {},
        "flood-stderr" => while handle.extended_data(id, 1, vec![b'x'; 30_000]).await.is_ok() {},
        "odd-stream" => {
            for _ in 0..300 {
                let _ = handle.extended_data(id, 7, vec![b'x'; 30_000]).await;
            }
            handle.exit_status_request(id, 0).await?;
        }
        "disconnect" => {
            let _ = handle.data(id, "out").await;
            let text = "going down for maintenance".to_owned();
            let _ = handle.disconnect(Disconnect::ByApplication, text, String::new()).await;
        }
        _ => return Ok(()),
    }
    handle.close(id).await
}

/// The server, and a fleet that trusts it.
fn start() -> (Served, Fleet) {
    let served = serve(Faulty::default());
    let fleet = fleet(served.folder.path(), served.settings());
    (served, fleet)
}

fn account(name: &str, port: u16) -> Arc<Target> {
    let target = (*target("127.0.0.1", port)).clone();
    Arc::new(Target { name: name.to_owned(), user: Some(name.to_owned()), ..target })
}

fn limits(limits: &mut Limits) {
    limits.auth = Duration::from_secs(3);
    limits.exec = Duration::from_secs(3);
    limits.max_output = 100_000;
}

#[test]
fn every_fault_has_its_outcome() {
    let (served, fleet) = start();
    let port = served.port;
    let wanted = [
        ("auth-break", "unreachable", "connection broke while logging in"),
        ("auth-hang", "timeout(auth)", "login did not finish within 3 s"),
        ("auth-password", "auth_failed", "only takes password"),
        ("disconnect", "unreachable", "going down for maintenance"),
        ("early-status", "ok", ""),
        ("exec-hang", "timeout(exec)", "was stopped"),
        ("exec-refuse", "unreachable", "refuses to run commands"),
        ("flood", "truncated", "limit of 100000 bytes"),
        ("flood-stderr", "truncated", "limit of 100000 bytes"),
        ("huge-status", "failed(2147483647)", ""),
        ("late-status", "failed(5)", ""),
        ("no-status", "unreachable", "without telling how the command ended"),
        ("odd-stream", "ok", ""),
        ("open-hang", "timeout(exec)", "was stopped"),
        ("open-refuse", "unreachable", "MaxSessions"),
        ("signal", "failed(140)", "signal 12"),
        ("status-only", "ok", ""),
    ];
    let targets = wanted.iter().map(|(name, _, _)| account(name, port)).collect();
    let replies = run(&fleet, job_with("anything", limits), targets);
    for (reply, (name, label, message)) in replies.iter().zip(wanted) {
        let Reply { outcome, .. } = reply;
        assert_eq!(outcome.host, name);
        assert_eq!(outcome.label(), label, "{name}: {}", outcome.message);
        assert!(outcome.message.contains(message), "{name}: {}", outcome.message);
        assert!(outcome.elapsed < Duration::from_secs(5), "{name}: {:?}", outcome.elapsed);
        assert!(reply.stdout.len() <= 100_000 && reply.stderr.len() <= 100_000);
        if ["early-status", "late-status", "no-status", "disconnect"].contains(&name) {
            assert_eq!(reply.stdout, b"out", "{name}");
        }
    }
}

#[test]
fn cancelling_ends_every_phase_at_once() {
    let (served, fleet) = start();
    let port = served.port;
    let names = ["auth-hang", "exec-hang", "open-hang"];
    let cancel = Cancel::new();
    let later = cancel.clone();
    std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(800));
        later.cancel();
    });
    let targets = names.iter().map(|name| account(name, port)).collect();
    for reply in run_until(&fleet, job_with("anything", |_| {}), targets, &cancel) {
        assert_eq!(reply.outcome.kind, OutcomeKind::Cancelled, "{}", reply.outcome.message);
        assert!(reply.outcome.elapsed < Duration::from_secs(3));
    }
}

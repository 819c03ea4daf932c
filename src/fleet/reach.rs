//! From a route to a connection that is logged in: one of the pool, or a new one, over TCP, through
//! hosts that are reached first, or over a program.

use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use russh::ChannelOpenFailure;

use super::carrier::Carrier;
use super::classify::Trouble;
use super::connect::{Link, connect};
use super::deadline::Deadlines;
use super::fleet::Core;
use super::gate::Gate;
use super::keys::Identity;
use super::pace::Pace;
use super::pool::{Key, Lease};
use super::{auth, host};
use crate::effect::{OutcomeKind, Phase, Route, Way};

/// Open files of a connection over TCP, and of one over a program: three pipes, and what tells that
/// it has ended.
const FILES_OF_TCP: u32 = 1;
const FILES_OF_PROGRAM: u32 = 4;

/// Who wants a connection.
pub(super) struct Wish<'a> {
    pub(super) core: &'a Arc<Core>,
    /// The number of the job.
    pub(super) job: u64,
    /// Told how connections go.
    pub(super) pace: &'a Pace,
    pub(super) deadlines: &'a mut Deadlines,
    /// Waited for before it is dialled, where it was broken off before by somebody overrun.
    pub(super) gate: Option<&'a Gate>,
    /// The keys that the user named for the target.
    pub(super) named: Vec<Arc<Identity>>,
}

/// The place of the connection of `route` in the pool.
pub(super) fn key(core: &Core, route: &Route) -> Key {
    let user = account(core, route).to_owned();
    let mut via = match &route.way {
        Way::Direct { .. } => String::new(),
        Way::Command(command) => command.clone(),
        Way::Through(jump) => {
            let Key { user, address, port, via } = key(core, jump);
            format!("{user}@{address}:{port} {via}")
        }
    };
    // Whoever is known by another name may be another host.
    if let Some(alias) = &route.host_key.alias {
        via = format!("{via} {alias}");
    }
    Key { user, address: route.address.clone(), port: route.port, via: via.into() }
}

/// The account to log in with.
fn account<'a>(core: &'a Core, route: &'a Route) -> &'a str {
    route.user.as_ref().unwrap_or(&core.user)
}

/// A connection to the host of `route`. `attempts` counts how often one was asked for.
pub(super) async fn reach(
    wish: &mut Wish<'_>,
    route: &Route,
    attempts: &mut u32,
) -> Result<Lease, Trouble> {
    let core = wish.core;
    let total = wish.deadlines.phase(Phase::Total);
    let claim = core.pool.claim(key(core, route));
    let turn = wish.deadlines.within(total, claim.turn()).await?;
    *attempts += 1;
    if let Some(connection) = claim.live() {
        return Ok(claim.reuse(connection));
    }
    let through = match &route.way {
        Way::Through(jump) => Some(by_way_of(wish, jump).await?),
        _ => None,
    };
    let files = if matches!(route.way, Way::Command(_)) { FILES_OF_PROGRAM } else { FILES_OF_TCP };
    let permit = wish.deadlines.within(total, core.pool.permit(files)).await??;
    let gated = match wish.gate {
        Some(gate) => Some(wish.deadlines.within(total, gate.turn()).await?),
        None => None,
    };
    let link = enter(wish, route, through).await;
    match (gated, &link) {
        (Some(turn), Ok(_)) => turn.went_well(),
        (Some(turn), Err(trouble)) if trouble.crowded => turn.broken_off(),
        _ => {}
    }
    let link = link?;
    let lease = claim.open(link, permit);
    // Whoever waited for the turn now finds the connection.
    drop(turn);
    Ok(lease)
}

/// A new connection to the host of `route`, logged in.
async fn enter(
    wish: &mut Wish<'_>,
    route: &Route,
    through: Option<Lease>,
) -> Result<Link, Trouble> {
    let mut link = dial(wish, route, through).await?;
    let user = account(wish.core, route);
    let (named, rule) = (&wish.named, &route.login);
    auth::login(wish.core, wish.job, user, named, rule, &mut link, wish.deadlines).await?;
    link.settle();
    Ok(link)
}

/// A connection to the host of `route` that nobody is logged in to yet.
async fn dial(wish: &mut Wish<'_>, route: &Route, through: Option<Lease>) -> Result<Link, Trouble> {
    let core = wish.core;
    let mut limit = wish.deadlines.phase(Phase::Connect);
    if let Some(time) = route.connect {
        limit = wish.deadlines.sooner(limit, time);
    }
    let trust = core.trusts.of(&route.host_key);
    let mut said = None;
    let link = async {
        let carrier = match (&route.way, &through) {
            (Way::Direct { family, bind }, _) => {
                Carrier::tcp(&core.names, &route.address, route.port, *family, bind.as_deref())
                    .await?
            }
            (Way::Command(command), _) => {
                let (carrier, words) = Carrier::program(command, &core.groups)?;
                said = Some(words);
                carrier
            }
            (Way::Through(jump), Some(lease)) => channel(lease, jump, route).await?,
            (Way::Through(_), None) => return Err(Trouble::internal()),
        };
        connect(&core.configs, &trust, route, carrier, through).await
    };
    let start = tokio::time::Instant::now();
    let link = wish.deadlines.within(limit, link).await;
    match &link {
        Ok(Ok(_)) => wish.pace.connected(start.elapsed()),
        Ok(Err(trouble)) if trouble.crowded => wish.pace.broken_off(),
        Ok(Err(_)) | Err(_) => {}
    }
    match (link.and_then(|link| link), &route.way) {
        (Err(trouble), Way::Command(command)) if trouble.kind != OutcomeKind::Cancelled => {
            let said = match said {
                Some(said) => said.last_line().await,
                None => None,
            };
            Err(trouble.over_program(command, said.as_deref()))
        }
        (link, _) => link,
    }
}

/// A connection to a host on the way, which all hosts behind it share.
fn by_way_of<'a>(wish: &'a mut Wish<'_>, jump: &'a Route) -> BoxFuture<'a, Result<Lease, Trouble>> {
    let work = async move {
        let core = wish.core;
        let key = key(core, jump);
        let name = &jump.name;
        let pass = core.breakers.enter(&key, tokio::time::Instant::now());
        let pass =
            pass.map_err(|left| Trouble::breaker_open(&format!("the jump host {name}"), left))?;
        // The keys that were named are for the host at the end.
        let mut inner = Wish {
            core,
            job: wish.job,
            pace: wish.pace,
            deadlines: &mut *wish.deadlines,
            gate: wish.gate,
            named: Vec::new(),
        };
        let reached = reach(&mut inner, jump, &mut 0).await;
        host::judge(pass, reached.as_ref().map(|_| ()));
        reached.map_err(|trouble| Trouble {
            message: format!("the jump host {name}: {}", trouble.message),
            elsewhere: true,
            ..trouble
        })
    };
    work.boxed()
}

/// A channel through the connection of `lease`, to the host of `route`.
async fn channel(lease: &Lease, jump: &Route, route: &Route) -> Result<Carrier, Trouble> {
    let handle = &lease.connection.link.handle;
    let port = u32::from(route.port);
    let opened =
        handle.channel_open_direct_tcpip(route.address.clone(), port, "127.0.0.1", 0).await;
    match opened {
        Ok(channel) => Ok(Carrier::Channel(Box::new(channel.into_stream()))),
        Err(russh::Error::ChannelOpenFailure(ChannelOpenFailure::AdministrativelyProhibited)) => {
            Err(Trouble::unreachable(format!(
                "the jump host {} does not forward to {} port {}; look at AllowTcpForwarding and \
                 PermitOpen in its sshd_config",
                jump.name, route.address, route.port
            )))
        }
        Err(russh::Error::ChannelOpenFailure(_)) => Err(Trouble::unreachable(format!(
            "the jump host {} cannot connect to {} port {}; is the host up, and is its address \
             right as seen from there?",
            jump.name, route.address, route.port
        ))
        .transient()),
        Err(_) => {
            lease.retire();
            let why = lease.connection.link.end().await.and_then(|ended| ended.why);
            let doing = format!("going through the jump host {}", jump.name);
            Err(Trouble::broke(&doing, why.as_deref()).transient())
        }
    }
}

//! Which hosts there are: their names, roles, sites, machines and faults.

use super::faults::{Fault, Faults};
use super::machine::Kind;
use super::random::Random;

/// One host, as far as it is known without asking it.
#[derive(Debug, Clone)]
pub struct Host {
    /// Its name, such as `web07`.
    pub name: String,
    /// The group of those that do the same work, such as `web`.
    pub role: &'static str,
    /// Where it stands; a group too.
    pub site: &'static str,
    /// Tags, sorted.
    pub tags: Vec<&'static str>,
    /// What machine it is.
    pub kind: Kind,
    /// What is wrong with it.
    pub fault: Option<Fault>,
}

/// A role: its name, how many of a hundred hosts have it, and the machines that do its work, in
/// turn.
struct Role {
    name: &'static str,
    percent: usize,
    kinds: &'static [Kind],
}

const ROLES: &[Role] = &[
    Role {
        name: "web",
        percent: 34,
        kinds: &[Kind::Server, Kind::SmallVm, Kind::Container2, Kind::Vm, Kind::ArmServer],
    },
    Role { name: "db", percent: 16, kinds: &[Kind::Server, Kind::BigServer, Kind::OfflineServer] },
    Role { name: "cache", percent: 10, kinds: &[Kind::Server, Kind::Vm] },
    Role { name: "ci", percent: 12, kinds: &[Kind::Container2, Kind::Container1, Kind::Nested] },
    Role { name: "edge", percent: 16, kinds: &[Kind::Pi, Kind::Alpine, Kind::SmallVm] },
    Role { name: "arm", percent: 6, kinds: &[Kind::ArmServer] },
    Role { name: "old", percent: 2, kinds: &[Kind::Old] },
    Role { name: "z", percent: 4, kinds: &[Kind::Mainframe] },
];

const SITES: &[&str] = &["ams", "fra", "nyc", "sin"];

/// All hosts of a fleet, role after role.
pub fn roster(count: usize, faults: &Faults, seed: u64) -> Vec<Host> {
    let mut hosts = Vec::with_capacity(count);
    for (role, share) in shares(count) {
        let width = share.to_string().len().max(2);
        for (number, kind) in (1..=share).zip(role.kinds.iter().cycle()) {
            let mut random = Random::new(seed, hosts.len() as u64);
            let stage = if random.below(5) == 0 { "staging" } else { "prod" };
            hosts.push(Host {
                name: format!("{}{number:0width$}", role.name),
                role: role.name,
                site: random.pick(SITES, "ams"),
                tags: vec![stage],
                kind: *kind,
                fault: None,
            });
        }
    }
    spread(&mut hosts, faults, seed);
    hosts
}

/// How many hosts each role has: its part of the whole, the rest going to the first.
fn shares(count: usize) -> Vec<(&'static Role, usize)> {
    let mut shares =
        ROLES.iter().map(|role| (role, count * role.percent / 100)).collect::<Vec<_>>();
    let given = shares.iter().map(|(_, share)| share).sum::<usize>();
    if let Some((_, first)) = shares.first_mut() {
        *first += count - given;
    }
    shares
}

/// Give faults to some hosts, drawn at random: each of the faults to as many.
fn spread(hosts: &mut [Host], faults: &Faults, seed: u64) {
    if faults.kinds.is_empty() {
        return;
    }
    let share = hosts.len() * usize::try_from(faults.per_mille.min(1000)).unwrap_or(1000) / 1000;
    let wanted = share.max(faults.kinds.len()).min(hosts.len());
    let mut random = Random::new(seed, u64::MAX);
    let mut draw = (0..hosts.len()).map(|at| (random.draw(), at)).collect::<Vec<_>>();
    draw.sort_unstable();
    for ((_, at), fault) in draw.into_iter().take(wanted).zip(faults.kinds.iter().cycle()) {
        if let Some(host) = hosts.get_mut(at) {
            host.fault = Some(*fault);
        }
    }
}

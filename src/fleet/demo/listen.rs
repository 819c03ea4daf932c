//! Sockets that only this machine can reach, and which host an address belongs to.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use tokio::net::{TcpListener, TcpSocket};

/// The first host of a fleet that has addresses of its own; the others follow it.
const FIRST: u32 = u32::from_be_bytes([127, 77, 0, 1]);

/// More than this many hosts are not tried with a port each.
const MOST_PORTS: usize = 1000;

/// Connections that wait to be accepted; the system may allow fewer.
const BACKLOG: u32 = 4096;

/// The sockets of a fleet.
#[derive(Debug)]
pub struct Sockets {
    /// Each with the number of the host it is for; without one, the address tells.
    pub listeners: Vec<(TcpListener, Option<usize>)>,
    /// Where each host is to be found.
    pub places: Vec<SocketAddr>,
    /// Bound and never listening, so that their ports refuse and nobody else gets them.
    _refusing: Vec<TcpSocket>,
}

/// Open the sockets for hosts, of which `refuses` tells whether nobody is to listen there. Must be
/// called within a runtime.
///
/// # Errors
/// There are no addresses of their own on this system and too many hosts for ports; or whatever
/// the system says.
pub fn open(refuses: &[bool]) -> io::Result<Sockets> {
    match by_address(refuses) {
        Ok(sockets) => Ok(sockets),
        Err(_) if refuses.len() <= MOST_PORTS => by_port(refuses),
        Err(why) => Err(why),
    }
}

/// One socket for all, bound to the loopback device before it is bound to the wildcard address.
fn by_address(refuses: &[bool]) -> io::Result<Sockets> {
    let listening = on_loopback_device()?;
    let refusing = on_loopback_device()?;
    let (port, refused) = (listening.local_addr()?.port(), refusing.local_addr()?.port());
    let place = |(at, refuses): (usize, &bool)| {
        let offset = u32::try_from(at).unwrap_or(u32::MAX);
        let address = Ipv4Addr::from(FIRST.saturating_add(offset));
        SocketAddr::from((address, if *refuses { refused } else { port }))
    };
    let places = refuses.iter().enumerate().map(place).collect();
    let listener = listening.listen(BACKLOG)?;
    Ok(Sockets { listeners: vec![(listener, None)], places, _refusing: vec![refusing] })
}

#[cfg(target_os = "linux")]
fn on_loopback_device() -> io::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    socket.bind_device(Some(b"lo"))?;
    socket.bind(SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)))?;
    Ok(socket)
}

#[cfg(not(target_os = "linux"))]
fn on_loopback_device() -> io::Result<TcpSocket> {
    Err(io::Error::new(
        io::ErrorKind::Unsupported,
        "only Linux has an address for each of so many hosts",
    ))
}

/// A port on 127.0.0.1 for each host.
fn by_port(refuses: &[bool]) -> io::Result<Sockets> {
    let mut sockets = Sockets { listeners: Vec::new(), places: Vec::new(), _refusing: Vec::new() };
    for (at, refuses) in refuses.iter().enumerate() {
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
        sockets.places.push(socket.local_addr()?);
        if *refuses {
            sockets._refusing.push(socket);
        } else {
            sockets.listeners.push((socket.listen(BACKLOG)?, Some(at)));
        }
    }
    Ok(sockets)
}

/// The number of the host that a connection with these two ends is for; `None` when an end is no
/// loopback address, or belongs to no host.
pub fn host_of(local: SocketAddr, peer: SocketAddr, fixed: Option<usize>) -> Option<usize> {
    let (IpAddr::V4(local), IpAddr::V4(peer)) = (local.ip(), peer.ip()) else { return None };
    if !local.is_loopback() || !peer.is_loopback() {
        return None;
    }
    fixed.or_else(|| usize::try_from(u32::from(local).checked_sub(FIRST)?).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> SocketAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn with_a_port_each_hosts_are_told_apart_and_refuse() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(async {
            let sockets = by_port(&[false, true, false]).expect("sockets");
            let hosts = sockets.listeners.iter().map(|(_, host)| *host).collect::<Vec<_>>();
            assert_eq!(hosts, [Some(0), Some(2)]);
            assert!(sockets.places.iter().all(|place| place.ip().is_loopback()));
            let mut stood = Vec::new();
            for place in &sockets.places {
                stood.push(tokio::net::TcpStream::connect(place).await.is_ok());
            }
            assert_eq!(stood, [true, false, true]);
        });
    }

    #[test]
    fn only_loopback_ends_belong_to_a_host() {
        let host = |local, peer| host_of(address(local), address(peer), None);
        assert_eq!(host("127.77.0.1:1", "127.0.0.1:2"), Some(0));
        assert_eq!(host("127.77.1.1:1", "127.0.0.1:2"), Some(256));
        assert_eq!(host("127.0.0.1:1", "127.0.0.1:2"), None);
        assert_eq!(host("192.0.2.1:1", "127.0.0.1:2"), None);
        assert_eq!(host("127.77.0.1:1", "192.0.2.1:2"), None);
        assert_eq!(host_of(address("192.0.2.1:1"), address("192.0.2.1:2"), Some(3)), None);
    }
}

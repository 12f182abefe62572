//! The addresses of one target, as they become known.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

#[cfg(feature = "local-only")]
use super::address::is_own;
use super::deadline::Deadline;
use super::dns::{Lookup, LookupFault, Resolver};
use super::failure::Failure;
use super::phase::Phase;
use super::route::{Override, Route};
use super::socket::{Halt, Peer, Socket};
use crate::target::{Host, Target};

/// The addresses of one target.
pub(super) struct Peers {
    /// Those that need no lookup and were not returned yet.
    known: Vec<Peer>,
    /// The lookup of the others.
    resolver: Option<Resolver>,
    /// The port of those that are looked up.
    port: u16,
}

impl Peers {
    /// Finds out whom to connect to, and starts the lookup where one is needed.
    pub(super) fn new(
        route: &Route,
        target: &Target,
        deadline: Deadline<'_>,
    ) -> Result<Self, Failure> {
        if let Some(socket) = &target.socket {
            return Ok(Self {
                known: vec![Peer::Unix(socket.clone())],
                resolver: None,
                port: 0,
            });
        }
        let (host, port) = detour(&route.detours, &target.host, target.port);
        let (host, port) = detour(&route.pins, host, port);
        let (ips, resolver) = match host {
            host if host.is_this_machine() => {
                let ips = [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
                (ips.to_vec(), None)
            }
            Host::Ip(ip) => (vec![*ip], None),
            Host::Name(name) => {
                deadline.enter(Phase::Lookup);
                let resolver = Resolver::new(name, route.family, deadline);
                (Vec::new(), Some(resolver))
            }
        };
        let ips: Vec<_> = ips.into_iter().filter(|ip| route.family.has(*ip)).collect();
        if ips.is_empty() && resolver.is_none() {
            let fault = LookupFault::Family(host.clone(), route.family);
            return Err(Failure::Lookup(fault));
        }
        Ok(Self {
            known: peers(ips, port)?,
            resolver,
            port,
        })
    }

    /// Returns the next addresses to try; an empty list when there are no more within the deadline.
    pub(super) fn next(&mut self, deadline: Deadline<'_>) -> Result<Vec<Peer>, Failure> {
        let Some(resolver) = &mut self.resolver else {
            return Ok(std::mem::take(&mut self.known));
        };
        deadline.enter(Phase::Lookup);
        peers(resolver.next(deadline), self.port)
    }

    /// Reports whether more addresses may come.
    pub(super) fn is_open(&self) -> bool {
        self.resolver.as_ref().is_some_and(Resolver::is_open)
    }

    /// Connects to one address.
    pub(super) fn open(&mut self, peer: &Peer, deadline: Deadline<'_>) -> Result<Socket, Halt> {
        let open = || Socket::open(peer, deadline);
        match &mut self.resolver {
            Some(resolver) => resolver.with_room(&open),
            None => open(),
        }
    }

    /// Returns why there was no address.
    pub(super) fn fault(&self, deadline: Deadline<'_>) -> Failure {
        match &self.resolver {
            Some(resolver) if deadline.left().is_some() => Failure::Lookup(resolver.fault()),
            Some(_) => Failure::Timeout(Phase::Lookup, deadline.limit()),
            None => Failure::Timeout(Phase::Connect, deadline.limit()),
        }
    }

    /// Ends the lookup, and returns its record.
    pub(super) fn end(self) -> Option<Lookup> {
        self.resolver.map(Resolver::end)
    }
}

/// Applies the first detour that fits.
fn detour<'a>(detours: &'a [Override], host: &'a Host, port: u16) -> (&'a Host, u16) {
    let fits = |detour: &&Override| {
        detour.from_host.as_ref().is_none_or(|from| from == host)
            && detour.from_port.is_none_or(|from| from == port)
    };
    match detours.iter().find(fits) {
        Some(detour) => (
            detour.host.as_ref().unwrap_or(host),
            detour.port.unwrap_or(port),
        ),
        None => (host, port),
    }
}

/// Adds the port to addresses.
fn peers(ips: Vec<IpAddr>, port: u16) -> Result<Vec<Peer>, Failure> {
    #[cfg(feature = "local-only")]
    if let Some(ip) = ips.iter().find(|ip| !is_own(**ip)) {
        return Err(Failure::Lookup(LookupFault::NotLocal(*ip)));
    }
    let peer = |ip| Peer::Inet(SocketAddr::new(ip, port));
    Ok(ips.into_iter().map(peer).collect())
}

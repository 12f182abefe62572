//! From a target to a connected socket: names, addresses, and who may be dialled.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::{Duration, Instant};

use super::address::Family;
#[cfg(feature = "local-only")]
use super::address::is_own;
use super::deadline::Deadline;
use super::dns::lookup;
use super::failure::{Attempt, Failure};
use super::phase::Phase;
use super::socket::{Halt, Peer, Socket};
use crate::target::{Host, Target};

/// Dials another address than the URL says (`--connect-to`, `--resolve`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Override {
    /// Only for this host; `None` is any.
    pub(crate) from_host: Option<Host>,
    /// Only for this port; `None` is any.
    pub(crate) from_port: Option<u16>,
    /// Who is dialled; `None` keeps the URL's host.
    pub(crate) host: Option<Host>,
    /// The port that is dialled; `None` keeps the URL's.
    pub(crate) port: Option<u16>,
}

/// How to get to a target.
#[derive(Debug)]
pub(crate) struct Route {
    /// The address family.
    pub(crate) family: Family,
    /// Detours; the first that fits counts.
    pub(crate) overrides: Vec<Override>,
    /// The limit for one connection attempt.
    pub(crate) connect_timeout: Option<Duration>,
}

/// A connection, and how it came about.
pub(super) struct Dialled {
    /// The connection.
    pub(super) socket: Socket,
    /// Who is at its other end.
    pub(super) peer: Peer,
}

/// Everything that was tried, for the failure line and `-v`.
#[derive(Debug, Default)]
pub(super) struct Log {
    /// When the lookup ended, if there was one.
    pub(super) looked_up: Option<Instant>,
    /// The addresses that did not work.
    pub(super) failed: Vec<Attempt>,
}

impl Route {
    /// Connects to the first address that takes the call, whatever error the others gave.
    pub(super) fn dial(
        &self,
        target: &Target,
        deadline: Deadline<'_>,
        log: &mut Log,
    ) -> Result<Dialled, Failure> {
        deadline.enter(Phase::Lookup);
        let mut waiting = match &target.socket {
            Some(socket) => vec![Peer::Unix(socket.clone())],
            None => self.peers(target, deadline, log)?,
        };
        deadline.enter(Phase::Connect);
        // A second round goes to those that kept silent, with the time the first one left.
        while !waiting.is_empty() {
            let mut silent = Vec::new();
            let mut rest = u32::try_from(waiting.len()).unwrap_or(u32::MAX);
            for peer in waiting {
                let Some(left) = deadline.left() else {
                    break;
                };
                // Fair shares: a black-holed address cannot use up the others' time.
                let share = left / rest;
                rest -= 1;
                let wait = self.connect_timeout.map_or(share, |limit| share.min(limit));
                match Socket::open(&peer, deadline.at_most(wait)) {
                    Ok(socket) => return Ok(Dialled { socket, peer }),
                    Err(why) => {
                        log.failed.retain(|attempt| attempt.peer != peer);
                        log.failed.push(Attempt {
                            peer: peer.clone(),
                            why,
                            at: Instant::now(),
                        });
                        if why == Halt::Timeout && self.connect_timeout.is_none() {
                            silent.push(peer);
                        }
                    }
                }
            }
            waiting = silent;
        }
        if log.failed.is_empty() {
            return Err(Failure::Timeout(Phase::Lookup, deadline.limit()));
        }
        let limit = match self.connect_timeout {
            Some(limit) if deadline.left().is_some() => limit,
            _ => deadline.limit(),
        };
        Err(Failure::Connect {
            tried: std::mem::take(&mut log.failed),
            limit,
        })
    }

    /// Lists the addresses to try, in order.
    fn peers(
        &self,
        target: &Target,
        deadline: Deadline<'_>,
        log: &mut Log,
    ) -> Result<Vec<Peer>, Failure> {
        let detour = self.overrides.iter().find(|detour| {
            detour
                .from_host
                .as_ref()
                .is_none_or(|host| *host == target.host)
                && detour.from_port.is_none_or(|port| port == target.port)
        });
        let host = detour
            .and_then(|detour| detour.host.as_ref())
            .unwrap_or(&target.host);
        let port = detour.and_then(|detour| detour.port).unwrap_or(target.port);
        let ips = match host {
            host if host.is_this_machine() => {
                vec![
                    IpAddr::V4(Ipv4Addr::LOCALHOST),
                    IpAddr::V6(Ipv6Addr::LOCALHOST),
                ]
            }
            Host::Ip(ip) => vec![*ip],
            Host::Name(name) => {
                let ips = lookup(name, self.family, deadline)?;
                log.looked_up = Some(Instant::now());
                ips
            }
        };
        let peers: Vec<Peer> = ips
            .into_iter()
            .filter(|ip| self.family.has(*ip))
            .map(|ip| Peer::Inet(SocketAddr::new(ip, port)))
            .collect();
        if peers.is_empty() {
            let family = if self.family == Family::V6 {
                "IPv6"
            } else {
                "IPv4"
            };
            return Err(Failure::Lookup(format!("{host} has no {family} address")));
        }
        #[cfg(feature = "local-only")]
        for peer in &peers {
            if let Peer::Inet(address) = peer
                && !is_own(address.ip())
            {
                let why = format!("{} is not an address of this machine", address.ip());
                return Err(Failure::Lookup(format!(
                    "{why}, and this build dials no other"
                )));
            }
        }
        Ok(peers)
    }
}

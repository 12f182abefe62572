//! From a target to a connected socket.

use std::time::Instant;

use super::deadline::Deadline;
use super::dns::Lookup;
use super::failure::{Attempt, Failure};
use super::peers::Peers;
use super::phase::Phase;
use super::route::Route;
use super::socket::{Halt, Peer, Socket};
use crate::target::Target;

/// A connection, and the address at its other end.
pub(super) struct Dialled {
    /// The connection.
    pub(super) socket: Socket,
    /// The address.
    pub(super) peer: Peer,
}

/// Everything that was tried, for the failure line and `-v`.
#[derive(Debug, Default)]
pub(super) struct Log {
    /// The lookup, if there was one.
    pub(super) lookup: Option<Lookup>,
    /// The addresses that did not work.
    pub(super) failed: Vec<Attempt>,
}

impl Route {
    /// Connects to the first address that accepts, whatever error the others gave.
    pub(super) fn dial(
        &self,
        target: &Target,
        deadline: Deadline<'_>,
        log: &mut Log,
    ) -> Result<Dialled, Failure> {
        let mut peers = Peers::new(self, target, deadline)?;
        let result = self.dial_each(&mut peers, deadline, log);
        let result = result.and_then(|dialled| match dialled {
            Some(dialled) => {
                if self.proxy_line {
                    dialled.send_proxy_line(deadline)?;
                }
                Ok(dialled)
            }
            None if log.failed.is_empty() => Err(peers.fault(deadline)),
            None => Err(Failure::Connect {
                tried: std::mem::take(&mut log.failed),
                limit: match self.connect_timeout {
                    Some(limit) if deadline.left().is_some() => limit,
                    _ => deadline.limit(),
                },
            }),
        });
        log.lookup = peers.end();
        result
    }

    /// Tries the addresses as they become known, and those that kept silent again.
    fn dial_each(
        &self,
        peers: &mut Peers,
        deadline: Deadline<'_>,
        log: &mut Log,
    ) -> Result<Option<Dialled>, Failure> {
        let mut silent = Vec::new();
        while let Some(left) = deadline.left() {
            // Addresses that kept silent get half of the time that is left.
            let wait = if silent.is_empty() { left } else { left / 2 };
            let mut batch = peers.next(deadline.at_most(wait))?;
            if batch.is_empty() {
                batch = std::mem::take(&mut silent);
            }
            if batch.is_empty() {
                break;
            }
            deadline.enter(Phase::Connect);
            let mut rest = u32::try_from(batch.len()).unwrap_or(u32::MAX);
            for peer in batch {
                let Some(left) = deadline.left() else {
                    break;
                };
                // Fair shares: an address that keeps silent cannot use up the others' time.
                let share = left / rest.saturating_add(u32::from(peers.is_open()));
                rest = rest.saturating_sub(1).max(1);
                let wait = self.connect_timeout.map_or(share, |limit| share.min(limit));
                match peers.open(&peer, deadline.at_most(wait)) {
                    Ok(socket) => return Ok(Some(Dialled { socket, peer })),
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
        }
        Ok(None)
    }
}

impl Dialled {
    /// Sends the line of the PROXY protocol, version 1, as curl does.
    fn send_proxy_line(&self, deadline: Deadline<'_>) -> Result<(), Failure> {
        let line = match (&self.peer, self.socket.address()) {
            (Peer::Inet(to), Some(from)) => format!(
                "PROXY TCP{} {} {} {} {}\r\n",
                if to.is_ipv4() { 4 } else { 6 },
                from.ip(),
                to.ip(),
                from.port(),
                to.port()
            ),
            _ => "PROXY UNKNOWN\r\n".to_owned(),
        };
        self.socket.no_delay();
        let sent = self.socket.send(line.as_bytes(), deadline);
        sent.map_err(|halt| Failure::halted(halt, deadline))
    }
}

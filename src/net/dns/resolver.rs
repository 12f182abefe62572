//! One lookup, which can be resumed: every call returns the next addresses to try.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use super::hosts::Hosts;
use super::lookup::{Lookup, LookupFault};
use super::message::Query;
use super::record::Kind;
use super::resolv_conf::Settings;
use super::server::Servers;
use crate::file;
use crate::net::address::Family;
#[cfg(feature = "local-only")]
use crate::net::address::is_own;
use crate::net::deadline::Deadline;
use crate::net::socket::{Halt, Socket};

/// A lookup that is under way.
pub(in crate::net) struct Resolver {
    /// The addresses that count.
    family: Family,
    /// The full names that are not asked for yet.
    candidates: std::vec::IntoIter<String>,
    /// The name servers.
    pub(super) servers: Servers,
    /// What was asked so far; the queries for the current name come last.
    pub(super) queries: Vec<Pending>,
    /// Where the queries for the current name start.
    current: usize,
    /// Every address that was found.
    pub(super) found: Vec<IpAddr>,
    /// How many of them were returned.
    returned: usize,
    /// Until when found addresses wait for those of the other family.
    pub(super) hurry: Option<Instant>,
    /// The record.
    pub(super) lookup: Lookup,
}

/// One query, and how far it has come.
pub(super) struct Pending {
    /// The name that it asks for.
    pub(super) name: String,
    /// The message.
    pub(super) query: Query,
    /// How often it was sent.
    pub(super) sent: usize,
    /// What happens next.
    pub(super) state: State,
}

/// What happens next to a query.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// A server answered it.
    Answered,
    /// It is sent to the next server at this moment, unless an answer comes first.
    Due(Instant),
    /// No server can answer it.
    Failed,
    /// This server cut its answer short, and is asked over TCP.
    Truncated(SocketAddr),
}

impl Resolver {
    /// Reads the system's files; sends nothing yet.
    pub(in crate::net) fn new(name: &str, family: Family, deadline: Deadline<'_>) -> Self {
        let mut hosts = Hosts::new(name, family);
        // Without the file there is nothing in it.
        let _ = file::pieces("/etc/hosts", |piece| {
            hosts.read(piece);
            deadline.left().is_some()
        });
        let lookup = Lookup::new(name, hosts.found());
        let mut settings = Settings::parse("");
        let mut candidates = Vec::new();
        if lookup.hosts.is_empty() {
            let text = file::start("/etc/resolv.conf", MAX_SETTINGS).unwrap_or_default();
            settings = Settings::parse(&String::from_utf8_lossy(&text));
            candidates = settings.candidates(name);
        }
        // Even a query would carry a message to another machine.
        #[cfg(feature = "local-only")]
        if settings.servers.iter().any(|server| !is_own(server.ip)) {
            candidates.clear();
        }
        Self {
            family,
            candidates: candidates.into_iter(),
            servers: Servers::new(&settings.servers),
            queries: Vec::new(),
            current: 0,
            found: lookup.hosts.clone(),
            returned: 0,
            hurry: None,
            lookup,
        }
    }

    /// Returns the next addresses, IPv4 first; none when there are no more, or the time is over.
    pub(in crate::net) fn next(&mut self, deadline: Deadline<'_>) -> Vec<IpAddr> {
        while self.goes_on() && deadline.left().is_some() {
            self.step(deadline);
        }
        self.hurry = None;
        // Sorting would cost 4 kB.
        let fresh = self.found.split_off(self.returned).into_iter();
        let (mut fresh, v6): (Vec<_>, Vec<_>) = fresh.partition(IpAddr::is_ipv4);
        fresh.extend(v6);
        self.found.extend(&fresh);
        self.returned = self.found.len();
        if !fresh.is_empty() {
            self.lookup.found.get_or_insert_with(Instant::now);
        }
        fresh
    }

    /// Reports whether more addresses may come.
    pub(in crate::net) fn is_open(&self) -> bool {
        self.queries.iter().any(Pending::is_open)
    }

    /// Opens a socket; when too many files are open, closes those to the name servers first.
    pub(in crate::net) fn with_room(
        &mut self,
        open: &dyn Fn() -> Result<Socket, Halt>,
    ) -> Result<Socket, Halt> {
        self.servers.with_room(open)
    }

    /// Returns why there is no address, when everything was asked.
    pub(in crate::net) fn fault(&self) -> LookupFault {
        #[cfg(feature = "local-only")]
        if let Some(server) = self.servers.addresses().iter().find(|it| !is_own(it.ip())) {
            return LookupFault::ServerNotLocal(server.ip());
        }
        if self.queries.is_empty() {
            LookupFault::Unaskable
        } else if self.queries.iter().any(|it| it.state == State::Failed) {
            LookupFault::Unanswered
        } else {
            LookupFault::Nothing(self.family)
        }
    }

    /// Ends the lookup, and returns its record.
    pub(in crate::net) fn end(self) -> Lookup {
        self.lookup
    }

    /// Reports whether addresses are found that were not returned.
    pub(super) fn has_more(&self) -> bool {
        self.found.len() > self.returned
    }

    /// Returns how often a query is sent before the next name has its turn.
    pub(super) fn patience(&self) -> usize {
        self.servers.addresses().len().saturating_mul(ATTEMPTS)
    }

    /// Reports whether an answer has to be awaited. Starts with the next name when the current one
    /// leads nowhere; late answers about the former still count.
    fn goes_on(&mut self) -> bool {
        if self.has_more() {
            let is_due = |it: &Pending| matches!(it.state, State::Due(_));
            return self.queries.iter().any(is_due)
                && self.hurry.is_some_and(|end| Instant::now() < end);
        }
        let most = self.patience();
        let has_turn = |it: &Pending| it.is_open() && it.sent <= most;
        while self.found.is_empty() && !self.queries.iter().skip(self.current).any(has_turn) {
            let Some(name) = self.candidates.next() else {
                break;
            };
            self.start(&name);
        }
        self.is_open()
    }

    /// Prepares the queries for a name.
    fn start(&mut self, name: &str) {
        self.current = self.queries.len();
        let id = RandomState::new().build_hasher().finish().to_le_bytes();
        for (kind, id) in [(Kind::A, [id[0], id[1]]), (Kind::Aaaa, [id[2], id[3]])] {
            let counts = match self.family {
                Family::Any => true,
                Family::V4 => kind == Kind::A,
                Family::V6 => kind == Kind::Aaaa,
            };
            if let (true, Some(query)) = (counts, Query::new(name, kind, id)) {
                self.queries.push(Pending {
                    name: name.to_owned(),
                    query,
                    sent: 0,
                    state: State::Due(Instant::now()),
                });
            }
        }
    }
}

impl Pending {
    /// Reports whether an answer may still come.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.state, State::Due(_) | State::Truncated(_))
    }
}

/// How often every server is asked before the next name has its turn.
const ATTEMPTS: usize = 3;

/// How long a query waits before it is sent to the next server.
pub(super) const INTERVAL: Duration = Duration::from_secs(1);

/// How long found addresses wait for those of the other family.
pub(super) const HURRY: Duration = Duration::from_millis(100);

/// The bound of `/etc/resolv.conf`.
const MAX_SETTINGS: usize = 1024 * 1024;

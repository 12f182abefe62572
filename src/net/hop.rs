//! The record of one connection's life, and how it is opened.

use std::rc::Rc;
#[cfg(feature = "tls")]
use std::time::Duration;
use std::time::Instant;

use super::Client;
use super::connection::Connection;
use super::deadline::Deadline;
use super::dial::Log;
use super::dns::Lookup;
use super::failure::{Attempt, Failure};
use super::phase::{Moments, Phase};
use super::socket::{Peer, Socket};
use super::tls::{Broken, Handshake, Session};
use crate::expect::Head;
use crate::target::Target;

/// One connection of an exchange: the first, or a redirect's.
#[derive(Debug)]
pub(crate) struct Hop {
    /// What was asked.
    pub(crate) target: Target,
    /// The address that accepted the connection.
    pub(crate) peer: Option<Peer>,
    /// The lookup of its name, if there was one.
    pub(crate) lookup: Option<Lookup>,
    /// The addresses that could not be connected to.
    pub(crate) failed: Vec<Attempt>,
    /// When each step ended.
    pub(crate) moments: Moments,
    /// What was being done when it ended.
    pub(crate) phase: Phase,
    /// What the TLS handshake showed, if one was begun.
    pub(crate) handshake: Option<Handshake>,
    /// What a TLS handshake on a second connection showed, for `-v`.
    #[cfg(feature = "tls")]
    pub(crate) second: Option<Handshake>,
    /// The request as sent, for `-v`.
    pub(crate) request: Vec<u8>,
    /// The response head; an answer shares it.
    pub(crate) head: Option<Rc<Head>>,
}

impl Hop {
    /// Starts the record.
    pub(super) fn new(target: &Target) -> Self {
        Self {
            target: target.clone(),
            peer: None,
            lookup: None,
            failed: Vec::new(),
            moments: Moments::new(),
            phase: Phase::Start,
            handshake: None,
            #[cfg(feature = "tls")]
            second: None,
            request: Vec::new(),
            head: None,
        }
    }

    /// Closes the record.
    pub(super) fn end(&mut self, deadline: Deadline<'_>) {
        self.moments.ended = Instant::now();
        self.phase = deadline.phase();
    }

    /// Opens the connection, with the TLS handshake where the scheme asks for it.
    pub(super) fn connect(
        &mut self,
        client: &Client,
        deadline: Deadline<'_>,
    ) -> Result<Connection, Failure> {
        let socket = self.dial(client, deadline)?;
        if !self.target.scheme.is_secure() {
            return Ok(Connection::new(socket, None));
        }
        deadline.enter(Phase::Handshake);
        socket.no_delay();
        let (handshake, session) = Session::open(&client.trust, &self.target, &socket, deadline);
        self.handshake = Some(handshake);
        let session = session.map_err(|broken| match broken {
            Broken::Close => Failure::Close(Phase::Handshake),
            Broken::Fault(fault) => Failure::Tls(fault),
            Broken::Halt(halt) => Failure::halted(halt, deadline),
        })?;
        self.moments.secured = Some(Instant::now());
        Ok(Connection::new(socket, Some(session)))
    }

    /// Finds out on a second connection whether a port that closed without an answer speaks TLS.
    #[cfg(feature = "tls")]
    pub(super) fn try_tls(&mut self, client: &Client, deadline: Deadline<'_>) {
        let is_silent = self.moments.first_byte.is_none() && !self.target.scheme.is_secure();
        let (Some(peer @ Peer::Inet(_)), Some(left), true) =
            (&self.peer, deadline.left(), is_silent)
        else {
            return;
        };
        // Its own short deadline: the peer may wait for more, and this is not part of the attempt.
        let deadline = Deadline::after(left.min(SECOND));
        if let Ok(socket) = Socket::open(peer, deadline) {
            let (handshake, session) =
                Session::open(&client.trust, &self.target, &socket, deadline);
            let is_tls = match session {
                Ok(_) => true,
                Err(Broken::Fault(fault)) => fault.shows_tls(),
                Err(_) => false,
            };
            self.second = Some(handshake).filter(|it| is_tls || it.version.is_some());
        }
    }

    /// Connects the socket.
    fn dial(&mut self, client: &Client, deadline: Deadline<'_>) -> Result<Socket, Failure> {
        let mut log = Log::default();
        let dialled = client.route.dial(&self.target, deadline, &mut log);
        self.moments.looked_up = log.lookup.as_ref().and_then(|lookup| lookup.found);
        (self.lookup, self.failed) = (log.lookup, log.failed);
        let dialled = dialled.inspect_err(|failure| {
            if let Failure::Connect { tried, .. } = failure {
                self.failed.clone_from(tried);
            }
        })?;
        self.moments.connected = Some(Instant::now());
        self.peer = Some(dialled.peer);
        Ok(dialled.socket)
    }
}

/// How long a second connection may take.
#[cfg(feature = "tls")]
const SECOND: Duration = Duration::from_millis(200);

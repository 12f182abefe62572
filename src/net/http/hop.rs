//! One request on a connection of its own.

use std::rc::Rc;
use std::time::Instant;

use super::call::Response;
use super::wire::Wire;
use super::{Client, Reply};
use crate::expect::{Answer, Expect};
use crate::net::deadline::Deadline;
use crate::net::dial::Log;
use crate::net::failure::{Attempt, Failure};
use crate::net::socket::{Peer, Socket};
use crate::net::tls::Session;
use crate::target::{Scheme, Target};

/// One request of an exchange: the first, or a redirect's.
#[derive(Debug)]
pub(crate) struct Hop {
    /// Who was asked.
    pub(crate) target: Target,
    /// Who answered the call.
    pub(crate) peer: Option<Peer>,
    /// The addresses that did not.
    pub(crate) failed: Vec<Attempt>,
    /// When it began; the moments below follow in this order, as far as they were reached.
    pub(crate) started: Instant,
    /// When the name was looked up.
    pub(crate) looked_up: Option<Instant>,
    /// When the connection stood.
    pub(crate) connected: Option<Instant>,
    /// When TLS stood.
    pub(crate) secured: Option<Instant>,
    /// When the request was on its way.
    pub(crate) sent: Option<Instant>,
    /// When the first byte came back.
    pub(crate) first_byte: Option<Instant>,
    /// When it was over.
    pub(crate) ended: Instant,
    /// TLS facts, for `-v`.
    pub(crate) tls: Vec<String>,
    /// The request as sent, for `-v`.
    pub(crate) request: Vec<u8>,
    /// The response head as it came, which may be large; an answer shares it.
    pub(crate) head: Rc<Vec<u8>>,
    /// The start of the body, as far as it came along with the head.
    pub(crate) glimpse: Vec<u8>,
}

impl Hop {
    /// Begins a hop.
    pub(super) fn new(target: &Target) -> Self {
        let now = Instant::now();
        Self {
            target: target.clone(),
            peer: None,
            failed: Vec::new(),
            started: now,
            looked_up: None,
            connected: None,
            secured: None,
            sent: None,
            first_byte: None,
            ended: now,
            tls: Vec::new(),
            request: Vec::new(),
            head: Rc::default(),
            glimpse: Vec::new(),
        }
    }

    /// Makes the request, with what is secret or given only when the target is `trusted`.
    pub(super) fn ask(
        &mut self,
        client: &Client,
        method: &str,
        trusted: bool,
        expect: &Expect,
        deadline: Deadline,
    ) -> Result<Reply, Failure> {
        let socket = self.dial(client, deadline)?;
        let session = match self.target.scheme {
            Scheme::Http => None,
            Scheme::File | Scheme::Grpc | Scheme::Tcp => return Ok(Reply::Connected),
            Scheme::Grpcs | Scheme::Https | Scheme::Tls => {
                Some(Box::new(self.secure(client, &socket, deadline)?))
            }
        };
        let given = &client.request;
        let body = given.body.filter(|_| method == given.method);
        if body.is_some() {
            socket.no_delay();
        }
        let request = given.head(&self.target, method, trusted, body.is_some())?;
        let mut wire = Wire::new(socket, session, deadline, client.kept);
        // These announce a body even when there is none.
        let empty = matches!(method, "POST" | "PUT" | "PATCH").then_some(&[][..]);
        let response = Response::to(request, body.or(empty), &mut wire);
        self.copy(&mut wire);
        let mut response = response?;
        let mut answer = Answer {
            status: response.status,
            head: Rc::clone(&self.head),
            ..Answer::default()
        };
        client
            .body
            .read(&mut response, &mut wire, &mut answer, expect)?;
        Ok(Reply::Answer(answer))
    }

    /// Connects.
    fn dial(&mut self, client: &Client, deadline: Deadline) -> Result<Socket, Failure> {
        let mut log = Log::default();
        let dialled = client.route.dial(&self.target, deadline, &mut log);
        (self.looked_up, self.failed) = (log.looked_up, log.failed);
        let dialled = dialled.inspect_err(|failure| {
            if let Failure::Connect { tried, .. } = failure {
                self.failed.clone_from(tried);
            }
        })?;
        self.connected = Some(Instant::now());
        self.peer = Some(dialled.peer);
        Ok(dialled.socket)
    }

    /// Makes the TLS handshake.
    fn secure(
        &mut self,
        client: &Client,
        socket: &Socket,
        deadline: Deadline,
    ) -> Result<Session, Failure> {
        socket.no_delay();
        let session = Session::open(&client.trust, &self.target, socket, deadline)?;
        self.secured = Some(Instant::now());
        if client.kept {
            self.tls = session.facts();
        }
        Ok(session)
    }

    /// Takes over what the wire saw.
    fn copy(&mut self, wire: &mut Wire) {
        (self.sent, self.first_byte) = (wire.sent_at, wire.first_byte);
        self.request = wire.sent.take().unwrap_or_default();
        self.head = Rc::new(std::mem::take(&mut wire.head));
        self.glimpse = std::mem::take(&mut wire.glimpse);
    }
}

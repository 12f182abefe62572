//! One connected stream, in clear or through TLS.

use super::deadline::Deadline;
use super::failure::Failure;
use super::socket::{Halt, Socket};
use super::tls::Session;

/// One connected stream.
pub(super) struct Connection {
    /// The socket.
    socket: Socket,
    /// The TLS session on it, if any.
    session: Option<Box<Session>>,
}

impl Connection {
    /// Wraps a connected socket.
    pub(super) fn new(socket: Socket, session: Option<Session>) -> Self {
        Self {
            socket,
            session: session.map(Box::new),
        }
    }

    /// Sends small writes at once; without it a second write waits 40 ms for the peer's ACK.
    pub(super) fn no_delay(&self) {
        self.socket.no_delay();
    }

    /// Sends everything.
    pub(super) fn send(&mut self, bytes: &[u8], deadline: Deadline<'_>) -> Result<(), Halt> {
        match &mut self.session {
            Some(session) => session.send(&self.socket, bytes, deadline),
            None => self.socket.send(bytes, deadline),
        }
    }

    /// Receives what is there, waiting for the first byte; 0 is the orderly end.
    pub(super) fn recv(
        &mut self,
        buffer: &mut [u8],
        deadline: Deadline<'_>,
    ) -> Result<usize, Failure> {
        let result = match &mut self.session {
            Some(session) => session.recv(&self.socket, buffer, deadline),
            None => self.socket.recv(buffer, deadline),
        };
        result.map_err(
            |halt| match self.session.as_mut().and_then(|session| session.fault()) {
                Some(fault) => Failure::Tls(fault),
                None => Failure::halted(halt, deadline),
            },
        )
    }
}

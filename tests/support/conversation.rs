//! One connection, as a script sees it.

use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use super::request::Request;
use super::shared::Shared;
use super::socket::Socket;

/// One accepted connection, as a script sees it.
#[derive(Debug)]
pub(crate) struct Conversation {
    /// The connection. The only strong reference, so that dropping it closes.
    pub(super) socket: Arc<Socket>,
    /// Which connection of the server this is, from 0.
    pub(super) number: usize,
    /// What the threads share.
    pub(super) shared: Arc<Shared>,
}

impl Conversation {
    /// The connection itself.
    pub(crate) fn socket(&self) -> &Socket {
        &self.socket
    }

    /// Which connection of the server this is, from 0.
    pub(crate) fn number(&self) -> usize {
        self.number
    }

    /// What was read so far.
    pub(crate) fn request(&self) -> Request {
        let state = self.shared.state();
        state.heard.get(&self.number).cloned().unwrap_or_default()
    }

    /// Reads one whole request, or up to the peer's end.
    pub(crate) fn hear(&mut self) {
        while !self.request().is_complete() && self.read() {}
    }

    /// Reads until the peer closes.
    pub(crate) fn drain(&mut self) {
        while self.read() {}
    }

    /// Sends bytes.
    pub(crate) fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        (&*self.socket).write_all(bytes)
    }

    /// Reads the request, sends the bytes and closes in order.
    pub(crate) fn answer(&mut self, bytes: &[u8]) {
        self.hear();
        let _ = self.send(bytes);
        self.close();
    }

    /// Ends our direction and waits for the peer to end its own.
    pub(crate) fn close(&mut self) {
        self.socket.shutdown(Shutdown::Write);
        self.drain();
    }

    /// Waits for a while; true when the server stops meanwhile.
    pub(crate) fn pause(&self, time: Duration) -> bool {
        let until = Instant::now() + time;
        let state = self.shared.state();
        let (state, _) = self
            .shared
            .changed
            .wait_timeout_while(state, time, |state| {
                !state.stopped && Instant::now() < until
            })
            .unwrap_or_else(PoisonError::into_inner);
        state.stopped
    }

    /// Keeps the connection without reading until the server stops.
    pub(crate) fn hold(&self) {
        while !self.pause(Duration::from_secs(60)) {}
    }

    /// Keeps what was read in another way, such as out of TLS.
    pub(crate) fn record(&self, request: Request) {
        self.shared.state().heard.insert(self.number, request);
    }

    /// Reads and records what has come; false at the end of the connection.
    fn read(&mut self) -> bool {
        let mut buffer = [0; 16 * 1024];
        match (&*self.socket).read(&mut buffer) {
            Ok(0) | Err(_) => false,
            Ok(length) => {
                let mut state = self.shared.state();
                let request = state.heard.entry(self.number).or_default();
                request.push(&buffer[..length]);
                true
            }
        }
    }
}

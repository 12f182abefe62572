//! One connection, and what came and went over it.

use std::time::Instant;

use super::head::{MAX_HEAD, Progress, find_final};
use crate::net::connection::Connection;
use crate::net::deadline::Deadline;
use crate::net::failure::{Failure, HttpFault};
use crate::net::phase::Phase;
use crate::net::socket::Halt;

/// One connection that carries HTTP.
pub(super) struct Wire<'a> {
    /// The connection.
    connection: Connection,
    /// When every wait has to end.
    pub(super) deadline: Deadline<'a>,
    /// What the socket receives into.
    chunk: Vec<u8>,
    /// Received and not yet consumed.
    input: Vec<u8>,
    /// Whether the request is kept, to be shown.
    keep: bool,
    /// The request as it was sent, body included up to a few kilobytes; only when kept.
    pub(super) sent: Vec<u8>,
    /// When the first byte came back.
    pub(super) first_byte: Option<Instant>,
}

impl<'a> Wire<'a> {
    /// Wraps a connection; `keep` is whether the request is kept, to be shown.
    pub(super) fn new(connection: Connection, deadline: Deadline<'a>, keep: bool) -> Self {
        Self {
            connection,
            deadline,
            chunk: vec![0; CHUNK],
            input: Vec::new(),
            keep,
            sent: Vec::new(),
            first_byte: None,
        }
    }

    /// Sends some of the request.
    pub(super) fn send(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.deadline.enter(Phase::Send);
        let result = self.connection.send(bytes, self.deadline);
        if self.keep {
            let bytes = bytes.get(..MAX_KEPT).unwrap_or(bytes);
            self.sent.extend_from_slice(bytes);
        }
        match result {
            // A server that does not read everything may have answered all the same.
            Ok(()) | Err(Halt::Errno(_)) => {
                self.deadline.enter(Phase::StatusLine);
                Ok(())
            }
            Err(halt) => Err(Failure::halted(halt, self.deadline)),
        }
    }

    /// Returns what was received and not yet consumed.
    pub(super) fn input(&self) -> &[u8] {
        &self.input
    }

    /// Drops what was used.
    pub(super) fn consume(&mut self, amount: usize) {
        self.input.drain(..amount);
    }

    /// Returns what is being waited for.
    pub(super) fn phase(&self) -> Phase {
        self.deadline.phase()
    }

    /// Receives some more; `false` is the end.
    pub(super) fn receive(&mut self) -> Result<bool, Failure> {
        let filled = self.input.len();
        // A chunk's size line or a trailer that never ends.
        if self.phase() == Phase::Body && filled > MAX_HEAD {
            return Err(Failure::Http(HttpFault::ChunkLineTooLong));
        }
        if filled > 0 {
            // As large as it may get: growing by doubling would touch twice the pages.
            self.input
                .reserve_exact((MAX_HEAD + CHUNK).saturating_sub(filled));
        }
        let received = self.connection.recv(&mut self.chunk, self.deadline)?;
        if received == 0 {
            return Ok(false);
        }
        self.first_byte.get_or_insert_with(Instant::now);
        let received = self.chunk.get(..received).unwrap_or_default();
        self.input.extend_from_slice(received);
        Ok(true)
    }

    /// Receives the final head as a whole, and skips every 1xx before it.
    pub(super) fn head(&mut self) -> Result<Vec<u8>, Failure> {
        let mut earlier = 0;
        loop {
            match find_final(&self.input, earlier)? {
                Progress::Final(range) => {
                    let rest = self.input.split_off(range.end);
                    let mut head = std::mem::replace(&mut self.input, rest);
                    head.drain(..range.start);
                    self.deadline.enter(Phase::Body);
                    return Ok(head);
                }
                Progress::Wait(interim) => {
                    earlier += interim;
                    self.input.drain(..interim);
                }
            }
            if earlier > 0 || self.input.contains(&b'\n') {
                self.deadline.enter(Phase::Headers);
            }
            if !self.receive()? {
                return Err(Failure::Close(self.phase()));
            }
        }
    }
}

/// How much is received at once: one page, which most answers fit.
const CHUNK: usize = 4096;

/// How much of the request is kept for `-v`.
const MAX_KEPT: usize = 16 * 1024;

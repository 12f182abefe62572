//! One connection, and what came and went over it: our socket, our TLS, our deadline.

use std::time::Instant;

use super::head::{Gate, MAX_HEAD, framing, gate, straighten};
use crate::net::deadline::Deadline;
use crate::net::failure::{Failure, Phase};
use crate::net::socket::{Halt, Socket};
use crate::net::tls::Session;

/// One connection.
pub(super) struct Wire {
    /// The way out.
    socket: Socket,
    /// The TLS session on it, if any.
    session: Option<Box<Session>>,
    /// When everything is over.
    pub(super) deadline: Deadline,
    /// Where the socket writes.
    chunk: Vec<u8>,
    /// Received and not yet consumed.
    input: Vec<u8>,
    /// How many bytes of heads came before this one; all of them count against the bound.
    earlier: usize,
    /// Whether the final head has come in whole.
    headed: bool,
    /// The request as it was sent, body included up to a few kilobytes; only when kept.
    pub(super) sent: Option<Vec<u8>>,
    /// When the request was on its way.
    pub(super) sent_at: Option<Instant>,
    /// When the first byte came back.
    pub(super) first_byte: Option<Instant>,
    /// The final head, as it came.
    pub(super) head: Vec<u8>,
    /// What came along with it.
    pub(super) glimpse: Vec<u8>,
}

impl Wire {
    /// Readies a connection; `keep` is whether somebody wants to see the request.
    pub(super) fn new(
        socket: Socket,
        session: Option<Box<Session>>,
        deadline: Deadline,
        keep: bool,
    ) -> Self {
        Self {
            socket,
            session,
            deadline,
            chunk: vec![0; CHUNK],
            input: Vec::new(),
            earlier: 0,
            headed: false,
            sent: keep.then(Vec::new),
            sent_at: None,
            first_byte: None,
            head: Vec::new(),
            glimpse: Vec::new(),
        }
    }

    /// Sends some of the request.
    pub(super) fn send(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let result = match &mut self.session {
            Some(session) => session.send(&self.socket, bytes, self.deadline),
            None => self.socket.send(bytes, self.deadline),
        };
        self.sent_at = Some(Instant::now());
        if let Some(sent) = &mut self.sent {
            sent.extend_from_slice(bytes.get(..MAX_KEPT).unwrap_or(bytes));
        }
        match result {
            // A peer that will not read everything may have answered all the same: look.
            Ok(()) | Err(Halt::Errno(_)) => Ok(()),
            Err(halt) => Err(Failure::halted(halt, Phase::Send, self.deadline.limit())),
        }
    }

    /// Yields what was received and not yet consumed.
    pub(super) fn input(&self) -> &[u8] {
        &self.input
    }

    /// Drops what was made use of.
    pub(super) fn consume(&mut self, amount: usize) {
        self.input.drain(..amount);
    }

    /// Says what is being waited for.
    fn phase(&self) -> Phase {
        if self.headed {
            Phase::Body
        } else if self.input.contains(&b'\n') || self.earlier > 0 {
            Phase::Headers
        } else {
            Phase::StatusLine
        }
    }

    /// Receives some more; `false` is the end.
    pub(super) fn receive(&mut self) -> Result<bool, Failure> {
        let filled = self.input.len();
        // A chunk's size line or a trailer that never ends.
        if self.headed && filled > MAX_HEAD {
            return Err(Failure::Garble(
                "a line of the chunked body is over 64 KiB".to_owned(),
            ));
        }
        if filled > 0 {
            // As large as it may get: growing by doubling would touch twice the pages.
            self.input
                .reserve_exact((MAX_HEAD + CHUNK).saturating_sub(filled));
        }
        let result = match &mut self.session {
            Some(session) => session.recv(&self.socket, &mut self.chunk, self.deadline),
            None => self.socket.recv(&mut self.chunk, self.deadline),
        };
        let received = self.chunk.get(..result.unwrap_or(0)).unwrap_or_default();
        self.input.extend_from_slice(received);
        match result {
            Ok(0) => Ok(false),
            Ok(_) => {
                if !self.headed && filled == 0 && self.earlier == 0 {
                    self.first_byte = Some(Instant::now());
                }
                Ok(true)
            }
            Err(halt) => Err(
                match self.session.as_mut().and_then(|session| session.fault()) {
                    Some(fault) => Failure::Tls(fault),
                    None => Failure::halted(halt, self.phase(), self.deadline.limit()),
                },
            ),
        }
    }

    /// Takes in the final head as a whole, passing over every 1xx before it.
    ///
    /// What is left for ureq-proto to parse comes in one piece: it would start again with every
    /// byte that drips in, and refuses a `100 Continue` that has headers.
    pub(super) fn await_head(&mut self) -> Result<(), Failure> {
        let range = loop {
            match gate(&self.input, self.earlier)? {
                Gate::Final(range) => break range,
                Gate::Wait(interim) => {
                    self.earlier += interim;
                    self.input.drain(..interim);
                }
            }
            if !self.receive()? {
                return Err(Failure::Close(self.phase()));
            }
        };
        let rest = self.input.split_off(range.end);
        self.glimpse = rest.get(..MAX_GLIMPSE).unwrap_or(&rest).to_vec();
        self.input.drain(..range.start);
        straighten(&mut self.input);
        let head = framing(&self.input);
        self.head = std::mem::replace(&mut self.input, [head, rest].concat());
        self.headed = true;
        Ok(())
    }
}

/// How much is received at once: one page, which most answers fit.
const CHUNK: usize = 4096;

/// How much of the body that came with the head is kept for a hint.
const MAX_GLIMPSE: usize = 512;

/// How much of the request is kept for `-v`.
const MAX_KEPT: usize = 16 * 1024;

//! ureq's transport: our socket, our TLS, our deadline.

use std::fmt;
use std::time::Instant;

use ureq::unversioned::transport::{Buffers, NextTimeout, Transport};

use super::head::{Gate, MAX_HEAD, framing, gate};
use super::notes::Notes;
use crate::net::deadline::Deadline;
use crate::net::failure::{Failure, Phase};
use crate::net::socket::{Halt, Socket};
use crate::net::tls::Session;

/// One connection, as ureq sees it.
pub(super) struct Wire {
    /// The way out.
    socket: Socket,
    /// The TLS session on it, if any.
    session: Option<Box<Session>>,
    /// When everything is over.
    deadline: Deadline,
    /// Where the socket writes.
    chunk: Vec<u8>,
    /// Received and not yet consumed, from `start` on.
    input: Vec<u8>,
    /// Where the unconsumed input starts.
    start: usize,
    /// Where ureq writes; as large as the whole request head, so that it goes out in one piece.
    output: Vec<u8>,
    /// Whether ureq could use what it was shown last.
    progress: bool,
    /// How many bytes of heads came before this one; all of them count against the bound.
    earlier: usize,
    /// Whether the final head has come in whole.
    headed: bool,
    /// What the other side may look at.
    notes: Notes,
}

impl Wire {
    /// Readies a connection for ureq; `room` is the size of the request head.
    pub(super) fn new(
        socket: Socket,
        session: Option<Box<Session>>,
        deadline: Deadline,
        room: usize,
        notes: Notes,
    ) -> Self {
        let output = vec![0; room];
        Self {
            socket,
            session,
            deadline,
            chunk: vec![0; CHUNK],
            input: Vec::new(),
            start: 0,
            output,
            progress: false,
            earlier: 0,
            headed: false,
            notes,
        }
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
    fn receive(&mut self) -> Result<bool, Failure> {
        if self.start > 0 {
            self.input.drain(..self.start);
            self.start = 0;
        }
        let deadline = self.notes.open().until.unwrap_or(self.deadline);
        let filled = self.input.len();
        // A chunk's size line or a trailer that never ends: ureq waits for its end.
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
            Some(session) => session.recv(&self.socket, &mut self.chunk, deadline),
            None => self.socket.recv(&mut self.chunk, deadline),
        };
        let received = self.chunk.get(..result.unwrap_or(0)).unwrap_or_default();
        self.input.extend_from_slice(received);
        match result {
            Ok(0) => Ok(false),
            Ok(_) => {
                if !self.headed && filled == 0 && self.earlier == 0 {
                    self.notes.open().first_byte = Some(Instant::now());
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
    /// ureq 3.5.1 would parse from the start again with every byte that drips in, and refuses a
    /// `100 Continue` that has headers.
    fn await_head(&mut self) -> Result<bool, Failure> {
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
        let rest = self.input.get(range.end..).unwrap_or_default();
        let glimpse = rest.get(..MAX_GLIMPSE).unwrap_or(rest).to_vec();
        let head = self.input.get(range.clone()).unwrap_or_default().to_vec();
        self.input.splice(..range.end, framing(&head));
        let mut seen = self.notes.open();
        (seen.head, seen.glimpse) = (head, glimpse);
        drop(seen);
        self.headed = true;
        Ok(true)
    }
}

impl Transport for Wire {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self
    }

    fn transmit_output(&mut self, amount: usize, _: NextTimeout) -> Result<(), ureq::Error> {
        let bytes = self.output.get(..amount).unwrap_or_default();
        let result = match &mut self.session {
            Some(session) => session.send(&self.socket, bytes, self.deadline),
            None => self.socket.send(bytes, self.deadline),
        };
        let mut seen = self.notes.open();
        seen.sent_at = Some(Instant::now());
        if let Some(sent) = &mut seen.sent
            && sent.len() < MAX_KEPT
        {
            sent.extend_from_slice(bytes.get(..MAX_KEPT).unwrap_or(bytes));
        }
        drop(seen);
        match result {
            // A peer that will not read everything may have answered all the same: look.
            Ok(()) | Err(Halt::Errno(_)) => Ok(()),
            Err(halt) => Err(broken(Failure::halted(
                halt,
                Phase::Send,
                self.deadline.limit(),
            ))),
        }
    }

    fn await_input(&mut self, _: NextTimeout) -> Result<bool, ureq::Error> {
        if self.headed {
            self.receive()
        } else {
            self.await_head()
        }
        .map_err(broken)
    }

    fn is_open(&mut self) -> bool {
        // One request, one connection.
        false
    }

    fn is_tls(&self) -> bool {
        self.session.is_some()
    }
}

impl Buffers for Wire {
    fn output(&mut self) -> &mut [u8] {
        &mut self.output
    }

    fn input(&self) -> &[u8] {
        self.input.get(self.start..).unwrap_or_default()
    }

    fn input_append_buf(&mut self) -> &mut [u8] {
        // Only a transport of ureq's own would fill the buffer from outside.
        &mut []
    }

    fn input_appended(&mut self, _: usize) {}

    fn input_consume(&mut self, amount: usize) {
        self.progress = amount > 0;
        self.start = (self.start + amount).min(self.input.len());
    }

    fn tmp_and_output(&mut self) -> (&mut [u8], &mut [u8]) {
        // The first is for chunked request bodies, which probelet never sends.
        (&mut [], &mut self.output)
    }

    fn can_use_input(&self) -> bool {
        self.progress && self.start < self.input.len()
    }
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wire")
    }
}

/// Hands a failure of ours through ureq.
fn broken(failure: Failure) -> ureq::Error {
    ureq::Error::Other(Box::new(failure))
}

/// How much is received at once: one page, which most answers fit.
const CHUNK: usize = 4096;

/// How much of the body that came with the head is kept for a hint.
const MAX_GLIMPSE: usize = 512;

/// How much of the request is kept for `-v`.
const MAX_KEPT: usize = 16 * 1024;

//! The way from rustls to the socket.

use std::io::{self, ErrorKind, IoSlice, Read, Write};

use super::super::deadline::Deadline;
use super::super::socket::{Halt, Socket};
use crate::text::peer;

/// The socket as rustls wants it; remembers why it gave up and what came first.
pub(super) struct Pipe<'a> {
    /// The socket.
    socket: &'a Socket,
    /// When everything is over.
    deadline: Deadline<'a>,
    /// Why a call failed.
    pub(super) halt: Option<Halt>,
    /// What came in first.
    pub(super) greeting: Option<Greeting>,
}

/// What a peer answers the first message with.
pub(super) enum Greeting {
    /// HTTP, or a page.
    Http,
    /// Something else; carries its start, fit to be shown.
    Strange(String),
    /// A TLS record.
    Tls,
}

impl Greeting {
    /// Takes a look at the first bytes.
    fn new(bytes: &[u8]) -> Self {
        match bytes {
            [0x14..=0x18, ..] => Self::Tls,
            // Python answers a bad request line with a page and no status line.
            [b'H' | b'<', ..] => Self::Http,
            _ => {
                let line = bytes.split(|&b| b == b'\n').next().unwrap_or_default();
                Self::Strange(peer(line.trim_ascii_end(), MAX_START))
            }
        }
    }
}

impl<'a> Pipe<'a> {
    /// Readies a pipe that nothing has gone through.
    pub(super) fn new(socket: &'a Socket, deadline: Deadline<'a>) -> Self {
        Self {
            socket,
            deadline,
            halt: None,
            greeting: None,
        }
    }
}

impl Read for Pipe<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.socket.recv(buffer, self.deadline) {
            Ok(received) => {
                if received > 0 && self.greeting.is_none() {
                    self.greeting = buffer.get(..received).map(Greeting::new);
                }
                Ok(received)
            }
            Err(halt) => {
                self.halt = Some(halt);
                Err(ErrorKind::ConnectionReset.into())
            }
        }
    }
}

impl Write for Pipe<'_> {
    /// Sends records that are ready together as one segment, so that the peer wakes up once.
    fn write_vectored(&mut self, records: &[IoSlice<'_>]) -> io::Result<usize> {
        let records: Vec<&[u8]> = records.iter().map(|record| &**record).collect();
        self.write(&records.concat())
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.socket.send(bytes, self.deadline) {
            Ok(()) => Ok(bytes.len()),
            Err(halt) => {
                self.halt = Some(halt);
                Err(ErrorKind::ConnectionReset.into())
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// How much of a stranger's first line is shown.
const MAX_START: usize = 40;

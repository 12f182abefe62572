//! The way from rustls to the socket.

use std::io::{self, ErrorKind, IoSlice, Read, Write};

use super::super::deadline::Deadline;
use super::super::socket::{Halt, Socket};
use super::super::stranger::Stranger;

/// The socket as rustls wants it; remembers why it gave up and what came first.
pub(super) struct Pipe<'a> {
    /// The socket.
    socket: &'a Socket,
    /// When every wait has to end.
    deadline: Deadline<'a>,
    /// Why a call failed.
    pub(super) halt: Option<Halt>,
    /// What came first, unless that was TLS.
    pub(super) stranger: Option<Stranger>,
    /// Whether anything came.
    pub(super) heard: bool,
}

impl<'a> Pipe<'a> {
    /// Makes a pipe that nothing has gone through.
    pub(super) fn new(socket: &'a Socket, deadline: Deadline<'a>) -> Self {
        Self {
            socket,
            deadline,
            halt: None,
            stranger: None,
            heard: false,
        }
    }
}

impl Read for Pipe<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.socket.recv(buffer, self.deadline) {
            Ok(received) => {
                if received > 0 && !self.heard {
                    self.heard = true;
                    let start = buffer.get(..received).unwrap_or_default();
                    // The types of TLS records.
                    if !matches!(start, [0x14..=0x18, ..]) {
                        self.stranger = Some(Stranger::new(start));
                    }
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

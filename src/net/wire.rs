//! ureq's transport: our socket, our TLS, our deadline, and a gate that lets only sane heads in.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use ureq::unversioned::transport::{Buffers, NextTimeout, Transport};

use super::deadline::Deadline;
use super::failure::{Failure, Phase};
use super::socket::{Halt, Socket};
use super::tls::Session;
use crate::text::peer;

/// What a wire leaves behind for whoever handed it over.
#[derive(Debug, Default)]
pub(super) struct Seen {
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
    /// An earlier end, for a body that is only looked at.
    pub(super) until: Option<Deadline>,
}

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
    seen: Arc<Mutex<Seen>>,
}

impl Wire {
    /// Readies a connection for ureq; `room` is the size of the request head.
    pub(super) fn new(
        socket: Socket,
        session: Option<Box<Session>>,
        deadline: Deadline,
        room: usize,
        seen: Arc<Mutex<Seen>>,
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
            seen,
        }
    }

    /// Opens the shared notes.
    fn note(&self, write: impl FnOnce(&mut Seen)) {
        write(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner));
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
        let until = self
            .seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .until;
        let deadline = until.unwrap_or(self.deadline);
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
                    self.note(|seen| seen.first_byte = Some(Instant::now()));
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
        loop {
            let mut scanned = 0;
            while let Some(end) = head_end(self.input.get(scanned..).unwrap_or_default()) {
                let end = scanned + end;
                let head = self.input.get(scanned..end).unwrap_or_default();
                check_start(head)?;
                if head.iter().filter(|&&b| b == b'\n').count() > MAX_LINES + 2 {
                    return Err(Failure::Garble(format!(
                        "the response has more than {MAX_LINES} header lines"
                    )));
                }
                if is_interim(head) {
                    scanned = end;
                    continue;
                }
                if self.earlier + end > MAX_HEAD {
                    return Err(too_large());
                }
                let head = head.to_vec();
                let rest = self.input.get(end..).unwrap_or_default();
                let glimpse = rest.get(..MAX_GLIMPSE).unwrap_or(rest).to_vec();
                self.input.splice(..end, framing(&head));
                self.note(|seen| (seen.head, seen.glimpse) = (head, glimpse));
                self.headed = true;
                return Ok(true);
            }
            self.earlier += scanned;
            self.input.drain(..scanned);
            check_start(&self.input)?;
            if self.earlier + self.input.len() > MAX_HEAD {
                return Err(too_large());
            }
            if !self.receive()? {
                return Err(Failure::Close(self.phase()));
            }
        }
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
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
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

/// Finds the end of a head: an empty line, with or without carriage returns.
fn head_end(bytes: &[u8]) -> Option<usize> {
    let mut line = 0;
    for (at, _) in bytes.iter().enumerate().filter(|&(_, &byte)| byte == b'\n') {
        let text = bytes.get(line..at).unwrap_or_default();
        if line > 0 && (text.is_empty() || text == b"\r") {
            return Some(at + 1);
        }
        line = at + 1;
    }
    None
}

/// Tells a 1xx that announces another head; 101 does not, and 1000 is no 1xx.
fn is_interim(head: &[u8]) -> bool {
    let code = head.get(STATUS).unwrap_or_default();
    let ends = head.get(STATUS.end).is_some_and(u8::is_ascii_whitespace);
    ends && code.first() == Some(&b'1') && code != b"101"
}

/// Keeps of a head what ureq has to know: the status, and how long the body is.
///
/// ureq 3.5.1 refuses what curl and Go let pass: folded lines, a space before the colon, control
/// characters. None of that may make a service unhealthy whose status is good. Lines that curl and
/// Go refuse, too, are left for ureq to refuse.
fn framing(head: &[u8]) -> Vec<u8> {
    let mut kept = Vec::new();
    let mut keeping = false;
    for (number, line) in head.split_inclusive(|&b| b == b'\n').enumerate() {
        let folded = line.starts_with(b" ") || line.starts_with(b"\t");
        let (name, value) = match line.iter().position(|&b| b == b':') {
            Some(colon) if !folded && number > 0 => line.split_at(colon),
            _ => (line, &b""[..]),
        };
        match name.trim_ascii_end() {
            // The reason phrase means nothing, so nothing in it can be wrong.
            _ if number == 0 && line.get(STATUS.end) == Some(&b' ') => {
                kept.extend_from_slice(line.get(..STATUS.end).unwrap_or_default());
                kept.extend_from_slice(b"\r\n");
            }
            _ if folded && number > 1 => {
                if keeping {
                    kept.truncate(kept.trim_ascii_end().len());
                    kept.extend_from_slice(line);
                }
            }
            name if !value.is_empty() => {
                keeping = FRAMING.iter().any(|known| name.eq_ignore_ascii_case(known));
                if keeping {
                    kept.extend_from_slice(name);
                    kept.extend_from_slice(value);
                }
            }
            _ => kept.extend_from_slice(line),
        }
    }
    kept
}

/// Notices a peer that does not speak HTTP with its first bytes, not only when time is up.
fn check_start(bytes: &[u8]) -> Result<(), Failure> {
    let known = bytes.len().min(MAGIC.len());
    if bytes.get(..known) == MAGIC.get(..known) {
        return Ok(());
    }
    // A TLS alert or handshake record.
    if matches!(bytes, [0x15 | 0x16, 3, ..]) {
        return Err(Failure::Garble("TLS on this port; try https://".to_owned()));
    }
    let line = bytes.split(|&b| b == b'\n').next().unwrap_or_default();
    let line = match line.trim_ascii_end() {
        [] => bytes,
        line => line,
    };
    let start = peer(line, MAX_START);
    Err(Failure::Garble(format!(
        "the answer is not HTTP; it starts \"{start}\""
    )))
}

/// Says that a head is over its bound.
fn too_large() -> Failure {
    Failure::Garble("the response head is over 64 KiB".to_owned())
}

/// What every answer starts with.
const MAGIC: &[u8] = b"HTTP/1.";

/// Where the three digits of a status stand.
const STATUS: std::ops::Range<usize> = 9..12;

/// The headers that say how long a body is.
const FRAMING: &[&[u8]] = &[b"content-length", b"transfer-encoding"];

/// How much is received at once: one page, which most answers fit.
const CHUNK: usize = 4096;

/// The bound of all heads of one answer together.
const MAX_HEAD: usize = 64 * 1024;

/// The bound of header lines.
const MAX_LINES: usize = 100;

/// How much of a peer's first line is shown.
const MAX_START: usize = 40;

/// How much of the body that came with the head is kept for a hint.
const MAX_GLIMPSE: usize = 512;

/// How much of the request is kept for `-v`.
const MAX_KEPT: usize = 16 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_ends_with_an_empty_line() {
        for (bytes, wanted) in [
            (&b"HTTP/1.1 200 OK\r\n\r\nbody"[..], Some(19)),
            (b"HTTP/1.1 200 OK\n\nbody", Some(17)),
            (b"HTTP/1.1 200 OK\r\na: b\r\n\r\n", Some(25)),
            (b"HTTP/1.1 200 OK\r\na: b\r\n", None),
            (b"HTTP/1.1 200", None),
            (b"", None),
        ] {
            assert_eq!(head_end(bytes), wanted);
        }
    }

    #[test]
    fn only_a_whole_1xx_announces_another_head() {
        for (head, wanted) in [
            (&b"HTTP/1.1 100 Continue\r\n\r\n"[..], true),
            (b"HTTP/1.1 103\n\n", true),
            (b"HTTP/1.1 101 Switching Protocols\r\n\r\n", false),
            (b"HTTP/1.1 1000 x\r\n\r\n", false),
            (b"HTTP/1.1 200 100\r\n\r\n", false),
        ] {
            assert_eq!(is_interim(head), wanted, "{}", head.escape_ascii());
        }
    }

    #[test]
    fn ureq_sees_status_and_framing_only() {
        for (head, wanted) in [
            (
                "HTTP/1.1 200 \x1b[31mOK\r\nA: b\r\n\r\n",
                "HTTP/1.1 200\r\n\r\n",
            ),
            ("HTTP/1.1 200\r\n\r\n", "HTTP/1.1 200\r\n\r\n"),
            ("HTTP/1.1 2000 x\r\n\r\n", "HTTP/1.1 2000 x\r\n\r\n"),
            (
                "HTTP/1.1 200\nContent-Length : 5\n\n",
                "HTTP/1.1 200\nContent-Length: 5\n\n",
            ),
            (
                "HTTP/1.1 200 OK\r\nA: b\r\n c: d\r\ncontent-length:\r\n\t5\r\n\r\n",
                "HTTP/1.1 200\r\ncontent-length:\t5\r\n\r\n",
            ),
            (
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200\r\nno colon\r\n\r\n",
            ),
        ] {
            assert_eq!(
                framing(head.as_bytes()).escape_ascii().to_string(),
                wanted.as_bytes().escape_ascii().to_string()
            );
        }
    }

    #[test]
    fn garbage_is_noticed_at_once() {
        for good in [&b""[..], b"H", b"HTTP/1.", b"HTTP/1.0 200"] {
            assert!(check_start(good).is_ok());
        }
        for bad in [
            &b"SSH-2.0-OpenSSH\r\n"[..],
            b"h",
            b"HTTP/2",
            b"\x15\x03\x01",
            b"\0",
        ] {
            assert!(check_start(bad).is_err());
        }
    }
}

//! Recognises the protocol of a peer that does not speak the expected one. Pure.

use crate::text::find;

/// A peer that answered in another protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stranger {
    /// What the first bytes show.
    pub(crate) speaks: Speaks,
    /// The first line, or the first bytes where there is no line; bounded.
    pub(crate) start: Vec<u8>,
}

/// A protocol that shows itself in the first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Speaks {
    /// HTTP/1.1, or a page without a status line.
    Http,
    /// HTTP/2, as gRPC does.
    Http2,
    /// memcached's answer to a line that it does not know.
    Memcached,
    /// MySQL's or MariaDB's greeting.
    MySql,
    /// PostgreSQL's error message.
    PostgreSql,
    /// The peer sent the request back, or sent one of its own.
    Request,
    /// Redis' error line.
    Redis,
    /// A greeting that begins with 220, as SMTP and FTP servers send.
    Smtp,
    /// An SSH banner.
    Ssh,
    /// A TLS record.
    Tls,
    /// Anything else.
    Unknown,
}

impl Stranger {
    /// Recognises a peer by the first bytes that it sent.
    pub(super) fn new(bytes: &[u8]) -> Self {
        let line = bytes.split(|&b| b == b'\n').next().unwrap_or_default();
        let start = match line.trim_ascii_end() {
            // A line feed between bytes of a binary protocol ends no line.
            line if line.is_empty() || line.contains(&0) => bytes,
            line => line,
        };
        Self {
            speaks: recognise(bytes, start),
            start: start.get(..MAX_START).unwrap_or(start).to_vec(),
        }
    }
}

/// Returns the protocol that the first bytes show.
fn recognise(bytes: &[u8], line: &[u8]) -> Speaks {
    match bytes {
        // A TLS alert or handshake record.
        [0x15 | 0x16, 3, ..] => return Speaks::Tls,
        // A SETTINGS frame on stream 0, which every HTTP/2 server sends first, or GOAWAY.
        [_, _, _, 4 | 7, _, 0, 0, 0, 0, ..] => return Speaks::Http2,
        // A packet's length and number 0, then protocol version 10 or an error packet.
        [_, _, 0, 0, 10 | 0xff, ..] => return Speaks::MySql,
        // An error message: its length, then fields that begin with S (severity).
        [b'E', 0, 0, _, _, b'S', ..] => return Speaks::PostgreSql,
        _ => {}
    }
    // What nginx and Go answer in clear where TLS is wanted.
    let wants_tls = ["sent to HTTPS port", "to an HTTPS server"];
    if wants_tls.iter().any(|words| find(bytes, words).is_some()) {
        return Speaks::Tls;
    }
    let starts: &[(&[u8], Speaks)] = &[
        (b"HTTP/1", Speaks::Http),
        (b"<", Speaks::Http),
        (b"SSH-", Speaks::Ssh),
        (b"220 ", Speaks::Smtp),
        (b"220-", Speaks::Smtp),
        (b"-ERR ", Speaks::Redis),
        (b"-NOAUTH", Speaks::Redis),
        (b"-DENIED", Speaks::Redis),
        (b"ERROR\r\n", Speaks::Memcached),
        (b"PRI * HTTP/2", Speaks::Http2),
    ];
    if let Some((_, speaks)) = starts.iter().find(|(start, _)| bytes.starts_with(start)) {
        return *speaks;
    }
    if line.windows(REQUEST.len()).any(|it| it == REQUEST) {
        return Speaks::Request;
    }
    Speaks::Unknown
}

/// What stands in every request line of HTTP/1.
const REQUEST: &[u8] = b" HTTP/1";

/// How much of the first line is kept.
const MAX_START: usize = 128;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn protocols_are_recognised_by_their_first_bytes() {
        for (bytes, wanted) in [
            (&b"\x15\x03\x01\0\x02\x02\x28"[..], Speaks::Tls),
            (b"\0\0\x12\x04\0\0\0\0\0\0\x03", Speaks::Http2),
            (b"\0\0\x08\x07\0\0\0\0\0\0\0\0\0", Speaks::Http2),
            (b"SSH-2.0-OpenSSH_9.2\r\n", Speaks::Ssh),
            (b"220 mail.example.com ESMTP\r\n", Speaks::Smtp),
            (b"-ERR unknown command\r\n", Speaks::Redis),
            (b"J\0\0\0\x0a8.0.36\0", Speaks::MySql),
            (b"E\0\0\0\x90SFATAL\0", Speaks::PostgreSql),
            (b"GET / HTTP/1.1\r\n", Speaks::Request),
            (
                b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n",
                Speaks::Tls,
            ),
            (b"hello\n", Speaks::Unknown),
            (b"", Speaks::Unknown),
        ] {
            assert_eq!(Stranger::new(bytes).speaks, wanted, "{bytes:?}");
        }
    }

    #[test]
    fn the_start_is_a_line_and_bounded() {
        assert_eq!(Stranger::new(b"hello\r\nworld").start, b"hello");
        assert_eq!(Stranger::new(b"\nworld").start, b"\nworld");
        assert_eq!(Stranger::new(&[b'x'; 500]).start.len(), MAX_START);
    }
}

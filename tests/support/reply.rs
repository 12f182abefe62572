//! What a scripted server does with a connection.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::conversation::Conversation;
use super::request::Request;

/// A script for one connection.
///
/// Unless the name says otherwise the request is read first, and after its last byte the server
/// ends its direction and waits for the peer to close, so that no answer is lost to a reset.
#[derive(Clone)]
pub(crate) enum Reply {
    /// Sends these bytes.
    Bytes(Vec<u8>),
    /// Picks a script by what was asked.
    Choose(Arc<dyn Fn(&Request) -> Self + Send + Sync>),
    /// Reads the request, then ends the connection without a byte.
    CloseAfterRequest,
    /// Ends the connection in order without waiting for the request.
    CloseAtAccept,
    /// Does what the closure does; nothing was read before.
    Custom(Arc<dyn Fn(&mut Conversation) + Send + Sync>),
    /// Sends only the first so many bytes.
    Cut(Vec<u8>, usize),
    /// Sends the bytes one by one with this pause after each.
    Drip {
        /// What is sent.
        bytes: Vec<u8>,
        /// The pause after each byte.
        every: Duration,
    },
    /// Sends the first bytes once and the second for ever, as fast as they are taken.
    Endless(Vec<u8>, Vec<u8>),
    /// Accepts, reads nothing, says nothing, keeps the connection.
    NeverRead,
    /// Reads the request, then resets.
    ResetAfterRequest,
    /// Resets at once.
    ResetAtAccept,
    /// The n-th connection gets the n-th script; the last one repeats.
    Sequence(Vec<Self>),
    /// Reads whatever comes and never answers.
    Silent,
    /// Sends these bytes and then keeps the connection open.
    Stall(Vec<u8>),
}

impl Reply {
    /// An answer with this status, no body and a length that says so.
    pub(crate) fn status(code: u16) -> Self {
        Self::answer(code, "", b"")
    }

    /// An empty `200 OK`.
    pub(crate) fn ok() -> Self {
        Self::status(200)
    }

    /// A `200 OK` with this body.
    pub(crate) fn body(body: impl AsRef<[u8]>) -> Self {
        Self::answer(200, "", body.as_ref())
    }

    /// An answer with more header lines (each ended by CR LF) and a body.
    pub(crate) fn answer(code: u16, headers: &str, body: &[u8]) -> Self {
        let head = format!(
            "HTTP/1.1 {code} {}\r\n{headers}Content-Length: {}\r\n\r\n",
            reason(code),
            body.len()
        );
        Self::Bytes([head.as_bytes(), body].concat())
    }

    /// A redirect to this place.
    pub(crate) fn redirect(code: u16, location: &str) -> Self {
        Self::answer(code, &format!("Location: {location}\r\n"), b"")
    }

    /// These bytes, whatever they are.
    pub(crate) fn raw(bytes: impl AsRef<[u8]>) -> Self {
        Self::Bytes(bytes.as_ref().to_vec())
    }

    /// Picks a script by what was asked.
    pub(crate) fn choose(choice: impl Fn(&Request) -> Self + Send + Sync + 'static) -> Self {
        Self::Choose(Arc::new(choice))
    }

    /// Picks by path; any other path gets 404.
    pub(crate) fn paths<const N: usize>(paths: [(&'static str, Self); N]) -> Self {
        Self::choose(move |request| {
            let found = paths.iter().find(|(path, _)| *path == request.path());
            found.map_or_else(|| Self::status(404), |(_, reply)| reply.clone())
        })
    }

    /// Does what the closure does.
    pub(crate) fn custom(script: impl Fn(&mut Conversation) + Send + Sync + 'static) -> Self {
        Self::Custom(Arc::new(script))
    }

    /// Plays the script on a connection, until it or the server ends.
    pub(super) fn play(&self, talk: &mut Conversation) {
        match self {
            Self::Bytes(bytes) => talk.answer(bytes),
            Self::Choose(choice) => {
                talk.hear();
                choice(&talk.request()).play(talk);
            }
            Self::CloseAfterRequest => talk.answer(b""),
            Self::CloseAtAccept => talk.close(),
            Self::Custom(script) => script(talk),
            Self::Cut(bytes, length) => talk.answer(&bytes[..*length]),
            Self::Drip { bytes, every } => {
                talk.hear();
                for byte in bytes {
                    if talk.send(&[*byte]).is_err() || talk.pause(*every) {
                        return;
                    }
                }
                talk.close();
            }
            Self::Endless(first, again) => {
                talk.hear();
                let mut sent = talk.send(first);
                while sent.is_ok() {
                    sent = talk.send(again);
                }
            }
            Self::NeverRead => talk.hold(),
            Self::ResetAfterRequest => {
                talk.hear();
                talk.socket().reset_on_close();
            }
            Self::ResetAtAccept => talk.socket().reset_on_close(),
            Self::Sequence(replies) => {
                let last = replies.len() - 1;
                replies[talk.number().min(last)].play(talk);
            }
            Self::Silent => talk.drain(),
            Self::Stall(bytes) => {
                talk.hear();
                let _ = talk.send(bytes);
                talk.drain();
            }
        }
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reply")
    }
}

/// The usual phrase for a status.
fn reason(code: u16) -> &'static str {
    match code {
        200 => "OK",
        201 => "Created",
        204 => "No Content",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        _ => "Status",
    }
}

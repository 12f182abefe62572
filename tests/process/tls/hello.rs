//! Servers that go astray after the client's first message.

use std::io::Read;
use std::time::Duration;

use crate::support::{Conversation, Outcome, Reply, Server, probe};

/// How long these runs may take.
pub(super) const LIMIT: Duration = Duration::from_millis(400);

/// TLS record type.
pub(super) const ALERT: u8 = 0x15;

/// TLS record type.
pub(super) const HANDSHAKE: u8 = 0x16;

/// One TLS record in clear.
pub(super) fn record(kind: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len())
        .expect("a short record")
        .to_be_bytes();
    [&[kind, 3, 3][..], &length, content].concat()
}

/// Reads the client's first message, then goes on as told.
pub(super) fn after_hello(next: impl Fn(&mut Conversation) + Send + Sync + 'static) -> Reply {
    Reply::custom(move |talk| {
        let mut head = [0; 5];
        let mut socket = talk.socket();
        if socket.read_exact(&mut head).is_ok() {
            let mut hello = vec![0; usize::from(u16::from_be_bytes([head[3], head[4]]))];
            let _ = socket.read_exact(&mut hello);
            next(talk);
        }
    })
}

/// Answers the hello with these bytes and stays.
pub(super) fn stalled(bytes: &[u8]) -> Reply {
    let bytes = bytes.to_vec();
    after_hello(move |talk| {
        let _ = talk.send(&bytes);
        talk.drain();
    })
}

/// One unverified run within the limit.
pub(super) fn limited(server: &Server) -> Outcome {
    let url = format!("https://localhost:{}/", server.port());
    probe(["-k", "-m", "400ms", &url])
}

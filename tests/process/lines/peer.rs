//! Peers that break off, or speak something else.

use super::situation::{Situation, unhealthy};
use crate::support::{Reply, Server};

/// The situations.
pub(super) fn situations() -> Vec<Situation> {
    vec![
        peer("the app closes without a word", Reply::CloseAfterRequest),
        peer("the app crashes on the request", Reply::ResetAfterRequest),
        peer(
            "the app closes in the head",
            Reply::raw("HTTP/1.1 200 OK\r\nA: b\r\n"),
        ),
        unhealthy(
            "the app closes in a body that is wanted",
            &["--expect-body", "ready", "http://localhost:8000/health"],
            || {
                serving(Reply::raw(
                    "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc",
                ))
            },
        ),
        unhealthy(
            "a TLS port hangs up",
            &["http://localhost:8443/health"],
            || Server::at("127.0.0.1:8443", Reply::CloseAfterRequest),
        ),
        peer(
            "a TLS port sends an alert",
            Reply::raw(b"\x15\x03\x01\0\x02\x02\x46"),
        ),
        peer(
            "the port is that of an SSH server",
            Reply::raw("SSH-2.0-OpenSSH_9.2p1\r\n"),
        ),
        peer(
            "the answer is garbage",
            Reply::raw("\x1b[31m\u{7}\u{fffd}\n"),
        ),
        peer("the status is none", Reply::raw("HTTP/1.1 2e2 OK\r\n\r\n")),
        peer(
            "the head is endless",
            Reply::Endless(
                b"HTTP/1.1 200 OK\r\n".to_vec(),
                b"A: bbbbbbb\r\n".repeat(90),
            ),
        ),
        peer(
            "one header is endless",
            Reply::Endless(b"HTTP/1.1 200 OK\r\nA: ".to_vec(), vec![b'b'; 4096]),
        ),
    ]
}

/// A peer on port 8000 that does this.
fn peer(name: &'static str, reply: Reply) -> Situation {
    unhealthy(name, &["http://localhost:8000/health"], move || {
        serving(reply.clone())
    })
}

/// Serves on port 8000.
pub(super) fn serving(reply: Reply) -> Server {
    Server::at("127.0.0.1:8000", reply).expect("the port is free")
}

/// A plain server, which takes a TLS hello for a bad request.
pub(super) fn no_tls() -> Reply {
    Reply::custom(|talk| {
        let _ = talk.send(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        talk.close();
    })
}

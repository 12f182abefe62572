//! Peers that break off, stay silent, or speak something else.

use super::case::{Case, Peer, greet, healthy, late, reset_after, unhealthy};
use crate::support::Reply;

/// The rows.
pub(super) fn cases() -> Vec<Case> {
    vec![
        unhealthy("nobody listens", "connection refused at", Peer::Refused),
        unhealthy(
            "resets at accept",
            "without an answer",
            Reply::ResetAtAccept,
        )
        .varying(),
        unhealthy(
            "resets after the request",
            "connection reset without an answer",
            Reply::ResetAfterRequest,
        ),
        unhealthy(
            "closes at accept",
            "without an answer",
            Reply::CloseAtAccept,
        )
        .varying(),
        unhealthy(
            "closes after the request",
            "connection closed without an answer",
            Reply::CloseAfterRequest,
        ),
        unhealthy(
            "resets in the head",
            "connection reset in the middle of the response head",
            reset_after(b"HTTP/1.1 200 OK\r\nA: b\r\n"),
        ),
        unhealthy(
            "closes in the status line",
            "connection closed without an answer",
            Reply::raw("HTTP/1.1 20"),
        ),
        unhealthy(
            "closes in the head",
            "connection closed in the middle of the response head",
            Reply::raw("HTTP/1.1 200 OK\r\nA: b\r\n"),
        ),
        healthy(
            "resets in the body",
            "200 OK",
            reset_after(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"),
        ),
        unhealthy(
            "resets in the body, which is wanted",
            "connection reset in the middle of the body",
            reset_after(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"),
        )
        .with(&["--expect-body", "ready"]),
        unhealthy(
            "closes in the body, which is wanted",
            "connection closed in the middle of the body",
            Reply::raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"),
        )
        .with(&["--expect-body", "ready"]),
        late(
            "accepts and never reads",
            "waiting for the status line",
            Reply::NeverRead,
        ),
        late(
            "reads and never answers",
            "waiting for the status line",
            Reply::Silent,
        ),
        late("full queue", "connecting to", Peer::FullQueue),
        late(
            "full queue of a Unix socket",
            "connecting to",
            Peer::FullUnixQueue,
        ),
        unhealthy(
            "SSH",
            r#"not HTTP; it starts "SSH-2.0-OpenSSH_9.2p1""#,
            greet(b"SSH-2.0-OpenSSH_9.2p1\r\n"),
        ),
        unhealthy(
            "SMTP",
            r#"not HTTP; it starts "220 mail ESMTP""#,
            greet(b"220 mail ESMTP\r\n"),
        ),
        unhealthy(
            "Redis",
            "not HTTP; it starts",
            Reply::raw("-ERR unknown command 'GET', with args beginning with: '/' \r\n"),
        ),
        unhealthy(
            "MySQL",
            "not HTTP; it starts",
            greet(b"J\0\0\0\n8.0.36\0\x08\0\0\0\x1b[2J\xff\xff\x02\0"),
        ),
        unhealthy(
            "random bytes",
            "not HTTP; it starts",
            greet(b"\x93\x1b[31m\xfe\r\0\x07\x9b1A\n"),
        ),
        unhealthy("NULs", r#"not HTTP; it starts "\x00"#, greet(&[0; 4096])),
        unhealthy("one NUL", r#"not HTTP; it starts "\x00""#, greet(&[0])),
        unhealthy(
            "a byte order mark before the answer",
            "not HTTP; it starts",
            Reply::raw("\u{feff}HTTP/1.1 200 OK\r\n\r\n"),
        ),
        unhealthy(
            "an empty line before the answer",
            "not HTTP; it starts",
            Reply::raw("\r\nHTTP/1.1 200 OK\r\n\r\n"),
        ),
        unhealthy(
            "HTTP/0.9",
            "not HTTP; it starts",
            Reply::raw("<html>ok</html>\n"),
        ),
        unhealthy(
            "HTTP/2 settings",
            "this port speaks HTTP/2; if it is gRPC, try grpc://, otherwise tcp://",
            greet(b"\0\0\x12\x04\0\0\0\0\0\0\x03\0\0\0\x80\0\x04\0\x01\0\0\0\x05\0\xff\xff\xff"),
        ),
        unhealthy(
            "a TLS alert",
            "TLS on this port; try https://",
            Reply::raw(b"\x15\x03\x01\0\x02\x02\x46"),
        ),
        unhealthy(
            "an echo of the request",
            "the answer is a request",
            Reply::custom(|talk| {
                talk.hear();
                let heard = talk.request();
                let _ = talk.send(heard.bytes());
                super::case::end(talk);
            }),
        ),
    ]
}

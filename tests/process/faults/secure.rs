//! TLS that stalls, drips, breaks or is none.

use std::time::Duration;

use super::case::{Case, Peer, greet, healthy, late, unhealthy};
use crate::support::{Identity, Manner, Reply, Tls, grace};

/// The rows. No certificate is checked: `tls.rs` is about those.
pub(super) fn cases() -> Vec<Case> {
    let identity = Identity::self_signed(["localhost"], |_| {});
    let answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nready";
    let tls = |manner| Tls::new(&identity).manner(manner);
    // Slower where the limit is longer: the whole handshake must not fit into it.
    let drip = |millis| Manner::Drip(Duration::from_millis(millis) * grace());
    let handshake = "waiting for the TLS handshake";
    // A record of handshake type that announces 16 KiB.
    let record = b"\x16\x03\x03\x40\0\x02";
    let rows = vec![
        late("silent in the handshake", handshake, Reply::Silent),
        late("never reads", handshake, Reply::NeverRead),
        late("half a record", handshake, greet(record)),
        late(
            "half a record, dripping on",
            handshake,
            Reply::custom(|talk| {
                let mut sent = talk.send(b"\x16\x03\x03\x40\0\x02\0\x30\0");
                while sent.is_ok() && !talk.pause(Duration::from_millis(2)) {
                    sent = talk.send(b"\0");
                }
            }),
        ),
        late(
            "a handshake, a byte every 2 ms",
            handshake,
            tls(drip(2)).answers(answer),
        ),
        late(
            "a handshake, a byte every 50 ms",
            handshake,
            tls(drip(50)).answers(answer),
        ),
        unhealthy(
            "closes at accept",
            "in the TLS handshake",
            Reply::CloseAtAccept,
        )
        .varying(),
        unhealthy(
            "resets at accept",
            "in the TLS handshake",
            Reply::ResetAtAccept,
        )
        .varying(),
        unhealthy(
            "closes after 300 bytes",
            "in the TLS handshake",
            tls(Manner::Cut(300)).answers(answer),
        ),
        unhealthy(
            "an answer that was changed on its way",
            "a record cannot be decrypted",
            tls(Manner::Garbled).answers(answer),
        ),
        unhealthy(
            "plain HTTP",
            "no TLS on this port",
            greet(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
        ),
        unhealthy(
            "SSH",
            "no TLS on this port",
            greet(b"SSH-2.0-OpenSSH_9.2p1\r\n"),
        ),
        unhealthy("NULs", "", greet(&[0; 4096])),
        unhealthy(
            "random bytes",
            "",
            greet(b"\x17\x93\x1b[31m\xfe\r\0\x07\x9b1A\n"),
        ),
        unhealthy("a refusal", "", greet(b"\x15\x03\x03\0\x02\x02\x28")),
        unhealthy("a record of 64 KiB", "", greet(b"\x16\x03\x03\xff\xff")),
        unhealthy(
            "a warning without end",
            "the server does not keep to the protocol",
            flood(b"\x15\x03\x03\0\x02\x01\x5a"),
        ),
        unhealthy(
            "a handshake message of 16 MiB",
            "over 64 KiB",
            flood(MESSAGE),
        ),
        unhealthy(
            "empty records without end",
            "a message cannot be parsed",
            flood(b"\x16\x03\x03\0\0"),
        ),
        healthy(
            "no close_notify",
            "200 OK",
            Tls::new(&identity).silent_close().answers(answer),
        ),
        healthy(
            "no close_notify, and no length",
            "200 OK",
            Tls::new(&identity)
                .silent_close()
                .answers("HTTP/1.1 200 OK\r\n\r\nready"),
        ),
        unhealthy(
            "the same, and the body is wanted",
            "without TLS close_notify",
            Tls::new(&identity)
                .silent_close()
                .answers("HTTP/1.1 200 OK\r\n\r\nre"),
        )
        .with(&["-k", "--expect-body", "ready"]),
        unhealthy("no answer", "", Tls::new(&identity).answers("")),
    ];
    rows.into_iter().map(unchecked).collect()
}

/// Sends the same again and again as fast as it is taken, without waiting for anything.
fn flood(bytes: &'static [u8]) -> Reply {
    let bytes = bytes.repeat(1000);
    Reply::custom(move |talk| while talk.send(&bytes).is_ok() {})
}

/// Makes a row `https://` and leaves the certificate unchecked.
fn unchecked(case: Case) -> Case {
    let peer = match case.peer {
        Peer::Scripted(reply) => Peer::Secure(reply),
        other => other,
    };
    let arguments = if case.arguments.is_empty() {
        &["-k"]
    } else {
        case.arguments
    };
    Case {
        peer,
        arguments,
        ..case
    }
}

/// A record of 1 KiB, whose message announces 16 MiB, and the same inside of it.
const MESSAGE: &[u8] = &{
    let mut bytes = [0; 1029];
    bytes[0] = 0x16;
    bytes[1] = 3;
    bytes[2] = 3;
    bytes[3] = 4;
    bytes[5] = 2;
    bytes[6] = 0xff;
    bytes[7] = 0xff;
    bytes[8] = 0xff;
    bytes
};

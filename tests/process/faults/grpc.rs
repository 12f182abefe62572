//! Connections that should carry gRPC, and what HTTP/2 is made of.

use std::time::Duration;

use super::case::{Case, Peer, end, greet, healthy, late, reset_after, unhealthy};
use crate::support::{Reply, grace};

/// The rows.
pub(super) fn cases() -> Vec<Case> {
    let waiting = "waiting for an answer";
    let closed = "connection closed without a";
    let foreign = "the answer is not HTTP/2; it starts";
    vec![
        good("a usual answer", answers(&usual())),
        good("an answer before the call", {
            let answer = [settings(), usual().concat()].concat().leak();
            greet(answer)
        }),
        good("an answer, a byte a millisecond", {
            let bytes = [settings(), usual().concat()].concat();
            let every = Duration::from_millis(1);
            Reply::Drip { bytes, every }
        }),
        good("an answer and an endless stream behind it", {
            let answer = [settings(), usual().concat()].concat();
            Reply::Endless(answer, frame(DATA, 0, 1, &[0; 9000]))
        }),
        good("an answer and garbage behind it", {
            answers(&[usual(), vec![vec![0xff; 1000]]].concat())
        }),
        bad(
            "closes at accept",
            "without an answer",
            Reply::CloseAtAccept,
        )
        .varying(),
        bad(
            "resets at accept",
            "without an answer",
            Reply::ResetAtAccept,
        )
        .varying(),
        bad("closes after the call", closed, Reply::CloseAfterRequest),
        bad(
            "resets after the call",
            "connection reset",
            reset_after(b""),
        )
        .varying(),
        bad("`SETTINGS`, then the end", closed, answers(&[])),
        bad("half a frame, then the end", closed, Reply::raw(b"\0\0")),
        bad("ends its direction at once", closed, Reply::custom(end)).varying(),
        bad("everything but the last byte", closed, {
            let answer = [settings(), usual().concat()].concat();
            let length = answer.len() - 1;
            Reply::Cut(answer, length)
        }),
        slow("silent", waiting, Reply::Silent),
        slow("never reads", waiting, Reply::NeverRead),
        slow("`SETTINGS`, then silence", waiting, stalls(&[])),
        slow("half a frame, then silence", waiting, {
            Reply::Stall(b"\0\0\x06\x04".to_vec())
        }),
        slow("a head, then silence", waiting, stalls(&[head()])),
        slow("no trailers", waiting, stalls(&[head(), data(SERVING)])),
        slow("an answer, a byte every 50 ms", waiting, {
            let bytes = [settings(), usual().concat()].concat();
            let every = Duration::from_millis(50) * grace();
            Reply::Drip { bytes, every }
        }),
        slow("`PING` every 10 ms", waiting, {
            Reply::custom(|talk| {
                talk.hear();
                let mut sent = talk.send(&settings());
                while sent.is_ok() && !talk.pause(Duration::from_millis(10)) {
                    sent = talk.send(&frame(PING, 0, 0, b"12345678"));
                }
            })
        }),
        bad(
            "HTTP/1.1",
            "this port speaks HTTP/1.1; try http://, or grpcs:// if it wants TLS",
            Reply::raw("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"),
        ),
        bad(
            "a page without a head",
            "this port speaks HTTP/1.1; try http://, or grpcs:// if it wants TLS",
            Reply::raw("<!DOCTYPE HTML>\n<title>Error</title>\n"),
        ),
        bad(
            "a TLS alert",
            "TLS on this port; try grpcs://",
            Reply::raw(b"\x15\x03\x01\0\x02\x02\x46"),
        ),
        bad("SSH", foreign, greet(b"SSH-2.0-OpenSSH_9.2\r\n")),
        bad("zeros", foreign, Reply::raw([0; 100])),
        bad("garbage", foreign, Reply::raw(b"\xff\x1b[2J\xfe\0\0\n")),
        bad("`PING` instead of `SETTINGS`", foreign, {
            Reply::raw(frame(PING, 0, 0, b"12345678"))
        }),
        bad("the call, sent back", "this port echoes", {
            Reply::raw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        }),
    ]
}

/// A peer that is healthy.
pub(super) fn good(name: &'static str, reply: Reply) -> Case {
    healthy(name, "SERVING in ", Peer::Grpc(reply))
}

/// A peer that is unhealthy, which is known before the limit.
pub(super) fn bad(name: &'static str, says: &'static str, reply: Reply) -> Case {
    unhealthy(name, says, Peer::Grpc(reply))
}

/// A peer that is unhealthy because the limit comes first.
pub(super) fn slow(name: &'static str, says: &'static str, reply: Reply) -> Case {
    late(name, says, Peer::Grpc(reply))
}

/// Reads the call, sends `SETTINGS` and these frames, and ends.
pub(super) fn answers(frames: &[Vec<u8>]) -> Reply {
    Reply::Bytes([settings(), frames.concat()].concat())
}

/// Reads the call, sends `SETTINGS` and these frames, and keeps the connection.
pub(super) fn stalls(frames: &[Vec<u8>]) -> Reply {
    Reply::Stall([settings(), frames.concat()].concat())
}

/// Reads the call, sends `SETTINGS` and these frames, and then one more for ever.
pub(super) fn floods(frames: &[Vec<u8>], again: &[u8]) -> Reply {
    // Many at a time, so that the flood is as fast as it can be.
    let again = again.repeat((16_000 / again.len()).max(1));
    Reply::Endless([settings(), frames.concat()].concat(), again)
}

/// The frames of a healthy answer.
pub(super) fn usual() -> Vec<Vec<u8>> {
    vec![head(), data(SERVING), trailers("0")]
}

/// One frame.
pub(super) fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).expect("short").to_be_bytes();
    let stream = stream.to_be_bytes();
    [&length[1..], &[kind, flags], &stream, payload].concat()
}

/// `SETTINGS` that change nothing.
pub(super) fn settings() -> Vec<u8> {
    frame(SETTINGS, 0, 0, b"")
}

/// A whole header block.
pub(super) fn block(flags: u8, block: &[u8]) -> Vec<u8> {
    frame(HEADERS, END_HEADERS | flags, 1, block)
}

/// A field as a literal.
pub(super) fn field(name: &str, value: &str) -> Vec<u8> {
    let text = |text: &str| match u8::try_from(text.len()) {
        Ok(length) if length < 127 => [&[length], text.as_bytes()].concat(),
        _ => {
            let rest = text.len() - 127;
            let low = u8::try_from(rest % 128).expect("below 128") | 0x80;
            let middle = u8::try_from(rest / 128 % 128).expect("below 128") | 0x80;
            let high = u8::try_from(rest / 16_384).expect("not that long");
            [&[127, low, middle, high], text.as_bytes()].concat()
        }
    };
    [vec![0], text(name), text(value)].concat()
}

/// The head of a gRPC answer: `:status 200` by index, and a content type.
pub(super) fn head() -> Vec<u8> {
    let kind = field("content-type", "application/grpc");
    block(0, &[vec![0x88], kind].concat())
}

/// Trailers with this gRPC status.
pub(super) fn trailers(status: &str) -> Vec<u8> {
    block(END_STREAM, &field("grpc-status", status))
}

/// A part of a message.
pub(super) fn data(bytes: &[u8]) -> Vec<u8> {
    frame(DATA, 0, 1, bytes)
}

/// The message that says `SERVING`.
pub(super) const SERVING: &[u8] = b"\0\0\0\0\x02\x08\x01";

/// A part of a message.
pub(super) const DATA: u8 = 0;
/// A header block, or its start.
pub(super) const HEADERS: u8 = 1;
/// A stream's weight.
pub(super) const PRIORITY: u8 = 2;
/// The end of a stream before its time.
pub(super) const RST_STREAM: u8 = 3;
/// What the sender can take.
pub(super) const SETTINGS: u8 = 4;
/// A response to a request that was not made.
pub(super) const PUSH_PROMISE: u8 = 5;
/// To be sent back.
pub(super) const PING: u8 = 6;
/// The end of the connection.
pub(super) const GOAWAY: u8 = 7;
/// Room for more.
pub(super) const WINDOW_UPDATE: u8 = 8;
/// More of a header block.
pub(super) const CONTINUATION: u8 = 9;

/// The flag of a stream's last frame.
pub(super) const END_STREAM: u8 = 1;
/// The flag of a header block's last frame.
pub(super) const END_HEADERS: u8 = 4;
/// The flag of padding.
pub(super) const PADDED: u8 = 8;
/// The flag of a priority.
pub(super) const PRIORITIZED: u8 = 0x20;

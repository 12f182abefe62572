//! Frames that are malformed, out of place, too many, or end the call.

use super::case::Case;
use super::grpc::*;

/// The rows.
pub(super) fn cases() -> Vec<Case> {
    [ends(), broken(), many()].into_iter().flatten().collect()
}

/// GOAWAY and RST_STREAM at each moment.
fn ends() -> Vec<Case> {
    let goaway = |last: u32, code: u32, text: &[u8]| {
        let payload = [&last.to_be_bytes()[..], &code.to_be_bytes(), text].concat();
        frame(GOAWAY, 0, 0, &payload)
    };
    let reset = |code: u32| frame(RST_STREAM, 0, 1, &code.to_be_bytes());
    let graceful = || goaway(0x7fff_ffff, 0, b"");
    let [head, message, end] = [head(), data(SERVING), trailers("0")];
    let all =
        |frames: &[&Vec<u8>]| answers(&frames.iter().map(|&it| it.clone()).collect::<Vec<_>>());
    vec![
        good("a shutdown that still answers: GOAWAY first", {
            all(&[&graceful(), &head, &message, &end])
        }),
        good(
            "GOAWAY behind the head",
            all(&[&head, &graceful(), &message, &end]),
        ),
        good("GOAWAY before the trailers", {
            all(&[&head, &message, &goaway(1, 0, b"max_age"), &end])
        }),
        bad("GOAWAY instead of `SETTINGS`", "GOAWAY NO_ERROR", {
            crate::support::Reply::raw(goaway(0, 0, b""))
        }),
        bad(
            "GOAWAY, and the call was not taken",
            "the server ended the connection with GOAWAY NO_ERROR: \"bye\"",
            all(&[&goaway(0, 0, b"bye")]),
        ),
        bad(
            "GOAWAY, and then no answer",
            "connection closed without a whole answer",
            all(&[&graceful()]),
        ),
        bad(
            "GOAWAY with an error and text",
            r#"GOAWAY PROTOCOL_ERROR: "\x1b[2Jno\n""#,
            all(&[&goaway(0, 1, b"\x1b[2Jno\n")]),
        ),
        bad(
            "GOAWAY with an error behind the message",
            "GOAWAY ENHANCE_YOUR_CALM: \"too_many_pings\"",
            all(&[&head, &message, &goaway(1, 11, b"too_many_pings")]),
        ),
        bad("GOAWAY with an unknown error", "GOAWAY 4096", {
            all(&[&goaway(0, 4096, b"")])
        }),
        bad(
            "GOAWAY with 16 KiB of text",
            "GOAWAY INTERNAL_ERROR: \"xxx",
            all(&[&goaway(0, 2, &[b'x'; 16_000])]),
        ),
        bad(
            "GOAWAY of 7 bytes",
            FRAME,
            answers(&[frame(GOAWAY, 0, 0, &[0; 7])]),
        ),
        bad(
            "RST_STREAM at once",
            "RST_STREAM REFUSED_STREAM",
            all(&[&reset(7)]),
        ),
        bad("RST_STREAM behind the head", "RST_STREAM INTERNAL_ERROR", {
            all(&[&head, &reset(2)])
        }),
        bad("RST_STREAM instead of trailers", "RST_STREAM CANCEL", {
            all(&[&head, &message, &reset(8)])
        }),
        bad("RST_STREAM without an error", "RST_STREAM NO_ERROR", {
            all(&[&head, &message, &reset(0)])
        }),
        bad(
            "RST_STREAM with an unknown error",
            "RST_STREAM 4294967295",
            all(&[&reset(u32::MAX)]),
        ),
        bad(
            "RST_STREAM of 3 bytes",
            FRAME,
            answers(&[frame(RST_STREAM, 0, 1, b"abc")]),
        ),
        good(
            "RST_STREAM behind the trailers",
            all(&[&head, &message, &end, &reset(8)]),
        ),
    ]
}

/// One frame that is wrong, or merely odd.
fn broken() -> Vec<Case> {
    let first = |frame: Vec<u8>| answers(&[vec![frame], usual()].concat());
    let long = "not valid HTTP/2: a frame is over 16 KiB";
    vec![
        bad(
            "a frame of 16,385 bytes",
            long,
            first(frame(0xee, 0, 0, &[0; 16_385])),
        ),
        bad(
            "a frame of 16 MiB is announced",
            long,
            first(b"\xff\xff\xff\0\0\0\0\0\x01".to_vec()),
        ),
        good("a frame of 16,384 bytes of an unknown type", {
            first(frame(0xee, 0xff, 7, &[0; 16_384]))
        }),
        good("PRIORITY and WINDOW_UPDATE", {
            first(
                [
                    frame(PRIORITY, 0, 3, b"\0\0\0\0\x10"),
                    frame(WINDOW_UPDATE, 0, 1, b"\0\0\0\0"),
                    frame(WINDOW_UPDATE, 0, 0, b"\x7f\xff\xff\xff"),
                ]
                .concat(),
            )
        }),
        good("`SETTINGS` with every setting", {
            first(frame(SETTINGS, 0, 0, &[0xff; 600]))
        }),
        good("acknowledgements that nobody asked for", {
            first([frame(SETTINGS, 1, 0, b""), frame(PING, 1, 0, b"12345678")].concat())
        }),
        bad(
            "`SETTINGS` of 5 bytes",
            FRAME,
            first(frame(SETTINGS, 0, 0, b"12345")),
        ),
        bad(
            "an acknowledgement with `SETTINGS` in it",
            FRAME,
            first(frame(SETTINGS, 1, 0, b"123456")),
        ),
        bad(
            "`SETTINGS` on a stream",
            FRAME,
            first(frame(SETTINGS, 0, 1, b"")),
        ),
        bad(
            "`PING` of 7 bytes",
            FRAME,
            first(frame(PING, 0, 0, b"1234567")),
        ),
        bad(
            "`PING` on a stream",
            FRAME,
            first(frame(PING, 0, 1, b"12345678")),
        ),
        bad(
            "PUSH_PROMISE",
            FRAME,
            first(frame(PUSH_PROMISE, 4, 1, b"\0\0\0\x02\x88")),
        ),
        bad(
            "CONTINUATION of nothing",
            FRAME,
            first(frame(CONTINUATION, 4, 1, b"\x88")),
        ),
        bad(
            "RST_STREAM of another stream",
            FRAME,
            first(frame(RST_STREAM, 0, 3, &[0; 4])),
        ),
        bad(
            "HEADERS of another stream",
            FRAME,
            first(frame(HEADERS, 4, 3, b"\x88")),
        ),
        bad(
            "HEADERS of the connection",
            FRAME,
            first(frame(HEADERS, 4, 0, b"\x88")),
        ),
        bad(
            "DATA of another stream",
            FRAME,
            first(frame(DATA, 0, 3, SERVING)),
        ),
        bad("DATA before the head", FRAME, first(data(SERVING))),
        bad("DATA with more padding than bytes", FRAME, {
            answers(&[head(), frame(DATA, PADDED, 1, b"\x09abc")])
        }),
        good("DATA and HEADERS with padding and priority", {
            let [head, end] = [head(), trailers("0")].map(|it| it[9..].to_vec());
            let flags = END_HEADERS | PADDED | PRIORITIZED;
            answers(&[
                frame(
                    HEADERS,
                    flags,
                    1,
                    &[b"\x03\0\0\0\0\x10", &*head, b"\0\0\0"].concat(),
                ),
                frame(DATA, PADDED, 1, &[b"\x02", SERVING, b"\0\0"].concat()),
                frame(
                    HEADERS,
                    flags | END_STREAM,
                    1,
                    &[b"\x00\0\0\0\0\x10", &*end].concat(),
                ),
            ])
        }),
    ]
}

/// Floods.
fn many() -> Vec<Case> {
    let many = "the answer has more than 1000 frames";
    vec![
        bad(
            "a flood of `PING`",
            many,
            floods(&[], &frame(PING, 0, 0, b"12345678")),
        ),
        bad("a flood of `SETTINGS`", many, floods(&[], &settings())),
        bad("a flood of WINDOW_UPDATE", many, {
            floods(&[], &frame(WINDOW_UPDATE, 0, 0, b"\0\0\0\x01"))
        }),
        bad(
            "a flood of PRIORITY",
            many,
            floods(&[], &frame(PRIORITY, 0, 3, &[0; 5])),
        ),
        bad("a flood of GOAWAY", many, {
            floods(&[], &frame(GOAWAY, 0, 0, b"\0\0\0\x01\0\0\0\0"))
        }),
        bad(
            "a flood of unknown frames",
            many,
            floods(&[], &frame(99, 0, 0, &[0; 16_000])),
        ),
        bad("a flood of empty DATA", many, floods(&[head()], &data(b""))),
        bad("a flood of CONTINUATION", many, {
            floods(
                &[frame(HEADERS, 0, 1, b"")],
                &frame(CONTINUATION, 0, 1, b""),
            )
        }),
    ]
}

/// What is said of a frame that may not be.
const FRAME: &str = "not valid HTTP/2: a frame is malformed or out of place";

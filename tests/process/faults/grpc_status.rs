//! gRPC statuses and their messages.

use super::case::Case;
use super::grpc::*;

/// The rows.
pub(super) fn cases() -> Vec<Case> {
    let none = "the answer ended without a gRPC status";
    let only = |fields: &[Vec<u8>]| {
        let all = [&head()[9..], &fields.concat()].concat();
        answers(&[block(END_STREAM, &all)])
    };
    let details = |fields: &[Vec<u8>]| {
        let binary = field("grpc-status-details-bin", "CA4SBW5vIGRi?");
        block(END_STREAM, &[&fields.concat()[..], &binary].concat())
    };
    let says = |text: &str| only(&[field("grpc-status", "14"), field("grpc-message", text)]);
    vec![
        bad(
            "an unknown service, with an empty message",
            "the server does not know service \"app\" (NOT_FOUND)",
            answers(&[head(), data(b"\0\0\0\0\0"), trailers("5")]),
        ),
        bad(
            "an unknown service, in one block",
            "the server does not know service \"app\" (NOT_FOUND)",
            only(&[field("grpc-status", "5")]),
        ),
        bad("no health service", "does not offer the health service", {
            only(&[field("grpc-status", "12"), field("grpc-message", "unknown")])
        }),
        bad("503 with a gRPC status", "gRPC status UNAVAILABLE", {
            let fields = [field(":status", "503"), field("grpc-status", "14")];
            answers(&[block(END_STREAM, &fields.concat())])
        }),
        bad(
            "a message in percent",
            r#"UNAVAILABLE: "no db\n 100% \xe2\x82\xac""#,
            says("no%20db%0a 100% %e2%82%AC"),
        ),
        bad(
            "a message that a terminal obeys",
            r#"UNAVAILABLE: "\x1b]0;owned\x07""#,
            says("\x1b]0;owned\x07"),
        ),
        bad(
            "a message of 15 KiB",
            "UNAVAILABLE: \"xxx",
            says(&"x".repeat(15_000)),
        ),
        bad(
            "a message that says healthy",
            "UNAVAILABLE: \"healthy: grpc://x: SERVING",
            says("healthy: grpc://x: SERVING"),
        ),
        bad(
            "status 99",
            "gRPC status 99",
            only(&[field("grpc-status", "99")]),
        ),
        bad(
            "status -1",
            "the gRPC status \"-1\" is not a number",
            only(&[field("grpc-status", "-1")]),
        ),
        bad(
            "status 0x",
            "the gRPC status \"0x\" is not a number",
            only(&[field("grpc-status", "0x")]),
        ),
        bad(
            "an empty status",
            "the gRPC status \"\" is not a number",
            only(&[field("grpc-status", "")]),
        ),
        bad("a status twice", "gRPC status INTERNAL", {
            let both = [field("grpc-status", "0"), field("grpc-status", "13")];
            answers(&[head(), data(SERVING), block(END_STREAM, &both.concat())])
        }),
        bad(
            "a message in broken percent",
            r#"UNAVAILABLE: "50% %zz %4 %""#,
            says("50% %zz %4 %"),
        ),
        bad(
            "details in a binary trailer",
            "UNAVAILABLE: \"no db\"",
            answers(&[
                head(),
                details(&[field("grpc-status", "14"), field("grpc-message", "no db")]),
            ]),
        ),
        good(
            "binary trailers that are none of ours",
            answers(&[head(), data(SERVING), details(&[field("grpc-status", "0")])]),
        ),
        bad(
            "OK in one block, without a message",
            "the gRPC status is OK, but there is no message",
            only(&[field("grpc-status", "0")]),
        ),
        bad("an empty end after the message", none, {
            answers(&[head(), data(SERVING), frame(DATA, END_STREAM, 1, b"")])
        }),
        good("empty frames around the message", {
            answers(&[head(), data(b""), data(SERVING), data(b""), trailers("0")])
        }),
        bad(
            "no status",
            none,
            answers(&[head(), data(SERVING), block(END_STREAM, b"")]),
        ),
        bad("the end with the message", none, {
            answers(&[head(), frame(DATA, END_STREAM, 1, SERVING)])
        }),
        bad("the end with the head", none, only(&[])),
    ]
}

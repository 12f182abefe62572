//! Messages that are not a health status, and those that are one.

use super::case::Case;
use super::grpc::*;

/// The rows.
pub(super) fn cases() -> Vec<Case> {
    let message = |bytes: &[u8]| answers(&[head(), data(bytes), trailers("0")]);
    let body = |bytes: &[u8]| {
        let length = u8::try_from(bytes.len()).expect("short");
        message(&[&[0, 0, 0, 0, length], bytes].concat())
    };
    let none = "the message is not a health status";
    let long = "the message is over 64 KiB";
    vec![
        good("a message in DATA of a byte each", {
            let parts: Vec<_> = SERVING.iter().map(|&byte| data(&[byte])).collect();
            answers(&[head(), parts.concat(), trailers("0")])
        }),
        good(
            "unknown fields",
            body(b"\x12\x03abc\x19........\x25....\x28\x07\x08\x01"),
        ),
        good("the status twice", body(b"\x08\x02\x08\x01")),
        good(
            "a status in ten bytes",
            body(b"\x08\x81\x80\x80\x80\x80\x80\x80\x80\x80\x00"),
        ),
        bad("NOT_SERVING", "NOT_SERVING in ", body(b"\x08\x02")),
        bad("SERVICE_UNKNOWN", "SERVICE_UNKNOWN in ", body(b"\x08\x03")),
        bad("UNKNOWN, in no byte", "UNKNOWN in ", body(b"")),
        bad(
            "a status from the future",
            "health status 77 in ",
            body(b"\x08\x4d"),
        ),
        bad(
            "no message",
            "the gRPC status is OK, but there is no message",
            answers(&[head(), trailers("0")]),
        ),
        bad("half a message", none, message(b"\0\0\0\0\x02\x08")),
        bad(
            "a message that goes on",
            none,
            message(b"\0\0\0\0\x02\x08\x01\x08"),
        ),
        bad("two messages", none, message(&[SERVING, SERVING].concat())),
        bad("garbage", none, body(b"\xff\xff\xff")),
        bad(
            "a status in eleven bytes",
            none,
            body(&[&[0x08][..], &[0xff; 10], &[1]].concat()),
        ),
        bad(
            "a field longer than the message",
            none,
            body(b"\x12\x7fabc"),
        ),
        bad("a field with the number 0", none, body(b"\x00\x01\x08\x01")),
        bad("a group", none, body(b"\x0b\x0c")),
        bad("text", none, body(b"SERVING")),
        bad(
            "compression",
            "the message is compressed, which was not asked for",
            message(b"\x01\0\0\0\x02\x08\x01"),
        ),
        bad(
            "4 GiB are announced",
            long,
            message(b"\0\xff\xff\xff\xff\x08\x01"),
        ),
        bad("an endless message", long, {
            floods(&[head(), data(b"\0\0\0\xff\xff")], &data(&[b'x'; 10_000]))
        }),
    ]
}

//! Peers that drip, and peers that never stop.

use std::time::Duration;

use super::case::{Case, healthy, late, unhealthy};
use crate::support::Reply;

/// The rows.
pub(super) fn cases() -> Vec<Case> {
    let status = ("", "HTTP/1.1 200 OKOKOKOKOKOK");
    let headers = ("HTTP/1.1 200 OK\r\n", "A: b\r\n");
    let interim = ("", "HTTP/1.1 100 Continue\r\n\r\n");
    let body = ("HTTP/1.1 200 OK\r\n\r\n", "no ");
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let sizes = (head, "1\r\nx\r\n");
    let size = (head, "0");
    let waits = "waiting for the";
    let wanting: &[&str] = &["--expect-body", "ready"];
    vec![
        late("a status line, a byte every 2 ms", waits, drip(2, status)).varying(),
        late("a status line, a byte every 50 ms", waits, drip(50, status)),
        late(
            "a status line, a byte every 300 ms",
            waits,
            drip(300, status),
        ),
        late("headers, a byte every 2 ms", waits, drip(2, headers)),
        late("headers, a byte every 50 ms", waits, drip(50, headers)),
        late(
            "interim answers, a byte every 2 ms",
            waits,
            drip(2, interim),
        ),
        healthy("a body, a byte every 2 ms", "200 OK", drip(2, body)),
        late("the same, and the body is wanted", waits, drip(2, body)).with(wanting),
        late("the same, a byte every 50 ms", waits, drip(50, body)).with(wanting),
        late(
            "chunks of one byte, a byte every 2 ms",
            waits,
            drip(2, sizes),
        )
        .with(wanting),
        late("a chunk size, a byte every 2 ms", waits, drip(2, size)).with(wanting),
        healthy(
            "a whole answer, a byte every 2 ms",
            "200 OK",
            Reply::Drip {
                bytes: b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".to_vec(),
                every: Duration::from_millis(2),
            },
        ),
        unhealthy(
            "an endless status line",
            "head is over 64 KiB",
            flood(status),
        ),
        unhealthy("endless headers", "head is over 64 KiB", flood(headers)),
        unhealthy(
            "one endless header",
            "head is over 64 KiB",
            flood(("HTTP/1.1 200 OK\r\nA: ", "b")),
        ),
        unhealthy(
            "endless interim answers",
            "head is over 64 KiB",
            flood(interim),
        ),
        healthy("an endless body", "200 OK", flood(body)),
        unhealthy(
            "an endless body, and it is wanted",
            "the first 64 KiB of the body does not contain",
            flood(body),
        )
        .with(wanting),
        unhealthy(
            "an endless body, and it must be JSON",
            "over 64 KiB",
            flood(("HTTP/1.1 200 OK\r\n\r\n", "[")),
        )
        .with(&["--expect-json", "status=ok"]),
        unhealthy(
            "endless chunks",
            "the first 64 KiB",
            flood((head, "10\r\n0123456789abcdef\r\n")),
        )
        .with(wanting),
        unhealthy("an endless chunk size", "over 64 KiB", flood(size)).with(wanting),
        unhealthy(
            "an endless chunk extension",
            "over 64 KiB",
            flood((
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;x=",
                "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
            )),
        )
        .with(wanting),
        late(
            "endless trailers",
            waits,
            flood((
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
                "A: b\r\n",
            )),
        )
        .with(wanting),
    ]
}

/// Sends the first part at once and the second byte by byte, again and again.
fn drip(millis: u64, (first, again): (&'static str, &'static str)) -> Reply {
    let every = Duration::from_millis(millis);
    Reply::custom(move |talk| {
        talk.hear();
        let mut sent = talk.send(first.as_bytes());
        for byte in again.bytes().cycle() {
            if sent.is_err() || talk.pause(every) {
                return;
            }
            sent = talk.send(&[byte]);
        }
    })
}

/// Sends the first part and then the second for ever, as fast as it is taken.
fn flood((first, again): (&str, &str)) -> Reply {
    Reply::Endless(first.into(), again.repeat(64 * 1024 / again.len()).into())
}

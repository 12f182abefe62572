//! Headers that are malformed or unusual.

use super::case::{Case, healthy, ok, unhealthy};
use crate::support::Reply;

/// The rows.
pub(super) fn cases() -> Vec<Case> {
    let lines = |count: usize| "A: b\r\n".repeat(count);
    // Status line and empty line are part of the head.
    let sized = |size: usize| {
        let frame = "HTTP/1.1 200 OK\r\nA: \r\n\r\n".len();
        format!("A: {}\r\n", "b".repeat(size - frame))
    };
    vec![
        healthy(
            "line feeds only",
            "200 OK",
            Reply::raw("HTTP/1.1 200 OK\nA: b\nContent-Length: 0\n\n"),
        ),
        healthy("no header at all", "200 OK", ok("", "")),
        healthy(
            "a folded line",
            "200 OK",
            ok("A: b\r\n c\r\n\td: e\r\n", ""),
        ),
        healthy(
            "a folded length",
            "200 OK",
            ok("Content-Length:\r\n 5\r\n", "ready"),
        )
        .with(&["--expect-body", "ready"]),
        unhealthy(
            "a folded line after the status line",
            "not a valid HTTP answer",
            ok(" folded\r\nA: b\r\n", ""),
        ),
        healthy(
            "a space before the colon",
            "200 OK",
            ok("A : b\r\nContent-Length : 5\r\n", "ready"),
        )
        .with(&["--expect-body", "ready"]),
        healthy(
            "a name with a space, a slash and 8 bits",
            "200 OK",
            Reply::raw(b"HTTP/1.1 200 OK\r\nA b/\xfc: c\r\n\r\n"),
        ),
        healthy("an empty name", "200 OK", ok(": b\r\n", "")),
        unhealthy(
            "a line without a colon",
            "not a valid HTTP answer",
            ok("no colon\r\n", ""),
        ),
        healthy(
            "control characters in a value",
            "200 OK",
            ok("Server: \x1b[31m\x07\x08\x7f\r\n", ""),
        ),
        unhealthy(
            "the same, and it is wanted otherwise",
            r#"header server is "?[31m?", wanted "x""#,
            ok("Server: \x1b[31m\x07\r\n", ""),
        )
        .with(&["--expect-header", "server: x"]),
        healthy("a NUL in a value", "200 OK", ok("A: b\0c\r\n", "")),
        healthy(
            "8-bit bytes in a value",
            "200 OK",
            Reply::raw(b"HTTP/1.1 200 OK\r\nA: \xff\xfe\x80\r\n\r\n"),
        ),
        healthy(
            "a carriage return in a value",
            "200 OK",
            ok("A: b\rContent-Length: x\r\n", ""),
        ),
        healthy("100 header lines", "200 OK", ok(&lines(100), "")),
        unhealthy(
            "101 header lines",
            "more than 100 header lines",
            ok(&lines(101), ""),
        ),
        healthy("a head of 64 KiB", "200 OK", ok(&sized(64 * 1024), "")),
        unhealthy(
            "a head of 64 KiB and a byte",
            "head is over 64 KiB",
            ok(&sized(64 * 1024 + 1), ""),
        ),
        healthy(
            "the same name twice",
            "200 OK",
            ok("A: b\r\nA: c\r\nServer: x\r\nServer: y\r\n", ""),
        ),
        healthy(
            "cookies, encodings and other noise",
            "200 OK",
            ok(
                "Set-Cookie: a=b; \r\nContent-Encoding: nonsense\r\nContent-Type: ;;=\r\nConnection: \r\nUpgrade: h2c\r\n",
                "",
            ),
        ),
    ]
}

//! Status lines that are malformed or unusual.

use super::case::{Case, healthy, late, unhealthy};
use crate::support::Reply;

/// The rows.
pub(super) fn cases() -> Vec<Case> {
    let line = |line: &str| Reply::raw(format!("{line}\r\nContent-Length: 0\r\n\r\n"));
    let garbled = "not a valid HTTP answer";
    vec![
        late(
            "`HTTP/1.1 200` and nothing more",
            "waiting for the status line",
            Reply::Stall(b"HTTP/1.1 200".to_vec()),
        ),
        healthy("no reason phrase", "200", line("HTTP/1.1 200")),
        healthy("an empty reason phrase", "200", line("HTTP/1.1 200 ")),
        healthy("HTTP/1.0", "200 OK", line("HTTP/1.0 200 OK")),
        healthy(
            "8-bit reason phrase",
            r"200 Erf\xfclgt",
            Reply::raw(b"HTTP/1.1 200 Erf\xfclgt\r\n\r\n"),
        ),
        healthy(
            "control characters in the reason phrase",
            r"200 \x1b[2J\x07OK\x08",
            line("HTTP/1.1 200 \x1b[2J\x07OK\x08"),
        ),
        unhealthy(
            "the same with 503",
            r"503 \x1b]0;owned\x07",
            line("HTTP/1.1 503 \x1b]0;owned\x07"),
        ),
        healthy(
            "a NUL in the reason phrase",
            r"200 O\x00K",
            line("HTTP/1.1 200 O\0K"),
        ),
        healthy(
            "a reason phrase of 60 KiB",
            "200 xxxx",
            line(&format!("HTTP/1.1 200 {}", "x".repeat(60_000))),
        ),
        unhealthy(
            "a reason phrase that says healthy",
            "503 healthy: http://x/: 200 OK",
            line("HTTP/1.1 503 healthy: http://x/: 200 OK"),
        ),
        unhealthy("status 000", garbled, line("HTTP/1.1 000 x")),
        unhealthy("status 099", garbled, line("HTTP/1.1 099 x")),
        unhealthy("status 1000", garbled, line("HTTP/1.1 1000 x")),
        unhealthy("status 2000", garbled, line("HTTP/1.1 2000 x")),
        unhealthy("status 99999", garbled, line("HTTP/1.1 99999 x")),
        unhealthy("status -1", garbled, line("HTTP/1.1 -1 x")),
        unhealthy("status 20", garbled, line("HTTP/1.1 20 x")),
        unhealthy("status 2e2", garbled, line("HTTP/1.1 2e2 x")),
        unhealthy("status 200x", garbled, line("HTTP/1.1 200x")),
        unhealthy("status 999", "999 x", line("HTTP/1.1 999 x")),
        unhealthy(
            "status 199, which announces another answer",
            "closed",
            line("HTTP/1.1 199 x"),
        ),
        healthy(
            "two spaces before the status",
            "200 OK",
            line("HTTP/1.1  200 OK"),
        ),
        unhealthy(
            "no space before the status",
            garbled,
            line("HTTP/1.1200 OK"),
        ),
        unhealthy("HTTP/1.9", garbled, line("HTTP/1.9 200 OK")),
        unhealthy("HTTP/2", "not HTTP", line("HTTP/2 200")),
        unhealthy("lower case", "not HTTP", line("http/1.1 200 OK")),
        unhealthy("ICY, as Shoutcast says", "not HTTP", line("ICY 200 OK")),
        healthy(
            "100 before 200",
            "200 OK",
            line("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK"),
        ),
        healthy(
            "100 with headers before 200",
            "200 OK",
            line("HTTP/1.1 100 Continue\r\nA: b\r\n\r\nHTTP/1.1 200 OK"),
        ),
        healthy(
            "102, 103 and 103 before 200",
            "200 OK",
            line(
                "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK",
            ),
        ),
        unhealthy(
            "103 before 503",
            "503 x",
            line("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 503 x"),
        ),
        unhealthy(
            "101",
            "101 Switching Protocols",
            line("HTTP/1.1 101 Switching Protocols"),
        ),
        unhealthy("100 and the end", "closed", line("HTTP/1.1 100 Continue")),
        late(
            "100 and silence",
            "waiting for the",
            Reply::Stall(b"HTTP/1.1 100 Continue\r\n\r\n".to_vec()),
        ),
        unhealthy(
            "503, then 200",
            "503 x",
            line("HTTP/1.1 503 x\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK"),
        ),
    ]
}

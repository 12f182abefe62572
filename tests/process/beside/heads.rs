//! Heads: interim answers, odd header lines, odd ends.

use super::behaviour::{Behaviour, End};

/// The behaviours.
pub(super) fn all() -> Vec<Behaviour> {
    [lines(), interim(), ends()].concat()
}

/// A header line each, in a good answer.
fn lines() -> Vec<Behaviour> {
    let mut all: Vec<_> = [
        "A: b",
        "A:b",
        "A:",
        "A",
        ": b",
        " A: b",
        "\tA: b",
        "A : b",
        "A b: c",
        "A\t: b",
        "A(: b",
        "A/b: c",
        "\u{fc}: b",
        "A: \u{fc}",
        "A: b\0c",
        "A\0: b",
        "A: \u{1b}[31m",
        "A: b\rc",
        "\rA: b",
        "\r A: b",
        "\rno colon",
        "B\rC: d",
        "A: b\r\n\tc\r\nB\u{fc}\rC: d",
        "A: b\r\n c",
        "A: b\r\n\tc",
        "A: b\r\n c\r\n d",
        "A: b\nB: c",
        "A: b\r\r\nB: c",
        "Content-Type: text/html\r\nContent-Type: text/plain",
        "Set-Cookie: a=b; Domain=example.com",
        "Set-Cookie: =",
        "Strict-Transport-Security: max-age=1",
        "Upgrade: h2c\r\nConnection: Upgrade",
        "Connection: keep-alive",
        "Connection: close",
        "Connection: \"",
        "Date: yesterday",
        "Retry-After: 3600",
        "WWW-Authenticate: Basic",
        "Refresh: 0; url=/",
        "Content-Encoding: gzip",
        "Content-Encoding: x",
        "Trailer: A",
        "Host: elsewhere",
        "HTTP/1.1 503 No",
    ]
    .iter()
    .map(|line| {
        let answer = format!("HTTP/1.1 200 OK\r\n{line}\r\nContent-Length: 0\r\n\r\n");
        Behaviour::new(format!("header {line:?}"), answer)
    })
    .collect();
    for (name, lines) in [
        ("90 header lines", "A: b\r\n".repeat(90)),
        ("200 header lines", "A: b\r\n".repeat(200)),
        (
            "a header of 60 KiB",
            format!("A: {}\r\n", "b".repeat(60_000)),
        ),
        (
            "a header of 70 KiB",
            format!("A: {}\r\n", "b".repeat(70_000)),
        ),
        (
            "a header of 120 KiB",
            format!("A: {}\r\n", "b".repeat(120_000)),
        ),
    ] {
        let answer = format!("HTTP/1.1 200 OK\r\n{lines}Content-Length: 0\r\n\r\n");
        all.push(Behaviour::new(name, answer));
    }
    all
}

/// Interim answers before the final one.
fn interim() -> Vec<Behaviour> {
    [
        ("100", "HTTP/1.1 100 Continue\r\n\r\n", "200 OK"),
        ("100, then 503", "HTTP/1.1 100 Continue\r\n\r\n", "503 No"),
        ("102", "HTTP/1.1 102 Processing\r\n\r\n", "200 OK"),
        ("103", "HTTP/1.1 103 Hints\r\nLink: </a>\r\n\r\n", "200 OK"),
        (
            "103 twice",
            "HTTP/1.1 103 a\r\n\r\nHTTP/1.1 103 b\r\n\r\n",
            "200 OK",
        ),
        ("199", "HTTP/1.1 199 x\r\n\r\n", "200 OK"),
        ("100 with two blanks", "HTTP/1.1  100 x\r\n\r\n", "200 OK"),
        ("101", "HTTP/1.1 101 x\r\n\r\n", "200 OK"),
        ("100 of HTTP/1.0", "HTTP/1.0 100 x\r\n\r\n", "200 OK"),
        (
            "100 with a length",
            "HTTP/1.1 100 x\r\nContent-Length: 0\r\n\r\n",
            "200 OK",
        ),
    ]
    .iter()
    .map(|(name, before, last)| {
        let answer = format!("{before}HTTP/1.1 {last}\r\nContent-Length: 0\r\n\r\n");
        Behaviour::new(format!("interim {name}"), answer)
    })
    .chain([
        Behaviour::new(
            "interim with a line without a colon",
            "HTTP/1.1 103 x\r\nno colon\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
        ),
        Behaviour::new("interim only", "HTTP/1.1 100 Continue\r\n\r\n"),
        Behaviour::new("interim 3 times only", "HTTP/1.1 103 x\r\n\r\n".repeat(3)),
        Behaviour::new(
            "interim 10 times",
            "HTTP/1.1 102 x\r\n\r\n".repeat(10) + "HTTP/1.1 200 OK\r\n\r\n",
        ),
    ])
    .collect()
}

/// Heads that end early, late or otherwise.
fn ends() -> Vec<Behaviour> {
    let closing = [
        ("nothing", ""),
        ("one byte", "H"),
        ("half a status line", "HTTP/1.1 20"),
        ("a status line without its end", "HTTP/1.1 200 OK"),
        ("a status line only", "HTTP/1.1 200 OK\r\n"),
        ("a head without its end", "HTTP/1.1 200 OK\r\nA: b\r\n"),
        ("half a header", "HTTP/1.1 200 OK\r\nA"),
        ("no header", "HTTP/1.1 200 OK\r\n\r\n"),
        ("line feeds only", "HTTP/1.1 200 OK\nContent-Length: 0\n\n"),
        ("line feeds, then CR LF", "HTTP/1.1 200 OK\nA: b\n\r\n"),
        ("carriage returns only", "HTTP/1.1 200 OK\rA: b\r\r"),
        (
            "304 with a wrong length",
            "HTTP/1.1 304 x\r\nContent-Length: x\r\n\r\n",
        ),
        (
            "204 with a wrong length",
            "HTTP/1.1 204 x\r\nContent-Length: x\r\n\r\n",
        ),
        ("two empty lines", "HTTP/1.1 200 OK\r\n\r\n\r\n\r\n"),
        (
            "two answers",
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 503 No\r\n\r\n",
        ),
    ];
    let open = [
        ("silence", ""),
        ("half a status line, then silence", "HTTP/1.1 2"),
        ("half a head, then silence", "HTTP/1.1 200 OK\r\nA: b\r\n"),
        ("no length, then silence", "HTTP/1.1 200 OK\r\n\r\nready"),
        (
            "no body, then silence",
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        ),
        ("204, then silence", "HTTP/1.1 204 No Content\r\n\r\n"),
        (
            "503 without a length, then silence",
            "HTTP/1.1 503 No\r\n\r\n",
        ),
    ];
    let broken = [
        ("a reset", ""),
        ("a reset in the head", "HTTP/1.1 200 OK\r\nA"),
        (
            "a reset after the answer",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        ),
    ];
    let close = closing.map(|(name, bytes)| Behaviour::new(format!("end: {name}"), bytes));
    let stall =
        open.map(|(name, bytes)| Behaviour::new(format!("end: {name}"), bytes).ending(End::Stall));
    let reset = broken
        .map(|(name, bytes)| Behaviour::new(format!("end: {name}"), bytes).ending(End::Reset));
    close.into_iter().chain(stall).chain(reset).collect()
}

//! Redirects to nowhere, to elsewhere and in circles.

use super::case::{Case, Peer, healthy, late, unhealthy};
use crate::support::Reply;

/// The rows.
pub(super) fn cases() -> Vec<Case> {
    let to = |location: &str| Reply::redirect(302, location);
    let away = |location: &str| Reply::paths([("/", Reply::redirect(302, location))]);
    let left = "302 Found in";
    vec![
        unhealthy("a loop", "redirected more than 10 times", to("/")),
        unhealthy(
            "a loop over two paths",
            "redirected more than 10 times",
            Reply::choose(|request| {
                Reply::redirect(302, if request.path() == "/" { "/b" } else { "/" })
            }),
        ),
        unhealthy("11 redirects", "redirected more than 10 times", chain(11)),
        healthy("10 redirects", "200 OK", chain(10)),
        late(
            "a redirect to a path that never answers",
            "waiting for the status line",
            Reply::paths([
                ("/", Reply::redirect(302, "/slow")),
                ("/slow", Reply::Silent),
            ]),
        ),
        healthy(
            "another port of the same host",
            "200 OK",
            Peer::Pair(|other| Reply::redirect(307, &other.url("/ok"))),
        ),
        healthy(
            "another host",
            "redirects to http://127.0.0.2:",
            Peer::PairApart(|other| {
                Reply::redirect(307, &format!("http://127.0.0.2:{}/ok", other.port()))
            }),
        ),
        healthy("another host, without a scheme", left, to("//192.0.2.1/x")),
        healthy("file:", left, to("file:///etc/passwd")),
        healthy("unix:", left, to("unix:/run/docker.sock:/")),
        healthy("ftp:", left, to("ftp://127.0.0.1/x")),
        healthy("tcp:", left, to("tcp://127.0.0.1:1")),
        healthy("javascript:", left, to("javascript:alert(1)")),
        healthy("no Location", left, Reply::status(302)),
        healthy("an empty Location", left, to("")),
        healthy("a fragment only", left, to("#top")),
        unhealthy("a relative Location", "404", away("x/../y")),
        unhealthy(
            "a query only",
            "404",
            Reply::choose(|request| match request.path().as_str() {
                "/" => Reply::redirect(302, "?a=b"),
                _ => Reply::status(404),
            }),
        ),
        healthy(
            "user info for another host",
            "redirects to http://other/",
            to("http://user:pass@other/"),
        ),
        healthy("port 0", left, to("http://127.0.0.1:0/")),
        healthy("port 99999", left, to("http://127.0.0.1:99999/")),
        healthy("an empty host", left, to("http:///x")),
        healthy("an octal host", left, to("http://0177.0.0.1/")),
        healthy("an IPv6 zone", left, to("http://[fe80::1%25eth0]/")),
        healthy(
            "control characters and secrets in the Location",
            "redirects to ***@h/?token=***",
            to("\x1b[2J://user:pass@h/?token=x"),
        ),
        unhealthy(
            "an encoded line end in the Location",
            "404",
            away("/a%0d%0aX-Evil: 1"),
        ),
        unhealthy(
            "a bell and a space in the Location",
            "404",
            away("/a\x07 b"),
        ),
        healthy(
            "8-bit bytes in the Location",
            left,
            Reply::raw(b"HTTP/1.1 302 Found\r\nLocation: http://h\xff/\r\n\r\n"),
        ),
        healthy(
            "a Location of 60 KiB",
            left,
            to(&format!("http://other/{}", "x".repeat(60_000))),
        ),
        unhealthy(
            "a Location of 1 MB",
            "head is over 64 KiB",
            to(&"x".repeat(1_000_000)),
        ),
        healthy(
            "two Locations",
            "redirects to http://other/",
            Reply::answer(302, "Location: http://other/\r\nLocation: /x\r\n", b""),
        ),
        healthy("300", "300", Reply::redirect(300, "/x")),
        healthy("304", "304 Not Modified", Reply::redirect(304, "/x")),
        unhealthy(
            "a redirect, and 3xx is not accepted",
            "302 Found",
            to("http://other/"),
        )
        .with(&["--expect-status", "200"]),
    ]
}

/// A path for each redirect, and `200 OK` at the end.
fn chain(length: usize) -> Reply {
    Reply::choose(move |request| {
        let at: usize = request.path().trim_start_matches('/').parse().unwrap_or(0);
        if at < length {
            Reply::redirect(301, &format!("/{}", at + 1))
        } else {
            Reply::ok()
        }
    })
}

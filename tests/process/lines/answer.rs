//! Answers that are not as wanted.

use super::peer::{no_tls, serving};
use super::situation::{Situation, unhealthy};
use crate::support::{Reply, Server};

/// The situations.
pub(super) fn situations() -> Vec<Situation> {
    let mut all = statuses();
    all.extend(assertions());
    all
}

/// Statuses that are not accepted.
fn statuses() -> Vec<Situation> {
    let health: &[&str] = &["http://localhost:8000/health"];
    vec![
        unhealthy("the app is unhealthy", health, || {
            serving(Reply::status(503))
        }),
        unhealthy("the path is wrong", health, || serving(Reply::status(404))),
        unhealthy("a login is needed", health, || serving(Reply::status(401))),
        unhealthy(
            "the login is wrong",
            &["-u", "probe:${SECRET}", "http://localhost:8000/health"],
            || serving(Reply::status(403)),
        ),
        unhealthy(
            "the login holds a dollar sign",
            &["-u", "probe:$$SECRET", "http://localhost:8000/health"],
            || serving(Reply::status(401)),
        ),
        unhealthy("the app forbids it for another reason", health, || {
            serving(Reply::answer(403, "", b"CSRF verification failed."))
        }),
        unhealthy("the port is a proxy's", health, || {
            serving(Reply::status(407))
        }),
        unhealthy("the host is another server's", health, || {
            serving(Reply::status(421))
        }),
        unhealthy("nginx wants a client certificate", health, || {
            let page = b"<title>400 No required SSL certificate was sent</title>";
            serving(Reply::answer(400, "Content-Type: text/html\r\n", page))
        }),
        unhealthy("FastAPI gives its reason", health, || {
            serving(Reply::answer(503, "", br#"{"detail":"db down"}"#))
        }),
        unhealthy(
            "FastAPI gives its reason, and nobody may read it",
            &["--no-body", "http://localhost:8000/health"],
            || serving(Reply::answer(503, "", br#"{"detail":"db down"}"#)),
        ),
        unhealthy("the app sends back a secret", health, || {
            serving(Reply::answer(500, "X-A: s3cret\r\n", b"bad key s3cret"))
        }),
        unhealthy(
            "the app is behind a proxy that cannot reach it",
            health,
            || {
                let page = b"<html><title>502 Bad Gateway</title><h1>nginx</h1>";
                serving(Reply::answer(502, "Content-Type: text/html\r\n", page))
            },
        ),
        unhealthy("Django does not know the host", health, || {
            serving(Reply::answer(400, "", b"<h1>Bad Request (400)</h1>"))
        }),
        unhealthy("Starlette does not know the host", health, || {
            serving(Reply::answer(400, "", b"Invalid host header"))
        }),
        unhealthy("Rails does not know the host", health, || {
            serving(Reply::answer(403, "", b"Blocked hosts: localhost:8000"))
        }),
        unhealthy("nginx speaks TLS on that port", health, || {
            let body = b"The plain HTTP request was sent to HTTPS port";
            serving(Reply::answer(400, "", body))
        }),
        unhealthy("Go speaks TLS on that port", health, || {
            let body = b"Client sent an HTTP request to an HTTPS server.\n";
            serving(Reply::answer(400, "", body))
        }),
        unhealthy(
            "the app knows no HEAD",
            &["-I", "http://localhost:8000/health"],
            || serving(Reply::status(405)),
        ),
        unhealthy(
            "a redirect leads to another host",
            &["--expect-status", "200", "http://localhost:8000/health"],
            || serving(Reply::redirect(302, "http://login.example/?back=s3cret")),
        ),
        unhealthy("redirects go in a circle", health, || {
            serving(Reply::redirect(302, "/health"))
        }),
        unhealthy(
            "a redirect leads to a page that is not there",
            health,
            || {
                let there = Reply::redirect(302, "/gone?token=s3cret");
                serving(Reply::paths([("/health", there)]))
            },
        ),
        unhealthy("the app insists on https", health, || {
            let secure = "https://localhost:8000/health";
            let plain = Reply::redirect(301, secure);
            serving(Reply::Sequence(vec![plain, no_tls()]))
        })
        .tls(true),
        unhealthy(
            "the app insists on https, without TLS",
            &["--expect-status", "200", "http://localhost:8000/health"],
            || serving(Reply::redirect(301, "https://localhost:8000/health")),
        )
        .tls(false),
    ]
}

/// Answers that fail an assertion.
fn assertions() -> Vec<Situation> {
    vec![
        unhealthy(
            "the body lacks a text",
            &["--expect-body", "ready", "http://localhost:8000/health"],
            || body("starting"),
        ),
        unhealthy(
            "the body has a text",
            &["--reject-body", "error", "http://localhost:8000/health"],
            || body("an error"),
        ),
        unhealthy(
            "JSON says otherwise",
            &[
                "--expect-json",
                "status=healthy",
                "http://localhost:8000/health",
            ],
            || body(r#"{"status":"degraded"}"#),
        ),
        unhealthy(
            "JSON lacks the value",
            &[
                "--expect-json",
                "checks.db=ok",
                "http://localhost:8000/health",
            ],
            || body(r#"{"status":"UP"}"#),
        ),
        unhealthy(
            "the body is no JSON",
            &["--expect-json", "status=UP", "http://localhost:8000/health"],
            || body("<html>\x1b[2J"),
        ),
        unhealthy(
            "a long body lacks a text",
            &["--expect-body", "ready", "http://localhost:8000/health"],
            || serving(Reply::body("starting ".repeat(10_000))),
        ),
        unhealthy(
            "the body is compressed",
            &["--expect-body", "ok", "http://localhost:8000/health"],
            || {
                serving(Reply::answer(
                    200,
                    "Content-Encoding: gzip\r\n",
                    b"\x1f\x8b",
                ))
            },
        ),
        unhealthy(
            "the body is empty and no JSON",
            &["--expect-json", "status=UP", "http://localhost:8000/health"],
            || body(""),
        ),
        unhealthy(
            "the body is too long for JSON",
            &["--expect-json", "status=UP", "http://localhost:8000/health"],
            || serving(Reply::body(format!("[{}]", "1,".repeat(40_000)))),
        ),
        unhealthy(
            "a header is missing",
            &["--expect-header", "X-Ready", "http://localhost:8000/health"],
            || body("ok"),
        ),
        unhealthy(
            "a header is another",
            &[
                "--expect-header",
                "X-Ready: yes",
                "http://localhost:8000/health",
            ],
            || serving(Reply::answer(200, "X-Ready: no\r\n", b"")),
        ),
    ]
}

/// Serves a body.
fn body(text: &str) -> Server {
    serving(Reply::body(text))
}

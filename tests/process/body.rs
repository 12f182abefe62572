//! The start of a failing answer's body, in the line and in JSON.

use std::time::Duration;

use crate::support::{Outcome, Reply, Server, probe};

/// What a line shows of an answer with status 503: the header lines, the body, what it says.
const ROWS: &[(&str, &[u8], Option<&str>)] = &[
    (
        "",
        br#"{"detail":"db down"}"#,
        Some(r#"{"detail":"db down"}"#),
    ),
    ("", b"  db\r\n\t down \n", Some("db down")),
    ("", b"The db is down.", Some("The db is down")),
    ("", b"db \x1b[31mdown\x07", Some(r"db \u{1b}[31mdown\u{7}")),
    (
        "",
        "Datenbank f\u{e4}llt aus\u{202e}".as_bytes(),
        Some("Datenbank f\u{e4}llt aus\\u{202e}"),
    ),
    ("", b"", None),
    ("", b" \r\n", None),
    // No news.
    ("", b"Service Unavailable\n", None),
    (
        "",
        b"<html><head><title>503 Service Unavailable</title></head>x</html>",
        None,
    ),
    // No text.
    ("", b"a\0b", None),
    ("", b"\xff\xfed\x00b", None),
    ("", b"\x1f\x8b\x08down", None),
    ("Content-Type: image/svg+xml\r\n", b"<svg>down</svg>", None),
    ("Content-Type: application/octet-stream\r\n", b"down", None),
    // Pages.
    (
        "",
        b"<!DOCTYPE html><title>DB\ndown</title><p>x",
        Some("DB down"),
    ),
    (
        "Content-Type: text/html; charset=utf-8\r\n",
        b"<h1>db</h1><p>is <b>down",
        Some("db is down"),
    ),
    (
        "",
        b"<html><style>p{}</style><body><p>down</p>",
        Some("down"),
    ),
    (
        "Content-Type: application/xml\r\n",
        b"<error>down</error>",
        Some("<error>down</error>"),
    ),
];

#[test]
fn an_unhealthy_line_shows_what_the_body_says() {
    for (headers, body, wanted) in ROWS {
        let server = Server::start(Reply::answer(503, headers, body));
        let url = server.url("/");
        let line = format!("unhealthy: {url}: 503 Service Unavailable in N ms, wanted 200-399");
        let with = wanted.map_or(line.clone(), |text| format!("{line}; it says {text}"));
        assert_eq!(probe([&url]).untimed_line(), with);
        assert_eq!(probe(["--no-body", &url]).untimed_line(), line);
        let found = member(&probe(["--format=json", &url]));
        assert_eq!(found.as_deref(), *wanted, "{url}");
    }
}

#[test]
fn a_failed_check_shows_the_body_as_well() {
    let reply = Reply::answer(
        200,
        "X-State: down\r\n",
        br#"{"status":"DOWN","db":"gone"}"#,
    );
    let server = Server::start(reply);
    for option in [
        "--expect-header=X-State: up",
        "--expect-body=ready",
        "--reject-body=DOWN",
        "--expect-json=status=UP",
        "--expect-status=201",
    ] {
        probe([option, &server.url("/")]).unhealthy([r#"; it says {"status":"DOWN","db":"gone"}"#]);
    }
    probe([server.url("/")]).healthy();
    let greeting = Server::start(Reply::custom(|talk| {
        let _ = talk.send(b"-NOAUTH Authentication required.\r\n");
        talk.close();
    }));
    let tcp = format!("tcp://{}", greeting.address());
    probe(["--expect-body=+PONG", &tcp]).unhealthy(["; it says -NOAUTH Authentication required"]);
}

#[test]
fn what_the_line_shows_anyway_is_not_said_again() {
    let server = Server::start(Reply::body(r#"{"status":"degraded"}"#));
    let url = server.url("/");
    let line = format!(r#"unhealthy: {url}: JSON status is "degraded", wanted "healthy""#);
    let outcome = probe(["--expect-json=status=healthy", &url]);
    assert_eq!(outcome.exits(1).line(), line);
}

#[test]
fn a_long_body_is_cut_and_fail_with_body_shows_more() {
    let body = "word ".repeat(2000);
    let server = Server::start(Reply::answer(500, "", body.as_bytes()));
    let url = server.url("/");
    for (options, least, most) in [(&[][..], 150, 160), (&["--fail-with-body"], 800, 1000)] {
        let outcome = probe(options.iter().copied().chain([url.as_str()]));
        let line = outcome.exits(1).line();
        let shown = line
            .split_once("; it says ")
            .map_or(0, |(_, text)| text.len());
        assert!((least..=most).contains(&shown), "{shown} bytes: {outcome}");
        assert!(line.len() < 1024, "{outcome}");
        let words = ["--format=json"].iter().chain(options).copied();
        let outcome = probe(words.chain([url.as_str()]));
        let shown = member(&outcome).map_or(0, |text| text.len());
        // Names and other members take some of the line.
        assert!(
            (least / 2..=most).contains(&shown),
            "{shown} bytes: {outcome}"
        );
        assert!(outcome.line().len() < 1024, "{outcome}");
    }
}

#[test]
fn a_body_that_does_not_come_is_awaited_for_a_moment_only() {
    for (reply, wanted) in [
        ("HTTP/1.1 503 No\r\n\r\n", None),
        (
            "HTTP/1.1 503 No\r\nContent-Length: 90\r\n\r\nhalf a",
            Some("half a"),
        ),
        (
            "HTTP/1.1 503 No\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nzz",
            Some("half"),
        ),
    ] {
        let server = Server::start(Reply::Stall(reply.into()));
        let outcome = probe([server.url("/")]);
        let text = outcome.unhealthy(["503"]).line();
        let shown = text.split_once("; it says ").map(|(_, text)| text);
        assert_eq!(shown, wanted, "{outcome}");
        assert!(outcome.took < Duration::from_millis(600), "{outcome}");
    }
}

#[test]
fn the_body_of_an_unhealthy_answer_goes_to_stdout_only_with_fail_with_body() {
    let body = br#"{"status":"DOWN"}"#;
    for (code, options) in [
        (503, &["-o", "-"][..]),
        (200, &["-o", "-", "--expect-body=UP"]),
        (200, &["-o", "-", "--expect-json=status=UP"]),
    ] {
        let server = Server::start(Reply::answer(code, "", body));
        let run = |more: &[&str]| {
            let url = server.url("/");
            let words = options.iter().chain(more).copied().map(str::to_owned);
            probe(words.chain([url])).exits(1).stdout().to_owned()
        };
        assert_eq!(run(&[]), "", "{options:?}");
        assert_eq!(run(&["--fail-with-body"]).as_bytes(), body, "{options:?}");
    }
}

/// Returns the `body` of a JSON line.
#[track_caller]
fn member(outcome: &Outcome) -> Option<String> {
    let json: serde_json::Value = serde_json::from_str(outcome.line()).expect("JSON");
    json["body"].as_str().map(str::to_owned)
}

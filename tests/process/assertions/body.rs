//! `--expect-body` and `--reject-body`, and which bytes they look at.

use std::time::Duration;

use super::{check, check_misuse, verdict};
use crate::support::{Probe, Reply, Server, probe};

/// As many bytes as are looked at.
const LIMIT: usize = 64 * 1024;

/// `{"status":"UP"} ready` as gzip made it.
const GZIP: [u8; 41] = [
    31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 171, 86, 42, 46, 73, 44, 41, 45, 86, 178, 82, 10, 13, 80, 170,
    85, 40, 74, 77, 76, 169, 4, 0, 20, 94, 218, 163, 21, 0, 0, 0,
];

#[test]
fn a_text_must_be_in_the_body() {
    let binary = b"\x00\xff\x00ready\xfe\r\n\x00";
    check(
        "--expect-body",
        &[
            ("ready", Reply::body("not ready yet"), None),
            ("ready", Reply::body(binary), None),
            ("grün", Reply::body("alles grün"), None),
            (
                "grün",
                Reply::body(b"alles gr\xfcn"),
                Some("the body does not contain \"grün\""),
            ),
            (
                "Ready",
                Reply::body("ready"),
                Some("the body does not contain \"Ready\""),
            ),
            (
                "ready",
                Reply::body(""),
                Some("the body does not contain \"ready\""),
            ),
            (
                "ready",
                Reply::body("read"),
                Some("the body does not contain \"ready\""),
            ),
            (
                "a\u{1b}b",
                Reply::body("ab"),
                Some("the body does not contain \"a\\u{1b}b\""),
            ),
        ],
    );
}

#[test]
fn a_text_must_not_be_in_the_body() {
    let found = Some("the body contains \"degraded\"");
    check(
        "--reject-body",
        &[
            ("degraded", Reply::body("fine"), None),
            ("degraded", Reply::body(""), None),
            ("degraded", Reply::body("Degraded"), None),
            ("degraded", Reply::body("a degraded b"), found),
            ("degraded", Reply::body(b"\x00\xffdegraded\xff"), found),
        ],
    );
}

#[test]
fn all_texts_count() {
    for (options, wanted) in [
        (
            ["--expect-body=a", "--expect-body=b"],
            "healthy: 200 OK in N ms",
        ),
        (
            ["--expect-body=a", "--expect-body=c"],
            "unhealthy: the body does not contain \"c\"",
        ),
        (
            ["--reject-body=c", "--reject-body=b"],
            "unhealthy: the body contains \"b\"",
        ),
        (
            ["--expect-body=a", "--reject-body=b"],
            "unhealthy: the body contains \"b\"",
        ),
    ] {
        assert_eq!(verdict(Reply::body("a b"), &options), wanted, "{options:?}");
    }
}

#[test]
fn a_wrong_status_is_said_before_anything_about_the_body() {
    let options = [
        "--expect-body=ready",
        "--expect-json=a=1",
        "--expect-header=A",
    ];
    let reply = Reply::answer(503, "", b"no");
    let wanted = "unhealthy: 503 Service Unavailable in N ms, wanted 200-399";
    assert_eq!(verdict(reply, &options), wanted);
}

#[test]
fn a_status_that_was_wanted_gets_no_advice() {
    let reply = Reply::answer(421, "", b"busy");
    let options = ["--expect-status=421", "--expect-body=ready"];
    let wanted = "unhealthy: the body does not contain \"ready\"";
    assert_eq!(verdict(reply, &options), wanted);
}

#[test]
fn a_check_of_the_body_does_not_replace_the_status_but_may_go_with_any() {
    let reply = || Reply::answer(503, "", b"{\"status\":\"DOWN\"}");
    let options = ["--expect-status=503", "--expect-json=status=DOWN"];
    let wanted = "healthy: 503 Service Unavailable in N ms";
    assert_eq!(verdict(reply(), &options), wanted);
}

#[test]
fn the_first_64_kib_are_looked_at() {
    let text = "ready";
    let before = |length| ["x".repeat(length).as_str(), text, "yyy"].concat();
    let inside = Reply::body(before(LIMIT - text.len()));
    let outside = Reply::body(before(LIMIT - text.len() + 1));
    let beyond = "the first 64 KiB of the body does not contain \"ready\"";
    check(
        "--expect-body",
        &[
            (text, inside.clone(), None),
            (text, outside.clone(), Some(beyond)),
        ],
    );
    let contains = Some("the body contains \"ready\"");
    check(
        "--reject-body",
        &[(text, inside, contains), (text, outside, None)],
    );
}

#[test]
fn a_body_split_anywhere_is_one_text() {
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let chunks: String = "{\"status\":\"UP\"}"
        .chars()
        .map(|c| format!("1\r\n{c}\r\n"))
        .collect();
    let reply = Reply::raw(format!("{head}{chunks}0\r\n\r\n"));
    check("--expect-body", &[("\"UP\"", reply.clone(), None)]);
    check("--expect-json", &[("status=UP", reply, None)]);
    let drip = Reply::Drip {
        bytes: b"HTTP/1.1 200 OK\r\n\r\nready".to_vec(),
        every: Duration::from_millis(1),
    };
    check("--expect-body", &[("ready", drip, None)]);
}

#[test]
fn a_body_cut_short_satisfies_only_what_came() {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n";
    let reply = || Reply::raw(format!("{head}{{\"status\":\"UP\"}}"));
    let cut = Some("connection closed in the middle of the body");
    check(
        "--expect-body",
        &[("UP", reply(), None), ("DOWN", reply(), cut)],
    );
    check("--reject-body", &[("DOWN", reply(), cut)]);
    check("--expect-json", &[("status=UP", reply(), cut)]);
}

#[test]
fn a_compressed_body_can_be_neither_right_nor_wrong() {
    let coded = |name: &str| Reply::answer(200, &format!("Content-Encoding: {name}\r\n"), &GZIP);
    let options = [
        "--expect-body=ready",
        "--reject-body=never",
        "--expect-json=status=UP",
    ];
    for option in options {
        for coding in [
            "gzip",
            "GZIP",
            "br",
            "identity, deflate",
            "gzip, identity",
            "x-compress",
            "xz",
            "gzip;q=1",
            "zstd",
        ] {
            let wanted = format!(
                "unhealthy: the body is compressed (\"{coding}\"), which no check can read"
            );
            assert_eq!(verdict(coded(coding), &[option]), wanted, "{option}");
        }
    }
    for coding in ["gzip", "gzip, chunked", "compress,chunked"] {
        let chunks = [b"29\r\n", &GZIP[..], b"\r\n0\r\n\r\n"].concat();
        let head = format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: {coding}\r\n\r\n");
        let reply = Reply::raw([head.as_bytes(), &chunks].concat());
        let said = verdict(reply, &["--reject-body=never"]);
        assert!(
            said.starts_with("unhealthy: the body is compressed"),
            "{said}"
        );
    }
    assert_eq!(verdict(coded("gzip"), &[]), "healthy: 200 OK in N ms");
    for plain in ["identity", "utf-8", ""] {
        let head = format!("Content-Encoding: {plain}\r\n");
        let reply = Reply::answer(200, &head, b"ready");
        check("--expect-body", &[("ready", reply, None)]);
    }
}

#[test]
fn a_stream_that_holds_the_text_is_healthy_at_once() {
    let start = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: ready\n\n";
    for reply in [
        Reply::Stall(start.to_vec()),
        Reply::Endless(start.to_vec(), b": still here\n\n".to_vec()),
    ] {
        let server = Server::start(reply);
        let limit = Duration::from_secs(10);
        let options = [
            "-m10s",
            "--expect-body=ready",
            "--expect-body=data",
            &server.url("/"),
        ];
        let outcome = Probe::new().args(options).limit(limit / 2).run();
        outcome.healthy();
    }
}

#[test]
fn a_stream_that_never_holds_the_text_fails_at_the_limit() {
    let start = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: wait\n\n";
    let server = Server::start(Reply::Stall(start.to_vec()));
    // Whether a rejected text comes, or how a JSON document ends, only the end can tell.
    for option in [
        "--expect-body=ready",
        "--reject-body=never",
        "--expect-json=a=1",
    ] {
        let outcome = probe(["-m300ms", option, &server.url("/")]);
        outcome
            .unhealthy(["no answer within 300 ms", "waiting for the body"])
            .ended_at(Duration::from_millis(300));
    }
}

#[test]
fn an_empty_text_is_misuse() {
    check_misuse("--expect-body", &[""]);
    check_misuse("--reject-body", &[""]);
}

#[test]
fn a_check_of_a_body_that_head_does_not_have_is_misuse() {
    let server = Server::untouched();
    for check in ["--expect-body=a", "--reject-body=a", "--expect-json=a=1"] {
        for head in ["-I", "--head", "-XHEAD", "--method=HEAD"] {
            probe([head, check, &server.url("/")]).misuse(["--head", "has no body"]);
        }
    }
}

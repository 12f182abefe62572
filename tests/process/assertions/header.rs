//! `--expect-header`.

use super::{check, check_misuse};
use crate::support::Reply;

#[test]
fn a_header_must_be_there_and_equal() {
    let reply = || {
        Reply::answer(
            200,
            "Content-Type: application/json; charset=utf-8\r\nX-Empty:\r\nX-Ready:\t yes \r\n",
            b"",
        )
    };
    check(
        "--expect-header",
        &[
            ("x-ready: yes", reply(), None),
            ("X-READY:yes", reply(), None),
            ("X-Ready", reply(), None),
            ("X-Ready:", reply(), None),
            ("X-Empty", reply(), None),
            (
                "Content-Type: application/json; charset=utf-8",
                reply(),
                None,
            ),
            (
                "X-Ready: no",
                reply(),
                Some(r#"header X-Ready is "yes", wanted "no""#),
            ),
            (
                "X-Ready: YES",
                reply(),
                Some(r#"header X-Ready is "yes", wanted "YES""#),
            ),
            (
                "X-Empty: full",
                reply(),
                Some(r#"header X-Empty is "", wanted "full""#),
            ),
            (
                "Content-Type: application/json",
                reply(),
                Some(
                    r#"header Content-Type is "application/json; charset=utf-8", wanted "application/json""#,
                ),
            ),
            ("X-Absent", reply(), Some("header X-Absent is missing")),
            (
                "X-Absent: yes",
                reply(),
                Some(r#"header X-Absent is missing, wanted "yes""#),
            ),
        ],
    );
}

#[test]
fn any_line_of_a_repeated_header_may_be_the_wanted_one() {
    let reply = || Reply::answer(200, "Vary: accept\r\nX: y\r\nvary: origin\r\n", b"");
    check(
        "--expect-header",
        &[
            ("Vary: accept", reply(), None),
            ("Vary: origin", reply(), None),
            (
                "Vary: cookie",
                reply(),
                Some(r#"header Vary is "accept, origin", wanted "cookie""#),
            ),
            ("Vary: accept, origin", reply(), None),
            (
                "Vary: origin, accept",
                reply(),
                Some(r#"header Vary is "accept, origin", wanted "origin, accept""#),
            ),
        ],
    );
}

#[test]
fn a_header_of_the_peer_is_shown_short_and_escaped() {
    let long = format!("X-A: \x1b[31m{}\r\n", "a".repeat(3000));
    let shown = format!(
        r#"header X-A is "?[31m{}…", wanted "b""#,
        "a".repeat(80 - 5)
    );
    let reply = Reply::answer(200, &long, b"");
    check("--expect-header", &[("X-A: b", reply, Some(&shown))]);
}

#[test]
fn every_wanted_header_must_be_there() {
    let reply = || Reply::answer(200, "A: 1\r\n", b"");
    let both = ["--expect-header=A: 1", "--expect-header=B: 2"];
    let found = super::verdict(reply(), &both);
    assert_eq!(found, r#"unhealthy: header B is missing, wanted "2""#);
}

#[test]
fn a_header_without_a_name_is_misuse() {
    check_misuse("--expect-header", &["", ":", ": value", "a b: c", "a b"]);
}

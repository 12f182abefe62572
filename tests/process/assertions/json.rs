//! `--expect-json`, by the rules of `docs/checks.md`.

use super::{check, check_misuse, verdict};
use crate::support::Reply;

/// A document with one of everything.
const DOCUMENT: &str = r#"{
    "status": "UP", "up": true, "down": false, "none": null, "text": "true", "empty": "",
    "n": 5, "f": 1.50, "e": 1E+400, "z": -0, "big": 123456789012345678901234567890, "digits": "5",
    "a.b": {"c=d": 1}, "q\"k": 2, "": 3, "0": "key", "Grün": "\u00fc\n", "list": [[1, 2], {"ok": true}]
}"#;

#[test]
fn the_value_at_the_path_must_be_equal() {
    let rows = [
        "status=UP",
        ".status=UP",
        "status=\"UP\"",
        "\"status\"=UP",
        "up=true",
        "down=false",
        "none=null",
        "text=true",
        "text=\"true\"",
        "empty=",
        "empty=\"\"",
        "n=5",
        "f=1.50",
        "e=1E+400",
        "z=-0",
        "big=123456789012345678901234567890",
        "digits=5",
        "digits=\"5\"",
        "\"a.b\".\"c=d\"=1",
        "\"q\\\"k\"=2",
        "q\"k=2",
        "\"\"=3",
        "0=key",
        "Grün=\"ü\\n\"",
        "list.0.1=2",
        "list.1.ok=true",
        "list.\"0\".\"0\"=1",
    ];
    check(
        "--expect-json",
        &rows.map(|row| (row, Reply::body(DOCUMENT), None)),
    );
}

#[test]
fn another_value_is_shown_beside_the_wanted_one() {
    let rows = [
        ("status=DOWN", r#"JSON status is "UP", wanted "DOWN""#),
        ("status=up", r#"JSON status is "UP", wanted "up""#),
        ("status=", r#"JSON status is "UP", wanted """#),
        (".up=false", r#"JSON .up is true, wanted "false""#),
        ("up=\"true\"", r#"JSON up is true, wanted "true""#),
        ("none=", r#"JSON none is null, wanted """#),
        ("n=5.0", r#"JSON n is 5, wanted "5.0""#),
        ("n=\"5\"", r#"JSON n is 5, wanted "5""#),
        ("f=1.5", r#"JSON f is 1.50, wanted "1.5""#),
        ("e=1e400", r#"JSON e is 1E+400, wanted "1e400""#),
        (
            "big=123456789012345680000000000000",
            "JSON big is 123456789012345678901234567890, wanted \"123456789012345680000000000000\"",
        ),
        ("\"a.b\"=1", r#"JSON "a.b" is an object, wanted "1""#),
        ("list={}", r#"JSON list is an array, wanted "{}""#),
        ("Grün=u", r#"JSON Grün is "\xc3\xbc\n", wanted "u""#),
        ("Status=UP", r#"JSON has no Status, wanted "UP""#),
        ("a.b.c=1", r#"JSON has no a.b.c, wanted "1""#),
        ("list.2=1", r#"JSON has no list.2, wanted "1""#),
        ("list.00=1", r#"JSON has no list.00, wanted "1""#),
        ("list.-1=1", r#"JSON has no list.-1, wanted "1""#),
        ("status.x=1", r#"JSON has no status.x, wanted "1""#),
        ("=UP", r#"JSON is an object, wanted "UP""#),
    ];
    check(
        "--expect-json",
        &rows.map(|(row, words)| (row, Reply::body(DOCUMENT), Some(words))),
    );
}

#[test]
fn of_duplicate_keys_the_last_counts_with_all_it_holds() {
    let body = r#"{"a":1,"b":{"c":1},"a":2,"b":{"d":4},"b":{"d":5}}"#;
    check(
        "--expect-json",
        &[
            ("a=2", Reply::body(body), None),
            ("b.d=5", Reply::body(body), None),
            ("a=1", Reply::body(body), Some(r#"JSON a is 2, wanted "1""#)),
            (
                "b.c=1",
                Reply::body(body),
                Some(r#"JSON has no b.c, wanted "1""#),
            ),
        ],
    );
}

#[test]
fn a_document_may_be_a_single_value_and_start_with_a_byte_order_mark() {
    check(
        "--expect-json",
        &[
            ("=ok", Reply::body("\"ok\""), None),
            (".=ok", Reply::body(" \"ok\"\n"), None),
            (".=true", Reply::body("true"), None),
            (
                "status=UP",
                Reply::body("\u{feff}{\"status\":\"UP\"}"),
                None,
            ),
            (
                ".=ok",
                Reply::body("\"no\""),
                Some(r#"JSON is "no", wanted "ok""#),
            ),
        ],
    );
}

#[test]
fn what_is_no_json_is_said_whatever_the_path() {
    let deep = |open: &str, close: &str| [open.repeat(32 * 1024), close.repeat(32 * 1024)].concat();
    let bodies: [(&[u8], &str); 21] = [
        (b"", "the body is empty"),
        (b" \r\n\t", "the body is empty"),
        (b"<!doctype html>", "the body is not JSON"),
        (b"OK", "the body is not JSON"),
        (b"{\"a\":1", "the body is not JSON"),
        (b"{\"a\":1}}", "the body is not JSON"),
        (b"{\"a\":1}{\"a\":1}", "the body is not JSON"),
        (b"{\"a\":1,}", "the body is not JSON"),
        (b"{'a':1}", "the body is not JSON"),
        (b"{\"a\":01}", "the body is not JSON"),
        (b"{\"a\":NaN}", "the body is not JSON"),
        (b"{\"a\":1,\"b\":\"\xff\"}", "the body is not JSON"),
        (b"{\"a\":1,\"b\":\"\xc0\xaf\"}", "the body is not JSON"),
        (b"{\"a\":1,\"b\":\"\xed\xa0\x80\"}", "the body is not JSON"),
        (b"{\"a\":1,\"b\":\"\\ud800\"}", "the body is not JSON"),
        (b"{\"a\":1,\"b\":\"\x00\"}", "the body is not JSON"),
        (b"{\"a\":1,\"b\":\"\n\"}", "the body is not JSON"),
        (
            b"\xff\xfe{\x00\"\x00a\x00\"\x00:\x001\x00}\x00",
            "the body is not JSON",
        ),
        (b"\xef\xbb\xbf\xef\xbb\xbf{\"a\":1}", "the body is not JSON"),
        (b"\x00\x01\x02\x9b", "the body is not JSON"),
        (deep("[", "").leak().as_bytes(), "the body is not JSON"),
    ];
    for (body, words) in bodies {
        let found = verdict(Reply::body(body), &["--expect-json", "a=1"]);
        assert!(found.starts_with("unhealthy: the body is "), "{found}");
        assert!(found.contains(words), "{words:?} is missing: {found}");
    }
}

#[test]
fn depth_alone_is_no_fault() {
    let arrays = ["[".repeat(32 * 1024), "]".repeat(32 * 1024)].concat();
    let objects = ["{\"a\":".repeat(9000), "1".to_owned(), "}".repeat(9000)].concat();
    let path = |segment: &str, depth| [vec![segment; depth].join("."), "=1".to_owned()].concat();
    check(
        "--expect-json",
        &[
            (
                "0.0.0=1",
                Reply::body(&arrays),
                Some(r#"JSON 0.0.0 is an array, wanted "1""#),
            ),
            (&path("a", 9000), Reply::body(&objects), None),
        ],
    );
}

#[test]
fn a_document_of_64_kib_is_read_and_a_longer_one_is_not() {
    let body = |length: usize| {
        let start = r#"{"status":"UP","rest":""#;
        let rest = "x".repeat(length - start.len() - 2);
        Reply::body(format!("{start}{rest}\"}}"))
    };
    let long = "the body is over 64 KiB, too long to check as JSON";
    check(
        "--expect-json",
        &[
            ("status=UP", body(64 * 1024), None),
            ("status=UP", body(64 * 1024 + 1), Some(long)),
        ],
    );
}

#[test]
fn a_long_value_is_shown_in_part() {
    let body = format!(r#"{{"a":"{}"}}"#, "x".repeat(3000));
    let words = format!(r#"JSON a is "{}…", wanted "y""#, "x".repeat(80));
    check("--expect-json", &[("a=y", Reply::body(body), Some(&words))]);
}

#[test]
fn every_wanted_value_must_be_there() {
    let options = ["--expect-json=status=UP", "--expect-json=n=6"];
    let found = verdict(Reply::body(DOCUMENT), &options);
    assert_eq!(found, r#"unhealthy: JSON n is 5, wanted "6""#);
}

#[test]
fn a_check_without_path_or_value_is_misuse() {
    let values = [
        "",
        "status",
        "a..b=1",
        "a.=1",
        "..=1",
        "\"a=1",
        "\"a\"b=1",
        "\"\\x\"=1",
        "a=\"b",
        "a=\"b\"c",
        "a=\"",
    ];
    check_misuse("--expect-json", &values);
}

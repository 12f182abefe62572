//! `--explain`: says what would be done, sends nothing, keeps secrets.

use std::fs;

use crate::support::{Probe, Reply, Server, probe, scratch};

#[test]
fn nothing_is_sent_and_the_plan_is_told() {
    let server = Server::untouched();
    let outcome = probe([
        "--explain",
        "-m",
        "2500ms",
        "--expect-status",
        "200-204,401",
        "-X",
        "PUT",
        &server.url("/health"),
    ]);
    outcome.exits(0);
    for part in [
        server.url("/health").as_str(),
        "2.5 s",
        "200-204,401",
        "PUT",
    ] {
        assert!(
            outcome.stdout().contains(part),
            "{part:?} is missing: {outcome}"
        );
    }
    assert_eq!(outcome.stderr, "", "{outcome}");
}

#[test]
fn secrets_are_stars() {
    let folder = scratch();
    let file = folder.path().join("secret");
    fs::write(&file, "X-File: f1le\n").expect("writes");
    let server = Server::untouched();
    let url = format!("http://127.0.0.1:{}/?key=qu3ry", server.port());
    let outcome = Probe::new()
        .args(["--explain", "-H", "X-Token: t0ken", "-H"])
        .arg(format!("@{}", file.display()))
        .args(["--oauth2-bearer", "b3arer", "-d", "b0dy", &url])
        .run();
    outcome.exits(0);
    for secret in ["t0ken", "b3arer", "qu3ry", "f1le", "b0dy"] {
        outcome.hides(secret);
    }
    for part in ["X-Token", "X-File", "***"] {
        assert!(
            outcome.stdout().contains(part),
            "{part:?} is missing: {outcome}"
        );
    }
}

#[test]
fn a_path_into_json_is_disarmed() {
    let check = "a\x1b[2J\u{202e}=b";
    let outcome = probe(["--explain", "--expect-json", check, "localhost"]);
    outcome.exits(0);
    let plan = outcome.stdout();
    assert!(plan.contains(r"JSON a\u{1b}[2J\u{202e} equals"), "{plan}");
    let server = Server::start(Reply::body("{}"));
    probe(["--expect-json", check, &server.url("/")])
        .unhealthy([r"JSON has no a\u{1b}[2J\u{202e}, wanted"]);
}

#[test]
fn a_set_of_statuses_is_disarmed() {
    let outcome = probe(["--explain", "--expect-status", "200\n,\t201", "localhost"]);
    outcome.exits(0);
    let plan = outcome.stdout();
    assert!(plan.contains(r"200\n,\t201"), "{plan}");
}

#[test]
fn user_info_is_left_out() {
    let outcome = probe(["--explain", "http://us3r:passw0rd@127.0.0.1:1/"]);
    outcome.exits(0).hides("us3r").hides("passw0rd");
    assert!(outcome.stdout().contains("127.0.0.1:1"), "{outcome}");
}

#[test]
fn a_variable_that_was_expanded_is_shown_in_the_target() {
    let probe = Probe::new().args(["--explain", ":${PORT:-8000}/health"]);
    let outcome = probe.env("PORT", "9000").run();
    outcome.exits(0);
    assert!(outcome.stdout().contains(":9000/health"), "{outcome}");
}

#[test]
fn misuse_is_misuse_here_too() {
    let server = Server::untouched();
    probe(["--explain", "--max-time", "0", &server.url("/")]).misuse(["--max-time"]);
    probe(["--explain"]).misuse(["target"]);
}

#[test]
fn every_target_is_explained() {
    let outcome = probe([
        "--explain",
        "http://a.example/x",
        "tcp://b.example:5432",
        ":8000/y",
    ]);
    outcome.exits(0);
    for part in ["a.example/x", "b.example:5432", ":8000/y"] {
        assert!(
            outcome.stdout().contains(part),
            "{part:?} is missing: {outcome}"
        );
    }
}

#[test]
fn every_kind_of_target_says_what_is_healthy() {
    for (arguments, wanted) in [
        (
            &["tcp://db:1", "--send=PING", "--expect-body=+PONG"][..],
            &[
                "tcp://db:1",
                "send       4 bytes",
                "connection opens",
                "answer contains \"+PONG\"",
            ][..],
        ),
        (
            &["file:/run/alive", "--max-age=30s", "--expect-json=a[0]=1"],
            &[
                "file:/run/alive\n",
                "at most 30 s ago",
                "JSON a[0] equals \"1\"",
            ],
        ),
        (
            &["--any", ":80", "tcp://h:1", "--retry=3", "-m3"],
            &[
                "first healthy target is enough",
                "3 s for each attempt",
                "4, with 1 s between them, doubling",
                "38 s at most",
            ],
        ),
        (
            &[
                "-fsS",
                "-G",
                "-d",
                "token=s3cret",
                "-b",
                "a=s3cret",
                "http://h/x",
            ],
            &[
                "http://h/x?token=***",
                "Cookie: ***",
                "an unhealthy verdict",
                "-f",
            ],
        ),
        (
            &["-m", "3", "--tries=0", "--haproxy-protocol", "http://h/"],
            &["3 s for everything", "until the limit", "PROXY protocol"],
        ),
    ] {
        let outcome = probe(["--explain"].iter().chain(arguments));
        outcome.exits(0).hides("s3cret");
        for part in wanted {
            assert!(
                outcome.stdout().contains(part),
                "{part:?} is missing: {outcome}"
            );
        }
    }
}

#[test]
fn a_grpc_target_is_explained_where_it_is_built_in() {
    let arguments = [
        "--explain",
        "-addr=:50051",
        "-service=a.B",
        "-rpc-timeout=2s",
        "-connect-timeout=1s",
    ];
    let outcome = probe(arguments);
    if outcome.code == Some(64) {
        outcome.misuse(["full probelet"]);
        return;
    }
    outcome.exits(0);
    for part in [
        "grpc://localhost:50051/a.B",
        "SERVING",
        "3 s for everything",
    ] {
        assert!(
            outcome.stdout().contains(part),
            "{part:?} is missing: {outcome}"
        );
    }
}

//! The line about a slow answer, before an engine ends the check.

use std::net::UdpSocket;
use std::time::Duration;

use crate::network::alone::alone;
use crate::support::{Backlog, Outcome, Probe, Reply, Server, has_tls, probe};

#[test]
fn a_slow_attempt_is_reported_with_what_it_waits_for() {
    for (reply, options, wanted) in [
        (
            Reply::Silent,
            &[][..],
            "connected, request sent, no status line",
        ),
        (
            Reply::Stall(b"HTTP/1.1 200 OK\r\nA: b\r\n".to_vec()),
            &[],
            "status line received, response head not complete",
        ),
        (
            Reply::Stall(b"HTTP/1.1 200 OK\r\n\r\nrea".to_vec()),
            &["--expect-body=ready"],
            "response head received, body not complete",
        ),
    ] {
        let server = Server::start(reply);
        let outcome = run(options, &server.url("/?key=s3cret"));
        let shown = server.url("/?key=***");
        check(&outcome, &format!("slow: {shown}: {wanted} after 1.5 s\n"));
    }
}

#[test]
fn a_slow_handshake_and_a_slow_answer_of_another_protocol_are_reported() {
    let server = Server::start(Reply::Silent);
    let address = server.address();
    let no_answer = "connected, answer not complete after 1.5 s";
    let tcp = format!("tcp://{address}");
    let outcome = run(&["--expect-body=x"], &tcp);
    check(&outcome, &format!("slow: {tcp}: {no_answer}\n"));
    if !has_tls() {
        return;
    }
    let url = format!("https://{address}/");
    let wanted = "connected, TLS handshake not complete after 1.5 s";
    check(&run(&[], &url), &format!("slow: {url}: {wanted}\n"));
    let url = format!("grpc://{address}");
    check(&run(&[], &url), &format!("slow: {url}: {no_answer}\n"));
}

#[test]
fn a_slow_lookup_and_a_slow_connection_are_reported() {
    let setup = "ip link set lo up; mount -t tmpfs tmpfs /etc
        echo nameserver 127.0.0.1 >/etc/resolv.conf";
    alone(setup, || {
        let _silent = UdpSocket::bind("127.0.0.1:53").expect("the port is free");
        let outcome = run(&[], "http://app.test/");
        check(
            &outcome,
            "slow: http://app.test/: name not looked up after 1.5 s\n",
        );
        let _full = Backlog::full_at("127.0.0.1:8000");
        let outcome = run(&[], "http://127.0.0.1:8000/");
        check(
            &outcome,
            "slow: http://127.0.0.1:8000/: no connection after 1.5 s\n",
        );
    });
}

#[test]
fn an_answer_that_comes_late_is_healthy_and_was_reported() {
    let server = Server::start(Reply::custom(|talk| {
        talk.hear();
        talk.pause(Duration::from_millis(1700));
        talk.answer(b"HTTP/1.1 200 OK\r\n\r\n");
    }));
    let outcome = probe([server.url("/")]);
    outcome.healthy();
    assert!(outcome.stderr.starts_with("slow: "), "{outcome}");
    assert_eq!(outcome.stderr.lines().count(), 1, "{outcome}");
}

#[test]
fn each_slow_target_is_reported_once_whatever_the_attempts() {
    let server = Server::start(Reply::Silent);
    let url = server.url("/");
    let words = ["-m1700ms", "--retry=1", "--retry-delay=0", &url, &url];
    let outcome = Probe::new().args(words).run();
    outcome.exits(1);
    assert_eq!(outcome.stderr.matches("slow: ").count(), 2, "{outcome}");
}

#[test]
fn who_wants_silence_gets_it() {
    let server = Server::start(Reply::Silent);
    for (options, lines) in [
        (&["-s"][..], 0),
        (&["-q"], 0),
        (&["-sS"], 1),
        (&["--format=json"], 0),
        (&["-sS", "--format=json"], 0),
        (&["--wait-healthy=1700ms"], 0),
    ] {
        let outcome = run(options, &server.url("/"));
        assert_eq!(outcome.stderr.lines().count(), lines, "{outcome}");
    }
}

#[test]
fn an_attempt_that_ends_in_time_is_not_reported() {
    let server = Server::start(Reply::Silent);
    let outcome = probe(["-m1400ms", &server.url("/")]);
    outcome.exits(1);
    assert_eq!(outcome.stderr, "", "{outcome}");
}

/// Runs until just after the line.
fn run(options: &[&str], target: &str) -> Outcome {
    Probe::new().arg("-m1700ms").args(options).arg(target).run()
}

/// Asserts what stands on stderr, and that nobody answered.
#[track_caller]
fn check(outcome: &Outcome, stderr: &str) {
    outcome.unhealthy(["no answer within 1.7 s"]);
    assert_eq!(outcome.stderr, stderr, "{outcome}");
}

//! The whole run ends at its limit, whatever the peer does, and not before.

use std::time::{Duration, Instant};

use crate::support::{Backlog, Outcome, Reply, Server, is_emulated, probe, skip};

/// The limit that most tests give.
const LIMIT: Duration = Duration::from_millis(300);

#[test]
fn a_silent_server_is_unhealthy_at_the_limit() {
    let server = Server::start(Reply::Silent);
    let outcome = limited(&[&server.url("/health")]);
    outcome.ended_at(LIMIT);
    let wanted = format!(
        "unhealthy: {}: no answer within 300 ms (connected, request sent, waiting for the status line)",
        server.url("/health")
    );
    assert_eq!(outcome.line(), wanted, "{outcome}");
}

#[test]
fn every_way_of_stalling_ends_at_the_limit() {
    let drip = |bytes: &[u8]| Reply::Drip {
        bytes: bytes.repeat(1000),
        every: Duration::from_millis(20),
    };
    for (name, reply) in [
        ("never reads", Reply::NeverRead),
        ("half a status line", Reply::Stall(b"HTTP/1.1 20".to_vec())),
        (
            "half a head",
            Reply::Stall(b"HTTP/1.1 200 OK\r\nA: b\r\n".to_vec()),
        ),
        ("drips a status line", drip(b"HTTP/1.1 200 OKOKOKOKOK")),
        (
            "interim answers for ever",
            drip(b"HTTP/1.1 100 Continue\r\n\r\n"),
        ),
    ] {
        let server = Server::start(reply);
        let outcome = limited(&[&server.url("/")]);
        outcome.unhealthy(["300 ms"]).ended_at(LIMIT);
        assert!(outcome.line().contains("within"), "{name}: {outcome}");
    }
}

#[test]
fn a_full_backlog_ends_at_the_limit() {
    let hole = Backlog::full();
    let outcome = limited(&[&hole.url("/")]);
    outcome.unhealthy(["300 ms"]).ended_at(LIMIT);
}

#[test]
fn a_connect_limit_ends_the_attempt_sooner() {
    let hole = Backlog::full();
    let outcome = probe(["-m", "10s", "--connect-timeout", "300ms", &hole.url("/")]);
    outcome.unhealthy(["300 ms"]).ended_at(LIMIT);
    let server = Server::start(Reply::Drip {
        bytes: b"HTTP/1.1 200 OK\r\n\r\n".to_vec(),
        every: Duration::from_millis(20),
    });
    probe(["--connect-timeout", "200ms", &server.url("/")]).healthy();
}

#[test]
fn a_slow_answer_inside_the_limit_is_healthy() {
    let server = Server::start(Reply::Drip {
        bytes: b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".to_vec(),
        every: Duration::from_millis(2),
    });
    probe([server.url("/")]).healthy();
}

#[test]
fn redirects_share_the_limit() {
    if is_emulated() {
        return skip("an emulator is too slow for the limit here");
    }
    let server = Server::start(Reply::custom(|talk| {
        talk.hear();
        if !talk.pause(Duration::from_millis(120)) {
            talk.answer(b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n");
        }
    }));
    let outcome = limited(&[&server.url("/")]);
    outcome.unhealthy(["300 ms"]).ended_at(LIMIT);
    assert_eq!(server.connections(), 3, "{outcome}");
}

#[test]
fn targets_share_the_limit() {
    let server = Server::start(Reply::Silent);
    let good = Server::start(Reply::ok());
    let outcome = limited(&[&good.url("/"), &server.url("/1"), &server.url("/2")]);
    outcome.exits(1).ended_at(LIMIT);
    assert_eq!(outcome.lines().len(), 3, "{outcome}");
    // Where each has to be healthy, the first may use all of it.
    let outcome = limited(&[&server.url("/3"), &good.url("/")]);
    outcome.exits(1).ended_at(LIMIT);
    let first = outcome.lines()[0];
    assert!(first.contains("no answer within 300 ms"), "{outcome}");
}

#[test]
fn attempts_without_a_number_share_the_limit() {
    let server = Server::start(Reply::status(503));
    let options = ["--tries", "0", "--retry-delay", "50ms", &server.url("/")];
    let outcome = limited(&options);
    outcome.exits(1).ended_at(LIMIT);
    assert!(server.connections() >= 3, "{outcome}");
}

#[test]
fn with_a_number_of_retries_the_limit_is_that_of_each_attempt() {
    let server = Server::start(Reply::Silent);
    let options = ["--retry", "2", "--retry-delay", "100ms", &server.url("/")];
    let outcome = limited(&options);
    let whole = LIMIT * 3 + Duration::from_millis(200);
    outcome.unhealthy(["300 ms"]).ended_at(whole);
    assert_eq!(server.connections(), 3, "{outcome}");
}

#[test]
fn no_body_is_awaited_without_an_assertion() {
    for reply in [
        Reply::Endless(b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), vec![b'x'; 64 * 1024]),
        Reply::Stall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nx".to_vec()),
        Reply::Stall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec()),
        Reply::Stall(b"HTTP/1.1 200 OK\r\n\r\n".to_vec()),
    ] {
        let server = Server::start(reply);
        let outcome = probe(["-m", "5s", &server.url("/")]);
        outcome.healthy();
        assert!(outcome.took < Duration::from_secs(1), "{outcome}");
    }
}

#[test]
fn verbose_does_not_wait_for_a_body_that_never_ends() {
    let stalled = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nx";
    let server = Server::start(Reply::Stall(stalled.to_vec()));
    let outcome = probe(["-v", "-m", "5s", &server.url("/")]);
    outcome.healthy();
    assert!(outcome.took < Duration::from_secs(1), "{outcome}");
}

#[test]
fn a_body_that_an_assertion_waits_for_ends_at_the_limit() {
    let server = Server::start(Reply::Stall(b"HTTP/1.1 200 OK\r\n\r\nnot yet".to_vec()));
    let outcome = limited(&["--expect-body", "ready", &server.url("/")]);
    outcome.unhealthy([]).ended_at(LIMIT);
}

#[test]
fn an_endless_head_is_unhealthy_before_the_limit() {
    for (first, again) in [
        (
            "HTTP/1.1 200 OK\r\n",
            "A: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n",
        ),
        (
            "HTTP/1.1 200 ",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        ),
    ] {
        let again = again.repeat(1000).into_bytes();
        let server = Server::start(Reply::Endless(first.as_bytes().to_vec(), again));
        let outcome = probe(["-m", "10s", &server.url("/")]);
        outcome.unhealthy([]);
        assert!(outcome.took < Duration::from_secs(2), "{outcome}");
    }
}

#[test]
fn a_head_of_64_kib_and_100_lines_is_read_and_more_is_not() {
    for (lines, width, code) in [(98, 20, 0), (60, 1000, 0), (101, 20, 1), (99, 700, 1)] {
        let header = format!("X-Long: {}\r\n", "a".repeat(width));
        let server = Server::start(Reply::answer(200, &header.repeat(lines), b""));
        let outcome = probe([server.url("/")]);
        outcome.exits(code);
        if code == 1 {
            outcome.unhealthy(["head"]);
        }
    }
}

#[test]
fn every_way_to_write_a_time_is_understood() {
    let server = Server::start(Reply::ok());
    let url = server.url("/");
    for time in [
        "3", "2.5", "1500ms", "3s", "1m", "0.5", "60m", "3600", "3600s", "1.5s",
    ] {
        probe(["--max-time", time, &url]).healthy();
    }
    for option in ["-m3", "-T3", "--max-time=3", "--timeout=3", "-m=3"] {
        let outcome = probe([option, &url]);
        let wanted = if option == "-m=3" { 64 } else { 0 };
        outcome.exits(wanted);
    }
    probe(["--timeout", "3", &url]).healthy();
}

/// The contract's promise, as the best of some runs: a busy test machine may delay one of them.
#[test]
fn a_run_ends_within_100_ms_of_its_limit() {
    if is_emulated() {
        return skip("an emulator needs time of its own");
    }
    let promise = LIMIT + Duration::from_millis(100);
    let server = Server::start(Reply::Silent);
    let hole = Backlog::full();
    for url in [server.url("/"), hole.url("/")] {
        let kept = (0..5).any(|_| limited(&[&url]).took < promise);
        assert!(kept, "five runs against {url} ended more than 100 ms late");
    }
}

#[test]
fn the_default_limit_is_ten_seconds() {
    let server = Server::start(Reply::Silent);
    let start = Instant::now();
    let outcome = probe([server.url("/")]);
    outcome
        .unhealthy(["no answer within 10 s"])
        .ended_at(Duration::from_secs(10));
    assert!(start.elapsed() >= Duration::from_secs(10));
}

/// Runs with the usual limit.
fn limited(arguments: &[&str]) -> Outcome {
    probe(["--max-time", "300ms"].iter().chain(arguments))
}

//! More than one target, and more than one attempt.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::support::{ClosedPort, Probe, Reply, Server, need, probe, skip, slack};

#[test]
fn all_targets_must_be_healthy_and_each_gets_its_line() {
    let good = Server::start(Reply::ok());
    let bad = Server::start(Reply::status(503));
    let outcome = probe([good.url("/1"), good.url("/2")]);
    outcome.exits(0);
    assert_eq!(outcome.lines().len(), 2, "{outcome}");

    let outcome = probe([good.url("/1"), bad.url("/2"), good.url("/3")]);
    outcome.exits(1);
    let starts: Vec<_> = outcome
        .lines()
        .iter()
        .map(|line| line.split(": ").take(2).collect::<Vec<_>>().join(" "))
        .collect();
    let wanted = [
        format!("healthy {}", good.url("/1")),
        format!("unhealthy {}", bad.url("/2")),
        format!("healthy {}", good.url("/3")),
    ];
    assert_eq!(starts, wanted, "{outcome}");
}

#[test]
fn a_silent_first_target_does_not_hide_the_others() {
    let silent = Server::start(Reply::Silent);
    let port = ClosedPort::take();
    let outcome = probe(["-m", "300ms", &silent.url("/"), &port.url("/")]);
    outcome.exits(1);
    assert_eq!(outcome.lines().len(), 2, "{outcome}");
    assert!(
        outcome
            .lines()
            .iter()
            .all(|line| line.starts_with("unhealthy: ")),
        "{outcome}"
    );
}

#[test]
fn a_line_says_how_long_its_target_was_asked() {
    let silent = Server::start(Reply::Silent);
    let late = Server::start(Reply::Drip {
        bytes: b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".to_vec(),
        every: Duration::from_millis(12),
    });
    let calls = [
        (vec!["--any"], [&silent, &silent]),
        (vec![], [&late, &silent]),
    ];
    for (options, targets) in calls {
        let urls = targets.map(|server| server.url("/"));
        let words = options.into_iter().chain(urls.iter().map(String::as_str));
        let outcome = probe(["-m", "900ms"].into_iter().chain(words));
        outcome.exits(1);
        let line = *outcome.lines().last().expect("two lines");
        assert!(line.contains("no answer within "), "{outcome}");
        assert!(!line.contains("within 900 ms"), "{outcome}");
    }
}

#[test]
fn retry_makes_so_many_more_attempts() {
    for (options, attempts, code) in [
        (vec!["--retry", "2", "--retry-delay", "10ms"], 3, 0),
        (vec!["--retry=1"], 2, 1),
        (vec!["--retry=0"], 1, 1),
        (vec![], 1, 1),
        (vec!["--tries=3"], 3, 0),
        (vec!["-t", "2"], 2, 1),
        (vec!["-t1"], 1, 1),
        (vec!["-t0"], 3, 0),
        (vec!["--tries", "inf"], 3, 0),
    ] {
        let replies = vec![Reply::status(503), Reply::CloseAfterRequest, Reply::ok()];
        let server = Server::start(Reply::Sequence(replies));
        let outcome = probe(options.iter().chain(&[server.url("/").as_str()]));
        outcome.exits(code);
        assert_eq!(server.connections(), attempts, "{outcome}");
        outcome.line();
    }
}

#[test]
fn the_delay_lies_between_attempts() {
    let server = Server::start(Reply::status(503));
    let outcome = probe(["--retry", "2", "--retry-delay", "150ms", &server.url("/")]);
    outcome.exits(1).ended_at(Duration::from_millis(300));
}

#[test]
fn waiting_ends_when_the_answer_turns_healthy() {
    let replies = vec![
        Reply::status(503),
        Reply::ResetAtAccept,
        Reply::status(503),
        Reply::ok(),
    ];
    let server = Server::start(Reply::Sequence(replies));
    let outcome = probe([
        "--wait-healthy",
        "10s",
        "--interval",
        "50ms",
        &server.url("/"),
    ]);
    outcome.healthy().says(["200"]);
    assert_eq!(server.connections(), 4);
    assert!(outcome.took >= Duration::from_millis(150), "{outcome}");
}

#[test]
fn waiting_starts_before_its_server_and_ends_soon_after_it_comes() {
    let interval = Duration::from_millis(100);
    let port = ClosedPort::take();
    let url = port.url("/");
    let running = Probe::new()
        .args(["--wait-healthy", "10s", "--interval", "100ms", &url])
        .start();
    // Time is what this test is about: the server comes late.
    thread::sleep(Duration::from_millis(350));
    let came = Instant::now();
    let _server = port.open(Reply::ok());
    let outcome = running.finish();
    outcome.healthy();
    let late = came.elapsed();
    assert!(
        late < interval + slack(),
        "{late:?} after the server came: {outcome}"
    );
    assert!(outcome.took >= Duration::from_millis(350), "{outcome}");
}

#[test]
fn waiting_ends_at_its_limit() {
    let server = Server::start(Reply::status(503));
    let outcome = probe([
        "--wait-healthy",
        "400ms",
        "--interval",
        "100ms",
        &server.url("/"),
    ]);
    outcome
        .unhealthy(["503"])
        .ended_at(Duration::from_millis(400));
    assert!(
        (3..=6).contains(&server.connections()),
        "{} attempts: {outcome}",
        server.connections()
    );
}

#[test]
fn max_time_limits_each_attempt_of_a_wait() {
    let replies = vec![Reply::Silent, Reply::Silent, Reply::ok()];
    let server = Server::start(Reply::Sequence(replies));
    let options = ["--wait-healthy", "10s", "-m", "200ms", "--interval", "50ms"];
    let outcome = probe(options.iter().chain(&[server.url("/").as_str()]));
    outcome.healthy();
    assert!(outcome.took >= Duration::from_millis(400), "{outcome}");
    assert!(
        outcome.took < Duration::from_millis(500) + slack(),
        "{outcome}"
    );
}

#[test]
fn a_wait_shorter_than_max_time_ends_on_time() {
    let server = Server::start(Reply::Silent);
    let outcome = probe(["--wait-healthy", "300ms", "-m", "10s", &server.url("/")]);
    outcome.unhealthy([]).ended_at(Duration::from_millis(300));
}

#[test]
fn a_wait_waits_for_every_target() {
    let good = Server::start(Reply::ok());
    let later = Server::start(Reply::Sequence(vec![Reply::status(503), Reply::ok()]));
    let options = [
        "--wait-healthy",
        "10s",
        "--interval",
        "50ms",
        &good.url("/"),
        &later.url("/"),
    ];
    let outcome = probe(options);
    outcome.exits(0);
    assert_eq!(outcome.lines().len(), 2, "{outcome}");
}

#[test]
fn a_wait_is_quiet_unless_somebody_watches() {
    let server = Server::start(Reply::Sequence(vec![Reply::status(503), Reply::ok()]));
    let outcome = probe([
        "--wait-healthy",
        "10s",
        "--interval",
        "50ms",
        &server.url("/"),
    ]);
    outcome.healthy();
    assert_eq!(outcome.stderr, "", "{outcome}");
}

#[test]
fn sigterm_ends_a_wait_at_once() {
    let server = Server::start(Reply::status(503));
    let options = [
        "--wait-healthy",
        "15s",
        "--interval",
        "5s",
        &server.url("/"),
    ];
    let running = Probe::new().args(options).start();
    server.await_connections(1);
    kill_process(running.pid(), Signal::TERM).expect("a child can be signalled");
    let outcome = running.finish();
    assert_ne!(outcome.code, Some(0), "{outcome}");
    assert!(outcome.took < Duration::from_secs(2), "{outcome}");
}

#[test]
fn sigterm_ends_a_wait_of_process_1_too() {
    if !rustix::process::geteuid().is_root() {
        return skip("only root may make a process namespace");
    }
    let Some(unshare) = need("unshare") else {
        return;
    };
    let server = Server::start(Reply::status(503));
    let namespace = [unshare.as_os_str(), "--pid".as_ref(), "--fork".as_ref()];
    let options = ["--wait-healthy", "5s", "--interval", "1s", &server.url("/")];
    let running = Probe::new().under(namespace).args(options).start();
    server.await_connections(1);
    let parent = running.pid().as_raw_nonzero();
    let children = format!("/proc/{parent}/task/{parent}/children");
    let child = fs::read_to_string(children).expect("unshare has a child");
    let child = child.trim().parse().ok().and_then(Pid::from_raw);
    // An engine's stop signal reaches a container's first process only if it asked for it.
    kill_process(child.expect("one child"), Signal::TERM).expect("a process can be signalled");
    let outcome = running.finish();
    assert_ne!(outcome.code, Some(0), "{outcome}");
    assert!(outcome.took < Duration::from_secs(2), "{outcome}");
}

#[test]
fn the_fail_code_can_be_chosen() {
    let server = Server::start(Reply::status(503));
    for code in [1, 3, 63] {
        probe([format!("--fail-code={code}"), server.url("/")]).exits(code);
    }
    let good = Server::start(Reply::ok());
    probe(["--fail-code=3", &good.url("/")]).exits(0);
    probe(["--fail-code=3", "ftp://x/"]).exits(64);
}

//! Judging takes no more time than the limit allows, whatever the body and the checks.

use std::time::Duration;

use crate::support::{Probe, Reply, Server};

/// A JSON body of nearly 64 KiB with `{"a":1, …}` at its end.
fn long() -> String {
    let rest: Vec<_> = (0..4_500).map(|at| format!("\"k{at:05}\":{at}")).collect();
    format!("{{{},\"a\":1}}", rest.join(","))
}

#[test]
fn a_hundred_checks_share_one_walk() {
    let body = long();
    assert!((60_000..=65_536).contains(&body.len()), "{}", body.len());
    let server = Server::start(Reply::body(body));
    let checks: Vec<_> = (0..100)
        .map(|at| format!("--expect-json=k{at:05}={at}"))
        .collect();
    let run = Probe::new().args(checks).arg("-m3").arg(server.url("/"));
    let outcome = run.run();
    outcome.healthy();
    assert!(outcome.took < Duration::from_secs(1), "{outcome}");
}

#[test]
fn judging_ends_at_the_limit() {
    let body = long();
    let checks: Vec<_> = (0..30_000).map(|_| "--expect-json=a=1").collect();
    let server = Server::start(Reply::body(body));
    let run = Probe::new()
        .args(checks)
        .arg("-m150ms")
        .arg(server.url("/"));
    let outcome = run.run();
    outcome
        .unhealthy(["out of time while checking the body"])
        .ended_at(Duration::from_millis(150));
}

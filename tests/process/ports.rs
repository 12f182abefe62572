//! Real servers that speak no HTTP: the line that a user would write, in each state of the server.

#[path = "ports/greetings.rs"]
mod greetings;
#[path = "ports/mariadb.rs"]
mod mariadb;
#[path = "ports/memory.rs"]
mod memory;
#[path = "ports/postgresql.rs"]
mod postgresql;
#[path = "ports/secure.rs"]
mod secure;

use std::time::Duration;

use crate::support::{Outcome, grace, probe};

/// Runs checks of a port of this machine.
#[track_caller]
fn asked(options: &[&str], port: u16) -> Outcome {
    let target = format!("tcp://localhost:{port}");
    probe(options.iter().chain(&[target.as_str()]))
}

/// Asserts that checks of a port hold, long before the limit.
#[track_caller]
fn answers(options: &[&str], port: u16) {
    let outcome = asked(options, port);
    outcome.healthy().says(["answered in "]);
    assert!(outcome.took < SOON * grace(), "{outcome}");
}

/// Asserts that nobody listens on a port any more.
#[track_caller]
fn is_gone(options: &[&str], port: u16) {
    asked(options, port).unhealthy(["connection refused at 127.0.0.1:"]);
}

/// Far less than the limit of 10 s, and far more than any server here takes.
const SOON: Duration = Duration::from_secs(3);

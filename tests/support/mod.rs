//! Servers, the program under test, and the tools beside it.
//!
//! Everything here waits for events (a connection, a line of output, the end of a process), never
//! for time to pass, unless the time itself is what a test is about.
#![allow(
    dead_code,
    unused_imports,
    reason = "each test target uses its own part of the house"
)]

mod binary;
mod certificate;
mod conversation;
mod daemon;
mod nginx;
mod outcome;
mod port;
mod probe;
mod reply;
mod request;
mod server;
mod shared;
mod socket;
mod tls;
mod tool;
mod uvicorn;

use std::env;
use std::time::Duration;

pub(crate) use self::binary::{
    binary, has_grpc, has_tls, is_emulated, is_static, reads_backwards, version,
};
pub(crate) use self::certificate::{Authority, Identity, dated};
pub(crate) use self::conversation::Conversation;
pub(crate) use self::daemon::{Daemon, NOBODY, as_nobody, scratch_of_nobody};
pub(crate) use self::nginx::Nginx;
pub(crate) use self::outcome::Outcome;
pub(crate) use self::port::{Backlog, ClosedPort, free_port};
pub(crate) use self::probe::{Probe, Running, probe};
pub(crate) use self::reply::Reply;
pub(crate) use self::request::Request;
pub(crate) use self::server::Server;
pub(crate) use self::socket::Socket;
pub(crate) use self::tls::{Manner, Tls};
pub(crate) use self::tool::{current_engines, missing, need, scratch, skip};
pub(crate) use self::uvicorn::{Uvicorn, venv};

/// How much later than its limit a run may end on a busy test machine.
///
/// The contract promises 100 ms; `limits.rs` holds the program to that on its own, with retries.
pub(crate) fn slack() -> Duration {
    Duration::from_millis(500) * grace()
}

/// How many times as long as usual everything may take that is no promise of its own.
///
/// `TEST_GRACE`, which is set for an emulated processor: it takes some ten times as long to start and
/// to reckon, and no longer to wait.
pub(crate) fn grace() -> u32 {
    env::var("TEST_GRACE").map_or(1, |times| {
        times.parse().expect("TEST_GRACE is a whole number")
    })
}

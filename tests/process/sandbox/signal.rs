//! SIGTERM, which must end a run even where it is process 1.

use std::fs;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use super::cell::Cell;
use crate::support::{Probe, Reply, Running, Server, need, skip};

#[test]
fn sigterm_ends_a_run_that_waits() {
    if Cell::new().is_none() {
        return;
    }
    let server = Server::start(Reply::Silent);
    let running = Probe::new().args(["-m", "15s", &server.url("/")]).start();
    server.await_connections(1);
    let pid = running.pid();
    ends_at_once(running, pid);
}

#[test]
fn sigterm_ends_a_run_whose_parent_blocked_it() {
    let Some(env) = need("env") else { return };
    let server = Server::start(Reply::Silent);
    let blocking = [env.as_os_str(), "--block-signal=TERM".as_ref()];
    let probe = Probe::new().under(blocking);
    let running = probe.args(["-m", "15s", &server.url("/")]).start();
    server.await_connections(1);
    let pid = running.pid();
    ends_at_once(running, pid);
}

#[test]
fn sigterm_ends_a_run_that_is_process_1() {
    let Some(cell) = Cell::new() else { return };
    let Some(unshare) = need("unshare") else {
        return;
    };
    let server = Server::start(Reply::Silent);
    let probe = Probe::new().under([unshare.as_os_str(), "--pid".as_ref(), "--fork".as_ref()]);
    let running = cell
        .inside(probe)
        .args(["-m", "15s", &server.url("/")])
        .start();
    server.await_connections(1);
    let parent = running.pid().as_raw_nonzero();
    let Ok(children) = fs::read_to_string(format!("/proc/{parent}/task/{parent}/children")) else {
        return skip("this kernel does not list children");
    };
    let child = children.trim().parse().ok().and_then(Pid::from_raw);
    ends_at_once(running, child.expect("one child"));
}

/// Sends SIGTERM to the probe, and checks that the run ends long before its limit.
fn ends_at_once(running: Running, probe: Pid) {
    kill_process(probe, Signal::TERM).expect("it is ours");
    let outcome = running.finish();
    outcome.exits(1);
    assert!(outcome.took < Duration::from_secs(10), "{outcome}");
}

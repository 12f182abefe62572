//! Exit status 70: a defect of probelet's own, and exhausted memory.

use std::fs;

use rustix::process::{Signal, kill_process};

use crate::support::{Outcome, Probe, Reply, Server, is_emulated, is_static, need, scratch, skip};

/// The line on standard error.
const LINE: &str = "probelet: internal error; please report it\n";

#[test]
fn what_a_panic_becomes_in_the_files_that_ship_is_exit_70() {
    let server = Server::start(Reply::Silent);
    let running = Probe::new().args(["-m", "15s", &server.url("/")]).start();
    server.await_connections(1);
    kill_process(running.pid(), Signal::ILL).expect("a child can be sent a signal");
    let outcome = running.finish();
    outcome.exits(70);
    assert_eq!(outcome.stderr, LINE, "{outcome}");
}

#[test]
fn memory_comes_from_the_kernel_until_there_is_no_more() {
    if !is_static() || is_emulated() {
        return skip("only a static file, run without an emulator, needs as little memory");
    }
    let Some(prlimit) = need("prlimit") else {
        return;
    };
    let folder = scratch();
    let data = folder.path().join("data");
    fs::write(&data, "x".repeat(1 << 20)).expect("a file can be written");
    let server = Server::start(Reply::ok());
    let post = |limit: &str| -> Outcome {
        let probe = Probe::new().under([prlimit.as_os_str(), limit.as_ref()]);
        let data = format!("@{}", data.display());
        let probe = probe.args(["-d", &data, "-d", &data, "-d", &data]);
        probe.arg(server.url("/")).run()
    };
    post("--as=16777216").healthy();
    let outcome = post("--as=4194304");
    outcome.exits(70);
    assert!(outcome.stderr.ends_with(LINE), "{outcome}");
}

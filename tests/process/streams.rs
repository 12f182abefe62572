//! Full, broken, closed and slow streams change nothing.

use std::fs::File;
use std::io::{self, Read, Write};
use std::process::Stdio;
use std::time::Duration;

use crate::support::{ClosedPort, Probe, Reply, Server};

/// Every way to close standard streams, for a shell.
pub(crate) const CLOSED: [&str; 7] = [
    "<&-",
    ">&-",
    "2>&-",
    "<&- >&-",
    "<&- 2>&-",
    ">&- 2>&-",
    "<&- >&- 2>&-",
];

#[test]
fn a_stream_that_takes_nothing_changes_no_exit_status() {
    let full = || {
        Stdio::from(
            File::options()
                .write(true)
                .open("/dev/full")
                .expect("opens"),
        )
    };
    let broken = || Stdio::from(io::pipe().expect("a pipe").1);
    let server = Server::start(Reply::ok());
    let port = ClosedPort::take();
    let good = server.url("/");
    let bad = port.url("/");
    let rows = [
        ([good.as_str(), "-v"], 0),
        ([bad.as_str(), "-v"], 1),
        ([good.as_str(), "--banana"], 64),
    ];
    for (arguments, code) in rows {
        let run = |stdout: Stdio, stderr: Stdio| {
            let probe = Probe::new().args(arguments).stdout(stdout).stderr(stderr);
            probe.run().exits(code);
        };
        run(full(), full());
        run(full(), Stdio::null());
        run(Stdio::null(), full());
        run(broken(), broken());
        run(broken(), Stdio::null());
        run(Stdio::null(), broken());
    }
    for flag in ["--help", "--version"] {
        Probe::new().arg(flag).stdout(full()).run().exits(0);
        Probe::new().arg(flag).stdout(broken()).run().exits(0);
    }
}

#[test]
fn closed_descriptors_change_nothing_and_the_verdict_never_goes_to_the_server() {
    let server = Server::start(Reply::ok());
    let shut = Server::start(Reply::status(503));
    for closed in CLOSED {
        let script = format!("exec \"$@\" {closed}");
        let run = |url: &str, code: i32| {
            let probe = Probe::new().under(["/bin/sh", "-c", &script, "sh"]);
            probe.args(["-v", url]).run().exits(code);
        };
        run(&server.url("/"), 0);
        run(&shut.url("/"), 1);
    }
    assert_eq!(server.connections(), CLOSED.len());
    for request in server.requests().iter().chain(&shut.requests()) {
        assert_eq!(
            request.body(),
            b"",
            "{:?}",
            request.bytes().escape_ascii().to_string()
        );
    }
}

#[test]
fn a_pipe_that_nobody_reads_never_holds_a_run_past_its_limit() {
    let server = Server::start(Reply::ok());
    let (reader, mut writer) = io::pipe().expect("a pipe");
    fill(&mut writer);
    let stderr = writer.try_clone().expect("a second end");
    let probe = Probe::new().args(["-v", "-m", "500ms", &server.url("/")]);
    let outcome = probe.stdout(writer).stderr(stderr).run();
    outcome.exits(0);
    assert!(outcome.took < Duration::from_secs(1), "{outcome}");
    drop(reader);
}

#[test]
fn a_pipe_that_nobody_reads_takes_no_time_from_the_targets_behind() {
    let server = Server::start(Reply::ok());
    let (reader, mut writer) = io::pipe().expect("a pipe");
    fill(&mut writer);
    let stderr = writer.try_clone().expect("a second end");
    let urls = vec![server.url("/"); 20];
    let probe = Probe::new().args(["-v", "-m", "500ms"]).args(urls);
    let outcome = probe.stdout(writer).stderr(stderr).run();
    outcome.exits(0);
    assert_eq!(server.connections(), 20);
    assert!(outcome.took < Duration::from_secs(1), "{outcome}");
    drop(reader);
}

#[test]
fn a_slow_reader_gets_everything() {
    let server = Server::start(Reply::body("x".repeat(60_000)));
    let (mut reader, writer) = io::pipe().expect("a pipe");
    let running = Probe::new()
        .args(["-o", "-", &server.url("/")])
        .stdout(writer)
        .start();
    server.await_connections(1);
    let mut body = Vec::new();
    reader.read_to_end(&mut body).expect("reads");
    running.finish().exits(0);
    assert_eq!(body.len(), 60_000);
}

/// Writes until a pipe takes no more.
fn fill(writer: &mut io::PipeWriter) {
    use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
    let flags = fcntl_getfl(&*writer).expect("a pipe has flags");
    fcntl_setfl(&*writer, flags | OFlags::NONBLOCK).expect("a pipe can be made non-blocking");
    for size in [4096, 1] {
        while writer.write(&vec![b'.'; size]).is_ok() {}
    }
    fcntl_setfl(&*writer, flags).expect("a pipe can be made blocking");
}

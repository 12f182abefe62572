//! What advice and `-v` cost those who do not need them: nothing.

use std::fs;

use super::peer::serving;
use super::{SETUP, alone};
use crate::support::{
    Probe, Reply, Server, is_emulated, is_static, need, probe, reads_backwards, scratch, skip,
};

/// What a healthy run asks of the kernel once it has a socket: nothing for advice or for what `-v`
/// would show.
const CALLS: [&str; 12] = [
    "socket",
    "setsockopt",
    "connect",
    "getsockname",
    "sendto",
    "ppoll",
    "recvfrom",
    "close",
    "rt_sigaction",
    "setitimer",
    "write",
    "exit_group",
];

#[test]
fn a_healthy_run_makes_no_call_for_advice() {
    if !is_static() || is_emulated() {
        return skip(
            "only for the static files of dist/, run without an emulator; set TEST_BINARY",
        );
    }
    let Some(strace) = need("strace") else { return };
    let server = Server::start(Reply::ok());
    let folder = scratch();
    let log = folder.path().join("calls");
    let tracer = [strace.as_os_str(), "-o".as_ref(), log.as_os_str()];
    Probe::new()
        .under(tracer)
        .arg(server.url("/"))
        .run()
        .healthy();
    let log = fs::read_to_string(log).expect("strace writes its log");
    let calls: Vec<_> = log
        .lines()
        .filter_map(|line| Some(line.split_once('(')?.0))
        // Memory is not what this is about.
        .filter(|call| !matches!(*call, "brk" | "mmap" | "munmap"))
        .skip_while(|call| *call != "socket")
        .collect();
    assert!(calls.iter().all(|call| CALLS.contains(call)), "{log}");
    // One of each, and one more look at a socket that was not ready.
    assert!(calls.len() <= CALLS.len() + 2, "{log}");
}

#[test]
fn without_proc_there_is_no_advice_and_no_trouble() {
    if reads_backwards() {
        return skip("an emulator shows /proc/net in the byte order of this machine");
    }
    alone(SETUP, || {
        let _elsewhere = Server::at("127.0.0.1:9000", Reply::ok())
            .expect("the port is free")
            .never_called();
        let url = "http://localhost:8000/";
        let refused =
            format!("unhealthy: {url}: connection refused at 127.0.0.1:8000 and [::1]:8000");
        let outcome = probe([url]);
        let line = outcome.line();
        let advice = line.strip_prefix(refused.as_str()).unwrap_or_default();
        assert!(advice.ends_with(" listens on 127.0.0.1:9000"), "{line}");
        let script = "mount -t tmpfs tmpfs /proc; exec \"$@\"";
        let words = ["unshare", "--mount", "/bin/sh", "-ec", script, "sh"];
        let outcome = Probe::new().under(words).arg(url).run();
        outcome.exits(1);
        assert_eq!(outcome.line(), refused, "{outcome}");
    });
}

#[test]
fn a_healthy_line_carries_no_advice() {
    alone(SETUP, || {
        let _server = serving(Reply::redirect(302, "http://other.test/"));
        let outcome = probe(["http://localhost:8000/"]);
        outcome.healthy();
        assert!(
            outcome
                .line()
                .ends_with("; redirects to http://other.test/, not followed"),
            "{outcome}"
        );
    });
}

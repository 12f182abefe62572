//! redis and memcached, which answer a line of text.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;

use super::{answers, asked, is_gone};
use crate::support::{Daemon, as_nobody, free_port, need, probe, scratch};

#[test]
fn redis_answers_a_ping() {
    let folder = scratch();
    let port = free_port();
    let Some(redis) = start_redis(folder.path(), port, &[], READY) else {
        return;
    };
    answers(PING, port);
    answers(&[PING, &["--reject-body", "LOADING"]].concat(), port);
    let shown = asked(&[PING, &["-v"]].concat(), port)
        .healthy()
        .stderr
        .clone();
    assert!(shown.contains("| +PONG\n"), "{shown}");
    let open = format!("healthy: tcp://localhost:{port}: connected in N ms");
    assert_eq!(asked(&[], port).untimed_line(), open);
    let page = format!("http://127.0.0.1:{port}/");
    probe([page]).unhealthy(["connection closed without an answer"]);
    let unknown = asked(&[VERSION, &["-m", "300ms"]].concat(), port);
    unknown.unhealthy(["the answer does not contain \"VERSION\"; it says -ERR unknown"]);
    command(port, "CONFIG SET requirepass s3cret\r\n");
    let locked = asked(&[PING, &["--reject-body", "NOAUTH"]].concat(), port);
    locked.unhealthy(["the answer does not contain \"+PONG\"; it says -NOAUTH"]);
    answers(&["--send", "PING\\r\\n", "--expect-body", "NOAUTH"], port);
    drop(redis);
    is_gone(PING, port);
}

#[test]
fn redis_is_unhealthy_while_it_loads_its_data() {
    let folder = scratch();
    let port = free_port();
    let Some(redis) = start_redis(folder.path(), port, &[], READY) else {
        return;
    };
    command(port, "DEBUG POPULATE 1000\r\n");
    command(port, "SAVE\r\n");
    drop(redis);
    // A millisecond for each key, with a look at the clients after some hundred of them.
    let slowly = [
        "--key-load-delay",
        "1000",
        "--loading-process-events-interval-bytes",
        "1024",
    ];
    let Some(_redis) = start_redis(folder.path(), port, &slowly, "Loading RDB produced by") else {
        return;
    };
    let checks = [PING, &["--reject-body", "LOADING"]].concat();
    let loading = asked(&checks, port);
    loading.unhealthy(["the answer does not contain \"+PONG\"; it says -LOADING"]);
    asked(&[], port).healthy();
    asked(&[&checks[..], &["--wait-healthy", "15s"]].concat(), port).healthy();
}

#[test]
fn memcached_answers_with_its_version() {
    let Some(memcached) = need("memcached") else {
        return;
    };
    let port = free_port();
    let mut command = as_nobody(memcached);
    command.args(["-l", "127.0.0.1", "-U", "0", "-vv", "-p", &port.to_string()]);
    let memcached = Daemon::start(command, Path::new("/"), "server listening");
    answers(VERSION, port);
    let other = asked(&[PING, &["--reject-body", "ERROR"]].concat(), port);
    other.unhealthy(["the answer does not contain \"+PONG\"; it says ERROR"]);
    drop(memcached);
    is_gone(VERSION, port);
}

/// Starts redis on a port, without persistence but for its folder's dump.
fn start_redis(folder: &Path, port: u16, options: &[&str], ready: &str) -> Option<Daemon> {
    let mut command = Command::new(need("redis-server")?);
    command.args(["--bind", "127.0.0.1", "--port", &port.to_string()]);
    command.args(["--save", "", "--enable-debug-command", "yes"]);
    command.args(options);
    Some(Daemon::start(command, folder, ready))
}

/// Has redis carry out a command.
#[track_caller]
fn command(port: u16, line: &str) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("redis accepts");
    stream.write_all(line.as_bytes()).expect("redis reads");
    let mut answer = [0; 5];
    stream.read_exact(&mut answer).expect("redis answers");
    assert_eq!(&answer, b"+OK\r\n", "{line}");
}

/// What redis writes once it serves.
const READY: &str = "Ready to accept connections";

/// The check of redis.
const PING: &[&str] = &["--send", "PING\\r\\n", "--expect-body", "+PONG"];

/// The check of memcached.
const VERSION: &[&str] = &["--send", "version\\r\\n", "--expect-body", "VERSION"];

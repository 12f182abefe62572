//! Streams that nobody reads, of every kind: no write blocks past the limit.

use std::fs::File;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::process::Stdio;
use std::time::Duration;

use rustix::fs::{CWD, Mode, OFlags, mkfifoat, open};
use rustix::io::Errno;

use crate::support::{
    Probe, Reply, Server, binary, is_emulated, is_static, need, scratch, skip, slack,
};

#[test]
fn a_stream_that_nobody_reads_holds_no_run_past_its_limit() {
    let server = Server::start(Reply::body("x".repeat(60_000)));
    for (name, make) in KINDS {
        let Some((ours, theirs)) = make() else {
            continue;
        };
        // Nothing reads the other end, so that about what its buffer holds gets through.
        for options in [&["-v"][..], &["-o", "-"], &["-v", "--format=json"]] {
            let stderr = theirs.try_clone().expect("a second end");
            let stdout = theirs.try_clone().expect("a third end");
            let probe = Probe::new().arg("-m300ms").args(options);
            let probe = probe.args([server.url("/"), server.url("/")]);
            let outcome = probe
                .stdout(Stdio::from(stdout))
                .stderr(Stdio::from(stderr))
                .run();
            outcome.exits(0);
            let took = outcome.took;
            assert!(took < Duration::from_millis(900), "{name}: {outcome}");
        }
        drop(ours);
    }
}

#[test]
fn a_stream_that_nobody_reads_costs_no_time_for_each_target() {
    let server = Server::start(Reply::Silent);
    let urls = vec![server.url("/"); 1000];
    for (name, make) in KINDS {
        let Some((ours, theirs)) = make() else {
            continue;
        };
        let stderr = theirs.try_clone().expect("a second end");
        let probe = Probe::new().args(["-v", "-m300ms"]).args(&urls);
        let outcome = probe.stdout(theirs).stderr(stderr).run();
        outcome.exits(1);
        let took = outcome.took;
        let most = Duration::from_millis(300) + slack();
        assert!(took < most, "{name}: {took:?}");
        drop(ours);
    }
}

#[test]
fn ten_redirects_with_long_heads_fit_16_mib() {
    let Some(prlimit) = need("prlimit").filter(|_| is_static() && !is_emulated()) else {
        return skip("only for the static file");
    };
    // Bytes that are shown as four, and ones that JSON escapes besides.
    let filler =
        "X: \u{1}\\\"\u{1}\\\"\u{1}\\\"\u{1}\\\"\u{1}\\\"\u{1}\\\"\u{1}\\\"\r\n".repeat(90);
    let long = "\u{1}\"\\".repeat(20_000);
    let server = Server::start(Reply::choose(move |request| {
        let count = request.path().matches('a').count();
        let next = format!("/{}", "a".repeat(count + 1));
        let status = if count < 10 { "302 Found" } else { "503 No" };
        Reply::raw(format!(
            "HTTP/1.1 {status}\r\nLocation: {next}\r\n{filler}Y: {long}\r\n\r\n{long}"
        ))
    }));
    for options in [
        &["-v"][..],
        &["-v", "--format=json"],
        &["--server-response"],
    ] {
        let limited = [prlimit.as_os_str(), "--as=16777216".as_ref()];
        let probe = Probe::new().under(limited).program(binary());
        let outcome = probe.args(options).arg(server.url("/")).run();
        outcome.exits(1);
        assert!(outcome.line().contains("503 No"), "{options:?}");
    }
}

/// Both ends of a stream of one kind, the second for the probe.
type Ends = fn() -> Option<(OwnedFd, OwnedFd)>;

/// Every kind of stream that can be full.
const KINDS: [(&str, Ends); 6] = [
    ("a pipe", || {
        let (reader, writer) = io::pipe().expect("a pipe");
        Some((reader.into(), writer.into()))
    }),
    ("a FIFO", fifo),
    ("a Unix socket", || {
        let (ours, theirs) = UnixStream::pair().expect("a pair");
        Some((ours.into(), theirs.into()))
    }),
    ("a TCP socket", || {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let theirs = TcpStream::connect(address).expect("it listens");
        let (ours, _) = listener.accept().expect("somebody connects");
        fill(&theirs);
        Some((ours.into(), theirs.into()))
    }),
    ("a terminal", || terminal(false)),
    ("a terminal that was stopped", || terminal(true)),
];

/// A FIFO whose reader is there and does not read.
fn fifo() -> Option<(OwnedFd, OwnedFd)> {
    let folder = scratch();
    let path = folder.path().join("fifo");
    mkfifoat(CWD, &path, Mode::RUSR | Mode::WUSR).expect("a FIFO can be made");
    let flags = OFlags::RDONLY | OFlags::NONBLOCK;
    let ours = open(&path, flags, Mode::empty()).expect("opens");
    let theirs = File::options().write(true).open(&path).expect("opens");
    Some((ours, theirs.into()))
}

/// A pseudo-terminal whose other side does not read; `full` is whether its buffer is full already.
fn terminal(full: bool) -> Option<(OwnedFd, OwnedFd)> {
    let flags = rustix::pty::OpenptFlags::RDWR | rustix::pty::OpenptFlags::NOCTTY;
    let ours = match rustix::pty::openpt(flags) {
        Ok(ours) => ours,
        Err(Errno::NOENT | Errno::ACCESS | Errno::NODEV) => {
            skip("there are no terminals here");
            return None;
        }
        Err(error) => panic!("no terminal: {error}"),
    };
    rustix::pty::grantpt(&ours).expect("it is ours");
    rustix::pty::unlockpt(&ours).expect("it can be unlocked");
    let name = rustix::pty::ptsname(&ours, Vec::new()).expect("it has a name");
    let flags = OFlags::RDWR | OFlags::NOCTTY;
    let theirs = open(name.as_c_str(), flags, Mode::empty()).expect("opens");
    if full {
        fill(&theirs);
    }
    Some((ours, theirs))
}

/// Writes until a stream takes no more.
fn fill(stream: &impl AsFd) {
    use rustix::fs::{fcntl_getfl, fcntl_setfl};
    let flags = fcntl_getfl(stream).expect("a stream has flags");
    fcntl_setfl(stream, flags | OFlags::NONBLOCK).expect("it can be made non-blocking");
    for size in [4096, 1] {
        while rustix::io::write(stream, &vec![b'.'; size]).is_ok() {}
    }
    fcntl_setfl(stream, flags).expect("it can be made blocking");
}

#[test]
fn a_file_takes_everything() {
    let server = Server::start(Reply::body("x".repeat(60_000)));
    let folder = scratch();
    let path = folder.path().join("out");
    let mut file = File::create_new(&path).expect("a file");
    file.write_all(b"before\n").expect("writes");
    let probe = Probe::new().args(["-o", "-", &server.url("/")]);
    probe.stdout(file).run().exits(0);
    let mut text = String::new();
    let mut file = File::open(&path).expect("opens");
    file.read_to_string(&mut text).expect("reads");
    assert_eq!(text.len(), "before\n".len() + 60_000);
}

//! Servers that speak first: OpenSSH, SMTP, NATS.

use std::io::Read;
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;

use super::{answers, asked, is_gone};
use crate::support::{Daemon, as_nobody, free_port, need, scratch_of_nobody};

#[test]
fn openssh_sends_its_version() {
    let Some((sshd, keygen)) = need("sshd").zip(need("ssh-keygen")) else {
        return;
    };
    let folder = scratch_of_nobody();
    let key = folder.path().join("key");
    let mut made = as_nobody(keygen);
    made.args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(&key);
    assert!(made.status().expect("ssh-keygen runs").success());
    let port = free_port();
    let mut command = as_nobody(sshd);
    command
        .args(["-D", "-e", "-f", "/dev/null", "-h"])
        .arg(&key);
    let settings = [
        &format!("ListenAddress=127.0.0.1:{port}"),
        "PidFile=none",
        "MaxStartups=1",
    ];
    command.args(settings.iter().flat_map(|setting| ["-o", setting]));
    let sshd = Daemon::start(command, folder.path(), "Server listening on");
    answers(BANNER, port);
    asked(&["--expect-body", "220 ", "-m", "300ms"], port)
        .unhealthy(["the answer does not contain \"220 \""]);
    // With as many clients as it lets in before they have logged in.
    let held = greeted(port);
    asked(BANNER, port).unhealthy([]);
    asked(&[], port).healthy();
    drop(held);
    drop(sshd);
    is_gone(BANNER, port);
}

/// Connects to sshd until it greets: it may still count a client that has left, and says so instead.
fn greeted(port: u16) -> TcpStream {
    loop {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("sshd accepts");
        let mut start = [0; 4];
        if stream.read_exact(&mut start).is_ok() && start == *b"SSH-" {
            return stream;
        }
    }
}

#[test]
fn an_smtp_server_greets_with_220() {
    let Some(aiosmtpd) = need("aiosmtpd") else {
        return;
    };
    let port = free_port();
    let mut command = Command::new(aiosmtpd);
    command.args(["--nosetuid", "--debug", "--class", "aiosmtpd.handlers.Sink"]);
    command.args(["--listen", &format!("127.0.0.1:{port}")]);
    let smtp = Daemon::start(command, Path::new("/"), "Server is listening");
    answers(&["--expect-body", "220 "], port);
    let talk = ["--send", "EHLO probe\\r\\n", "--expect-body", "8BITMIME"];
    answers(&talk, port);
    asked(&[BANNER, &["-m", "300ms"]].concat(), port)
        .unhealthy(["the answer does not contain \"SSH-2.0\"; it says 220 "]);
    drop(smtp);
    is_gone(&["--expect-body", "220 "], port);
}

#[test]
fn nats_sends_what_it_is() {
    let Some(nats) = need("nats-server") else {
        return;
    };
    let port = free_port();
    let mut command = Command::new(nats);
    command.args(["-a", "127.0.0.1", "-p", &port.to_string()]);
    let nats = Daemon::start(command, Path::new("/"), "Server is ready");
    answers(&["--expect-body", "INFO {"], port);
    let talk = [
        "--send",
        "CONNECT {}\\r\\nPING\\r\\n",
        "--expect-body",
        "PONG",
    ];
    answers(&talk, port);
    drop(nats);
    is_gone(&talk, port);
}

/// The check of an SSH server.
const BANNER: &[&str] = &["--expect-body", "SSH-2.0"];

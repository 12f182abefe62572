//! Checks the scripted servers themselves, with nothing but std as the client.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use crate::support::{Backlog, ClosedPort, Nginx, Reply, Server, Uvicorn, scratch};

#[test]
fn a_server_answers_and_remembers() {
    let server = Server::start(Reply::status(503));
    let answer = ask(&server, "POST /x HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc");
    assert_eq!(
        answer,
        "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"
    );
    let request = server.request();
    assert_eq!(request.line(), "POST /x HTTP/1.1");
    assert_eq!(request.body(), b"abc");
}

#[test]
fn a_sequence_gives_the_last_reply_again() {
    let replies = vec![Reply::status(500), Reply::ok()];
    let server = Server::start(Reply::Sequence(replies));
    let codes: Vec<_> = (0..3)
        .map(|_| ask(&server, "GET / HTTP/1.1\r\n\r\n")[9..12].to_owned())
        .collect();
    assert_eq!(codes, ["500", "200", "200"]);
}

#[test]
fn a_reset_is_a_reset_and_a_close_is_a_close() {
    let server = Server::start(Reply::ResetAtAccept);
    let mut stream = TcpStream::connect(server.address()).expect("connects");
    let error = stream.read(&mut [0; 8]).expect_err("is reset");
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);

    let server = Server::start(Reply::CloseAtAccept);
    let mut stream = TcpStream::connect(server.address()).expect("connects");
    assert_eq!(stream.read(&mut [0; 8]).expect("is closed"), 0);
}

#[test]
fn a_drip_takes_its_time() {
    let server = Server::start(Reply::Drip {
        bytes: b"abcd".to_vec(),
        every: Duration::from_millis(30),
    });
    let start = Instant::now();
    assert_eq!(ask(&server, "GET / HTTP/1.1\r\n\r\n"), "abcd");
    assert!(start.elapsed() >= Duration::from_millis(120));
}

#[test]
fn a_silent_server_ends_when_it_is_dropped() {
    let server = Server::start(Reply::Silent);
    let mut stream = TcpStream::connect(server.address()).expect("connects");
    server.await_connections(1);
    drop(server);
    assert_eq!(stream.read(&mut [0; 8]).expect("is closed"), 0);
}

#[test]
#[should_panic(expected = "nobody connected")]
fn a_server_that_nobody_called_fails_its_test() {
    drop(Server::start(Reply::ok()));
}

#[test]
#[should_panic(expected = "must be left alone")]
fn a_server_that_must_be_left_alone_notices_a_mere_connection() {
    let server = Server::untouched();
    let _stream = TcpStream::connect(server.address()).expect("connects");
    drop(server);
}

#[test]
fn a_unix_server_answers() {
    let folder = scratch();
    let path = folder.path().join("app.sock");
    let server = Server::unix(&path, Reply::ok());
    let mut stream = UnixStream::connect(&path).expect("connects");
    stream.write_all(b"GET / HTTP/1.1\r\n\r\n").expect("sends");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("reads");
    assert!(answer.starts_with("HTTP/1.1 200 OK"));
    drop(server);
}

#[test]
fn a_closed_port_refuses() {
    let port = ClosedPort::take();
    let error = TcpStream::connect(("127.0.0.1", port.port())).expect_err("is refused");
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionRefused);
}

#[test]
fn a_full_backlog_swallows_connections() {
    let backlog = Backlog::full();
    let patience = Duration::from_millis(200);
    let error = TcpStream::connect_timeout(&backlog.address(), patience).expect_err("hangs");
    assert_eq!(error.kind(), std::io::ErrorKind::TimedOut);
}

#[test]
fn nginx_is_ready_when_it_is_handed_out() {
    if let Some(nginx) = Nginx::start("location / { return 204; }") {
        TcpStream::connect(("127.0.0.1", nginx.port())).expect("nginx listens");
    }
}

#[test]
fn uvicorn_is_ready_when_it_is_handed_out() {
    let source = "from fastapi import FastAPI\napp = FastAPI()\n";
    if let Some(uvicorn) = Uvicorn::start(source) {
        let url = uvicorn.url("");
        let address = url.strip_prefix("http://").expect("a plain URL");
        TcpStream::connect(address).expect("uvicorn listens");
    }
}

/// Sends text and reads to the end.
fn ask(server: &Server, request: &str) -> String {
    let mut stream = TcpStream::connect(server.address()).expect("connects");
    stream.write_all(request.as_bytes()).expect("sends");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("reads");
    answer
}

//! Ports that speak something other than what is asked of them, and targets other than HTTP.

use std::fs::{self, File};
use std::time::{Duration, SystemTime};

use super::peer::serving;
use super::situation::{Situation, unhealthy};
use super::socket::{Removed, allow};
use crate::support::{Reply, Server};

/// The situations.
pub(super) fn situations() -> Vec<Situation> {
    let mut all = http();
    all.extend(streams());
    all.extend(grpc());
    all.extend(files());
    all
}

/// A request to a port of something else.
fn http() -> Vec<Situation> {
    vec![
        port("the port is MySQL's", b"J\0\0\0\x0a8.0.36\0abc"),
        port("the port is PostgreSQL's", b"E\0\0\0\x50SFATAL\0VFATAL\0"),
        port("the port is Redis'", b"-ERR wrong number of arguments\r\n"),
        port("the port is memcached's", b"ERROR\r\nERROR\r\n"),
        port("the port is a mail server's", b"220 mail.test ESMTP\r\n"),
        port(
            "the port is gRPC's",
            b"\0\0\x12\x04\0\0\0\0\0\0\x03\0\0\0\x64",
        ),
        port(
            "the port echoes",
            b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n",
        ),
        port("the answer has no status line", b"<html>hello</html>"),
        unhealthy(
            "the app on a Unix socket closes without a word",
            &["unix:/run/app.sock:/health"],
            || {
                let path = "/run/app.sock";
                let server = Server::unix(path.as_ref(), Reply::CloseAfterRequest);
                (server, Removed(path.into()))
            },
        ),
        unhealthy(
            "the app does not expect a PROXY line",
            &["--haproxy-protocol", "http://localhost:8000/health"],
            || serving(Reply::CloseAfterRequest),
        ),
        unhealthy(
            "the chunks are none",
            &["--expect-body", "ok", "http://localhost:8000/health"],
            || {
                serving(Reply::raw(
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
                ))
            },
        ),
        unhealthy(
            "a chunk is longer than it says",
            &["--expect-body", "ok", "http://localhost:8000/health"],
            || {
                let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
                serving(Reply::raw(format!("{head}2\r\nabcd\r\n")))
            },
        ),
        unhealthy(
            "there are too many headers",
            &["http://localhost:8000/health"],
            || {
                let lines = "A: b\r\n".repeat(200);
                serving(Reply::raw(format!("HTTP/1.1 200 OK\r\n{lines}\r\n")))
            },
        ),
    ]
}

/// `tcp://`.
fn streams() -> Vec<Situation> {
    let pong: &[&str] = &["--expect-body", "PONG", "tcp://127.0.0.1:8000"];
    vec![
        unhealthy("Redis wants a password", pong, || {
            serving(Reply::custom(|talk| {
                let _ = talk.send(b"-NOAUTH Authentication required.\r\n");
                talk.close();
            }))
        }),
        unhealthy(
            "Redis says what it must not",
            &["--reject-body", "NOAUTH", "tcp://127.0.0.1:8000"],
            || {
                serving(Reply::custom(|talk| {
                    let _ = talk.send(b"-NOAUTH Authentication required.\r\n");
                    talk.close();
                }))
            },
        ),
        unhealthy("the port says nothing", pong, || {
            serving(Reply::CloseAtAccept)
        }),
        unhealthy(
            "the port stays silent",
            &[
                "-m",
                "200ms",
                "--expect-body",
                "PONG",
                "tcp://127.0.0.1:8000",
            ],
            || serving(Reply::Silent),
        ),
    ]
}

/// `grpc://`.
fn grpc() -> Vec<Situation> {
    let call: &[&str] = &["grpc://localhost:8000/app"];
    let answers: [(&'static str, &'static [u8]); 4] = [
        (
            "the port of a gRPC call speaks HTTP/1.1",
            b"HTTP/1.1 400 Bad Request\r\n\r\n",
        ),
        (
            "the port of a gRPC call has TLS",
            b"\x15\x03\x01\0\x02\x02\x28",
        ),
        (
            "the port of a gRPC call is Redis'",
            b"-ERR unknown command\r\n",
        ),
        (
            "the gRPC server goes away",
            b"\0\0\0\x04\0\0\0\0\0\0\0\x0c\x07\0\0\0\0\0\0\0\0\0\0\0\0\x0bcalm",
        ),
    ];
    let mut all: Vec<_> = answers
        .into_iter()
        .map(|(name, bytes)| unhealthy(name, call, move || greeting(bytes)).tls(true))
        .collect();
    all.push(
        unhealthy("the gRPC server closes", call, || {
            serving(Reply::CloseAtAccept)
        })
        .tls(true),
    );
    all
}

/// `file:`.
fn files() -> Vec<Situation> {
    let beat: &[&str] = &["--max-age", "30s", "file:/run/beat"];
    vec![
        unhealthy("the file is not there", &["file:/run/beat"], || ()),
        unhealthy("the file is a folder", &["file:/run"], || ()),
        unhealthy(
            "the file is closed to the probe",
            &["--expect-body", "ready", "file:/run/beat"],
            || {
                File::create("/run/beat").expect("a file can be made");
                allow("/run/beat", 0o000);
                Removed("/run/beat".into())
            },
        )
        .by_nobody(),
        unhealthy("the file is from the future", beat, || {
            let file = File::create("/run/beat").expect("a file can be made");
            let then = SystemTime::now() + Duration::from_secs(86_400 * 2 - 60);
            file.set_modified(then).expect("a time can be set");
            Removed("/run/beat".into())
        }),
        unhealthy("the file is old", beat, || {
            let file = File::create("/run/beat").expect("a file can be made");
            let then = SystemTime::now() - Duration::from_secs(3600);
            file.set_modified(then).expect("a time can be set");
            Removed("/run/beat".into())
        }),
        unhealthy(
            "the file lacks a text",
            &["--expect-body", "ready", "file:/run/beat"],
            || {
                fs::write("/run/beat", "starting").expect("a file can be made");
                Removed("/run/beat".into())
            },
        ),
    ]
}

/// A request to a port that answers so.
fn port(name: &'static str, bytes: &'static [u8]) -> Situation {
    unhealthy(name, &["http://localhost:8000/health"], move || {
        greeting(bytes)
    })
}

/// Sends this to whoever connects.
fn greeting(bytes: &'static [u8]) -> Server {
    serving(Reply::custom(move |talk| {
        let _ = talk.send(bytes);
        talk.hear();
        talk.close();
    }))
}

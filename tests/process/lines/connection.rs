//! Nobody takes the call.

use std::net::TcpListener;

use rustix::net::listen;

use super::situation::{Situation, unhealthy};
use super::socket::listening;
use crate::support::{Backlog, Reply, Server};

/// The situations.
pub(super) fn situations() -> Vec<Situation> {
    let health: &[&str] = &["http://localhost:8000/health"];
    vec![
        unhealthy("nothing listens", health, || ()),
        unhealthy("the app has another port", health, || [at("0.0.0.0:8080")]),
        unhealthy("the apps have other ports", health, || {
            [at("0.0.0.0:8080"), at("[::]:9090"), at("127.0.0.1:5432")]
        }),
        unhealthy("many others listen", health, || {
            [8001, 8002, 8003, 8004, 8005, 8006].map(|port| at(&format!("127.0.0.1:{port}")))
        }),
        unhealthy(
            "the app listens on ::1 only",
            &["http://127.0.0.1:8000/health?token=${SECRET}"],
            || at("[::1]:8000"),
        ),
        unhealthy(
            "the app listens on IPv4 only",
            &["http://[::1]:8000/health"],
            || at("0.0.0.0:8000"),
        ),
        unhealthy("the app listens on another interface only", health, || {
            at("10.0.0.5:8000")
        }),
        unhealthy(
            "the app listens on loopback only",
            &["http://10.0.0.5:8000/health"],
            || at("127.0.0.1:8000"),
        ),
        unhealthy("the app listens on a Unix socket only", health, || {
            listening("/run/app.sock")
        }),
        unhealthy(
            "a database is not there yet",
            &["tcp://127.0.0.1:5432"],
            || (),
        ),
        unhealthy(
            "the app's queue is full",
            &["-m", "1s", "http://localhost:8000/health"],
            || Backlog::full_at("127.0.0.1:8000"),
        ),
        unhealthy(
            "the app accepts nothing",
            &["-m", "200ms", "http://127.0.0.1:8000/health"],
            || {
                let listener = TcpListener::bind("127.0.0.1:8000").expect("the port is free");
                listen(&listener, 16).expect("a listener listens");
                listener
            },
        ),
        unhealthy("there is no route", &["http://192.0.2.1/health"], || ()),
        unhealthy("a redirect leads to a port that is closed", health, || {
            Server::at(
                "127.0.0.1:8000",
                Reply::redirect(302, "http://localhost:9000/?k=v"),
            )
        }),
    ]
}

/// A server that is somewhere else than the probe looks.
fn at(address: &str) -> Server {
    let server = Server::at(address, Reply::ok());
    server.expect("the address is free").never_called()
}

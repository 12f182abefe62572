//! The limit comes first, in every phase. The others are in `connection`, `socket` and `name`.

use std::fs;

use super::peer::serving;
use super::situation::{Situation, unhealthy};
use super::socket::Removed;
use crate::support::{Reply, Server};

/// The situations.
pub(super) fn situations() -> Vec<Situation> {
    let health: &[&str] = &["-m", "200ms", "http://localhost:8000/health"];
    vec![
        unhealthy("the app does not answer", health, || serving(Reply::Silent)),
        unhealthy(
            "the app does not read the request",
            &[
                "-m",
                "200ms",
                "-d",
                "@/run/data",
                "unix:/run/app.sock:/health",
            ],
            || {
                // More than a Unix socket's buffers take.
                fs::write("/run/data", vec![b'x'; 1 << 20]).expect("a file can be made");
                let server = Server::unix("/run/app.sock".as_ref(), Reply::NeverRead);
                let files = ["/run/data", "/run/app.sock"].map(|path| Removed(path.into()));
                (server, files)
            },
        ),
        unhealthy("the head stalls", health, || {
            serving(Reply::Stall(b"HTTP/1.1 200 OK\r\n".to_vec()))
        }),
        unhealthy(
            "a body that is wanted stalls",
            &[
                "-m",
                "200ms",
                "--expect-body",
                "ready",
                "http://localhost:8000/health",
            ],
            || serving(Reply::Stall(b"HTTP/1.1 200 OK\r\n\r\nrea".to_vec())),
        ),
        unhealthy(
            "the TLS handshake stalls",
            &["-m", "200ms", "https://localhost:8000/health"],
            || serving(Reply::Silent),
        )
        .tls(true),
    ]
}

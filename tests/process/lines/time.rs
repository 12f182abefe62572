//! The limit comes first, in every phase. The others are in `connection`, `socket` and `name`.

use super::peer::serving;
use super::situation::{Situation, unhealthy};
use crate::support::Reply;

/// The situations.
pub(super) fn situations() -> Vec<Situation> {
    let health: &[&str] = &["-m", "200ms", "http://localhost:8000/health"];
    vec![
        unhealthy("the app does not answer", health, || serving(Reply::Silent)),
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

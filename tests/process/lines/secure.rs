//! TLS that cannot be trusted, or is none.

use std::fs;

use super::peer::{no_tls, serving};
use super::situation::{Situation, unhealthy};
use super::socket::Removed;
use crate::support::{Authority, Identity, Reply, Server, Tls, dated};

/// The situations.
pub(super) fn situations() -> Vec<Situation> {
    let health: &[&str] = &["https://localhost:8000/health"];
    let trusting: &[&str] = &["--cacert", "/run/ca.pem", "https://localhost:8000/health"];
    let all = vec![
        unhealthy("the port has no TLS", health, || serving(no_tls())),
        unhealthy("the app closes in the handshake", health, || {
            serving(Reply::CloseAtAccept)
        }),
        unhealthy(
            "the app closes after the handshake",
            &["-k", "https://localhost:8000/health"],
            || {
                let identity = Identity::self_signed(["localhost"], |_| {});
                serving(Tls::new(&identity).answers(""))
            },
        ),
        unhealthy("the certificate is self-signed", health, || {
            secure(&Identity::self_signed(["localhost"], |_| {}))
        }),
        unhealthy("the certificate's CA is not known", health, || {
            secure(&Authority::root("Corporate Root").issue(["localhost"]))
        }),
        unhealthy("the certificate is for another name", trusting, || {
            trusted(|ca| ca.issue(["app.example.com"]))
        }),
        unhealthy("the certificate has expired", trusting, || {
            trusted(|ca| {
                ca.issue_with(["localhost"], |it| {
                    dated(it, -30, -3);
                })
            })
        }),
        unhealthy(
            "the certificate expires soon",
            &[
                "--min-cert-days",
                "14",
                "--cacert",
                "/run/ca.pem",
                "https://localhost:8000/health",
            ],
            || {
                trusted(|ca| {
                    ca.issue_with(["localhost"], |it| {
                        dated(it, -30, 3);
                    })
                })
            },
        ),
        unhealthy("the app wants a client certificate", trusting, || {
            let ca = Authority::root("Corporate Root");
            fs::write("/run/ca.pem", ca.pem()).expect("a file can be written");
            let server = Tls::new(&ca.issue(["localhost"])).clients_of(&ca);
            (serving(server.ok()), Removed("/run/ca.pem".into()))
        }),
    ];
    all.into_iter().map(|it| it.tls(true)).collect()
}

/// Serves TLS on port 8000.
fn secure(identity: &Identity) -> Server {
    serving(Tls::new(identity).ok())
}

/// The same, and writes down whom to trust.
fn trusted(issue: impl Fn(&Authority) -> Identity) -> (Server, Removed) {
    let ca = Authority::root("Corporate Root");
    fs::write("/run/ca.pem", ca.pem()).expect("a file can be written");
    (secure(&issue(&ca)), Removed("/run/ca.pem".into()))
}

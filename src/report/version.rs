//! `--version` in words.

use crate::text::say;

/// Returns the program's version, its target and features, and what it is made of.
pub(super) fn text() -> &'static str {
    let (tls, grpc) = (cfg!(feature = "tls"), cfg!(feature = "grpc"));
    let features = match (tls, grpc) {
        (true, true) => "tls grpc",
        (true, false) => "tls",
        (false, true) => "grpc",
        (false, false) => "http-only",
    };
    let local = match cfg!(feature = "local-only") {
        true => " local-only",
        false => "",
    };
    say!(
        "probelet {}\ntarget: {}\nfeatures: {features}{local}\nbuilt on the core of ureq 3.5.1 (ureq-proto 0.7.1), {}\n",
        env!("CARGO_PKG_VERSION"),
        env!("PROBELET_BUILD_TARGET"),
        crate::net::TLS_VERSIONS,
    )
}

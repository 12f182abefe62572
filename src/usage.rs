//! The help text and the version.

/// `--help`.
pub(crate) const SHORT: &str = include_str!("usage.txt");

/// `--help all`.
pub(crate) const ALL: &str = concat!(include_str!("usage.txt"), include_str!("usage_all.txt"));

/// `--version`: the program, its target and features, and what it is made of.
pub(crate) fn version() -> String {
    let features = match (cfg!(feature = "tls"), cfg!(feature = "local-only")) {
        (true, true) => "tls local-only",
        (true, false) => "tls",
        (false, true) => "http-only local-only",
        (false, false) => "http-only",
    };
    format!(
        "probelet {}\ntarget: {}\nfeatures: {features}\nureq 3.5.1, {}\n",
        env!("CARGO_PKG_VERSION"),
        env!("PROBELET_BUILD_TARGET"),
        crate::net::TLS_VERSIONS,
    )
}

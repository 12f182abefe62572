//! `--version` in words.

/// Returns the program's version, its target and features, and what it is made of.
pub(super) fn text() -> String {
    let (tls, grpc) = (cfg!(feature = "tls"), cfg!(feature = "grpc"));
    let features: Vec<_> = [
        (tls, "tls"),
        (grpc, "grpc"),
        (!tls && !grpc, "http-only"),
        (cfg!(feature = "local-only"), "local-only"),
    ]
    .into_iter()
    .filter_map(|(there, name)| there.then_some(name))
    .collect();
    let features = features.join(" ");
    format!(
        "probelet {}\ntarget: {}\nfeatures: {features}\nbuilt on the core of ureq 3.5.1 (ureq-proto 0.7.1), {}\n",
        env!("CARGO_PKG_VERSION"),
        env!("PROBELET_BUILD_TARGET"),
        crate::net::TLS_VERSIONS,
    )
}

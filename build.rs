//! Compiles `start.c`, lays out the roots, and passes the target triple to `--version`.

use std::env;

fn main() {
    let variable = |name| env::var(name).unwrap_or_default();
    cc::Build::new()
        .file("src/sys/start.c")
        .warnings_into_errors(true)
        .cargo_metadata(false)
        .compile("start");
    #[cfg(feature = "tls")]
    roots(&variable("OUT_DIR"));
    for line in [
        "rerun-if-changed=build.rs".to_owned(),
        "rerun-if-changed=src/sys/start.c".to_owned(),
        format!("rustc-link-search=native={}", variable("OUT_DIR")),
        "rustc-link-lib=static=start".to_owned(),
        format!("rustc-env=PROBELET_BUILD_TARGET={}", variable("TARGET")),
    ] {
        println!("cargo::{line}");
    }
}

/// Writes Mozilla's roots into one run of bytes: name, key and name constraints of each, every one
/// of them behind its length. Their Rust form is 300 pointers, which every run would relocate, http
/// included.
#[cfg(feature = "tls")]
fn roots(folder: &str) {
    let mut bytes = Vec::new();
    for root in webpki_roots::TLS_SERVER_ROOTS {
        let constraints = root.name_constraints.as_deref().unwrap_or_default();
        for field in [&*root.subject, &*root.subject_public_key_info, constraints] {
            let length = u16::try_from(field.len()).expect("a field of a root is short");
            bytes.extend(length.to_be_bytes());
            bytes.extend(field);
        }
    }
    std::fs::write(format!("{folder}/roots"), bytes).expect("OUT_DIR can be written to");
}

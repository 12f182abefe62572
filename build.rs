//! Compiles what safe Rust cannot say, and hands the target triple to `--version`.

fn main() {
    // Nothing refers to it by name: its constructor has to be kept whole.
    cc::Build::new()
        .file("src/start.c")
        .warnings_into_errors(true)
        .cargo_metadata(false)
        .compile("start");
    let out = std::env::var("OUT_DIR").unwrap_or_default();
    let target = std::env::var("TARGET").unwrap_or_default();
    for line in [
        "rerun-if-changed=build.rs".to_owned(),
        "rerun-if-changed=src/start.c".to_owned(),
        format!("rustc-link-search=native={out}"),
        "rustc-link-lib=static:+whole-archive=start".to_owned(),
        format!("rustc-env=PROBELET_BUILD_TARGET={target}"),
    ] {
        println!("cargo::{line}");
    }
}

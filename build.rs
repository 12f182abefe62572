//! Compiles what safe Rust cannot say, and hands the target triple to `--version`.

use std::env;

fn main() {
    let variable = |name| env::var(name).unwrap_or_default();
    let mut c = cc::Build::new();
    c.file("src/start.c");
    if variable("CARGO_CFG_TARGET_ENV") == "musl" {
        // Without the second, the compiler makes a call of calloc out of calloc.
        c.file("src/memory.c").flag("-fno-builtin");
    }
    c.warnings_into_errors(true)
        .cargo_metadata(false)
        .compile("start");
    for line in [
        "rerun-if-changed=build.rs".to_owned(),
        "rerun-if-changed=src/start.c".to_owned(),
        "rerun-if-changed=src/memory.c".to_owned(),
        format!("rustc-link-search=native={}", variable("OUT_DIR")),
        // Nothing refers to start.c by name: its constructor has to be kept whole.
        "rustc-link-lib=static:+whole-archive=start".to_owned(),
        format!("rustc-env=PROBELET_BUILD_TARGET={}", variable("TARGET")),
    ] {
        println!("cargo::{line}");
    }
}

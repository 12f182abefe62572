//! Hands the target triple to `--version`; cargo tells it to build scripts only.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if let Ok(target) = std::env::var("TARGET") {
        println!("cargo::rustc-env=PROBELET_BUILD_TARGET={target}");
    }
}

//! Declares the modules that ../src/main.rs declares, out of the very same files.

use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

fn main() {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../src");
    let main = fs::read_to_string(root.join("main.rs")).expect("probelet's sources are beside");
    let mut modules = String::new();
    let names = main.lines().filter_map(|line| line.strip_prefix("mod "));
    for name in names.filter_map(|rest| rest.strip_suffix(';')) {
        let file = root.join(format!("{name}.rs"));
        let file = if file.is_file() {
            file
        } else {
            root.join(name).join("mod.rs")
        };
        writeln!(modules, "#[path = {file:?}]\nmod {name};").expect("a String takes everything");
    }
    assert!(modules.contains("mod target;"), "no modules in main.rs");
    let out = env::var("OUT_DIR").expect("cargo sets it");
    fs::write(Path::new(&out).join("modules.rs"), modules).expect("cargo's folder can be written");
    // No peer of a fuzzer has a certificate of Mozilla's authorities.
    fs::write(Path::new(&out).join("roots"), []).expect("cargo's folder can be written");
    println!("cargo::rerun-if-changed=../src/main.rs");
    let target = env::var("TARGET").expect("cargo sets it");
    println!("cargo::rustc-env=PROBELET_BUILD_TARGET={target}");
}

//! The system calls of `SECURITY.md` and no others.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::cell::{Cell, judges_right};
use crate::support::{Probe, need};

#[test]
fn the_listed_system_calls_are_enough() {
    let Some(cell) = Cell::new() else { return };
    let Some(python) = need("python3") else {
        return;
    };
    // The interpreter itself: the script that a version manager puts before it takes longer than
    // probelet may.
    let which = ["-c", "import sys; print(sys.executable, end='')"];
    let python = Command::new(python).args(which).output();
    let python = String::from_utf8(python.expect("python3 runs").stdout).expect("a plain path");
    if !cfg!(target_arch = "x86_64") {
        return crate::support::skip("the filter is written for x86_64");
    }
    let calls = listed();
    let filter = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/process/sandbox/filter.py");
    let root = cell.root().as_os_str();
    let words = [python.as_ref(), filter.as_os_str(), calls.as_ref(), root];
    judges_right(
        || Probe::new().under(words).program("/probelet"),
        "the listed system calls",
    );
}

/// The list as the page has it, in one word.
fn listed() -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("SECURITY.md");
    let page = fs::read_to_string(page).expect("the page is there");
    let (_, rest) = page
        .split_once("```calls\n")
        .expect("the page has the list");
    let (list, _) = rest.split_once("```").expect("the list ends");
    list.split_whitespace().collect::<Vec<_>>().join(",")
}

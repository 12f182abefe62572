//! The one rule for tools that a machine may lack, and a place for files.

use std::env;
use std::io::{self, Write};
use std::path::PathBuf;

use tempfile::TempDir;

/// Finds a program that a test needs.
///
/// `None` after saying so loudly; with `CI=true` a missing tool is a failure instead.
#[track_caller]
pub(crate) fn need(tool: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    // sbin is often missing from a user's PATH, and nginx lives there on Debian.
    let found = env::split_paths(&path)
        .chain(["/usr/sbin".into(), "/sbin".into()])
        .map(|folder| folder.join(tool))
        .find(|file| file.is_file());
    if found.is_none() {
        missing(&format!("{tool} is not installed"));
    }
    found
}

/// Reports that a test cannot run here; fails it under `CI=true`.
#[track_caller]
pub(crate) fn missing(what: &str) {
    assert!(
        env::var("CI").as_deref() != Ok("true"),
        "{what}, and CI may not skip"
    );
    skip(what);
}

/// Reports loudly that a test does not apply to this machine or this file.
pub(crate) fn skip(why: &str) {
    let test = std::thread::current();
    let name = test.name().unwrap_or("a test");
    // Written to the stream itself: the test harness swallows what `eprintln!` prints.
    let _ = writeln!(io::stderr(), "SKIPPED: {name}: {why}");
}

/// The root of the engines of scripts/current-engines.sh; `None` with those of this machine.
pub(crate) fn current_engines() -> Option<PathBuf> {
    env::var_os("ENGINES").map(PathBuf::from)
}

/// A folder of the test's own, removed when dropped.
pub(crate) fn scratch() -> TempDir {
    tempfile::tempdir().expect("a temporary folder can be made")
}

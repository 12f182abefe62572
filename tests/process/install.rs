//! `--install`: the program copies itself, whole or not at all.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::support::{Outcome, Probe, binary, probe, scratch};

#[test]
fn a_copy_is_whole_executable_and_works() {
    let folder = scratch();
    let file = folder.path().join("health");
    install(&file).exits(0);
    check(&file);
    assert_eq!(entries(folder.path()), ["health"]);
    Probe::new().program(&file).arg("--version").run().exits(0);
}

#[test]
fn a_folder_gets_the_program_under_its_own_name() {
    let folder = scratch();
    for place in [folder.path().to_path_buf(), folder.path().join("")] {
        install(&place).exits(0);
        assert_eq!(entries(folder.path()), ["probelet"]);
        check(&folder.path().join("probelet"));
    }
}

#[test]
fn an_older_copy_is_replaced_even_while_it_runs() {
    let folder = scratch();
    let file = folder.path().join("probelet");
    fs::write(&file, "old").expect("writes");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o400)).expect("permissions can be set");
    install(&file).exits(0);
    check(&file);
    Probe::new()
        .program(&file)
        .arg("--install")
        .arg(&file)
        .run()
        .exits(0);
    check(&file);
}

#[test]
fn a_place_that_cannot_be_written_is_said_and_nothing_is_left() {
    let folder = scratch();
    let missing = folder.path().join("no/such/folder/probelet");
    refused(&missing);
    let taken = folder.path().join("taken");
    fs::create_dir_all(taken.join("probelet")).expect("a folder can be made");
    refused(&taken);
    assert_eq!(entries(&taken), ["probelet"]);
    refused(Path::new("/proc/probelet"));
    refused(Path::new(""));
}

#[test]
fn install_needs_a_place() {
    probe(["--install"]).misuse(["--install"]);
}

#[test]
fn install_does_nothing_else() {
    let folder = scratch();
    let place = folder.path().join("probelet");
    for more in [
        ["-m", "3"].as_slice(),
        &["http://127.0.0.1/"],
        &["--expect-status=200"],
    ] {
        let run = Probe::new().arg("--install").arg(&place).args(more);
        run.run().misuse([]);
    }
    assert_eq!(entries(folder.path()), [""; 0]);
}

/// Runs `--install`.
fn install(place: &Path) -> Outcome {
    Probe::new().arg("--install").arg(place).run()
}

/// Asserts that a copy is refused in one line that names the place.
#[track_caller]
fn refused(place: &Path) {
    let outcome = install(place);
    outcome.misuse([place.to_str().expect("a plain path")]);
}

/// Asserts that a file is the program.
#[track_caller]
fn check(file: &Path) {
    let same = fs::read(file).expect("reads") == fs::read(binary()).expect("reads");
    assert!(same, "{} is another file", file.display());
    let mode = fs::metadata(file)
        .expect("a file has permissions")
        .permissions()
        .mode();
    assert_eq!(mode & 0o7777, 0o755);
}

/// Names of what a folder holds.
fn entries(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder can be read");
    let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    let mut names: Vec<_> = entries
        .map(|entry| name(entry.expect("an entry")))
        .collect();
    names.sort();
    names
}

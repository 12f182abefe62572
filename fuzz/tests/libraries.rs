//! What is fuzzed is what ships: the same versions of the same libraries.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

#[test]
fn both_lock_files_name_the_same_versions() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (ours, theirs) = (
        versions(&root.join("Cargo.lock")),
        versions(&root.join("../Cargo.lock")),
    );
    let mut compared = 0;
    for (name, found) in &ours {
        if let Some(wanted) = theirs.get(name) {
            let known = found.iter().all(|version| wanted.contains(version));
            assert!(known, "{name} {found:?}, and probelet has {wanted:?}");
            compared += 1;
        }
    }
    assert!(compared > 20, "only {compared} libraries in common");
}

/// Every package of a lock file, with its versions.
fn versions(file: &Path) -> BTreeMap<String, Vec<String>> {
    let text = fs::read_to_string(file).expect("a lock file is text");
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in text.split("[[package]]").skip(1) {
        let value = |key: &str| {
            let mut lines = package.lines();
            let line = lines
                .find_map(|line| line.strip_prefix(key))
                .expect("a package has it");
            line.trim_matches(['=', ' ', '"']).to_owned()
        };
        all.entry(value("name")).or_default().push(value("version"));
    }
    all
}

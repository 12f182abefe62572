//! The page of the engines names every example, and no other.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn every_example_is_on_the_page_of_the_engines_and_every_one_there_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let Ok(page) = fs::read_to_string(root.join("docs/engines.md")) else {
        return;
    };
    let links = page.split("](../examples/").skip(1);
    let named: BTreeSet<_> = links
        .filter_map(|link| link.split_once(')'))
        .map(|(name, _)| name.to_owned())
        .collect();
    let folder = fs::read_dir(root.join("examples")).expect("the examples are there");
    let there: BTreeSet<_> = folder
        .map(|entry| entry.expect("a folder can be read").file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    assert_eq!(named, there);
}
